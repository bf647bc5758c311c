//! The two sides of a transport.

use super::Tally;
use std::fmt;
use std::sync::mpsc::{RecvError, SendError};

/// The other side is gone: it was dropped, by hand or because its thread panicked.
///
/// A sender learns it when nobody will receive what it sends. A receiver learns it when it has
/// received everything that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disconnected;

impl fmt::Display for Disconnected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the other side is gone")
    }
}

impl std::error::Error for Disconnected {}

impl From<RecvError> for Disconnected {
    fn from(_: RecvError) -> Self {
        Self
    }
}

/// Why a batch was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unsent {
    /// The receiver is gone.
    Disconnected,
    /// There is no memory for the message that the batch would be copied into. Nothing of it has
    /// been sent, and it may be sent again.
    OutOfMemory,
}

impl fmt::Display for Unsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disconnected => Disconnected.fmt(f),
            Self::OutOfMemory => f.write_str("there is no memory for a message of this size"),
        }
    }
}

impl std::error::Error for Unsent {}

impl From<Disconnected> for Unsent {
    fn from(_: Disconnected) -> Self {
        Self::Disconnected
    }
}

impl<T> From<SendError<T>> for Unsent {
    fn from(_: SendError<T>) -> Self {
        Self::Disconnected
    }
}

/// The side that sends. Dropping it is how it says that no more will come.
///
/// The loop over batches is a provided method: it is compiled for each transport on its own, so a
/// `dyn Sender` pays one virtual call for all batches and not one for each.
pub trait Sender: Send {
    /// Sends one batch, waiting while the transport is full.
    ///
    /// By reference nothing is sent but the length of the batch: the receiver reads the next so
    /// many items of the slice that the transport was opened for, as far as there are any.
    ///
    /// # Errors
    ///
    /// [`Unsent::Disconnected`] if the receiver is gone. Part of the batch may have been sent.
    /// [`Unsent::OutOfMemory`] where a batch travels in a message of its own, as in channels and
    /// queues, and there is no memory for it: then none of it has.
    fn send(&mut self, batch: &[u64]) -> Result<(), Unsent>;

    /// Sends `items` in batches of `batch`, the last of which may be shorter. No batch is smaller
    /// than one item.
    ///
    /// # Errors
    ///
    /// As [`send`](Sender::send). The batches before the one that it is about have been sent.
    fn send_all(&mut self, items: &[u64], batch: usize) -> Result<(), Unsent> {
        for batch in items.chunks(batch.max(1)) {
            self.send(batch)?;
        }
        Ok(())
    }

    /// Waits until everything is dealt with that was sent. The joinable queue is the only one that
    /// can know; the others return at once.
    ///
    /// # Errors
    ///
    /// [`Disconnected`] if the receiver is gone and will not deal with it.
    fn join(&mut self) -> Result<(), Disconnected> {
        Ok(())
    }
}

/// The side that receives. Dropping it stops the sender.
pub trait Receiver: Send {
    /// Waits for the next message and shows what is in it to `tally`.
    ///
    /// # Errors
    ///
    /// [`Disconnected`] if the sender is gone and everything has been received.
    fn receive(&mut self, tally: &mut Tally) -> Result<(), Disconnected>;

    /// Receives until `tally` has seen so many `items`.
    ///
    /// # Errors
    ///
    /// As [`receive`](Receiver::receive). What came before has been seen.
    fn receive_all(&mut self, items: u64, tally: &mut Tally) -> Result<(), Disconnected> {
        while tally.received() < items {
            self.receive(tally)?;
        }
        Ok(())
    }
}
