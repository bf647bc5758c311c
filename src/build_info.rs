//! What a report needs to be reproducible, recorded when the crate was built.
//!
//! ```
//! println!("built by {} for {}", hotloop::build_info::RUSTC, hotloop::build_info::TARGET);
//! ```

/// The compiler: `rustc 1.95.0 (59807616e 2026-04-14)`.
pub const RUSTC: &str = env!("HOTLOOP_BUILD_RUSTC");
/// The target triple: `x86_64-unknown-linux-gnu`.
pub const TARGET: &str = env!("HOTLOOP_BUILD_TARGET");
/// The instructions that the whole build may use, comma separated: `fxsr,sse,sse2`. A kernel's
/// level is found at run time and does not depend on them.
pub const TARGET_FEATURES: &str = env!("HOTLOOP_BUILD_TARGET_FEATURES");
/// Profile and optimisation level: `release, opt-level 3`.
pub const PROFILE: &str = env!("HOTLOOP_BUILD_PROFILE");
