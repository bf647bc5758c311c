//! The exponential function and the logarithm, for eight numbers at once.

mod exp;
mod ln;

#[allow(unused_imports, reason = "a kernel to come uses it")]
pub(crate) use exp::exp2_normal;
pub use exp::{exp, exp2};
pub use ln::ln;
