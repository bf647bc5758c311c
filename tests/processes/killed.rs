//! Children that are killed, which no program can prevent or answer: before an exchange, amid one, and
//! amid the answer. An error says so; none is left behind, and nobody waits.

use crate::{myself, numbers, say};
use hotloop::races::processes::Pool;
use hotloop::races::transport::child::Child;
use std::io::{self, ErrorKind, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

// SAFETY: these are functions of the C library, as it has them, and the numbers have these types on every Unix.
unsafe extern "C" {
    fn raise(signal: i32) -> i32;
    fn alarm(seconds: u32) -> u32;
    #[cfg(target_os = "linux")]
    fn kill(process: i32, signal: i32) -> i32;
}

/// The same on every Unix.
const SIGKILL: i32 = 9;
/// How an error calls it.
const KILLED: &str = "is gone (signal: 9 (SIGKILL))";

/// Ends this process if it is here in so many seconds, unless it is given others meanwhile.
pub(crate) fn give_up_in(seconds: u32) {
    // SAFETY: it takes any number, and its signal has no handler.
    unsafe { alarm(seconds) };
}

fn be_killed() -> io::Result<()> {
    // SAFETY: the signal runs no code of this process.
    unsafe { raise(SIGKILL) };
    Err(io::Error::other("this process lives"))
}

pub(crate) fn be_killed_after(greeting: &[u8]) -> io::Result<()> {
    say(greeting)?;
    be_killed()
}

/// Reads some of what it is given, and no more.
pub(crate) fn be_killed_amid_a_task(greeting: &[u8]) -> io::Result<()> {
    say(greeting)?;
    io::stdin().read_exact(&mut [0; 20])?;
    be_killed()
}

/// Reads all of what it is given, and begins to answer.
pub(crate) fn be_killed_amid_an_answer(greeting: &[u8], words_before: usize) -> io::Result<()> {
    say(greeting)?;
    let mut input = io::stdin();
    let mut words = [[0; 8]; 2];
    let words = &mut words[..words_before];
    input.read_exact(words.as_flattened_mut())?;
    let rest = 8 * u64::from_le_bytes(words[0]);
    io::copy(&mut input.take(rest), &mut io::sink())?;
    say(&[0; 7])?;
    be_killed()
}

/// Whether an error is of a pipe to somebody who is dead, and names whom it is about.
#[track_caller]
fn names(error: &io::Error, name: &str) {
    let dead = [ErrorKind::BrokenPipe, ErrorKind::UnexpectedEof].contains(&error.kind());
    let said = error.to_string();
    assert!(
        dead && said.starts_with(&format!("{name} {KILLED}")),
        "{said}"
    );
}

pub(crate) fn a_worker_that_is_killed_is_named() {
    for part in [
        "killed when ready",
        "killed amid a task",
        "killed amid an answer",
    ] {
        for len in [10, 100_000] {
            let mut parts = ["work", part].into_iter();
            let mut pool = Pool::spawn(2, || myself(parts.next().unwrap())).unwrap();
            let error = pool.summarize(&numbers(len)).unwrap_err();
            names(&error, "worker 1");
            assert_eq!(pool.workers(), 0);
            let error = pool.summarize(&numbers(len)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::NotConnected);
            pool.close().unwrap();
        }
    }
}

pub(crate) fn a_child_that_is_killed_is_an_error() {
    for part in [
        "killed when ready to receive",
        "killed amid integers",
        "killed amid a tally",
    ] {
        for items in [10, 100_000] {
            let mut child = Child::start(&mut myself(part)).unwrap();
            // And again, in place of what was started.
            for _ in 0..2 {
                names(&child.transfer(items, 100).unwrap_err(), "the child");
            }
            let error = child.close().unwrap_err();
            let said = error.to_string();
            assert_eq!(said, "the child ended badly (signal: 9 (SIGKILL))");
        }
    }
}

/// By somebody else, whatever it is doing.
#[cfg(target_os = "linux")]
pub(crate) fn a_worker_may_be_killed_at_any_moment() {
    use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
    let x = numbers(10_000);
    for victim in 0..3 {
        let spawn = || Pool::spawn(3, || myself("work")).unwrap();
        let end = |process| {
            // SAFETY: to end a process runs no code of this one. It is a child that has not been waited
            // for, so its number is its own.
            assert_eq!(unsafe { kill(process, SIGKILL) }, 0);
        };
        // Between two maps.
        let mut pool = spawn();
        let sum = pool.summarize(&x).unwrap().sum;
        end(crate::children()[victim]);
        let said = pool.summarize(&x).unwrap_err().to_string();
        assert!(said.contains(KILLED), "{said}");

        // Before it is closed.
        let pool = spawn();
        end(crate::children()[victim]);
        let said = pool.close().unwrap_err().to_string();
        assert!(
            said.ends_with("ended badly (signal: 9 (SIGKILL))"),
            "{said}"
        );

        // While maps go on.
        let mut pool = spawn();
        let process = crate::children()[victim];
        let begun = AtomicBool::new(false);
        let error = std::thread::scope(|scope| {
            scope.spawn(|| {
                while !begun.load(Relaxed) {
                    std::thread::yield_now();
                }
                end(process);
            });
            loop {
                match pool.summarize(&x) {
                    Ok(summary) => assert_eq!(summary.sum.to_bits(), sum.to_bits()),
                    Err(error) => return error,
                }
                begun.store(true, Relaxed);
            }
        });
        assert!(error.to_string().contains(KILLED), "{error}");
        assert_eq!(pool.workers(), 0);
    }
}

/// Those that were started are ended, which the end of every test sees to.
pub(crate) fn a_command_may_panic() {
    for bad in 0..3 {
        let mut asked = 0;
        let spawn = AssertUnwindSafe(|| {
            Pool::spawn(3, || {
                if asked == bad {
                    std::panic::resume_unwind(Box::new(bad));
                }
                asked += 1;
                myself("never end")
            })
        });
        let payload = catch_unwind(spawn).expect_err("it panics");
        assert_eq!(payload.downcast_ref(), Some(&bad));
    }
}
