//! Regions over blocks of several slices, and regions that write and reduce in one pass.

#![cfg(feature = "threads")]

mod common;

use common::{on_every_team, teams};
use hotloop::Error;
use hotloop::threads::{Schedule, Team};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

const SCHEDULES: [Schedule; 5] = [
    Schedule::Static,
    Schedule::Cyclic,
    Schedule::Dynamic { chunk: 2 },
    Schedule::Guided { min_chunk: 1 },
    Schedule::Adaptive,
];
/// Lengths, and the lengths of blocks.
const CUTS: [(usize, usize); 8] = [
    (0, 3),
    (1, 3),
    (3, 3),
    (10, 3),
    (100, 1),
    (100, 64),
    (5, usize::MAX),
    (1000, 7),
];

#[test]
fn several_slices_are_cut_alike_and_written_once() {
    on_every_team(|team| {
        for schedule in SCHEDULES {
            for (len, block) in CUTS {
                let (mut x, mut names) = (vec![0_u8; len], vec![String::new(); len]);
                let data = (&mut x[..], &mut names[..]);
                team.for_each_blocks(data, block, schedule, |start, (x, names)| {
                    assert_eq!(start % block, 0);
                    assert_eq!(x.len(), block.min(len - start));
                    assert_eq!(x.len(), names.len());
                    for (i, (x, name)) in x.iter_mut().zip(names).enumerate() {
                        *x += 1;
                        name.push_str(&(start + i).to_string());
                    }
                })
                .unwrap();
                assert_eq!(x, vec![1; len]);
                assert!(names.into_iter().eq((0..len).map(|i| i.to_string())));
            }
        }
    });
}

#[test]
fn up_to_eight_slices() {
    let mut data = [[0_usize; 20]; 8];
    let [a, b, c, d, e, f, g, h] = &mut data;
    let all = (
        &mut a[..],
        &mut b[..],
        &mut c[..],
        &mut d[..],
        &mut e[..],
        &mut f[..],
        &mut g[..],
        &mut h[..],
    );
    {
        let team = &teams()[2];
        team.for_each_blocks(all, 3, Schedule::Static, |start, parts| {
            let (a, b, c, d, e, f, g, h) = parts;
            for (slice, part) in [a, b, c, d, e, f, g, h].into_iter().enumerate() {
                part.iter_mut()
                    .zip(start..)
                    .for_each(|(x, i)| *x = 100 * slice + i);
            }
        })
        .unwrap();
    }
    for (slice, data) in data.iter().enumerate() {
        assert!(data.iter().copied().eq((0..20).map(|i| 100 * slice + i)));
    }
}

#[test]
fn blocks_are_written_and_reduced_in_their_order() {
    on_every_team(|team| {
        for schedule in SCHEDULES {
            for (len, block) in CUTS {
                let mut x: Vec<usize> = (0..len).collect();
                let map = |start: usize, part: &mut [usize]| {
                    let text = part.iter().map(|i| format!("{i},")).collect::<String>();
                    part.iter_mut().zip(start..).for_each(|(x, i)| *x += i);
                    text
                };
                let text = team
                    .map_reduce_block(&mut x[..], block, schedule, map, |a, b| a + &b)
                    .unwrap();
                let expected = (0..len).map(|i| format!("{i},")).collect::<String>();
                assert_eq!(
                    text,
                    (len > 0).then_some(expected),
                    "{schedule:?}, {len}, {block}"
                );
                assert!(x.into_iter().eq((0..len).map(|i| 2 * i)));
            }
        }
    });
}

#[test]
fn every_team_reduces_to_the_same_bits() {
    let run = |team: &Team| {
        let mut x = common::mixed(1, 5000);
        let mut signs = vec![0_i8; 5000];
        let map = |_, (x, signs): (&mut [f64], &mut [i8])| {
            let sum: f64 = x.iter().sum();
            for (x, sign) in x.iter_mut().zip(signs) {
                *sign = x.signum() as i8;
                *x /= sum;
            }
            sum
        };
        let data = (&mut x[..], &mut signs[..]);
        let sum = team.map_reduce_block(data, 64, Schedule::Static, map, |a, b| a + b);
        (sum.unwrap().unwrap().to_bits(), common::bits(&x), signs)
    };
    let truth = run(&Team::solo());
    for team in teams() {
        assert!(run(&team) == truth, "{} members", team.members());
    }
}

#[test]
fn a_part_may_be_kept_as_long_as_the_slice() {
    on_every_team(|team| {
        let mut x = [0; 100];
        let join = |mut a: Vec<_>, b| {
            a.extend(b);
            a
        };
        let map = |start, part| vec![(start, part)];
        let parts = team
            .map_reduce_block(&mut x[..], 7, Schedule::Static, map, join)
            .unwrap();
        for (start, part) in parts.unwrap() {
            let part: &mut [usize] = part;
            part.fill(start);
        }
        assert!(x.into_iter().eq((0..100).map(|i| i / 7 * 7)));
    });
}

#[test]
fn bad_arguments_are_refused_before_anything_runs() {
    on_every_team(|team| {
        let never = |_: usize, _: (&mut [u8], &mut [u8], &mut [u8])| panic!("it must not run");
        let (mut a, mut b, mut c) = ([1; 4], [2; 4], [3; 5]);
        let (zero, chunk) = (
            Schedule::Dynamic { chunk: 0 },
            Error::Zero { argument: "chunk" },
        );
        let mismatch = Error::LengthMismatch {
            argument: "data.2",
            found: 5,
            model: "data.0",
            expected: 4,
        };
        let cases = [
            (5, 1, Schedule::Static, mismatch),
            (4, 0, Schedule::Static, Error::Zero { argument: "block" }),
            (4, 1, zero, chunk.clone()),
            (4, 9, zero, chunk.clone()),
        ];
        for (len, block, schedule, error) in cases {
            let data = (&mut a[..], &mut b[..], &mut c[..len]);
            let outcome = team.for_each_blocks(data, block, schedule, never);
            assert_eq!(outcome, Err(error.clone()));
            let data = (&mut a[..], &mut b[..], &mut c[..len]);
            let outcome = team.map_reduce_block(data, block, schedule, never, |(), ()| ());
            assert_eq!(outcome, Err(error));
        }
        let nothing: &mut [u8] = &mut [];
        let outcome = team.map_reduce_block(nothing, 1, zero, |_, _| (), |(), ()| ());
        assert_eq!(outcome, Err(chunk));
    });
}

#[test]
fn results_are_dropped_once_when_a_block_or_the_reduction_panics() {
    on_every_team(|team| {
        let alive = Arc::new(());
        let mut x = [0; 50];
        let (alive_ref, data) = (&alive, &mut x[..]);
        let map = |start, part: &mut [i32]| {
            part.fill(1);
            assert_ne!(start, 28, "block four");
            Arc::clone(alive_ref)
        };
        let run = || team.map_reduce_block(data, 7, Schedule::Cyclic, map, |a, _| a);
        assert!(catch_unwind(AssertUnwindSafe(run)).is_err());
        assert_eq!(Arc::strong_count(&alive), 1);

        let (alive_ref, data) = (&alive, &mut x[..]);
        let map = |_, _: &mut [i32]| Arc::clone(alive_ref);
        let reduce = |_, _| panic!("a reduction");
        let run = || team.map_reduce_block(data, 7, Schedule::Static, map, reduce);
        assert!(catch_unwind(AssertUnwindSafe(run)).is_err());
        assert_eq!(Arc::strong_count(&alive), 1);
    });
}
