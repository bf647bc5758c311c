//! Random numbers, and what they have to be.

use super::aligned::Aligned;
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
pub(crate) struct Drawn<T> {
    pub(crate) generator: Generator,
    pub(crate) numbers: Aligned<T>,
}

impl<T: Copy + Default + PartialEq + Debug> Drawn<T> {
    pub(crate) fn new(len: usize) -> Self {
        Self {
            generator: Generator::new(SEED, 0),
            numbers: Aligned::touched(len),
        }
    }

    /// Fails unless the first numbers that `oracle` draws are all there, to the bit, and the
    /// generator stands behind them.
    pub(crate) fn assert_agrees(&self, oracle: impl Fn(&mut Generator, &mut [T])) {
        let mut generator = Generator::new(SEED, 0);
        let mut expected = [T::default(); BLOCK];
        for numbers in self.numbers.chunks(BLOCK) {
            let expected = &mut expected[..numbers.len()];
            oracle(&mut generator, expected);
            assert_eq!(numbers, expected);
        }
        assert_eq!(self.generator, generator);
    }

    /// As it was at first: the next rung has to draw it all again.
    pub(crate) fn reset(&mut self) {
        self.generator = Generator::new(SEED, 0);
        self.numbers.fill(T::default());
    }
}

/// Fails if mean or variance of the numbers is further off than by six of its standard deviations,
/// which of a variance are those of a normal distribution.
pub(crate) fn assert_moments<T: Copy + Into<f64>>(numbers: &[T], mean: f64, variance: f64) {
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
