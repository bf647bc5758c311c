//! A child process with a pipe to it and a pipe from it, which is never left behind.

use super::pipes::{drain, nonblocking, read_exact, write_all};
use super::wire::GOODBYE;
use std::io::{self, ErrorKind, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio, id};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// What a child is there for. It says so when it is ready, so that a program which speaks another
/// language is found out at once, and not waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::races) enum Role {
    /// A worker of a pool.
    Worker,
    /// A receiver of integers.
    Receiver,
}

impl Role {
    /// The byte with which it greets.
    fn greeting(self) -> u8 {
        match self {
            Self::Worker => b'+',
            Self::Receiver => b'>',
        }
    }

    /// What the child's program is to call.
    fn function(self) -> &'static str {
        match self {
            Self::Worker => "processes::serve",
            Self::Receiver => "transport::child::serve",
        }
    }
}

/// How long a child that has closed its output is given to end by itself, so that one can tell how.
const GRACE: Duration = Duration::from_millis(200);

/// A child process, and both pipes.
///
/// Closed, it is waited for. Dropped, it is killed first, so that a child which does not end is not
/// waited for either. In a copy of this process, which `fork` makes, it can only be dropped, and
/// that does nothing to the child.
#[derive(Debug)]
pub(in crate::races) struct Process {
    name: String,
    role: Role,
    /// The process that has started it.
    parent: u32,
    child: Child,
    /// Until it is closed.
    input: Option<ChildStdin>,
    output: ChildStdout,
}

impl Process {
    /// Starts the child. Errors call it by its name.
    pub(in crate::races) fn start(
        name: String,
        role: Role,
        command: &mut Command,
    ) -> io::Result<Self> {
        let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = spawned.map_err(|error| {
            let message = format!("{name} could not be started: {error}");
            io::Error::new(error.kind(), message)
        })?;
        let input = child.stdin.take().expect("it was asked for a pipe");
        let output = child.stdout.take().expect("it was asked for a pipe");
        Ok(Self {
            name,
            role,
            parent: id(),
            child,
            input: Some(nonblocking(input)),
            output: nonblocking(output),
        })
    }

    /// Refuses to be used by another process than the one that has started the child. The bytes of
    /// both would mix in the pipes, and only a parent can wait for a child.
    pub(in crate::races) fn check(&self) -> io::Result<()> {
        if self.parent == id() {
            return Ok(());
        }
        let Self { name, parent, .. } = self;
        let message = format!("{name} belongs to the process {parent}, of which this is a fork");
        Err(io::Error::new(ErrorKind::NotConnected, message))
    }

    /// Waits until the child says that it is ready.
    pub(in crate::races) fn ready(&mut self) -> io::Result<()> {
        let mut said = [0];
        let read = read_exact(&mut self.child, &mut self.output, &mut said);
        self.judge(read)?;
        if said == [self.role.greeting()] {
            return Ok(());
        }
        let function = self.role.function();
        Err(self.wrong(&format!(
            "does not greet as a program that calls `{function}`"
        )))
    }

    /// Writes to the child's standard input.
    pub(in crate::races) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let written = match &mut self.input {
            Some(input) => write_all(&mut self.child, input, bytes),
            None => Err(ErrorKind::BrokenPipe.into()),
        };
        self.judge(written)
    }

    /// Reads a word from the child's standard output.
    pub(in crate::races) fn read_word(&mut self) -> io::Result<u64> {
        let mut word = [0; 8];
        let read = read_exact(&mut self.child, &mut self.output, &mut word);
        self.judge(read)?;
        Ok(u64::from_le_bytes(word))
    }

    /// Ends a child that answers, but not as it should, and makes an error of it.
    pub(in crate::races) fn wrong(&mut self, what: &str) -> io::Error {
        // Whether that works is no news beside what it did.
        let _ = self.end();
        io::Error::new(ErrorKind::InvalidData, format!("{} {what}", self.name))
    }

    /// Tells the child to end, and closes its standard input.
    pub(in crate::races) fn hang_up(&mut self) {
        if let Some(mut input) = self.input.take() {
            // The end of its input would tell it as much, if no fork of this process held the pipe
            // as well. Whether it hears it shows in how it ends.
            let _ = input.write(&GOODBYE.to_le_bytes());
        }
    }

    /// Hangs up and waits until the child has ended.
    pub(in crate::races) fn close(mut self) -> io::Result<()> {
        self.check()?;
        self.hang_up();
        // It may have something to say yet, and would wait for somebody to read it.
        let drained = drain(&mut self.child, &mut self.output);
        let fate = match drained.and_then(|()| self.child.wait()) {
            Ok(status) if status.success() => return Ok(()),
            Ok(status) => format!("ended badly ({status})"),
            Err(error) => format!("is lost ({error})"),
        };
        Err(io::Error::other(format!("{} {fate}", self.name)))
    }

    /// Makes an error of a pipe say which child is at its other end, and what became of it.
    fn judge<T>(&mut self, outcome: io::Result<T>) -> io::Result<T> {
        outcome.map_err(|error| {
            let fate = match self.last_words() {
                Ok(Some(status)) => format!("is gone ({status})"),
                Ok(None) => "has closed its pipe, did not end, and was killed".into(),
                Err(error) => format!("is lost ({error})"),
            };
            let message = match error.kind() {
                ErrorKind::UnexpectedEof => format!("{} {fate} before it answered", self.name),
                _ => format!("{} {fate}: {error}", self.name),
            };
            io::Error::new(error.kind(), message)
        })
    }

    /// How the child has ended by itself, if it does so soon. Then it is killed.
    fn last_words(&mut self) -> io::Result<Option<ExitStatus>> {
        self.input = None;
        let start = Instant::now();
        loop {
            // Looked at before the child: this process may not have run for as long as that.
            let is_over = start.elapsed() >= GRACE;
            if let Some(status) = self.child.try_wait()? {
                return Ok(Some(status));
            }
            if is_over {
                self.end()?;
                return Ok(None);
            }
            sleep(Duration::from_millis(1));
        }
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
        if self.parent == id() {
            // Nobody is there to be told.
            let _ = self.end();
        }
    }
}

/// Says to the parent that this child is ready, and what for.
pub(in crate::races) fn say_ready(role: Role, output: &mut impl Write) -> io::Result<()> {
    output.write_all(&[role.greeting()])?;
    output.flush()
}
