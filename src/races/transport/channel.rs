//! The channels of `std`: one that never makes the sender wait, and one that does when it is full.

use super::message::Message;
use super::{Disconnected, Receiver, Sender, Tally, Unsent};
use std::sync::mpsc;

impl<M: Message> Sender for mpsc::Sender<M> {
    fn send(&mut self, batch: &[u64]) -> Result<(), Unsent> {
        M::pack(batch, |message| mpsc::Sender::send(self, message))
    }
}

impl<M: Message> Sender for mpsc::SyncSender<M> {
    fn send(&mut self, batch: &[u64]) -> Result<(), Unsent> {
        M::pack(batch, |message| mpsc::SyncSender::send(self, message))
    }
}

impl<M: Message> Receiver for mpsc::Receiver<M> {
    fn receive(&mut self, tally: &mut Tally) -> Result<(), Disconnected> {
        tally.see(self.recv()?.items());
        Ok(())
    }
}
