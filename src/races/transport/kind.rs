//! The transports by name.

use super::message::Message;
use super::{Receiver, Sender, joinable, pipe, queue, reference, ring};
use crate::Error;
use std::fmt;
use std::sync::mpsc;

/// A way for integers to get from one member to another. See the [module](super) for what each
/// does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Transport {
    /// The receiver reads the sender's slice.
    Reference,
    /// A [`ring`](crate::threads::ring).
    Ring,
    /// [`std::sync::mpsc::channel`].
    Channel,
    /// [`std::sync::mpsc::sync_channel`].
    SyncChannel,
    /// A [`Queue`](super::Queue).
    Queue,
    /// A [`JoinableQueue`](super::JoinableQueue).
    JoinableQueue,
    /// [`std::io::pipe`].
    Pipe,
}

/// Both sides of a transport, open.
pub type Sides<'a> = (Box<dyn Sender + 'a>, Box<dyn Receiver + 'a>);

impl Transport {
    /// All of them, in the order of the module's table.
    pub const ALL: [Self; 7] = [
        Self::Reference,
        Self::Ring,
        Self::Channel,
        Self::SyncChannel,
        Self::Queue,
        Self::JoinableQueue,
        Self::Pipe,
    ];

    /// How many integers a bounded transport holds: 64 KiB of them, as a pipe does on Linux.
    pub const CAPACITY: usize = 8192;

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Ring => "ring",
            Self::Channel => "channel",
            Self::SyncChannel => "sync_channel",
            Self::Queue => "queue",
            Self::JoinableQueue => "joinable queue",
            Self::Pipe => "pipe",
        }
    }

    /// How often an integer is written to memory on its way, in batches of so many.
    ///
    /// | transport | one by one | in batches |
    /// |---|---|---|
    /// | reference | 0 | 0 |
    /// | ring | 1: into its slot | 3: into a vector, into the slots, into another vector |
    /// | channels, queues | 1: into a place of the queue | 1: into the `Vec` that travels |
    /// | pipe | 3: into bytes, into the kernel, and out | the same |
    ///
    /// A return value in a register is no copy, nor is the address of a `Vec`.
    pub fn copies(self, batch: usize) -> u64 {
        match self {
            Self::Reference => 0,
            Self::Channel | Self::SyncChannel | Self::Queue | Self::JoinableQueue => 1,
            Self::Ring if batch <= 1 => 1,
            Self::Ring | Self::Pipe => 3,
        }
    }

    /// Opens it for `items`, which will be sent in batches of `batch`, and at least one at a time.
    ///
    /// Channels and queues carry `u64` one by one, and `Vec<u64>` in batches. The bounded ones have
    /// room for [`CAPACITY`](Transport::CAPACITY) integers, and for one batch at least.
    ///
    /// ```
    /// use hotloop::races::transport::{Disconnected, Tally, Transport};
    ///
    /// let items = [0, 1, 2];
    /// let (mut sender, mut receiver) = Transport::Channel.open(&items, 3)?;
    /// assert_eq!(sender.send_all(&items, 3), Ok(()));
    /// drop(sender);
    ///
    /// let mut tally = Tally::default();
    /// assert_eq!(receiver.receive_all(3, &mut tally), Ok(()));
    /// assert_eq!(tally.in_order(), 3);
    /// assert_eq!(receiver.receive(&mut tally), Err(Disconnected));
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Pipe`] if the operating system refuses a pipe, [`Error::OutOfMemory`] if there is no
    /// memory for what the ring or the queue holds, or for the buffers of the ring's or the pipe's
    /// sides.
    pub fn open(self, items: &[u64], batch: usize) -> Result<Sides<'_>, Error> {
        let batch = batch.clamp(1, items.len().max(1));
        if batch == 1 {
            return self.open_for::<u64>(items, 1);
        }
        self.open_for::<Vec<u64>>(items, batch)
    }

    fn open_for<M: Message>(self, items: &[u64], batch: usize) -> Result<Sides<'_>, Error> {
        let messages = (Self::CAPACITY / batch).max(1);
        Ok(match self {
            Self::Reference => boxed(reference::sides(items)),
            Self::Ring if batch == 1 => boxed(ring::sides(Self::CAPACITY)?),
            Self::Ring => boxed(ring::batch_sides(Self::CAPACITY.max(batch), batch)?),
            Self::Channel => boxed(mpsc::channel::<M>()),
            Self::SyncChannel => boxed(mpsc::sync_channel::<M>(messages)),
            Self::Queue => boxed(queue::sides::<M>(messages)?),
            Self::JoinableQueue => boxed(joinable::sides::<M>(messages)?),
            Self::Pipe => boxed(pipe::sides(batch)?),
        })
    }
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

fn boxed<'a>((sender, receiver): (impl Sender + 'a, impl Receiver + 'a)) -> Sides<'a> {
    (Box::new(sender), Box::new(receiver))
}
