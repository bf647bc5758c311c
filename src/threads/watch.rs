//! Waiting for one's turn, and something to say, should it take long.

use std::convert::Infallible;
use std::io::{Write, stderr};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, MutexGuard, Once, PoisonError, TryLockError};
use std::thread::{Builder, current, yield_now};
use std::time::Duration;

/// How often one looks whether another thread's region is over before one settles to wait for it.
const SOON: usize = 100;
/// Longer than most regions last in a debug build, and shorter than the patience of who looks on.
const LONG_WAIT: Duration = Duration::from_secs(10);

/// Locks what belongs to one region at a time, whatever panicked while it was held. In a debug build a
/// wait that lasts long is spoken of.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    if !cfg!(debug_assertions) {
        return mutex.lock().unwrap_or_else(PoisonError::into_inner);
    }
    // Most regions are over soon, and are not worth a watch.
    for _ in 0..SOON {
        match mutex.try_lock() {
            Ok(guard) => return guard,
            Err(TryLockError::Poisoned(guard)) => return guard.into_inner(),
            Err(TryLockError::WouldBlock) => yield_now(),
        }
    }
    if SAID.is_completed() {
        return mutex.lock().unwrap_or_else(PoisonError::into_inner);
    }
    let waiting = current().name().unwrap_or("without a name").to_owned();
    let _watch = Watch::begin(LONG_WAIT, move || warn_of_a_circle(&waiting));
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether it has been said.
static SAID: Once = Once::new();

/// Says, once, what may be the matter when a thread waits for a team for so long. It may be nothing:
/// who waits for whom outside of teams cannot be known.
fn warn_of_a_circle(thread: &str) {
    SAID.call_once(|| {
        // Nobody may be there to read it.
        let _ = writeln!(
            stderr(),
            "hotloop: the thread {thread:?} has waited {LONG_WAIT:?} for a team that runs another \
             region. If that region's body waits for this thread, as for work that it has given to \
             another pool, both wait for ever: see `hotloop::threads`, \"What is asked for\""
        );
    });
}

/// A thread that speaks up if this has not been dropped by then.
struct Watch {
    /// Nothing is ever sent; it is closed.
    _end: Sender<Infallible>,
}

impl Watch {
    /// Says so after that long. If there is no thread to be had, nothing is said.
    fn begin(limit: Duration, say: impl FnOnce() + Send + 'static) -> Self {
        let (_end, ended) = channel();
        let watch = move || {
            if let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(limit) {
                say();
            }
        };
        let _ = Builder::new().name("hotloop watch".into()).spawn(watch);
        Self { _end }
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    #[test]
    fn a_long_wait_is_spoken_of() {
        let (said, saying) = channel();
        let watch = Watch::begin(Duration::ZERO, move || said.send(7).unwrap());
        assert_eq!(saying.recv(), Ok(7));
        drop(watch);
    }

    #[test]
    fn a_wait_that_ends_is_not() {
        let (said, saying) = channel();
        let watch = Watch::begin(Duration::MAX, move || said.send(7).unwrap());
        drop(watch);
        // Closed, for what would have sent is gone.
        assert!(saying.recv().is_err());
    }

    #[test]
    fn a_turn_is_waited_for_beyond_the_first_looks() {
        let count = Mutex::new(0);
        let held = count.lock().unwrap();
        std::thread::scope(|scope| {
            scope.spawn(|| *lock(&count) += 1);
            // Long enough, most of the time, for the other to be past its looks.
            std::thread::sleep(Duration::from_millis(20));
            drop(held);
        });
        assert_eq!(*lock(&count), 1);
    }
}
