//! Comb filters: a signal, plus what it was, or what the output was, `delay` samples ago.
//!
//! ```text
//! forward    y[n] = x[n] + gain * x[n - delay]
//! backward   y[n] = x[n] + gain * y[n - delay]        y[n] = x[n] for n < delay, in both
//! ```
//!
//! An echo. [`forward`] has one, and [`backward`] an echo of every echo. The delayed signal cancels
//! some frequencies and adds to others, at equal distances from each other, which is what looks like a
//! comb (Smith 2010, *Physical Audio Signal Processing*).
//!
//! The two differ by one letter. For the tutorial that is the end of the road: the first is an
//! expression of NumPy, `y[tau:] += alpha * x[:-tau]`, and the second is a loop, because each output
//! needs an earlier one. "We cannot speed this up further with a vectorised expression." The two
//! ladders show how far both go.
//!
//! # A filter of many channels is one of one channel
//!
//! Stereo sound is stored frame by frame: left, right, left, right. The sample one frame earlier in
//! the same channel is two elements earlier. So the filter of a row-major `(frames, channels)` array
//! is the filter of one signal with the delay `delay * channels`, and needs no code of its own:
//! [`Comb::interleaved`]. The tutorial writes the loop a second time for arrays of two dimensions, and
//! its bound of the inner loop is a 2.
//!
//! # In place
//!
//! Both ladders have a second form that overwrites the signal: [`forward::in_place`] and
//! [`backward::in_place`], with the same four rungs.

pub mod backward;
mod filter;
pub mod forward;

pub use filter::Comb;
