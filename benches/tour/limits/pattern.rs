//! How a loop goes through memory, and what that is called.

use hotloop::simd::{LANES, Level, Simd};
use std::fmt;

/// A cache line.
pub(super) type Line = [f64; LANES];

/// What is asked for ahead of a load, and how many lines ahead.
#[derive(Clone, Copy)]
pub(super) enum Ahead {
    Nothing,
    /// For the first-level cache: `prefetcht0`.
    First(usize),
    /// For the second: `prefetcht1`.
    Second(usize),
}

impl Ahead {
    /// Nothing, and every distance for both caches, where the level has an instruction for it.
    pub(super) fn all(level: Level, distances: &[usize]) -> Vec<Self> {
        let mut all = vec![Self::Nothing];
        if !matches!(level, Level::Portable(_)) {
            all.extend(distances.iter().map(|&lines| Self::First(lines)));
            all.extend(distances.iter().map(|&lines| Self::Second(lines)));
        }
        all
    }

    /// Asks for it, when the line `i` is about to be loaded.
    #[inline(always)]
    pub(super) fn ask<S: Simd>(self, simd: S, lines: &[Line], i: usize) {
        match self {
            Self::Nothing => {}
            Self::First(ahead) => {
                if let Some(line) = lines.get(i + ahead) {
                    simd.prefetch(line);
                }
            }
            Self::Second(ahead) => {
                if let Some(line) = lines.get(i + ahead) {
                    simd.prefetch_l2(line);
                }
            }
        }
    }
}

impl fmt::Display for Ahead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => Ok(()),
            Self::First(lines) => write!(f, "t0 {lines} lines ahead"),
            Self::Second(lines) => write!(f, "t1 {lines} lines ahead"),
        }
    }
}

/// The accesses of a level.
pub(super) fn width(level: Level) -> &'static str {
    match level.name() {
        "neon" => "128-bit",
        "avx2" => "256-bit",
        "avx512" => "512-bit",
        // It depends on what the whole build may use.
        other => other,
    }
}

/// A pattern's name: those of its parts that have any.
pub(super) fn name(parts: &[&str]) -> String {
    let parts: Vec<_> = parts
        .iter()
        .copied()
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(", ")
}
