//! x

#![allow(missing_docs)]

mod agree;
mod any_order;
mod communicator;
mod layout;
mod map_reduce;
mod message;
mod points;

pub use communicator::Ranks;
pub use layout::Layout;
pub use message::Message;
pub use points::Points;
