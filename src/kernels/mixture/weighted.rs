//! Every rung for points that count more or less than once: the weights stand behind the points.
//!
//! | rung | what it does |
//! |---|---|
//! | [`checked`] | the plain loops, in which a responsibility is taken as often as its point counts |
//! | [`unchecked`] | no bounds checks |
//! | [`simd`] | eight points at a time, and the three steps of a tile one by one |
//! | `threaded` | blocks of points to each member |
//! | `model_parallel` | components to each member |
//!
//! # Weights
//!
//! A point of weight `w` counts `w` times: its responsibilities and its log-likelihood do, in every
//! sum. A thousand equal readings are one point of weight 1,000, a histogram is its centres with
//! its counts, and importances need not be whole numbers. The rungs take the `weights` behind the points;
//! [`Points::weighted`] is what they rest on, and works with [`iterate`], [`fit_best`] and
//! [`Points::k_means_plus_plus`]. It is also for those who lay points out once and go over them themselves.
//!
//! ```
//! use hotloop::kernels::mixture::{Mixture, Settings, weighted};
//!
//! let (x, weights) = ([0.0, 1.0, 5.0, 6.0], [3.0, 1.0, 2.0, 2.0]); // on a line
//! let start = Mixture::new(&[0.5, 0.5], &[1.0, 4.0], &[1.0, 1.0])?;
//! let fit = weighted::simd(&x, &weights, &start, &Settings::default())?;
//! assert!((fit.mixture().mean(0)[0] - 0.25).abs() < 1e-3); // of 0, 0, 0 and 1
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! * Points of weight zero are left out, to the bit, before anything else is done.
//! * Whole numbers come to what repeated points do, within the roundings of sums in another order:
//!   tests hold one iteration to `1e-11` of the scale of the points, as they do the rungs.
//! * Twice the weights are the same mixture, and twice the log-likelihood. The mean log-likelihood,
//!   by which a fit converges, is the log-likelihood by the sum of the weights, and that is the `n` of
//!   [`Criterion::Bic`], too: so weights that are no counts are best scaled such that they sum to
//!   how many independent points they stand for.
//!
//! # What they cost
//!
//! `simd` and what is built on it take the three steps of a tile one by one, and a logarithm for
//! each point. That takes 1.3 to 1.4 times as long in few dimensions with three or four components,
//! 2.3 times where one component on a line leaves little else to do, and no longer in 16 dimensions
//! (a 2-vCPU EPYC of the Zen 4 generation; `cargo bench --bench ladders -- mixture`).
//!
//! [`Criterion::Bic`]: super::Criterion::Bic
//! [`Points::weighted`]: super::Points::weighted
//! [`Points::k_means_plus_plus`]: super::Points::k_means_plus_plus
//! [`iterate`]: super::iterate
//! [`fit_best`]: super::fit_best

pub use super::checked::weighted as checked;
#[cfg(feature = "threads")]
pub use super::model_parallel::{weighted as model_parallel, weighted_at as model_parallel_at};
pub use super::simd::{weighted as simd, weighted_at as simd_at};
#[cfg(feature = "threads")]
pub use super::threaded::{weighted as threaded, weighted_at as threaded_at};
pub use super::unchecked::weighted as unchecked;
