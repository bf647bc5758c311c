// Its example needs the threads.
#![cfg_attr(feature = "threads", doc = include_str!("../README.md"))]
#![cfg_attr(
    not(feature = "threads"),
    doc = "Slow loops, made fast, one rung at a time. The front page is that of the default features."
)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(loom, allow(unused, reason = "what kernels use, who are left out"))]

// What the tests share with the benches knows the crate by its name.
#[cfg(all(test, feature = "threads", not(loom), not(miri)))]
extern crate self as hotloop;

pub mod build_info;
mod error;
pub mod glossary;
#[cfg(all(feature = "threads", not(loom)))]
pub mod guide;
// Loom runs models of threads, which need no kernels.
#[cfg(not(loom))]
pub mod kernels;
pub mod machine;
pub mod memory;
#[cfg(not(loom))]
mod numerics;
#[cfg(feature = "races")]
pub mod races;
pub mod random;
#[cfg(all(feature = "mpi", not(loom)))]
pub mod ranks;
pub mod simd;
#[cfg(feature = "threads")]
pub mod threads;
#[cfg(all(feature = "threads", not(loom)))]
pub mod tutorials;

pub use error::Error;
