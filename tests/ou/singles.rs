//! Paths of `f32`: every rung, level and team, and every piece, against those of `f64` with each value
//! rounded once.

use super::{oracle, process};
use crate::common::singles::{bits, rounded, singles, widened};
use crate::common::{levels, mixed};
use hotloop::Error;
use hotloop::kernels::ou::{self, Path, Process, ensemble, seeded};
use hotloop::random::Generator;
use proptest::prelude::*;

/// What is written into so many values.
fn written<T: Copy>(
    seven: T,
    len: usize,
    write: impl FnOnce(&mut [T]) -> Result<(), Error>,
) -> Vec<T> {
    let mut room = vec![seven; len];
    write(&mut room).unwrap();
    room
}

/// The values by pieces of any lengths, of `f32` and now and then of `f64`, at changing levels.
fn in_pieces(noise: &[f32], process: Process, start: f64, seed: u64, most: usize) -> Vec<f32> {
    let (mut generator, levels) = (Generator::new(seed, 0), levels());
    let (mut path, mut values) = (Path::new(process, start).unwrap(), vec![start as f32]);
    let mut rest = noise;
    while !rest.is_empty() {
        let word = generator.next_u64() as usize;
        let (noise, after) = rest.split_at((word / 64 % (most + 1)).min(rest.len()));
        let level = levels[word / 4 % levels.len()];
        if word.is_multiple_of(4) {
            let mut piece = vec![7.0; noise.len()];
            path.advance_at(level, &widened(noise), &mut piece).unwrap();
            values.extend(rounded(&piece));
        } else {
            let mut piece = vec![7.0; noise.len()];
            path.advance_at(level, noise, &mut piece).unwrap();
            values.extend(piece);
        }
        rest = after;
    }
    values
}

fn check(noise: &[f32], process: Process, start: f64) {
    let (wide, len) = (widened(noise), noise.len() + 1);
    let truth = bits(&rounded(&oracle(&wide, process, start)));
    for rung in [ou::checked, ou::unchecked] {
        let path = written(7.0, len, |path| rung(noise, process, start, path));
        assert!(bits(&path) == truth, "{len}");
    }
    let double = written(7.0, len, |path| ou::simd(&wide, process, start, path));
    let truth = bits(&rounded(&double));
    for level in levels() {
        let path = written(7.0, len, |path| {
            ou::simd_at(level, noise, process, start, path)
        });
        assert!(bits(&path) == truth, "{len}, {level}");
    }
    // From that length on pieces have the bits of `simd`, where nothing is infinite.
    if noise.len() >= 96 && double.iter().all(|x| x.is_finite()) {
        for (seed, most) in [(1, 20), (2, 90), (3, 5000)] {
            let path = in_pieces(noise, process, start, seed, most);
            assert!(bits(&path) == truth, "{len}, {most}");
        }
    }
}

#[test]
fn every_rung_has_the_bits_of_doubles_rounded_once() {
    let noise = singles(61, 20_000);
    for len in (0..=300).chain([1023, 1200, 20_000]) {
        check(&noise[..len], process(), -3.5);
    }
    for dt in [1e-12, 1e-3, 1.0, 40.0, 800.0] {
        check(&noise, Process::new(dt, 1.0, 0.5).unwrap(), 1.0);
    }
    // A start, and values, beyond an `f32`.
    check(&noise, process(), 1e300);
    check(&singles(62, (1 << 21) + 13), process(), 2.0);
}

#[test]
fn infinities_and_what_only_a_double_holds_travel_as_in_the_loop() {
    let data = singles(63, 700);
    for (value, sigma) in [
        (f32::INFINITY, 1.0),
        (f32::NAN, 1.0),
        (f32::MAX, 1e6),
        (f32::MAX, 1e300),
    ] {
        for place in [0, 9, 95, 699] {
            let mut noise = data.clone();
            noise[place] = value;
            let process = Process::new(0.1, 1.0, sigma).unwrap();
            check(&noise, process, 1.0);
            let pieces = |most| bits(&in_pieces(&noise, process, 1.0, most, most as usize));
            let truth = pieces(1);
            assert!([2, 20, 40, 500].iter().all(|most| pieces(*most) == truth));
        }
    }
}

#[test]
fn ensembles_and_seeds_have_the_bits_of_doubles_rounded_once() {
    for (simulations, steps) in [(0, 0), (1, 0), (3, 100), (5, 333), (2, 40_000)] {
        let (noise, starts) = (singles(64, simulations * steps), mixed(65, simulations));
        let (wide, len) = (widened(&noise), simulations * (steps + 1));
        let process = process();
        let double = |write: &dyn Fn(&mut [f64]) -> Result<(), Error>| {
            bits(&rounded(&written(7.0, len, write)))
        };
        let single =
            |write: &dyn Fn(&mut [f32]) -> Result<(), Error>| bits(&written(7.0, len, write));
        let truth = double(&|out| ensemble::checked(&wide, process, &starts, out));
        assert!(single(&|out| ensemble::checked(&noise, process, &starts, out)) == truth);
        assert!(single(&|out| ensemble::unchecked(&noise, process, &starts, out)) == truth);
        let truth = double(&|out| seeded::checked(10, process, &starts, out));
        assert!(single(&|out| seeded::checked(10, process, &starts, out)) == truth);
        assert!(single(&|out| seeded::unchecked(10, process, &starts, out)) == truth);
        let truth = double(&|out| ensemble::simd(&wide, process, &starts, out));
        let from_seed = double(&|out| seeded::simd(10, process, &starts, out));
        for level in levels() {
            let simd = |out: &mut [f32]| ensemble::simd_at(level, &noise, process, &starts, out);
            assert!(single(&simd) == truth, "{level}");
            let simd = |out: &mut [f32]| seeded::simd_at(level, 10, process, &starts, out);
            assert!(single(&simd) == from_seed, "{level}");
        }
        #[cfg(feature = "threads")]
        for team in crate::common::teams() {
            let run = |out: &mut [f32]| ensemble::threaded(&team, &noise, process, &starts, out);
            assert!(single(&run) == truth);
            let run = |out: &mut [f32]| seeded::threaded(&team, 10, process, &starts, out);
            assert!(single(&run) == from_seed);
        }
    }
}

#[cfg(feature = "threads")]
#[test]
fn every_team_gives_the_same_bits() {
    let noise = singles(66, (1 << 20) + 13);
    let teams = crate::common::teams();
    for tau in [1.0, 1e4, 1e9] {
        let process = Process::new(0.1, tau, 2.0).unwrap();
        for steps in [0, 70, 32_767, 32_768, 100_000, noise.len()] {
            let (noise, len) = (&noise[..steps], steps + 1);
            let wide = widened(noise);
            let mut truth = vec![7.0; len];
            ou::threaded(&teams[0], &wide, process, 5.0, &mut truth).unwrap();
            let truth = bits(&rounded(&truth));
            for team in &teams {
                for level in levels() {
                    let path = written(7.0, len, |path| {
                        ou::threaded_at(level, team, noise, process, 5.0, path)
                    });
                    assert!(bits(&path) == truth, "{tau}, {steps}");
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn any_noise_has_the_bits_of_doubles_rounded_once(
        noise in prop::collection::vec(any::<f32>(), 0..600),
        dt in prop_oneof![1e-12..1e-3_f64, 1e-3..60.0_f64],
        start in -1e6..1e6_f64,
    ) {
        check(&noise, Process::new(dt, 1.0, 2.0).unwrap(), start);
    }
}
