//! Number by number, of whatever sizes: a sum for each sign and exponent.
//!
//! The numbers of one sign and exponent are their significands, integers below `2^53`, times one power of
//! two: 1,024 of them add up in a word without an error, whatever they are. So a number takes a shift, to
//! find its word, and one addition of integers, where a long accumulator takes the shift of 53 bits to
//! their place and three additions, each with a carry. A word that is full is emptied into the long
//! accumulator, and so are all at the end (the large superaccumulator of Neal 2015, with the carries seen
//! from the sum's own top bit).
//!
//! What the numbers have in common does not matter here, but that they are not all of one exponent helps:
//! additions to one word wait for each other.

use super::accumulator::Exact;
use crate::simd::Float;

/// Signs and exponents: the upper 12 bits.
const KINDS: usize = 1 << 12;
/// Those of one sign.
const EXPONENTS: usize = KINDS / 2;
/// The exponent of what is no number.
const NO_NUMBER: usize = EXPONENTS - 1;
/// What the lower bits are.
const FRACTION: u64 = (1 << 52) - 1;
/// A word is full when its next sum is no `i64`.
const FULL: u64 = 1 << 63;
/// Numbers from which on it pays to clear the words and to look through them.
const MANY: usize = 2048;

/// Adds each with one addition.
#[inline(never)]
pub(super) fn add_by_exponent<T: Float>(x: &[T], sum: &mut Exact) {
    if x.len() < MANY {
        return one_by_one(x, sum);
    }
    let mut words = [0_u64; KINDS];
    for &x in x {
        let x: f64 = x.into();
        let (kind, significand) = apart(x);
        let word = &mut words[kind];
        // Less than 2^63 and less than 2^53.
        let mut next = *word + significand;
        if next >= FULL {
            empty(kind, *word as i64, sum);
            next = significand;
        }
        *word = next;
    }
    let (positive, negative) = words.split_at(EXPONENTS);
    for (exponent, (positive, negative)) in positive.iter().zip(negative).enumerate() {
        if positive | negative != 0 {
            empty(exponent, *positive as i64 - *negative as i64, sum);
        }
    }
    if positive[NO_NUMBER] | negative[NO_NUMBER] != 0 {
        let all = x.iter().map(|&x| x.into());
        all.filter(|x| !x.is_finite()).for_each(|x| sum.add(x));
    }
}

/// Adds each with three.
#[inline(never)]
pub(super) fn one_by_one<T: Float>(x: &[T], sum: &mut Exact) {
    for &x in x {
        sum.add(x.into());
    }
}

/// The sign and the exponent, and the significand. What is no number has one that is not 0.
#[inline(always)]
fn apart(x: f64) -> (usize, u64) {
    let bits = x.to_bits();
    let (kind, exponent) = (bits >> 52, bits >> 52 & NO_NUMBER as u64);
    // Zeros and subnormal numbers have no bit above the fraction.
    let top = u64::from(exponent > 0) << 52;
    (kind as usize, bits & FRACTION | top)
}

/// Adds the sum of significands of one exponent. What is no number is left to others.
#[inline]
fn empty(kind: usize, significands: i64, sum: &mut Exact) {
    let (exponent, is_negative) = (kind % EXPONENTS, kind >= EXPONENTS);
    if exponent != NO_NUMBER {
        let value = if is_negative {
            -significands
        } else {
            significands
        };
        // Subnormal numbers have the unit of the least normal ones.
        sum.add_at(value, exponent.saturating_sub(1));
    }
}
