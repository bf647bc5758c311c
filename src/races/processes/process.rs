//! A child process with a pipe to it and a pipe from it, which is never left behind.

use super::wire::read_word;
use std::io::{self, ErrorKind, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};

/// What a child writes when it is ready.
const READY: u8 = b'+';

/// A child process, and both pipes.
///
/// Closed, it is waited for. Dropped, it is killed first, so that a child which does not end is not
/// waited for either.
#[derive(Debug)]
pub(in crate::races) struct Process {
    name: String,
    child: Child,
    /// Until it is closed.
    input: Option<ChildStdin>,
    output: ChildStdout,
}

impl Process {
    /// Starts the child. Errors call it by its name.
    pub(in crate::races) fn start(name: String, command: &mut Command) -> io::Result<Self> {
        let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = spawned.map_err(|error| {
            let message = format!("{name} could not be started: {error}");
            io::Error::new(error.kind(), message)
        })?;
        let input = child.stdin.take();
        let output = child.stdout.take().expect("it was asked for a pipe");
        Ok(Self {
            name,
            child,
            input,
            output,
        })
    }

    /// Waits until the child says that it is ready.
    pub(in crate::races) fn ready(&mut self) -> io::Result<()> {
        let mut said = [0];
        let read = self.output.read_exact(&mut said);
        self.judge(read)?;
        if said == [READY] {
            return Ok(());
        }
        Err(self.wrong("does not speak as a child of this crate does"))
    }

    /// Writes to the child's standard input.
    pub(in crate::races) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let written = match &mut self.input {
            Some(input) => input.write_all(bytes),
            None => Err(ErrorKind::BrokenPipe.into()),
        };
        self.judge(written)
    }

    /// Reads a word from the child's standard output.
    pub(in crate::races) fn read_word(&mut self) -> io::Result<u64> {
        let word = read_word(&mut self.output);
        self.judge(word)
    }

    /// Ends a child that answers, but not as it should, and makes an error of it.
    pub(in crate::races) fn wrong(&mut self, what: &str) -> io::Error {
        // Whether that works is no news beside what it did.
        let _ = self.end();
        io::Error::new(ErrorKind::InvalidData, format!("{} {what}", self.name))
    }

    /// Closes the child's standard input, which tells it to end.
    pub(in crate::races) fn hang_up(&mut self) {
        self.input = None;
    }

    /// Hangs up and waits until the child has ended.
    pub(in crate::races) fn close(mut self) -> io::Result<()> {
        self.hang_up();
        // It may have something to say yet, and would die of a pipe that nobody reads.
        io::copy(&mut self.output, &mut io::sink())?;
        let status = self.child.wait()?;
        if status.success() {
            return Ok(());
        }
        let message = format!("{} ended badly ({status})", self.name);
        Err(io::Error::other(message))
    }

    /// Makes an error of a pipe say which child is at its other end, and what became of it.
    fn judge<T>(&mut self, outcome: io::Result<T>) -> io::Result<T> {
        outcome.map_err(|error| {
            let status = match self.end() {
                Ok(status) => status.to_string(),
                Err(error) => error.to_string(),
            };
            let message = format!("{} is gone ({status}): {error}", self.name);
            io::Error::new(error.kind(), message)
        })
    }

    /// Ends the child, unless it has ended itself, and waits for it.
    fn end(&mut self) -> io::Result<ExitStatus> {
        // Refused if it has ended, which is as good.
        let _ = self.child.kill();
        self.child.wait()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Nobody is there to be told.
        let _ = self.end();
    }
}

/// Says to the parent that this child is ready.
pub(in crate::races) fn say_ready(output: &mut impl Write) -> io::Result<()> {
    output.write_all(&[READY])?;
    output.flush()
}
