//! Comb filters: a signal and what it, or the output, was `delay` samples ago.

pub mod backward;
mod filter;
pub mod forward;

pub use filter::Comb;
