//! What blocks that are filtered at the same time hand on from each to the next.

use crossbeam_utils::{Backoff, CachePadded};
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Release};
use std::sync::{Mutex, PoisonError};

/// No block's turn: a member has panicked, and nobody may wait for what it would have handed on.
const STOPPED: usize = usize::MAX;

/// A state, which each block in its turn changes from that before it to that after it.
///
/// Whoever is in a block waits for the one before. So blocks have to be begun in their order: then
/// the first of those that are under way waits for nobody.
pub(super) struct Relay<'a> {
    /// The block whose turn it is.
    turn: CachePadded<AtomicUsize>,
    /// Nobody ever waits for the lock: it is taken by whoever has the turn.
    state: Mutex<&'a mut [f64]>,
}

impl<'a> Relay<'a> {
    /// The first turn is that of block 0.
    pub(super) fn new(state: &'a mut [f64]) -> Self {
        Self {
            turn: CachePadded::new(AtomicUsize::new(0)),
            state: Mutex::new(state),
        }
    }

    /// Begins a block, which has to hand on the state. If it panics instead, all are let off.
    pub(super) fn enter(&self, block: usize) -> Turn<'_, 'a> {
        Turn { relay: self, block }
    }
}

/// That of one block.
pub(super) struct Turn<'r, 'a> {
    relay: &'r Relay<'a>,
    block: usize,
}

impl Turn<'_, '_> {
    /// Waits for the turn, changes the state, and gives the turn to the next block. Returns whether
    /// it has come to that: it has not if a member has panicked.
    pub(super) fn hand_on(self, change: impl FnOnce(&mut [f64])) -> bool {
        let (relay, block) = (self.relay, self.block);
        // The member that is waited for may be waiting for this core, so this yields soon.
        let backoff = Backoff::new();
        loop {
            match relay.turn.load(Acquire) {
                STOPPED => return false,
                turn if turn == block => break,
                _ => backoff.snooze(),
            }
        }
        let mut state = relay.state.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut state);
        drop(state);
        // It fails if a member has panicked meanwhile.
        let next = relay
            .turn
            .compare_exchange(block, block + 1, AcqRel, Acquire);
        next.is_ok()
    }
}

impl Drop for Turn<'_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.relay.turn.store(STOPPED, Release);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::threads::{Binding, Schedule, Team};
    use std::panic::{AssertUnwindSafe, catch_unwind};

    #[test]
    fn blocks_change_the_state_in_their_order() {
        for members in [1, 2, 3, 7] {
            let team = Team::spawn(members, Binding::None).unwrap();
            let mut state = [0.0];
            let relay = Relay::new(&mut state);
            team.for_each(0..1000, Schedule::Dynamic { chunk: 1 }, |blocks| {
                for block in blocks {
                    let turn = relay.enter(block);
                    assert!(turn.hand_on(|state| {
                        assert_eq!(state[0], block as f64);
                        state[0] += 1.0;
                    }));
                }
            })
            .unwrap();
            assert_eq!(state, [1000.0]);
        }
    }

    #[test]
    fn nobody_waits_for_a_block_that_has_panicked() {
        let team = Team::spawn(3, Binding::None).unwrap();
        for in_turn in [false, true] {
            let mut state = [0.0];
            let relay = Relay::new(&mut state);
            let region = || {
                team.for_each(0..100, Schedule::Dynamic { chunk: 1 }, |blocks| {
                    let block = blocks.start;
                    let turn = relay.enter(block);
                    assert!(block != 10 || in_turn, "before its turn");
                    turn.hand_on(|_| assert!(block != 10, "in its turn"));
                })
            };
            assert!(catch_unwind(AssertUnwindSafe(region)).is_err());
            assert!(!relay.enter(11).hand_on(|_| unreachable!("all are let off")));
        }
    }
}
