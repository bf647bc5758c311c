//! A child's pipes, which are waited for as long as the child lives, and no longer.
//!
//! A pipe ends when nobody holds its other end any more. That need not be when the child ends: a
//! process that the child has started may hold it for much longer. So whoever waits for the pipe
//! alone waits for that process too. Here a call of the system on a pipe never waits. The waiting is
//! done outside, and looks at the child now and then.
//!
//! The call is made at once, and mostly that is all. If it would have to wait, it is made again:
//!
//! 1. **For as long as a wake-up costs**, and between the calls the core is offered to others. The
//!    child needs less than that if it has little to do.
//! 2. **After naps** from then on, a thirty-second part as long as the waiting so far, so that it
//!    ends a few percent late. Before each nap the child is looked at.
//!
//! What a child has written before it ended can still be read. So after its end there is one call
//! more.

use std::io::{self, ErrorKind, Read, Write};
use std::process::Child;
use std::thread::{sleep, yield_now};
use std::time::{Duration, Instant};

/// How long to wait without a nap.
const WAKE_UP: Duration = Duration::from_micros(100);

/// The shortest nap: the system makes it twice as long or so.
const SHORT: Duration = Duration::from_micros(50);

/// The longest nap: how late the end of a child may be noticed.
const LONG: Duration = Duration::from_millis(5);

/// Has calls on this end of a pipe return at once, with [`ErrorKind::WouldBlock`] where they would
/// have to wait. The end that the child holds is as it was.
#[cfg(unix)]
pub(super) fn nonblocking<P>(pipe: P) -> P
where
    P: Into<std::os::fd::OwnedFd> + From<std::os::fd::OwnedFd>,
{
    use std::os::fd::OwnedFd;
    use std::os::unix::net::UnixStream;
    // It is no socket. But every descriptor knows what `std` asks of one here (`FIONBIO`), and if
    // one refused, its calls would wait as they do on other systems.
    let descriptor = UnixStream::from(pipe.into());
    let _ = descriptor.set_nonblocking(true);
    OwnedFd::from(descriptor).into()
}

/// On this system a call waits until the pipe ends.
#[cfg(not(unix))]
pub(super) fn nonblocking<P>(pipe: P) -> P {
    pipe
}

/// Fills the buffer from the child's output. [`ErrorKind::UnexpectedEof`] if the output ends before
/// that, or the child has.
pub(super) fn read_exact(
    child: &mut Child,
    output: &mut impl Read,
    mut buffer: &mut [u8],
) -> io::Result<()> {
    while !buffer.is_empty() {
        match retry_while_alive(child, || output.read(buffer))? {
            None | Some(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Some(bytes) => buffer = &mut buffer[bytes..],
        }
    }
    Ok(())
}

/// Writes all bytes to the child's input. [`ErrorKind::BrokenPipe`] if nobody can read them any
/// more, or the pipe is full and the child has ended.
pub(super) fn write_all(
    child: &mut Child,
    input: &mut impl Write,
    mut bytes: &[u8],
) -> io::Result<()> {
    while !bytes.is_empty() {
        match retry_while_alive(child, || input.write(bytes))? {
            None | Some(0) => return Err(ErrorKind::BrokenPipe.into()),
            Some(written) => bytes = &bytes[written..],
        }
    }
    Ok(())
}

/// Reads and discards the rest of the child's output, until the output or the child has ended. What
/// is in the pipe then is not read.
pub(super) fn drain(child: &mut Child, output: &mut impl Read) -> io::Result<()> {
    let mut said = [0; 8192];
    // Looked at each time: another process that holds the pipe may go on talking for ever.
    while !has_ended(child) {
        if let None | Some(0) = retry_while_alive(child, || output.read(&mut said))? {
            break;
        }
    }
    Ok(())
}

/// What a call of the system comes to, or nothing if it would have to wait and the child has ended.
#[inline]
fn retry_while_alive<T>(
    child: &mut Child,
    mut call: impl FnMut() -> io::Result<T>,
) -> io::Result<Option<T>> {
    let mut start = None;
    let mut ended = false;
    loop {
        match call() {
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            outcome => return outcome.map(Some),
        }
        if ended {
            return Ok(None);
        }
        let waited = start.get_or_insert_with(Instant::now).elapsed();
        if waited < WAKE_UP {
            yield_now();
            continue;
        }
        ended = has_ended(child);
        if !ended {
            sleep((waited / 32).clamp(SHORT, LONG));
        }
    }
}

/// Whether the child has ended. One that cannot be looked at has: somebody else has waited for it,
/// or the system has, where it is told to ignore `SIGCHLD`.
fn has_ended(child: &mut Child) -> bool {
    child.try_wait().map_or(true, |status| status.is_some())
}
