//! Random numbers, and what they have to be.

use super::Extent;
use super::common::aligned::Aligned;
use bytemuck::Zeroable;
use hotloop::random::Generator;
use std::fmt::Debug;

const SEED: u64 = 10;
/// Numbers that are compared at a time, so that what is expected takes no memory.
const BLOCK: usize = 1024;

/// A generator and its output, which is made once, because a first touch of its pages costs more
/// than the kernel.
///
/// Rungs draw on where the one before has stopped: making a generator takes longer than a few
/// thousand numbers, and the same numbers again and again would teach the branch predictor.
pub(super) struct Drawn<T> {
    pub(super) generator: Generator,
    pub(super) numbers: Aligned<T>,
}

/// Which numbers have been drawn: those that all rungs agree on, or others of the same distribution.
#[derive(Clone, Copy)]
pub(super) enum Numbers {
    Agreed,
    Others,
}

impl<T: Copy + Zeroable + PartialEq + Debug> Drawn<T> {
    pub(super) fn new(extent: Extent) -> Self {
        Self {
            generator: Generator::new(SEED, 0),
            numbers: extent.output(extent.len),
        }
    }

    pub(super) fn agreed(&mut self, draw: impl FnOnce(&mut Generator, &mut [T])) -> Numbers {
        draw(&mut self.generator, &mut self.numbers);
        Numbers::Agreed
    }

    pub(super) fn others(&mut self, draw: impl FnOnce(&mut Generator, &mut [T])) -> Numbers {
        draw(&mut self.generator, &mut self.numbers);
        Numbers::Others
    }

    /// Fails unless the numbers are those that `oracle` draws, or else have about this mean and
    /// variance. The next rung has to draw it all again.
    pub(super) fn check(
        &mut self,
        numbers: Numbers,
        oracle: impl Fn(&mut Generator, &mut [T]),
        (mean, variance): (f64, f64),
    ) where
        T: Into<f64>,
    {
        match numbers {
            Numbers::Agreed => self.assert_agrees(oracle),
            Numbers::Others => assert_moments(&self.numbers, mean, variance),
        }
        self.reset();
    }

    /// As it was at first.
    pub(super) fn reset(&mut self) {
        self.generator = Generator::new(SEED, 0);
        self.numbers.fill(T::zeroed());
    }

    /// Fails unless the first numbers that `oracle` draws are all there, to the bit, and the
    /// generator stands behind them.
    pub(super) fn assert_agrees(&self, oracle: impl Fn(&mut Generator, &mut [T])) {
        let mut generator = Generator::new(SEED, 0);
        let mut expected = [T::zeroed(); BLOCK];
        for numbers in self.numbers.chunks(BLOCK) {
            let expected = &mut expected[..numbers.len()];
            oracle(&mut generator, expected);
            assert_eq!(numbers, expected);
        }
        assert_eq!(self.generator, generator);
    }
}

/// Fails if mean or variance of the numbers is further off than by six of its standard deviations,
/// which of a variance are those of a normal distribution.
fn assert_moments<T: Copy + Into<f64>>(numbers: &[T], mean: f64, variance: f64) {
    let count = numbers.len() as f64;
    let deviations = || numbers.iter().map(|&x| x.into() - mean);
    let off = deviations().sum::<f64>() / count;
    assert!(
        off.abs() < 6.0 * (variance / count).sqrt(),
        "the mean is off by {off:e}"
    );
    let off = deviations().map(|x| x * x).sum::<f64>() / count - variance;
    assert!(
        off.abs() < 6.0 * variance * (2.0 / count).sqrt(),
        "the variance is off by {off:e}"
    );
}
