//! Paths that go on from piece to piece, `ou::Path`: pieces of any lengths against one call over all of
//! the noise, at every level.

mod common;

use common::{assert_close, bits, levels, mixed, recurrence_bound};
use hotloop::Error;
use hotloop::kernels::ou::{self, Path, Process};
use hotloop::random::Generator;
use hotloop::simd::Level;
use proptest::prelude::*;

/// Lengths that make up `len`, none above `most`.
fn cuts(seed: u64, len: usize, most: usize) -> Vec<usize> {
    let mut generator = Generator::new(seed, 0);
    let (mut cuts, mut left) = (vec![], len);
    while left > 0 {
        let piece = (generator.next_u64() as usize % (most + 1)).min(left);
        cuts.push(piece);
        left -= piece;
    }
    cuts
}

/// The values after each step, by pieces of those lengths.
fn in_pieces(
    level: Level,
    process: Process,
    start: f64,
    noise: &[f64],
    pieces: &[usize],
) -> Vec<f64> {
    let mut path = Path::new(process, start).unwrap();
    let (mut values, mut at) = (vec![7.0; noise.len()], 0);
    for len in pieces {
        let values = &mut values[at..][..*len];
        path.advance_at(level, &noise[at..][..*len], values)
            .unwrap();
        let last = values.last().copied();
        assert_eq!(path.last().to_bits(), last.unwrap_or(path.last()).to_bits());
        at += len;
    }
    assert_eq!(at, noise.len());
    values
}

/// What `simd` makes of all of it, but for the start.
fn whole(process: Process, start: f64, noise: &[f64]) -> Vec<f64> {
    let mut path = vec![7.0; noise.len() + 1];
    ou::simd(noise, process, start, &mut path).unwrap();
    path.split_off(1)
}

/// Steps that are short beside the time constant, as long, and so long that nothing is left of a value.
fn processes() -> [Process; 5] {
    [1e-9, 0.1, 1.0, 43.0, 50.0].map(|dt| Process::new(dt, 1.0, 2.0).unwrap())
}

#[test]
fn random_pieces_have_the_bits_of_the_whole() {
    let data = mixed(31, 20_000);
    for process in processes() {
        for (seed, most) in [(1, 1), (2, 3), (3, 20), (4, 40), (5, 300), (6, 9000)] {
            let noise = &data[..(60 * most).max(500).min(data.len())];
            let truth = bits(&whole(process, -3.5, noise));
            for level in levels() {
                let values = in_pieces(level, process, -3.5, noise, &cuts(seed, noise.len(), most));
                assert!(bits(&values) == truth, "{process:?}, {level}, up to {most}");
            }
        }
    }
}

#[test]
fn every_length_of_equal_pieces_has_the_bits_of_the_whole() {
    let noise = mixed(32, 400);
    for process in processes() {
        let truth = bits(&whole(process, 1.0, &noise));
        for len in (1..=70).chain([127, 128, 399, 400]) {
            let pieces: Vec<_> = noise.chunks(len).map(<[f64]>::len).collect();
            for level in levels() {
                let values = in_pieces(level, process, 1.0, &noise, &pieces);
                assert!(bits(&values) == truth, "{process:?}, {level}, {len}");
            }
        }
    }
}

/// Pieces that are written past the caches.
#[test]
fn large_pieces_have_the_bits_of_the_whole() {
    let noise = mixed(33, (1 << 21) + 40);
    let process = processes()[1];
    let truth = bits(&whole(process, 1.0, &noise));
    for level in levels() {
        let values = in_pieces(level, process, 1.0, &noise, &[20, noise.len() - 20]);
        assert!(bits(&values) == truth, "{level}");
    }
}

#[test]
fn short_paths_are_within_the_bound_of_the_loop() {
    let data = mixed(34, 95);
    for process in processes() {
        for len in 0..data.len() {
            let (noise, mut truth) = (&data[..len], vec![7.0; len + 1]);
            ou::checked(noise, process, 2.5, &mut truth).unwrap();
            let scaled = noise.iter().map(|noise| process.diffuse() * noise);
            let inputs: Vec<f64> = std::iter::once(2.5).chain(scaled).collect();
            let bound = recurrence_bound(&inputs, 1, process.relax());
            let values = in_pieces(Level::current(), process, 2.5, noise, &cuts(7, len, 30));
            assert_close(&values, &truth[1..], &bound[1..], "a short path");
        }
    }
}

#[test]
fn what_is_not_finite_stays_so_wherever_pieces_end() {
    let data = mixed(35, 400);
    for process in processes() {
        for special in [f64::NAN, f64::INFINITY, -f64::INFINITY] {
            for place in [0, 1, 15, 16, 100, 399] {
                let mut noise = data.clone();
                noise[place] = special;
                if let Some(later) = noise.get_mut(place + 5) {
                    // An infinity that meets its opposite.
                    *later = -special;
                }
                let mut truth = [7.0; 401];
                ou::checked(&noise, process, 1.0, &mut truth).unwrap();
                let first = in_pieces(Level::current(), process, 1.0, &noise, &[400]);
                let classes = |values: &[f64]| -> Vec<_> {
                    let class = |y: &f64| (y.is_nan(), y.is_infinite(), *y > 0.0);
                    values.iter().map(class).collect()
                };
                assert_eq!(classes(&first[place..]), classes(&truth[place + 1..]));
                for level in levels() {
                    for most in [1, 7, 30, 399] {
                        let pieces = cuts(8, 400, most);
                        let values = in_pieces(level, process, 1.0, &noise, &pieces);
                        assert!(bits(&values) == bits(&first), "{special}, {place}, {most}");
                    }
                }
            }
        }
    }
}

#[test]
fn an_overflow_is_the_same_wherever_pieces_end() {
    // The first number is finite with either deviation, and not what comes of those after it.
    let mut noise = vec![0.0; 300];
    noise[150] = f64::MAX / 2e3;
    noise[160..].fill(-f64::MAX / 2e3);
    for deviation in [1e3, 1e5] {
        let process = Process::new(1e-3, 1.0, deviation).unwrap();
        let first = in_pieces(Level::current(), process, 1.0, &noise, &[300]);
        let from = first
            .iter()
            .position(|y| !y.is_finite())
            .expect("it overflows");
        assert!(from >= 150 && first[from..].iter().all(|y| !y.is_finite()));
        for level in levels() {
            for most in [1, 5, 16, 40, 299] {
                let values = in_pieces(level, process, 1.0, &noise, &cuts(9, 300, most));
                assert!(
                    bits(&values) == bits(&first),
                    "{process:?}, {level}, {most}"
                );
            }
        }
    }
}

#[test]
fn a_clone_goes_on_alike() {
    let noise = mixed(36, 600);
    let mut path = Path::new(processes()[1], 1.0).unwrap();
    let mut values = vec![7.0; 600];
    path.advance(&noise[..101], &mut values[..101]).unwrap();
    let mut other = path.clone();
    let mut others = vec![7.0; 499];
    other.advance(&noise[101..], &mut others).unwrap();
    let there = std::thread::spawn(move || {
        path.advance(&noise[101..], &mut values[101..]).unwrap();
        values
    });
    assert_eq!(bits(&there.join().unwrap()[101..]), bits(&others));
}

#[test]
fn a_path_that_is_given_the_state_of_another_goes_on_alike() {
    let data = mixed(37, 400);
    for process in processes() {
        for cut in [0, 1, 2, 15, 23, 24, 31, 32, 33, 100, 301] {
            for bad in [None, Some(0), Some(20), Some(99), Some(300)] {
                let mut noise = data.clone();
                bad.into_iter().for_each(|at| noise[at] = f64::INFINITY);
                let mut path = Path::new(process, 2.5).unwrap();
                let mut values = vec![7.0; 400];
                let (first, rest) = values.split_at_mut(cut);
                path.advance(&noise[..cut], first).unwrap();
                let state: Vec<f64> = path.state().collect();
                path.advance(&noise[cut..], rest).unwrap();
                for (seed, most) in [(1, 1), (2, 30), (3, 400)] {
                    let mut other = Path::new(process, -1.0).unwrap();
                    other.advance(&data[..50], &mut [7.0; 50]).unwrap();
                    other.set_state(&state).unwrap();
                    assert!(bits(&other.state().collect::<Vec<_>>()) == bits(&state));
                    let mut at = cut;
                    for len in cuts(seed, 400 - cut, most) {
                        let mut piece = vec![7.0; len];
                        other.advance(&noise[at..][..len], &mut piece).unwrap();
                        assert!(bits(&piece) == bits(&values[at..][..len]), "{cut}, {bad:?}");
                        at += len;
                    }
                    assert_eq!(bits(&[other.last()]), bits(&[path.last()]));
                }
            }
        }
    }
}

#[test]
fn a_state_of_another_length_is_refused() {
    let noise = mixed(38, 64);
    for (process, lengths) in [(processes()[1], [1, 48]), (processes()[4], [1, 1])] {
        let mut path = Path::new(process, 2.5).unwrap();
        path.advance(&noise, &mut [7.0; 64]).unwrap();
        let state: Vec<f64> = path.state().collect();
        assert_eq!(state.len(), lengths[1]);
        for found in (0..60).filter(|len| !lengths.contains(len)) {
            let error = path.set_state(&vec![0.5; found]).unwrap_err();
            let words = error.to_string();
            assert!(words.starts_with("`state`: "), "{words}");
            assert!(path.state().eq(state.iter().copied()));
        }
        for place in 0..state.len() {
            let mut spoilt = state.clone();
            spoilt[place] = f64::INFINITY;
            let is_refused = path.set_state(&spoilt).is_err();
            assert_eq!(
                is_refused,
                state.len() == 48,
                "what is infinite travels alone"
            );
            path.set_state(&state).unwrap();
        }
    }
}

#[test]
fn what_is_refused_is_neither_written_nor_gone_on_from() {
    let process = processes()[1];
    for start in [f64::NAN, f64::INFINITY] {
        let error = Path::new(process, start).unwrap_err();
        let expected = format!("`start`: found {start:?}, expected a finite number");
        assert_eq!(error.to_string(), expected);
    }
    let mut path = Path::new(process, 2.5).unwrap();
    let mut values = [7.0; 3];
    let error = path.advance(&[1.0, 2.0], &mut values).unwrap_err();
    let expected = Error::LengthMismatch {
        argument: "piece",
        found: 3,
        model: "noise",
        expected: 2,
    };
    assert_eq!(error, expected);
    path.advance::<f64>(&[], &mut []).unwrap();
    assert_eq!((values, path.last()), ([7.0; 3], 2.5));
    assert_eq!(path.process(), process);
    path.advance(&[0.0], &mut values[..1]).unwrap();
    assert_eq!(values[0], 2.5 * process.relax());
    assert!(format!("{path:?}").starts_with("Path { process: Process { dt: 0.1, "));
}

#[test]
fn scipy_gives_the_same() {
    #[derive(serde::Deserialize)]
    struct Stored {
        x: Vec<f64>,
        process: Filtered,
    }
    #[derive(serde::Deserialize)]
    struct Filtered {
        dt: f64,
        tau: f64,
        sigma: f64,
        path: Vec<f64>,
    }
    let Stored { x, process: stored } =
        serde_json::from_str(include_str!("data/lfilter.json")).unwrap();
    let process = Process::new(stored.dt, stored.tau, stored.sigma).unwrap();
    let start = stored.path[0];
    let values = in_pieces(Level::current(), process, start, &x, &cuts(10, x.len(), 20));
    let scaled = x.iter().map(|x| process.diffuse() * x);
    let inputs: Vec<f64> = std::iter::once(start).chain(scaled).collect();
    let bound = recurrence_bound(&inputs, 1, process.relax());
    assert_close(&values, &stored.path[1..], &bound[1..], "lfilter");
}

proptest! {
    #[test]
    fn any_pieces_have_the_bits_of_the_whole(
        noise in prop::collection::vec(-1e6..1e6_f64, 96..600),
        dt in prop_oneof![1e-12..1e-3_f64, 1e-3..10.0_f64],
        start in -1e6..1e6_f64,
        most in 1..200_usize,
        seed in any::<u64>(),
    ) {
        let process = Process::new(dt, 1.0, 2.0).unwrap();
        let truth = bits(&whole(process, start, &noise));
        for level in levels() {
            let values = in_pieces(level, process, start, &noise, &cuts(seed, noise.len(), most));
            prop_assert!(bits(&values) == truth);
        }
    }
}
