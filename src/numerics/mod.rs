//! Arithmetic that ladders share, and that is no ladder itself.
//!
//! | module | what it is | whose |
//! |---|---|---|
//! | [`axpy`] | `y + a x` in place, in lanes | `comb` |
//! | [`compensated`] | addition that keeps what it rounds away | `sum`, `summary`, `pairwise`, `mixture` |
//! | [`horizontal`] | the sum across the lanes of a vector, in one order | every kernel that reduces |
//! | [`scaled`] | sums of finite numbers that overflow on the way | `sum`, `summary`, `pairwise` |
//! | [`recurrence`] | the linear recurrence of any delay, in lanes and in blocks | `comb`, `ou` |

pub(crate) mod axpy;
pub(crate) mod compensated;
pub(crate) mod horizontal;
pub(crate) mod recurrence;
pub(crate) mod scaled;
