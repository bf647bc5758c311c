//! Sums of integers of 8, 16 and 32 bits, eight, four and two of which stand in a word of memory.
//!
//! Widened to 64 bits, each would be a lane of its own. But a field of twice its bits holds the sum of
//! many: every other integer of a word stands in such a field already, once those between are masked,
//! and those between do after a shift. So two operations make fields of a word, two add them up, and no
//! carry leaves its field before the sums are folded.

use crate::simd::{Kernel, LANES, Level, Simd, U64x8};

/// Bytes of a vector.
pub(super) const BYTES: usize = 8 * LANES;

/// The sum of the integers of `BITS` bits, without a sign, that the words are made of, each with the
/// bits of `flip` flipped: of what has a sign, that makes the least 0.
pub(super) fn packed<const BITS: u32>(level: Level, x: &[[u8; BYTES]], flip: u64) -> u64 {
    level.run(Packed::<BITS> { x, flip })
}

struct Packed<'a, const BITS: u32> {
    x: &'a [[u8; BYTES]],
    flip: u64,
}

impl<const BITS: u32> Kernel for Packed<'_, BITS> {
    type Output = u64;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> u64 {
        kernel::<S, BITS>(simd, self.x, self.flip)
    }
}

#[inline(always)]
fn kernel<S: Simd, const BITS: u32>(simd: S, x: &[[u8; BYTES]], flip: u64) -> u64 {
    // Each vector adds two to a field, and a field holds 2^BITS of the largest.
    let most = 1 << (BITS - 1);
    let (flip, lower) = (simd.splat_u64(flip), simd.splat_u64(mask(BITS)));
    let mut total = 0_u64;
    for x in x.chunks(most) {
        let mut fields = simd.splat_u64(0);
        for x in x {
            let word = words(simd, x) ^ flip;
            fields = fields + ((word & lower) + (word.shr::<BITS>() & lower));
        }
        for word in fields.to_array() {
            total = folded(word, 2 * BITS).wrapping_add(total);
        }
    }
    total
}

/// The words, in the machine's order of bytes.
#[inline(always)]
fn words<S: Simd>(simd: S, bytes: &[u8; BYTES]) -> S::U64x8 {
    if cfg!(target_endian = "little") {
        simd.load_bytes(bytes)
    } else {
        simd.load_u64(&bytemuck::cast(*bytes))
    }
}

/// The lower so many bits of every twice as many.
const fn mask(bits: u32) -> u64 {
    u64::MAX / ((1 << bits) + 1)
}

/// The sum of a word's fields of so many bits.
#[inline(always)]
fn folded(word: u64, bits: u32) -> u64 {
    if bits == u64::BITS {
        return word;
    }
    let (mut sum, mut rest) = (0, word);
    for _ in 0..u64::BITS / bits {
        sum += rest & ((1 << bits) - 1);
        rest >>= bits;
    }
    sum
}
