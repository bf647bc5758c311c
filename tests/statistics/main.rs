//! Whether random numbers look random: statistical tests of the streams, and of the uniform and the
//! normal variates that are drawn from them.
//!
//! Seeds are fixed, so a test passes always or never. What runs with all other tests takes some
//! million numbers. The ignored ones take a thousand times as many:
//!
//! ```text
//! cargo test --release --test statistics -- --ignored --nocapture
//! ```

mod bell;
mod correlations;
mod normals;
mod tools;
mod uniforms;
