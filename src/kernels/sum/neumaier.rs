//! Every addition compensated.

use super::Summand;
use super::summand::sealed::Family;
use crate::numerics::compensated::Compensated;
use crate::simd::{LANES, Level, Simd, compiled};

/// `sum_i x[i]` with every rounding error kept and added back at the end (Neumaier 1974).
///
/// The error is at most `u |sum x| + O(n² u²) sum |x|` with `u = 2^-53`: as good as summing
/// exactly and rounding once, unless terms cancel to less than `n² u` of their size. Integers
/// wrap.
///
/// ```
/// use hotloop::kernels::sum;
///
/// let x = [1.0, 1e100, 1.0, -1e100];
/// assert_eq!(sum::checked(&x), 0.0);
/// assert_eq!(sum::neumaier(&x), 2.0);
/// ```
pub fn neumaier<T: Summand>(x: &[T]) -> T::Sum {
    neumaier_at(Level::current(), x)
}

compiled! {
    /// [`neumaier`] at the given level.
    pub fn neumaier_at<T: Summand>(level: Level, x: &[T]) -> <T as Summand>::Sum
        = at, for f64 f32 i64, others generic
}

crate::dispatch! {
    fn at<T: Summand>(level, x: &[T]) -> T::Sum = total
}

/// Independent compensated sums, so that the dependent operations of one addition overlap with
/// those of others. AVX2 has no room for all of them and keeps some on the stack.
const COLUMNS: usize = 4;

#[inline(always)]
fn total<S: Simd, T: Summand>(simd: S, x: &[T]) -> T::Sum {
    let zero = T::zero(simd);
    let mut columns = [Compensated {
        sum: zero,
        lost: zero,
    }; COLUMNS];
    let (rows, rest) = x.as_chunks::<{ COLUMNS * LANES }>();
    for row in rows {
        for (column, x) in columns.iter_mut().zip(row.as_chunks().0) {
            *column = column.add(T::load(simd, x));
        }
    }

    let [a, b, c, d] = columns;
    let lanes = a.merge(b).merge(c.merge(d));
    let mut total = Compensated::default();
    for (sum, lost) in T::to_array::<S>(lanes.sum)
        .into_iter()
        .zip(T::to_array::<S>(lanes.lost))
    {
        total = total.merge(Compensated { sum, lost });
    }
    for &x in rest {
        total = total.add(x.widen());
    }
    T::total(total, x)
}
