//! A thread that the operating system may put on any core.
//!
//! It runs what must not run on a pinned thread. A new thread inherits its maker's affinity. Whatever
//! starts threads of its own (libgomp, rayon, `std::thread::scope`) would have them all on one core
//! if it were called from a pinned member. So this thread is started before the team, and is asked
//! to call them.

use std::sync::OnceLock;
use std::sync::mpsc::{Sender, channel};
use std::thread;

type Job = Box<dyn FnOnce() + Send>;

static JOBS: OnceLock<Sender<Job>> = OnceLock::new();

/// To be called before anything is pinned.
pub(crate) fn start() {
    JOBS.get_or_init(|| {
        let (jobs, received) = channel::<Job>();
        thread::spawn(move || received.into_iter().for_each(|job| job()));
        jobs
    });
}

/// Runs `f` there, and sleeps until it is done.
pub(crate) fn run<R: Send + 'static>(f: impl FnOnce() -> R + Send + 'static) -> R {
    let (result, received) = channel();
    let job = move || {
        // Whoever asked is waiting for the answer.
        let _ = result.send(f());
    };
    let jobs = JOBS.get().expect("the thread was started first");
    jobs.send(Box::new(job)).expect("the thread is there");
    received.recv().expect("the job does not panic")
}
