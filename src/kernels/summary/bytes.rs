//! Summaries that are kept, or sent: as bytes, and back.

use super::Summary;
use crate::Error;
use crate::numerics::compensated::Compensated;

impl Summary {
    /// Bytes that [`to_bytes`](Summary::to_bytes) makes.
    pub const BYTES: usize = 48;

    /// The summary as bytes, with all that merging goes by: what [`from_bytes`](Summary::from_bytes)
    /// makes of them merges on with the same bits.
    pub fn to_bytes(&self) -> [u8; Self::BYTES] {
        let Compensated { sum, lost } = self.sum;
        let mut bytes = [0; Self::BYTES];
        let numbers = [sum, lost, self.squares, self.min, self.max].map(f64::to_bits);
        let words = [self.count].into_iter().chain(numbers);
        for (bytes, word) in bytes.chunks_exact_mut(8).zip(words) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        bytes
    }

    /// The summary that [`to_bytes`](Summary::to_bytes) has made these bytes of.
    ///
    /// ```
    /// use hotloop::kernels::summary::{self, Summary};
    ///
    /// let mut bytes = summary::simd(&[1.0, 2.0]).to_bytes();
    /// assert!(Summary::from_bytes(&bytes).is_ok());
    /// bytes[0] = 1;
    /// let error = Summary::from_bytes(&bytes).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "`bytes`: found a count below that of the numbers there must be, expected a summary of numbers"
    /// );
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] where no numbers have this summary: a count of 0 and traces of numbers; a
    /// minimum above the maximum; fewer numbers than extremes that differ; a mean outside of those;
    /// squared deviations that are negative, or more than such numbers have; a sum or squares that are
    /// finite and should not be, or the reverse.
    pub fn from_bytes(bytes: &[u8; Self::BYTES]) -> Result<Self, Error> {
        let mut words = [0; Self::BYTES / 8];
        for (word, bytes) in words.iter_mut().zip(bytes.as_chunks().0) {
            *word = u64::from_le_bytes(*bytes);
        }
        let [count, numbers @ ..] = words;
        let [sum, lost, squares, min, max] = numbers.map(f64::from_bits);
        let summary = Self {
            count,
            sum: Compensated { sum, lost },
            squares,
            min,
            max,
        };
        match summary.contradiction() {
            None => Ok(summary),
            Some(found) => Err(Error::Invalid {
                argument: "bytes",
                found,
                expected: "a summary of numbers",
            }),
        }
    }

    /// What no numbers have.
    fn contradiction(&self) -> Option<&'static str> {
        let none = Self::default();
        if self.count == 0 {
            let is_empty = self.to_bytes() == none.to_bytes();
            return (!is_empty).then_some("traces of numbers with a count of 0");
        }
        let has_nan = self.sum.sum.is_nan();
        if (self.min, self.max) == (none.min, none.max) {
            let are_nan = has_nan && self.squares.is_nan();
            return (!are_nan).then_some("a sum or squared deviations of nothing but NaN");
        }
        // False where either is NaN, too.
        let are_ordered = self.min <= self.max;
        if !are_ordered {
            return Some("a minimum that is not at most the maximum");
        }
        let is_infinite = [self.min == f64::NEG_INFINITY, self.max == f64::INFINITY];
        // A sum of infinities of both signs is NaN without one.
        let fewest = 1 + u64::from(self.min < self.max);
        if self.count < fewest + u64::from(has_nan && is_infinite != [true; 2]) {
            return Some("a count below that of the numbers there must be");
        }
        if is_infinite != [false; 2] {
            return self.contradiction_of_infinities();
        }
        if has_nan || self.squares.is_nan() {
            let are_nan = has_nan && self.squares.is_nan();
            return (!are_nan).then_some("a NaN in one of sum and squared deviations alone");
        }
        self.contradiction_of_finite()
    }

    fn contradiction_of_infinities(&self) -> Option<&'static str> {
        let sum = self.sum.sum;
        let opposite = self.min == -self.max;
        // With a NaN among the numbers, whatever else there is, it is NaN.
        let is_sum = sum.is_nan() || (!opposite && (sum == self.min || sum == self.max));
        if !is_sum || sum.is_finite() {
            return Some("another sum than that of an infinity");
        }
        (!self.squares.is_nan()).then_some("squared deviations from an infinity")
    }

    /// Of numbers that are all finite. How far rounding may have gone is meant generously: as far as it
    /// goes one by one.
    fn contradiction_of_finite(&self) -> Option<&'static str> {
        /// Squares are at most the square of the range each, but for what merging makes of means that
        /// rounding has moved as far as it goes: a quarter more for every halving of 2^64 numbers.
        const MORE: f64 = 32.0;
        let negative = self.squares < 0.0;
        if negative {
            return Some("squared deviations below zero");
        }
        // A count that has stopped says nothing of the sum.
        if self.count == u64::MAX {
            return None;
        }
        let (n, scale) = (self.count as f64, self.scale());
        let (min, max) = (self.min * scale, self.max * scale);
        let total = self.sum.total();
        if !(total.is_finite() && self.sum.lost.is_finite() && self.squares.is_finite()) {
            return Some("a sum or squared deviations beyond those of finite numbers");
        }
        let slack = n * (n + 8.0) * f64::EPSILON * min.abs().max(max.abs());
        if total < n * min - slack || total > n * max + slack {
            return Some("a mean outside of minimum and maximum");
        }
        let range = max - min;
        let most = MORE * n * range * range;
        (self.squares > most).then_some("squared deviations beyond those of the range")
    }
}
