//! The ladder `map`: every rung, level and team against a plain oracle.

mod common;

use common::{alignments, lengths, levels, mixed};
use hotloop::Error;
use hotloop::kernels::map;
use proptest::prelude::*;

fn oracle(x: &[f64], threshold: f64) -> Vec<u64> {
    x.iter()
        .map(|x| if *x < threshold { 0.0 } else { *x })
        .map(f64::to_bits)
        .collect()
}

fn bits(x: &[f64]) -> Vec<u64> {
    x.iter().map(|x| x.to_bits()).collect()
}

#[test]
fn every_rung_level_and_alignment_gives_the_same_bits() {
    let data = mixed(1, 50_009);
    for len in lengths() {
        // Inputs and outputs at alignments that differ from each other.
        let mut room = vec![7.0; len + 8];
        for (shift, x) in alignments(&data[..len + 8]).enumerate() {
            let x = &x[..len];
            let truth = oracle(x, 0.01);
            let start = 7 - shift;
            let mut run = |f: &mut dyn FnMut(&mut [f64]) -> Result<(), Error>| {
                room.fill(7.0);
                f(&mut room[start..start + len]).unwrap();
                assert_eq!(bits(&room[start..start + len]), truth, "{len}, {start}");
                assert!(
                    room[..start]
                        .iter()
                        .chain(&room[start + len..])
                        .all(|x| *x == 7.0)
                );
            };
            run(&mut |y| map::checked(x, 0.01, y));
            run(&mut |y| map::unchecked(x, 0.01, y));
            run(&mut |y| map::simd(x, 0.01, y));
            for level in levels() {
                run(&mut |y| map::simd_at(level, x, 0.01, y));
            }
        }
    }
}

#[test]
fn large_outputs_are_streamed_to_the_same_bits() {
    let x = mixed(2, (1 << 21) + 13);
    let truth = oracle(&x, 0.5);
    for level in levels() {
        let mut y = vec![7.0; x.len() + 1];
        map::simd_at(level, &x, 0.5, &mut y[1..]).unwrap();
        assert!(bits(&y[1..]) == truth, "{level}");
    }
}

#[cfg(feature = "threads")]
#[test]
fn every_team_gives_the_same_bits() {
    let data = mixed(3, (1 << 21) + 13);
    for team in common::teams() {
        for len in [0, 1, 70, 65_536, 65_537, 200_001, data.len()] {
            let x = &data[..len];
            for level in levels() {
                let mut y = vec![7.0; len];
                map::threaded_at(level, &team, x, 0.5, &mut y).unwrap();
                assert!(
                    bits(&y) == oracle(x, 0.5),
                    "{level}, {len}, {}",
                    team.members()
                );
            }
        }
    }
}

#[test]
fn lengths_that_differ_are_refused_and_nothing_is_written() {
    let x = [1.0, 2.0, 3.0];
    for found in [0, 2, 4, 100] {
        let mut y = vec![7.0; found];
        let refused = Err(Error::LengthMismatch {
            argument: "y",
            found,
            model: "x",
            expected: 3,
        });
        assert_eq!(map::checked(&x, 2.0, &mut y), refused);
        assert_eq!(map::unchecked(&x, 2.0, &mut y), refused);
        assert_eq!(map::simd(&x, 2.0, &mut y), refused);
        #[cfg(feature = "threads")]
        assert_eq!(
            map::threaded(&hotloop::threads::Team::solo(), &x, 2.0, &mut y),
            refused
        );
        assert!(y.iter().all(|y| *y == 7.0));
    }
}

#[test]
fn nan_is_below_nothing() {
    let x = [
        f64::NAN,
        f64::NEG_INFINITY,
        f64::INFINITY,
        -0.0,
        1.0,
        f64::NAN,
        5.0,
        0.0,
        2.0,
    ];
    for threshold in [0.0, 2.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        for level in levels() {
            let mut y = [7.0; 9];
            map::simd_at(level, &x, threshold, &mut y).unwrap();
            assert_eq!(bits(&y), oracle(&x, threshold));
        }
    }
}

fn oracle_f32(x: &[f32], threshold: f32) -> Vec<u32> {
    let y = x.iter().map(|x| if *x < threshold { 0.0 } else { *x });
    y.map(f32::to_bits).collect()
}

/// Holds every rung to the oracle, with the output at so many elements past another place.
#[track_caller]
fn check_f32(x: &[f32], threshold: f32, past: usize) {
    let truth = oracle_f32(x, threshold);
    let run = |f: &dyn Fn(&mut [f32]) -> Result<(), Error>, what: &str| {
        let mut room = vec![7.0; x.len() + past + 1];
        f(&mut room[past..past + x.len()]).unwrap();
        let bits: Vec<u32> = room[past..].iter().map(|y| y.to_bits()).collect();
        assert!(bits[..x.len()] == truth, "{what}, {}, {past}", x.len());
        let around = room[..past].iter().chain(&room[past + x.len()..]);
        assert_eq!(around.filter(|y| **y == 7.0).count(), past + 1, "{what}");
    };
    run(&|y| map::checked(x, threshold, y), "checked");
    run(&|y| map::unchecked(x, threshold, y), "unchecked");
    run(&|y| map::simd(x, threshold, y), "simd");
    for level in levels() {
        run(
            &|y| map::simd_at(level, x, threshold, y),
            &level.to_string(),
        );
    }
}

#[test]
fn every_rung_level_and_alignment_gives_the_same_bits_of_f32() {
    let data: Vec<f32> = mixed(4, 50_009).iter().map(|x| *x as f32).collect();
    for len in lengths() {
        for (shift, x) in alignments(&data[..len + 8]).enumerate() {
            check_f32(&x[..len], 0.01, 7 - shift);
        }
    }
    for threshold in ODD {
        check_f32(&ODD.repeat(30), threshold, 3);
    }
}

/// Numbers that arithmetic would change, one of them a signalling NaN.
const ODD: [f32; 8] = [
    f32::NAN,
    f32::from_bits(0x7f80_0001),
    -0.0,
    f32::INFINITY,
    f32::MIN,
    1e-45,
    2.0,
    1.0,
];

/// Past the caches, wherever the output begins: in the middle of a line, and shortly behind the input, by the low
/// bits of both addresses, where it is written in bursts.
#[test]
fn large_outputs_of_f32_begin_anywhere() {
    let len = (1 << 21) + 13;
    let data = ODD.iter().copied().cycle();
    let data: Vec<f32> = data
        .zip(mixed(6, len))
        .map(|(odd, x)| if x < 0.0 { odd } else { x as f32 })
        .collect();
    let truth = oracle_f32(&data, 0.5);
    let page = 4096 / size_of::<f32>();
    let mut room = vec![7.0; len + 2 * page];
    let behind = (data.as_ptr().addr() / 4).wrapping_sub(room.as_ptr().addr() / 4) % page;
    for past in [
        0,
        1,
        7,
        15,
        behind + 1,
        behind + 16,
        behind + 17,
        behind + 48,
        behind + 49,
    ] {
        for level in levels() {
            room.fill(7.0);
            map::simd_at(level, &data, 0.5, &mut room[past..past + len]).unwrap();
            let bits = room[past..past + len].iter().map(|y| y.to_bits());
            assert!(bits.eq(truth.iter().copied()), "{level}, {past}");
            let around = room[..past].iter().chain(&room[past + len..]);
            assert!(around.into_iter().all(|y| *y == 7.0), "{level}, {past}");
        }
    }
}

#[test]
fn large_outputs_of_f32_have_the_same_bits() {
    let data: Vec<f32> = mixed(5, (1 << 22) + 13).iter().map(|x| *x as f32).collect();
    let truth = oracle_f32(&data, 0.5);
    let bits = |y: Vec<f32>| y.into_iter().map(f32::to_bits);
    for level in levels() {
        let mut y = vec![7.0; data.len()];
        map::simd_at(level, &data, 0.5, &mut y).unwrap();
        assert!(bits(y).eq(truth.iter().copied()), "{level}");
        #[cfg(feature = "threads")]
        for team in common::teams() {
            let mut y = vec![7.0; data.len()];
            map::threaded_at(level, &team, &data, 0.5, &mut y).unwrap();
            assert!(
                bits(y).eq(truth.iter().copied()),
                "{level}, {}",
                team.members()
            );
        }
    }
}

proptest! {
    #[test]
    fn all_levels_agree_with_the_loop(
        x in prop::collection::vec(any::<f64>(), 0..300),
        threshold in any::<f64>(),
    ) {
        for level in levels() {
            let mut y = vec![7.0; x.len()];
            map::simd_at(level, &x, threshold, &mut y).unwrap();
            prop_assert_eq!(bits(&y), oracle(&x, threshold));
        }
    }
}
