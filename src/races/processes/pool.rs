//! The parent's side of the pool.

use super::wire::{BLOCK, encode, refused};
use super::{Process, Role};
use crate::{Error, memory};
use std::io::{self, ErrorKind};
use std::process::Command;

/// Worker processes that wait for tasks, as those of Python's `multiprocessing.Pool` do.
///
/// Dropping the pool kills the workers and waits for them, as the end of Python's `with` block
/// does; [`close`](Pool::close) lets them end.
#[derive(Debug)]
pub struct Pool {
    /// None after an error.
    workers: Vec<Process>,
    /// What is serialised and not yet written.
    buffer: Vec<u8>,
}

/// What the workers say of all numbers together.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Summary {
    /// How many numbers there were.
    pub length: u64,
    /// Their sum: each part added up from its first number to its last, the parts in order.
    pub sum: f64,
    /// Bytes of numbers that were copied, four times eight a number: into bytes, into the kernel,
    /// out of it, and into numbers again. The 24 bytes of a task and its answer are not among them.
    pub copied: u64,
}

impl Pool {
    /// Starts `count` workers, each with what `command` makes, and waits until all are ready.
    ///
    /// The program has to call [`serve`](super::serve), or [`worker`](super::worker). A program can
    /// be its own worker, as here:
    ///
    /// ```standalone_crate
    /// use hotloop::races::processes::{Pool, serve};
    /// use std::process::Command;
    ///
    /// fn main() -> std::io::Result<()> {
    ///     if std::env::args().any(|argument| argument == "--worker") {
    ///         return serve();
    ///     }
    ///     let myself = std::env::current_exe()?;
    ///     let mut pool = Pool::spawn(2, || {
    ///         let mut command = Command::new(&myself);
    ///         command.arg("--worker");
    ///         command
    ///     })?;
    ///     let summary = pool.summarize(&[1.0, 2.0, 3.0, 4.0])?;
    ///     assert_eq!((summary.length, summary.sum), (4, 10.0));
    ///     assert_eq!(summary.copied, 4 * 4 * 8);
    ///     pool.close()
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] for no workers, and [`ErrorKind::OutOfMemory`] for more than there
    /// is memory for here: none is started then. For a command that does not start, a worker that
    /// ends before it is ready, and one that says something else: an error that names it. The other
    /// workers are ended.
    pub fn spawn(count: usize, mut command: impl FnMut() -> Command) -> io::Result<Self> {
        if count == 0 {
            return Err(refused(Error::Zero { argument: "count" }));
        }
        let mut workers = memory::room("count", count).map_err(refused)?;
        let buffer = memory::room("count", BLOCK).map_err(refused)?;
        for worker in 0..count {
            let name = format!("worker {worker}");
            workers.push(Process::start(name, Role::Worker, &mut command())?);
        }
        // All of them load at the same time.
        workers.iter_mut().try_for_each(Process::ready)?;
        Ok(Self { workers, buffer })
    }

    /// How many workers there are: none after an error.
    pub fn workers(&self) -> usize {
        self.workers.len()
    }

    /// Gives every worker a task of no numbers and waits for the answers: what a map costs before
    /// anything is done.
    ///
    /// # Errors
    ///
    /// As [`summarize`](Pool::summarize).
    pub fn map_nothing(&mut self) -> io::Result<()> {
        self.summarize(&[]).map(drop)
    }

    /// Sends one contiguous part of `x` to each worker, which adds it up, and adds up the answers
    /// in the order of workers.
    ///
    /// Parts are as long as each other, or one longer: the first `x.len() % workers` ones are. They
    /// go out in turns of 64 KiB, so that all workers receive at the same time, and those that have
    /// theirs work while others still receive. Nobody waits in a circle: a worker reads until it
    /// has all, and its answer fits into the pipe.
    ///
    /// # Errors
    ///
    /// If a worker is dead, or answers wrongly, an error that names it. The pool kills the others,
    /// which have parts that nobody will complete, and refuses further work. In a process that was
    /// forked from the one that made the pool, [`ErrorKind::NotConnected`]: the workers know nothing
    /// of it.
    pub fn summarize(&mut self, x: &[f64]) -> io::Result<Summary> {
        if self.workers.is_empty() {
            let message = "the pool has ended its workers after an error";
            return Err(io::Error::new(ErrorKind::NotConnected, message));
        }
        let mine = self.workers.iter().try_for_each(Process::check);
        let outcome = mine
            .and_then(|()| self.send(x))
            .and_then(|()| self.receive(x));
        if outcome.is_err() {
            self.workers.clear();
        }
        outcome
    }

    /// Lets the workers end and waits until they have.
    ///
    /// # Errors
    ///
    /// If a worker ended badly, an error that names the first that did; and as
    /// [`summarize`](Pool::summarize) in a forked process.
    pub fn close(mut self) -> io::Result<()> {
        self.workers.iter().try_for_each(Process::check)?;
        // All of them end at the same time.
        self.workers.iter_mut().for_each(Process::hang_up);
        // All of them are waited for, whatever the first says.
        let ends = self.workers.into_iter().map(Process::close);
        ends.fold(Ok(()), io::Result::and)
    }

    /// Sends each worker its part.
    fn send(&mut self, x: &[f64]) -> io::Result<()> {
        let count = self.workers.len();
        for (worker, part) in self.workers.iter_mut().zip(parts(x, count)) {
            worker.write(&(part.len() as u64).to_le_bytes())?;
        }
        // The first part is the longest.
        let turns = x.len().div_ceil(count).div_ceil(BLOCK / 8);
        for turn in 0..turns {
            for (worker, part) in self.workers.iter_mut().zip(parts(x, count)) {
                let Some(block) = part.chunks(BLOCK / 8).nth(turn) else {
                    continue;
                };
                encode(block.iter().map(|x| x.to_le_bytes()), &mut self.buffer);
                worker.write(&self.buffer)?;
            }
        }
        Ok(())
    }

    /// Adds up the answers.
    fn receive(&mut self, x: &[f64]) -> io::Result<Summary> {
        let parts = parts(x, self.workers.len());
        let (mut length, mut sum) = (0, 0.0);
        for (worker, part) in self.workers.iter_mut().zip(parts) {
            let found = worker.read_word()?;
            if found != part.len() as u64 {
                return Err(worker.wrong("has summarized another part than it was sent"));
            }
            length += found;
            sum += f64::from_bits(worker.read_word()?);
        }
        Ok(Summary {
            length,
            sum,
            copied: 4 * 8 * length,
        })
    }
}

/// Contiguous parts, the first of which are one longer if the division leaves a rest.
fn parts(x: &[f64], count: usize) -> impl Iterator<Item = &[f64]> {
    let (length, longer) = (x.len() / count, x.len() % count);
    let mut rest = x;
    (0..count).map(move |part| {
        let length = length + usize::from(part < longer);
        let (part, others) = rest.split_at(length);
        rest = others;
        part
    })
}
