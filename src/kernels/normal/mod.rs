//! Normally distributed random numbers, of a density proportional to
//! `exp(-(x - mean)^2 / (2 deviation^2))`.
//!
//! # In Python
//!
//! Antonino Ingargiola's tutorial draws 40,000,000 numbers with `np.random.randn`, then with `randomgen`,
//! alone and on four threads ([its cells][tutorials]): drawing the noise takes it longer than the
//! Ornstein-Uhlenbeck process that it feeds. As a loop:
//!
//! ```text
//! for i in range(len(x)):
//!     word = next(generator)                    # 64 random bits
//!     j    = word % 2048                        # which layer of the bell
//!     if j < 2045:
//!         z = place(word) * widths[j]           # a rectangle: place is from -1 to 1
//!     else:
//!         z = overhang(word)                    # what is left beside the rectangles
//!     x[i] = mean + deviation * z
//! ```
//!
//! # An example
//!
//! ```
//! use hotloop::kernels::normal::{self, Normal};
//! use hotloop::random::Generator;
//!
//! let mut generator = Generator::new(10, 0); // seed 10, stream 0
//! let mut heights = vec![0.0; 10_000]; // in centimetres
//! normal::simd(&mut generator, Normal::new(178.0, 7.0)?, &mut heights);
//! let mean = heights.iter().sum::<f64>() / 10_000.0;
//! assert!((mean - 178.0).abs() < 5.0 * 7.0 / 100.0); // five standard errors
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! # The formula
//!
//! One word of a [`Generator`](crate::random::Generator) makes one number, and the rungs make the same
//! number of it, to the bit. So they draw the same sequence, at every level and for every team, and go
//! on where the last call stopped, whichever rung that was. An `f32` is the `f64`,
//! [rounded](crate::glossary#rounding) (and infinite beyond [`f32::MAX`]).
//!
//! A point under the bell, uniformly, has a normal coordinate. Take the right half of the bell, and
//! divide its area by 2,048. Of rectangles with that area that lie under the curve, one on top of
//! the other, 2,045 fit:
//!
//! ```text
//!  |_
//!  | |_        the cap, above the highest rectangle
//!  |___|_
//!  |_____|__   right of each rectangle, up to the curve: an overhang
//!  |________|_____
//!  |______________|___________  the tail, right of the lowest
//! ```
//!
//! and what is left over, the overhangs, has three times that area. So:
//!
//! * In 99.85 cases of 100 the lowest 11 bits of a word choose a rectangle, and the upper 52 are a
//!   place in it, left or right of zero: one table lookup and one multiplication, with nothing to
//!   compare. The rectangle and the place have no bits in common. If they had, neighbouring numbers
//!   would not be independent (Doornik 2005).
//! * The other words have to be points of the overhangs. An alias table (Walker 1977), which chooses
//!   among unequal parts by one lookup and one comparison, says of which. The curve is nearly straight
//!   there, so a point of the triangle between the ends of two rectangles is nearly always under the
//!   curve as well. What that takes beyond the word itself comes from the word, hashed by
//!   [`SplitMix64`](crate::random::SplitMix64).
//!
//! It is the ziggurat of McFarland (2016), with more layers, and each number is a function of its one
//! word.
//!
//! # The rungs
//!
//! | rung | what it does | why it is faster |
//! |---|---|---|
//! | [`checked`] | a word, a lookup, a branch to the overhangs | |
//! | [`unchecked`] | the same, without the [bounds checks](crate::glossary#bounds-check) | it is not |
//! | [`simd`] | eight words at a time; numbers from overhangs are written over afterwards | eight numbers for the instructions of two or three |
//! | `threaded` | a part of the sequence to each member, which skips to it | as many generators as cores |
//! | [`ziggurat`] | the method of Marsaglia and Tsang, one number after the other | not one of the four: other numbers, for comparison |
//!
//! 1. **`unchecked` gains nothing.** The layer is the word modulo the length of the table, which the
//!    compiler sees: it had dropped the check.
//! 2. **`simd` makes all eight numbers as if they came from rectangles.** `vpsrlq`, `vporq` and `vaddpd`
//!    turn the bits of eight words into eight places, `vmulpd` multiplies by the widths, and one
//!    `vpcmpgtq` marks the [lanes](crate::glossary#lane) that needed an overhang.
//! 3. **No branch waits for its number.** One number of 700 needs the other way, which no predictor
//!    knows. A [wrong guess](crate::glossary#branch-misprediction) throws away all that was begun after
//!    it: in a loop that keeps hundreds of instructions in flight, a hundred cycles' work. So the
//!    marks are kept, a bit for each number, and the branch on the marks of 64 numbers comes 64 numbers
//!    later, when they have long been there.
//! 4. **The other way has to be short, not rare.** It is a
//!    [chain](crate::glossary#dependency-chain) of a hash, two lookups and a comparison, and the loop can
//!    run only so far ahead while the processor waits for its end. With an exponential function at its
//!    end it cost twice as much. So there are margins: of the points beside the rectangles, one in a
//!    hundred has to ask the curve itself, and in the cap two terms of its series nearly always answer.
//! 5. **Eight loads are faster than a gather** of eight, on Zen 5 by a fifth of the loop without
//!    overhangs: `vmovsd` and `vmovhpd` load four pairs of widths, and three inserts join them
//!    ([`Simd::lookup`](crate::simd::Simd::lookup)).
//! 6. **A large output is made in pieces.** Where the caches do not hold it, an ordinary store first
//!    reads the line that it overwrites. A [streaming store](crate::glossary#streaming-store)
//!    (`vmovntpd`) does not, but a number that is past the caches cannot be written over. So such an
//!    output is made 16 KiB at a time, in the first-level cache, and copied from there.
//! 7. **`threaded`** takes the generator of each [member](crate::glossary#member) to the beginning of
//!    its part, by a jump.
//!
//! # What binds
//!
//! Instructions. The two loops over a row of eight, which draw words and make numbers of them, have 61
//! of them at AVX-512, half of which bring eight widths together. Zen 4 takes six in a cycle, and Zen 5
//! eight: at least 61 / 6 = 10.2 cycles a row, or 61 / 8 = 7.6. The overhangs come on top.
//!
//! | 65,536 numbers | predicted, rectangles alone | measured, with overhangs |
//! |---|---|---|
//! | Zen 4, AVX-512 | 10.2 cycles a row | 16.9 cycles (0.57 ns a number at 3.7 GHz) |
//! | Zen 5, AVX-512 | 7.6 cycles | 10.4 cycles (0.334 ns at 3.9 GHz) |
//!
//! (`cargo bench --bench tour -- normal`. The clock rates are those that its multiply-adds show.) So by the
//! prediction the rectangles are six tenths to three quarters of the time. The generator's own chain of
//! five cycles a row runs beside them.
//!
//! Memory binds nowhere, but it comes on top where the caches do not hold the output. On a 2-core
//! EPYC (Zen 3) without AVX-512, 40,000,000 numbers take 0.96 ns each, 1.03 without point 6, and 65,536
//! take 0.78.
//!
//! # What it cost
//!
//! | file | lines of code |
//! |---|---|
//! | `checked.rs`, `unchecked.rs` | 11, 8 |
//! | `simd.rs`, and `rows.rs`, where its loop is | 13, 77 |
//! | `stream.rs` for large outputs | 23 |
//! | `threaded.rs` | 25 |
//! | `bell.rs`, `variate.rs`: tables, overhangs, and one number of one word | 125, 35 |
//! | `ziggurat.rs` | 38 |
//!
//! (Without comments and blank lines; the tables themselves come from the build script.) The step from
//! `checked` to `simd` is the 77 lines of `rows.rs`, and most of these are about the one number of 700.
//!
//! # How good the numbers are
//!
//! The rectangles' areas are equal to about `1e-13` of their size, and an overhang has its
//! probability to `1.4e-9` of it: the density is that close to the normal one. Places are multiples
//! of `2^-51` of a width. The tail is exact as far as `f64` reaches, not cut off.
//! `tests/statistics` holds moments and overhangs to the theory over 10^10 numbers, and
//! correlations and the distribution over 10^9, if asked to.
//!
//! # Exercises
//!
//! **1.** `simd` asks once for 64 numbers whether one of them needs an overhang. How often does it?
//! Count, and compare with what the table of layers predicts.
//!
//! <details><summary>An answer</summary>
//!
//! Three layers of 2,048 are no rectangles, so 64 words are all in rectangles with probability
//! `(2045 / 2048)^64`, and one block of eleven has something to write over.
//!
//! ```
//! use hotloop::random::Generator;
//!
//! let mut words = vec![0; 64 * 10_000];
//! Generator::new(10, 0).fill_u64(&mut words);
//! let needs_another = |block: &&[u64]| block.iter().any(|word| word % 2048 >= 2045);
//! let counted = words.chunks(64).filter(needs_another).count() as f64;
//!
//! let chance = 1.0 - (2045.0_f64 / 2048.0).powi(64);
//! assert!((chance - 1.0 / 11.2).abs() < 1e-3);
//! let deviation = (10_000.0 * chance * (1.0 - chance)).sqrt();
//! assert!((counted - 10_000.0 * chance).abs() < 5.0 * deviation);
//! ```
//! </details>
//!
//! **2.** Of a million normal numbers, about 63 are more than 4 deviations from the mean. Count them
//! without an array of a million numbers.
//!
//! <details><summary>An answer</summary>
//!
//! The numbers come in blocks that stay in the cache, and a [histogram](crate::kernels::histogram)
//! counts what is below and above its bins apart.
//!
//! ```
//! use hotloop::kernels::histogram::{self, Bins, Histogram};
//! use hotloop::kernels::normal::{self, Normal};
//! use hotloop::random::Generator;
//!
//! let mut generator = Generator::new(10, 0);
//! let mut histogram = Histogram::new(&Bins::uniform(1, -4.0, 4.0)?)?;
//! let mut block = [0.0; 1_000];
//! for _ in 0..1_000 {
//!     normal::simd(&mut generator, Normal::STANDARD, &mut block);
//!     histogram::simd(&block, &mut histogram);
//! }
//! let beyond = histogram.underflow() + histogram.overflow();
//! assert_eq!(histogram.total(), 1_000_000);
//! assert!((24..=103).contains(&beyond)); // 63.3, and five deviations of 8 on either side
//! # Ok::<(), hotloop::Error>(())
//! ```
//! </details>
//!
//! **3.** Draw pairs with means 0, deviations 1 and a correlation of 0.8.
//!
//! <details><summary>An answer</summary>
//!
//! Two independent numbers `z` become `L z`, where `L L^T` is the covariance (Cholesky):
//! `L = [[1, 0], [0.8, 0.6]]`. [`Mixture::sample`](crate::kernels::mixture::Mixture::sample) does this in
//! any number of dimensions.
//!
//! ```
//! use hotloop::kernels::normal::{self, Normal};
//! use hotloop::random::Generator;
//!
//! let mut z = vec![0.0; 200_000];
//! normal::simd(&mut Generator::new(10, 0), Normal::STANDARD, &mut z);
//! let pairs: Vec<[f64; 2]> = z.as_chunks().0.iter().map(|&[a, b]| [a, 0.8 * a + 0.6 * b]).collect();
//!
//! let mean = |f: fn(&[f64; 2]) -> f64| pairs.iter().map(f).sum::<f64>() / pairs.len() as f64;
//! let correlation = mean(|p| p[0] * p[1]) / (mean(|p| p[0] * p[0]) * mean(|p| p[1] * p[1])).sqrt();
//! let standard_error = (1.0 - 0.8 * 0.8) / (pairs.len() as f64).sqrt();
//! assert!((correlation - 0.8).abs() < 5.0 * standard_error);
//! ```
//! </details>
//!
//! # Sources
//!
//! * McFarland, A modified ziggurat algorithm for generating exponentially and normally distributed
//!   pseudorandom numbers, Journal of Statistical Computation and Simulation, 2016: the method.
//! * Walker, An efficient method for generating discrete random variables with general distributions,
//!   ACM Transactions on Mathematical Software, 1977: the alias table.
//! * Doornik, An improved ziggurat method to generate normal random samples, 2005: no bits in common.
//! * Marsaglia and Tsang, The ziggurat method for generating random variables, Journal of Statistical
//!   Software, 2000: the rung [`ziggurat`].
//!
//! # Commands
//!
//! ```sh
//! cargo test --test normal
//! cargo bench --bench ladders -- normal/    # beside rand_distr
//! cargo bench --bench tour -- normal        # against the machine's limits
//! ```
#![cfg_attr(
    feature = "threads",
    doc = "\n[tutorials]: crate::tutorials#antonino-ingargiola-a-tour-of-python-profiling-and-optimization"
)]
#![cfg_attr(
    not(feature = "threads"),
    doc = "\n[tutorials]: crate::kernels#the-tutorials"
)]
#![doc(alias("randn", "standard_normal", "gauss", "rnorm"))]

mod bell;
mod checked;
mod distribution;
mod rows;
mod simd;
mod stream;
#[cfg(feature = "threads")]
mod threaded;
mod unchecked;
mod variate;
mod ziggurat;

pub use checked::checked;
pub use distribution::Normal;
pub use simd::{simd, simd_at};
#[cfg(feature = "threads")]
pub use threaded::{threaded, threaded_at};
pub use unchecked::unchecked;
pub use ziggurat::ziggurat;
