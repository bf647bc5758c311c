//! The `loom` model of the handshake: every interleaving, up to a bound.
//!
//! `RUSTFLAGS='--cfg loom' cargo test --release --lib handshake` explores it.

use super::*;
use crate::threads::primitive::PAUSES;

/// A number that the model watches: it fails if two threads touch it at once, or out of order.
struct Watched(UnsafeCell<u32>);
// SAFETY: that no two threads use it at once is what the model finds out.
unsafe impl Sync for Watched {}

impl Watched {
    fn increment(&self) {
        // SAFETY: the model checks it.
        self.0.with_mut(|cell| unsafe { *cell += 1 });
    }

    fn get(&self) -> u32 {
        // SAFETY: the model checks it.
        self.0.with(|cell| unsafe { *cell })
    }
}

/// Convenes one region after the other on a team of `1 + others`, and counts each member's
/// parts.
///
/// Every interleaving with at most `preemptions` switches away from a thread that could have
/// gone on: all of them for a single region of two, as many as take seconds for more.
fn explore(others: usize, preemptions: Option<usize>, participation: &'static [Participation]) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = preemptions;
    builder.check(move || {
        let (mut leader, workers) = leader_and_workers(others, SpinLimit::ZERO);
        let threads: Vec<_> = workers
            .into_iter()
            .map(|worker| thread::spawn(|| worker.work()))
            .collect();
        for &participation in participation {
            // On this stack: the model fails if a member still looks at it when `run` has
            // returned.
            let parts: Vec<_> = (0..=others).map(|_| Watched(UnsafeCell::new(0))).collect();
            let body = |member: Member| parts[member.index].increment();
            leader.run(participation, &body).expect("no part panics");
            assert!(parts.iter().all(|parts| parts.get() == 1));
        }
        drop(leader);
        for thread in threads {
            thread.join().unwrap();
        }
    });
}

#[test]
fn a_part_that_panics() {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(|| {
        let (mut leader, mut workers) = leader_and_workers(1, SpinLimit::ZERO);
        let worker = workers.pop().expect("there is one slot");
        let thread = thread::spawn(|| worker.work());
        // `resume_unwind` prints nothing, however often the model does this.
        let body = |member: Member| {
            if member.index == 1 {
                std::panic::resume_unwind(Box::new(7));
            }
        };
        for _ in 0..2 {
            let payload = leader.run(Participation::Required, &body).unwrap_err();
            assert_eq!(payload.downcast_ref(), Some(&7));
        }
        drop(leader);
        thread.join().unwrap();
    });
}

#[test]
fn one_region() {
    explore(1, None, &[Participation::Required]);
    explore(1, None, &[Participation::Optional]);
}

#[test]
fn one_region_after_the_other() {
    explore(
        1,
        Some(3),
        &[Participation::Required, Participation::Required],
    );
    explore(
        1,
        Some(3),
        &[Participation::Optional, Participation::Optional],
    );
    explore(
        1,
        Some(3),
        &[Participation::Optional, Participation::Required],
    );
    explore(
        1,
        Some(3),
        &[Participation::Required, Participation::Optional],
    );
}

/// The leader finds that the part has ended before it is woken: see `unpark`.
#[test]
fn a_leader_that_is_not_woken() {
    PAUSES.set(true);
    explore(1, Some(3), &[Participation::Required]);
    explore(1, Some(3), &[Participation::Optional]);
    PAUSES.set(false);
}

#[test]
fn three_members() {
    explore(2, Some(2), &[Participation::Required]);
    explore(2, Some(2), &[Participation::Optional]);
}
