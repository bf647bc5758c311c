//! The ladders of kernels: every kernel has the same four rungs, from the plain loop to SIMD on
//! threads.
//!
//! Begin with [`sum`], which explains each rung. Terms are links to the [glossary](crate::glossary).
//!
//! | rung | what it is | the tutorials' word for it |
//! |---|---|---|
//! | `checked` | the safe, indexed loop, written as the tutorial wrote it | the Python or Cython loop |
//! | `unchecked` | the same loop with the [bounds checks](crate::glossary#bounds-check) taken off | `boundscheck(False)` |
//! | `simd` | eight [lanes](crate::glossary#lane) at a time, the best instruction set at run time | NumPy, numba |
//! | `threaded` | the simd rung on a [team](crate::glossary#team) of [pinned](crate::glossary#pinning) threads | `prange`, joblib, `Pool.map` |
//!
//! All rungs of a kernel take the same arguments in the same order, `threaded` after the team, and agree on the
//! answer: to the last bit, or to a bound that the docs state. (Only those of [`primes`] are four different
//! algorithms.) Every function that chooses its instructions at run time has a twin whose name ends in `_at`, which
//! takes the [`Level`](crate::simd::Level) first: `simd_at`, `threaded_at` and so on, for tests and benches.
//! [`dispatch!`](crate::dispatch) writes them. Rungs beyond the four carry names of their own.
//!
//! | kernel | formula | rungs beyond the four |
//! |---|---|---|
//! | [`sum`] | `sum_i x[i]` | `neumaier`, `exact`, `exact_threaded` |
//! | [`summary`] | count, sum, mean, variance, minimum, maximum | `strided`; `columns`: the same four, of every column of a table |
//! | [`pairwise`] | `sum_i sum_j x[i] * x[j]` | `closed_form`; `scheduled`; `strided`; `between`: the same rungs, over two arrays; `general`: any function of two numbers |
//! | [`map`] | `y[i] = if x[i] < threshold { 0 } else { x[i] }` | |
//! | [`comb::forward`] | `y[n] = x[n] + gain * x[n - delay]` | `in_place`: the same four, overwriting the signal |
//! | [`comb::backward`] | `y[n] = x[n] + gain * y[n - delay]` | `in_place`: the same four, overwriting the signal |
//! | [`comb::Echo`] | either of them, of a signal that comes in blocks | `process`, `process_to` |
//! | [`ou`] | `path[i + 1] = relax * path[i] + diffuse * noise[i]` | `ensemble`: the same four, over many paths; `seeded`: the same four, with noise of their own; beside the rungs `Path` |
//! | [`uniform`] | `low + (high - low) * u`, with random `u` from 0 to 1 | |
//! | [`normal`] | `mean + deviation * z`, with standard normal `z` | `ziggurat`: other numbers |
//! | [`histogram`] | how many `x[i]` fall in each bin | `weighted`: the same four, with a weight for each value |
//! | [`mixture`] | a mixture of normal distributions, fitted by expectation-maximisation | `model_parallel`; beside the rungs `iterate`, `Points`, `Moments`, `fit_best` |
//! | [`heavy`] | a picture of uniform numbers, counted | `difficult_function` |
//! | [`primes`] | the sum of all primes below `n` | `counting`: without finding them; beside the rungs `is_prime`, `between` and `sum_primes_each` |
//!
//! # The tutorials
//!
//! The loops come from four tutorials on fast Python, to which the pages refer as "the tutorial":
//!
//! | tutorial | what comes from it |
//! |---|---|
//! | *Accelerating Applications*, a notebook | [`sum`], [`map`], [`uniform`], [`histogram`], [`heavy`] |
//! | Jacob Schreiber, on parallel processing in Python | [`summary`], [`pairwise`], [`mixture`] |
//! | *Parallel/efficient coding in Python*, a notebook | [`primes`], [`comb`] |
//! | Antonino Ingargiola, *A tour of python profiling and optimization*, EuroScipy 2018 | [`ou`], [`normal`] |
//!
#![cfg_attr(
    feature = "threads",
    doc = "What there is for each of their cells is on the page of [`tutorials`](crate::tutorials)."
)]
//!
//! # Adding a ladder
//!
#![cfg_attr(
    feature = "threads",
    doc = "(For a kernel in a program of your own, see the [guide](crate::guide::kernel).)"
)]
//!
//! `map` has the four rungs and nothing else, so it is the one to look at. These are the files, in the order in which
//! they are best written. A new ladder touches no other, and `tests/catalogue.rs` names each of them that lacks it.
//!
//! 1. `src/kernels/map/checked.rs`: the loop, with its arguments checked as all rungs check them.
//! 2. `src/kernels/map/unchecked.rs`: the same, with one check before it, and a proof beside it.
//! 3. `src/kernels/map/simd.rs`: the kernel, a generic function over [`Simd`](crate::simd::Simd), and
//!    the [`dispatch!`](crate::dispatch!) that lets it run at every level.
//! 4. `src/kernels/map/threaded.rs`: blocks of it on a team, behind `#[cfg(feature = "threads")]`.
//! 5. `src/kernels/map/mod.rs`: the page, with the headings that all pages have: *In Python*, *An example*, *The
//!    formula* (if it says more than the loop), *The rungs* (why each is faster than the one before, with the
//!    instructions that matter), *What binds* (predicted and measured), *What it cost* (in lines of code), how far
//!    the rungs agree, *Exercises* (with answers that are checked), *Sources* and *Commands*.
//! 6. This file: the module, a row in the table of ladders, which names the rungs beyond the four, and
//!    its place among the tutorials if it comes from one (and in `README.md`).
//! 7. `tests/map.rs`: every rung, level, alignment and team against an oracle; bad arguments, which
//!    leave the output as it was; and what is special about the ladder. And a few lines in
//!    `src/kernels/levels.rs`, which holds the kernel to a model of AVX-512 where there is none.
//! 8. `benches/catalogue/map.rs`, and two lines in `benches/catalogue/mod.rs`: its inputs, rungs and
//!    peers, what limits it, and what the answer must be. The criterion benches, the tour and its
//!    limits, and the test that everything is inlined, use it. Peers in Python, if there are any, are in
//!    `benches/peers/ladders/map.py`.
//! 9. `benches/passport/map.rs`, and two lines in `benches/passport/mod.rs`: the inputs whose answers are compared bit
//!    by bit with a table. `HOTLOOP_WRITE_PASSPORT=1 cargo test --test passport -- --ignored` writes the table.
//! 10. `tests/corpora/bodies`, where it takes lengths or parameters: what fuzzing calls. And two lists: of what
//!     is public (`cargo run --locked -- write` in `tests/api`), and of what vector code can panic on, if it can
//!     (`tests/inlining/panics.rs`).
//! 11. `README.md`: its place in the reading order; and `CHANGELOG.md`.

pub mod comb;
pub mod heavy;
pub mod histogram;
#[cfg(test)]
mod levels;
pub mod map;
pub mod mixture;
pub mod normal;
pub mod ou;
pub mod pairwise;
#[cfg(all(test, feature = "threads", not(loom), not(miri)))]
mod passport;
pub mod primes;
pub mod sum;
pub mod summary;
pub mod uniform;
