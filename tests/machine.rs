//! What is known of a machine: stored ones, whose tables are written out by hand, and this one.
//!
//! A stored machine is a file `tests/data/machines/NAME.tree`, and `capture.sh` beside it prints the
//! one of the machine it runs on.

#[cfg(target_os = "linux")]
#[path = "common/again.rs"]
mod again;
#[cfg(target_os = "linux")]
#[path = "machine/live.rs"]
mod live;
#[path = "machine/nonsense.rs"]
mod nonsense;
#[cfg(feature = "threads")]
#[path = "machine/places.rs"]
mod places;
#[path = "machine/quotas.rs"]
mod quotas;
#[path = "machine/stored.rs"]
mod stored;
#[path = "machine/tree.rs"]
mod tree;
