//! What a report needs to be reproducible: recorded when the crate was built, and found out about the
//! machine that it runs on.
//!
//! ```
//! println!("{}", hotloop::build_info::report());
//! ```

use crate::machine::Machine;
use crate::simd::Level;

/// The compiler: `rustc 1.95.0 (59807616e 2026-04-14)`.
pub const RUSTC: &str = env!("HOTLOOP_BUILD_RUSTC");
/// The target triple: `x86_64-unknown-linux-gnu`.
pub const TARGET: &str = env!("HOTLOOP_BUILD_TARGET");
/// The instructions that the whole build may use, comma separated: `fxsr,sse,sse2`. A kernel's
/// level is found at run time and does not depend on them.
pub const TARGET_FEATURES: &str = env!("HOTLOOP_BUILD_TARGET_FEATURES");
/// Profile and optimisation level: `release, opt-level 3`.
pub const PROFILE: &str = env!("HOTLOOP_BUILD_PROFILE");

/// All of it in four lines, for the head of a report or of a bug: what was built, for which
/// instructions, which level kernels run at, and what [`Machine`] finds for this thread.
///
/// ```text
/// hotloop 0.1.0 by rustc 1.95.0 (59807616e 2026-04-14) for x86_64-unknown-linux-gnu, release, opt-level 3
/// built with fxsr,sse,sse2,x87
/// level avx2 of portable, avx2
/// machine with 2 cores; L1d 32 KiB, L2 512 KiB, L3 32 MiB; pages of 4 KiB, 2 MiB if advised
/// ```
pub fn report() -> String {
    let version = env!("CARGO_PKG_VERSION");
    let levels: Vec<_> = Level::supported().into_iter().map(Level::name).collect();
    format!(
        "hotloop {version} by {RUSTC} for {TARGET}, {PROFILE}\n\
         built with {TARGET_FEATURES}\n\
         level {} of {}\n\
         machine with {}",
        Level::current(),
        levels.join(", "),
        Machine::current(),
    )
}
