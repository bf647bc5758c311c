//! The ladders.
pub mod map;
pub mod sum;
pub mod summary;
mod two_sum;
