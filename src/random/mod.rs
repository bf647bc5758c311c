//! Random words: eight [lanes](crate::glossary#lane) of xoshiro256++, in streams that never overlap.
//!
//! A word is a `u64` whose 64 bits are random. A stream is one of many sequences of words that a seed has, for instance
//! one for each task (NumPy: `SeedSequence(10).spawn(n)`). Most programs want numbers, which the ladders
//! [`uniform`](crate::kernels::uniform) and [`normal`](crate::kernels::normal) make of them:
//!
//! ```
//! use hotloop::kernels::normal::{self, Normal};
//! use hotloop::random::Generator;
//!
//! let mut generator = Generator::new(10, 0); // like np.random.default_rng(10), with other numbers
//! let mut x = vec![0.0; 1000];
//! normal::simd(&mut generator, Normal::STANDARD, &mut x);
//! ```
//!
//! The words themselves come one by one, or many at a time:
//!
//! ```
//! use hotloop::random::Generator;
//!
//! let mut generator = Generator::new(10, 0); // a seed, and the number of a stream
//! let first = generator.next_u64();
//! let mut words = [0; 1000];
//! generator.fill_u64(&mut words); // the same sequence goes on, eight words at a time
//!
//! let mut again = Generator::new(10, 0);
//! assert_eq!(again.next_u64(), first);
//! again.advance(999);
//! assert_eq!(again.next_u64(), words[999]);
//! ```
//!
//! # One sequence
//!
//! A seed and a stream stand for one sequence of words, on every machine and at every level. Each call takes the next
//! words of it: [`next_u64`](Generator::next_u64) one, [`fill_u64`](Generator::fill_u64) many, and the ladders
//! [`uniform`](crate::kernels::uniform) and [`normal`](crate::kernels::normal) one for each number. So the numbers are
//! the same by every rung, and in any number of calls. They are also the same for every number of members of a team,
//! because [`advance`](Generator::advance) goes to any later place of the sequence in thirty microseconds at most.
//!
//! [`below`](Generator::below) and [`fill_below`](Generator::fill_below) draw integers,
//! [`shuffle`](Generator::shuffle) and [`choose`](Generator::choose) use them: one word a number, and
//! now and then another. [`state`](Generator::state) is the place in the sequence, and
//! [`from_state`](Generator::from_state) goes on from there.
//!
//! # How good they are
//!
//! `tests/words.rs` writes a stream as bytes, for test batteries, all eight lanes in turn. Of stream
//! 0 of seed 1, PractRand 0.94 (core tests) found no anomaly in 2^36 bytes. SmallCrush of TestU01
//! 1.2.3 passed on the upper, the lower and both halves of the words, on either half reversed, and
//! on 64 streams in turn. Of Dieharder 3.31.1, run in part, 86 p-values: none failed, two weak.
//!
//! # The generator
//!
//! xoshiro256++ (Blackman and Vigna, Scrambled linear pseudorandom number generators, ACM
//! Transactions on Mathematical Software 47, 2021) has 256 bits of state and a period of
//! `2^256 - 1`. A step is additions, exclusive ors, shifts and rotations of 64 bits, which every
//! level has: there is no multiplication, for which AVX2 has no instruction. It passes all tests
//! known to its authors in all of its bits, and its steps are linear over the bits of the state,
//! which makes the jumps below possible. It is not for secrets: from some of its words one can compute all others.
//!
//! [`SplitMix64`] (Steele, Lea and Flood, 2014) makes the state of lane 0 from the seed, as the
//! authors of xoshiro advise. Each further lane begins `2^128` words after the one before it, each
//! further stream `2^192`. Words come from the lanes in turn: word `i` is word `i / 8` of lane
//! `i % 8`. There are eight lanes because a vector has eight, and no lane waits for another.
//!
//! All `2^64` streams are `2^192` words apart, and the eight lanes of one take up `8 * 2^128` of
//! them; so no two streams of a seed meet, whatever their numbers. Two seeds begin at two places of
//! the one long period; that a stream of one and a stream of the other meet within `n` words has a
//! chance of about `n / 2^254`.

mod generator;
mod integers;
mod lanes;
#[cfg(feature = "rand")]
mod rand;
mod split_mix;
mod state;
mod streams;
mod variate;

pub use crate::simd::Float;
pub use generator::Generator;
pub(crate) use lanes::Words;
pub use split_mix::SplitMix64;
pub use streams::Streams;
pub(crate) use variate::Variate;
