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
//! [What a weight is](super#weights) stands on the page above. Who lays points out once, and goes over
//! them himself, has [`Points::weighted`](super::Points::weighted).

pub use super::checked::weighted as checked;
#[cfg(feature = "threads")]
pub use super::model_parallel::{weighted as model_parallel, weighted_at as model_parallel_at};
pub use super::simd::{weighted as simd, weighted_at as simd_at};
#[cfg(feature = "threads")]
pub use super::threaded::{weighted as threaded, weighted_at as threaded_at};
pub use super::unchecked::weighted as unchecked;
