//! What the tests of all ladders share: awkward inputs, levels and teams.

#![allow(dead_code, reason = "each test uses some of it")]

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
        for binding in [Binding::None, Binding::Close, Binding::Spread] {
            test(&Team::spawn(threads, binding).unwrap());
            Team::scope(threads, binding, |team| test(team)).unwrap();
        }
    }
    test(&Team::solo());
}
