//! Children that end and leave a child of their own behind, which holds their pipes.
//!
//! The orphan is on a leash: a socket in place of its standard error. It sends back what it
//! receives there, which tells that it lives, and ends when the other end is gone. So a call that
//! returned before the orphan ended is told from one that waited for it, by no clock.

use crate::{again, myself, numbers, play, say};
use hotloop::races::processes::{self, Pool};
use hotloop::races::transport::child::Child;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

/// The test's end of the socket.
struct Leash(UnixStream);

impl Leash {
    /// Puts whatever the command leaves behind on a leash.
    fn on(command: &mut Command) -> Self {
        let (near, far) = UnixStream::pair().expect("there are sockets");
        command.stderr(OwnedFd::from(far));
        Self(near)
    }

    /// Whether the orphan lives. It is the only one to answer.
    fn holds(&mut self) -> bool {
        let mut answer = [0];
        let asked = self.0.write_all(b"?");
        asked.and_then(|()| self.0.read_exact(&mut answer)).is_ok()
    }
}

/// What an orphan does. It gives up on its own, so that a test which waits for it fails and does not
/// hang.
pub(crate) fn linger() -> io::Result<()> {
    let socket = UnixStream::from(io::stderr().as_fd().try_clone_to_owned()?);
    socket.set_read_timeout(Some(Duration::from_secs(20)))?;
    io::copy(&mut &socket, &mut &socket).map(drop)
}

/// Works, and leaves an orphan behind that talks until nobody listens.
pub(crate) fn work_and_leave_a_babbler() -> io::Result<()> {
    processes::serve()?;
    let mut command = myself("babble");
    command.stdin(Stdio::null()).spawn().map(drop)
}

pub(crate) fn babble() -> io::Result<()> {
    loop {
        say(&[b'.'; 100])?;
    }
}

/// Leaves an orphan behind, with the pipes that it is to hold, and plays a part.
pub(crate) fn leave(holding: &str, part: &str) -> ExitCode {
    let mut command = myself("linger");
    if holding == "input" {
        command.stdout(Stdio::null());
    }
    if holding == "output" {
        command.stdin(Stdio::null());
    }
    command.spawn().map(drop).expect("this program runs");
    play(part)
}

/// Answers one task, and ends.
pub(crate) fn work_once() -> io::Result<()> {
    // The task is of two numbers.
    let mut task = [0; 24];
    let mut input = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    // It is to be ready before it has its task.
    say(b"+")?;
    input.read_exact(&mut task)?;
    let mut answer = vec![];
    processes::worker(&task[..], &mut answer)?;
    say(&answer[1..])
}

/// A child that leaves an orphan behind, which holds such pipes.
fn leaving(holding: &str, part: &str) -> (Command, Leash) {
    let mut command = myself("leave");
    command.args([holding, part]);
    let leash = Leash::on(&mut command);
    (command, leash)
}

fn pool(command: Command) -> io::Result<Pool> {
    let mut command = Some(command);
    Pool::spawn(1, || command.take().expect("there is one worker"))
}

const HOLDING: [&str; 3] = ["input", "output", "both"];

pub(crate) fn a_worker_that_ends_is_not_waited_for() {
    // As simply as it comes.
    let mut command = Command::new("sh");
    command
        .args(["-c", r#""$@" --play linger & exit 7"#, "sh"])
        .args(again::words());
    let mut leash = Leash::on(&mut command);
    let error = pool(command).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
    assert_eq!(
        error.to_string(),
        "worker 0 is gone (exit status: 7) before it answered"
    );
    assert!(leash.holds());

    for holding in HOLDING {
        let (command, mut leash) = leaving(holding, "end at once");
        let error = pool(command).unwrap_err();
        assert_eq!(
            error.to_string(),
            "worker 0 is gone (exit status: 3) before it answered"
        );
        assert!(leash.holds(), "{holding}");

        // The second task does not fit into the pipe.
        for (part, len) in [
            ("end when ready", 10),
            ("end when ready", 1_000_000),
            ("die of a task", 10),
            ("die of a task", 1_000_000),
        ] {
            let (command, mut leash) = leaving(holding, part);
            let mut pool = pool(command).unwrap();
            let error = pool.summarize(&numbers(len)).unwrap_err();
            let dead = [ErrorKind::BrokenPipe, ErrorKind::UnexpectedEof].contains(&error.kind());
            assert!(dead, "{holding}, {part}, {len}: {error}");
            let said = error.to_string();
            assert!(said.starts_with("worker 0 is gone ("), "{said}");
            assert!(leash.holds(), "{holding}, {part}, {len}");
        }
    }
}

pub(crate) fn a_child_that_ends_is_not_waited_for() {
    for holding in HOLDING {
        let (mut command, mut leash) = leaving(holding, "end at once");
        let error = Child::start(&mut command).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the child is gone (exit status: 3) before it answered"
        );
        assert!(leash.holds(), "{holding}");

        for part in ["end when ready to receive", "die of integers"] {
            let (mut command, mut leash) = leaving(holding, part);
            let mut child = Child::start(&mut command).unwrap();
            let error = child.transfer(1_000_000, 1000).unwrap_err();
            let said = error.to_string();
            assert!(said.starts_with("the child is gone ("), "{said}");
            assert!(child.close().is_err());
            assert!(leash.holds(), "{holding}, {part}");
        }

        let (mut command, mut leash) = leaving(holding, "receive");
        let mut child = Child::start(&mut command).unwrap();
        assert!(child.transfer(1000, 10).unwrap().is_complete());
        child.close().unwrap();
        assert!(leash.holds(), "{holding}");
    }
}

pub(crate) fn an_answer_counts_whose_worker_has_ended() {
    for holding in HOLDING {
        let (command, mut leash) = leaving(holding, "work once");
        let mut pool = pool(command).unwrap();
        let summary = pool.summarize(&[1.5, 2.0]).unwrap();
        assert_eq!((summary.length, summary.sum), (2, 3.5));
        let error = pool.map_nothing().unwrap_err();
        let said = error.to_string();
        assert!(
            said.starts_with("worker 0 is gone (exit status: 0)"),
            "{said}"
        );
        assert!(leash.holds(), "{holding}");
    }
}

pub(crate) fn closing_waits_for_the_workers_alone() {
    for holding in HOLDING {
        let (command, mut leash) = leaving(holding, "work");
        let mut pool_of_one = pool(command).unwrap();
        assert_eq!(pool_of_one.summarize(&[1.5, 2.0]).unwrap().sum, 3.5);
        pool_of_one.close().unwrap();
        assert!(leash.holds(), "{holding}");

        let (command, mut leash) = leaving(holding, "work and end badly");
        let error = pool(command).unwrap().close().unwrap_err();
        let said = error.to_string();
        assert!(
            said.starts_with("worker 0 ended badly (exit status: 1"),
            "{said}"
        );
        assert!(leash.holds(), "{holding}");

        let (command, mut leash) = leaving(holding, "never end");
        drop(pool(command).unwrap());
        assert!(leash.holds(), "{holding}");
    }
    // One that has always something to say.
    let babbling = pool(myself("work and leave a babbler")).unwrap();
    babbling.close().unwrap();
}

/// Has a shell do something with the number of this process.
fn shell(script: &str, output: Stdio) -> io::Result<std::process::Child> {
    let me = std::process::id().to_string();
    let mut command = Command::new("sh");
    command.args(["-c", script, &me]).stdin(Stdio::null());
    command.stdout(output).spawn()
}

/// Is stopped for a while, and works.
pub(crate) fn stop_and_work() -> io::Result<()> {
    shell(
        r#"kill -STOP "$0"; sleep 0.1; kill -CONT "$0""#,
        Stdio::null(),
    )?
    .wait()?;
    processes::serve()
}

/// Is stopped for ever, and then said to be ready.
pub(crate) fn stop_when_ready() -> io::Result<()> {
    shell(r#"kill -STOP "$0"; printf +"#, Stdio::inherit())?.wait()?;
    Err(io::Error::other("somebody let it go on"))
}

pub(crate) fn a_worker_that_is_stopped_is_waited_for() {
    // Somebody lets it go on.
    let mut pool_of_one = pool(myself("stop and work")).unwrap();
    assert_eq!(pool_of_one.summarize(&[1.5, 2.0]).unwrap().sum, 3.5);
    pool_of_one.close().unwrap();
    // Nobody does.
    drop(pool(myself("stop when ready")).unwrap());
}
