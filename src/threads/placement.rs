//! Where the members of a team run.

use core_affinity::CoreId;
use std::fmt;
use std::sync::OnceLock;

/// The affinity of a team: which core each member is pinned to.
///
/// Cores are those that the first thread to make a team may use, in the order of their numbers.
/// Members beyond their count start again at the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Binding {
    /// Not pinned: the operating system moves members as it likes, among the cores of the thread
    /// that makes the team. (A member that is pinned makes threads that start on its core.)
    None,
    /// All on the first core, where they take turns, as OpenMP's `primary`: what a program does on
    /// a machine of one core. (The caller of [`Team::spawn`](super::Team::spawn), which is never
    /// pinned, stays where it is.)
    Primary,
    /// One core after the other: neighbours share caches.
    Close,
    /// Spread evenly over the cores by their numbers, so that neighbours share less. It does not
    /// know which numbers are hardware threads of one core.
    Spread,
}

impl Binding {
    /// How many of `cores` cores members run on.
    pub(super) fn reach(self, cores: usize) -> usize {
        if self == Self::Primary { 1 } else { cores }
    }

    /// The index of the core of a member, among `cores` cores.
    fn core_index(self, member: usize, members: usize, cores: usize) -> Option<usize> {
        match self {
            Self::None => None,
            _ if cores == 0 => None,
            Self::Primary => Some(0),
            Self::Spread if members < cores => Some(member * cores / members),
            Self::Close | Self::Spread => Some(member % cores),
        }
    }
}

/// Where one member runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Placement {
    /// On the thread that asks for the region, which is never pinned.
    Caller,
    /// Not pinned, as [`Binding::None`] asks.
    Anywhere,
    /// Pinned to the core of this number.
    Core(usize),
    /// Wherever the operating system puts it, because it refused this core, or has no notion of
    /// pinning.
    Refused(Option<usize>),
}

impl fmt::Display for Placement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Caller => f.write_str("the calling thread"),
            Self::Anywhere => f.write_str("not pinned"),
            Self::Core(core) => write!(f, "core {core}"),
            Self::Refused(Some(core)) => write!(f, "not pinned (core {core} was refused)"),
            Self::Refused(None) => f.write_str("not pinned (no core can be asked for)"),
        }
    }
}

/// The cores that may be used. Read once, before the first pin: a pinned thread, and what it
/// spawns, would see one.
pub(super) fn cores() -> &'static [CoreId] {
    static CORES: OnceLock<Vec<CoreId>> = OnceLock::new();
    CORES.get_or_init(|| {
        let mut cores = core_affinity::get_core_ids().unwrap_or_default();
        cores.sort();
        cores
    })
}

/// How many cores there are, at least one.
pub(super) fn core_count() -> usize {
    match cores().len() {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        count => count,
    }
}

/// Pins the calling thread as `binding` places `member`.
pub(super) fn pin(binding: Binding, member: usize, members: usize) -> Placement {
    let cores = cores();
    match binding.core_index(member, members, cores.len()) {
        None if binding == Binding::None => Placement::Anywhere,
        None => Placement::Refused(None),
        Some(index) if core_affinity::set_for_current(cores[index]) => {
            Placement::Core(cores[index].id)
        }
        Some(index) => Placement::Refused(Some(cores[index].id)),
    }
}

#[cfg(test)]
mod tests {
    use super::Binding::{Close, None, Primary, Spread};

    fn core_indices(binding: super::Binding, members: usize, cores: usize) -> Vec<Option<usize>> {
        (0..members)
            .map(|member| binding.core_index(member, members, cores))
            .collect()
    }

    #[test]
    fn close_fills_cores_in_order_and_starts_again() {
        assert_eq!(core_indices(Close, 3, 8), [Some(0), Some(1), Some(2)]);
        assert_eq!(
            core_indices(Close, 5, 2),
            [Some(0), Some(1), Some(0), Some(1), Some(0)]
        );
    }

    #[test]
    fn spread_keeps_apart_and_starts_again() {
        assert_eq!(core_indices(Spread, 2, 8), [Some(0), Some(4)]);
        assert_eq!(core_indices(Spread, 3, 8), [Some(0), Some(2), Some(5)]);
        assert_eq!(core_indices(Spread, 3, 2), [Some(0), Some(1), Some(0)]);
    }

    #[test]
    fn primary_stays_on_the_first() {
        assert_eq!(core_indices(Primary, 3, 8), [Some(0); 3]);
        assert_eq!((Primary.reach(8), Close.reach(8)), (1, 8));
    }

    #[test]
    fn none_places_nobody() {
        assert_eq!(core_indices(None, 2, 8), [Option::None; 2]);
        assert_eq!(core_indices(Primary, 2, 0), [Option::None; 2]);
        assert_eq!(core_indices(Close, 2, 0), [Option::None; 2]);
    }
}
