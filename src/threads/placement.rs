//! Where the members of a team run.

use crate::machine::Machine;
use core_affinity::CoreId;
use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

/// Where one member runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Placement {
    /// On the thread that asks for the region, which is never pinned.
    Caller,
    /// Not pinned, as [`Binding::None`](super::Binding::None) asks.
    Anywhere,
    /// Pinned to the processor of this number, a hardware thread of a core.
    Core(usize),
    /// Wherever the operating system puts it, because it refused this processor, or has no notion of
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

/// How many members make sense for a team that this thread makes: one for each physical core that it
/// may use, and no more than the quota of its control group allows
/// ([`Machine::available`]).
///
/// It is what [`Team::builder`](super::Team::builder) begins with. Inside a team it is what the team's
/// maker may use.
///
/// ```
/// use hotloop::threads::{Binding, Team, available};
///
/// let team = Team::spawn(available(), Binding::Close)?;
/// # Ok::<(), hotloop::Error>(())
/// ```
#[doc(alias("cpu_count", "available_parallelism", "num_cpus"))]
pub fn available() -> usize {
    machine().available()
}

/// Processors that one can be pinned to: `core_affinity` knows as many as the C library's `cpu_set_t`,
/// and panics at the next.
const MOST: usize = 1024;

/// The places of a team's members.
#[derive(Debug)]
pub(super) struct Places {
    /// The processors that members are pinned to, in turn, or that none is.
    pinned: Option<Vec<usize>>,
    /// What the team's maker may use.
    home: Vec<usize>,
}

impl Places {
    /// Those processors of the machine; `None` where the system may choose.
    pub(super) fn new(pinned: Option<Vec<usize>>, machine: &Machine) -> Self {
        let home = machine.processors.iter().map(|it| it.number).collect();
        Self { pinned, home }
    }

    /// How many processors there are for the members.
    pub(super) fn processors(&self) -> usize {
        match &self.pinned {
            None => self.home.len(),
            Some(pinned) => {
                let mut distinct = pinned.clone();
                distinct.sort_unstable();
                distinct.dedup();
                distinct.len()
            }
        }
    }

    /// Pins the calling thread to the place of `member`.
    pub(super) fn pin(self: &Arc<Self>, member: usize) -> Placement {
        let Some(pinned) = &self.pinned else {
            return Placement::Anywhere;
        };
        if pinned.is_empty() {
            return Placement::Refused(None);
        }
        let processor = pinned[member % pinned.len()];
        let set = || core_affinity::set_for_current(CoreId { id: processor });
        if processor >= MOST || !set() {
            return Placement::Refused(Some(processor));
        }
        PINNED.set(Some((processor, Arc::clone(self))));
        Placement::Core(processor)
    }
}

thread_local! {
    /// Of a member: the processor that it has been pinned to, and by which team.
    static PINNED: RefCell<Option<(usize, Arc<Places>)>> = const { RefCell::new(None) };
}

/// This machine, as far as the calling thread may use it; for a member, as far as the maker of its team
/// may. (Who pins a member elsewhere from outside has the last word.)
pub(super) fn machine() -> Machine {
    let machine = Machine::current();
    // A destructor that runs as its thread ends may come after this thread's place has gone.
    let home = PINNED.try_with(|pinned| match &*pinned.borrow() {
        Some((processor, places)) if machine.is_only(*processor) => Some(places.home.clone()),
        _ => None,
    });
    match home {
        Ok(Some(home)) => machine.with_processors(&home),
        _ => machine,
    }
}

#[cfg(all(test, target_os = "linux", not(loom), not(miri)))]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_cannot_be_had_is_refused() {
        let pin = |pinned: Option<Vec<usize>>| {
            let home = vec![0];
            std::thread::spawn(move || Arc::new(Places { pinned, home }).pin(0)).join()
        };
        assert_eq!(pin(None).unwrap(), Placement::Anywhere);
        assert_eq!(pin(Some(vec![])).unwrap(), Placement::Refused(None));
        // The last that the system can be asked for, which is not there, and what it is not asked for.
        for processor in [MOST - 1, MOST, usize::MAX] {
            let refused = Placement::Refused(Some(processor));
            assert_eq!(pin(Some(vec![processor])).unwrap(), refused);
        }
    }
}
