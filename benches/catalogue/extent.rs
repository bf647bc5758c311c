//! How long a ladder's input is, and where it lies.

use super::common::aligned::{Aligned, USUAL, pages};
use bytemuck::Zeroable;
use hotloop::memory::PageSize;

/// A length, and where input and output begin: so many bytes past a page, in whole elements.
#[derive(Clone, Copy)]
pub(crate) struct Extent {
    pub(crate) len: usize,
    pub(crate) input: usize,
    pub(crate) output: usize,
    pub(crate) pages: PageSize,
}

impl Extent {
    /// Both at the [`USUAL`] place, on the pages that all are on.
    pub(crate) fn of(len: usize) -> Self {
        Self {
            len,
            input: USUAL,
            output: USUAL,
            pages: pages(),
        }
    }

    /// The input `f(0), f(1), …`.
    pub(crate) fn input<T: Copy + Zeroable>(self, f: impl FnMut(usize) -> T) -> Aligned<T> {
        Aligned::on(self.pages, self.input, self.len, f)
    }

    /// An output of so many elements. It is made once, because a first touch of its pages costs more
    /// than most kernels.
    pub(crate) fn output<T: Copy + Zeroable>(self, len: usize) -> Aligned<T> {
        Aligned::touched_on(self.pages, self.output, len)
    }
}
