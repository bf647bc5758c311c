//! Integers of 8, 16 and 32 bits, which are added in 64.

use super::{lengths, levels};
use hotloop::kernels::sum::{self, Summand};
use hotloop::random::SplitMix64;

/// Every rung, level and team on all lengths, against integers of 128 bits.
fn hold<T: Summand + Into<i128>>(name: &str, of: impl Fn(u64) -> T, [least, most]: [T; 2])
where
    T::Sum: Into<i128>,
{
    let mut words = SplitMix64::new(5);
    let x: Vec<T> = (0..70_000).map(|_| of(words.next_u64())).collect();
    let mut inputs = vec![vec![least; 70_000], vec![most; 70_000]];
    inputs.extend((0..8).map(|start| x[start..].to_vec()));
    #[cfg(feature = "threads")]
    let teams = super::common::teams();
    for x in &inputs {
        for len in lengths().chain([x.len()]) {
            let x = &x[..len];
            let truth = x.iter().fold(0_i128, |sum, x| sum + (*x).into());
            let mut found = vec![sum::checked(x), sum::unchecked(x)];
            for level in levels() {
                found.extend([sum::simd_at(level, x), sum::neumaier_at(level, x)]);
            }
            #[cfg(feature = "threads")]
            if len > 50_000 {
                found.extend(teams.iter().map(|team| sum::threaded(team, x)));
            }
            for (i, found) in found.into_iter().enumerate() {
                assert_eq!(found.into(), truth, "{name}, {len}, {i}");
            }
        }
    }
}

#[test]
fn narrow_integers_have_exact_sums() {
    hold("i32", |word| word as i32, [i32::MIN, i32::MAX]);
    hold("u32", |word| word as u32, [u32::MIN, u32::MAX]);
    hold("i16", |word| word as i16, [i16::MIN, i16::MAX]);
    hold("u16", |word| word as u16, [u16::MIN, u16::MAX]);
    hold("i8", |word| word as i8, [i8::MIN, i8::MAX]);
    hold("u8", |word| word as u8, [u8::MIN, u8::MAX]);
}

/// Of so many that they leave the caches, in which members have runs of blocks.
#[test]
fn many_narrow_integers_have_the_sum_that_they_have() {
    let bytes: Vec<u8> = (0..100_000_000_u32).map(|i| (i % 251) as u8).collect();
    let mut truth = 0;
    for x in bytes.chunks(251) {
        truth += (x.len() * (x.len() - 1) / 2) as u64;
    }
    assert_eq!(sum::simd(&bytes), truth);
    #[cfg(feature = "threads")]
    for team in super::common::teams() {
        assert_eq!(sum::threaded(&team, &bytes), truth);
    }
}
