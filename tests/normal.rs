//! The ladder `normal`: every rung, level and team draws the same numbers.

mod common;

use common::{bits, lengths, levels};
use hotloop::Error;
use hotloop::kernels::normal::{self, Normal};
use hotloop::random::Generator;
use proptest::prelude::*;

/// Where a generator stands after `words` words.
fn after(words: usize) -> Generator {
    let mut generator = Generator::new(3, 1);
    generator.advance(words as u64);
    generator
}

/// What `rung` writes to the middle of a room, with nothing written around it, and where it leaves
/// the generator.
fn drawn(
    before: usize,
    len: usize,
    rung: impl FnOnce(&mut Generator, &mut [f64]),
) -> (Vec<u64>, Generator) {
    let (mut generator, mut room) = (after(before), vec![7.0; len + 2]);
    rung(&mut generator, &mut room[1..=len]);
    assert_eq!((room[0], room[len + 1]), (7.0, 7.0));
    (bits(&room[1..=len]), generator)
}

#[test]
fn every_rung_draws_the_same() {
    for normal in [Normal::STANDARD, Normal::new(-3.0, 0.5).unwrap()] {
        for len in lengths() {
            let before = len % 11;
            let truth = drawn(before, len, |g, out| normal::checked(g, normal, out));
            assert_eq!(truth.1, after(before + len), "one word a number");
            let unchecked = drawn(before, len, |g, out| normal::unchecked(g, normal, out));
            assert!(unchecked == truth, "{len}");
            let simd = drawn(before, len, |g, out| normal::simd(g, normal, out));
            assert!(simd == truth, "{len}");
            for level in levels() {
                let simd = drawn(before, len, |g, out| {
                    normal::simd_at(level, g, normal, out);
                });
                assert!(simd == truth, "{len}, {level}");
            }
        }
    }
}

#[test]
fn single_precision_is_double_precision_rounded() {
    let normal = Normal::new(1.0, 2.0).unwrap();
    for len in [0, 1, 9, 64, 5000] {
        let mut wide = vec![0.0_f64; len];
        normal::checked(&mut after(2), normal, &mut wide);
        let rounded: Vec<f32> = wide.iter().map(|x| *x as f32).collect();
        let mut narrow = vec![0.0_f32; len];
        for rung in [normal::checked, normal::unchecked, normal::simd] {
            narrow.fill(7.0);
            rung(&mut after(2), normal, &mut narrow);
            assert_eq!(narrow, rounded);
        }
        for level in levels() {
            narrow.fill(7.0);
            normal::simd_at(level, &mut after(2), normal, &mut narrow);
            assert_eq!(narrow, rounded, "{level}");
        }
    }
}

#[cfg(feature = "threads")]
#[test]
fn every_team_draws_the_same() {
    for team in common::teams() {
        for len in [0, 1, 70, 1025, 8192, 19_457, 28_673, 30_721, 100_003] {
            for before in [0, 3] {
                let normal = Normal::STANDARD;
                let truth = drawn(before, len, |g, out| normal::simd(g, normal, out));
                for level in levels() {
                    let found = drawn(before, len, |g, out| {
                        normal::threaded_at(level, &team, g, normal, out);
                    });
                    assert!(found == truth, "{len}, {level}, {} members", team.members());
                }
            }
        }
    }
}

#[test]
fn large_outputs_are_streamed_to_the_same_bits() {
    let len = (3 << 20) + 21;
    for level in levels() {
        // In the middle of a row, and at every place in a line.
        let (mut truth, mut end) = (vec![0.0; len], after(3));
        normal::unchecked(&mut end, Normal::STANDARD, &mut truth);
        let mut room = vec![7.0; len + 10];
        for start in 1..9 {
            room.fill(7.0);
            let mut generator = after(3);
            let out = &mut room[start..start + len];
            normal::simd_at(level, &mut generator, Normal::STANDARD, out);
            assert!(*out == truth, "{level}, {start}");
            assert!(room[..start].iter().all(|x| *x == 7.0));
            assert!(room[start + len..].iter().all(|x| *x == 7.0));
            assert_eq!(generator, end);
        }
    }
}

#[test]
fn calls_go_on_where_the_last_one_stopped() {
    let mut whole = vec![0.0; 3000];
    normal::checked(&mut after(0), Normal::STANDARD, &mut whole);
    let (mut generator, mut parts) = (after(0), vec![]);
    for len in (0..70).chain([300]) {
        let mut part = vec![0.0; len];
        normal::simd(&mut generator, Normal::STANDARD, &mut part);
        parts.append(&mut part);
    }
    assert_eq!(parts, whole[..parts.len()]);
}

#[test]
fn the_numbers_are_these() {
    // They are part of what a version promises. Words 0 to 3 of seed 10, stream 0, and the first
    // two that no rectangle holds.
    let mut x = [0.0; 4096];
    normal::simd(&mut Generator::new(10, 0), Normal::STANDARD, &mut x);
    let mut words = [0; 4096];
    Generator::new(10, 0).fill_u64(&mut words);
    let outside: Vec<_> = (0..4096).filter(|&i| words[i] % 2048 >= 2045).collect();
    let found = [x[0], x[1], x[2], x[3], x[outside[0]], x[outside[1]]].map(f64::to_bits);
    let truth = [
        0xbff0_8171_3592_afce,
        0xbfe0_7f19_4a81_da2c,
        0x3fe1_84d2_ff77_2387,
        0xbf84_0698_bab2_6fc2,
        0xbfce_4cdf_4542_44aa,
        0x3f62_04f1_218e_a1bb,
    ];
    assert_eq!(found, truth, "{found:#x?}");
}

#[test]
fn overhangs_are_these() {
    // The hash is that of an independent program's numbers, of which 131 are in the tail.
    let n = 1 << 22;
    let (mut words, mut x) = (vec![0; n], vec![0.0; n]);
    Generator::new(1, 0).fill_u64(&mut words);
    normal::simd(&mut Generator::new(1, 0), Normal::STANDARD, &mut x);
    let (mut hash, mut count) = (0xcbf2_9ce4_8422_2325_u64, 0);
    for (word, x) in words.iter().zip(&x) {
        match word % 2048 {
            2045.. => {
                hash = (hash ^ f64::to_bits(*x)).wrapping_mul(0x0100_0000_01b3);
                count += 1;
            }
            // The highest rectangle, which is the narrowest.
            2044 => assert!(x.abs() <= 0.129_405_539_002_525_8 && *x != 0.0),
            _ => {}
        }
    }
    assert_eq!((count, hash), (6187, 0xfdd6_a3cd_f666_c9c3));
}

#[test]
fn a_deviation_of_zero_is_the_mean() {
    let mut x = [7.0; 100];
    normal::simd(&mut after(0), Normal::new(2.5, 0.0).unwrap(), &mut x);
    assert_eq!(x, [2.5; 100]);
}

#[test]
fn nothing_overflows() {
    let normal = Normal::new(-1e307, 1e306).unwrap();
    let mut x = vec![0.0_f64; 100_000];
    normal::simd(&mut after(0), normal, &mut x);
    assert!(x.iter().all(|x| x.is_finite()));
}

#[test]
fn bad_distributions_are_refused() {
    let refused = |argument, mean, deviation| match Normal::new(mean, deviation) {
        Err(Error::OutOfRange {
            argument: found, ..
        }) => assert_eq!(found, argument),
        other => panic!("{mean} and {deviation}: {other:?}"),
    };
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1.1e307] {
        refused("mean", bad, 1.0);
        refused("deviation", 0.0, bad);
    }
    refused("deviation", 0.0, -1e-300);
    assert_eq!(
        Normal::new(0.0, -1.0).unwrap_err().to_string(),
        "`deviation`: found -1.0, expected from 0 to 1e306"
    );
    assert!(Normal::new(1e307, 1e306).is_ok());
    assert!(Normal::new(-0.0, 0.0).is_ok());
}

#[test]
fn the_ziggurat_is_normal_too() {
    let mut x = vec![0.0; 1_000_000];
    normal::ziggurat(&mut after(0), Normal::STANDARD, &mut x);
    let moment = |k| x.iter().map(|x: &f64| x.powi(k)).sum::<f64>() / 1e6;
    // Each within five standard errors: the variance of x^k is that of its moments of order 2k and
    // k.
    for (k, expected, variance) in [
        (1, 0.0, 1.0),
        (2, 1.0, 2.0),
        (3, 0.0, 15.0),
        (4, 3.0, 96.0),
        (6, 15.0, 10_170.0),
    ] {
        let error: f64 = moment(k) - expected;
        assert!(
            error.abs() < 5.0 * f64::sqrt(variance / 1e6),
            "{k}: {error}"
        );
    }
    // And beyond where its own tail begins: about 258 in a million.
    let tail = x.iter().filter(|x| x.abs() > 3.654_152_885_361_009).count();
    assert!((258_i64 - tail as i64).abs() < 80, "{tail}");
    let start = 3.654_152_885_361_009;
    assert!(x.iter().any(|x| *x < -start) && x.iter().any(|x| *x > start));
    // The base layer is wider than that, and the tail begins here all the same.
    assert!(x.iter().any(|x| (start..start + 0.05).contains(&x.abs())));
}

proptest! {
    #[test]
    fn any_seed_stream_and_cut_give_the_same(
        seed in any::<u64>(),
        stream in any::<u64>(),
        before in 0_u64..20,
        len in 0_usize..300,
    ) {
        let mut generator = Generator::new(seed, stream);
        generator.advance(before);
        let mut truth = vec![0.0; len];
        normal::checked(&mut generator.clone(), Normal::STANDARD, &mut truth);
        for level in levels() {
            let mut found = vec![7.0; len];
            normal::simd_at(level, &mut generator.clone(), Normal::STANDARD, &mut found);
            prop_assert_eq!(bits(&found), bits(&truth));
        }
    }
}
