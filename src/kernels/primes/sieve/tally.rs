//! The sum of numbers that are bits, without looking at each.

use crate::simd::{Simd, U64x8};

/// How many bits are set, and the sum of their positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::kernels::primes) struct Tally {
    pub(in crate::kernels::primes) count: u64,
    pub(in crate::kernels::primes) positions: u64,
}

crate::dispatch! {
    /// Counts the bits of `bytes`, which are whole vectors, and adds up their positions. Bit 0 is
    /// the lowest of the first byte.
    pub(super) fn tally_at(level, bytes: &[u8]) -> Tally = tally
}

/// Counts the bits of `bytes`, which are whole vectors, and adds up their positions. Bit 0 is the
/// lowest of the first byte.
///
/// The position of a bit is `512 v + 64 l + b`: vector, lane, and place in the word. The places of
/// a word's bits are added up as its bits are counted (Wilkes, Wheeler and Gill 1951): in pairs of
/// bits, then in pairs of pairs, and so on, where every bit of an upper half is as many places
/// further as the half is wide. The vectors' numbers need no multiplication: what is counted so far
/// is added up after every vector, which counts a bit once for every vector after its own.
#[inline(always)]
fn tally<S: Simd>(simd: S, bytes: &[u8]) -> Tally {
    let vectors = bytes.as_chunks::<64>().0;
    let zero = simd.splat_u64(0);
    let (mut counts, mut later, mut places) = (zero, zero, zero);
    for bytes in vectors {
        let (count, place) = words(simd, simd.load_bytes(bytes));
        later = later + counts;
        counts = counts + count;
        places = places + place;
    }
    let lanes = counts.to_array().into_iter().zip(later.to_array());
    let mut tally = Tally {
        count: 0,
        positions: places.to_array().iter().sum(),
    };
    for ((count, later), lane) in lanes.zip(0..) {
        let before = count * (vectors.len() as u64).saturating_sub(1) - later;
        tally.count += count;
        tally.positions += 512 * before + 64 * lane * count;
    }
    tally
}

/// For each word: how many bits are set, and the sum of their places.
#[inline(always)]
fn words<S: Simd>(simd: S, bits: S::U64x8) -> (S::U64x8, S::U64x8) {
    // The lower half of every pair of bits, of every four, and so on.
    let pairs = simd.splat_u64(0x5555_5555_5555_5555);
    let fours = simd.splat_u64(0x3333_3333_3333_3333);
    let bytes = simd.splat_u64(0x0f0f_0f0f_0f0f_0f0f);
    let doubles = simd.splat_u64(0x00ff_00ff_00ff_00ff);
    let quads = simd.splat_u64(0x0000_ffff_0000_ffff);
    let all = simd.splat_u64(0x0000_0000_ffff_ffff);

    let upper = bits.shr::<1>() & pairs;
    let (count, place) = ((bits & pairs) + upper, upper);
    let upper = count.shr::<2>() & fours;
    let place = (place & fours) + (place.shr::<2>() & fours) + upper.shl::<1>();
    let count = (count & fours) + upper;
    let upper = count.shr::<4>() & bytes;
    let place = (place & bytes) + (place.shr::<4>() & bytes) + upper.shl::<2>();
    let count = (count & bytes) + upper;
    let upper = count.shr::<8>() & doubles;
    let place = (place & doubles) + (place.shr::<8>() & doubles) + upper.shl::<3>();
    let count = (count & doubles) + upper;
    let upper = count.shr::<16>() & quads;
    let place = (place & quads) + (place.shr::<16>() & quads) + upper.shl::<4>();
    let count = (count & quads) + upper;
    let upper = count.shr::<32>();
    let place = (place & all) + place.shr::<32>() + upper.shl::<5>();
    ((count & all) + upper, place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_counted_and_their_positions_added_up() {
        for level in crate::simd::Level::supported() {
            for vectors in 0..5 {
                let full = vec![u8::MAX; 64 * vectors];
                let mixed = (0..64 * vectors)
                    .map(|i| (i * i * 31 + 7 * i) as u8)
                    .collect();
                for bytes in [full, mixed] {
                    let set = |bit: &usize| bytes[bit / 8] >> (bit % 8) & 1 == 1;
                    let set: Vec<usize> = (0..8 * bytes.len()).filter(set).collect();
                    let expected = Tally {
                        count: set.len() as u64,
                        positions: set.iter().sum::<usize>() as u64,
                    };
                    assert_eq!(tally_at(level, &bytes), expected, "{level}");
                }
            }
        }
    }
}
