//! A cache line of numbers.

use bytemuck::Zeroable;

/// Eight numbers on a cache line of their own.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(64))]
pub(crate) struct Line(pub(crate) [f64; 8]);

// SAFETY: it is eight numbers and nothing else, and all zeros is a number.
unsafe impl Zeroable for Line {}
