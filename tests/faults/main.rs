//! Faults, each of which is to be an error or a panic that arrives, or to change nothing: bodies that
//! panic, members that do not run, threads and memory that are refused, processors that are taken away,
//! a process that is stopped, and callers that all come at once.
//!
//! One kind a file. What is refused memory is in `tests/allocations`, what forks in `tests/fork.rs`, and
//! children that die are in `tests/processes`. No test looks at the clock: one that waits for ever is
//! ended by a [watchdog](watchdog::Watchdog).

#![cfg(feature = "threads")]

#[path = "../common/again.rs"]
mod again;
mod callers;
#[cfg(target_os = "linux")]
mod child;
mod halves;
#[cfg(target_os = "linux")]
mod held;
#[cfg(target_os = "linux")]
mod loops;
#[cfg(target_os = "linux")]
mod masks;
mod own;
mod panics;
mod pieces;
#[cfg(target_os = "linux")]
mod refused;
mod stalled;
#[cfg(target_os = "linux")]
mod stopped;
mod watchdog;
