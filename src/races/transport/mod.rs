//! What it costs to move integers from one thread to another, or to another process.

mod channel;
pub mod child;
mod joinable;
mod kind;
mod message;
mod pipe;
mod queue;
mod reference;
mod sides;
mod tally;
mod transfer;

pub use joinable::{Abandoned, JoinableQueue, NothingHeld, Worker};
pub use kind::{Sides, Transport};
pub use queue::{CloseOnDrop, Queue};
pub use sides::{Disconnected, Receiver, Sender};
pub use tally::Tally;
pub use transfer::{Transfer, transfer};
