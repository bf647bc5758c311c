//! The normal density, cut into rectangles and what they leave over.

use crate::random::{Float, SplitMix64};
use std::hint::select_unpredictable;

/// Layers of the half-bell `exp(-x^2 / 2)`, `x >= 0`, all of the same area. A power of two, so that
/// the lowest bits of a word choose one.
pub(super) const LAYERS: usize = 2048;
/// Of these, as many are rectangles under the curve. The rest is what overhangs them.
pub(super) const RECTANGLES: usize = LAYERS - 3;

/// How far each rectangle reaches: the highest is the narrowest. Zeros follow.
pub(super) static WIDTHS: [f64; LAYERS] = numbers(&WIDTH_BITS);
/// Where each ends upwards, on the curve, and then the top of the curve.
static HEIGHTS: [f64; LAYERS] = numbers(&HEIGHT_BITS);
/// An alias table of the overhangs, which are the tail, what is right of each rectangle, and the
/// cap: in each column the threshold in the lower half, the alias in the upper.
static OVERHANGS: [u64; LAYERS] = OVERHANG_COLUMNS;
/// How much larger than the triangle under its chord an overhang may be (`f32`, upper half), and
/// how much of that triangle is certainly under the curve (lower half).
static BENDS: [u64; LAYERS] = BEND_PAIRS;

const WIDTH_BITS: [u64; LAYERS] = include!(concat!(env!("OUT_DIR"), "/widths.rs"));
const HEIGHT_BITS: [u64; LAYERS] = include!(concat!(env!("OUT_DIR"), "/heights.rs"));
const OVERHANG_COLUMNS: [u64; LAYERS] = include!(concat!(env!("OUT_DIR"), "/overhangs.rs"));
const BEND_PAIRS: [u64; LAYERS] = include!(concat!(env!("OUT_DIR"), "/bends.rs"));

// The build script works the tables out. They decide which number a word stands for, so they have
// to be the same wherever they are built.
const _: () = assert!(
    checksum(&WIDTH_BITS) == 0xcdc2_48e7_63db_1fab
        && checksum(&HEIGHT_BITS) == 0xa503_f53f_1ad2_1306
        && checksum(&OVERHANG_COLUMNS) == 0x0b91_9493_873e_7b55
        && checksum(&BEND_PAIRS) == 0x4553_c80f_5aac_999c,
    "the build script made other tables than it should"
);

/// Numbers from their representations.
pub(super) const fn numbers<const N: usize>(bits: &[u64; N]) -> [f64; N] {
    let mut numbers = [0.0; N];
    let mut i = 0;
    while i < N {
        numbers[i] = f64::from_bits(bits[i]);
        i += 1;
    }
    numbers
}

/// FNV-1a (Fowler, Noll and Vo 1991) over whole words.
pub(super) const fn checksum(words: &[u64]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    let mut i = 0;
    while i < words.len() {
        hash = (hash ^ words[i]).wrapping_mul(0x0000_0100_0000_01b3);
        i += 1;
    }
    hash
}

/// The uniform number from -1 to 1 that a word stands for: its upper 52 bits, as the mantissa of a
/// number from 2 to 4, less 3.
#[inline(always)]
pub(super) fn symmetric(word: u64) -> f64 {
    f64::from_bits(word >> 12 | 2.0_f64.to_bits()) - 3.0
}

/// The number that a word stands for which chose no rectangle: from under the curve, and outside of
/// all rectangles. What it takes beyond the word comes from the word, hashed.
// Cold, so that loops keep what they carry in registers around it.
#[inline(never)]
#[cold]
pub(super) fn overhang(word: u64) -> f64 {
    let mut more = SplitMix64::new(word);
    let choice = more.next_u64();
    let column = choice as usize % LAYERS;
    let alias = (OVERHANGS[column] >> 32) as usize % LAYERS;
    let keeps = ((choice >> 32) as u32) < OVERHANGS[column] as u32;
    let chosen = select_unpredictable(keeps, column, alias);
    let x = if chosen == 0 {
        tail(WIDTHS[0], || more.next_u64())
    } else {
        beside(chosen, &mut more)
    };
    f64::from_bits(x.to_bits() | word & 1 << 63)
}

/// From between the right end of rectangle `j`, the curve, and the height of the rectangle below.
///
/// The curve is nearly straight there. So a point comes from the triangle under the chord, a little
/// larger where the curve bulges, and is nearly always so far below that the curve itself need not
/// be asked for.
fn beside(j: usize, more: &mut SplitMix64) -> f64 {
    let (inner, width) = (WIDTHS[j], WIDTHS[j - 1] - WIDTHS[j]);
    let grown = f64::from(f32::from_bits((BENDS[j] >> 32) as u32));
    let certain = f64::from(f32::from_bits(BENDS[j] as u32));
    loop {
        let (a, b) = (f64::unit(more.next_u64()), f64::unit(more.next_u64()));
        // A point of the square beyond its diagonal is one of the triangle, seen from the far
        // corner.
        let beyond = a + b > 1.0;
        let a = grown * select_unpredictable(beyond, 1.0 - a, a);
        let b = grown * select_unpredictable(beyond, 1.0 - b, b);
        let x = inner + a * width;
        if a + b < certain || is_under(x, j, b) {
            return x;
        }
    }
}

/// Whether the curve at `x` is above the share `b` of the height of overhang `j`.
#[cold]
fn is_under(x: f64, j: usize, b: f64) -> bool {
    let (floor, top) = (HEIGHTS[j - 1], HEIGHTS[j]);
    let (y, height) = (0.5 * x * x, floor + b * (top - floor));
    // Near the top, where the cap is, its first terms nearly always tell: 1 - y <= exp(-y), and
    // exp(-y) <= 1 - y + y^2 / 2.
    if height < (1.0 - y) - 1e-15 {
        return true;
    }
    if height > (1.0 - y) + 0.5 * y * y + 1e-15 {
        return false;
    }
    height < exp(-y)
}

/// From beyond `start`: a variate that falls off as the curve does at `start`, kept with the
/// probability by which the curve falls off faster (Marsaglia 1964).
#[cold]
pub(super) fn tail(start: f64, mut words: impl FnMut() -> u64) -> f64 {
    loop {
        let beyond = exponential(&mut words) / start;
        if f64::unit(words()) < exp(-0.5 * beyond * beyond) {
            return start + beyond;
        }
    }
}

/// A standard exponential variate, by comparisons alone (von Neumann 1951): the first of a falling
/// run of odd length, and one more for each run of even length before it.
fn exponential(mut words: impl FnMut() -> u64) -> f64 {
    let mut even_runs = 0.0;
    loop {
        let first = f64::unit(words());
        let (mut last, mut odd) = (first, true);
        loop {
            let next = f64::unit(words());
            if next >= last {
                break;
            }
            (last, odd) = (next, !odd);
        }
        if odd {
            return even_runs + first;
        }
        even_runs += 1.0;
    }
}

/// `exp(y)` for `y <= 0`, within a few units of the last place, by plain arithmetic: the same bits
/// everywhere.
#[inline(always)]
pub(super) fn exp(y: f64) -> f64 {
    /// Added and taken away again, it leaves the nearest integer.
    const ROUND: f64 = 1.5 * 4_503_599_627_370_496.0;
    if y < -700.0 {
        return 0.0;
    }
    // exp(y) = 2^k exp(r), with `r` within half of ln 2 of zero: then by its series.
    let k = (y * std::f64::consts::LOG2_E + ROUND) - ROUND;
    let r = (y - k * 0.693_147_180_369_123_8) - k * 1.908_214_929_270_587_7e-10;
    let mut series = 1.0;
    for n in (1..14).rev() {
        series = 1.0 + series * r * (1.0 / f64::from(n));
    }
    series * f64::from_bits(((k as i64 + 1023) as u64) << 52)
}
