//! The same pipe, to another process.
//!
//! A program that measures is its own child:
//!
//! ```standalone_crate
//! use hotloop::races::transport::child::{Child, serve};
//! use std::process::Command;
//!
//! fn main() -> std::io::Result<()> {
//!     if std::env::args().any(|argument| argument == "--receive") {
//!         return serve();
//!     }
//!     let mut child = Child::start(Command::new(std::env::current_exe()?).arg("--receive"))?;
//!     assert!(child.transfer(1000, 1)?.is_complete());
//!     assert!(child.transfer(1000, 100)?.is_complete());
//!     child.close()
//! }
//! ```
//!
//! # What they say to each other
//!
//! | who | bytes | meaning |
//! |---|---|---|
//! | child | 1 | ready |
//! | parent | 16 | how many integers will come, and in batches of how many |
//! | child | 1 | ready for them: the clock starts |
//! | parent | 8 an integer | one write a batch |
//! | child | 16 | how many came, and how many at their place: the clock stops |
//!
//! The last four lines are repeated until the parent says that there are 2^64 - 1 integers to come,
//! which there never are, or until the pipe ends. Words are little-endian.
//!
//! # When one side dies
//!
//! The parent's next write or read fails, and the error says how the child ended. It is no signal:
//! Rust's `main` has the operating system ignore `SIGPIPE`, and a write to a pipe that nobody reads
//! is an error as any other. The child's next read finds the end of its input, and it ends.
//! Whatever happens, the parent waits for the child's end, so that no zombie stays behind. It waits
//! for the child and not for the pipe: see [`processes`](crate::races::processes#what-is-promised).

use super::transfer::integers;
use super::{Tally, Transfer};
use crate::races::processes::wire::{Words, encode, read_length, read_word, refused};
use crate::races::processes::{Process, Role, say_ready, unbuffered};
use crate::{Error, memory};
use std::io::{self, Read, Write};
use std::process::Command;
use std::time::Instant;

/// A child process that receives integers through its standard input.
///
/// Dropping it kills the child and waits for it; [`close`](Child::close) lets it end.
#[derive(Debug)]
pub struct Child {
    process: Process,
}

impl Child {
    /// Starts the child and waits until it is ready. The program has to call [`serve`], or
    /// [`receive`].
    ///
    /// # Errors
    ///
    /// If the command does not start, if the child ends before it is ready, or if it says something
    /// else.
    pub fn start(command: &mut Command) -> io::Result<Self> {
        let mut process = Process::start(String::from("the child"), Role::Receiver, command)?;
        process.ready()?;
        Ok(Self { process })
    }

    /// Sends the integers 0, 1, 2, … up to `items` in batches of `batch`, and waits until the child
    /// has said what it saw.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) for a `batch` of nothing,
    /// [`OutOfMemory`](io::ErrorKind::OutOfMemory) if there is no memory for the integers or for the
    /// bytes of a batch, and [`NotConnected`](io::ErrorKind::NotConnected) in a process that was
    /// forked from the one that started the child: the child knows nothing of these. Else it is
    /// dead, now at the latest.
    pub fn transfer(&mut self, items: usize, batch: usize) -> io::Result<Transfer> {
        if batch == 0 {
            return Err(refused(Error::Zero { argument: "batch" }));
        }
        self.process.check()?;
        let batch = batch.min(items.max(1));
        let sent = integers(items).map_err(refused)?;
        let mut buffer = memory::room("batch", 8 * batch).map_err(refused)?;
        let order = [items as u64, batch as u64].map(u64::to_le_bytes);
        self.process.write(order.as_flattened())?;
        self.process.ready()?;
        let start = Instant::now();
        for batch in sent.chunks(batch) {
            encode(batch.iter().map(|item| item.to_le_bytes()), &mut buffer);
            self.process.write(&buffer)?;
        }
        let (received, in_order) = (self.process.read_word()?, self.process.read_word()?);
        Ok(Transfer {
            items,
            tally: Tally::from_counts(received, in_order),
            time: start.elapsed(),
            copied: 3 * 8 * received,
        })
    }

    /// Closes the pipe and waits until the child has ended.
    ///
    /// # Errors
    ///
    /// If it ended badly, an error that says how; and [`NotConnected`](io::ErrorKind::NotConnected)
    /// as [`transfer`](Child::transfer).
    pub fn close(self) -> io::Result<()> {
        self.process.close()
    }
}

/// The child's side: receives what [`Child::transfer`] sends until the parent says that it is over,
/// or `input` ends.
///
/// # Errors
///
/// What `input` and `output` report, and [`UnexpectedEof`](io::ErrorKind::UnexpectedEof) if the
/// input ends within a transfer: the parent is dead.
pub fn receive(mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    say_ready(Role::Receiver, &mut output)?;
    while let Some(items) = read_length(&mut input)? {
        let batch = read_word(&mut input)?;
        say_ready(Role::Receiver, &mut output)?;
        let mut words = Words::new(&mut input, at_most(batch)).map_err(refused)?;
        let mut tally = Tally::default();
        while tally.received() < items {
            tally.see_words(words.next(at_most(items - tally.received()))?);
        }
        let answer = [tally.received(), tally.in_order()].map(u64::to_le_bytes);
        output.write_all(answer.as_flattened())?;
        output.flush()?;
    }
    Ok(())
}

/// [`receive`] on this process' own standard input and output, past the buffers that `std` puts
/// before them.
///
/// # Errors
///
/// As [`receive`].
pub fn serve() -> io::Result<()> {
    let (input, output) = unbuffered()?;
    receive(input, output)
}

/// The number, or the largest that there is.
fn at_most(words: u64) -> usize {
    usize::try_from(words).unwrap_or(usize::MAX)
}
