//! Comb filters: a signal, plus what it was, or what the output was, `delay` samples ago.
//!
//! ```text
//! forward    y[n] = x[n] + gain * x[n - delay]
//! backward   y[n] = x[n] + gain * y[n - delay]        y[n] = x[n] for n < delay, in both
//! ```
//!
//! An echo. [`forward`] has one, and [`backward`] an echo of every echo. The delayed signal cancels
//! some frequencies and adds to others, at equal distances, which drawn as a curve looks like a
//! comb (Smith 2010, *Physical Audio Signal Processing*). With a delay and a gain of one, the
//! backward filter is the running sum, `np.cumsum`.
//!
//! The two differ by one letter, and for NumPy that is the end of the road. The first is an
//! expression, `y[tau:] += alpha * x[:-tau]`. Of the second the
//! [tutorial](crate::kernels#the-tutorials) says that "we cannot speed this up further with a
//! vectorised expression, since the output depends on the output of a previous step", and turns to
//! Cython, which makes the loop as fast as the expression. The two ladders show how far both go.
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
//! nearest and to even. All between is `f64`, and what the backward filter hears again is the output
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
//! frames ago. Put in front of each block, that history is 50 times what there is to filter. What one
//! writes instead is a ring: a sample meets the one that is kept at its place, which is a delay old, and
//! is kept there itself.
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
//! That is an [`Echo`], and three things make it fast.
//!
//! 1. **No sample asks where the ring ends.** A block goes through in stretches that end where the ring
//!    does. None is longer than the delay, so no output of a stretch needs another one of it, and all are
//!    made in lanes. By hand, each sample compares its place with the end, and there is no vector.
//! 2. **A block of several delays meets the ring in its first one alone.** The rest is the filter of the
//!    block by itself, in the ways of the two ladders, and the ring is written once, from the end.
//! 3. **Nothing stands in the ring before the signal** but zeros whose product with the gain is -0, which
//!    change no output that they are added to, not even a -0. So nobody asks whether there is something to
//!    add yet.
//!
//! It gives the bits of the loop whatever the blocks are. Those of the substitution that makes short
//! delays fast [backward](backward#the-rungs) depend on where a signal begins and on whether anything in it
//! is infinite, which nobody knows of one that is still to come: for delays below 16 a backward `Echo` is
//! the loop. For a path of [`ou`](crate::kernels::ou), where a gain is below one and the delay is one, a
//! [`Path`](crate::kernels::ou::Path) remembers enough to go on looking ahead.
//!
//! Measured by `cargo bench --bench ladders -- comb::Echo`, and beside a ring that is written by hand by
//! `cargo bench --bench tour -- comb::Echo`.

#![doc(alias("lfilter", "cumsum", "IIR", "FIR", "delay"))]

pub mod backward;
mod echo;
mod filter;
pub mod forward;
mod once;

pub use echo::Echo;
pub use filter::Comb;
