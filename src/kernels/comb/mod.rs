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
//! * A signal that comes in pieces: put the last `delay` elements of what came before in front of
//!   each piece (of the inputs for the forward filter, of the outputs for the backward one), and
//!   drop as many outputs.
//! * On one core nothing is allocated for delays below 512, one row of `delay` elements from there on,
//!   and nothing in place. `threaded` allocates a block a member (and strips of rows from a delay of
//!   512 on); in place the forward filter keeps `delay` elements a member, and the backward one
//!   lists of rows from a delay of 8,192 on. Without that memory nothing is written, and
//!   the answer is [`Error::OutOfMemory`](crate::Error::OutOfMemory).

pub mod backward;
mod echo;
mod filter;
pub mod forward;
mod once;

pub use echo::Echo;
pub use filter::Comb;
