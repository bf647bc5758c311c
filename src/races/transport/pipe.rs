//! A pipe of the operating system.

use super::{Disconnected, Receiver, Sender, Tally};
use crate::races::processes::wire::{Words, encode};
use std::io::{self, PipeReader, PipeWriter, Write};

/// Both sides of a new pipe. The receiver has room for one batch, so that one by one is one system
/// call an integer on either side: buffering would batch, and hide what is to be seen.
pub(super) fn sides(batch: usize) -> io::Result<(PipeSender, PipeReceiver)> {
    let (reader, writer) = io::pipe()?;
    let sender = PipeSender {
        writer,
        buffer: Vec::with_capacity(8 * batch),
    };
    Ok((sender, PipeReceiver(Words::new(reader, batch))))
}

/// The side that writes.
pub(super) struct PipeSender {
    writer: PipeWriter,
    buffer: Vec<u8>,
}

impl Sender for PipeSender {
    fn send(&mut self, batch: &[u64]) -> Result<(), Disconnected> {
        encode(
            batch.iter().map(|item| item.to_le_bytes()),
            &mut self.buffer,
        );
        // One call of the system if there is room. It is repeated for what was not taken.
        self.writer
            .write_all(&self.buffer)
            .map_err(|_| Disconnected)
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
