//! Processes that the benches start: themselves, with a word that says what to be.

use hotloop::races::processes::{self, Pool};
use hotloop::races::transport::child::{self, Child};
use std::process::Command;

const WORKER: &str = "--be-a-worker-of-the-pool";
const RECEIVER: &str = "--be-the-child-that-receives";

/// Whether this process is a child. If it is, it has done all that it is for when this returns.
pub(crate) fn served() -> bool {
    let outcome = match std::env::args().nth(1).as_deref() {
        Some(WORKER) => processes::serve(),
        Some(RECEIVER) => child::serve(),
        _ => return false,
    };
    if let Err(error) = outcome {
        eprintln!("a child of the bench: {error}");
        std::process::exit(1);
    }
    true
}

fn myself(word: &str) -> Command {
    let path = std::env::current_exe().expect("this program has a path");
    let mut command = Command::new(path);
    command.arg(word);
    command
}

/// A pool of processes. Ask on a thread that is not pinned, or all of them will be on its core.
pub(crate) fn pool(workers: usize) -> Pool {
    Pool::spawn(workers, || myself(WORKER)).expect("this program can be its own worker")
}

/// A child that receives, likewise.
pub(crate) fn receiver() -> Child {
    Child::start(&mut myself(RECEIVER)).expect("this program can be its own child")
}
