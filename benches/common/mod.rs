//! What the benches and the tour share.

#![allow(dead_code, reason = "each bench uses some of it")]

pub(crate) mod aligned;
pub(crate) mod harness;
pub(crate) mod libgomp;
pub(crate) mod unpinned;

/// How many cores this process may use: the members of every team that is measured.
///
/// Ask before a team is made. A pinned thread, and what it starts, would see a single core.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Elements that fit in the first-level cache, in the second-level cache, and in memory alone.
pub(crate) fn sizes() -> [(&'static str, usize); 3] {
    [("L1", 4_096), ("L2", 65_536), ("memory", 10_000_000)]
}
