//! The wait state of a half: awake, asleep or gone; and how the other half wakes it.

use crate::threads::primitive::{
    AtomicU32, Mutex, Thread, fence, fence_of_the_model, leave_token, park_timeout, spin_loop,
    thread, unpark,
};
use crate::threads::wait::SpinLimit;
use std::sync::PoisonError;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};
use std::time::{Duration, Instant};

const AWAKE: u32 = 0;
const ASLEEP: u32 = 1;
const GONE: u32 = 2;

/// How long a half spins before it sleeps. The model explores the sleep, and has no clock.
const SPIN_LIMIT: SpinLimit = if cfg!(all(test, loom)) {
    SpinLimit::ZERO
} else {
    SpinLimit::WAKE_UP
};

/// The first nap of a sleep.
const SHORTEST_NAP: Duration = Duration::from_millis(1);
/// No nap is longer.
const LONGEST_NAP: Duration = Duration::from_secs(1);

/// How often a half pauses before it looks at the other's index again, when it has moved `moved`
/// items since it last did so.
///
/// Every look takes the line with the index away from the half that writes it. A half that looks at
/// once finds one item, or a few, and the line travels for these. So it gives the other the time
/// for about as many items again as there were (a pause is as long as ten or so), but
///
/// * never more than 16 pauses, a quarter of a microsecond, which bounds what an item may have to
///   wait for;
/// * never so long that the other would get to the end of its own part of a small ring meanwhile.
///
/// A half that moves an item or two at a time, as in a conversation, does not pause.
pub(super) fn pauses(moved: usize, capacity: usize) -> usize {
    if cfg!(all(test, loom)) {
        return 0;
    }
    (moved / 16).min(capacity / 32).min(16)
}

/// One half's word, and its thread while it sleeps.
///
/// | state | who writes it | meaning |
/// |---|---|---|
/// | `AWAKE` | the half, when it stops sleeping; the other, instead of `ASLEEP` | it looks at the indices itself |
/// | `ASLEEP` | the half, instead of `AWAKE` | it wants to be woken by what the other publishes next |
/// | `GONE` | the half, when it is dropped | nothing follows |
pub(super) struct WaitState {
    word: AtomicU32,
    /// Written by the half before `ASLEEP`, read by the other after it. A half may be moved from
    /// one thread to another, so it is written for every sleep.
    sleeper: Mutex<Option<Thread>>,
}

impl WaitState {
    pub(super) fn new() -> Self {
        Self {
            word: AtomicU32::new(AWAKE),
            sleeper: Mutex::new(None),
        }
    }

    /// Whether the half has been dropped. What it published before is seen from then on.
    #[inline]
    pub(super) fn is_gone(&self) -> bool {
        self.word.load(Acquire) == GONE
    }

    /// Waits until `ready`, or until the deadline if there is one, for the half whose state this is. It
    /// may return early.
    ///
    /// It pauses `pauses` times before it looks for the first time, then spins, then sleeps.
    #[cold]
    pub(super) fn wait(&self, pauses: usize, deadline: Option<Instant>, ready: impl Fn() -> bool) {
        for _ in 0..pauses {
            spin_loop();
        }
        let limit = SpinLimit(SPIN_LIMIT.0.min(left(deadline)));
        if !limit.spin(&ready) {
            self.sleep(deadline, ready);
        }
    }

    fn sleep(&self, deadline: Option<Instant>, ready: impl Fn() -> bool) {
        *self.sleeper.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread::current());
        self.word.store(ASLEEP, Release);
        // The other half publishes, then looks at the word. This one writes the word, then looks
        // at what is published. The fence keeps the two in this order.
        fence(SeqCst);
        let start = Instant::now();
        let mut slept = false;
        while !ready() && self.word.load(Relaxed) == ASLEEP {
            // By the clock, and not by how often it was woken: a token that somebody else has left
            // for this thread ends a nap at once, and must not make the next one longer.
            let nap = start.elapsed().clamp(SHORTEST_NAP, LONGEST_NAP);
            let nap = nap.min(left(deadline));
            if nap.is_zero() {
                break;
            }
            park_timeout(nap);
            slept = true;
        }
        self.word.store(AWAKE, Relaxed);
        if slept {
            // The token of somebody else may have been among those that ended a nap, and must not
            // be lost: see `park_while`.
            leave_token();
        }
    }

    /// Whether the half is awake, and need not be woken: for the other, after it has published
    /// something.
    #[inline]
    pub(super) fn is_awake(&self) -> bool {
        fence_of_the_model();
        self.word.load(Relaxed) == AWAKE
    }

    /// Wakes the half if it sleeps: for the other, after it has published something.
    #[inline]
    pub(super) fn wake(&self) {
        if !self.is_awake() {
            self.wake_sleeper();
        }
    }

    #[cold]
    #[inline(never)]
    fn wake_sleeper(&self) {
        // It fails if the half has just woken up by itself.
        if self
            .word
            .compare_exchange(ASLEEP, AWAKE, Acquire, Relaxed)
            .is_ok()
        {
            let sleeper = self.sleeper.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(sleeper) = sleeper.as_ref() {
                unpark(sleeper);
            }
        }
    }

    /// Says that the half is gone, and wakes the `other`.
    pub(super) fn leave(&self, other: &Self) {
        self.word.store(GONE, Release);
        // With the fence of the sleeper: either it sees that this half is gone, or it is seen
        // asleep.
        fence(SeqCst);
        // Not `wake`: its fence of the model would stand in for this one.
        if other.word.load(Relaxed) != AWAKE {
            other.wake_sleeper();
        }
    }
}

/// How long it is to a deadline; without one, for ever.
fn left(deadline: Option<Instant>) -> Duration {
    deadline.map_or(Duration::MAX, |deadline| {
        deadline.saturating_duration_since(Instant::now())
    })
}
