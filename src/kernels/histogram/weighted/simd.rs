//! Eight lanes at a time: the bins of 128 values, and then their weights.

use super::super::Value;
use super::super::ahead::{Ahead, BLOCK, ROWS};
use super::super::bins::Bins;
use super::super::finder::{Finder, Searched, Uniform};
use super::super::value::sealed::Family;
use super::sums::{WeightedHistogram, WeightedSum, add};
use super::{check, unchecked};
use crate::Error;
use crate::memory::filled;
use crate::simd::{Kernel, LANES, Level, Simd, U64x8, compiled};

/// Fewer values than this are added one by one.
const SHORT: usize = 2 * LANES;

/// Values whose weights are summed apart from what comes before them, and what a member of a team takes
/// at a time: so many that the sums of that are nothing beside them.
pub(super) fn block(slots: usize) -> usize {
    const LEAST: usize = 1 << 16;
    LEAST.max(16 * slots)
}

/// Adds every weight to the bin of its value, with the bins of eight values at a time.
///
/// The same bits at every level. How near they are to those of [`checked`](super::checked()) is said
/// [there](super#in-which-order-weights-are-added).
///
/// ```
/// use hotloop::kernels::histogram::{Bins, weighted};
///
/// let x: Vec<f32> = (0..1000).map(|i| (i % 10) as f32).collect();
/// let weights = vec![0.25; 1000];
/// let mut histogram = weighted::WeightedHistogram::new(&Bins::uniform(10, 0.0, 10.0)?)?;
/// for (x, weights) in x.chunks(64).zip(weights.chunks(64)) {
///     weighted::simd(x, weights, &mut histogram)?;
/// }
/// assert!(histogram.sums().iter().all(|bin| (bin.sum, bin.squares) == (25.0, 6.25)));
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::LengthMismatch`] if there are not as many weights as values, and [`Error::OutOfMemory`] if
/// there are more than a block of them and no memory for the sums of one; nothing is added then.
#[doc(alias = "fill_weighted")]
#[doc(alias = "bincount")]
#[inline]
pub fn simd<T: Value, W: Value>(
    x: &[T],
    weights: &[W],
    histogram: &mut WeightedHistogram,
) -> Result<(), Error> {
    simd_at(Level::current(), x, weights, histogram)
}

/// [`simd`] at the given level.
///
/// # Errors
///
/// As [`simd`].
pub fn simd_at<T: Value, W: Value>(
    level: Level,
    x: &[T],
    weights: &[W],
    histogram: &mut WeightedHistogram,
) -> Result<(), Error> {
    check(x, weights)?;
    if x.len() < SHORT {
        return unchecked(x, weights, histogram);
    }
    let (bins, sums) = histogram.parts();
    let block = block(sums.len());
    if x.len() <= block {
        block_at(level, x, weights, bins, sums);
        return Ok(());
    }
    let mut own = filled("histogram", sums.len(), WeightedSum::default())?;
    for (x, weights) in x.chunks(block).zip(weights.chunks(block)) {
        block_at(level, x, weights, bins, &mut own);
        add(sums, &own);
        own.fill(WeightedSum::default());
    }
    Ok(())
}

/// Adds the weights of a block to `sums`.
pub(super) fn block_at<T: Value, W: Value>(
    level: Level,
    x: &[T],
    weights: &[W],
    bins: &Bins,
    sums: &mut [WeightedSum],
) {
    match doubles(weights) {
        Some(weights) => of_doubles(level, x, weights, bins, sums),
        None => at(level, x, weights, bins, sums),
    }
}

/// Weights of the type that most are of, whose kernels are compiled in this crate.
fn doubles<W: Value>(weights: &[W]) -> Option<&[f64]> {
    struct Doubles;
    if !W::IS_COMPILED {
        return None;
    }
    impl Family for Doubles {
        type Of<W: Value> = for<'a> fn(&'a [W]) -> Option<&'a [f64]>;
    }
    W::pick::<Doubles>((|doubles| Some(doubles), |_| None))(weights)
}

compiled! {
    fn of_doubles<T: Value>(
        level: Level,
        x: &[T],
        weights: &[f64],
        bins: &Bins,
        sums: &mut [WeightedSum],
    ) = at, for f64 f32, others generic
}

fn at<T: Value, W: Value>(
    level: Level,
    x: &[T],
    weights: &[W],
    bins: &Bins,
    sums: &mut [WeightedSum],
) {
    level.run(Block {
        x,
        weights,
        bins,
        sums,
    });
}

/// A block, waiting for a level: values and weights have a type each, which
/// [`dispatch!`](crate::dispatch!) does not express.
struct Block<'a, T, W> {
    x: &'a [T],
    weights: &'a [W],
    bins: &'a Bins,
    sums: &'a mut [WeightedSum],
}

impl<T: Value, W: Value> Kernel for Block<'_, T, W> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let bins = self.bins;
        match bins.grid() {
            Some(grid) => self.fill(simd, &Uniform::new(simd, bins, grid)),
            None => self.fill(simd, &Searched::new(simd, bins)),
        }
    }
}

impl<T: Value, W: Value> Block<'_, T, W> {
    #[inline(always)]
    fn fill<S: Simd>(self, simd: S, finder: &impl Finder<S>) {
        let (blocks, rest) = self.x.as_chunks::<BLOCK>();
        let (block_weights, weights) = self.weights.as_chunks::<BLOCK>();
        let mut beyond = (Ahead::of(self.x), Ahead::of(self.weights));
        let mut found = Found([[0; LANES]; ROWS]);
        for (x, weights) in blocks.iter().zip(block_weights) {
            let asked = beyond.0.next().iter().zip(beyond.1.next());
            for ((x, found), (value, weight)) in x.as_chunks().0.iter().zip(&mut found.0).zip(asked)
            {
                simd.prefetch(value);
                simd.prefetch(weight);
                finder.slots(T::load(simd, x)).store(found);
            }
            for (slot, weight) in found.0.as_flattened().iter().zip(weights) {
                self.sums[*slot as u32 as usize] += weight.to_f64();
            }
        }
        for (x, weight) in rest.iter().zip(weights) {
            self.sums[finder.slot(x.to_f64())] += weight.to_f64();
        }
    }
}

/// The slots of a block, in the low 32 bits of each, where a vector does not straddle two lines.
#[repr(align(64))]
struct Found([[u64; LANES]; ROWS]);
