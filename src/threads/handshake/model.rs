//! The `loom` model of the handshake: every interleaving, up to a bound.
//!
//! `RUSTFLAGS='--cfg loom' cargo test --release --lib handshake` explores it.

use super::*;

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
fn explore(others: usize, preemptions: Option<usize>, attendance: &'static [Attendance]) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = preemptions;
    builder.check(move || {
        let (mut chair, attendees) = meeting(others, Patience::NONE);
        let threads: Vec<_> = attendees
            .into_iter()
            .map(|attendee| thread::spawn(|| attendee.attend()))
            .collect();
        for &attendance in attendance {
            // On this stack: the model fails if a member still looks at it when `convene` has
            // returned.
            let parts: Vec<_> = (0..=others).map(|_| Watched(UnsafeCell::new(0))).collect();
            let body = |member: Member| parts[member.index].increment();
            chair.convene(attendance, &body).expect("no part panics");
            assert!(parts.iter().all(|parts| parts.get() == 1));
        }
        drop(chair);
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
        let (mut chair, mut attendees) = meeting(1, Patience::NONE);
        let attendee = attendees.pop().expect("there is one seat");
        let thread = thread::spawn(|| attendee.attend());
        // `resume_unwind` prints nothing, however often the model does this.
        let body = |member: Member| {
            if member.index == 1 {
                std::panic::resume_unwind(Box::new(7));
            }
        };
        for _ in 0..2 {
            let payload = chair.convene(Attendance::Required, &body).unwrap_err();
            assert_eq!(payload.downcast_ref(), Some(&7));
        }
        drop(chair);
        thread.join().unwrap();
    });
}

#[test]
fn one_region() {
    explore(1, None, &[Attendance::Required]);
    explore(1, None, &[Attendance::Optional]);
}

#[test]
fn one_region_after_the_other() {
    explore(1, Some(3), &[Attendance::Required, Attendance::Required]);
    explore(1, Some(3), &[Attendance::Optional, Attendance::Optional]);
    explore(1, Some(3), &[Attendance::Optional, Attendance::Required]);
    explore(1, Some(3), &[Attendance::Required, Attendance::Optional]);
}

#[test]
fn three_members() {
    explore(2, Some(2), &[Attendance::Required]);
    explore(2, Some(2), &[Attendance::Optional]);
}
