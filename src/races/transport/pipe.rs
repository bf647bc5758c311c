//! A pipe of the operating system.

use super::{Disconnected, Receiver, Sender, Tally, Unsent};
use crate::races::processes::wire::{Words, encode};
use crate::{Error, memory};
use std::io::{self, PipeReader, PipeWriter, Write};

/// Both sides of a new pipe. Each has room for one batch, so that one by one is one system call an
/// integer on either side: buffering would batch, and hide what is to be seen.
pub(super) fn sides(batch: usize) -> Result<(PipeSender, PipeReceiver), Error> {
    let buffer = memory::room("batch", 8 * batch)?;
    let (reader, writer) = io::pipe().map_err(|reason| Error::pipe(&reason))?;
    let sender = PipeSender { writer, buffer };
    Ok((sender, PipeReceiver(Words::new(reader, batch)?)))
}

/// The side that writes.
pub(super) struct PipeSender {
    writer: PipeWriter,
    buffer: Vec<u8>,
}

impl Sender for PipeSender {
    fn send(&mut self, batch: &[u64]) -> Result<(), Unsent> {
        // One, unless the batch is larger than it was said to be.
        for batch in batch.chunks(self.buffer.capacity() / 8) {
            let bytes = batch.iter().map(|item| item.to_le_bytes());
            encode(bytes, &mut self.buffer);
            // One call of the system if there is room. It is repeated for what was not taken.
            let written = self.writer.write_all(&self.buffer);
            written.map_err(|_| Unsent::Disconnected)?;
        }
        Ok(())
    }
}

/// The side that reads.
pub(super) struct PipeReceiver(Words<PipeReader>);

impl Receiver for PipeReceiver {
    fn receive(&mut self, tally: &mut Tally) -> Result<(), Disconnected> {
        tally.see_words(self.0.next(usize::MAX).map_err(|_| Disconnected)?);
        Ok(())
    }
}
