//! Every kernel that promises the same bits at every level, on numbers of extreme size: at the
//! levels of this machine, and at AVX-512 by its manual. (`mixture` has such tests of its own.)

use super::comb::{self, Comb, Echo};
use super::histogram::weighted::{self, WeightedHistogram};
use super::histogram::{self, Bins, Histogram};
use super::normal::{self, Normal};
use super::ou::{self, Path, Process};
use super::uniform::{self, Uniform};
use super::{map, pairwise, sum, summary};
use crate::random::{Generator, SplitMix64};
use crate::simd::Level;
use crate::simd::modelled::Modelled;

/// The bits of all results, with one NaN for all.
fn bits(results: Vec<f64>) -> Vec<u64> {
    let bits = |x: f64| if x.is_nan() { f64::NAN } else { x }.to_bits();
    results.into_iter().map(bits).collect()
}

#[track_caller]
fn assert_alike(what: &str, of: impl Fn(Level) -> Vec<f64>) {
    let truth = bits(of(Level::Modelled(Modelled)));
    for level in Level::supported() {
        assert_eq!(bits(of(level)), truth, "{what}, {level}");
    }
}

/// Numbers whose exponents are all there are from `low` to `high`.
fn numbers(seed: u64, len: usize, low: u64, high: u64) -> Vec<f64> {
    let mut words = SplitMix64::new(seed);
    let number = |bits: u64| {
        let exponent = low + (bits >> 52 & 0x7ff) % (high - low + 1);
        f64::from_bits(bits & !(0x7ff << 52) | exponent << 52)
    };
    (0..len).map(|_| number(words.next_u64())).collect()
}

/// Subnormal and next to that, of usual size, of all sizes, whose sums and squares overflow, and
/// with infinities and NaN among them.
fn inputs(len: usize) -> Vec<Vec<f64>> {
    let ends = [(0, 2), (1013, 1033), (0, 0x7fe), (0x7fd, 0x7fe)];
    let mut inputs = Vec::from(ends.map(|(low, high)| numbers(low + 7, len, low, high)));
    let special = [0.0, -0.0, f64::INFINITY, -f64::INFINITY, f64::NAN, f64::MAX];
    for special in special {
        let mut x = inputs[1].clone();
        x.iter_mut().step_by(11).for_each(|x| *x = special);
        inputs.push(x);
    }
    inputs
}

/// An output as long as the input.
fn output(x: &[f64], write: impl FnOnce(&mut [f64])) -> Vec<f64> {
    let mut output = vec![7.0; x.len()];
    write(&mut output);
    output
}

#[test]
fn sums_are_the_same() {
    for len in [5, 67, 1001] {
        for x in inputs(len) {
            assert_alike("sum", |level| vec![sum::simd_at(level, &x)]);
            assert_alike("pairwise", |level| vec![pairwise::simd_at(level, &x)]);
            assert_alike("summary", |level| {
                let summary = summary::simd_at(level, &x);
                let or_nan = |x: Option<f64>| x.unwrap_or(f64::NAN);
                let (mean, variance) = (or_nan(summary.mean()), or_nan(summary.variance()));
                let (min, max) = (or_nan(summary.min()), or_nan(summary.max()));
                vec![summary.sum(), mean, variance, min, max]
            });
        }
    }
}

#[test]
fn filters_are_the_same() {
    let gains = [0.5, -1.0, 1.5, 0.0, 1e-300, 1e-19, 2e-19, 1e19, 1e200];
    for x in inputs(1001) {
        assert_alike("map", |level| {
            output(&x, |y| map::simd_at(level, &x, 0.25, y).unwrap())
        });
        for gain in gains {
            for delay in [1, 2, 3, 7, 8, 13, 31, 100, 600] {
                let comb = Comb::new(delay, gain).unwrap();
                assert_alike("comb::forward", |level| {
                    output(&x, |y| comb::forward::simd_at(level, &x, comb, y).unwrap())
                });
                assert_alike("comb::backward", |level| {
                    output(&x, |y| comb::backward::simd_at(level, &x, comb, y).unwrap())
                });
                assert_alike("comb::backward::in_place", |level| {
                    output(&x, |y| {
                        y.copy_from_slice(&x);
                        comb::backward::in_place::simd_at(level, y, comb).unwrap();
                    })
                });
                for make in [Echo::forward, Echo::backward] {
                    assert_alike("comb::Echo", |level| {
                        let mut echo = make(comb).unwrap();
                        output(&x, |y| {
                            let (start, end) = y.split_at_mut(300);
                            echo.process_to_at(level, &x[..300], start).unwrap();
                            end.copy_from_slice(&x[300..]);
                            echo.process_at(level, end).unwrap();
                        })
                    });
                }
            }
        }
    }
}

#[test]
fn paths_are_the_same() {
    for x in inputs(1001) {
        // The factor of a step from next to 1 to none.
        for dt in [1e-300, 1e-3, 1.0, 40.0, 44.0, 700.0, 740.0, 1e10] {
            let process = Process::new(dt, 1.0, 1.0).unwrap();
            assert_alike("ou", |level| {
                output(&x, |path| {
                    // Noise that is not finite is refused.
                    let _ = ou::simd_at(level, &x[1..], process, 1e300, path);
                })
            });
            assert_alike("ou::Path", |level| {
                let mut path = Path::new(process, 1e300).unwrap();
                output(&x, |values| {
                    for (x, values) in x.chunks(333).zip(values.chunks_mut(333)) {
                        path.advance_at(level, x, values).unwrap();
                    }
                })
            });
        }
    }
}

#[test]
fn random_numbers_are_the_same() {
    let x = [0.0; 10_001];
    let far = Normal::new(-1e300, 1e306).unwrap();
    for (seed, normal) in [(1, Normal::STANDARD), (2, far)] {
        assert_alike("normal", |level| {
            output(&x, |out| {
                normal::simd_at(level, &mut Generator::new(seed, 0), normal, out);
            })
        });
        let range = Uniform::new(-f64::MAX / 2.0, f64::from_bits(1)).unwrap();
        assert_alike("uniform", |level| {
            output(&x, |out| {
                uniform::simd_at(level, &mut Generator::new(seed, 0), range, out);
            })
        });
    }
}

#[test]
fn counts_are_the_same() {
    for x in inputs(5001) {
        for (low, high) in [(-2.0, 2.0), (0.0, 1e-310), (-1e308, 1e307)] {
            let bins = Bins::uniform(37, low, high).unwrap();
            assert_alike("histogram::weighted", |level| {
                let mut histogram = WeightedHistogram::new(&bins).unwrap();
                weighted::simd_at(level, &x, &x, &mut histogram).unwrap();
                let outside = histogram.outside();
                let sums = histogram.sums().iter().chain(&outside);
                sums.flat_map(|sum| [sum.sum, sum.squares]).collect()
            });
            assert_alike("histogram", |level| {
                let mut histogram = Histogram::new(&bins).unwrap();
                histogram::simd_at(level, &x, &mut histogram);
                let outside = [histogram.underflow(), histogram.overflow(), histogram.nan()];
                let counts = histogram.counts().iter().chain(&outside);
                counts.map(|&count| count as f64).collect()
            });
        }
    }
}
