//! How a thread waits for another: it spins up to a limit, then sleeps.

use super::primitive::{leave_token, spin_loop, thread};
use std::time::{Duration, Instant};

/// How long a thread that waits spins before it sleeps.
///
/// The rule is to spin for as long as a wake-up costs, which is at most twice the time of the best
/// choice made with hindsight (Karlin, Li, Manasse and Owicki 1991). With fewer cores than members,
/// whoever spins keeps the one it waits for from running, so the limit is zero.
#[derive(Clone, Copy, Debug)]
pub(super) struct SpinLimit(pub(super) Duration);

impl SpinLimit {
    pub(super) const ZERO: Self = Self(Duration::ZERO);
    /// What waking a sleeping thread takes, through a hypervisor: `cargo bench --bench team`
    /// measures it as the region after a rest.
    pub(super) const WAKE_UP: Self = Self(Duration::from_micros(100));

    /// Spins until `done`, which it returns, or until the limit.
    pub(super) fn spin(self, done: impl Fn() -> bool) -> bool {
        if done() {
            return true;
        }
        if self.0.is_zero() {
            return false;
        }
        let mut start = None;
        loop {
            // The clock costs as much as a turn of the loop or two, so it is looked at now and
            // then.
            for _ in 0..64 {
                spin_loop();
                if done() {
                    return true;
                }
            }
            if start.get_or_insert_with(Instant::now).elapsed() > self.0 {
                return false;
            }
            // The one that is waited for may be waiting for this core.
            thread::yield_now();
        }
    }
}

/// Sleeps while `waiting`, which the thread that ends the wait makes false before it unparks this
/// one.
///
/// A token that somebody else leaves for this thread meanwhile ends one nap, and must not be lost:
/// an executor that is woken while it runs a region would sleep for ever afterwards. Whose token
/// ended the last nap cannot be told. So one is left behind in any case, and the thread's next
/// [`park`](std::thread::park) may return at once, as any may.
pub(super) fn park_while(waiting: impl Fn() -> bool) {
    if !waiting() {
        return;
    }
    while waiting() {
        thread::park();
    }
    leave_token();
}
