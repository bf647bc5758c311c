//! What may bind a ladder.

use hotloop::machine::Machine;

/// What the hardware can do, as `benches/tour/limits` measures it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    /// Bytes read from memory.
    Read,
    /// Bytes copied in memory: those read and those written.
    Copy,
    /// Bytes written to memory.
    Write,
    /// Bytes loaded from the first-level cache.
    Load,
    /// Floating-point operations: two to a fused multiplication and addition.
    Fma,
    /// A cache line to another core and back.
    RoundTrip,
}

/// As much more than a limit as two figures of the same rounds may differ by chance.
const CHANCE: f64 = 0.05;

/// Whether a limit of which this fraction has been reached cannot be one: what looked for it has found
/// too little.
pub(crate) fn beaten(fraction: f64) -> bool {
    fraction > 1.0 + CHANCE
}

/// Bytes of the smallest first-level data caches of the day.
const FIRST_CACHE: usize = 32 << 10;
/// Bytes that no cache keeps, or not for long.
const MEMORY: usize = 40_000_000;
/// Bytes of the arrays that the limits of memory are looked for in, and that caches are swept with.
pub(crate) const MEASURED: usize = 80_000_000;

/// Bytes from which on memory binds, beside a last-level cache of so many bytes.
///
/// A sweep empties a cache of half its size. A larger one keeps a part of everything, and a larger part
/// of what is smaller: what takes less than the arrays that the limits are looked for in is faster
/// there than any of them.
pub(crate) fn memory(last_level_cache: usize) -> usize {
    if 2 * last_level_cache <= MEASURED {
        MEMORY
    } else {
        MEASURED
    }
}

/// Bytes of the largest cache there is; zero where none is known.
pub(crate) fn last_level_cache() -> usize {
    let caches = Machine::current().caches.into_iter();
    caches.map(|cache| cache.bytes).max().unwrap_or(0)
}

impl Limit {
    pub(crate) fn is_memory(self) -> bool {
        matches!(self, Self::Read | Self::Copy | Self::Write)
    }

    /// Whether it is what so many bytes are up against.
    pub(crate) fn binds(self, bytes: usize) -> bool {
        match self {
            Self::Read | Self::Copy | Self::Write => bytes >= memory(last_level_cache()),
            Self::Load => bytes <= FIRST_CACHE,
            Self::Fma | Self::RoundTrip => true,
        }
    }

    /// Its name in reports, as it binds one member or all of a team.
    pub(crate) fn name(self, members: usize) -> Option<&'static str> {
        let [one, all] = match self {
            Self::Read => ["read_1", "read_all"],
            Self::Copy => ["copy_1", "copy_all"],
            Self::Write => ["write_1", "write_all"],
            Self::Load => ["l1_load", "l1_load_all"],
            Self::Fma => ["fma_1", "fma_all"],
            // One member has nobody to send a line to.
            Self::RoundTrip => return (members > 1).then_some("round_trip"),
        };
        Some(if members > 1 { all } else { one })
    }

    /// What is reported for so many units of work a nanosecond, which is as many billions a second.
    /// Of a trip the time is what one wants to know.
    pub(crate) fn value(self, rate: f64) -> f64 {
        if self == Self::RoundTrip {
            1.0 / rate
        } else {
            rate
        }
    }

    pub(crate) fn unit(self) -> &'static str {
        match self {
            Self::Read | Self::Copy | Self::Write | Self::Load => "GB/s",
            Self::Fma => "GFLOP/s",
            Self::RoundTrip => "ns",
        }
    }
}
