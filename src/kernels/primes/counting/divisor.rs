//! Division by a number that stays the same.

/// An odd number above 1 to divide by, without dividing (Granlund and Montgomery 1994).
#[derive(Clone, Copy)]
pub(super) struct Divisor {
    /// `2^64 / d`, rounded up.
    reciprocal: u64,
    /// `1 / d` modulo 2^32.
    inverse: u32,
    /// `(2^32 - 1) / d`, rounded down.
    most: u32,
}

impl Divisor {
    pub(super) fn new(d: u32) -> Self {
        // Newton's iteration: an odd number is its own inverse modulo 8, and each step doubles the
        // bits that are right.
        let mut inverse = d;
        for _ in 0..4 {
            inverse = inverse.wrapping_mul(2_u32.wrapping_sub(d.wrapping_mul(inverse)));
        }
        Self {
            reciprocal: u64::MAX / u64::from(d) + 1,
            inverse,
            most: u32::MAX / d,
        }
    }

    /// `x / d`, rounded down, for `x d < 2^64`.
    ///
    /// The reciprocal is too large by less than `d / 2^64` of itself, which makes the quotient too
    /// large by less than `x / 2^64 < 1 / d`: not enough to reach the next integer.
    #[inline(always)]
    pub(super) fn divide(self, x: u64) -> u64 {
        ((u128::from(x) * u128::from(self.reciprocal)) >> 64) as u64
    }

    /// Whether `x` is a multiple of `d`: times the inverse, the multiples become the small numbers.
    #[inline(always)]
    pub(super) fn divides(self, x: u32) -> bool {
        x.wrapping_mul(self.inverse) <= self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotients_are_right_up_to_the_bound() {
        for d in (3..3000).step_by(2).chain([65_535, 65_537, u32::MAX]) {
            let (divisor, d) = (Divisor::new(d), u64::from(d));
            let last = u64::MAX / d;
            let around = |x: u64| x.saturating_sub(3)..(x + 3).min(last);
            let multiples = [0, d, 2 * d, 1000 * d, last / d * d, last];
            for x in multiples.into_iter().flat_map(around) {
                assert_eq!(divisor.divide(x), x / d, "{x} / {d}");
                let low = x as u32;
                assert_eq!(divisor.divides(low), u64::from(low) % d == 0, "{low}, {d}");
            }
        }
    }
}
