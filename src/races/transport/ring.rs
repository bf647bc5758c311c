//! The ring: no lock, and no system call unless a side sleeps.

use super::{Disconnected, Receiver, Sender, Tally, Unsent};
use crate::threads::ring;
use crate::{Error, memory};

/// Both sides of a new ring that sends one by one.
pub(super) fn sides(capacity: usize) -> Result<(ring::Sender<u64>, ring::Receiver<u64>), Error> {
    ring::channel(capacity)
}

/// Both sides of a new ring that sends in batches.
pub(super) fn batch_sides(
    capacity: usize,
    batch: usize,
) -> Result<(impl Sender, impl Receiver), Error> {
    let (sender, receiver) = ring::channel(capacity)?;
    // The receiver may find the ring full.
    let (sender, receiver) = (
        Batched::new(sender, batch)?,
        Batched::new(receiver, capacity)?,
    );
    Ok((sender, receiver))
}

impl Sender for ring::Sender<u64> {
    fn send(&mut self, batch: &[u64]) -> Result<(), Unsent> {
        for &item in batch {
            ring::Sender::send(self, item)?;
        }
        Ok(())
    }
}

impl Receiver for ring::Receiver<u64> {
    fn receive(&mut self, tally: &mut Tally) -> Result<(), Disconnected> {
        tally.see(&[self.recv()?]);
        Ok(())
    }
}

/// A side whose items go through a vector, which is used again and again, and never grows: the ring
/// has no borders between batches, and takes and gives as many items as there are.
pub(super) struct Batched<S> {
    side: S,
    buffer: Vec<u64>,
}

impl<S> Batched<S> {
    fn new(side: S, batch: usize) -> Result<Self, Error> {
        let buffer = memory::room("batch", batch)?;
        Ok(Self { side, buffer })
    }
}

impl Sender for Batched<ring::Sender<u64>> {
    fn send(&mut self, batch: &[u64]) -> Result<(), Unsent> {
        // One, unless the batch is larger than it was said to be.
        for batch in batch.chunks(self.buffer.capacity()) {
            // Empty, but after a send that failed.
            self.buffer.clear();
            self.buffer.extend_from_slice(batch);
            self.side.send_batch(&mut self.buffer)?;
        }
        Ok(())
    }
}

impl Receiver for Batched<ring::Receiver<u64>> {
    fn receive(&mut self, tally: &mut Tally) -> Result<(), Disconnected> {
        self.buffer.clear();
        self.side.recv_batch(&mut self.buffer)?;
        tally.see(&self.buffer);
        Ok(())
    }
}
