//! A ring.

mod place;
mod receiver;
mod sender;
mod slots;

pub use receiver::Receiver;
pub use sender::Sender;
pub use std::sync::mpsc::{RecvError, SendError, TryRecvError, TrySendError};

use crate::Error;

/// A ring.
pub fn channel<T: Send>(capacity: usize) -> Result<(Sender<T>, Receiver<T>), Error> {
    starting_at(capacity, 0)
}

/// A ring whose first item has the index `start`.
fn starting_at<T: Send>(capacity: usize, start: usize) -> Result<(Sender<T>, Receiver<T>), Error> {
    let (producer, consumer) = slots::ring(capacity, start)?;
    Ok((Sender { producer }, Receiver { consumer }))
}
