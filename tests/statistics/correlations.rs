//! Normal variates that are neighbours, in a lane's place, in time, or by their streams, have
//! nothing to do with each other.

use crate::tools::assert_within;
use hotloop::kernels::normal::{self, Normal};
use hotloop::random::Generator;

/// Sums over pairs of standard normals that are independent. A product `a b` has the expectation 0
/// and the variance 1; a product of the squares, `(a^2 - 1) (b^2 - 1)`, 0 and `2 * 2`.
#[derive(Default)]
struct Pairs {
    count: f64,
    products: f64,
    of_squares: f64,
}

impl Pairs {
    /// Adds the numbers of `a` and `b` that are `stride` apart.
    fn add(&mut self, a: &[f64], b: &[f64], stride: usize) {
        let (mut count, mut products, mut of_squares) = (0_u32, 0.0, 0.0);
        for (a, b) in a.iter().step_by(stride).zip(b.iter().step_by(stride)) {
            count += 1;
            products += a * b;
            of_squares += (a * a - 1.0) * (b * b - 1.0);
        }
        self.count += f64::from(count);
        self.products += products;
        self.of_squares += of_squares;
    }

    #[track_caller]
    fn assert_uncorrelated(&self, what: &str) {
        let error = self.count.sqrt();
        assert_within(what, self.products / error);
        assert_within(&format!("{what}, squares"), self.of_squares / (2.0 * error));
    }
}

const LANES: usize = 8;
const LAGS: [usize; 5] = [1, 7, 8, 9, 16];
const BLOCK: usize = 8192;

/// Numbers `lag` places apart, and numbers of neighbouring lanes, in the same step of the lanes.
fn within_a_stream(seed: u64, len: usize) {
    let mut generator = Generator::new(seed, 0);
    let mut lags = LAGS.map(|_| Pairs::default());
    let mut lanes: [Pairs; LANES - 1] = Default::default();
    // The last numbers of the block before stand in front.
    let before = LAGS[LAGS.len() - 1];
    let mut numbers = vec![0.0; before + BLOCK];
    normal::simd(&mut generator, Normal::STANDARD, &mut numbers[BLOCK..]);
    for _ in 0..len.div_ceil(BLOCK) {
        numbers.copy_within(BLOCK.., 0);
        let (_, block) = numbers.split_at_mut(before);
        normal::simd(&mut generator, Normal::STANDARD, block);
        for (pairs, lag) in lags.iter_mut().zip(LAGS) {
            pairs.add(&numbers[before..], &numbers[before - lag..], 1);
        }
        for (lane, pairs) in lanes.iter_mut().enumerate() {
            let block = &numbers[before..];
            pairs.add(&block[lane..], &block[lane + 1..], LANES);
        }
    }
    for (pairs, lag) in lags.iter().zip(LAGS) {
        pairs.assert_uncorrelated(&format!("lag {lag}"));
    }
    for (lane, pairs) in lanes.iter().enumerate() {
        pairs.assert_uncorrelated(&format!("lanes {lane} and {}", lane + 1));
    }
}

/// Numbers at the same place of streams `s` and `s + 1`.
fn between_streams(seed: u64, streams: u64, len: usize) {
    let mut generators: Vec<_> = (0..=streams).map(|s| Generator::new(seed, s)).collect();
    let mut pairs: Vec<Pairs> = (0..streams).map(|_| Pairs::default()).collect();
    let [mut numbers, mut next] = [[0.0; BLOCK]; 2];
    for _ in 0..len.div_ceil(BLOCK) {
        normal::simd(&mut generators[0], Normal::STANDARD, &mut numbers);
        for (pairs, generator) in pairs.iter_mut().zip(&mut generators[1..]) {
            normal::simd(generator, Normal::STANDARD, &mut next);
            pairs.add(&numbers, &next, 1);
            numbers = next;
        }
    }
    for (s, pairs) in pairs.iter().enumerate() {
        pairs.assert_uncorrelated(&format!("streams {s} and {}", s + 1));
    }
}

#[test]
fn places_and_lanes_are_uncorrelated() {
    within_a_stream(31, 1_000_000);
}

#[test]
fn streams_are_uncorrelated() {
    between_streams(32, 16, 100_000);
}

#[test]
#[ignore = "draws 10^9 numbers; run it in a release build"]
fn places_and_lanes_of_1e9_are_uncorrelated() {
    within_a_stream(31, 1_000_000_000);
}

#[test]
#[ignore = "draws 10^9 numbers; run it in a release build"]
fn streams_of_1e9_are_uncorrelated() {
    between_streams(32, 100, 10_000_000);
}
