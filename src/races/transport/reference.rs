//! Shared memory: nothing is sent but how far the sender has got.

use super::{Disconnected, Receiver, Sender, Tally, Unsent};
use crossbeam_utils::{Backoff, CachePadded};
use std::sync::Arc;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicBool, AtomicUsize};

/// What both sides see. The two ends write to different cache lines.
struct Shared<'a> {
    items: &'a [u64],
    sent: CachePadded<AtomicUsize>,
    sender_gone: AtomicBool,
    receiver_gone: CachePadded<AtomicBool>,
}

/// Both sides of `items`.
pub(super) fn sides(items: &[u64]) -> (Author<'_>, Reader<'_>) {
    let shared = Arc::new(Shared {
        items,
        sent: CachePadded::default(),
        sender_gone: AtomicBool::new(false),
        receiver_gone: CachePadded::default(),
    });
    let author = Author {
        shared: Arc::clone(&shared),
        sent: 0,
    };
    (author, Reader { shared, seen: 0 })
}

/// The side that says how many items may be read.
pub(super) struct Author<'a> {
    shared: Arc<Shared<'a>>,
    sent: usize,
}

impl Sender for Author<'_> {
    fn send(&mut self, batch: &[u64]) -> Result<(), Unsent> {
        if self.shared.receiver_gone.load(Relaxed) {
            return Err(Unsent::Disconnected);
        }
        self.sent += batch.len().min(self.shared.items.len() - self.sent);
        // Whoever reads this number sees the items that were written before it.
        self.shared.sent.store(self.sent, Release);
        Ok(())
    }
}

impl Drop for Author<'_> {
    fn drop(&mut self) {
        self.shared.sender_gone.store(true, Release);
    }
}

/// The side that reads the items where they are.
pub(super) struct Reader<'a> {
    shared: Arc<Shared<'a>>,
    seen: usize,
}

impl Reader<'_> {
    fn see(&mut self, tally: &mut Tally) -> bool {
        let sent = self.shared.sent.load(Acquire);
        tally.see(&self.shared.items[self.seen..sent]);
        let progress = sent > self.seen;
        self.seen = sent;
        progress
    }
}

impl Receiver for Reader<'_> {
    fn receive(&mut self, tally: &mut Tally) -> Result<(), Disconnected> {
        let backoff = Backoff::new();
        while !self.see(tally) {
            if self.shared.sender_gone.load(Acquire) {
                // The last items may have come between the two looks.
                return if self.see(tally) {
                    Ok(())
                } else {
                    Err(Disconnected)
                };
            }
            backoff.snooze();
        }
        Ok(())
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        self.shared.receiver_gone.store(true, Relaxed);
    }
}
