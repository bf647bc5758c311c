//! A thread that the operating system may put on any core.

use std::sync::mpsc::{Sender, channel};
use std::thread;

type Job = Box<dyn FnOnce() + Send>;

/// Runs what must not run on a pinned thread.
///
/// A new thread inherits its maker's affinity. Whatever starts threads of its own (libgomp, rayon,
/// `std::thread::scope`) would have them all on one core if it were called from a pinned member. So
/// this thread has to be started before the team, and is asked to call them.
pub(crate) struct Unpinned(Sender<Job>);

impl Unpinned {
    pub(crate) fn start() -> Self {
        let (jobs, received) = channel::<Job>();
        thread::spawn(move || received.into_iter().for_each(|job| job()));
        Self(jobs)
    }

    /// Runs `f` there, and sleeps until it is done.
    pub(crate) fn run<R: Send + 'static>(&self, f: impl FnOnce() -> R + Send + 'static) -> R {
        let (result, received) = channel();
        let job = move || {
            // Whoever asked is waiting for the answer.
            let _ = result.send(f());
        };
        self.0.send(Box::new(job)).expect("the thread is there");
        received.recv().expect("the job does not panic")
    }
}
