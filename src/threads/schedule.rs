//! Which member gets which iterations of a loop, and when.

use crate::Error;

/// How a loop's iterations are dealt out, with OpenMP's meanings.
///
/// The first two are settled before the loop starts and cost nothing while it runs. The others are
/// settled as it runs: whoever is done fetches more, through one shared counter. All deal out every
/// iteration exactly once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Schedule {
    /// Member `i` of `m` gets the `i`-th of `m` contiguous parts, equal to within one iteration.
    /// Right for even work: a member meets the same data in every loop.
    Static,
    /// Member `i` of `m` gets iterations `i`, `i + m`, `i + 2 m`, …: Python's `X[i::m]`. Evens out
    /// work that grows or shrinks steadily along the loop.
    Cyclic,
    /// Members fetch `chunk` iterations at a time. Right for uneven work whose iterations are long
    /// beside the fetch, tens of nanoseconds.
    Dynamic {
        /// Iterations to a fetch, at least 1.
        chunk: usize,
    },
    /// Members fetch what is left divided by the number of members, and at least `min_chunk`: large
    /// pieces first, small ones to even out the end (Polychronopoulos and Kuck 1987).
    Guided {
        /// The fewest iterations to a fetch, at least 1 (but for the last).
        min_chunk: usize,
    },
    /// Members time what they run, and fetch as many iterations as last a hundred times as long as
    /// fetching them, and at least 50 µs: one at first, twice as many as the last time at most, and
    /// never more than half of a member's part of what is left. Right where nothing is known of the
    /// iterations, and there is nothing to choose: joblib's automatic batches.
    Adaptive,
}

impl Schedule {
    /// Refuses a chunk of zero.
    pub(crate) fn check(self) -> Result<Self, Error> {
        match self {
            Self::Dynamic { chunk: 0 } => Err(Error::Zero { argument: "chunk" }),
            Self::Guided { min_chunk: 0 } => Err(Error::Zero {
                argument: "min_chunk",
            }),
            _ => Ok(self),
        }
    }
}
