//! Eight lanes at a time: slots by arithmetic, counts in tables of their own.

use super::Value;
use super::ahead::{Ahead, BLOCK, ROWS};
use super::counts::Histogram;
use super::finder::{Finder, Searched, Uniform};
use super::tables::{Any, Sink, Slots, Tables};
use super::unchecked::unchecked;
use super::value::sealed::Family;
use crate::simd::{F64x8, LANES, Level, Mask8, Simd, U64x8, compiled};
use std::mem::swap;

/// Blocks after one that had to be looked at twice, for which that is not risked again.
const CAREFUL: usize = 16;
/// Fewer values than this are counted before the tables are at hand.
const SHORT: usize = 2 * LANES;
/// Values that certainly do not overflow a count of 32 bits.
const PIECE: usize = 1 << 31;

/// Counts every value of `x`, eight lanes at a time.
///
/// The same counts as [`checked`](super::checked()), at every level.
///
/// ```
/// use hotloop::kernels::histogram::{self, Bins, Histogram};
///
/// let x: Vec<f64> = (0..1000).map(|i| f64::from(i % 10)).collect();
/// let mut histogram = Histogram::new(&Bins::uniform(10, 0.0, 10.0)?)?;
/// for block in x.chunks(64) {
///     histogram::simd(block, &mut histogram);
/// }
/// assert_eq!(histogram.counts(), [100; 10]);
///
/// // Integers are counted as they are.
/// let mut histogram = Histogram::new(&Bins::uniform(3, 0.0, 3.0)?)?;
/// histogram::simd(&[0_u8, 2, 1, 2, 200], &mut histogram);
/// assert_eq!((histogram.counts(), histogram.overflow()), (&[1, 1, 2][..], 1));
/// # Ok::<(), hotloop::Error>(())
/// ```
#[doc(alias = "bincount")]
#[doc(alias = "digitize")]
pub fn simd<T: Value>(x: &[T], histogram: &mut Histogram) {
    simd_at(Level::current(), x, histogram);
}

compiled! {
    /// [`simd`] at the given level.
    pub fn simd_at<T: Value>(level: Level, x: &[T], histogram: &mut Histogram) = at, for f64 f32, others generic
}

crate::dispatch! {
    fn at<T: Value>(level, x: &[T], histogram: &mut Histogram) = kernel
}

#[inline(always)]
fn kernel<S: Simd, T: Value>(simd: S, x: &[T], histogram: &mut Histogram) {
    if x.len() < SHORT {
        return unchecked(x, histogram);
    }
    for x in x.chunks(PIECE) {
        let values = u32::try_from(x.len()).expect("a piece is not that long");
        let (bins, tables, counts) = histogram.in_tables(values);
        match bins.grid() {
            Some(grid) => into_tables(simd, &Uniform::new(simd, bins, grid), x, tables, counts),
            // Beside a search, it takes nothing to find the table for every vector.
            None => fill(
                simd,
                &Searched::new(simd, bins),
                x,
                &mut Any(tables, counts),
            ),
        }
    }
}

#[inline(always)]
fn into_tables<S: Simd, T: Value>(
    simd: S,
    finder: &Uniform<'_, S>,
    x: &[T],
    tables: &mut Tables,
    counts: &mut [u64],
) {
    match tables {
        Tables::Small(tables) => fill(simd, finder, x, &mut **tables),
        Tables::Medium(tables) => fill(simd, finder, x, &mut **tables),
        Tables::Large(tables) => fill(simd, finder, x, &mut **tables),
        Tables::Absent | Tables::Shared => fill(simd, finder, x, counts),
    }
}

/// The slots of a block, where a vector does not straddle two lines.
#[repr(align(64))]
struct Found([Slots; ROWS]);

#[inline(always)]
fn fill<S: Simd, T: Value, F: Finder<S>>(
    simd: S,
    finder: &F,
    x: &[T],
    sink: &mut (impl Sink + ?Sized),
) {
    let (blocks, rest) = x.as_chunks::<BLOCK>();
    let mut found = [const { Found([[0; LANES / 2]; ROWS]) }; 2];
    let [mut ahead, mut now] = found.each_mut();
    if let Some((first, later)) = blocks.split_first() {
        find(simd, finder, first.as_chunks().0, now);
        let mut beyond = Ahead::of(later.as_flattened());
        let mut careful = 0;
        for block in later {
            let rows = block.as_chunks().0;
            let turns = rows.iter().zip(beyond.next()).zip(&mut ahead.0).zip(&now.0);
            if !F::QUICK {
                careful = CAREFUL;
            }
            if careful > 0 {
                careful -= 1;
                for (((x, asked), ahead), now) in turns {
                    simd.prefetch(asked);
                    finder.slots(T::load(simd, x)).store_lower(ahead);
                    sink.count(now);
                }
            } else {
                let mut doubt = simd.splat(0.0);
                for (((x, asked), ahead), now) in turns {
                    simd.prefetch(asked);
                    finder
                        .quick(T::load(simd, x), &mut doubt)
                        .store_lower(ahead);
                    sink.count(now);
                }
                if simd.splat(0.0).lt(doubt).to_bits() != 0 {
                    find(simd, finder, rows, ahead);
                    careful = CAREFUL;
                }
            }
            swap(&mut ahead, &mut now);
        }
        for slots in &now.0 {
            sink.count(slots);
        }
    }

    let (rows, tail) = rest.as_chunks::<LANES>();
    find(simd, finder, rows, now);
    for slots in &now.0[..rows.len()] {
        sink.count(slots);
    }
    for x in tail {
        sink.count_one(finder.slot(x.to_f64()));
    }
}

/// The slots of rows, whatever is in them.
#[inline(always)]
fn find<S: Simd, T: Value>(simd: S, finder: &impl Finder<S>, rows: &[[T; LANES]], to: &mut Found) {
    for (x, to) in rows.iter().zip(&mut to.0) {
        finder.slots(T::load(simd, x)).store_lower(to);
    }
}
