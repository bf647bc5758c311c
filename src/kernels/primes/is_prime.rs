//! Whether one number is prime.

/// Prime bases, and below which number a composite one fails for one of those up to here: the
/// smallest strong pseudoprime to all of them.
///
/// Pomerance, Selfridge and Wagstaff 1980 found the first four, Jaeschke 1993 four more, Jiang and
/// Deng 2014 proved the next three, and Sorenson and Webster 2017 the last, which is above 2^64.
const BASES: [(u64, u64); 12] = [
    (2, 2_047),
    (3, 1_373_653),
    (5, 25_326_001),
    (7, 3_215_031_751),
    (11, 2_152_302_898_747),
    (13, 3_474_749_660_383),
    (17, 341_550_071_728_321),
    (19, 341_550_071_728_321),
    (23, 3_825_123_056_546_413_051),
    (29, 3_825_123_056_546_413_051),
    (31, 3_825_123_056_546_413_051),
    (37, u64::MAX),
];

/// Whether `n` is prime: no chance is involved, for any `n`.
///
/// Miller's test (1976; Rabin 1980 drew the bases at random): for an odd prime `n` with
/// `n - 1 = d 2^s`, and a base `a` that it does not divide, either `a^d = 1` or one of
/// `a^d, a^2d, …, a^((n-1)/2)` is `-1` modulo `n`. Below 2^64 no composite number passes for all of
/// the first twelve primes (Sorenson and Webster 2017), and smaller numbers need fewer. (Seven
/// numbers are known to do as well as the twelve, by a computation that nobody has published.) Each
/// base takes about `log2 n` squarings, and the first finds out nearly all that no prime up to 37
/// divides: the largest primes take 5 microseconds, and the numbers around them 0.15 in the mean.
///
/// ```
/// use hotloop::kernels::primes;
///
/// assert!(primes::is_prime(18_446_744_073_709_551_557)); // 2^64 - 59, the largest
/// assert!(!primes::is_prime(3_825_123_056_546_413_051)); // passes for eleven bases
/// let primes: Vec<u64> = (0..20).filter(|&n| primes::is_prime(n)).collect();
/// assert_eq!(primes, [2, 3, 5, 7, 11, 13, 17, 19]);
/// ```
#[doc(alias("isprime", "Miller-Rabin"))]
pub fn is_prime(n: u64) -> bool {
    for (prime, _) in BASES {
        if n.is_multiple_of(prime) {
            return n == prime;
        }
    }
    // The smallest composite number that is left is 41^2.
    if n < 41 * 41 {
        return n > 1;
    }
    let modulus = Montgomery::new(n);
    for (base, enough) in BASES {
        if !passes(&modulus, base) {
            return false;
        }
        if n < enough {
            return true;
        }
    }
    true
}

/// Miller's test of an odd `n` for one base that `n` does not divide.
fn passes(modulus: &Montgomery, base: u64) -> bool {
    let (one, minus_one) = (modulus.one, modulus.n - modulus.one);
    let twos = (modulus.n - 1).trailing_zeros();
    let mut power = modulus.power(base, (modulus.n - 1) >> twos);
    if power == one || power == minus_one {
        return true;
    }
    for _ in 1..twos {
        power = modulus.multiply(power, power);
        if power == minus_one {
            return true;
        }
    }
    false
}

/// Arithmetic modulo an odd number without divisions (Montgomery 1985): `x` stands as `x 2^64 mod
/// n`, and a product is reduced by adding a multiple of `n` that clears its lower half.
struct Montgomery {
    n: u64,
    /// `1 / n` modulo 2^64.
    inverse: u64,
    /// What 1 stands as.
    one: u64,
    /// What 2^64 stands as.
    square: u64,
}

impl Montgomery {
    /// For an odd `n` above 1.
    fn new(n: u64) -> Self {
        // Newton's iteration: an odd number is its own inverse modulo 8, and each step doubles the
        // bits that are right.
        let mut inverse = n;
        for _ in 0..5 {
            inverse = inverse.wrapping_mul(2_u64.wrapping_sub(n.wrapping_mul(inverse)));
        }
        let one = n.wrapping_neg() % n;
        let square = (u128::from(one) * u128::from(one) % u128::from(n)) as u64;
        Self {
            n,
            inverse,
            one,
            square,
        }
    }

    /// `x y / 2^64 mod n`, for `x` and `y` below `n`: the product of what they stand for.
    fn multiply(&self, x: u64, y: u64) -> u64 {
        let product = u128::from(x) * u128::from(y);
        let (upper, lower) = ((product >> 64) as u64, product as u64);
        // The multiple of `n` with the same lower half. It is subtracted, not added, because the
        // difference of the upper halves fits where their sum may not.
        let multiple = u128::from(lower.wrapping_mul(self.inverse)) * u128::from(self.n);
        let (reduced, below_zero) = upper.overflowing_sub((multiple >> 64) as u64);
        if below_zero {
            reduced.wrapping_add(self.n)
        } else {
            reduced
        }
    }

    /// `base^exponent`, for a base below `n` and an exponent above 0.
    fn power(&self, base: u64, exponent: u64) -> u64 {
        let base = self.multiply(base, self.square);
        let mut power = base;
        for bit in (0..exponent.ilog2()).rev() {
            power = self.multiply(power, power);
            if exponent >> bit & 1 == 1 {
                power = self.multiply(power, base);
            }
        }
        power
    }
}
