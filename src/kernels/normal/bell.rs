//! The normal density, cut into rectangles and what they leave over.

use crate::random::SplitMix64;

/// Layers of the half-bell `exp(-x^2 / 2)`, `x >= 0`, all of the same area. A power of two, so that
/// the lowest bits of a word choose one.
pub(super) const LAYERS: usize = 1024;
/// Of these, as many are rectangles under the curve. The rest is what overhangs them.
pub(super) const RECTANGLES: usize = LAYERS - 3;

/// How far each rectangle reaches: the highest is the narrowest. Zeros follow.
pub(super) static WIDTHS: [f64; LAYERS] =
    numbers(&include!(concat!(env!("OUT_DIR"), "/widths.rs")));
/// Where each ends upwards, on the curve, and then the top of the curve.
static HEIGHTS: [f64; LAYERS] = numbers(&include!(concat!(env!("OUT_DIR"), "/heights.rs")));
/// An alias table of the overhangs: the tail, what is right of each rectangle, and the cap.
static OVERHANGS: [(u32, u32); LAYERS] = include!(concat!(env!("OUT_DIR"), "/overhangs.rs"));

const fn numbers(bits: &[u64; LAYERS]) -> [f64; LAYERS] {
    let mut numbers = [0.0; LAYERS];
    let mut i = 0;
    while i < LAYERS {
        numbers[i] = f64::from_bits(bits[i]);
        i += 1;
    }
    numbers
}

/// The uniform number from -1 to 1 that a word stands for: its upper 52 bits, as the mantissa of a
/// number from 2 to 4, less 3.
#[inline(always)]
pub(super) fn symmetric(word: u64) -> f64 {
    f64::from_bits(word >> 12 | 2.0_f64.to_bits()) - 3.0
}

/// The number that a word stands for which chose no rectangle: from under the curve, and outside of
/// all rectangles. What it takes beyond the word comes from the word, hashed.
pub(super) fn overhang(word: u64) -> f64 {
    let mut more = SplitMix64::new(word);
    let choice = more.next_u64();
    let column = choice as usize % LAYERS;
    let (threshold, alias) = OVERHANGS[column];
    let chosen = std::hint::select_unpredictable(
        ((choice >> 32) as u32) < threshold,
        column,
        alias as usize % LAYERS,
    );
    let x = if chosen == 0 {
        tail(&mut more)
    } else {
        beside(chosen, &mut more)
    };
    f64::from_bits(x.to_bits() | word & 1 << 63)
}

/// From between the right end of rectangle `j`, the curve, and the height of the rectangle below.
///
/// The curve is nearly straight there. So the point comes from the triangle under the chord, larger
/// by a margin where the curve bulges, and is nearly always under the curve.
fn beside(j: usize, more: &mut SplitMix64) -> f64 {
    let (inner, outer) = (WIDTHS[j], WIDTHS[j - 1]);
    let (floor, top) = (HEIGHTS[j - 1], HEIGHTS[j]);
    let width = outer - inner;
    // Chord to curve, in units of the height: `width^2 / 8` times the curvature, and some more. The
    // cap has no inner end, and is most of a parabola: a quarter, and some more.
    let margin = (0.14 * width * (1.0 - inner * inner) / inner).clamp(0.0, 0.3);
    loop {
        let (a, b) = (unit(more.next_u64()), unit(more.next_u64()));
        // A point of the square beyond its diagonal is one of the triangle, seen from the far
        // corner.
        let beyond = a + b > 1.0;
        let a = std::hint::select_unpredictable(beyond, 1.0 - a, a);
        let b = std::hint::select_unpredictable(beyond, 1.0 - b, b);
        let x = inner + a * (1.0 + margin) * width;
        let y = floor + b * (1.0 + margin) * (top - floor);
        if y < exp(-0.5 * x * x) {
            return x;
        }
    }
}

/// From beyond the widest rectangle: an exponential variate to the tangent's measure, kept with the
/// probability that is left (Marsaglia 1964, with von Neumann's exponential in place of a
/// logarithm).
#[cold]
fn tail(more: &mut SplitMix64) -> f64 {
    let start = WIDTHS[0];
    loop {
        let beyond = exponential(more) / start;
        if unit(more.next_u64()) < exp(-0.5 * beyond * beyond) {
            return start + beyond;
        }
    }
}

/// A standard exponential variate (von Neumann 1951): the first of a falling run of odd length, plus
/// the number of runs before it that were even.
fn exponential(more: &mut SplitMix64) -> f64 {
    let mut runs = 0.0;
    loop {
        let first = unit(more.next_u64());
        let mut last = first;
        let mut odd = true;
        loop {
            let next = unit(more.next_u64());
            if next >= last {
                break;
            }
            (last, odd) = (next, !odd);
        }
        if odd {
            return runs + first;
        }
        runs += 1.0;
    }
}

/// Uniform in [0, 1).
#[inline(always)]
fn unit(word: u64) -> f64 {
    (word >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
}

/// `exp(y)` for `y <= 0`, within a few units of the last place, by plain arithmetic: the same bits
/// everywhere.
#[inline(always)]
fn exp(y: f64) -> f64 {
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
