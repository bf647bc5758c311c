//! How a region starts and ends: the one place where a closure outlives its lifetime, with the
//! proof.
//!
//! A team has a [`Leader`], held by whoever asks for a region, and a [`Worker`] for every other
//! member, with a [`WorkerSlot`] between the two. A slot is one word, and the word is the whole
//! protocol:
//!
//! | state | who writes it | meaning |
//! |---|---|---|
//! | `IDLE` | member, at the end of its part; leader, in withdrawing | nothing to do; the member spins |
//! | `PARKED` | member, instead of `IDLE` | nothing to do; the member sleeps |
//! | `ORDERED` | leader, instead of `IDLE` or `PARKED` | a body is there, and the member must run it |
//! | `OFFERED` | leader, instead of `IDLE` or `PARKED` | a body is there, and the member may take it |
//! | `TAKEN` | member, instead of `OFFERED` | the member has taken it; it can no longer be withdrawn |
//! | `AWAITED` | leader, instead of `ORDERED` or `TAKEN` | the same, and the leader sleeps until it is done |
//! | `CLOSED` | leader, instead of `IDLE`, `PARKED` or `CLOSED` (in a forked process, where no member reads it, of any) | the team is over |
//!
//! ```text
//!           leader             member            leader            member
//!  IDLE ────────────▶ OFFERED ─────────▶ TAKEN ───────────▶ AWAITED ──────▶ IDLE
//!    ▲ ▲                 │ leader          │ member            ▲
//!    │ └─────────────────┘ (withdrawn)     │                   │ leader
//!    └─────────────────────────────────────┘      ORDERED ─────┘
//!                                                    └─ member ─▶ IDLE
//! ```
//!
//! On a warm team a region therefore costs at least what one cache line takes to travel to the member and
//! back, the least that two cores can do together. The body's address travels in the same line as
//! the word.
//!
//! # Why the lifetime may be erased
//!
//! The leader lends the members a `&'a (dyn Fn(Member) + Sync)` as a pointer, which knows of no
//! lifetime. Between regions a slot still holds the last one, which points nowhere any more; a
//! pointer may do that.
//!
//! 1. A member follows the pointer after it has seen `ORDERED` or `AWAITED`, or has changed
//!    `OFFERED` to `TAKEN`.
//! 2. A member has used the body for the last time when it writes `IDLE`.
//! 3. [`Leader::run`] returns, normally or not, only after every slot has either been withdrawn
//!    (`OFFERED` to `IDLE`, a compare-and-exchange that fails once the member has taken it) or been
//!    seen `IDLE` or `PARKED` after the member's part.
//!
//! So no member uses the body when `run` returns, and `'a` outlives `run`. The `loom` model
//! below explores every interleaving of one region of two members, and those of more regions and
//! members up to a bound that it states.
//!
//! # What is ordered before what
//!
//! * **The call.** The leader writes `body`, then swaps the word with release; the member acquires
//!   the word (in its load, or in the exchange that takes an offer), then reads `body`. What the
//!   caller did before the region is seen by every part of it.
//! * **The end.** The member writes `panic`, then the word with release; the leader acquires the word
//!   in `wait` before it looks at `panic`, and before it returns. What the parts did is seen after
//!   the region. The next call writes `body` after that, so after the member's last look at it.
//! * **A withdrawal is relaxed**, because nothing changes hands. Of the two exchanges that start
//!   from `OFFERED`, the leader's and the member's, one succeeds: all changes of one word are in one
//!   order, whatever their ordering says of other memory. If it is the leader's, the member has read
//!   nothing of this call and will not, and the parts that the leader then runs itself are ordered by
//!   being on its thread. What the member did in the region before was acquired at that one's end.
//!   The next call's swap carries the release.
//! * **A waiter left behind.** The leader writes `waiter` while it alone may (the word is not
//!   `AWAITED`). If the exchange to `AWAITED` then fails, the member has just ended, and the cell
//!   keeps the leader's thread, unread: the member looks there in `AWAITED` alone. The next wait
//!   writes over it, as long after the member's last look as any wait: the member takes the waiter
//!   before it writes `IDLE` with release, and the leader has acquired that `IDLE`. A successful
//!   exchange releases what was written last, and the member acquires it when its own exchange fails
//!   on `AWAITED`, or when it begins its part in that state.
//!
//! # Tokens of others
//!
//! Both sides sleep by [`park`](std::thread::park), whose token is one for all purposes of a thread.
//! Whoever has slept leaves one behind, so that a token that somebody else has given to the thread in
//! the meantime is not lost ([`park_while`]).

use super::discard::discard;
use super::primitive::{Arc, AtomicU32, Thread, UnsafeCell, thread, unpark};
use super::wait::{SpinLimit, park_while};
use crossbeam_utils::CachePadded;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};

const IDLE: u32 = 0;
const PARKED: u32 = 1;
const ORDERED: u32 = 2;
const OFFERED: u32 = 3;
const TAKEN: u32 = 4;
const AWAITED: u32 = 5;
const CLOSED: u32 = 6;

/// What a member runs.
///
/// The leader passes on the caller's closure as it is. A wrapper around it would live on the leader's
/// stack, and every member would have to fetch it from there: another cache line, as dear as the
/// one that calls it.
pub(super) type Body<'a> = dyn Fn(Member) + Sync + 'a;
/// Where a body is. A pointer and not a reference, since slots keep it when the body is gone.
type BodyPointer = *const Body<'static>;
/// What a panic carries.
pub(super) type Payload = Box<dyn Any + Send>;

/// Whether a member that is still waking up is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Participation {
    /// Every member runs its own part, at the same time as the others.
    Required,
    /// When its own part is done, the leader runs those of members that have not begun.
    Optional,
}

/// One member of a team, as a region's body sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Member {
    /// 0 to `members - 1`; 0 is the thread that asked for the region.
    pub index: usize,
    /// How many there are.
    pub members: usize,
}

/// A worker's slot: the word, and what goes with it.
struct WorkerSlot {
    state: AtomicU32,
    /// Written by the leader while the state is `IDLE` or `PARKED`, read by the member in its part. It
    /// points to something from the call to the end of the part, and to nothing between regions.
    body: UnsafeCell<Option<BodyPointer>>,
    /// The member's thread. Written by the member before its first `PARKED`, read by the leader that
    /// finds it so.
    sleeper: UnsafeCell<Option<Thread>>,
    /// The leader's thread. Written by the leader before `AWAITED`, taken by the member that finds it
    /// so.
    waiter: UnsafeCell<Option<Thread>>,
    /// Written by the member before `IDLE`, taken by the leader after it.
    panic: UnsafeCell<Option<Payload>>,
}
// SAFETY: each cell is accessed by one side at a time, in the states that its comment names; the
// changes of state release what was written before them and acquire what is read after them.
unsafe impl Sync for WorkerSlot {}
// SAFETY: everything in a slot may be sent: a body is `Sync`, so that its pointer may be followed
// on any thread, as long as it points to something.
unsafe impl Send for WorkerSlot {}

impl WorkerSlot {
    fn new() -> Self {
        Self {
            state: AtomicU32::new(IDLE),
            body: UnsafeCell::new(None),
            sleeper: UnsafeCell::new(None),
            waiter: UnsafeCell::new(None),
            panic: UnsafeCell::new(None),
        }
    }

    /// Replaces `IDLE` or `PARKED`, on the leader's side, and wakes the member if it slept.
    fn change(&self, state: u32) {
        if self.state.swap(state, AcqRel) == PARKED {
            // SAFETY: the member wrote it before it slept, and does not write it again.
            self.sleeper
                .with(|cell| unsafe { (*cell).as_ref().map(unpark) });
        }
    }
}

/// Each on cache lines of its own, so that one member's wait does not disturb another's.
type WorkerSlots = Arc<Vec<CachePadded<WorkerSlot>>>;

/// The side that asks for regions. There is one a team, and [`run`](Leader::run) takes `&mut self`,
/// so two regions at a time are impossible.
pub(super) struct Leader {
    slots: WorkerSlots,
    spin_limit: SpinLimit,
}

/// The side of one member: made once for each slot, and used up by [`work`](Worker::work).
pub(super) struct Worker {
    slots: WorkerSlots,
    index: usize,
    spin_limit: SpinLimit,
}

/// The leader of a team, which is member 0, and its workers, members 1 to `others`.
pub(super) fn leader_and_workers(others: usize, spin_limit: SpinLimit) -> (Leader, Vec<Worker>) {
    let slots = WorkerSlots::new(
        (0..others)
            .map(|_| CachePadded::new(WorkerSlot::new()))
            .collect(),
    );
    let workers = (1..=others)
        .map(|index| Worker {
            slots: Arc::clone(&slots),
            index,
            spin_limit,
        })
        .collect();
    (Leader { slots, spin_limit }, workers)
}

impl Leader {
    /// Runs `body` once for every member: 0 on this thread, the others on theirs (but see
    /// [`Participation`]). It returns after all have run. If any panicked, the error is the payload
    /// of the lowest-numbered member that did; the payloads of others are dropped, and a panic in
    /// dropping one is ignored.
    pub(super) fn run(
        &mut self,
        participation: Participation,
        body: &Body<'_>,
    ) -> Result<(), Payload> {
        // From the first call to the last dismissal nothing may unwind, or members would be left
        // with a body that is gone.
        let guard = AbortOnUnwind;
        // SAFETY: only the lifetime changes, of a pointer. No member follows it when this function
        // has returned, by the proof at the top of this file: every slot that is called below is
        // dismissed below, and `guard` sees to it that there is no other way out.
        let erased = unsafe { std::mem::transmute::<*const Body<'_>, BodyPointer>(body) };
        for slot in self.slots.iter() {
            call(slot, participation, erased);
        }
        let members = self.slots.len() + 1;
        let own = catch_unwind(AssertUnwindSafe(|| body(Member { index: 0, members })));
        let mut outcome = own;
        for (slot, index) in self.slots.iter().zip(1..) {
            let part = if participation == Participation::Optional && withdraw(slot) {
                let part = || body(Member { index, members });
                catch_unwind(AssertUnwindSafe(part))
            } else {
                self.wait(slot);
                panic_of(slot).map_or(Ok(()), Err)
            };
            match part {
                Err(payload) if outcome.is_err() => discard(payload),
                Err(payload) => outcome = Err(payload),
                Ok(()) => {}
            }
        }
        std::mem::forget(guard);
        outcome
    }

    /// Ends the team: its workers return. No region may follow.
    pub(super) fn close(&mut self) {
        for slot in self.slots.iter() {
            slot.change(CLOSED);
        }
    }

    /// Returns once the member has ended its part: it may have fallen asleep since.
    fn wait(&self, slot: &WorkerSlot) {
        let done = || matches!(slot.state.load(Acquire), IDLE | PARKED);
        if self.spin_limit.spin(done) {
            return;
        }
        // SAFETY: the state is not `AWAITED`, and the member reads the cell in that state alone.
        slot.waiter
            .with_mut(|cell| unsafe { *cell = Some(thread::current()) });
        let state = slot.state.load(Acquire);
        if matches!(state, ORDERED | TAKEN)
            && slot
                .state
                .compare_exchange(state, AWAITED, Release, Relaxed)
                .is_ok()
        {
            park_while(|| slot.state.load(Acquire) == AWAITED);
        }
        // The exchange fails only if the member has just ended its part. Load again to acquire what
        // it wrote.
        assert!(done(), "the member has ended its part");
    }
}

/// Puts a body before a member, and wakes it if it sleeps.
fn call(slot: &WorkerSlot, participation: Participation, body: BodyPointer) {
    // SAFETY: the state is `IDLE` or `PARKED`, as it is whenever no region runs; the member reads
    // the cell in other states alone.
    slot.body.with_mut(|cell| unsafe { *cell = Some(body) });
    slot.change(if participation == Participation::Required {
        ORDERED
    } else {
        OFFERED
    });
}

/// Takes an offer back, unless the member has taken it. Relaxed will do: see the top of this file.
fn withdraw(slot: &WorkerSlot) -> bool {
    slot.state
        .compare_exchange(OFFERED, IDLE, Relaxed, Relaxed)
        .is_ok()
}

/// What the member's part has thrown, once it has ended.
fn panic_of(slot: &WorkerSlot) -> Option<Payload> {
    // Looked at before it is taken: writing to the line would take it away from the member, which
    // is watching it.
    // SAFETY: the member has ended its part, and the next starts with the next call.
    if slot.panic.with(|cell| unsafe { (*cell).is_none() }) {
        return None;
    }
    // SAFETY: as above.
    slot.panic.with_mut(|cell| unsafe { (*cell).take() })
}

/// Ends the process if it is dropped, which is if a panic gets to it.
struct AbortOnUnwind;

impl Drop for AbortOnUnwind {
    fn drop(&mut self) {
        std::process::abort();
    }
}

impl Drop for Leader {
    fn drop(&mut self) {
        self.close();
    }
}

impl Worker {
    /// The member's index in the team.
    pub(super) fn index(&self) -> usize {
        self.index
    }

    /// Runs what the leader calls for until the team is over.
    pub(super) fn work(self) {
        let slot: &WorkerSlot = &self.slots[self.index - 1];
        // SAFETY: the leader reads it after the first `PARKED`, which this thread has yet to write.
        slot.sleeper
            .with_mut(|cell| unsafe { *cell = Some(thread::current()) });
        let member = Member {
            index: self.index,
            members: self.slots.len() + 1,
        };
        while let Some(state) = self.next(slot) {
            // SAFETY: the state is `ORDERED`, `AWAITED` or `TAKEN`, in which the leader leaves the
            // cell alone.
            let body = slot.body.with(|cell| unsafe { *cell });
            let body = body.expect("a body is there before the state says so");
            // SAFETY: by the proof at the top of this file the body is there until this part ends.
            let body = unsafe { &*body };
            if let Err(payload) = catch_unwind(AssertUnwindSafe(|| body(member))) {
                // SAFETY: the leader takes it only after the part has ended.
                slot.panic.with_mut(|cell| unsafe { *cell = Some(payload) });
            }
            end(slot, state);
        }
    }

    /// Waits for a body. Returns the state in which the member runs it, and nothing when the team
    /// is over.
    fn next(&self, slot: &WorkerSlot) -> Option<u32> {
        loop {
            match slot.state.load(Acquire) {
                state @ (ORDERED | AWAITED) => return Some(state),
                OFFERED => {
                    // It fails if the leader has just withdrawn the offer.
                    if slot
                        .state
                        .compare_exchange(OFFERED, TAKEN, Acquire, Relaxed)
                        .is_ok()
                    {
                        return Some(TAKEN);
                    }
                }
                CLOSED => return None,
                _ => {
                    let called = || !matches!(slot.state.load(Relaxed), IDLE | PARKED);
                    if !self.spin_limit.spin(called)
                        && slot
                            .state
                            .compare_exchange(IDLE, PARKED, Release, Relaxed)
                            .is_ok()
                    {
                        park_while(|| slot.state.load(Relaxed) == PARKED);
                    }
                }
            }
        }
    }
}

/// Ends the part that was begun in `state`, and wakes the leader if it sleeps.
fn end(slot: &WorkerSlot, state: u32) {
    if state != AWAITED
        && slot
            .state
            .compare_exchange(state, IDLE, Release, Acquire)
            .is_ok()
    {
        return;
    }
    // SAFETY: the state is `AWAITED`: the leader sleeps until it changes, and leaves the cell alone
    // meanwhile.
    let waiter = slot.waiter.with_mut(|cell| unsafe { (*cell).take() });
    slot.state.store(IDLE, Release);
    if let Some(waiter) = waiter {
        unpark(&waiter);
    }
}

#[cfg(all(test, loom))]
mod model;
