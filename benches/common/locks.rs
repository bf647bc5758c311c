//! The locks, and the situations in which their contention is measured.

use super::cores;
use hotloop::races::SpinLock;
use hotloop::races::contention::{Contention, Work, contend};
use hotloop::threads::{Binding, Team};
use std::time::Duration;

/// A kind of lock: its name, and contention at it.
pub(crate) type Lock = (&'static str, fn(&Team, Work, Duration) -> Contention);

/// Whoever takes one has it alone in the first three, and beside other readers in the others.
const LOCKS: [Lock; 5] = [
    ("std Mutex", contend::<std::sync::Mutex<()>>),
    ("parking_lot Mutex", contend::<parking_lot::Mutex<()>>),
    ("SpinLock", contend::<SpinLock>),
    ("std RwLock", contend::<std::sync::RwLock<()>>),
    ("parking_lot RwLock", contend::<parking_lot::RwLock<()>>),
];

/// Who contends, where, and for what.
#[derive(Clone)]
pub(crate) struct Situation {
    pub(crate) name: &'static str,
    pub(crate) members: usize,
    pub(crate) binding: Binding,
    pub(crate) work: Work,
}

impl Situation {
    /// The locks to try in it: readers make a difference only where there are some.
    pub(crate) fn locks(&self) -> &'static [Lock] {
        if self.work.reads_to_a_write > 0 {
            &LOCKS
        } else {
            &LOCKS[..3]
        }
    }

    /// A round of it, on threads made for it, and to be started from a thread that is not pinned.
    pub(crate) fn run(&self, (_, contend): Lock) -> Contention {
        let contend = |team: &Team| contend(team, self.work, self.time());
        Team::scope(self.members, self.binding.clone(), contend)
            .expect("eight threads can be started")
    }

    /// Long enough for everybody to have some slices of a core, where cores are few.
    fn time(&self) -> Duration {
        let cores = match self.binding {
            Binding::Primary => 1,
            _ => cores(),
        };
        let slices = if self.members > cores {
            2 * self.members
        } else {
            1
        };
        Duration::from_millis(4 * slices as u64)
    }
}

pub(crate) fn situations() -> Vec<Situation> {
    let situation =
        |name, members, binding, [inside, outside, reads_to_a_write]: [u32; 3]| Situation {
            name,
            members,
            binding,
            work: Work {
                inside,
                outside,
                reads_to_a_write,
            },
        };
    vec![
        situation("1 member", 1, Binding::Close, [0, 0, 0]),
        situation("2 members", 2, Binding::Close, [0, 0, 0]),
        situation("4 members", 4, Binding::Close, [0, 0, 0]),
        situation("8 members", 8, Binding::Close, [0, 0, 0]),
        situation("2, 100 steps inside", 2, Binding::Close, [100, 0, 0]),
        situation("2, 100 steps outside", 2, Binding::Close, [0, 100, 0]),
        situation(
            "2, 100 inside, 100 outside",
            2,
            Binding::Close,
            [100, 100, 0],
        ),
        situation(
            "2, the same, on one core",
            2,
            Binding::Primary,
            [100, 100, 0],
        ),
        situation("2, the same, not pinned", 2, Binding::None, [100, 100, 0]),
        situation("2, 100 inside, 99 % reads", 2, Binding::Close, [100, 0, 99]),
    ]
}
