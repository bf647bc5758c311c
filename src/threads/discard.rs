//! Dropping what may panic, where a panic has nowhere to go.

use std::mem::forget;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::panicking;

/// How many payloads in a row are dropped, each thrown by the `drop` of the one before.
const LONGEST_CHAIN: usize = 8;

/// Drops a value, and takes no notice if that panics: something else is already on its way to the
/// caller, a panic's payload or an error, and a second panic would end the process.
///
/// It is for one value at a time: a vector of two whose `drop` panics ends the process before anybody
/// can catch the second.
///
/// What such a panic carries is dropped in the same way. One whose payloads throw payloads without
/// end is given up, and its last leaked.
pub(super) fn discard<T>(value: T) {
    let mut outcome = catch_unwind(AssertUnwindSafe(|| drop(value)));
    for _ in 0..LONGEST_CHAIN {
        let Err(payload) = outcome else { return };
        outcome = catch_unwind(AssertUnwindSafe(|| drop(payload)));
    }
    forget(outcome);
}

/// Drops a value that may go while a panic is on its way, and then [discards](discard) it.
pub(super) fn drop_or_discard<T>(value: T) {
    if panicking() {
        discard(value);
    } else {
        drop(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::resume_unwind;
    use std::sync::Arc;

    /// Throws something when it is dropped: another of its kind, until none is left.
    struct Chain(usize, Arc<()>);

    impl Drop for Chain {
        fn drop(&mut self) {
            if let Some(left) = self.0.checked_sub(1) {
                // It prints nothing.
                resume_unwind(Box::new(Chain(left, Arc::clone(&self.1))));
            }
        }
    }

    #[test]
    fn what_panics_is_dropped_nevertheless() {
        for links in 0..=LONGEST_CHAIN {
            let alive = Arc::new(());
            discard(Chain(links, Arc::clone(&alive)));
            assert_eq!(Arc::strong_count(&alive), 1, "{links} links");
        }
    }

    #[test]
    fn a_chain_without_end_is_given_up() {
        let alive = Arc::new(());
        discard(Chain(usize::MAX, Arc::clone(&alive)));
        assert_eq!(Arc::strong_count(&alive), 2);
    }
}
