//! What the tests of all ladders share: awkward inputs, levels and teams.

#![allow(dead_code, reason = "each test uses some of it")]

pub(crate) mod singles;

use hotloop::simd::Level;

/// Lengths that cross every boundary of a vector, a row and, at the end, of blocks.
pub(crate) fn lengths() -> impl Iterator<Item = usize> {
    let large = [
        127, 512, 1023, 1024, 1025, 4097, 16_383, 16_384, 16_385, 50_001,
    ];
    (0..=70).chain(large)
}

/// Every level that this machine has.
pub(crate) fn levels() -> Vec<Level> {
    Level::supported()
}

/// Sizes of teams, more than cores among them.
#[cfg(feature = "threads")]
pub(crate) const TEAMS: [usize; 5] = [1, 2, 3, 4, 7];

/// Teams of every size, made once a test.
#[cfg(feature = "threads")]
pub(crate) fn teams() -> Vec<hotloop::threads::Team> {
    use hotloop::threads::{Binding, Team};
    TEAMS
        .iter()
        .map(|&threads| Team::spawn(threads, Binding::Close).unwrap())
        .collect()
}

/// Numbers with all the bits set at random and magnitudes from `2^-20` to `2^20`: a linear
/// congruential generator (Knuth's MMIX constants), so that the same seed gives the same numbers
/// everywhere.
pub(crate) fn mixed(seed: u64, len: usize) -> Vec<f64> {
    let mut state = seed;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        state >> 11
    };
    (0..len)
        .map(|_| {
            let unit = next() as f64 / (1u64 << 53) as f64 - 0.5;
            let exponent = (next() % 41) as i32 - 20;
            unit * 2.0_f64.powi(exponent)
        })
        .collect()
}

/// `x[start..]` for starts at every alignment a `f64` may have within a cache line.
pub(crate) fn alignments<T>(x: &[T]) -> impl Iterator<Item = &[T]> {
    (0..8.min(x.len())).map(|start| &x[start..])
}

/// Runs a test on owned and scoped teams of every size.
#[cfg(feature = "threads")]
pub(crate) fn on_every_team(test: impl Fn(&hotloop::threads::Team) + Sync) {
    use hotloop::threads::{Binding, Team};
    for threads in TEAMS {
        for binding in [
            Binding::None,
            Binding::Primary,
            Binding::Close,
            Binding::Spread,
        ] {
            test(&Team::spawn(threads, binding.clone()).unwrap());
            Team::scope(threads, binding, |team| test(team)).unwrap();
        }
    }
    test(&Team::solo());
}

/// How far apart two ways to compute `y[n] = x[n] + gain * y[n - delay]` may be at each output:
/// `u * sum_j (4 j + 16) * |gain|^j * |x[n - j * delay]|`, itself a recurrence. `x` may begin with
/// what came before the signal.
pub(crate) fn recurrence_bound(x: &[f64], delay: usize, gain: f64) -> Vec<f64> {
    let mut sums = vec![0.0; x.len()];
    let mut weighted = vec![0.0; x.len()];
    for n in 0..x.len() {
        sums[n] = x[n].abs();
        if n >= delay {
            sums[n] += gain.abs() * sums[n - delay];
            weighted[n] = gain.abs() * (weighted[n - delay] + sums[n - delay]);
        }
    }
    let u = f64::EPSILON / 2.0;
    // The subnormal numbers round by as much as the smallest of them.
    let underflow = 64.0 * f64::from_bits(1);
    let bound = |(sum, weighted): (&f64, &f64)| u * (4.0 * weighted + 16.0 * sum) + underflow;
    sums.iter().zip(&weighted).map(bound).collect()
}

/// Holds `found` to `expected` within `bound`, and infinities and NaN to the same.
#[track_caller]
pub(crate) fn assert_close(found: &[f64], expected: &[f64], bound: &[f64], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for n in 0..found.len() {
        let (found, expected) = (found[n], expected[n]);
        let same = found == expected || (found.is_nan() && expected.is_nan());
        let error = (found - expected).abs();
        assert!(
            same || (expected.is_finite() && error <= bound[n]),
            "{what}: output {n} is {found:e}, expected {expected:e} within {:e}",
            bound[n]
        );
    }
}

/// The bits, with one NaN for all.
pub(crate) fn bits(x: &[f64]) -> Vec<u64> {
    let canonical = |x: &f64| if x.is_nan() { f64::NAN } else { *x };
    x.iter().map(|x| canonical(x).to_bits()).collect()
}
