//! x

#![allow(missing_docs)]

mod agree;
mod any_order;
mod communicator;
mod layout;
mod map_reduce;
mod message;
#[cfg(unix)]
mod npy;
mod points;

pub use communicator::Ranks;
pub use layout::Layout;
pub use message::Message;
#[cfg(unix)]
pub use npy::{Element, Npy};
pub use points::Points;
