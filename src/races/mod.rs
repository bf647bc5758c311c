//! Counters that lose, lock, share and pad; and what moving data costs.

mod barrier;
