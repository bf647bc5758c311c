//! Large outputs, written with non-temporal stores.

use super::Normal;
use super::rows::rows;
use crate::random::Words;
use crate::simd::{Copied, LANES, Simd, Writer};

/// Rows that are made before they are written: 16 KiB, which the first-level cache holds beside the
/// rectangles.
const CHUNK: usize = 256;

/// Their numbers, where a vector does not straddle two lines.
#[repr(align(64))]
struct Made([[f64; LANES]; CHUNK]);

/// Rows of numbers, streamed where they are lines.
///
/// What comes from an overhang is written over what a rectangle gave, which streaming stores do not
/// allow. So a chunk is made in the cache and copied.
#[inline(always)]
pub(super) fn stream_rows<S: Simd>(
    simd: S,
    normal: Normal,
    words: &mut Words<S>,
    out: &mut [[f64; LANES]],
) {
    let mut made = Made([[0.0; LANES]; CHUNK]);
    // A chunk is some pages, so that all lie alike.
    let (from, to) = (made.0.as_flattened(), out.as_flattened());
    let writer = Writer::new(simd, true).beside(from, to);
    for out in out.chunks_mut(CHUNK) {
        let made = &mut made.0[..out.len()];
        rows(simd, normal, words, made);
        writer.write(made.iter(), out, Copied(simd));
    }
}
