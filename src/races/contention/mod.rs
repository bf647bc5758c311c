//! What it costs to wait for each other.
//!
//! A lock that nobody else wants costs about ten nanoseconds. The price of a lock that others want
//! depends on how long each member spends inside and outside, on how many members there are and on
//! which cores; and, where there is little work, by a factor of two to three on how the lock is
//! made. [`contend`] has the members of a team take turns at a lock, and counts.
//!
//! ```
//! use hotloop::races::contention::{Work, contend};
//! use hotloop::threads::{Binding, Team};
//! use std::sync::Mutex;
//! use std::time::Duration;
//!
//! let team = Team::spawn(2, Binding::Close)?;
//! let work = Work { inside: 0, outside: 10, reads_to_a_write: 0 };
//! let contention = contend::<Mutex<()>>(&team, work, Duration::from_millis(1));
//! assert!(contention.acquisitions() >= 2);
//! assert!(contention.waited_share() <= 1.0);
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! # What it shows
//!
//! Nanoseconds from one acquisition to the next, whoever makes it, and the share of acquisitions
//! that had to wait: medians of `cargo bench --bench tour -- races::contention` on a 2-core EPYC
//! (Zen 5), a virtual machine. A step of work is about a nanosecond.
//!
//! | members | steps inside | outside | `std` mutex | `parking_lot` mutex | spin lock |
//! |---|---|---|---|---|---|
//! | 1 | 0 | 0 | 12 | 12 | 7 |
//! | 2 | 0 | 0 | 35 (26 %) | 26 (13 %) | 13 (4 %) |
//! | 4 | 0 | 0 | 35 (26 %) | 20 (8 %) | 13 (4 %) |
//! | 8 | 0 | 0 | 33 (26 %) | 20 (8 %) | 14 (4 %) |
//! | 2 | 100 | 0 | 162 (21 %) | 103 (3 %) | 88 (0.2 %) |
//! | 2 | 0 | 100 | 64 (3 %) | 62 (11 %) | 44 (0.2 %) |
//! | 2 | 100 | 100 | 179 (99 %) | 164 (71 %) | 155 (41 %) |
//! | 2 on one core | 100 | 100 | 151 (0 %) | 153 (0 %) | 151 (0 %) |
//!
//! * **A second member makes the lock slower**, two to three times with nothing to do. The work
//!   under a lock is done by one at a time, and the line with the lock has to travel besides.
//! * **Half of the work outside does not help.** Two members with 100 steps inside and 100 outside
//!   could overlap half of it, and take as long on two cores as in turns on one, where nobody ever
//!   waits: a thread is rarely suspended with the lock in its hand.
//! * **The lock that waits least is the least fair.** Whoever gives a lock back still has its line,
//!   and takes it again before the other has seen it free. That looks fast here, where having the
//!   lock is all that counts. [`Contention::most_to_least`] tells how the turns were shared.
//! * **More members than cores change the time little**, since those without a core do not contend.
//!   But some get far fewer turns.
//! * **Readers are not free.** With 100 steps inside and one write in a hundred, a reader-writer
//!   lock takes 65 to 73 ns where a mutex takes 104 to 159, because readers overlap. It is not
//!   half, since every reader is counted, in a number that they share.
//!
//! What helps is to lock less often ([`counters::Local`](super::counters::Local) merges once), for
//! shorter, or several locks for several things.

mod locks;

use super::barrier::together;
use crate::threads::Team;
use crossbeam_utils::CachePadded;
use std::hint::black_box;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

/// A lock that can tell whether somebody had to wait for it.
///
/// `std`'s and `parking_lot`'s mutexes and reader-writer locks are, and this crate's
/// [`SpinLock`](super::SpinLock).
pub trait Lock: Default + Sync {
    /// What it is called.
    const NAME: &'static str;

    /// Runs `critical` with the lock to itself. Returns whether the lock was not free at once.
    fn write(&self, critical: impl FnOnce()) -> bool;

    /// Runs `critical` beside other readers, if the lock knows of readers. Returns whether the lock
    /// was not free at once.
    fn read(&self, critical: impl FnOnce()) -> bool {
        self.write(critical)
    }
}

/// What members do between taking a lock and giving it back, and until they take it again.
///
/// Work is counted in steps. A step is a multiplication that waits for the one before: three or
/// four cycles, or about a nanosecond.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Work {
    /// Steps with the lock.
    pub inside: u32,
    /// Steps without it.
    pub outside: u32,
    /// How often a member takes the lock for reading, before it takes it for writing once.
    pub reads_to_a_write: u32,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Contention {
    /// The lock's name.
    pub lock: &'static str,
    /// From the moment when all were there until the last had ended.
    pub time: Duration,
    /// What each member got.
    pub turns: Vec<Turns>,
}

/// What one member got of a lock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Turns {
    /// How often it had the lock.
    pub acquisitions: u64,
    /// How often it had to wait for it.
    pub waited: u64,
}

impl Contention {
    /// How often all members together had the lock.
    pub fn acquisitions(&self) -> u64 {
        self.turns.iter().map(|turns| turns.acquisitions).sum()
    }

    /// Nanoseconds from one acquisition to the next, whoever made it.
    pub fn nanoseconds_per_acquisition(&self) -> f64 {
        self.time.as_nanos() as f64 / self.acquisitions() as f64
    }

    /// The share of acquisitions that had to wait, from 0 to 1.
    pub fn waited_share(&self) -> f64 {
        let waited: u64 = self.turns.iter().map(|turns| turns.waited).sum();
        waited as f64 / self.acquisitions() as f64
    }

    /// The most acquisitions of any member, divided by the fewest: 1 is perfectly fair.
    pub fn most_to_least(&self) -> f64 {
        let acquisitions = || self.turns.iter().map(|turns| turns.acquisitions);
        let (most, least) = (acquisitions().max(), acquisitions().min());
        most.unwrap_or(0) as f64 / least.unwrap_or(0) as f64
    }
}

/// Has the members of `team` take turns at a lock for `time`, all from the same moment on. Each
/// has it at least once. The lock is a new one, made by [`Default`].
///
/// To know who waits, every lock is tried before it is waited for, so an acquisition that waits
/// takes one atomic operation more than it would without being watched.
///
/// # Panics
///
/// If the lock does, after all members have ended. Those of this crate do not.
pub fn contend<L: Lock>(team: &Team, work: Work, time: Duration) -> Contention {
    // On lines of their own: what is measured is the lock, and not what lies next to it.
    let (lock, over) = (CachePadded::new(L::default()), CachePadded::default());
    let parts = together(team, |_| take_turns(&*lock, work, &over, time));
    let longest = parts.iter().map(|(time, _)| *time).max();
    Contention {
        lock: L::NAME,
        time: longest.unwrap_or_default(),
        turns: parts.into_iter().map(|(_, turns)| turns).collect(),
    }
}

/// Turns between two looks at the clock.
const LOOK: u64 = 64;

/// One member's turns, until `time` has passed for some member, and how long they took.
fn take_turns<L: Lock>(
    lock: &L,
    work: Work,
    over: &AtomicBool,
    time: Duration,
) -> (Duration, Turns) {
    let start = Instant::now();
    let mut turns = Turns::default();
    let mut reads = 0;
    loop {
        steps(work.outside);
        let waits = if reads < work.reads_to_a_write {
            reads += 1;
            lock.read(|| steps(work.inside))
        } else {
            reads = 0;
            lock.write(|| steps(work.inside))
        };
        turns.acquisitions += 1;
        turns.waited += u64::from(waits);
        if turns.acquisitions.is_multiple_of(LOOK) && start.elapsed() >= time {
            over.store(true, Relaxed);
        }
        if over.load(Relaxed) {
            return (start.elapsed(), turns);
        }
    }
}

/// Multiplications that wait for each other. The bit that is turned between them keeps the compiler
/// from making one of several.
#[inline]
fn steps(count: u32) {
    let mut x = black_box(3_u64);
    for _ in 0..count {
        x = x.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 1;
    }
    black_box(x);
}
