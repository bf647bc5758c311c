//! `y[n] = x[n] + gain * y[n - delay]`, and `y[n] = x[n]` for `n < delay`: each output needs an
//! earlier one.
//!
//! # The rungs
//!
//! | rung | what it does | what binds it |
//! |---|---|---|
//! | [`checked`] | one output after the other | an output goes through memory to the one that needs it: some 15 cycles for `delay` outputs |
//! | [`unchecked`] | the same, without bounds checks | the same: see below |
//! | [`simd`] | eight lanes at a time, with a method for each range of delays | copying memory |
//! | `threaded` | blocks as if nothing came before them, and then what did | copying memory, on all cores |
//!
//! 1. **`unchecked` gains nothing.** There is no bounds check in the release assembly of either rung,
//!    as in [`forward`](super::forward). And it would not matter if there were: the loop waits for a
//!    load of what was just stored, a multiplication and an addition, and meanwhile a check is free.
//!    For a delay of one that is 4 nanoseconds an output on a Zen 5, for a delay of four, where four
//!    such chains run side by side, 1.
//! 2. **Substitute the recurrence into itself** (delays below 16). The output one delay ago is made of
//!    the one two delays ago:
//!
//!    ```text
//!    y[n] = x[n] + gain * y[n - delay]
//!         = (x[n] + gain * x[n - delay]) + gain^2 * y[n - 2 * delay]
//!    ```
//!
//!    The bracket is a forward comb, which waits for nothing, and what is left is the same recurrence
//!    at twice the distance. After a few doublings it reaches back two vectors: now eight lanes do not
//!    need each other, and two vectors can be under way at a time (Kogge and Stone 1973). For a delay
//!    of one that is four doublings: five multiplications and five additions in place of one, and 17
//!    times as fast.
//! 3. **Keep the latest outputs close by.** From a delay of 16 on there is nothing to substitute. The
//!    outputs of the last `delay` samples stay in registers (below 32) or in the first-level cache, and
//!    the output itself can be streamed past it.
//! 4. **On a team, blocks begin from nothing** (Blelloch 1990). The recurrence is linear: outputs are
//!    what the block's inputs give, plus what came before them, which fades with powers of the gain.
//!    All blocks are filtered at the same time. Then the end of each is known, block by block, and what
//!    was missing is added, again at the same time. For a gain of 0.5 it has faded after some 55
//!    delays, and the rest of the block, nearly all of it, is right already. A gain near one or above
//!    it does not fade: the block is gone through twice, and on the two cores that this was measured
//!    on a team is then slower than one member. From a delay of 8,192 on, members have columns of a
//!    row each, which do not need each other.
//!
//! # How far the rungs are apart
//!
//! `simd` has the bits of the loop for a delay (times the channels) of 16 and more, `threaded` for one
//! of 8,192 and more. For shorter ones the roundings are others. Two rungs, or two forms of one rung,
//! differ by less than
//!
//! ```text
//! 2^-53 * sum_j (4 j + 16) * |gain|^j * |x[n - j * delay]|
//! ```
//!
//! unless something overflows or becomes subnormal: for any gain, also one above one. That is about
//! as far as the loop itself may be from the exact output, which rounds the `j`-th term up to
//! `2 j + 1` times. Every rung gives the same bits at every level and alignment, and `threaded` for
//! every number of members.
//!
//! Infinities and NaN come out where the loop has them. Substitution multiplies by powers of the gain,
//! which could overflow or underflow where the loop does not. But an output that is not finite makes
//! all those not finite that follow it at multiples of the delay, so one look at the last ones tells;
//! then the loop does it all again, at the speed of [`unchecked`]. It also does what is shorter than
//! 64 samples, and delays below 16 with a gain below `1e-19` or above `1e19`.
//!
//! Measured by `cargo bench --bench comb`, and against the machine's limits by
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
use crate::kernels::recurrence::Recurrence;

fn recurrence(comb: Comb) -> Recurrence {
    Recurrence {
        delay: comb.step(),
        gain: comb.gain(),
        scale: 1.0,
    }
}
