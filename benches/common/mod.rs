//! What the benches and the tour share.

#![allow(dead_code, reason = "each bench uses some of it")]

pub(crate) mod aligned;
pub(crate) mod brief;
#[cfg(feature = "races")]
pub(crate) mod children;
pub(crate) mod harness;
#[cfg(feature = "races")]
pub(crate) mod jobs;
pub(crate) mod libgomp;
#[cfg(feature = "races")]
pub(crate) mod locks;
pub(crate) mod mixtures;
pub(crate) mod nothing;
#[cfg(feature = "races")]
pub(crate) mod opening;
pub(crate) mod output;
pub(crate) mod prime_sums;
pub(crate) mod primesieve;
pub(crate) mod timing;
pub(crate) mod uneven;
pub(crate) mod unpinned;

/// How many members make sense here, one a core: those of every team that is measured.
///
/// Ask before a team is made. What a pinned thread starts would see a single core.
#[cfg(feature = "threads")]
pub(crate) fn cores() -> usize {
    hotloop::threads::available()
}

/// A number from 0 to 4, hashed from its index (Steele, Lea and Flood 2014), so that no branch on
/// it can be predicted.
pub(crate) fn scattered(i: usize) -> f64 {
    let mut bits = (i as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (bits ^ (bits >> 27)) as f64 / u64::MAX as f64 * 4.0
}

/// A sum in which every place counts differently from those beside it: what another process compares of an
/// output.
pub(crate) fn checksum<T: Copy + Into<f64>>(y: &[T]) -> f64 {
    let places = y.iter().enumerate();
    places.map(|(i, &y)| y.into() * (i % 7 + 1) as f64).sum()
}

/// How far another process may be, as a fraction: it adds, and rounds, in an order of its own.
pub(crate) fn tolerance<T>() -> f64 {
    if size_of::<T>() == 4 { 1e-6 } else { 1e-9 }
}

/// A number with commas.
pub(crate) fn thousands(number: usize) -> String {
    match (number / 1_000, number % 1_000) {
        (0, ones) => ones.to_string(),
        (more, ones) => format!("{},{ones:03}", thousands(more)),
    }
}
