//! The Ornstein-Uhlenbeck process, given its noise: `path[i + 1] = relax * path[i] + diffuse * noise[i]`, from
//! `path[0] = start`.
//!
//! # In Python
//!
//! Ingargiola's tutorial simulates a particle in Cython and in numba, which both make this loop as fast as C, and then
//! runs eight simulations side by side, on joblib's threads: a single path cannot be shared out as it stands.
#![cfg_attr(
    feature = "threads",
    doc = "([Its cells](crate::tutorials#antonino-ingargiola-a-tour-of-python-profiling-and-optimization) are 3, 4 and 18 to 31.)"
)]
//!
//! ```text
//! relax = exp(-dt / tau)
//! diffuse = sigma * sqrt(1 - relax**2)
//! x[0] = x0
//! for i in range(num_steps):
//!     x[i + 1] = relax * x[i] + diffuse * noise[i]
//! ```
//!
//! # An example
//!
//! ```
//! use hotloop::kernels::normal::{self, Normal};
//! use hotloop::kernels::ou::{self, Process};
//! use hotloop::kernels::summary;
//! use hotloop::random::Generator;
//!
//! let process = Process::new(0.1, 1.0, 2.0)?; // dt, tau and sigma of the tutorial
//! let mut noise = vec![0.0; 100_000];
//! normal::simd(&mut Generator::new(10, 0), Normal::STANDARD, &mut noise);
//! let mut path = vec![0.0; 100_001];
//! ou::simd(&noise, process, 0.0, &mut path)?;
//!
//! // It wanders around 0, as far as sigma says.
//! let wandered = summary::simd(&path).standard_deviation().unwrap();
//! assert!((wandered - 2.0).abs() < 0.1);
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! # The formula
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
//! | [`unchecked`] | the same, without [bounds checks](crate::glossary#bounds-check) | the same: see below |
//! | [`simd`] | eight steps at a time | copying memory; in a cache, arithmetic |
//! | `threaded` | blocks of one path to each [member](crate::glossary#member) | copying memory, on all cores |
//!
//! 1. **`checked` is a [chain](crate::glossary#dependency-chain) of a `mulsd` and an `addsd` a step.** The other
//!    multiplication, of the noise, waits for nothing, and the last value stays in a register.
//! 2. **The tutorial's answer is more paths:** eight simulations run side by side. That is
//!    [`ensemble`], with the same four rungs over many paths. But one path need not wait either.
//! 3. **`unchecked` gains nothing, if the compiler has seen the lengths compared.** The two rungs
//!    come out as the same instructions: no checks, and the last value stays in a register. That
//!    takes the comparison of the lengths to be inlined. When it was a call, `checked` kept a check
//!    a step, read every value back from memory where it had just stored it, and took 1.7 times as
//!    long.
//! 4. **`simd` looks ahead.** The process is the [backward comb](super::comb::backward) with a delay of one, a gain of
//!    `relax` and the scaled noise for a signal, and one machinery serves both. The recurrence is substituted into
//!    itself until a value depends on one sixteen steps earlier, which is two [vectors](crate::glossary#vector). A
//!    vector is six `vmulpd`, five `vaddpd` and three permutations such as `vpermt2pd`, which shift
//!    [lanes](crate::glossary#lane) in from the vector before ([more](super::comb::backward#the-rungs)). Paths of fewer
//!    than 96 steps are left to the loop, and so are steps longer than 43.7 `tau`, where `relax` is below 1e-19, and a
//!    step does not depend on the one before it. The first two substitutions:
//!
#![doc = include_str!("../comb/lookahead.svg")]
//!
//! 5. **`threaded` adds what was missing.** What came before a block fades by `relax` with every
//!    step: for the tutorial's 0.9 it is gone after a few hundred. Where steps are short beside `tau` it
//!    does not fade, and blocks are so short that they stay in a cache until it has been added.
//!
//! # What binds
//!
//! On a 2-core EPYC (Zen 4) at 3.7 GHz, in nanoseconds a step:
//!
//! | `f64` | predicted by | cycles | ns | measured |
//! |---|---|---|---|---|
//! | `checked` | 3 for the multiplication, 3 for the addition | 6 | 1.61 | 1.61 |
//! | `simd`, 4,096 (in the first two caches) | 14 operations a vector, each of two halves, on four pipes | 7/8 | 0.23 | 0.37 |
//! | `simd`, 5,000,000 (from memory) | 16 bytes at 47.7 GB/s, the most that one core copies | | 0.34 | 0.49 |
//! | `threaded`, 5,000,000, two members | 16 bytes at 50.8 GB/s | | 0.31 | 0.31 |
//!
//! The second prediction is off by a half, [as that of the comb is](super::comb::backward#what-binds). From memory one
//! core reaches 69 % of copying, where the comb reaches 89: the path begins with a value that has no noise, so where
//! its stores fill lines, the loads of the noise lie across two. (Measured by
//! `cargo bench --bench tour -- --quick ou::` and `cargo bench --bench cliffs -- ou`, least times, while the machine
//! had other work. On a Zen 5 the tour measured 1.69 for `checked`, 0.353 for `simd` and 0.218 for `threaded`.)
//!
//! # What it cost
//!
//! Lines of code without comments and blank lines: `checked` 19, `unchecked` 21, `simd` 38, `threaded` 32, `ensemble`
//! 122, `seeded` 196, [`Path`] 62. The recurrence is that of the [comb](super::comb::backward#what-it-cost), and costs
//! nothing more.
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
//! # Exercises
//!
//! 1. Whoever measures a particle has its path, and wants `tau`. Estimate it from a path alone.
//!
//! <details><summary>An answer</summary>
//!
//! A value is `relax` times the one before, and noise that has nothing to do with it. So `relax` is the slope of the
//! line through all pairs `(path[i], path[i + 1])`, by least squares, and `tau` is `-dt / ln(relax)`.
//!
//! ```
//! use hotloop::kernels::ou::{Process, seeded};
//!
//! let process = Process::new(0.1, 1.5, 2.0)?;
//! let mut path = vec![0.0; 200_001];
//! seeded::simd(10, process, &[0.0], &mut path)?;
//!
//! let (mut products, mut squares) = (0.0_f64, 0.0);
//! for pair in path.windows(2) {
//!     products += pair[0] * pair[1];
//!     squares += pair[0] * pair[0];
//! }
//! let tau = -process.dt() / (products / squares).ln();
//! assert!((tau - process.tau()).abs() < 0.1);
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! </details>
//!
//! 2. A member begins a block without knowing the value before it. After how many steps does that make no difference
//!    any more, for the tutorial's `dt` and `tau`?
//!
//! <details><summary>An answer</summary>
//!
//! Two paths with the same noise differ by `relax^i` times the difference of their starts. That is below `2^-53` after
//! `53 ln(2) tau / dt` steps: 368 of them for steps of a tenth of `tau`.
//!
//! ```
//! use hotloop::kernels::ou::{self, Process};
//!
//! let process = Process::new(0.1, 1.0, 2.0)?;
//! let steps = (53.0 * 2.0_f64.ln() * process.tau() / process.dt()).ceil() as usize;
//! assert_eq!(steps, 368);
//!
//! let noise: Vec<f64> = (0..steps).map(|i| f64::from(i as u32 * 37 % 19) - 9.0).collect();
//! let (mut one, mut other) = (vec![0.0; steps + 1], vec![0.0; steps + 1]);
//! ou::checked(&noise, process, 0.0, &mut one)?;
//! ou::checked(&noise, process, 1.0, &mut other)?;
//! let apart = |i: usize| (one[i] - other[i]).abs();
//! assert!(apart(steps / 2) > 1e-9);
//! assert!(apart(steps) < 1e-14); // no more than roundings of the larger values
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! </details>
//!
//! 3. From how many steps on does a second member pay for a single path, and why not by a factor of two?
//!
//! <details><summary>An answer</summary>
//!
//! `cargo bench --bench cliffs -- --json ou.json ou` writes what each rung takes; on the Zen 4 above it had
//!
//! | steps | `simd` | `threaded`, two members |
//! |---|---|---|
//! | 16,384 | 5.86 µs | 5.87 µs: one of them |
//! | 32,768 | 11.7 µs | 11.0 µs |
//! | 65,536 | 23.3 µs | 19.6 µs |
//! | 2,097,152 | 972 µs | 528 µs |
//!
//! A member waits for the end of the block before, and goes over the beginning of its own a second time, to add what
//! was missing. With few blocks that is much of the time; with many it is not, and memory is what two members share.
//!
//! </details>
//!
//! # Sources
//!
//! * Uhlenbeck and Ornstein 1930, *On the theory of the Brownian motion*.
//! * Gillespie 1996, *Exact numerical simulation of the Ornstein-Uhlenbeck process and its integral*.
//! * Kogge and Stone 1973 and Merrill and Garland 2016, as for the [comb](super::comb::backward#sources).
//!
//! # Commands
//!
//! ```sh
//! cargo bench --bench tour -- ou::        # against the machine's limits
//! cargo bench --bench ladders -- ^ou      # every rung, level and form
//! cargo bench --bench cliffs -- ou        # what costs more than what is beside it
//! cargo test --test ou
//! ```

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
