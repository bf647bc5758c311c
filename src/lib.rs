#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod build_info;
mod error;
pub mod kernels;
pub mod simd;
#[cfg(feature = "threads")]
pub mod threads;

pub use error::Error;
