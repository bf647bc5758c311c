//! What it costs to move integers from one thread to another, or to another process.
//!
//! The tutorial blames the pipe for a `Pool.map` that is slower than no pool, and quotes what somebody measured on a
//! laptop. With Python 3.11 on a server of today a pipe takes 2.7 µs, hardly less, and the queues 3.9 and 4.3. To copy
//! eight bytes three times takes a nanosecond ([below](#why-one-by-one-is-dear-and-batches-are-cheap)): the time goes
//! to system calls, locks and pickling, and not to memory.
//!
//! | one by one, 1,000,000 | tutorial | Python 3.11 | here, to a thread | to a process | in batches of 1,000 |
//! |---|---|---|---|---|---|
//! | pipe | 3.2 µs | 2.7 µs | 0.32 µs | 0.42 µs | 0.0009 µs |
//! | queue | 10 µs, 3.1 × | 3.9 µs, 1.4 × | 0.12 µs, 0.4 × | | 0.006 µs |
//! | joinable queue | 16 µs, 5 × | 4.3 µs, 1.6 × | 0.18 µs, 0.5 × | | 0.006 µs |
//! | ring | | | 0.0035 µs | | 0.0008 µs |
//! | by reference | | | 0.0011 µs | | 0.0003 µs |
//!
//! (Medians on a 2-core EPYC, Zen 5, by `cargo bench --bench tour -- races::transport` and
//! `benches/peers/transport.py`.) Python's queues are pipes with a lock and a thread that feeds
//! them, and so dearer than a pipe. Between threads a queue needs no pipe, and the order turns
//! round.
//!
//! [`transfer`] sends the same integers from one member of a team to another, by every
//! [`Transport`], one by one or in batches. [`child`] sends them to another process.
//!
//! # The transports
//!
//! | transport | what it is | an integer is written to memory | who waits, and how |
//! |---|---|---|---|
//! | reference | both read one slice; the sender counts | never | the receiver spins and gives the core away |
//! | ring | [`threads::ring`](crate::threads::ring): slots, and an index for each side | once; in batches three times | both spin briefly, then sleep |
//! | channel | [`std::sync::mpsc::channel`] | once | the receiver spins briefly, then sleeps |
//! | `sync_channel` | [`std::sync::mpsc::sync_channel`] | once | both spin briefly, then sleep |
//! | queue | [`Queue`]: a lock, a `VecDeque`, two condition variables | once | both sleep |
//! | joinable queue | [`JoinableQueue`]: a queue, and a count of what is done | once | both sleep; the sender again in `join` |
//! | pipe | [`std::io::pipe`] | three times: into bytes, into the kernel, out of it | both sleep in the kernel |
//! | [`child`] | the standard input of another process | three times | both sleep in the kernel |
//!
//! # What happens at the ends
//!
//! | transport | full | the sender has closed | the receiver is dead |
//! |---|---|---|---|
//! | reference | cannot be | the receiver sees the rest, then [`Disconnected`] | sending is [`Disconnected`] |
//! | ring | the sender waits | the same | the same, also for a sender that waits |
//! | channel | cannot be: memory grows | the same | the same |
//! | `sync_channel` | the sender waits | the same | the same, also for a sender that waits |
//! | queue | the sender waits | the same | the same, also for a sender that waits |
//! | joinable queue | the sender waits | the same | the same, and `join` returns [`Abandoned`] |
//! | pipe | the sender waits | the same | the same, also for a sender that waits: no signal |
//! | [`child`] | the parent waits | the child sees the rest, then the end of its input | an error that says how it ended |
//!
//! The sides of a [`Transport`] close when they are dropped, so a side that dies of a panic has
//! closed, and nobody waits for the dead. (A [`Queue`] that you share yourself is closed by
//! `close`, or by the guard `close_on_drop`.) Python does wait, in `JoinableQueue.join` and in
//! `Queue.get`. The bounded ones hold as much as a pipe does on Linux, [`Transport::CAPACITY`]
//! integers. To make the sender wait is what a bound is for: the slow end sets the pace, and the
//! memory between them does not grow.
//!
//! A pipe is closed when nobody holds its end any more. A process that is forked meanwhile holds
//! both, until it ends or runs another program, and a side of [`Transport::Pipe`] may wait for
//! that. [`child`] does not: it looks at the process, and not at the pipe alone.
//!
//! # Why one by one is dear, and batches are cheap
//!
//! 1. **The price is a message's, not an integer's.** A pipe takes two system calls a message. A
//!    queue takes its lock twice, and the line with the lock travels between the cores each time.
//!    A batch of 1,000 pays that once.
//! 2. **Waking is dearer than moving.** A receiver that is faster than the sender sleeps after
//!    every message, and each of them then costs a wake-up, from some microseconds up to a hundred where the core has
//!    gone idle under a hypervisor. While both are busy
//!    nobody sleeps, so the same transport can cost several times as much on another day. [`Queue`]
//!    counts who sleeps, because even a call that wakes nobody goes to the kernel.
//! 3. **Copying is not what costs.** Three copies of an integer write 24 bytes. That takes about a
//!    nanosecond, because the buffers and what a pipe holds fit in the caches. In batches the ring
//!    and the pipe come near that, with three copies each; where a batch still has to wake a
//!    sleeper, an integer costs 3 to 15 ns, with one copy.
//! 4. **A Python integer is more than its bytes.** Before the pipe it is pickled, and after it made
//!    again; a `Queue` has a thread besides that feeds the pipe, and a lock that both ends take.
//!
//! So: share memory and send nothing; if something must be sent, send much at a time.
//!
//! One by one, channels and queues carry plain `u64`. In batches they carry `Vec<u64>`: the sender
//! copies and allocates once a batch, and the receiver reads it in place and frees it. If there is
//! no memory for a batch, it is not sent, and the sender says so ([`Unsent`]). A pipe knows only
//! bytes, in batches as well. All other buffers are made when the transport is opened, but those of
//! [`std::sync::mpsc`], which ends the process when it cannot have its few hundred bytes.
//!
//! The files to read, in order: `sides.rs`, `reference.rs`, `ring.rs`, `queue.rs`, `joinable.rs`,
//! `pipe.rs`, `child.rs`, `transfer.rs`.

mod channel;
pub mod child;
mod joinable;
mod kind;
mod message;
mod pipe;
mod queue;
mod reference;
mod ring;
mod sides;
mod tally;
mod transfer;

pub use joinable::{Abandoned, JoinableQueue, NothingHeld, Worker};
pub use kind::{Sides, Transport};
pub use queue::{CloseOnDrop, Queue};
pub use sides::{Disconnected, Receiver, Sender, Unsent};
pub use tally::Tally;
pub use transfer::{Transfer, transfer};
