//! Eight numbers at a time.

use super::Normal;
use super::bell::{LAYERS, RECTANGLES, WIDTHS, overhang};
use crate::random::{Float, Words};
use crate::simd::{F64x8, LANES, Mask8, Simd, U64x8};

/// Rows that are looked after together: a bit for each of their numbers in 64 bits.
const BLOCK: usize = 64 / LANES;
/// Their words, where a vector does not straddle two lines.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Drawn([[u64; LANES]; BLOCK]);

/// The numbers of the next words, a block in three steps: its words are drawn a block ahead, so
/// that the indices of the lookups have reached memory; the numbers from rectangles are written;
/// and a block later, those from overhangs over them.
///
/// The branch on the overhangs cannot be predicted. A block later its answer has long been there,
/// so a wrong guess is noticed at once, and not after everything that was begun before it.
#[inline(always)]
pub(super) fn rows<S: Simd, T: Float>(
    simd: S,
    normal: Normal,
    words: &mut Words<S>,
    out: &mut [[T; LANES]],
) {
    let mut drawn = [Drawn([[0; LANES]; BLOCK]); 3];
    let [mut next, mut now, mut before] = drawn.each_mut();
    let (blocks, rest) = out.as_chunks_mut::<BLOCK>();
    let mut unfinished: (u64, &mut [[T; LANES]]) = (0, &mut []);
    let mut later = blocks.len();
    if later > 0 {
        draw(words, now);
    }
    for out in blocks {
        later -= 1;
        if later > 0 {
            draw(words, next);
        }
        let mut outside = 0;
        for (i, (out, drawn)) in out.iter_mut().zip(now.0.iter()).enumerate() {
            outside |= u64::from(row(simd, normal, drawn, out)) << (i * LANES);
        }
        if unfinished.0 != 0 {
            mend(normal, unfinished.0, before, unfinished.1);
        }
        unfinished = (outside, out);
        (next, now, before) = (before, next, now);
    }
    mend(normal, unfinished.0, before, unfinished.1);

    for out in rest {
        words.next().store(&mut now.0[0]);
        let outside = row(simd, normal, &now.0[0], out);
        mend(normal, outside.into(), now, std::slice::from_mut(out));
    }
}

#[inline(always)]
fn draw<S: Simd>(words: &mut Words<S>, to: &mut Drawn) {
    for row in &mut to.0 {
        words.next().store(row);
    }
}

/// Eight numbers as if all came from rectangles. Returns which do not, a bit each.
#[inline(always)]
fn row<S: Simd, T: Float>(
    simd: S,
    normal: Normal,
    drawn: &[u64; LANES],
    out: &mut [T; LANES],
) -> u8 {
    let word = simd.load_u64(drawn);
    let bits = word.shr::<12>() | simd.splat_u64(2.0_f64.to_bits());
    let symmetric = S::F64x8::from_bits(bits) - simd.splat(3.0);
    let z = symmetric * simd.lookup(&WIDTHS, drawn);
    let (mean, deviation) = (simd.splat(normal.mean()), simd.splat(normal.deviation()));
    T::store(mean + deviation * z, out);
    let layer = word & simd.splat_u64(LAYERS as u64 - 1);
    layer.gt(simd.splat_u64(RECTANGLES as u64 - 1)).to_bits()
}

/// The numbers that `outside` marks, from overhangs. A call, so that what it needs is not kept out
/// of the registers of the loop.
#[cold]
#[inline(never)]
fn mend<T: Float>(normal: Normal, mut outside: u64, drawn: &Drawn, out: &mut [[T; LANES]]) {
    let (out, drawn) = (out.as_flattened_mut(), drawn.0.as_flattened());
    while outside != 0 {
        let i = outside.trailing_zeros() as usize;
        out[i] = T::nearest(normal.scale(overhang(drawn[i])));
        outside &= outside - 1;
    }
}
