//! What goes wrong when threads share memory: lost updates, locks, false sharing; and what moving
//! data costs instead. It takes the feature `races`, which is off unless asked for.
//!
//! * [A lost update](#a-lost-update), step by step
//! * [Race conditions and data races](#race-conditions-and-data-races): two things that are easily taken for one
//! * [What being right costs](#what-being-right-costs): eleven counters, measured
//! * [False sharing](#false-sharing), in a picture
//! * [Moving data](#moving-data) in place of sharing it
//!
//! The tutorial of this part is Jacob Schreiber's on parallel processing in Python. It counts with
//! three Cython loops: `(&x)[0] = (&x)[0] + 1`; the same `with gil`, which is a lock; and
//! `y = x + 1` followed by `with gil: (&x)[0] = y`.
//!
//! | word | meaning |
//! |---|---|
//! | cache line | 64 bytes, the unit in which cores exchange memory. One core at a time may write to it |
//! | atomic | of an operation: no other thread sees it half done |
//! | critical section | what is done between taking a lock and giving it back |
//! | interleaving | an order in which the steps of several threads may happen |
//! | false sharing | two numbers of two threads on one cache line |
//!
//! The [glossary](crate::glossary#sharing) says more about all of these but interleavings, which are drawn below.
//!
//! # A lost update
//!
//! `x = x + 1` is three steps: load, add, store. Two threads that take them at the same time may
//! both load the same number, and then one of the additions is lost:
//!
#![doc = include_str!("lost_update.svg")]
//!
//! That is the tutorial's first loop, and [`counters::Racy`] here. The tutorial's third loop takes a lock, but too late:
//!
//! ```text
//! one thread              the other
//! loads 0
//! takes the lock
//!                         loads 0
//! stores 1
//! gives the lock back
//!                         takes the lock
//!                         stores 1
//!                         gives the lock back
//!
//! 2 increments, and the counter says 1
//! ```
//!
//! A lock protects its critical section, and the load is outside ([`counters::LockedStore`]).
//! Both of these interleavings were found by a program: the `loom` models of this module run all that two threads can
//! have, and print one that loses a count. For the other counters they find none.
//!
//! # Race conditions and data races
//!
//! * A **race condition** is a result that depends on who comes first. It is a property of what the
//!   program means, and no compiler can find it.
//! * A **data race** is two threads at one place in memory, at least one of them writing, at least
//!   one of them not atomically, and nothing that puts one before the other. It is a property of
//!   the accesses, and the behaviour of the program is undefined: not a wrong number, but anything
//!   at all. Rust without `unsafe` has none.
//!
//! The C and Cython loops of the tutorials have both. [`counters::Racy`] has a race condition and no data race: it
//! loads and stores atomically, and adds in between. That is what `x = x + 1` does in C if `x` is `volatile`: a load,
//! an addition and a store, without the prefix `lock`, which would make them one atomic step. (GCC makes three
//! instructions of them. `rustc` makes one on x86-64, `inc [x]`, which a test finds in the machine code, and which is three steps all
//! the same. Both lose counts.) So losing counts is all that can happen. A plain `x += 1` in a loop, on the other hand,
//! may be compiled to a single addition of the whole count, and then it loses nothing that a test would see.
//!
//! # What being right costs
//!
//! [`race`] has a team increment one counter, and [`counters`] has eleven to choose from. Medians
//! of 20 races of 1,000,000 increments, guided, by two members on the two cores of an EPYC (Zen 5),
//! a virtual machine, by `cargo bench --bench tour -- races`:
//!
//! | counter | ns an increment | × Local | lost |
//! |---|---|---|---|
//! | [Racy](counters::Racy) | 0.72 | 5 | 36 to 48 % |
//! | [LockedStore](counters::LockedStore) | 34 | 220 | 11 to 49 % |
//! | [StdMutex](counters::StdMutex) | 31 | 200 | |
//! | [ParkingLotMutex](counters::ParkingLotMutex) | 23 | 150 | |
//! | [SpinLock](counters::SpinLock) | 15 | 100 | |
//! | [Atomic](counters::Atomic) | 8.4 | 56 | |
//! | [AtomicSeqCst](counters::AtomicSeqCst) | 8.4 | 56 | |
//! | [CompareExchange](counters::CompareExchange) | 23 | 150 | |
//! | [SharedLine](counters::SharedLine) | 1.1 | 8 | |
//! | [Padded](counters::Padded) | 0.14 | 1 | |
//! | [Local](counters::Local) | 0.15 | 1 | |
//!
//! The two that lose counts did so in 20 of 20 races. Three things cost:
//!
//! 1. **Writing to a line that another core writes to.** A core writes only to lines that no other core has a copy of,
//!    so the line has to travel, about 25 ns each way here. The caches do not tell a shared number from a shared line:
//!    `SharedLine` shares no number, and takes three to eight times as long as `Padded`, from one run to the next. That
//!    is [false sharing](#false-sharing).
//! 2. **Exclusive access.** A plain store waits in a buffer of its core (see [below](#false-sharing)). An atomic
//!    addition (a read-modify-write) cannot: it has to have the line, and everything before it has to be written. That
//!    takes about 20 cycles, even with one member. A lock is two such operations, or one and a store.
//! 3. **Waiting.** [`contention`] measures it against the work inside and outside a lock.
//!
//! There is one remedy for all three: [`counters::Local`] counts in a register and adds its count to the shared one
//! once, at the end. That is what [`Team::map_reduce`](crate::threads::Team::map_reduce) does for any reduction. A lock
//! around everything makes a program right, and slower than one thread: 31 ns an increment by two
//! members, 11 by one, and 0.3 in a plain loop. That is the tutorial's second loop, and Python's
//! global interpreter lock.
//!
//! # False sharing
//!
#![doc = include_str!("false_sharing.svg")]
//!
//! `SharedLine` would take hundreds of times as long as `Padded` if a core waited for the line at each store. But
//! stores go to a buffer in the core first, and loads find there what was stored: a hundred increments or so wait in
//! it, and are written when the line comes.
//!
//! In your own programs: counters, results or flags of several threads belong on lines of their own
//! (`crossbeam_utils::CachePadded`, or `#[repr(align(128))]`), and an array that several threads write should begin a line
//! (a [`Buffer`](crate::memory::Buffer) does, a `Vec` need not), and each thread's part of it at a multiple of eight
//! `f64`.
//!
//! # Moving data
//!
//! [`transport`] sends integers from one member to another, one by one and in batches, through a pipe, channels,
//! queues and a ring; [`processes`] is a pool of processes fed through pipes, as Python's `multiprocessing` has it.
//! Both show what the tutorial found out: to hand an item over costs more than most computations with it. Where both
//! sides can see the item in shared memory, nothing need be handed over.
//!
//! # Exercises
//!
//! 1. How many counts does [`counters::Racy`] lose with one member? And which of the other counters may two members use
//!    for a count that both read while it grows?
//!
//! <details><summary>An answer</summary>
//!
//! None: it takes two to come between a load and its store.
//!
//! ```
//! use hotloop::races::{counters::Racy, race};
//! use hotloop::threads::{Schedule, Team};
//!
//! let outcome = race(&Team::solo(), &Racy::default(), 100_000, Schedule::Static)?;
//! assert_eq!(outcome.observed, 100_000);
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! All that lose none, but those with a number for each member (`SharedLine`, `Padded`, `Local`): their sum is right
//! when everybody has stopped.
//!
//! </details>
//!
//! 2. Predict what `Padded` would take on this machine if two of its numbers shared a line, from a round trip of that
//!    line and the rule that a hundred stores or so wait for it. Then measure `SharedLine`.
//!
//! <details><summary>An answer</summary>
//!
//! A round trip of 47 ns, in which each of the two gets rid of a hundred stores, is a quarter of a nanosecond an
//! increment, on top of the 0.14 of `Padded`: 0.4. `cargo bench --bench tour -- races` measured 1.1, so the line comes
//! and goes more often, for some 25 stores of each.
//!
//! </details>
//!
//! # Sources and commands
//!
//! `cargo bench --bench tour -- races` prints the tables, `cargo bench --bench counters` and `--bench contention` are
//! criterion's, and `cargo test --features races --test races` holds the counters to what they promise. The spin lock is
//! that of Rudolph and Segall (1984), its waiting that of Anderson (1990). What a data race may become is told by Boehm
//! (2011), *How to miscompile programs with "benign" data races*.
//!
//! The files to read, in order: `counters/`, `race.rs`, `spin_lock.rs`, `contention/`,
//! `transport/`, `processes/`, and `model.rs`, which finds the interleavings above.

mod barrier;
pub mod contention;
mod counter;
pub mod counters;
#[cfg(all(test, loom))]
mod model;
mod primitive;
pub mod processes;
mod race;
mod spin_lock;
pub mod transport;

pub use counter::{Counter, Private};
pub use race::{Outcome, Share, race};
pub use spin_lock::{SpinGuard, SpinLock};
