//! Whole powers: squares and products in two parts, and in integers where those leave the range.

use super::reduce::upper;
use crate::simd::{F64x8, LANES, Mask8, Simd};

/// From the first to the second, powers are worked out in lanes: the lower parts of all products are
/// normal there, and so is the inverse.
const INSIDE: [f64; 2] = [power_of_two(-900), power_of_two(900)];

const fn power_of_two(n: i64) -> f64 {
    f64::from_bits(((1023 + n) as u64) << 52)
}

/// `x^n` of each of the eight, with one `n` for all.
///
/// The error is at most 0.501 ULP for every `x` and `n`, by `cargo test --release --test math --
/// --ignored`: nearly always it is the nearest `f64`. Subnormal results are rounded once.
///
/// | | `-inf` | `-0` | `+0` | `+inf` | NaN |
/// |---|---|---|---|---|---|
/// | `n` even and above 0 | `inf` | 0 | 0 | `inf` | NaN |
/// | odd and above 0 | `-inf` | -0 | 0 | `inf` | NaN |
/// | even and below 0 | 0 | `inf` | `inf` | 0 | NaN |
/// | odd and below 0 | -0 | `-inf` | `inf` | 0 | NaN |
/// | 0 | 1 | 1 | 1 | 1 | 1 |
///
/// The bits of `n` from the second on are taken one by one, the highest first: `x` is squared for each,
/// and multiplied with the first `x` where the bit is set. A square takes three multiplications and so
/// does a product, since both keep what their rounding loses; `n` below zero takes a division and three
/// more. For `n` from -1 to 2 there is one operation at most.
///
/// A lane whose power is zero, infinite, NaN, or beyond 2^900 or 2^-900 is worked out in integers, which
/// takes some twenty times as long. No other lane is changed by that.
///
/// ```
/// use hotloop::simd::{F64x8, Simd, math};
///
/// #[inline(always)]
/// fn kernel<S: Simd>(simd: S, x: &[f64; 8], n: i32) -> [f64; 8] {
///     math::powi(simd, simd.load(x), n).to_array()
/// }
///
/// hotloop::dispatch! { fn powers(x: &[f64; 8], n: i32) -> [f64; 8] = kernel, at powers_at }
///
/// let x = [10.0, -10.0, 0.5, 1e100, -0.0, f64::INFINITY, 1.0, f64::NAN];
/// let cubes = powers(&x, 3);
/// assert_eq!(cubes[..6], [1000.0, -1000.0, 0.125, 1e300, -0.0, f64::INFINITY]);
/// let inverse = powers(&x, -5);
/// assert_eq!(inverse[..4], [1e-5, -1e-5, 32.0, 0.0]);
/// assert_eq!(inverse[4..7], [f64::NEG_INFINITY, 0.0, 1.0]);
/// assert_eq!(powers(&x, 0), [1.0; 8]);
/// ```
#[inline(always)]
pub fn powi<S: Simd>(simd: S, x: S::F64x8, n: i32) -> S::F64x8 {
    match n {
        0 => return simd.splat(1.0),
        1 => return x,
        2 => return x * x,
        -1 => return simd.splat(1.0) / x,
        _ => (),
    }
    let (high, low) = power(simd, x, n.unsigned_abs());
    let [least, most] = INSIDE;
    let size = high.abs();
    let inside = size.ge(simd.splat(least)) & size.le(simd.splat(most));
    let powers = if n < 0 {
        let one = simd.splat(1.0);
        let inverse = one / high;
        let left = (-inverse).mul_add(high, one);
        inverse.mul_add((-inverse).mul_add(low, left), inverse)
    } else {
        high + low
    };
    if inside.all() {
        return powers;
    }
    let mut powers = powers.to_array();
    replace_outside(&x.to_array(), n, inside.to_bits(), &mut powers);
    simd.load(&powers)
}

/// `x^n` for `n` from 1, in two parts. The bits of `n` say, from the second on, whether a square is
/// multiplied with `x`.
#[inline(always)]
fn power<S: Simd>(simd: S, x: S::F64x8, n: u32) -> (S::F64x8, S::F64x8) {
    let (mut high, mut low) = (x, simd.splat(0.0));
    let mut bits = n.ilog2();
    while bits > 0 {
        bits -= 1;
        let square = high * high;
        let lost = high.mul_add(high, -square);
        let lost = (high + high).mul_add(low, lost);
        high = square + lost;
        low = lost - (high - square);
        if n >> bits & 1 == 1 {
            let product = high * x;
            let lost = high.mul_add(x, -product);
            let lost = low.mul_add(x, lost);
            high = product + lost;
            low = lost - (high - product);
        }
    }
    (high, low)
}

/// The lanes that are not `inside`; the others stay as they are.
#[cold]
#[inline(never)]
fn replace_outside(x: &[f64; LANES], n: i32, inside: u8, powers: &mut [f64; LANES]) {
    for lane in 0..LANES {
        if inside >> lane & 1 == 0 {
            powers[lane] = anywhere(x[lane], n);
        }
    }
}

/// `x^n`, where `n` is not zero.
fn anywhere(x: f64, n: i32) -> f64 {
    let negative = x.is_sign_negative() && n % 2 != 0;
    let size = match (x.abs(), n > 0) {
        (x, _) if x.is_nan() => return f64::NAN,
        (0.0, true) | (f64::INFINITY, false) => 0.0,
        (0.0, false) | (f64::INFINITY, true) => f64::INFINITY,
        (x, _) => {
            let power = Long::from(x).power(n.unsigned_abs());
            let power = if n < 0 { power.inverse() } else { power };
            power.rounded()
        }
    };
    if negative { -size } else { size }
}

/// `significand * 2^exponent`, with the highest bit of the significand set.
#[derive(Clone, Copy)]
struct Long {
    significand: u128,
    exponent: i64,
}

impl Long {
    fn new(significand: u128, exponent: i64) -> Self {
        let zeros = significand.leading_zeros();
        Self {
            significand: significand << zeros,
            exponent: exponent - i64::from(zeros),
        }
    }

    /// Of a finite number above zero.
    fn from(x: f64) -> Self {
        let (field, fraction) = (x.to_bits() >> 52, x.to_bits() & ((1 << 52) - 1));
        let significand = if field == 0 {
            fraction
        } else {
            fraction | 1 << 52
        };
        Self::new(significand.into(), field.max(1).cast_signed() - 1075)
    }

    /// Short by less than `2^-125` of it.
    fn times(self, other: Self) -> Self {
        let significand = upper(self.significand, other.significand);
        Self::new(significand, self.exponent + other.exponent + 128)
    }

    /// In the order of [`power`], short by less than `n * 2^-124` of it.
    fn power(self, n: u32) -> Self {
        let mut power = self;
        for bit in (0..n.ilog2()).rev() {
            power = power.times(power);
            if n >> bit & 1 == 1 {
                power = power.times(self);
            }
        }
        power
    }

    /// To 62 bits.
    fn inverse(self) -> Self {
        let upper = self.significand >> 64;
        Self::new(u128::MAX / upper, -self.exponent - 192)
    }

    /// The nearest `f64`: the even one of two, subnormal, zero or infinite where it has to be.
    fn rounded(self) -> f64 {
        // The highest bit is worth 2^top.
        let top = self.exponent + 127;
        if top > 1023 {
            return f64::INFINITY;
        }
        if top < -1075 {
            return 0.0;
        }
        // 53 bits, or as many as there are down to 2^-1074.
        let kept = (top + 1075).min(53) as u32;
        let (significand, lost) = match kept {
            0 => (0, self.significand),
            _ => (self.significand >> (128 - kept), self.significand << kept),
        };
        let half = 1 << 127;
        let up = lost > half || lost == half && significand & 1 == 1;
        // A carry goes into the exponent, up to infinity.
        let field = (top + 1022).max(0) as u64;
        f64::from_bits((field << 52) + significand as u64 + u64::from(up))
    }
}
