//! `y[n] = x[n] + gain * y[n - delay]`, and `y[n] = x[n]` for `n < delay`: a recurrence, in which
//! each output needs an earlier one.
//!
//! # The rungs
//!
//! | rung | what it does | what binds it |
//! |---|---|---|
//! | [`checked`] | one output after the other | outputs go through memory to those that need them: `delay` outputs in some 15 cycles |
//! | [`unchecked`] | the same, without bounds checks | the same: see below |
//! | [`simd`] | eight lanes at a time, with a method for each range of delays | copying memory |
//! | `threaded` | blocks as if nothing came before them, and then what did; or some columns each | copying memory, on all cores |
//!
//! 1. **`unchecked` gains nothing.** There is no bounds check in the release assembly of either
//!    rung, as in [`forward`](super::forward). And it would not matter if there were: the loop
//!    waits for a load of what was just stored, a multiplication and an addition, and meanwhile a
//!    check is free. For a delay of one that is 4 nanoseconds an output on a Zen 5, for a delay of
//!    four, where four such chains run side by side, 1.
//! 2. **Substitute the recurrence into itself** (delays below 16). The output one delay ago is made
//!    of the one two delays ago:
//!
//!    ```text
//!    y[n] = x[n] + gain * y[n - delay]
//!         = (x[n] + gain * x[n - delay]) + gain^2 * y[n - 2 * delay]
//!    ```
//!
//!    The bracket is a forward comb, which waits for nothing, and what is left is the same
//!    recurrence at twice the distance. After a few doublings it reaches back two vectors: now
//!    eight lanes do not need each other, and two vectors can be under way at a time (Kogge and
//!    Stone 1973). For a delay of one that takes four doublings. There are five times as many
//!    operations, and it is 17 times as fast.
//! 3. **Keep the latest outputs close by.** From a delay of 16 on there is nothing to substitute.
//!    The outputs of the last `delay` samples stay in registers (delays below 32), in the
//!    first-level cache, or from a delay of some 5,000 on in an outer one, so that the output
//!    itself can be streamed past it.
//! 4. **On a team, blocks begin from nothing** (delays below 512, and below 640 if the gain
//!    forgets). The recurrence is linear: outputs are what the block's inputs give, plus what
//!    came before them, which fades with powers of the gain. Members take block after block, and
//!    filter each as if nothing had come before it. Then they wait for the end of the block
//!    before, hand on their own, and add what was missing (a chained scan: Merrill and Garland
//!    2016). For a gain of 0.5 it has faded after some 55 delays, and the rest of the block,
//!    nearly all of it, is right already. For a gain near one or beyond it does not fade. Then
//!    blocks are short, and stay in a cache until what was missing has been added, so that the
//!    signal goes through memory once in any case.
//! 5. **Or the signal is cut the other way** (longer delays), into rows of `delay` elements:
//!    each output needs the one above it, and every member has some of the columns. They are parts of
//!    a few hundred elements, in which the processor's prefetchers arrive too late; so members ask for
//!    the next part by instructions.
//!
//! # How far the rungs are apart
//!
//! `simd` has the bits of the loop for a delay of 16 and more, `threaded` for one of 640 and more. For
//! shorter ones the roundings are others, and the outputs differ from those of [`checked`] by less than
//!
//! ```text
//! 2^-53 * sum_j (4 j + 16) * |gain|^j * |x[n - j * delay]|
//! ```
//!
//! unless something overflows or becomes subnormal: for any gain, also one beyond one. That is
//! about as far as the loop itself may be from the exact output, because it rounds the `j`-th term
//! up to `2 j + 1` times. Every rung gives the same bits at every level and alignment, and
//! `threaded` for every number of members.
//!
//! Infinities and NaN come out where the loop has them. Substitution multiplies by powers of the
//! gain, which could overflow or underflow where the loop does not. But an output that is not
//! finite makes all those not finite that follow it at multiples of the delay, so it is enough to
//! look at the last ones. If they are not finite, the loop makes all outputs again. (What is left
//! is an output within a rounding of the largest number: one rung may have it, and another
//! infinity.) On a team, the signal is then filtered again by one member. The loop also makes the outputs of
//! signals shorter than 96, or 160 from a delay of 4
//! on, or 256 from one of 8 on; and for delays below 16 those of a gain that is, without its sign,
//! below `1e-19` or not below `1e19`.
//!
//! # Numbers of `f32`
//!
//! Outputs of `f32` are those of `f64`, [rounded once](super#signals-of-f32): what is heard again is not
//! rounded, and kept apart. The plain loops keep a delay of it in memory of their own; `simd` has it where
//! it has that of `f64`. On a team what was missing is added before anything is rounded: where it fades, to
//! the first outputs of a block, made a second time from the same inputs.
//!
//! Half as many bytes go through memory, so from there it takes little more than half of the time for delays
//! from 16 to 511. (From 512 on, where rows are kept, one core takes nine tenths and two take half.) For
//! shorter ones arithmetic binds before memory does, and widening and rounding come on top of what
//! the substitution takes: in a cache, 1.4 to 1.6 times as long as `f64` (delays from 1 to 15, on one core of a
//! 2-vCPU EPYC of the Zen 4 generation). For others it takes about as long. The ladder has both types:
//! `cargo bench --bench ladders -- comb::backward/`.
//!
//! Measured by `cargo bench --bench ladders -- comb::backward`, and against the machine's limits by
//! `cargo bench --bench tour -- comb::backward`.

mod checked;
pub mod in_place;
mod simd;
#[cfg(feature = "threads")]
mod threaded;
mod unchecked;

pub use checked::checked;
pub use simd::{simd, simd_at};
#[cfg(feature = "threads")]
pub use threaded::{threaded, threaded_at};
pub use unchecked::unchecked;

use super::Comb;
use crate::Error;
use crate::memory::filled;
use crate::numerics::recurrence::{Recurrence, nothing};

fn recurrence(comb: Comb) -> Recurrence {
    Recurrence::new(comb.step(), comb.gain())
}

/// What the loops keep of the outputs that are heard again, where storing them rounds: a delay of them,
/// or as many as there are, and before the first nothing that changes what it is added to.
fn kept(comb: Comb, len: usize) -> Result<Vec<f64>, Error> {
    filled("delay", comb.step().min(len), nothing(comb.gain()))
}
