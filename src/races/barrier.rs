//! Where members wait until all are there, so that a measurement starts with all of them running.

use crate::threads::{Member, Team};
use crossbeam_utils::{Backoff, CachePadded};
use std::sync::OnceLock;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::{AcqRel, Acquire};

/// A barrier that is passed once.
///
/// [`std::sync::Barrier`] puts members to sleep, and waking them takes longer than some of what is
/// measured here. This one spins, and gives the core away meanwhile where members are more than
/// cores.
#[derive(Debug)]
pub(super) struct Barrier {
    missing: CachePadded<AtomicUsize>,
}

impl Barrier {
    /// For so many members.
    pub(super) fn new(members: usize) -> Self {
        Self {
            missing: CachePadded::new(AtomicUsize::new(members)),
        }
    }

    /// Returns when every member has called it, once each.
    pub(super) fn wait(&self) {
        self.missing.fetch_sub(1, AcqRel);
        let backoff = Backoff::new();
        while self.missing.load(Acquire) > 0 {
            backoff.snooze();
        }
    }
}

/// Has every member of `team` do its part, all from the same moment on. Returns the parts in the
/// order of members. If a part panics, so does this, when the others have come to their end.
pub(super) fn together<P: Send + Sync>(team: &Team, part: impl Fn(Member) -> P + Sync) -> Vec<P> {
    let barrier = Barrier::new(team.present());
    let parts: Vec<_> = (0..team.present()).map(|_| OnceLock::new()).collect();
    team.parallel(|member| {
        barrier.wait();
        let first = parts[member.index].set(part(member)).is_ok();
        assert!(first, "a member takes part once");
    });
    parts.into_iter().filter_map(OnceLock::into_inner).collect()
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use crate::threads::Binding;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::atomic::Ordering::SeqCst;

    #[test]
    fn a_part_that_panics_lets_the_others_come_to_their_end() {
        let team = Team::spawn(3, Binding::None).unwrap();
        let ended = AtomicUsize::new(0);
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            together(&team, |member| {
                if member.index == 1 {
                    std::panic::resume_unwind(Box::new("a part panics"));
                }
                ended.fetch_add(1, SeqCst);
            })
        }));
        let payload = outcome.unwrap_err();
        assert_eq!(payload.downcast_ref(), Some(&"a part panics"));
        assert_eq!(ended.into_inner(), 2);
        assert_eq!(together(&team, |member| member.index), [0, 1, 2]);
    }

    #[test]
    fn nobody_goes_on_before_all_have_come() {
        let team = Team::spawn(3, Binding::None).unwrap();
        let (barrier, come) = (Barrier::new(3), AtomicUsize::new(0));
        team.parallel(|member| {
            if member.index == 1 {
                // Long enough for the others to be past a barrier that does not hold.
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            come.fetch_add(1, SeqCst);
            barrier.wait();
            assert_eq!(come.load(SeqCst), 3);
        });
    }
}
