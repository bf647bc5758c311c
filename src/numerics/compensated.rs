//! Addition that keeps what it rounds away: what `sum`, `summary` and `pairwise` share.

use std::ops::{Add, Sub};

/// `a + b` as the rounded sum and the exact rounding error, in six operations and no branch
/// (Knuth, *The Art of Computer Programming* 2, 4.2.2, 1969; Møller 1965).
///
/// It works on scalars and on vectors of lanes alike. On integers that wrap the error is zero, and
/// the compiler finds that out: the one loop that serves all types costs integers nothing.
#[inline(always)]
pub(crate) fn two_sum<V: Copy + Add<Output = V> + Sub<Output = V>>(a: V, b: V) -> (V, V) {
    let sum = a + b;
    let b_seen = sum - a;
    let a_seen = sum - b_seen;
    (sum, (a - a_seen) + (b - b_seen))
}

/// A running sum and, apart from it, what rounding has taken from it so far (Neumaier 1974).
///
/// The value is `sum + lost`. Adding `n` terms leaves an error of one rounding of the result, plus
/// `n² u² sum |x|` from rounding `lost` itself, where `u = 2^-53`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Compensated<V> {
    pub(crate) sum: V,
    pub(crate) lost: V,
}

impl<V: Copy + Add<Output = V> + Sub<Output = V>> Compensated<V> {
    /// Adds one term.
    #[inline(always)]
    pub(crate) fn add(self, term: V) -> Self {
        let (sum, lost) = two_sum(self.sum, term);
        Self {
            sum,
            lost: self.lost + lost,
        }
    }

    /// Adds another running sum.
    #[inline(always)]
    pub(crate) fn merge(self, other: Self) -> Self {
        let merged = self.add(other.sum);
        Self {
            sum: merged.sum,
            lost: merged.lost + other.lost,
        }
    }
}

impl Compensated<f64> {
    /// The sum, rounded once.
    ///
    /// Infinities and overflow leave a NaN in `lost` (infinity less infinity); the sum alone is
    /// then what IEEE addition gives.
    #[inline(always)]
    pub(crate) fn total(self) -> f64 {
        if self.lost.is_finite() {
            self.sum + self.lost
        } else {
            self.sum
        }
    }
}
