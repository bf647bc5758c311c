//! Comb filters: a signal, plus what it was, or what the output was, `delay` samples ago.
//!
//! # In Python
//!
//! *Parallel/efficient coding in Python* writes two loops that differ by one letter,
//!
//! ```text
//! for n in range(delay, len(x)):
//!     y[n] = x[n] + gain * x[n - delay]        # forward
//!     y[n] = x[n] + gain * y[n - delay]        # backward
//! ```
//!
//! and for NumPy that is the end of the road. The first is an expression, `y[tau:] += alpha * x[:-tau]`. Of the second
//! it says that "we cannot speed this up further with a vectorised expression, since the output depends on the output
//! of a previous step", and turns to Cython, which makes the loop as fast as the expression.
#![cfg_attr(
    feature = "threads",
    doc = "([Its cells](crate::tutorials#parallelefficient-coding-in-python) are 34 to 40 and 48 to 57.)"
)]
//! The two ladders, [`forward`] and [`backward`], show how far both go. (In the words of signal processing they are the
//! feedforward comb, of finite impulse response, and the feedback comb, of infinite.)
//!
//! # An example
//!
//! ```
//! use hotloop::kernels::comb::{Comb, backward, forward};
//!
//! let comb = Comb::new(2, 0.5)?;
//! let click = [8.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
//! let mut y = [0.0; 7];
//! forward::simd(&click, comb, &mut y)?;
//! assert_eq!(y, [8.0, 0.0, 4.0, 0.0, 0.0, 0.0, 0.0]); // an echo
//! backward::simd(&click, comb, &mut y)?;
//! assert_eq!(y, [8.0, 0.0, 4.0, 0.0, 2.0, 0.0, 1.0]); // and an echo of every echo
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! # The formula
//!
//! ```text
//! forward    y[n] = x[n] + gain * x[n - delay]
//! backward   y[n] = x[n] + gain * y[n - delay]        y[n] = x[n] for n < delay, in both
//! ```
//!
//! The delayed signal cancels some frequencies and adds to others, at equal distances, which drawn as a curve looks
//! like a comb. With a delay and a gain of one, the backward filter is the running sum, `np.cumsum`.
//!
//! # The ladders
//!
//! | ladder | what binds it in the end |
//! |---|---|
//! | [`forward`] | copying memory |
//! | [`backward`] | copying memory; in a cache, for delays below 16, arithmetic |
//! | [`forward::in_place`], [`backward::in_place`] | the same filters, overwriting the signal |
//! | [`Echo`] | either filter, of a signal that comes in blocks |
//!
//! # Interleaved channels need no code of their own
//!
//! Stereo sound is stored in frames, a sample of each channel in every one: left, right, left,
//! right. The sample one frame earlier in the same channel is two elements earlier. So the filter
//! of a row-major `(frames, channels)` array is the filter of one signal with the delay
//! `delay * channels`: [`Comb::interleaved`]. Where the pages of the ladders say `delay`, they mean
//! these elements. The tutorial writes the loop a second time for arrays of two dimensions, inside
//! `for d in range(2)`: a third channel is left as it was.
//!
//! # In place, in pieces, in time
//!
//! * Both ladders have a second form that overwrites the signal: [`forward::in_place`] and
//!   [`backward::in_place`], with the same four rungs.
//! * A signal that comes in blocks is the matter of an [`Echo`], which goes on from each to the next.
//! * On one core nothing is allocated for delays below 512, one row of `delay` elements from there on,
//!   and nothing in place (of `f32` a row there, too, and by the plain loops of `backward`). `threaded`
//!   allocates a block a member (and strips of rows from a delay of 512 on); in place the forward filter
//!   keeps `delay` elements a member, and the backward one lists of rows from a delay of 8,192 on. For a
//!   signal of up to two delays nothing is allocated by any. Without that memory nothing is written, and
//!   the answer is [`Error::OutOfMemory`](crate::Error::OutOfMemory).
//!
//! # Signals of `f32`
//!
//! Samples of `f32` are widened when they are loaded, and outputs are rounded when they are stored, to the
//! nearest and to even. All between is `f64`, and what the backward filter hears again (what is fed back) is the output
//! before it was rounded, not what stands in `y`:
//!
//! ```text
//! z[n] = x[n] + gain * z[n - delay]        y[n] = z[n], rounded once
//! ```
//!
//! So an output is that of the same rung for the same numbers in `f64`, rounded, to the bit. The error is
//! half of the last bit of an `f32`, and next to nothing from `f64`, however long the signal. Were it the
//! rounded output that is heard again, every echo would be rounded anew, and a running sum would stand
//! still where a sample is less than half of the sum's last bit. An output beyond the largest `f32` is
//! infinite, but those that hear it again need not be.
//!
//! The price is that the outputs cannot be read back from `y`. In lanes they are not read from there
//! anyway: they stay in registers, or in a row of `f64` that stays in a cache.
//!
//! # A signal that comes in blocks
//!
//! A sound card asks for 256 frames at a time, and an echo of a quarter of a second comes from 12,000
//! frames ago. An [`Echo`] remembers them:
//!
//! ```
//! use hotloop::kernels::comb::{Comb, Echo};
//!
//! // Left and right, a quarter of a second at 48 kHz.
//! let mut echo = Echo::backward(Comb::new(12_000, 0.6)?.interleaved(2)?)?;
//! let mut sound = vec![0.0; 2 * 48_000];
//! sound[..2].fill(1.0); // a click
//! for block in sound.chunks_mut(2 * 256) {
//!     echo.process(block)?; // where the sound card asks for it
//! }
//! let heard = [0, 12_000, 24_000, 36_000].map(|frame| sound[2 * frame]);
//! assert_eq!(heard, [1.0, 0.6, 0.36, 0.216]);
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! It gives the bits of the loop whatever the blocks are. Those of the substitution that makes short
//! delays fast [backward](backward#the-rungs) depend on where a signal begins and on whether anything in it
//! is infinite, which nobody knows of one that is still to come: for delays below 16 a backward `Echo` is
//! the loop. For a path of [`ou`](crate::kernels::ou), where a gain is below one and the delay is one, a
//! [`Path`](crate::kernels::ou::Path) remembers enough to go on looking ahead.
//!
//! # What it cost
//!
//! Lines of code without comments and blank lines: [`Comb`] 63, [`Echo`] 248, and 41 for signals so short that nothing
//! is heard twice. The pages of the two ladders count theirs.
//!
//! # Exercises
//!
//! 1. Two walls answer, one after `near` samples and one after `far`. Put one forward comb behind another. What does
//!    one hear that neither wall alone gives?
//!
//! <details><summary>An answer</summary>
//!
//! The echo of the echo, once: the second comb hears the outputs of the first. The filters multiply,
//! `(1 + a z^-near) (1 + b z^-far)`, so there is a fourth term, `a b z^-(near + far)`.
//!
//! ```
//! use hotloop::kernels::comb::{Comb, forward};
//!
//! let (near, far) = (Comb::new(3, 0.5)?, Comb::new(5, 0.25)?);
//! let mut click = [0.0; 10];
//! click[0] = 1.0;
//! let (mut once, mut twice) = ([0.0; 10], [0.0; 10]);
//! forward::simd(&click, near, &mut once)?;
//! forward::simd(&once, far, &mut twice)?;
//! assert_eq!(twice, [1.0, 0.0, 0.0, 0.5, 0.0, 0.25, 0.0, 0.0, 0.125, 0.0]);
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! For the two walls alone, add the outputs of both combs and take the signal away.
//!
//! </details>
//!
//! 2. Schroeder's reverberators are made of filters that colour nothing: `y[n] = -g x[n] + x[n - d] + g y[n - d]` lets
//!    every frequency through as loud as it was. Make it of a forward and a backward comb, in blocks.
//!
//! <details><summary>An answer</summary>
//!
//! What does not hear `y` is a forward comb of gain `-1 / g`, times `-g`; and a backward comb follows it. As loud at
//! every frequency means that the squares of a click's outputs add up to the square of the click.
//!
//! ```
//! use hotloop::Error;
//! use hotloop::kernels::comb::{Comb, Echo};
//!
//! struct AllPass {
//!     gain: f64,
//!     forward: Echo,
//!     backward: Echo,
//! }
//!
//! impl AllPass {
//!     fn new(delay: usize, gain: f64) -> Result<Self, Error> {
//!         Ok(Self {
//!             gain,
//!             forward: Echo::forward(Comb::new(delay, -1.0 / gain)?)?,
//!             backward: Echo::backward(Comb::new(delay, gain)?)?,
//!         })
//!     }
//!
//!     fn process(&mut self, block: &mut [f64]) -> Result<(), Error> {
//!         self.forward.process(block)?;
//!         block.iter_mut().for_each(|y| *y *= -self.gain);
//!         self.backward.process(block)
//!     }
//! }
//!
//! let mut filter = AllPass::new(100, 0.7)?;
//! let mut sound = vec![0.0; 20_000];
//! sound[0] = 1.0;
//! for block in sound.chunks_mut(256) {
//!     filter.process(block)?;
//! }
//! assert_eq!(sound[0], -0.7);
//! assert!((sound[100] - (1.0 - 0.7 * 0.7)).abs() < 1e-15);
//! let loud: f64 = sound.iter().map(|y| y * y).sum();
//! assert!((loud - 1.0).abs() < 1e-12);
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! </details>
//!
//! # Sources
//!
//! * Smith 2010, *Physical Audio Signal Processing*: comb filters, and filters made of them.
//! * Schroeder 1962, *Natural sounding artificial reverberation*: the second exercise.
//!
//! # Commands
//!
//! ```sh
//! cargo bench --bench tour -- comb::            # against the machine's limits
//! cargo bench --bench ladders -- comb::Echo     # an echo in blocks of several sizes
//! cargo bench --bench cliffs -- comb            # what costs more than what is beside it
//! cargo test --test comb --test echo
//! ```

#![doc(alias("lfilter", "cumsum", "IIR", "FIR", "delay"))]

pub mod backward;
mod echo;
mod filter;
pub mod forward;
mod once;

pub use echo::Echo;
pub use filter::Comb;
