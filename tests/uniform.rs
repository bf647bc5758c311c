//! The ladder `uniform`: every rung, level and team draws the same numbers, all in the range.

mod common;

use common::{bits, lengths, levels};
use hotloop::Error;
use hotloop::kernels::uniform::{self, Uniform};
use hotloop::random::Generator;
use proptest::prelude::*;

fn words(len: usize) -> Vec<u64> {
    let mut words = vec![0; len];
    Generator::new(4, 2).fill_u64(&mut words);
    words
}

#[test]
fn every_rung_draws_the_same() {
    let range = Uniform::new(-3.0, 11.5).unwrap();
    for len in lengths() {
        let unit = |word: u64| (word >> 11) as f64 / 9_007_199_254_740_992.0;
        let truth: Vec<f64> = words(len)
            .into_iter()
            .map(|word| -3.0 + 14.5 * unit(word))
            .collect();
        let mut found = vec![7.0; len];
        for rung in [uniform::checked, uniform::unchecked, uniform::simd] {
            let mut generator = Generator::new(4, 2);
            found.fill(7.0);
            rung(&mut generator, range, &mut found);
            assert!(bits(&found) == bits(&truth), "{len}");
            let mut skipped = Generator::new(4, 2);
            skipped.advance(len as u64);
            assert_eq!(generator, skipped);
        }
        for level in levels() {
            found.fill(7.0);
            uniform::simd_at(level, &mut Generator::new(4, 2), range, &mut found);
            assert!(bits(&found) == bits(&truth), "{len}, {level}");
        }
    }
}

#[test]
fn single_precision_has_24_bits() {
    let truth: Vec<f32> = words(5003)
        .into_iter()
        .map(|word| (word >> 40) as f32 / 16_777_216.0)
        .collect();
    for level in levels() {
        let mut found = vec![7.0_f32; truth.len()];
        uniform::simd_at(
            level,
            &mut Generator::new(4, 2),
            Uniform::unit(),
            &mut found,
        );
        assert!(found == truth, "{level}");
    }
    let mut found = vec![7.0_f32; truth.len()];
    uniform::checked(&mut Generator::new(4, 2), Uniform::unit(), &mut found);
    assert!(found == truth);
}

#[test]
fn large_outputs_are_streamed_to_the_same_bits() {
    let len = (3 << 20) + 21;
    let mut room = vec![7.0; len + 10];
    let mut truth = vec![7.0; len];
    let mut end = Generator::new(4, 2);
    uniform::checked(&mut end, Uniform::unit(), &mut truth);
    for level in levels() {
        // At every place in a line.
        for start in 1..9 {
            room.fill(7.0);
            let mut generator = Generator::new(4, 2);
            let out = &mut room[start..start + len];
            uniform::simd_at(level, &mut generator, Uniform::unit(), out);
            assert!(room[start..start + len] == truth, "{level}, {start}");
            assert!(
                room[..start]
                    .iter()
                    .chain(&room[start + len..])
                    .all(|x| *x == 7.0)
            );
            assert_eq!(generator, end);
        }
    }
}

#[cfg(feature = "threads")]
#[test]
fn every_team_draws_the_same() {
    for team in common::teams() {
        // From 16,000 to 33,000 it depends on the team whether it has work.
        let short = [
            0, 1, 70, 1025, 16_385, 19_457, 24_577, 27_649, 28_673, 30_721, 32_769,
        ];
        for len in short.into_iter().chain([100_003, (3 << 20) + 13]) {
            let (mut ours, mut theirs) = (Generator::new(4, 2), Generator::new(4, 2));
            // In the middle of a row.
            assert_eq!(ours.next_u64(), theirs.next_u64());
            let (mut found, mut truth) = (vec![7.0; len], vec![0.0; len]);
            uniform::threaded(&team, &mut ours, Uniform::unit(), &mut found);
            uniform::simd(&mut theirs, Uniform::unit(), &mut truth);
            assert!(found == truth, "{len}, {} members", team.members());
            assert_eq!(ours, theirs);
        }
    }
}

#[test]
fn the_upper_end_is_never_reached() {
    // Two numbers in the range, and `1 + 2^-52 u` rounds to the end of it half of the time.
    let (low, high) = (1.0_f64, 1.0_f64.next_up());
    let mut x = [0.0; 1000];
    for level in levels() {
        let range = Uniform::new(low, high).unwrap();
        uniform::simd_at(level, &mut Generator::new(1, 0), range, &mut x);
        assert_eq!(x, [low; 1000], "{level}");
    }
    uniform::checked(
        &mut Generator::new(1, 0),
        Uniform::new(low, high).unwrap(),
        &mut x,
    );
    assert_eq!(x, [low; 1000]);
    let range = Uniform::new(1.0_f32, 1.0_f32.next_up().next_up()).unwrap();
    let mut x = [0.0_f32; 1000];
    uniform::simd(&mut Generator::new(1, 0), range, &mut x);
    assert!(x.iter().all(|x| *x == 1.0 || *x == 1.0_f32.next_up()));
    assert!(x.contains(&1.0) && x.contains(&1.0_f32.next_up()));
}

#[test]
fn bad_ranges_are_refused() {
    let argument = |result: Result<Uniform<f64>, Error>| match result.unwrap_err() {
        Error::OutOfRange { argument, .. } => argument,
        other => panic!("{other}"),
    };
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(argument(Uniform::new(bad, 1.0)), "low");
        assert_eq!(argument(Uniform::new(0.0, bad)), "high");
    }
    assert_eq!(argument(Uniform::new(1.0, 1.0)), "high");
    assert_eq!(argument(Uniform::new(1.0, 0.0)), "high");
    assert_eq!(argument(Uniform::new(0.0, -0.0)), "high");
    assert_eq!(argument(Uniform::new(-1e308, 1e308)), "high");
    assert!(Uniform::new(0.0, f64::from_bits(1)).is_ok());
    assert!(Uniform::new(f32::MIN, f32::MAX).is_ok());
}

proptest! {
    #[test]
    fn all_numbers_are_in_the_range(
        a in -1e300..1e300_f64,
        b in -1e300..1e300_f64,
        seed in any::<u64>(),
    ) {
        prop_assume!(a != b);
        let (low, high) = (a.min(b), a.max(b));
        let mut x = [0.0; 64];
        uniform::simd(&mut Generator::new(seed, 0), Uniform::new(low, high).unwrap(), &mut x);
        prop_assert!(x.iter().all(|x| (low..high).contains(x)));
    }
}
