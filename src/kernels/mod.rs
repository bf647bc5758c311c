//! The ladders: a folder a kernel, and the same four rungs in every folder.
//!
//! | rung | what it is | the tutorials' word for it |
//! |---|---|---|
//! | `checked` | the safe, indexed loop, written as the tutorial wrote it | the Python or Cython loop |
//! | `unchecked` | the same loop with the bounds checks taken off | `boundscheck(False)` |
//! | `simd` | eight lanes at a time, the best instruction set at run time | NumPy, numba |
//! | `threaded` | the simd rung on a team of pinned threads | `prange`, joblib, `Pool.map` |
//!
//! All rungs of a kernel take the same arguments in the same order, `threaded` after the team, and
//! agree on the answer: to the last bit, or to a bound that the docs state. (Those of [`primes`] are
//! four algorithms and not one: see there.) `simd_at` and
//! `threaded_at` take the [`Level`](crate::simd::Level) first. Rungs beyond the four carry names of
//! their own.
//!
//! | kernel | formula | rungs beyond the four |
//! |---|---|---|
//! | [`sum`] | `sum_i x[i]` | `neumaier` |
//! | [`summary`] | count, sum, mean, variance, minimum, maximum | `strided` |
//! | [`pairwise`] | `sum_i sum_j x[i] * x[j]` | `closed_form`; `scheduled`; `strided`; `between`: the same rungs, over two arrays; `general`: any function of two numbers |
//! | [`map`] | `y[i] = if x[i] < threshold { 0 } else { x[i] }` | |
//! | [`comb::forward`] | `y[n] = x[n] + gain * x[n - delay]` | `in_place`: the same four, overwriting the signal |
//! | [`comb::backward`] | `y[n] = x[n] + gain * y[n - delay]` | `in_place`: the same four, overwriting the signal |
//! | [`ou`] | `path[i + 1] = relax * path[i] + diffuse * noise[i]` | `ensemble`: the same four, over many paths; `seeded`: the same four, with noise of their own |
//! | [`uniform`] | `low + (high - low) * u`, with random `u` from 0 to 1 | |
//! | [`normal`] | `mean + deviation * z`, with standard normal `z` | `ziggurat`: other numbers |
//! | [`histogram`] | how many `x[i]` fall in each bin | |
//! | [`mixture`] | a mixture of normal distributions, fitted by expectation-maximisation | `model_parallel`; beside the rungs `iterate`, `Points`, `Moments` |
//! | [`heavy`] | a picture of uniform numbers, counted | `difficult_function` |
//! | [`primes`] | the sum of all primes below `n` | `counting`: without finding them; beside the rungs `is_prime`, `between` and `sum_primes_each` |

mod across;
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
pub mod primes;
mod recurrence;
mod scaled;
pub mod sum;
pub mod summary;
mod two_sum;
pub mod uniform;
