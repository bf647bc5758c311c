//! The Ornstein-Uhlenbeck process from a seed, against drawing the noise first.

mod common;

use common::{assert_close, bits, levels, recurrence_bound};
use hotloop::Error;
use hotloop::kernels::normal::{self, Normal};
use hotloop::kernels::ou::{self, Process, seeded};
use hotloop::random::{Generator, Streams};

fn process() -> Process {
    Process::new(0.1, 1.0, 2.0).unwrap()
}

const STARTS: [f64; 3] = [0.0, -4.0, 1e3];

/// The paths made of noise that was drawn first.
fn truth(seed: u64, steps: usize, process: Process) -> (Vec<f64>, Vec<f64>) {
    let (mut paths, mut bounds) = (vec![], vec![]);
    for (k, &start) in STARTS.iter().enumerate() {
        let (mut noise, mut path) = (vec![0.0; steps], vec![0.0; steps + 1]);
        normal::checked(
            &mut Generator::new(seed, k as u64),
            Normal::STANDARD,
            &mut noise,
        );
        ou::checked(&noise, process, start, &mut path).unwrap();
        let scaled = noise.iter().map(|noise| process.diffuse() * noise);
        let inputs: Vec<f64> = std::iter::once(start).chain(scaled).collect();
        bounds.append(&mut recurrence_bound(&inputs, 1, process.relax()));
        paths.append(&mut path);
    }
    (paths, bounds)
}

#[test]
fn every_rung_makes_the_path_of_its_noise() {
    for steps in (0..70).chain([1023, 16_383, 16_384, 16_385, 40_000]) {
        for process in [process(), Process::new(1e-9, 1.0, 1.0).unwrap()] {
            let (truth, bound) = truth(10, steps, process);
            let mut paths = vec![7.0; truth.len()];
            for rung in [seeded::checked, seeded::unchecked] {
                paths.fill(7.0);
                rung(10, process, &STARTS, &mut paths).unwrap();
                assert!(bits(&paths) == bits(&truth), "{steps}");
            }
            paths.fill(7.0);
            seeded::simd(10, process, &STARTS, &mut paths).unwrap();
            assert_close(&paths, &truth, &bound, &format!("{steps} steps"));
            for level in levels() {
                let mut again = vec![7.0; truth.len()];
                seeded::simd_at(level, 10, process, &STARTS, &mut again).unwrap();
                assert!(bits(&again) == bits(&paths), "{steps}, {level}");
            }
        }
    }
}

#[cfg(feature = "threads")]
#[test]
fn every_team_makes_the_same_paths() {
    for steps in [0, 1, 1000, 40_000] {
        for simulations in [0, 1, 3, 8] {
            let starts = vec![1.5; simulations];
            let mut truth = vec![7.0; simulations * (steps + 1)];
            seeded::simd(10, process(), &starts, &mut truth).unwrap();
            for team in common::teams() {
                for level in levels() {
                    let mut paths = vec![7.0; truth.len()];
                    seeded::threaded_at(level, &team, 10, process(), &starts, &mut paths).unwrap();
                    assert!(bits(&paths) == bits(&truth), "{steps}, {level}");
                }
            }
        }
    }
}

#[test]
fn a_path_is_the_start_of_a_longer_one() {
    let (mut short, mut long) = (vec![7.0; 40_000], vec![7.0; 70_000]);
    seeded::simd(1, process(), &[0.5], &mut short).unwrap();
    seeded::simd(1, process(), &[0.5], &mut long).unwrap();
    // Blocks are the same, but for the last of the short one.
    assert_eq!(bits(&short[..32_769]), bits(&long[..32_769]));
}

#[test]
fn an_ensemble_goes_in_batches() {
    let (steps, starts) = (300, [0.0, 1.0, -2.0, 3.0, 0.5, 7.0, 8.0]);
    let row = steps + 1;
    let mut whole = vec![7.0; starts.len() * row];
    seeded::checked(10, process(), &starts, &mut whole).unwrap();
    let (mut simd, mut batches) = (whole.clone(), whole.clone());
    seeded::simd(10, process(), &starts, &mut simd).unwrap();
    for (first, count) in [(0, 1), (1, 4), (5, 2)] {
        let streams = Streams {
            seed: 10,
            first: first as u64,
        };
        let (starts, range) = (
            &starts[first..][..count],
            first * row..(first + count) * row,
        );
        for rung in [seeded::checked, seeded::unchecked] {
            batches[range.clone()].fill(7.0);
            rung(streams, process(), starts, &mut batches[range.clone()]).unwrap();
            assert!(bits(&batches) == bits(&whole));
        }
        let mut batch = vec![7.0; count * row];
        seeded::simd(streams, process(), starts, &mut batch).unwrap();
        assert!(bits(&batch) == bits(&simd[range.clone()]));
        #[cfg(feature = "threads")]
        for team in common::teams() {
            batch.fill(7.0);
            seeded::threaded(&team, streams, process(), starts, &mut batch).unwrap();
            assert!(bits(&batch) == bits(&simd[range.clone()]));
        }
    }
}

#[test]
fn the_last_stream_is_used_and_none_beyond_it() {
    let first = u64::MAX - 2;
    for (count, enough) in [(0, true), (3, true), (4, false)] {
        let (starts, mut path) = (vec![1.0; count], vec![7.0; 2 * count]);
        let streams = Streams { seed: 10, first };
        let refused = Err(Error::Invalid {
            argument: "seed",
            found: "fewer streams than simulations",
            expected: "a stream for each of `starts`",
        });
        let expected = if enough { Ok(()) } else { refused };
        assert_eq!(
            seeded::checked(streams, process(), &starts, &mut path),
            expected
        );
        assert_eq!(
            seeded::unchecked(streams, process(), &starts, &mut path),
            expected
        );
        assert_eq!(
            seeded::simd(streams, process(), &starts, &mut path),
            expected
        );
        assert!(path.iter().all(|x| (*x == 7.0) != enough));
    }
}

#[test]
fn bad_input_is_refused_and_nothing_is_written() {
    type Rung = fn(u64, Process, &[f64], &mut [f64]) -> Result<(), Error>;
    let rungs: &[Rung] = &[
        seeded::checked,
        seeded::unchecked,
        seeded::simd,
        #[cfg(feature = "threads")]
        |seed, process, starts, paths| {
            let team = hotloop::threads::Team::solo();
            seeded::threaded(&team, seed, process, starts, paths)
        },
    ];
    for rung in rungs {
        let refused = |starts: &[f64], values: usize| {
            let mut paths = vec![7.0; values];
            let error = rung(10, process(), starts, &mut paths).unwrap_err();
            assert!(paths.iter().all(|x| *x == 7.0));
            error.to_string()
        };
        assert_eq!(
            refused(&[0.0, f64::NAN], 4),
            "`starts`: found NaN, expected a finite number"
        );
        assert_eq!(
            refused(&[0.0; 2], 3),
            "`paths`: found 3 elements, expected a multiple of 2, the number of simulations"
        );
        assert_eq!(
            refused(&[0.0; 2], 0),
            "`paths`: found 0 elements, expected 2 to go with `starts`"
        );
        assert_eq!(
            refused(&[], 5),
            "`paths`: found 5 elements, expected 0 to go with `starts`"
        );
        assert_eq!(rung(10, process(), &[], &mut []), Ok(()));
    }
}
