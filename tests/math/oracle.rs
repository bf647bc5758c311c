//! Exponentials, logarithms and what is made of them to about 100 bits, from sums and products that
//! keep their rounding errors.

use std::ops::{Add, Div, Mul, Sub};

/// The sum of two numbers, the second at most half a unit in the last place of the first (Dekker,
/// A floating-point technique for extending the available precision, 1971).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Double {
    pub(crate) high: f64,
    pub(crate) low: f64,
}

impl From<f64> for Double {
    fn from(high: f64) -> Self {
        Self { high, low: 0.0 }
    }
}

/// `a + b` exactly (Knuth, The Art of Computer Programming 2, 4.2.2).
fn sum(a: f64, b: f64) -> Double {
    let high = a + b;
    let from_b = high - a;
    let low = (a - (high - from_b)) + (b - from_b);
    Double { high, low }
}

/// `a + b` exactly, where `a` is the larger, or `high` is a sum of the two already.
fn ordered_sum(a: f64, b: f64) -> Double {
    let high = a + b;
    let low = b - (high - a);
    Double { high, low }
}

/// `a * b` exactly.
fn product(a: f64, b: f64) -> Double {
    let high = a * b;
    let low = a.mul_add(b, -high);
    Double { high, low }
}

impl Add for Double {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        let (high, low) = (sum(self.high, other.high), sum(self.low, other.low));
        let sum = ordered_sum(high.high, high.low + low.high);
        ordered_sum(sum.high, sum.low + low.low)
    }
}

impl Sub for Double {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + Self {
            high: -other.high,
            low: -other.low,
        }
    }
}

impl Mul for Double {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        let Self { high, low } = product(self.high, other.high);
        let low = low + (self.high * other.low + self.low * other.high);
        ordered_sum(high, low)
    }
}

impl Div for Double {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        let first = self.high / other.high;
        let rest = self - other * first.into();
        let second = rest.high / other.high;
        let rest = rest - other * second.into();
        let quotient = ordered_sum(first, second);
        quotient + (rest.high / other.high).into()
    }
}

/// `x * 2^by`, exactly where the result has room for it, for any `by` that may be met here.
pub(crate) fn scaled(mut x: f64, mut by: i32) -> f64 {
    while by != 0 {
        let step = by.clamp(-1000, 1000);
        x *= f64::from_bits(((1023 + step) as u64) << 52);
        by -= step;
    }
    x
}

/// `mantissa * 2^exponent`, with the mantissa from 0.7 to 1.5 or, of a logarithm, anything with the
/// exponent 0.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Exact {
    pub(crate) mantissa: Double,
    pub(crate) exponent: i32,
}

impl Exact {
    /// Of a finite number that is not zero.
    fn from(x: f64) -> Self {
        let up = if x.abs() < f64::MIN_POSITIVE { 60 } else { 0 };
        let x = scaled(x, up);
        let exponent = ((x.to_bits() >> 52 & 0x7ff) as i32) - 1023;
        Self {
            mantissa: scaled(x, -exponent).into(),
            exponent: exponent - up,
        }
    }

    /// The product, with a mantissa from 1 to 2. Exponents far out of the range stay there.
    fn times(self, other: Self) -> Self {
        let Double { high, low } = self.mantissa * other.mantissa;
        let of_product = Self::from(high).exponent;
        let exponent = self
            .exponent
            .saturating_add(other.exponent)
            .saturating_add(of_product);
        Self {
            mantissa: Double {
                high: scaled(high, -of_product),
                low: scaled(low, -of_product),
            },
            exponent: exponent.clamp(-1 << 28, 1 << 28),
        }
    }

    /// How far `found` is from it, in units in the last place of an `f64` that is as large as it.
    /// An infinity counts as anything from the power of two that is the first beyond all numbers.
    pub(crate) fn ulps(self, found: f64) -> f64 {
        let Self {
            mantissa: Double { high, low },
            exponent,
        } = self;
        // 2^log2 is the power of two at the mantissa or below it.
        let mut log2 = ((high.to_bits() >> 52 & 0x7ff) as i32) - 1023;
        if high.abs() == scaled(1.0, log2) && low * high < 0.0 {
            log2 -= 1;
        }
        let ulp = (log2 + exponent).max(-1022) - 52 - exponent;
        let found = if found.is_infinite() {
            if log2 + exponent >= 1024 {
                return 0.0;
            }
            scaled(1.0, 1024 - exponent).copysign(found)
        } else {
            scaled(found, -exponent)
        };
        scaled((found - high) - low, -ulp).abs()
    }
}

/// `ln(2)`: twice 32 bits, and 53 more.
const LN_2: [f64; 3] = [
    0.6931471803691238,
    1.9082149288430703e-10,
    4.275175589747649e-20,
];

/// The steps of the table of exponentials.
const STEPS: i32 = 64;
/// Terms of the series of `exp` for up to 1/128: the next is below 2^-120.
const TERMS: usize = 14;
/// Those that series of up to `pi / 4` need: the next is below 2^-120.
const FACTORIALS: usize = 29;

/// What the functions take from tables, which are worked out by their series.
pub(crate) struct Oracle {
    /// `1 / n!`.
    inverse_factorials: [Double; FACTORIALS],
    /// `exp(j / STEPS)` for `j` from `-STEPS` to `STEPS`.
    powers: Vec<Double>,
}

impl Oracle {
    pub(crate) fn new() -> Self {
        let mut inverse_factorials = [Double::from(1.0); FACTORIALS];
        for n in 1..FACTORIALS {
            inverse_factorials[n] = inverse_factorials[n - 1] / (n as f64).into();
        }
        let mut oracle = Self {
            inverse_factorials,
            powers: vec![],
        };
        // Up to 1/4 by 24 terms, and then squared.
        let power = |j: i32| {
            let root = oracle.series((f64::from(j) / f64::from(4 * STEPS)).into(), 24);
            let square = root * root;
            square * square
        };
        oracle.powers = (-STEPS..=STEPS).map(power).collect();
        oracle
    }

    fn series(&self, x: Double, terms: usize) -> Double {
        let mut factorials = self.inverse_factorials[..terms].iter().rev();
        let last = *factorials.next().expect("there are some");
        factorials.fold(last, |sum, &inverse| sum * x + inverse)
    }

    /// `1 / first! - square / (first + 2)! + square^2 / (first + 4)! - ...`, for squares up to 0.62.
    pub(crate) fn alternating(&self, square: Double, first: usize) -> Double {
        self.every_second(Double::from(0.0) - square, first)
    }

    fn every_second(&self, square: Double, first: usize) -> Double {
        let factorials = self.inverse_factorials[first..].iter().step_by(2).rev();
        factorials.fold(0.0.into(), |sum, &inverse| sum * square + inverse)
    }

    /// The hyperbolic tangent of a finite `x` up to 300 from zero.
    pub(crate) fn tanh(&self, x: f64) -> Exact {
        if x.abs() < scaled(1.0, -100) {
            return Exact {
                mantissa: scaled(x, 1000).into(),
                exponent: -1000,
            };
        }
        let mantissa = if x.abs() < 0.25 {
            let square = Double::from(x) * x.into();
            Double::from(x) * self.every_second(square, 1) / self.every_second(square, 0)
        } else {
            let Exact { mantissa, exponent } = self.exp(2.0 * x.abs());
            let power = Double {
                high: scaled(mantissa.high, exponent),
                low: scaled(mantissa.low, exponent),
            };
            let tanh = Double::from(1.0) - Double::from(2.0) / (power + 1.0.into());
            if x < 0.0 {
                Double::from(0.0) - tanh
            } else {
                tanh
            }
        };
        Exact {
            mantissa,
            exponent: 0,
        }
    }

    /// `x^n` of a finite `x` that is not zero, to 100 bits less those of `n`.
    pub(crate) fn powi(x: f64, n: i32) -> Exact {
        let mut square = Exact::from(x);
        let mut power = Exact::from(1.0);
        let mut bits = n.unsigned_abs();
        while bits > 0 {
            if bits & 1 == 1 {
                power = power.times(square);
            }
            square = square.times(square);
            bits >>= 1;
        }
        if n > 0 {
            return power;
        }
        Exact {
            mantissa: Double::from(1.0) / power.mantissa,
            exponent: -power.exponent,
        }
    }

    /// `e^x`, for `x` up to 1 from zero.
    fn small(&self, x: Double) -> Double {
        let j = (x.high * f64::from(STEPS)).round();
        let rest = x - (j / f64::from(STEPS)).into();
        self.powers[(j as i32 + STEPS) as usize] * self.series(rest, TERMS)
    }

    /// `e^x`, for finite `x` up to 1000 from zero.
    pub(crate) fn exp(&self, x: f64) -> Exact {
        let k = (x / LN_2[0]).round();
        // The first two products are exact, and the first difference.
        let rest = sum(x - k * LN_2[0], -(k * LN_2[1])) - product(k, LN_2[2]);
        Exact {
            mantissa: self.small(rest),
            exponent: k as i32,
        }
    }

    /// `2^x`, for finite `x` up to 2000 from zero.
    pub(crate) fn exp2(&self, x: f64) -> Exact {
        let k = x.round();
        let ln_2 = sum(LN_2[0], LN_2[1]) + LN_2[2].into();
        Exact {
            mantissa: self.small(Double::from(x - k) * ln_2),
            exponent: k as i32,
        }
    }

    /// The natural logarithm of a finite `x` above zero.
    pub(crate) fn ln(&self, x: f64) -> Exact {
        let mantissa = if (x - 1.0).abs() < 1.0 / 16.0 {
            self.ln_by_series(x)
        } else {
            self.ln_by_newton(x)
        };
        Exact {
            mantissa,
            exponent: 0,
        }
    }

    /// `ln((1 + s) / (1 - s)) = 2 (s + s^3 / 3 + s^5 / 5 + ...)`, for `x` up to 1/16 from 1.
    pub(crate) fn ln_by_series(&self, x: f64) -> Double {
        let f = Double::from(x - 1.0);
        let s = f / (f + 2.0.into());
        let square = s * s;
        // The next term is below 2^-110 of the sum.
        let mut sum = Double::from(0.0);
        for odd in (1..24).step_by(2).rev() {
            sum = sum * square + Double::from(1.0) / f64::from(odd).into();
        }
        let half = sum * s;
        half + half
    }

    /// From an approximation `y`: `ln(x) = y + ln(1 + t)`, with `t = (x - e^y) / e^y`. Near 1,
    /// where the logarithm is small, it loses digits.
    pub(crate) fn ln_by_newton(&self, x: f64) -> Double {
        let y = x.ln();
        let Exact { mantissa, exponent } = self.exp(y);
        let t = (Double::from(scaled(x, -exponent)) - mantissa) / mantissa;
        // The next term is below 2^-120.
        Double::from(y) + (t - t * t * 0.5.into())
    }
}

/// A decimal number as the digits and how many of them are behind the point.
fn decimal(digits: &str) -> Double {
    let (whole, fraction) = digits.split_once('.').expect("a point");
    let mut number = Double::from(0.0);
    let mut power = Double::from(1.0);
    for digit in whole.bytes().chain(fraction.bytes()) {
        number = number * 10.0.into() + f64::from(digit - b'0').into();
    }
    for _ in fraction.bytes() {
        power = power * 10.0.into();
    }
    number / power
}

#[track_caller]
pub(crate) fn assert_digits(found: Exact, digits: &str) {
    let Double { high, low } = found.mantissa;
    let found = Double {
        high: scaled(high, found.exponent),
        low: scaled(low, found.exponent),
    };
    let truth = match digits.strip_prefix('-') {
        Some(digits) => Double::from(0.0) - decimal(digits),
        None => decimal(digits),
    };
    let error = ((found - truth) / truth).high.abs();
    assert!(
        error < 1e-30,
        "{found:?} is {error:e} from {digits}: {truth:?}"
    );
}

#[test]
fn the_oracle_knows_thirty_digits() {
    let oracle = Oracle::new();
    for (x, digits) in [
        (1.0, "2.71828182845904523536028747135266250"),
        (0.5, "1.64872127070012814684865078781416357"),
        (-0.34375, "0.709106182437398411721447410016501842"),
        (10.0, "22026.4657948067165169579006452842444"),
        (-3.0, "0.0497870683678639429793424156500617766"),
    ] {
        assert_digits(oracle.exp(x), digits);
    }
    for (x, digits) in [
        (0.5, "1.41421356237309504880168872420969808"),
        (0.25, "1.18920711500272106671749997056047592"),
        (-5.375, "0.0240970441469990753689420603451677319"),
        (-2.0, "0.25"),
    ] {
        assert_digits(oracle.exp2(x), digits);
    }
    for (x, digits) in [
        (2.0, "0.693147180559945309417232121458176568"),
        (3.0, "1.09861228866810969139524523692252570"),
        (10.0, "2.30258509299404568401799145468436421"),
        (1.03125, "0.0307716586667536883710282075967721641"),
        (0.96875, "-0.0317486983145803011569962827485256299"),
        (f64::from_bits(1), "-744.440071921381262314107298446081634"),
        (f64::MAX, "709.782712893383996732223389910657146"),
    ] {
        assert_digits(oracle.ln(x), digits);
    }
    for (x, digits) in [
        (0.125, "0.124353001771596208054647275805892708"),
        (-0.25, "-0.244918662403709129277801131491016958"),
        (0.5, "0.462117157260009758502318483643672549"),
        (-3.0, "-0.995054753686730451331880185255488475"),
        (10.0, "0.999999995877692763619592837138275741"),
        (
            9.313225746154785e-10,
            "0.000000000931322574615478515355735477684561304",
        ),
    ] {
        assert_digits(oracle.tanh(x), digits);
    }
    for (x, n, digits) in [
        (1.5, 7, "17.0859375"),
        (3.0, 40, "12157665459056928801.0"),
        (-0.1, 3, "-0.00100000000000000016653345369377349031"),
        (1.1, -100, "0.0000725657159014814153735363942010260933"),
    ] {
        assert_digits(Oracle::powi(x, n), digits);
    }
}

#[test]
fn the_two_logarithms_of_the_oracle_agree() {
    let oracle = Oracle::new();
    for i in (0..=1000).filter(|i| *i != 500) {
        let x = 0.9375 + f64::from(i) / 8000.0;
        let (series, newton) = (oracle.ln_by_series(x), oracle.ln_by_newton(x));
        // The second is exact to about 2^-103 of 1, not of itself.
        assert!((series - newton).high.abs() < 1e-30, "{x}");
    }
}

#[test]
fn ulps_are_those_of_the_exact_value() {
    let exact = |mantissa: f64, exponent| Exact {
        mantissa: mantissa.into(),
        exponent,
    };
    let next = 1.0 + f64::EPSILON;
    assert_eq!(exact(1.0, 0).ulps(next), 1.0);
    assert_eq!(exact(next, 0).ulps(1.0), 1.0);
    assert_eq!(exact(1.0, 5).ulps(32.0), 0.0);
    // Below a power of two, units are half as large.
    assert_eq!(exact(0.75, 0).ulps(0.75 + f64::EPSILON), 2.0);
    let below = Exact {
        mantissa: Double {
            high: 1.0,
            low: -f64::EPSILON / 8.0,
        },
        exponent: 0,
    };
    assert_eq!(below.ulps(1.0), 0.25);
    // Among subnormal numbers all are the same.
    assert_eq!(exact(1.0, -1073).ulps(0.0), 2.0);
    assert_eq!(exact(1.25, -1074).ulps(f64::from_bits(1)), 0.25);
    assert_eq!(exact(1.0, -1075).ulps(0.0), 0.5);
    assert_eq!(exact(1.0, 1023).ulps(f64::INFINITY), 2.0_f64.powi(52));
    assert_eq!(exact(1.0, 1024).ulps(f64::INFINITY), 0.0);
    assert_eq!(exact(1.0, 1024).ulps(f64::MAX), 0.5);
}
