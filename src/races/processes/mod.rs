//! A pool of worker processes.

mod pool;
mod process;
mod stdio;
pub(in crate::races) mod wire;
mod worker;

pub use pool::{Pool, Summary};
pub(in crate::races) use process::{Process, say_ready};
pub(in crate::races) use stdio::unbuffered;
pub use worker::{serve, worker};
