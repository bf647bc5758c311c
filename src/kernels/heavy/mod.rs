//! The heavy function: draw uniform numbers, count them into bins, and picture the counts.

mod axes;
mod picture;
mod ticks;

pub use picture::Picture;
