//! `y[n] = x[n] + gain * y[n - delay]`, and `y[n] = x[n]` for `n < delay`: a recurrence, in which
//! each output needs an earlier one.
//!
//! # In Python
//!
//! The [tutorial](super#in-python) has this filter as a loop, which NumPy cannot express, and types it in Cython step
//! by step. (SciPy has it: `lfilter([1], [1, 0, ..., -gain], x)`.)
//!
//! ```text
//! y = copy(x)
//! for n in range(delay, len(x)):
//!     y[n] = x[n] + gain * y[n - delay]
//! ```
//!
//! # An example
//!
//! ```
//! use hotloop::kernels::comb::{Comb, backward};
//!
//! let mut y = vec![0.0; 1000];
//! backward::simd(&[1.0; 1000], Comb::new(1, 0.5)?, &mut y)?;
//! assert_eq!(y[..4], [1.0, 1.5, 1.75, 1.875]);
//! assert_eq!(y[999], 2.0); // 1 + 1/2 + 1/4 + …
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! # The rungs
//!
//! | rung | what it does | what binds it |
//! |---|---|---|
//! | [`checked`] | one output after the other | outputs go through memory to those that need them: `delay` outputs in some 15 cycles |
//! | [`unchecked`] | the same, without [bounds checks](crate::glossary#bounds-check) | the same: see below |
//! | [`simd`] | eight [lanes](crate::glossary#lane) at a time, with a method for each range of delays | copying memory; in a cache, for short delays, arithmetic |
//! | `threaded` | each block from zeros, and then the response to what came before it is added; or some columns each | copying memory, on all cores |
//!
//! 1. **`unchecked` gains nothing.** There is no bounds check in the release assembly of either rung, as in
//!    [`forward`](super::forward). And it would not matter if there were: the loop is a
//!    [chain](crate::glossary#dependency-chain). It waits for a load of what was just stored (`movsd`), a
//!    multiplication (`mulsd`) and an addition (`addsd`), and meanwhile a check is free. With a delay of four there are
//!    four such chains, side by side.
//! 2. **Substitute the recurrence into itself** (delays below 16). The output one delay ago is made
//!    of the one two delays ago:
//!
//!    ```text
//!    y[n] = x[n] + gain * y[n - delay]
//!         = (x[n] + gain * x[n - delay]) + gain^2 * y[n - 2 * delay]
//!    ```
//!
//!    The bracket is a forward comb, which waits for nothing, and what is left is the same recurrence at twice the
//!    distance. After a few doublings it reaches back two [vectors](crate::glossary#vector): now eight lanes do not
//!    need each other, and two vectors can be under way at a time (Kogge and Stone 1973). For a delay of one that takes
//!    four doublings. A vector is six `vmulpd` (one a doubling, one for the last step, and one by the scale of
//!    [`ou`](crate::kernels::ou), which is 1 here), five `vaddpd` and three permutations such as `vpermt2pd`, which
//!    shift lanes in from the vector before. Those are five times as many operations as the loop has, and in the first
//!    two caches it is 11 times as fast. The first two doublings, for a delay of one:
//!
#![doc = include_str!("../lookahead.svg")]
//!
//! 3. **Keep the latest outputs close by.** From a delay of 16 on there is nothing to substitute.
//!    The outputs of the last `delay` samples stay in registers (delays below 32), in the
//!    first-level cache, or from a delay of some 5,000 on in an outer one, so that the output
//!    itself can be [streamed](crate::glossary#streaming-store) past it (`vmovntpd`). They begin a
//!    [cache line](crate::glossary#cache-line). Where an allocator puts them, 16 bytes past one, each vector of them is
//!    in two lines: with a delay of 1,000 that took 0.62 nanoseconds in place of 0.41, and of `f32`, which moves fewer
//!    bytes meanwhile, 0.43 in place of 0.21 (10,000,000 samples, one core of an EPYC, Zen 4; `cargo bench --bench tour
//!    -- --against` the build before). A delay that is no multiple of eight would bring them out of step with lines
//!    from the second row on. So a row is a few places longer than the delay, and outputs are stored to whole lines and
//!    loaded from two: with a delay of 1,001 that is 0.37 in place of 0.51 nanoseconds, and of `f32` 0.17 in place of
//!    0.36 (both builds in turns in one program, on another day, when one of 1,000 took 0.34 and 0.16).
//! 4. **On a team, blocks begin from nothing** (delays below 512, and below 640 if the gain forgets). The recurrence is
//!    linear: outputs are what the block's inputs give, plus what came before them, which fades with powers of the
//!    gain. [Members](crate::glossary#member) take block after block, and filter each as if nothing had come before it.
//!    Then they wait for the end of the block before, hand on their own, and add what was missing (a chained scan:
//!    Merrill and Garland 2016). For a gain of 0.5 it has faded after some 55 delays, and the rest of the block, nearly
//!    all of it, is right already. For a gain near one or beyond it does not fade. Then blocks are short, and stay in a
//!    cache until what was missing has been added, so that the signal goes through memory once in any case.
//! 5. **Or the signal is cut the other way** (longer delays), into rows of `delay` elements:
//!    each output needs the one above it, and every member has some of the columns. They are parts of
//!    a few hundred elements, in which the processor's prefetchers arrive too late; so members ask for
//!    the next part by instructions.
//!
//! # What binds
//!
//! On a 2-core EPYC (Zen 4) at 3.7 GHz, in nanoseconds an element:
//!
//! | `f64` | predicted by | cycles | ns | measured |
//! |---|---|---|---|---|
//! | `checked`, delay 1 | 3 for the multiplication, 3 for the addition, 8 or so for a store and the load of it | 14 | 3.8 | 4.1 |
//! | `checked`, delay 4 | a quarter of it | 3.5 | 0.94 | 1.0 |
//! | `simd`, delay 1, 4,096 (in the first two caches) | 14 operations a vector, each of two halves, on four pipes | 7/8 | 0.23 | 0.37 |
//! | `simd`, delay 4, 4,096 | copying, measured beside it | | 0.14 | 0.19 |
//! | `simd`, delay 1, 10,000,000 (from memory) | 16 bytes at 47.7 GB/s, the most that one core copies | | 0.34 | 0.38 |
//! | `threaded`, delay 1, 10,000,000, two members | 16 bytes at 52.2 GB/s | | 0.31 | 0.31 |
//!
//! With a delay of one in a cache the prediction is off by a half. The same 14 operations take 7.0 cycles if none waits
//! for another, and 10.6 in the order of the loop. From its load to its store a vector waits for 12 operations, one
//! after the other, some 48 cycles in all, and the processor sees no more than 60 operations that wait. Of the
//! permutations, two take five cycles, and each takes a pipe that multiplications or additions would have. A model with
//! such pipes (`cargo bench --bench annotate -- comb::backward`) predicts 9.8 cycles a vector for 100,000 numbers,
//! and measures 10.6. It is the same with AVX2. Memory, which is slower still,
//! hides it. With a delay of four there are 8 operations, which would take 0.13 ns, as long as copying; that the loop
//! takes 0.19 is probably for the same reason. (Measured by `cargo bench --bench tour -- --quick comb::backward` and
//! `cargo bench --bench cliffs -- comb::backward`, least times, while the machine had other work. On a Zen 5 the tour
//! measured 4.17 for `checked` with a delay of 1, 0.324 for `simd` and 0.308 for `threaded`, from memory.)
//!
//! # What it cost
//!
//! Lines of code without comments and blank lines: `checked` 25, `unchecked` 28, `simd` 21, `threaded` 26. Those of
//! `simd` and `threaded` only choose: the recurrence, which [`ou`](crate::kernels::ou) shares, is 2,354 lines in
//! `src/numerics/recurrence`, of which looking ahead takes 143, and sharing it out to members 844.
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
//! Infinities and NaN come out where the loop has them. Substitution multiplies by powers of the gain, which could
//! overflow or underflow where the loop does not. But an output that is not finite makes all those not finite that
//! follow it at multiples of the delay, so it is enough to look at the last ones. If they are not finite, the loop
//! makes all outputs again. (What is left is an output within a rounding of the largest number: one rung may have it,
//! and another infinity.) On a team, the signal is then filtered again by one member. The loop also makes the outputs
//! of signals shorter than 96, or 160 from a delay of 4 on, or 256 from one of 8 on; and for delays below 16 those of a
//! gain that is, without its sign, below `1e-19` or not below `1e19`.
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
//! # Exercises
//!
//! 1. Substitute by hand: make the filter of delay 3 and gain `g` out of three forward combs and a backward comb whose
//!    delay is 24. Which are their delays and gains?
//!
//! <details><summary>An answer</summary>
//!
//! Each doubling is a forward comb with the delay and the gain that the recurrence has at the time; then both double,
//! the gain by being squared. That is what [`simd`] does in registers for a delay of 3.
//!
//! ```
//! use hotloop::kernels::comb::{Comb, backward, forward};
//!
//! let x: Vec<f64> = (0..1000).map(|i| f64::from(i * 7 % 23) - 11.0).collect();
//! let (mut signal, mut y) = (x.clone(), vec![0.0; 1000]);
//! let (mut delay, mut gain) = (3, 0.9);
//! for _ in 0..3 {
//!     forward::checked(&signal, Comb::new(delay, gain)?, &mut y)?;
//!     signal.copy_from_slice(&y);
//!     (delay, gain) = (2 * delay, gain * gain);
//! }
//! backward::checked(&signal, Comb::new(delay, gain)?, &mut y)?;
//! assert_eq!(delay, 24);
//!
//! let mut expected = vec![0.0; 1000];
//! backward::checked(&x, Comb::new(3, 0.9)?, &mut expected)?;
//! for (y, expected) in y.iter().zip(&expected) {
//!     assert!((y - expected).abs() < 1e-12);
//! }
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! </details>
//!
//! 2. The sum of the latest 100 samples, for every sample of a signal, takes 100 additions each as one writes it down.
//!    Make it of two combs. When is that a bad idea?
//!
//! <details><summary>An answer</summary>
//!
//! The running sum, less the running sum 100 samples ago.
//!
//! ```
//! use hotloop::kernels::comb::{Comb, backward, forward};
//!
//! let x: Vec<f64> = (0..5000).map(|i| f64::from(i * i % 97)).collect();
//! let (mut running, mut latest) = (vec![0.0; 5000], vec![0.0; 5000]);
//! backward::simd(&x, Comb::new(1, 1.0)?, &mut running)?;
//! forward::simd(&running, Comb::new(100, -1.0)?, &mut latest)?;
//! for (n, sum) in latest.iter().enumerate() {
//!     let window = &x[(n + 1).saturating_sub(100)..=n];
//!     assert_eq!(*sum, window.iter().sum()); // integers: nothing is rounded
//! }
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! Numbers that are no integers round, and the running sum does not forget: what it rounds is measured by the sum of
//! the whole signal, and is in every window after it. So it is bad for long signals, and for large numbers before small
//! ones.
//!
//! </details>
//!
//! 3. How does the time of [`checked`] depend on the delay, from 1 to 64? Predict it from its chains, and measure it.
//!
//! <details><summary>An answer</summary>
//!
//! `delay` chains run side by side, so an output takes 15 cycles over `delay`, until something else binds: some
//! ten instructions, of which two comparisons fuse with their jumps, six operations a cycle, are 1.3 cycles, which a
//! delay of eleven or so reaches.
//! `cargo bench --bench cliffs -- --json comb.json comb::backward` had, for 4,096 samples on the Zen 4 above, 4.05 ns
//! with a delay of 1 (15.2 cycles), 1.01 with 4 (3.8), and 0.41 with 64 (1.5).
//!
//! </details>
//!
//! # Sources
//!
//! * Kogge and Stone 1973, *A parallel algorithm for the efficient solution of a general class of recurrence
//!   equations*.
//! * Merrill and Garland 2016, *Single-pass parallel prefix scan with decoupled look-back*.
//!
//! # Commands
//!
//! ```sh
//! cargo bench --bench tour -- comb::backward        # against the machine's limits
//! cargo bench --bench ladders -- comb::backward     # every rung, level and delay
//! cargo bench --bench cliffs -- comb::backward      # what costs more than what is beside it
//! cargo test --test comb
//! ```

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
