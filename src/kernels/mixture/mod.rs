//! Mixtures of normal distributions, fitted to points by expectation-maximisation (EM; Dempster,
//! Laird and Rubin 1977).
//!
//! The [tutorial](crate::kernels#the-tutorials)'s real-world example: points in the plane have come
//! from four sources, each a normal distribution. Where are the sources, how wide are they, and
//! which point is whose?
//!
//! # The loops
//!
//! ```text
//! repeat:
//!     for each point x:                                           the expectation:
//!         for each component k:                                   how much x is of k,
//!             r[k] = weight[k] * N(x; mean[k], covariance[k])     its responsibility
//!         r = r / sum(r)
//!     for each component k:                                       the maximisation:
//!         n          = sum of r[k]                                moments, in which a point
//!         weight[k]  = n / points                                 counts r[k] times
//!         mean[k]    = sum of r[k] * x / n
//!         covariance[k] = sum of r[k] * (x - mean[k]) (x - mean[k])^T / n
//!                         + floor on its diagonal
//! ```
//!
//! with `N(x; u, S) = exp(-(x - u)^T S^-1 (x - u) / 2) / sqrt((2 pi)^d |S|)`. No iteration makes
//! the points less likely, but for what the covariance floor adds, and for rounding. The tutorial's
//! has no weights: [`Weights::Fixed`] with equal ones.
//!
//! # The rungs
//!
//! | rung | what changes | what it is bound by |
//! |---|---|---|
//! | [`checked`](checked()) | nothing: inverse covariances, three passes over the points and their `n m` responsibilities | the exponential function, a point at a time |
//! | [`unchecked`](unchecked()) | no bounds checks | the same |
//! | [`simd`](simd()) | eight points at a time, and one pass | the multiply-add pipes |
//! | `threaded` | blocks of points to each member | the pipes of all cores |
//! | `model_parallel` | components to each member, all points | the pipes, and three barriers for every 65,536 densities |
//!
//! All take the points, the start and the [`Settings`], and return a [`Fit`]. The points are a
//! slice of `n d` numbers, `f64` or `f32`: the `d` coordinates of the first, then those of the second
//! (the array `(n, d)` of NumPy). All is computed in `f64`; an `f32` is widened when it is read first.
//! Each has a twin for points that have weights, in [`weighted`]. `checked` and `unchecked` agree to the bit, `simd`,
//! `threaded` and `model_parallel` do at every level, and with the others within a bound: see below.
//!
//! 1. **Points in lanes.** [`Points`] holds eight first coordinates side by side, then the eight
//!    second ones, and so on. It is made once, and every iteration reads it in order.
//! 2. **Cholesky in place of an inverse.** With `S = L L^T`, `z = L^-1 (x - u)` has the length that
//!    the density asks for, and it is a sum of squares: half the multiplications of a full matrix,
//!    and nothing that rounding could make negative. The factor is scaled such that the density is
//!    a power of 2 and not of e, so the exponential function has no reduction to make:
//!    [`simd::math`](crate::simd::math).
//! 3. **The largest first.** A point 40 standard deviations from all components has densities that
//!    are all zero in `f64`, and the responsibilities are 0/0. So the largest logarithm of a
//!    density is subtracted from all of them before the exponential function, and the largest share
//!    is 1 (log-sum-exp). The tutorial does not do this. All rungs here do.
//! 4. **One logarithm for 256 points.** The log-likelihood is a sum of logarithms, which is the
//!    logarithm of a product: the sums of shares are between 1 and `m`, so a good many fit.
//! 5. **One pass.** What the maximisation wants of a point is its responsibility times 1, `x - u`
//!    and `(x - u) (x - u)^T`. The expectation step has all of it, if `u` is the old mean:
//!    [`Moments`] are moved to the new one at the end. So the responsibilities never leave the
//!    cache: a tile of 256 points goes through three short loops and is done with. Where the
//!    dimensions are few, the densities of a group of points do not even leave the registers until
//!    they are shares. In many dimensions, the loops are products of matrices: tiles of sums stay
//!    in registers.
//! 6. **[`Moments`] merge**, so a block of points can be anybody's: the fused pass, the team and
//!    several machines are one algorithm. Blocks belong to the points and merge in their order:
//!    `threaded` has the bits of `simd` for every number of members.
//!
//! # What binds
//!
//! Multiplications: a core of today starts two vectors of them in a cycle, fused with an addition
//! or not. (Additions have two pipes of their own, and the loads, lookups and shifts theirs.) For
//! eight points in `d` dimensions, with `m` components, there are
//!
//! | | | `d = 2` |
//! |---|---|---|
//! | a component: `z` | `d (d + 1) / 2` | 3 |
//! | its square | `d` | 2 |
//! | the least so far, a comparison in the same pipes | 1 | 1 |
//! | a power of 2 | 7 | 7 |
//! | the responsibility, times `x - u`, times that again | `1 + d + d (d + 1) / 2` | 6 |
//! | once: a division, as long as five, and a product | 6 | 6 |
//!
//! so 82 for `d = 2` and `m = 4`: 41 cycles, or 5.1 a point. Measured on a Zen 5 it is 7.1 (1.9
//! ns), 69 % of what the pipes could do; in the cache and in memory alike, because each group of
//! points asks for one of the next tile. The powers of 2 are furthest from it: alone and in the
//! cache they take 5.1 cycles for the 3.5 of their multiplications (measured once), because eleven
//! steps wait for each other. In 16 dimensions with 8 components there are 2,510, and 73 % is
//! reached.
//! (`cargo bench --bench tour -- mixture`.)
//!
//! There, `simd` is 42 times as fast as `checked`, which is 82 ns a point, and `unchecked` 1.1
//! times: the tutorial's loops wait for four exponential functions, and indices that are checked in
//! the meantime cost little. On one core, scikit-learn takes 166 times as long for an iteration on
//! 4,000,000 points in the plane, the tutorial's loops in Cython 23 times, the same fused by hand
//! for numba 2.2 times; in 16 dimensions scikit-learn takes 20 times as long
//! (`python benches/peers/mixture.py`).
//!
//! # Data-parallel or model-parallel
//!
//! The tutorial finds that members who share out the components (the model) beat members who share
//! out the points (the data). Here, two members and whole calls of ten iterations
//! (`cargo bench --bench ladders -- mixture/schemes`):
//!
//! | points | `d` | `m` | `threaded`: the data | `model_parallel` |
//! |---|---|---|---|---|
//! | 400,000 | 2 | 4 | 4.9 ms | 9.2 ms |
//! | 20,000 | 16 | 8 | 5.8 ms | 6.6 ms |
//! | 2,000 | 64 | 32 | 81 ms | 54 ms |
//!
//! A responsibility is a quotient of one density by all. Who has all the components of a point has
//! all of that in registers. Who shares them has to write densities out, wait for the others at a
//! barrier, and read what they wrote. With four components in the plane that is most of the work,
//! and no more than four members have anything to do.
//!
//! It turns where the model is large and the points are few. The moments of a component in 64
//! dimensions are 2,145 sums, and everybody who has a share of the points has all of them for all
//! components, clears them, and merges them: 2,000 points are not worth doing that twice, and so
//! `threaded` makes one block of them, for one member. A member who has half of the components has
//! half of the sums, which stay in its cache, nothing is merged, and between two barriers there is
//! enough to do. The tutorial's reason is another one: its loops keep all responsibilities in
//! memory in any case.
//!
//! # Weights
//!
//! A point of weight `w` counts `w` times: its responsibilities and its log-likelihood do, in every
//! sum. A thousand equal readings are one point of weight 1,000, a histogram is its centres with
//! its counts, and importances need not be whole numbers. The rungs of [`weighted`] take the
//! `weights` behind the points; [`Points::weighted`] is what they rest on, and works with
//! [`iterate`], [`fit_best`] and [`Points::k_means_plus_plus`].
//!
//! * Points of weight zero are left out, to the bit, before anything else is done.
//! * Whole numbers come to what repeated points do, within the roundings of sums in another order:
//!   tests hold one iteration to `1e-11` of the scale of the points, as they do the rungs.
//! * Twice the weights are the same mixture, and twice the log-likelihood. The mean log-likelihood,
//!   by which a fit converges, is the log-likelihood by the sum of the weights, and that is the `n` of
//!   [`Criterion::Bic`], too: so weights that are no counts are best scaled such that they sum to
//!   how many independent points they stand for.
//!
//! `simd` and what is built on it take the three steps of a tile one by one then, and a logarithm for
//! each point. That takes 1.3 to 1.4 times as long in few dimensions with three or four components,
//! 2.3 times where one component on a line leaves little else to do, and no longer in 16 dimensions
//! (a 2-vCPU EPYC of the Zen 4 generation; `cargo bench --bench ladders -- mixture`).
//!
//! # Structures of covariance
//!
//! A full covariance has `d (d + 1) / 2` numbers, and a component with few points in many dimensions
//! does not settle them: it collapses, or fits the noise. [`Covariance`] says what is free: each
//! component's own matrix, its variances alone, one matrix for all, or one variance each. Only the
//! maximisation differs, and how many free [`parameters`](Mixture::parameters) AIC and BIC count: of the
//! moments it takes what is likeliest under the constraint (Banfield and Raftery 1993; Celeux and
//! Govaert 1995; McLachlan and Peel, Finite Mixture Models, 2000). It is one of the
//! [settings](Settings::covariance), so every rung has it, with weights or without, and the search has.
//! Tests hold all of them to scikit-learn's fits.
//!
//! # Accuracy
//!
//! A fit is as exact as its sums. Each rung adds in an order of its own, so they differ by
//! rounding, which the iteration may enlarge as long as it is on its way: tests hold one iteration
//! of every rung to a plain oracle within `1e-11` of the scale of the points, fits of ten
//! iterations to each other within `1e-10`, and converged ones to scikit-learn's within `1e-8`
//! (data, script and values are in `tests`). All levels give the same bits, however small the
//! responsibilities and however large the coordinates are. The
//! plain loops take powers and logarithms that have the same bits on every system, too, in place of the C
//! library's.
//!
//! What rounds is the logarithm of a density, by some `2^-53` of itself: so the responsibilities of
//! a point that is `s` standard deviations from all components are off by `s^2 2^-53` or so.
//! Beyond `10^8` deviations, rounding decides whose a point is that is about as far from two
//! components, and the rungs may decide in different ways.
//!
//! In `simd` and what is built on it, the covariance of an iteration in which a mean moves by `s`
//! standard deviations is off by up to `40 s^2 2^-52` of itself. A start that is a million
//! deviations off makes a first step that is good to two digits, and the next ones mend it. Beyond
//! ten million nothing is left of the first covariance: with a floor the fit goes on from what the
//! floor makes of it, and may end on another top than `checked`'s; without one it is refused. Start
//! with covariances as wide as the points, as k-means++ does.
//!
//! Points that are equal have themselves for a mean, exactly, and no covariance but the floor: at
//! once in the plain loops, and in the others after the iterations in which the mean gets there.
//!
//! In `simd` and its kin, a density of less than `2^-978` of the largest of its point has fewer digits
//! than others, and takes longer, because numbers on the way are subnormal. Below `2^-1022` it
//! counts as anything from zero to that, and from `2^-1023` down as zero, at every level: a point
//! far enough from a component (38 deviations do) does not move its mean at all. A component whose
//! responsibilities sum to less than `2^-800` has none, and gets the weight zero.
//!
//! # What can go wrong
//!
//! A component may collapse onto a point, a line or a plane: its likelihood grows without bound.
//! The covariance floor holds it, and [`Fit::states`] says [`State::Floored`]. It may lose all its
//! points: [`State::Starved`]. Its parameters are finite in any case. And EM climbs to the nearest
//! top, which need not be the highest: begin several times, as [`fit_best`] does.
//!
//! # In scikit-learn's words
//!
//! | `GaussianMixture` | here |
//! |---|---|
//! | `fit` | the rungs |
//! | `max_iter`, `tol`, `reg_covar` | [`Settings`]: `iterations`, `tolerance`, `covariance_floor` |
//! | `covariance_type`: `full`, `diag`, `tied`, `spherical` | [`Covariance`]: `Full`, `Diagonal`, `Shared`, `Spherical` |
//! | `init_params` | [`Mixture::k_means_plus_plus`] |
//! | `n_init`, and a loop over `n_components` for the least `bic` | [`fit_best`] |
//! | (no weights: `sample_weight` elsewhere) | [`Points::weighted`], [`weighted::simd`] |
//! | `lower_bound_`, `converged_` | the last of [`Fit::log_likelihoods`], [`Fit::converged`] |
//! | `predict`, `predict_proba`, `score_samples` | [`Mixture::labels`], [`Mixture::responsibilities`], [`Mixture::ln_densities`] |
//! | `score`, `aic`, `bic`, `sample` | [`Mixture::mean_log_likelihood`] (and [`Mixture::log_likelihood`]), [`Mixture::aic`], [`Mixture::bic`], [`Mixture::sample`] (`f64` or `f32`) |
//!
//! ```
//! use hotloop::kernels::mixture::{self, Mixture, Settings};
//! use hotloop::random::Generator;
//!
//! let truth = Mixture::new(&[0.3, 0.7], &[0.0, 0.0, 4.0, 4.0], &[1.0, 0.0, 0.0, 1.0, 1.0, 0.5, 0.5, 1.0])?;
//! let mut generator = Generator::new(10, 0);
//! let (mut x, mut labels) = (vec![0.0; 20_000], vec![0; 10_000]);
//! truth.sample(&mut generator, &mut x, &mut labels)?;
//!
//! let settings = Settings::default();
//! let start = Mixture::k_means_plus_plus(&x, 2, 2, &settings, &mut generator)?;
//! let fit = mixture::simd(&x, &start, &settings)?;
//! assert!(fit.converged());
//! let mut found = vec![0; 10_000];
//! fit.mixture().labels(&x, &mut found)?;
//! # Ok::<(), hotloop::Error>(())
//! ```

mod best;
mod bytes;
mod checked;
mod cholesky;
mod counted;
mod counts;
mod criterion;
mod fit;
mod maximise;
mod model;
#[cfg(feature = "threads")]
mod model_parallel;
mod moments;
mod nearest;
mod points;
mod race;
mod sample;
#[cfg(feature = "serde")]
mod saved;
mod scores;
mod settings;
mod simd;
mod spread;
mod start;
mod structure;
mod terms;
#[cfg(feature = "threads")]
mod threaded;
mod unchecked;
pub mod weighted;

pub use best::{Best, Trial, fit_best, fit_best_at};
#[cfg(feature = "threads")]
pub use best::{fit_best_on, fit_best_on_at};
pub use checked::checked;
pub use criterion::Criterion;
#[cfg(feature = "mpi")]
pub(crate) use fit::enough;
pub use fit::{Fit, iterate};
pub use maximise::State;
pub use model::Mixture;
#[cfg(feature = "threads")]
pub use model_parallel::{model_parallel, model_parallel_at};
pub use moments::Moments;
pub use points::Points;
pub use settings::{Settings, Weights};
#[cfg(feature = "mpi")]
pub(crate) use simd::{POINTS, block_of};
pub use simd::{simd, simd_at};
pub use structure::Covariance;
#[cfg(feature = "threads")]
pub use threaded::{threaded, threaded_at};
pub use unchecked::unchecked;
