//! A product and a sum with one rounding, where the processor may not be asked for it.
//!
//! The C library has `fma` for that, and not every one is right: some round twice, for all numbers or
//! near the ends of the range. So it is called where it is known to be right, and elsewhere this is done
//! in integers, for `f64`, and in `f64`, for `f32`.

/// The build may use the instruction, or the C library rounds once.
const NATIVE: bool = cfg!(any(
    target_feature = "fma",
    target_arch = "aarch64",
    all(target_os = "linux", target_env = "gnu"),
    target_vendor = "apple",
));

/// `x * y + z`, rounded once.
#[inline(always)]
pub(super) fn fused_f64(x: f64, y: f64, z: f64) -> f64 {
    if NATIVE {
        x.mul_add(y, z)
    } else {
        in_integers(x, y, z)
    }
}

/// `x * y + z`, rounded once.
#[inline(always)]
pub(super) fn fused_f32(x: f32, y: f32, z: f32) -> f32 {
    if NATIVE {
        x.mul_add(y, z)
    } else {
        by_an_odd_sum(x, y, z)
    }
}

/// The product has 48 bits, so it is exact in `f64`. The sum is rounded to odd: to the neighbour that has
/// its last bit set, if it is not exact. A last rounding to 24 bits then sees on which side of the middle
/// between two the true sum is (Boldo and Melquiond, Emulation of FMA and correctly rounded sums: proved
/// algorithms using rounding to odd, 2008).
fn by_an_odd_sum(x: f32, y: f32, z: f32) -> f32 {
    let (product, z) = (f64::from(x) * f64::from(y), f64::from(z));
    let sum = product + z;
    // What the sum has rounded away, exactly (Knuth's two-sum).
    let part = sum - product;
    let lost = (product - (sum - part)) + (z - part);
    let bits = sum.to_bits();
    if !sum.is_finite() || lost == 0.0 || bits & 1 == 1 {
        return sum as f32;
    }
    let is_larger = (lost > 0.0) == (sum > 0.0);
    f64::from_bits(if is_larger { bits + 1 } else { bits - 1 }) as f32
}

/// A number above zero, `significand * 2^exponent`, whose highest bit is [`TOP`].
#[derive(Clone, Copy, PartialEq, PartialOrd)]
struct Long {
    exponent: i32,
    significand: u128,
}

/// The sum of two such has a bit above it.
const TOP: u32 = 125;

impl Long {
    fn new(significand: u128, exponent: i32) -> Self {
        let short = significand.leading_zeros() - (127 - TOP);
        Self {
            significand: significand << short,
            exponent: exponent - short.cast_signed(),
        }
    }

    /// So many bits lower, of which the last says whether any was lost.
    fn lowered(self, by: u32) -> u128 {
        if by > TOP {
            return 1;
        }
        let kept = self.significand >> by;
        kept | u128::from(kept << by != self.significand)
    }
}

/// The significand, below 2^53, and its exponent, of a finite number without its sign.
fn apart(x: f64) -> (u128, i32) {
    let (field, fraction) = (x.to_bits() >> 52 & 0x7ff, x.to_bits() & ((1 << 52) - 1));
    match field {
        0 => (fraction.into(), -1074),
        _ => ((fraction | 1 << 52).into(), field as i32 - 1075),
    }
}

fn in_integers(x: f64, y: f64, z: f64) -> f64 {
    if !x.is_finite() || !y.is_finite() || x == 0.0 || y == 0.0 {
        // The product is exact, or none.
        return x * y + z;
    }
    if !z.is_finite() {
        return z;
    }
    if z == 0.0 {
        return x * y;
    }
    let is_negative = x.is_sign_negative() != y.is_sign_negative();
    let is_same_sign = is_negative == z.is_sign_negative();
    let ((x, in_x), (y, in_y), (significand, exponent)) = (apart(x), apart(y), apart(z));
    let product = Long::new(x * y, in_x + in_y);
    let addend = Long::new(significand, exponent);
    let (large, small, is_negative) = if product >= addend {
        (product, addend, is_negative)
    } else {
        (addend, product, z.is_sign_negative())
    };
    // The larger has twenty zeros at its end. So where they are near, nothing is lost; and where they are
    // far apart, what is lost is far below the bits that are kept.
    let lowered = small.lowered((large.exponent - small.exponent).cast_unsigned());
    let sum = if is_same_sign {
        large.significand + lowered
    } else {
        large.significand - lowered
    };
    let magnitude = rounded(sum, large.exponent);
    if is_negative && sum != 0 {
        -magnitude
    } else {
        magnitude
    }
}

/// The nearest to `sum * 2^exponent`, and the even one of two; `sum` has a bit left.
fn rounded(sum: u128, exponent: i32) -> f64 {
    let top = exponent + 127 - sum.leading_zeros().cast_signed();
    let unit = (top - 52).max(-1074);
    let significand = match unit - exponent {
        by @ ..=0 => sum << -by,
        by @ 1..128 => {
            let (kept, half) = (sum >> by, 1 << (by - 1));
            let rest = sum - (kept << by);
            kept + u128::from(rest > half || rest == half && kept & 1 == 1)
        }
        _ => 0,
    };
    let unit = match unit {
        972.. => f64::INFINITY,
        -1022.. => f64::from_bits(((unit + 1023) as u64) << 52),
        _ => f64::from_bits(1 << (unit + 1074)),
    };
    significand as f64 * unit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SplitMix64;

    /// The bits, with one NaN for all.
    fn bits(x: f64) -> u64 {
        if x.is_nan() { f64::NAN } else { x }.to_bits()
    }

    /// What a library has been found wrong in, and the ends of every range.
    #[test]
    fn known_sums_are_rounded_once() {
        let e = f64::EPSILON;
        let least = f64::from_bits(1);
        for (x, y, z, truth) in [
            (1.0 + e, 1.5, -e, 1.5),
            (1.0 + e, 1.0 - e, -1.0, -e * e),
            (0.5, least, least, 2.0 * least),
            (1.5, least, 0.0, 2.0 * least),
            (0.5, -least, 0.0, -0.0),
            (f64::MAX, 2.0, -f64::MAX, f64::MAX),
            (f64::MAX, 1.0, f64::MAX * e / 4.0, f64::MAX),
            (f64::MAX, 1.0, f64::MAX * e / 2.0, f64::INFINITY),
            (f64::MAX, f64::MAX, f64::NEG_INFINITY, f64::NEG_INFINITY),
            (f64::INFINITY, 0.0, 1.0, f64::NAN),
            (3.0, -1.0, 3.0, 0.0),
            (-0.0, 1.0, -0.0, -0.0),
            (1e-300, 1e-300, 1.0, 1.0),
            (-1e-300, 1e-300, 1.0, 1.0),
            (1e-300, 1e-300, -least, -least),
        ] {
            assert_eq!(bits(in_integers(x, y, z)), bits(truth), "{x:e} {y:e} {z:e}");
        }
        // Halfway between two f32, and a little to one side.
        let e = f32::EPSILON;
        for (x, y, z, truth) in [
            (1.0 + e, 1.0 + e, f32::MIN_POSITIVE, 1.0 + 2.0 * e),
            (1.0, 1.0 + e, e / 2.0, 1.0 + 2.0 * e),
            (1.0 + e, 0.5, 2.0_f32.powi(24), 2.0_f32.powi(24)),
            (1.0 + e, 1.0, 2.0_f32.powi(24), 2.0_f32.powi(24) + 2.0),
            (f32::MAX, 2.0, -f32::MAX, f32::MAX),
        ] {
            assert_eq!(
                by_an_odd_sum(x, y, z).to_bits(),
                truth.to_bits(),
                "{x:e} {y:e} {z:e}"
            );
        }
    }

    /// Where the library is right. Exponents are near each other, so that sums cancel, and anywhere.
    #[test]
    fn all_sums_are_those_of_a_library_that_is_right() {
        if !NATIVE {
            return;
        }
        let mut words = SplitMix64::new(5);
        let mut number = |near: bool| {
            let word = words.next_u64();
            let exponent = if near {
                1000 + (word >> 52) % 60
            } else {
                word >> 52 & 0x7ff
            };
            // Half of them have few bits.
            let fraction = if word & 1 == 0 {
                word & 0xf << 48
            } else {
                word & ((1 << 52) - 1)
            };
            f64::from_bits(word & 1 << 63 | exponent << 52 | fraction)
        };
        for i in 0..300_000 {
            let near = i % 3 > 0;
            let (x, y) = (number(near), number(near));
            // Of every size, or next to what the product takes away.
            let z = if i % 2 == 0 { number(near) } else { -(x * y) };
            let (found, truth) = (in_integers(x, y, z), x.mul_add(y, z));
            assert_eq!(bits(found), bits(truth), "{x:e} {y:e} {z:e}");
            let (x, y, z) = (x as f32, y as f32, z as f32);
            let (found, truth) = (by_an_odd_sum(x, y, z), x.mul_add(y, z));
            assert_eq!(bits(found.into()), bits(truth.into()), "{x:e} {y:e} {z:e}");
        }
    }
}
