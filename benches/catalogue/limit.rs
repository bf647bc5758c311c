//! What may bind a ladder.

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

/// Bytes of the smallest first-level data caches of the day.
const FIRST_CACHE: usize = 32 << 10;
/// Bytes that no cache keeps, or not for long.
const MEMORY: usize = 40_000_000;

impl Limit {
    /// Whether it is what so many bytes are up against.
    pub(crate) fn binds(self, bytes: usize) -> bool {
        match self {
            Self::Read | Self::Copy | Self::Write => bytes >= MEMORY,
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
