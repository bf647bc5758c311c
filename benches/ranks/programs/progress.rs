//! How far this rank is: what rank 0 says of its own part, which takes about as long as any other's.

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

pub(crate) struct Progress {
    done: AtomicUsize,
    total: usize,
}

impl Progress {
    /// Of so many steps, or of none where nobody is to be told.
    pub(crate) fn new(total: usize) -> Self {
        let done = AtomicUsize::new(0);
        Self { done, total }
    }

    /// Another step is done: any member says so when it is a tenth of all.
    pub(crate) fn step(&self) {
        let done = self.done.fetch_add(1, Relaxed) + 1;
        let tenths = |done: usize| done * 10 / self.total.max(1);
        if self.total > 0 && tenths(done) > tenths(done - 1) {
            eprintln!("rank 0: {} % of its part", 10 * tenths(done));
        }
    }
}
