//! The Ornstein-Uhlenbeck process, given its noise:
//! `path[i + 1] = relax * path[i] + diffuse * noise[i]`, from `path[0] = start`.
//!
//! A particle that is pulled back to zero and pushed about by chance. With the time constant `tau`,
//! the standard deviation `sigma` that it has after a long time, and steps of `dt`,
//!
//! ```text
//! relax = exp(-dt / tau)        diffuse = sigma * sqrt(1 - relax^2)
//! ```
//!
//! and standard normal noise, the path is the process at times `dt` apart, however long they are
//! (Uhlenbeck and Ornstein 1930; Gillespie 1996). [`Process`] holds the numbers. For steps much
//! shorter than `tau`, `1 - relax^2` would cancel to a few digits, so it is computed as
//! `-expm1(-2 dt / tau)`. A process around another mean is this one plus the mean. The noise is the
//! caller's, and [`seeded`] draws it from a seed as the path needs it; where it comes in pieces, a
//! [`Path`] goes on from each to the next.
//!
//! # The rungs
//!
//! | rung | what it does | what binds it |
//! |---|---|---|
//! | [`checked`] | one step after the other | each step waits for a multiplication and an addition |
//! | [`unchecked`] | the same, without bounds checks | the same: see below |
//! | [`simd`] | eight steps at a time | copying memory |
//! | `threaded` | blocks of one path to each member | copying memory, on all cores |
//!
//! 1. **The [tutorial](crate::kernels#the-tutorials)'s answer is more paths.** A path cannot be
//!    shared out to threads as it stands, so eight simulations run side by side. That is
//!    [`ensemble`], with the same four rungs over many paths. But one path need not wait either.
//! 2. **`unchecked` gains nothing, if the compiler has seen the lengths compared.** The two rungs
//!    come out as the same instructions: no checks, and the last value stays in a register. That
//!    takes the comparison of the lengths to be inlined. When it was a call, `checked` kept a check
//!    a step, read every value back from memory where it had just stored it, and took 1.7 times as
//!    long.
//! 3. **`simd` looks ahead.** The process is the [backward comb](super::comb::backward) with a
//!    delay of one, a gain of `relax` and the scaled noise for a signal, and one machinery serves
//!    both: the page over there tells how. Paths of fewer than 96 steps are left to the loop, and
//!    so are steps longer than 43 `tau`, where `relax` is below 1e-18, and a step does not depend
//!    on the one before it.
//! 4. **`threaded` adds what was missing.** What came before a block fades by `relax` with every
//!    step: for the tutorial's 0.9 it is gone after a few hundred. Where steps are short beside `tau` it
//!    does not fade, and blocks are so short that they stay in a cache until it has been added.
//!
//! # How far the rungs are apart
//!
//! `simd` and `threaded` differ from the loop by less than
//!
//! ```text
//! 2^-53 * sum_j (4 j + 16) * relax^j * |input j steps ago|
//! ```
//!
//! where the inputs are `diffuse * noise[i]` and, before all of them, `start`; unless something
//! overflows or becomes subnormal. Every rung gives the same bits at every level, and `threaded`
//! for every number of members. If the noise is infinite or NaN anywhere, or large enough for a
//! step to overflow, the loop makes the path again, and it comes out as the loop has it.
//!
//! # Paths of `f32`
//!
//! Noise and path may be `f32`. All between is `f64`: a number of the noise is widened, and a value is
//! rounded to the nearest when it is stored. The next one is made of the value before it was rounded. So
//! a path is that of the same rung in `f64`, with each value rounded once, to the bit.
//! Noise that is [drawn from a seed](seeded) is the same `f64` for both. A start is an `f64`, and rounded
//! where the path has it; what it is beyond an `f32` it is to the steps after it.
//!
//! Measured by `cargo bench --bench ladders -- ^ou`, and against the machine's limits by
//! `cargo bench --bench tour -- ou`.

#![doc(alias("Ornstein-Uhlenbeck", "AR(1)", "mean reversion"))]

mod checked;
pub mod ensemble;
mod path;
mod process;
pub mod seeded;
mod simd;
#[cfg(feature = "threads")]
mod threaded;
mod unchecked;

pub use checked::checked;
pub use path::Path;
pub use process::Process;
pub use simd::{simd, simd_at};
#[cfg(feature = "threads")]
pub use threaded::{threaded, threaded_at};
pub use unchecked::unchecked;

use crate::Error;
use crate::numerics::recurrence::FirstOrder;

/// Refuses a path that has not one value more than the noise, and a start that is not finite: every
/// rung asks here first.
#[inline]
fn check<T>(noise: &[T], start: f64, path: &[T]) -> Result<(), Error> {
    check_start("start", start)?;
    Error::ensure_len("path", path.len(), "noise", noise.len() + 1)
}

fn check_start(argument: &'static str, start: f64) -> Result<(), Error> {
    Error::ensure_finite(argument, start, |_| true, "a finite number")
}

/// The process is the recurrence with a delay of one, from the start on.
fn recurrence(process: Process) -> FirstOrder {
    FirstOrder::new(process.relax(), process.diffuse())
}
