//! Uniformly distributed random numbers: `low + (high - low) * u`, with `u` uniform over `[0, 1)`.
//!
//! # In Python
//!
//! The heavy function of the notebook *Accelerating Applications* begins with a million of them, from
//! `np.random.rand` ([its cells][tutorials]). As a loop:
//!
//! ```text
//! for i in range(len(x)):
//!     word = next(generator)                  # 64 random bits
//!     u    = (word >> 11) * 2**-53            # the upper 53 of them, as a number from 0 to 1
//!     x[i] = low + (high - low) * u
//! ```
//!
//! # An example
//!
//! ```
//! use hotloop::kernels::uniform::{self, Uniform};
//! use hotloop::random::Generator;
//!
//! let mut generator = Generator::new(10, 0); // seed 10, stream 0
//! let mut x = vec![0.0; 1_000];
//! uniform::simd(&mut generator, Uniform::new(-1.0, 1.0)?, &mut x);
//! assert!(x.iter().all(|x| (-1.0..1.0).contains(x)));
//!
//! // The sequence goes on where it stopped: another rung, and another range, take the next words.
//! let mut y = [0.0; 10];
//! uniform::checked(&mut generator, Uniform::unit(), &mut y);
//! assert!(y.iter().all(|y| (0.0..1.0).contains(y)));
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! # The formula
//!
//! One word of a [`Generator`](crate::random::Generator) makes one number: the 53 upper bits for an
//! `f64` (the formula of NumPy and of `rand`), the 24 upper bits for an `f32`. So `u` is a multiple of
//! `2^-53`, or of `2^-24`, and is never 1. Where [rounding](crate::glossary#rounding) would take a
//! number to `high`, it becomes the largest number below.
//!
//! All rungs draw the same numbers, to the bit, and go on where the last call stopped, whichever rung
//! that was.
//!
//! # The rungs
//!
//! | rung | what it does | why it is faster |
//! |---|---|---|
//! | [`checked`] | takes a word, stores a number | |
//! | [`unchecked`] | the same, without the [bounds check](crate::glossary#bounds-check) | it is not |
//! | [`simd`] | a row of eight words at a time, to eight numbers | the lanes of the generator stay in registers |
//! | `threaded` | a part of the sequence to each member, which skips to it | as many generators, and as many memory streams, as cores |
//!
//! 1. **`checked`** takes words one by one from a row of eight that the generator has made, and converts
//!    each: `shr`, `cvtsi2sd`, `mulsd`.
//! 2. **`unchecked` gains nothing.** The compiler sees that the index stays below the length, and drops
//!    the check itself.
//! 3. **`simd` steps eight generators at once**, one in each [lane](crate::glossary#lane) of its
//!    vectors. At AVX-512 a step is five `vpxorq`, two `vpaddq`, two rotations `vprolq` and a shift, and
//!    eight numbers of it are three instructions more: `vpsrlq`, `vcvtqq2pd`, `vmulpd`.
//! 4. **Outputs that [no cache would keep](crate::kernels::map#streaming-what-a-cache-would-hold)** are
//!    written past the caches with `vmovntpd`, a [streaming store](crate::glossary#streaming-store).
//! 5. **There is no conversion at AVX2, and none is needed.** 52 bits are the mantissa of a number
//!    from 1 to 2, the last one stands in that of a second number, and their sum, less what was put
//!    before the bits, is `u` to the bit: six operations a register instead of seven.
//! 6. **Operations that change nothing are left out.** Over `[0, 1)`, a product with 1, a sum with 0 and the
//!    comparison with the end would be three operations more. The range is looked at once a call.
//! 7. **The lanes are turned to where lines begin.** Streaming stores write whole
//!    [lines](crate::glossary#cache-line), and an output begins anywhere. To the generator it does not
//!    matter which lane is the first: those whose words came before the first line become the last, a
//!    step ahead of the others. That takes a few dozen nanoseconds a call, and nothing a row.
//! 8. **`threaded`** gives each [member](crate::glossary#member) of the team a part of the output. A
//!    jump takes its generator to the word with which the part begins
//!    ([`Generator::advance`](crate::random::Generator::advance)), so every team draws the same numbers.
//!
//! # What binds
//!
//! In the cache, the arithmetic of the generator. A step is also a
//! [chain](crate::glossary#dependency-chain) of two operations (an exclusive or and a rotation) from
//! state to state, which no width shortens: on Zen 5, with AVX-512, it takes about five cycles for
//! eight words.
//!
//! Four vector operations of up to 256 bits start in a cycle on Zen 3 and Zen 4. Zen 4 takes two of
//! them for one of 512 bits. At AVX2 a rotation is three operations (`vpsrlq`, `vpsllq`, `vpor`) and a
//! vector two registers. That is, for eight numbers over `[0, 1)`:
//!
//! | | operations | predicted | measured, 65,536 numbers |
//! |---|---|---|---|
//! | Zen 5, AVX-512 | 13, and the chain | 5 cycles, the chain | 7.4 cycles (0.236 ns a number at 3.9 GHz) |
//! | Zen 4, AVX-512 | 13, of two halves each | 26 / 4 = 6.5 cycles | 8.5 cycles (0.29 ns at 3.7 GHz) |
//! | Zen 4, AVX2 | 28, and 12 to make numbers of them | 40 / 4 = 10 cycles | 11.9 cycles (0.40 ns) |
//! | Zen 3, AVX2 | the same | 10 cycles | 12.7 cycles (0.47 ns at 3.4 GHz) |
//!
//! (`cargo bench --bench tour -- uniform`, and with `HOTLOOP_LEVEL=avx2` before it. The clock rates are those
//! that the tour's multiply-adds show.) On Zen 3 and Zen 4 the pipes are busy for about four fifths of the
//! time. What takes Zen 5 half as long again as its chain is not known. On Zen 3 it was 0.60 ns before
//! points 5 and 6; eight generators in plain C intrinsics take 0.47 too (`benches/peers/uniform.sh`).
//!
//! Out of the cache the stores come on top: on Zen 3 40,000,000 numbers take 0.48 ns each, and 0.58 in C.
//! On Zen 5 one core takes 0.248 ns, 54 % of the rate at which it can write memory, and two take 0.135, 69 %
//! of what both can.
//!
//! # What it cost
//!
//! | file | lines of code |
//! |---|---|
//! | `checked.rs`, `unchecked.rs` | 11, 8 |
//! | `simd.rs`, and `stream.rs` for large outputs | 13, 32 |
//! | `threaded.rs` | 30 |
//! | `range.rs`: the range, and a number or eight of one or eight words | 87 |
//!
//! (Without comments and blank lines.) The rungs are short because the generator has done the work: its
//! eight lanes and their jumps are in `src/random`, and [`normal`](crate::kernels::normal) uses them too.
//!
//! # Exercises
//!
//! **1.** Two machines are to fill the two halves of one array, as one call would have filled it. What
//! does the second one do before it draws?
//!
//! <details><summary>An answer</summary>
//!
//! It skips as many words as the first half has numbers, which takes microseconds however many they
//! are. `threaded` does nothing else.
//!
//! ```
//! use hotloop::kernels::uniform::{self, Uniform};
//! use hotloop::random::Generator;
//!
//! let mut whole = vec![0.0; 100_001];
//! uniform::simd(&mut Generator::new(10, 0), Uniform::unit(), &mut whole);
//!
//! let mut halves = vec![0.0; whole.len()];
//! let (first, second) = halves.split_at_mut(50_000);
//! let (mut here, mut there) = (Generator::new(10, 0), Generator::new(10, 0));
//! there.advance(first.len() as u64);
//! uniform::simd(&mut there, Uniform::unit(), second);
//! uniform::simd(&mut here, Uniform::unit(), first);
//! assert_eq!(halves, whole);
//! ```
//! </details>
//!
//! **2.** A waiting time with mean 1 is `-ln(1 - u)`. Why not `-ln(u)`, which has the same distribution?
//! What is the longest time that can be drawn?
//!
//! <details><summary>An answer</summary>
//!
//! `u` may be 0, whose logarithm is not finite, and is never 1. The largest `u` is `1 - 2^-53`, so the
//! longest time is `53 ln 2`, about 36.7.
//!
//! ```
//! use hotloop::kernels::uniform::{self, Uniform};
//! use hotloop::random::Generator;
//!
//! let time = |u: f64| -(1.0 - u).ln();
//! let mut x = vec![0.0; 1_000_000];
//! uniform::simd(&mut Generator::new(10, 0), Uniform::unit(), &mut x);
//! let mean = x.iter().map(|&u| time(u)).sum::<f64>() / 1e6;
//! assert!((mean - 1.0).abs() < 5.0 / 1e6_f64.sqrt()); // five standard errors
//!
//! // Every number is a whole multiple of 2^-53 below 1, so the last one is known.
//! let unit = 2.0_f64.powi(-53);
//! assert!(x.iter().all(|u| (u / unit).fract() == 0.0 && *u <= 1.0 - unit));
//! assert!((time(1.0 - unit) - 53.0 * 2.0_f64.ln()).abs() < 1e-12);
//! assert_eq!(-0.0_f64.ln(), f64::INFINITY);
//! ```
//! </details>
//!
//! **3.** Between 1 and `1 + 2^-52` there is no other `f64`. Which numbers does
//! `Uniform::new(1.0, 1.0 + f64::EPSILON)` draw, and what would the formula alone have drawn?
//!
//! <details><summary>An answer</summary>
//!
//! Only 1. The formula alone rounds to one end or the other, and half of the numbers would be `high`.
//!
//! ```
//! use hotloop::kernels::uniform::{self, Uniform};
//! use hotloop::random::Generator;
//!
//! let (low, high) = (1.0, 1.0 + f64::EPSILON);
//! let (mut x, mut u) = ([0.0; 10_000], [0.0; 10_000]);
//! uniform::simd(&mut Generator::new(10, 0), Uniform::new(low, high)?, &mut x);
//! assert_eq!(x, [1.0; 10_000]);
//!
//! uniform::simd(&mut Generator::new(10, 0), Uniform::unit(), &mut u);
//! let at_high = u.iter().filter(|&u| low + (high - low) * u == high).count();
//! assert!((4_750..5_250).contains(&at_high));
//! # Ok::<(), hotloop::Error>(())
//! ```
//! </details>
//!
//! # Sources
//!
//! * The generator: Blackman and Vigna, Scrambled linear pseudorandom number generators, ACM
//!   Transactions on Mathematical Software 47, 2021. See [`random`](crate::random).
//!
//! # Commands
//!
//! ```sh
//! cargo test --test uniform
//! cargo bench --bench ladders -- uniform/
//! cargo bench --bench tour -- uniform       # against the machine's limits
//! ```
#![cfg_attr(
    feature = "threads",
    doc = "\n[tutorials]: crate::tutorials#accelerating-applications"
)]
#![cfg_attr(
    not(feature = "threads"),
    doc = "\n[tutorials]: crate::kernels#the-tutorials"
)]
#![doc(alias("rand", "random_sample", "runif"))]

mod checked;
mod range;
mod simd;
mod stream;
#[cfg(feature = "threads")]
mod threaded;
mod unchecked;

pub use checked::checked;
pub use range::Uniform;
pub use simd::{simd, simd_at};
#[cfg(feature = "threads")]
pub use threaded::{threaded, threaded_at};
pub use unchecked::unchecked;
