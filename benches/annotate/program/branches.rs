//! Which branches a processor gets wrong.
//!
//! A model of what predicts branches: for each branch, and each history of those before it, a counter
//! that two wrong guesses turn round; of the histories the longest that has been met counts (after Seznec
//! and Michaud 2006). What a real one has in addition is a limited number of counters.

use std::collections::HashMap;

/// Branches before a branch that say what it does.
const HISTORIES: [u32; 4] = [0, 6, 16, 40];

#[derive(Default)]
pub(crate) struct Predictor {
    history: u64,
    counters: HashMap<(u64, u32, u64), i8>,
}

impl Predictor {
    /// Whether the branch at that address is taken otherwise than was foreseen.
    pub(crate) fn wrong(&mut self, at: u64, taken: bool) -> bool {
        let key = |bits: u32| (at, bits, self.history & ((1 << bits) - 1));
        let met = HISTORIES.iter().rev().map(|&bits| key(bits));
        let met = met.filter_map(|key| self.counters.get(&key));
        let foreseen = met.copied().next().unwrap_or(0);
        for &bits in &HISTORIES {
            let counter = self
                .counters
                .entry(key(bits))
                .or_insert(if taken { 0 } else { -1 });
            *counter = (*counter + if taken { 1 } else { -1 }).clamp(-2, 1);
        }
        self.history = self.history << 1 | u64::from(taken);
        (foreseen >= 0) != taken
    }
}
