//! Mixtures of normal distributions, fitted to points by expectation-maximisation (EM).
//!
//! # In Python
//!
//! The real-world example of Jacob Schreiber's tutorial: points in the plane have come from four sources, each a
//! normal distribution. Where are the sources, how wide are they, and which point is whose? It fits 400,000
//! points in NumPy, writes the loops out for Cython, and then shares them among processes and threads in two
//! ways ([its cells][tutorials]). An iteration is
//!
//! ```text
//! # The expectation (E step): how much is x of k? This is its responsibility.
//! for each point x:
//!     for each component k:
//!         r[k] = weight[k] * N(x; mean[k], covariance[k])
//!     r = r / sum(r)
//! # The maximisation (M step): moments, in which each point counts r[k] times.
//! for each component k:
//!     n         = sum of r[k]
//!     weight[k] = n / points
//!     mean[k]   = sum of r[k] * x / n
//!     scatter   = sum of r[k] * (x - mean[k]) (x - mean[k])^T
//!     covariance[k] = scatter / n + floor on its diagonal
//! ```
//!
//! # An example
//!
//! Points are drawn from a mixture, another one is fitted to them, and it labels them:
//!
//! ```
//! use hotloop::kernels::mixture::{self, Mixture, Settings};
//! use hotloop::random::Generator;
//!
//! // Two sources in the plane: their weights, means, and covariances.
//! let truth = Mixture::new(&[0.3, 0.7], &[0.0, 0.0, 4.0, 4.0], &[1.0, 0.0, 0.0, 1.0, 1.0, 0.5, 0.5, 1.0])?;
//! let mut generator = Generator::new(10, 0);
//! let (mut x, mut labels) = (vec![0.0; 20_000], vec![0; 10_000]);
//! truth.sample(&mut generator, &mut x, &mut labels)?;
//!
//! let settings = Settings::default(); // those of scikit-learn
//! let start = Mixture::k_means_plus_plus(&x, 2, 2, &settings, &mut generator)?;
//! let fit = mixture::simd(&x, &start, &settings)?;
//! assert!(fit.converged());
//!
//! // Which of the two is found first depends on the start.
//! let near = |k: usize, mean: f64| fit.mixture().mean(k).iter().all(|x| (x - mean).abs() < 0.1);
//! assert!(near(0, 0.0) && near(1, 4.0) || near(0, 4.0) && near(1, 0.0));
//! let mut found = vec![0; 10_000];
//! fit.mixture().labels(&x, &mut found)?;
//! let same = labels.iter().zip(&found).filter(|(a, b)| a == b).count();
//! assert!(same.max(10_000 - same) > 9_900);
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! # The formula
//!
//! The density of a normal distribution in `d` dimensions, and that of a mixture:
//!
//! ```text
//! N(x; u, S) = exp(-(x - u)^T S^-1 (x - u) / 2) / sqrt((2 pi)^d |S|)
//! p(x) = sum over k of weight[k] N(x; mean[k], covariance[k])
//! ```
//!
//! No iteration makes the points less likely, but for what the covariance floor adds, and for
//! [rounding](crate::glossary#rounding). The tutorial's has no weights: [`Weights::Fixed`] with equal ones.
//!
//! All rungs take the points, a [`Mixture`] to start with, and the [`Settings`], and return a [`Fit`]. The points
//! are a slice of `n d` numbers, `f64` or `f32`: the `d` coordinates of the first, then those of the second (the
//! array `(n, d)` of NumPy). All is computed in `f64`; an `f32` is widened when it is read first.
//!
//! # The rungs
//!
//! | rung | what changes | what it is bound by |
//! |---|---|---|
//! | [`checked`](checked()) | nothing: inverse covariances, three passes over the points and their `n m` responsibilities | the exponential function, a point at a time |
//! | [`unchecked`](unchecked()) | no [bounds checks](crate::glossary#bounds-check) | the same |
//! | [`simd`](simd()) | eight points at a time, and one pass | the multiply-add pipes |
//! | `threaded` | blocks of points to each member | the pipes of all cores |
//! | `model_parallel` | components to each member, all points | the pipes, and three barriers for every 65,536 densities |
//!
//! Each has a twin for points that have weights, in [`weighted`]. `checked` and `unchecked` agree to the bit,
//! `simd`, `threaded` and `model_parallel` do at every level, and with the others within a
//! [bound](Fit#how-exact-a-fit-is).
//!
//! 1. **`unchecked` gains a tenth.** The loops wait for an exponential function a density, and indices that
//!    are checked in the meantime cost little.
//! 2. **Points in lanes.** [`Points`] holds eight first coordinates side by side, then the eight
//!    second ones, and so on, so one instruction works on eight points, one in each
//!    [lane](crate::glossary#lane). It is made once, and every iteration reads it in order.
//! 3. **Cholesky in place of an inverse.** With `S = L L^T`, `z = L^-1 (x - u)` has the length that
//!    the density asks for, and it is a sum of squares: half the multiplications of a full matrix,
//!    and nothing that rounding could make negative. In the plane it is two `vsubpd`, two `vmulpd` and
//!    three `vfmadd231pd` ([fused multiply-adds](crate::glossary#fused-multiply-add)).
//! 4. **A power of 2, without a reduction.** The factor `L` is scaled such that the density is a power of 2 and
//!    not of e. Then the whole part of the exponent is moved into place by `vpsllq`, sixteenths of it are looked
//!    up by `vpermi2pd`, and six `vfmadd213pd` and a `vmulpd` do the rest
//!    ([`simd::math`](crate::simd::math)).
//! 5. **The largest first.** A point 40 standard deviations from all components has densities that
//!    are all zero in `f64`, and the responsibilities are 0/0. So the largest logarithm of a
//!    density is subtracted from all of them before the exponential function, and the largest share
//!    is 1 (log-sum-exp). The tutorial does not do this. All rungs here do.
//! 6. **One logarithm for 256 points.** The log-likelihood is a sum of logarithms, which is the
//!    logarithm of a product: the sums of shares are between 1 and `m`, so a good many fit.
//! 7. **One pass.** What the maximisation wants of a point is its responsibility times 1, `x - u`
//!    and `(x - u) (x - u)^T`. The expectation has all of it, if `u` is the old mean: [`Moments`] are moved to
//!    the new one at the end. So the responsibilities never leave the cache: a tile of 256 points goes through
//!    three short loops and is done with. Where the dimensions are few, the densities of a group of points do
//!    not even leave the registers until they are shares. In many dimensions, the loops are products of
//!    matrices: tiles of sums stay in registers.
//! 8. **[`Moments`] merge**, so a block of points can be anybody's: the fused pass, the
//!    [team](crate::glossary#team) and several machines are one algorithm. Blocks belong to the points and merge
//!    in their order: `threaded` has the bits of `simd` for every number of members.
//!
//! Who computes what in an iteration of `threaded`:
//!
#![doc = include_str!("blocks.svg")]
//!
//! # What binds
//!
//! Multiplications, fused with an addition or not. Eight points in the plane with four components take 78 of
//! them ([counted](simd()#what-binds-it)). A core of Zen 5 starts two vectors of them in a cycle, one of Zen 4
//! one (it has four pipes of half the width, and two of these multiply).
//!
//! | 4 components in the plane | predicted, a point | measured |
//! |---|---|---|
//! | Zen 5, 4,000,000 points | 78 / 2 / 8 = 4.9 cycles | 7.4 cycles (1.90 ns at 3.9 GHz): 66 % of what the pipes can do |
//! | Zen 4, 400,000 points | 78 / 8 = 9.8 cycles | 12.9 cycles (3.48 ns at 3.7 GHz): 75 % |
//! | Zen 4, 400,000 points, two members | 78 / 8 / 2 = 4.9 cycles | 7.0 cycles (1.88 ns): 70 %, and 74 % of the multiply-adds that both were measured to do |
//!
//! Furthest from the rate of the pipes are the powers of 2, whose steps wait for each other
//! ([figures](simd()#what-binds-it)). In the cache and in memory it is alike, because each group of points
//! asks for one of the next tile. In 16 dimensions with 8 components there are 2,502 multiplications, and
//! Zen 5 reaches 73 % (`cargo bench --bench tour -- mixture`; the clock rates are those that its multiply-adds show).
//!
//! With four components in the plane `simd` is 42 times as fast as `checked`, which takes 82 ns a point on the
//! Zen 5. On one core, scikit-learn takes 166 times as long for an iteration on 4,000,000 points, the tutorial's
//! loops in Cython 23 times, the same fused by hand for numba 2.2 times; in 16 dimensions scikit-learn takes 20
//! times as long (measured once, an iteration more against one less; `cargo bench --bench tour -- --peers python
//! mixture` runs the same loops in turn with ours, two iterations and what a call does once).
//!
//! # What it cost
//!
//! | file | lines of code |
//! |---|---|
//! | `checked.rs`, `unchecked.rs` | 148, 141 |
//! | the folder `simd` | 1,103 |
//! | `threaded.rs` | 76 |
//! | `model_parallel.rs` | 151 |
//! | `moments.rs`, `maximise.rs`, `cholesky.rs`, `points.rs`, `fit.rs`: what all share | 122, 204, 49, 162, 115 |
//!
//! (Without comments, blank lines and tests; points with weights included.) Two forms of the pass, one for few
//! dimensions and one for many, are nearly half of `simd`. `threaded` is little, because moments merge.
//!
//! # Data-parallel or model-parallel
//!
//! The tutorial finds that members who share out the components (the model) beat members who share
//! out the points (the data). Here, two members and whole calls of ten iterations on a 2-core EPYC (Zen 5)
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
//! # What can go wrong
//!
//! A component may collapse onto a point, a line or a plane: its likelihood grows without bound.
//! The covariance floor holds it, and [`Fit::states`] says [`State::Floored`]. It may lose all its
//! points: [`State::Starved`]. Its parameters are finite in any case. And EM climbs to the nearest
//! top, which need not be the highest: begin several times, as [`fit_best`] does.
//!
//! # Beyond the tutorial
//!
//! * **Points that count more or less than once**: [`weighted`].
//! * **Covariances with less to fit**, where a component has few points in many dimensions: [`Covariance`].
//! * **How many components there are**, and the best of many starts: [`fit_best`].
//! * **Points on several machines**, or more than memory holds: [`iterate`] and [`Moments::merge`].
//! * **How exact all that is**: [`Fit`](Fit#how-exact-a-fit-is).
//!
//! In scikit-learn's words:
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
//! # Exercises
//!
//! **1.** The points do not fit in memory, but can be read again in every iteration, a block at a time. Fit a
//! mixture to them.
//!
//! <details><summary>An answer</summary>
//!
//! An iteration needs the moments of all points and nothing else of them, and moments merge. Here blocks are
//! drawn again in place of being read from a file.
//!
//! ```
//! use hotloop::kernels::mixture::{self, Mixture, Points, Settings};
//! use hotloop::random::Generator;
//!
//! const BLOCK: usize = 1_000;
//! let truth = Mixture::new(&[0.5, 0.5], &[0.0, 4.0], &[1.0, 1.0])?; // on a line
//! let read = |block: u64, x: &mut [f64]| {
//!     truth.sample(&mut Generator::new(10, block), x, &mut [0; BLOCK])
//! };
//!
//! let start = Mixture::new(&[0.5, 0.5], &[1.0, 3.0], &[1.0, 1.0])?;
//! let settings = Settings::default();
//! let mut x = vec![0.0; BLOCK];
//! let fit = mixture::iterate(&start, &settings, |model| {
//!     read(0, &mut x)?;
//!     let mut moments = Points::new(&x, 1)?.moments(model)?;
//!     for block in 1..5 {
//!         read(block, &mut x)?;
//!         moments.merge(&Points::new(&x, 1)?.moments(model)?)?;
//!     }
//!     Ok(moments)
//! })?;
//!
//! // The same as of all points at once, but for the order in which sums are taken.
//! let mut all = vec![0.0; 5 * BLOCK];
//! for (block, x) in (0..).zip(all.chunks_mut(BLOCK)) {
//!     read(block, x)?;
//! }
//! let whole = mixture::simd(&all, &start, &settings)?;
//! assert_eq!(fit.iterations(), whole.iterations());
//! for (a, b) in fit.mixture().means().iter().zip(whole.mixture().means()) {
//!     assert!((a - b).abs() < 1e-10);
//! }
//! # Ok::<(), hotloop::Error>(())
//! ```
//! </details>
//!
//! **2.** Of 100,000 readings only a [histogram](crate::kernels::histogram) is left. Fit a mixture to it. How far
//! are its means from those of a fit to the readings?
//!
//! <details><summary>An answer</summary>
//!
//! A bin is a point at its centre that counts as often as the bin says. A reading is at most half a width from
//! its centre, and these distances cancel nearly all, so the means are off by far less than that.
//!
//! ```
//! use hotloop::kernels::histogram::{self, Bins, Histogram};
//! use hotloop::kernels::mixture::{self, Mixture, Settings};
//! use hotloop::random::Generator;
//!
//! let truth = Mixture::new(&[0.4, 0.6], &[-2.0, 2.0], &[1.0, 0.5])?; // on a line
//! let mut x = vec![0.0; 100_000];
//! truth.sample(&mut Generator::new(10, 0), &mut x, &mut vec![0; 100_000])?;
//! let mut counted = Histogram::new(&Bins::uniform(200, -10.0, 10.0)?)?;
//! histogram::simd(&x, &mut counted);
//!
//! let (centres, counts): (Vec<f64>, Vec<f64>) =
//!     counted.iter().map(|([low, high], count)| ((low + high) / 2.0, count as f64)).unzip();
//! let settings = Settings::default();
//! let of_bins = mixture::weighted::simd(&centres, &counts, &truth, &settings)?;
//! let of_readings = mixture::simd(&x, &truth, &settings)?;
//! for k in 0..2 {
//!     let apart = of_bins.mixture().mean(k)[0] - of_readings.mixture().mean(k)[0];
//!     assert!(apart.abs() < 0.1 / 20.0); // a bin is 0.1 wide
//! }
//! # Ok::<(), hotloop::Error>(())
//! ```
//! </details>
//!
//! **3.** Write down how many multiplications eight points take in `d` dimensions with `m` components, from
//! [what binds `simd`](simd()#what-binds-it). What takes most of them in the plane, and what in 64 dimensions?
//! Does your machine reach the same share of its pipes in both?
//!
//! <details><summary>An answer</summary>
//!
//! In the plane the power of 2, and in many dimensions the products of pairs of coordinates: those in `z`, and
//! those in the moments.
//!
//! ```
//! /// For a component: those of pairs, the others that grow with `d`, and the constant ones.
//! fn parts(d: u32) -> [u32; 3] {
//!     let triangle = d * (d + 1) / 2;
//!     [2 * triangle, 2 * d, 7 + 1]
//! }
//! let all = |d, m| m * parts(d).iter().sum::<u32>() + 6;
//! assert_eq!((all(2, 4), all(16, 8)), (78, 2_502));
//! assert_eq!((parts(2), parts(64)), ([6, 4, 8], [4_160, 128, 8]));
//! ```
//!
//! `cargo bench --bench tour -- mixture` prints the share reached: 75 % for four components in the plane and
//! 78 % for eight in 16 dimensions, on a 2-core EPYC (Zen 4).
//! </details>
//!
//! # Sources
//!
//! * Dempster, Laird and Rubin, Maximum likelihood from incomplete data via the EM algorithm, Journal of the
//!   Royal Statistical Society B 39, 1977.
//! * McLachlan and Peel, Finite Mixture Models, 2000.
//! * Chan, Golub and LeVeque, Algorithms for computing the sample variance, The American Statistician 37, 1983:
//!   how moments merge.
//!
//! # Commands
//!
//! ```sh
//! cargo test --test mixture
//! cargo bench --bench ladders -- mixture/
//! cargo bench --bench tour -- mixture       # against the machine's limits
//! # Beside scikit-learn, Cython and numba, which `python` has: see benches/peers/README.md.
//! cargo bench --bench tour -- --peers python mixture
//! ```
#![cfg_attr(
    feature = "threads",
    doc = "\n[tutorials]: crate::tutorials#jacob-schreiber-on-parallel-processing-in-python"
)]
#![cfg_attr(
    not(feature = "threads"),
    doc = "\n[tutorials]: crate::kernels#the-tutorials"
)]

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
