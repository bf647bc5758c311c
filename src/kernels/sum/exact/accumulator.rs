//! A number that is long enough for every sum.

use crate::Error;
use std::fmt;

/// Bits of a digit. Each is kept in a word of twice as many, so that carries can wait.
const DIGIT: usize = 32;
/// Digits from `2^-1074`, of which every `f64` is a multiple, to `2^1024` times the number of elements
/// that there may be.
const DIGITS: usize = 68;
/// Additions after which carries are due.
const PATIENCE: u32 = 1 << 30;
/// The exponent of the lowest bit.
pub(super) const LOWEST: i32 = -1074;

/// An exact sum of floats, which can be added to, merged with another, and rounded, once: a number of
/// 2,200 bits, which holds whatever the largest and the smallest `f64` come to together (a *long* or
/// *super* accumulator; this form is Neal's, 2015).
///
/// Additions of it are associative and commutative, to the bit. So it does not matter in which order
/// elements come, in which pieces, on which members of a team or on which machines they are added, and
/// who merges whose sum with whose.
///
/// ```
/// use hotloop::kernels::sum::Exact;
///
/// let mut sum = Exact::new();
/// sum.add(1e100);
/// sum.add_slice(&[1.0, -1e100]);
/// let mut other: Exact = [0.5, 0.25].into_iter().collect();
/// other.merge(&sum);
/// assert_eq!(other.total(), 1.75);
///
/// // Two that stand for the same sum are equal, however they came by it.
/// assert_eq!(other, [1.0, 0.75].into_iter().collect());
///
/// // And can be sent to another machine.
/// assert_eq!(Exact::from_bytes(&other.to_bytes()), Ok(other));
/// ```
///
/// # Bits
///
/// `sum = sum_k digit_k * 2^(32 k - 1074)`, in 68 digits of 32 bits and the sign. A float is added to
/// the two or three digits that its 53 bits lie in. Each digit is in a word of 64 bits: carries go up
/// once in 2^30 additions.
///
/// Infinities and NaN are counted apart: once there is one, [`total`](Self::total) is what IEEE
/// arithmetic makes of them, whatever the rest comes to.
#[derive(Clone)]
pub struct Exact {
    digits: [i64; DIGITS],
    /// Additions since carries went up.
    pending: u32,
    special: Special,
}

/// What there was that is no number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Special {
    plus_infinity: bool,
    minus_infinity: bool,
    nan: bool,
}

impl Exact {
    /// Bytes that [`to_bytes`](Self::to_bytes) makes.
    pub const BYTES: usize = 8 * DIGITS + 1;
    /// Integers that [`to_addends`](Self::to_addends) makes.
    #[cfg(feature = "mpi")]
    pub(crate) const ADDENDS: usize = DIGITS + 3;

    /// The sum of nothing.
    pub const fn new() -> Self {
        Self {
            digits: [0; DIGITS],
            pending: 0,
            special: Special {
                plus_infinity: false,
                minus_infinity: false,
                nan: false,
            },
        }
    }

    /// Adds a number. An `f32` is to be widened.
    #[inline]
    pub fn add(&mut self, x: f64) {
        let bits = x.to_bits();
        let exponent = (bits >> 52) as usize & 0x7ff;
        if exponent == 0x7ff {
            return self.add_special(x);
        }
        let fraction = bits & ((1 << 52) - 1);
        let magnitude = (fraction | u64::from(exponent > 0) << 52) as i64;
        let value = if x.is_sign_negative() {
            -magnitude
        } else {
            magnitude
        };
        self.add_at(value, exponent.saturating_sub(1));
    }

    /// Adds what another one stands for.
    ///
    /// Whoever merges a sum with itself doubles it, and soon has what no elements come to. At `2^1133`
    /// it stays where it is: [`total`](Self::total) is infinite long before.
    pub fn merge(&mut self, other: &Self) {
        self.carry();
        // What has been carried is as much as one addition.
        let other = other.carried();
        for (digit, other) in self.digits.iter_mut().zip(other.digits) {
            // None but the last can reach the end of its word.
            *digit = digit.saturating_add(other);
        }
        self.pending = 1;
        let (special, more) = (&mut self.special, other.special);
        special.plus_infinity |= more.plus_infinity;
        special.minus_infinity |= more.minus_infinity;
        special.nan |= more.nan;
    }

    /// The nearest `f64`, and of two that are as near the even one: infinite where that is, if
    /// exponents were not limited, beyond the largest. See [`exact`](super::exact).
    pub fn total(&self) -> f64 {
        if let Some(special) = self.special.total() {
            return special;
        }
        let (is_negative, magnitude) = self.magnitude();
        let bits = magnitude.rounded(f64::MANTISSA_DIGITS as usize, 0);
        let total = f64::from_bits(bits.min(f64::INFINITY.to_bits()));
        if is_negative { -total } else { total }
    }

    /// The nearest `f32`, likewise: rounded once, and not to `f64` first.
    pub fn total_f32(&self) -> f32 {
        /// The exponent of the lowest bit of an `f32`.
        const LOWEST_F32: i32 = -149;
        if let Some(special) = self.special.total() {
            return special as f32;
        }
        let (is_negative, magnitude) = self.magnitude();
        let lowest = (LOWEST_F32 - LOWEST) as usize;
        let bits = magnitude.rounded(f32::MANTISSA_DIGITS as usize, lowest);
        let infinity = f32::INFINITY.to_bits();
        let bits = u32::try_from(bits).map_or(infinity, |bits| bits.min(infinity));
        let total = f32::from_bits(bits);
        if is_negative { -total } else { total }
    }

    /// The sum as bytes: the same for all that are equal.
    pub fn to_bytes(&self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        let (special, digits) = bytes.split_at_mut(1);
        special[0] = self.special.to_byte();
        for (bytes, digit) in digits.chunks_exact_mut(8).zip(self.carried().digits) {
            bytes.copy_from_slice(&digit.to_le_bytes());
        }
        bytes
    }

    /// The sum that [`to_bytes`](Self::to_bytes) has made these bytes of.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] where they are no such bytes, or stand for more than any elements come to:
    /// `2^1102`, which is `2^78` of the largest.
    pub fn from_bytes(bytes: &[u8; Self::BYTES]) -> Result<Self, Error> {
        let refused = |found| Error::Invalid {
            argument: "bytes",
            found,
            expected: "those of an exact sum",
        };
        let mut sum = Self::new();
        let (special, digits) = bytes.split_at(1);
        sum.special = Special::from_byte(special[0]).ok_or(refused("an unknown flag"))?;
        for (digit, bytes) in sum.digits.iter_mut().zip(digits.as_chunks().0) {
            *digit = i64::from_le_bytes(*bytes);
        }
        let (last, lower) = sum.digits.split_last().expect("there are digits");
        if !lower.iter().all(|digit| (0..1 << DIGIT).contains(digit)) {
            return Err(refused("a digit out of its range"));
        }
        if last.unsigned_abs() >= 1 << DIGIT {
            return Err(refused("a sum beyond that of any elements"));
        }
        Ok(sum)
    }

    /// The sum as integers whose sums, added up one by one, are those of the sum of all: fewer than 2^31 of
    /// them, in any order.
    #[cfg(feature = "mpi")]
    pub(crate) fn to_addends(&self) -> [i64; Self::ADDENDS] {
        let mut addends = [0; Self::ADDENDS];
        let (digits, special) = addends.split_at_mut(DIGITS);
        digits.copy_from_slice(&self.carried().digits);
        let flags = self.special;
        let flags = [flags.plus_infinity, flags.minus_infinity, flags.nan];
        special.copy_from_slice(&flags.map(i64::from));
        addends
    }

    /// The sum that such sums stand for.
    #[cfg(feature = "mpi")]
    pub(crate) fn of_addends(addends: &[i64; Self::ADDENDS]) -> Self {
        let (digits, special) = addends.split_at(DIGITS);
        let mut sum = Self::new();
        sum.digits.copy_from_slice(digits);
        sum.carry();
        sum.special = Special {
            plus_infinity: special[0] > 0,
            minus_infinity: special[1] > 0,
            nan: special[2] > 0,
        };
        sum
    }

    /// Adds `value * 2^(at + LOWEST)`, where `at` is at most that of the largest `f64`.
    #[inline]
    pub(super) fn add_at(&mut self, value: i64, at: usize) {
        let (first, shift) = (at / DIGIT, at % DIGIT);
        let wide = i128::from(value) << shift;
        // Each is less than 2^32.
        let parts = [
            wide as u32 as i64,
            (wide >> DIGIT) as u32 as i64,
            (wide >> (2 * DIGIT)) as i64,
        ];
        for (digit, part) in self.digits[first..].iter_mut().zip(parts) {
            *digit += part;
        }
        self.pending += 1;
        if self.pending == PATIENCE {
            self.carry();
        }
    }

    #[cold]
    fn add_special(&mut self, x: f64) {
        let special = &mut self.special;
        special.nan |= x.is_nan();
        special.plus_infinity |= x == f64::INFINITY;
        special.minus_infinity |= x == f64::NEG_INFINITY;
    }

    /// Sends carries up: then all digits but the last are from 0 to 2^32, and the last has the sign.
    fn carry(&mut self) {
        let mut carry = 0;
        let (last, lower) = self.digits.split_last_mut().expect("there are digits");
        for digit in lower {
            let sum = *digit + carry;
            (*digit, carry) = (sum & ((1 << DIGIT) - 1), sum >> DIGIT);
        }
        // Elements do not get there, but merging with itself does.
        *last = last.saturating_add(carry);
        self.pending = 0;
    }

    fn carried(&self) -> Self {
        let mut sum = self.clone();
        sum.carry();
        sum
    }

    /// Whether it is below zero, and its magnitude.
    fn magnitude(&self) -> (bool, Magnitude) {
        let mut sum = self.carried();
        let is_negative = sum.digits[DIGITS - 1] < 0;
        if is_negative {
            for digit in &mut sum.digits {
                *digit = digit.saturating_neg();
            }
            sum.carry();
        }
        (is_negative, Magnitude(sum.digits))
    }
}

/// A number that is not below zero, with all carries done.
struct Magnitude([i64; DIGITS]);

impl Magnitude {
    /// The representation of the nearest float of so many bits, whose least is `2^lowest` of the lowest
    /// bits; or of something above the infinite one.
    ///
    /// Representations are numbers in the order of the floats: where the significand overflows, adding
    /// it to the exponent's field is all it takes; and below the least normal number that field is 0.
    fn rounded(&self, precision: usize, lowest: usize) -> u64 {
        let Some(top) = self.0.iter().rposition(|&digit| digit != 0) else {
            return 0;
        };
        let bits = top * DIGIT + self.0[top].unsigned_abs().ilog2() as usize + 1;
        let shift = bits.saturating_sub(precision).max(lowest);
        let significand = self.bits_from(shift);
        let rounds_up = shift > 0 && {
            let half = self.bits_from(shift - 1) % 2 == 1;
            half && (significand % 2 == 1 || self.has_bits_below(shift - 1))
        };
        let exponent = (shift - lowest) as u64;
        (exponent << (precision - 1)) + significand + u64::from(rounds_up)
    }

    /// 64 bits from this one up.
    fn bits_from(&self, at: usize) -> u64 {
        let digits = self.0[at / DIGIT..].iter().take(3).enumerate();
        let wide = digits.fold(0, |wide, (i, &digit)| wide | (digit as u128) << (i * DIGIT));
        (wide >> (at % DIGIT)) as u64
    }

    fn has_bits_below(&self, at: usize) -> bool {
        let (whole, part) = (at / DIGIT, at % DIGIT);
        self.0[..whole].iter().any(|&digit| digit != 0) || self.0[whole] & ((1 << part) - 1) != 0
    }
}

impl Special {
    /// What they come to, if there are any.
    fn total(self) -> Option<f64> {
        match (self.nan, self.plus_infinity, self.minus_infinity) {
            (false, false, false) => None,
            (false, true, false) => Some(f64::INFINITY),
            (false, false, true) => Some(f64::NEG_INFINITY),
            _ => Some(f64::NAN),
        }
    }

    fn to_byte(self) -> u8 {
        u8::from(self.plus_infinity) + 2 * u8::from(self.minus_infinity) + 4 * u8::from(self.nan)
    }

    fn from_byte(byte: u8) -> Option<Self> {
        (byte < 8).then_some(Self {
            plus_infinity: byte & 1 != 0,
            minus_infinity: byte & 2 != 0,
            nan: byte & 4 != 0,
        })
    }
}

impl Default for Exact {
    fn default() -> Self {
        Self::new()
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        self.special == other.special && self.carried().digits == other.carried().digits
    }
}

impl Eq for Exact {}

impl Extend<f64> for Exact {
    fn extend<I: IntoIterator<Item = f64>>(&mut self, numbers: I) {
        numbers.into_iter().for_each(|x| self.add(x));
    }
}

impl FromIterator<f64> for Exact {
    fn from_iter<I: IntoIterator<Item = f64>>(numbers: I) -> Self {
        let mut sum = Self::new();
        sum.extend(numbers);
        sum
    }
}

impl fmt::Debug for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exact")
            .field("total", &self.total())
            .finish_non_exhaustive()
    }
}
