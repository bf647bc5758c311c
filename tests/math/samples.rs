//! Arguments where a function may go wrong, and everywhere else.

use crate::Function;
use hotloop::random::SplitMix64;
use std::f64::consts::{FRAC_PI_2, LN_2, SQRT_2};

/// An endless sequence of arguments of one seed.
pub(crate) struct Samples {
    words: SplitMix64,
    taken: usize,
}

impl Samples {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            words: SplitMix64::new(seed),
            taken: 0,
        }
    }

    /// Uniform from `low` to `high`.
    fn uniform(&mut self, low: f64, high: f64) -> f64 {
        let unit = (self.words.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
        low + (high - low) * unit
    }

    /// A whole number from `low` to `high`.
    fn whole(&mut self, low: i64, high: i64) -> i64 {
        low + (self.words.next_u64() % (high - low + 1) as u64) as i64
    }

    /// A few numbers above or below `x`, which is not zero.
    fn near(&mut self, x: f64) -> f64 {
        let steps = self.whole(-20, 20);
        f64::from_bits(x.to_bits().wrapping_add_signed(steps))
    }

    /// A random sign and mantissa, and an exponent from `low` to `high`.
    fn of_exponents(&mut self, low: i64, high: i64) -> f64 {
        let exponent = (1023 + self.whole(low, high)) as u64;
        f64::from_bits(self.words.next_u64() & !(0x7ff << 52) | exponent << 52)
    }

    pub(crate) fn next(&mut self, function: Function) -> f64 {
        self.taken += 1;
        match function {
            Function::Exp => self.exponent(LN_2, 709.782712893384),
            Function::Exp2 => self.exponent(1.0, 1024.0),
            Function::Ln => self.number(),
            Function::Sin | Function::Cos => self.angle(),
            Function::Tanh => self.hyperbolic(),
        }
    }

    /// Of `e^x` or `2^x`, which doubles with every `unit` and is infinite from `over`.
    fn exponent(&mut self, unit: f64, over: f64) -> f64 {
        match self.taken % 12 {
            0 => f64::from_bits(self.words.next_u64()),
            // Where neither is the result 1 nor does it leave the range.
            1 | 2 => self.of_exponents(-60, 10),
            3 | 4 => self.uniform(-1080.0 * unit, over),
            5 | 6 => self.uniform(-1.0, 1.0),
            // Between two steps of the table, where the polynomial ends.
            7 | 8 => {
                let step = self.whole(-17_200, 16_383);
                self.near((step as f64 + 0.5) * unit / 16.0)
            }
            // At a step, and halfway between powers of two.
            9 => {
                let step = self.whole(1, 8 * 1075);
                self.near(step as f64 * unit / 8.0).copysign(-1.0)
            }
            // Subnormal results.
            10 => self.uniform(-1076.0 * unit, -1021.0 * unit),
            // Where they begin and end, and where the results do.
            _ => {
                let ends = [over, -1000.0 * unit, -1022.0 * unit, -1075.0 * unit];
                let end = ends[self.whole(0, 3) as usize];
                self.near(end)
            }
        }
    }

    /// Of a logarithm.
    fn number(&mut self) -> f64 {
        match self.taken % 12 {
            0 => f64::from_bits(self.words.next_u64()),
            1 | 2 => self.of_exponents(-1022, 1023).abs(),
            3 | 4 => self.uniform(0.25, 4.0),
            // Near 1, at every distance.
            5 | 6 => 1.0 + self.of_exponents(-53, -3),
            7 => self.near(1.0),
            8 => self.uniform(0.6, 1.5),
            // Where the exponent changes.
            9 => {
                let power = f64::from_bits((self.whole(1, 2045) as u64) << 52);
                self.near(power * SQRT_2)
            }
            10 => {
                let power = f64::from_bits((self.whole(1, 2046) as u64) << 52);
                self.near(power)
            }
            // Subnormal numbers, of every magnitude.
            _ => {
                let bits = self.words.next_u64() >> 12;
                f64::from_bits(bits >> self.whole(0, 51))
            }
        }
    }

    /// Of a sine or a cosine.
    fn angle(&mut self) -> f64 {
        match self.taken % 12 {
            0 => f64::from_bits(self.words.next_u64()),
            1 => self.of_exponents(-60, 0),
            2 => self.of_exponents(0, 20),
            3 | 4 => self.uniform(-10.0, 10.0),
            5 | 6 => self.uniform(-FRAC_PI_2, FRAC_PI_2),
            // Near whole quarter turns, and halfway between two of them.
            7 | 8 => {
                let quarters = self.whole(1, 1 << (self.taken % 25)) as f64;
                self.near(quarters * FRAC_PI_2)
            }
            9 => {
                let quarters = self.whole(0, 1 << (self.taken % 21)) as f64 + 0.5;
                self.near(quarters * FRAC_PI_2)
            }
            // From where it is reduced in integers.
            10 => self.near((1 << 21) as f64),
            _ => self.of_exponents(21, 1023),
        }
    }

    /// Of a hyperbolic tangent.
    fn hyperbolic(&mut self) -> f64 {
        match self.taken % 12 {
            0 => f64::from_bits(self.words.next_u64()),
            1 => self.of_exponents(-1022, -20),
            2 | 3 => self.of_exponents(-20, 5),
            4..=6 => self.uniform(-1.0, 1.0),
            7 | 8 => self.uniform(-20.0, 20.0),
            // Where the power of two changes.
            9 | 10 => {
                let step = self.whole(0, 56) as f64 + 0.5;
                self.near(step * LN_2 / 2.0)
            }
            // Where 1 is nearest.
            _ => self.near(19.06),
        }
    }
}
