//! Progress of a long map, reported without slowing it.

use super::discard::discard;
use super::schedule::Schedule;
use super::team::{Team, inherit};
use crate::Error;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread::Builder;
use std::time::Duration;

/// How often the hook is called, at most.
const INTERVAL: Duration = Duration::from_millis(100);

impl Team {
    /// [`map`](Team::map) with a hook that is told how many items are done, and of how many.
    ///
    /// The hook runs on a thread of its own, so that it may draw, print or lock without a member
    /// waiting for it: ten times a second while items get done, and a last time with all of them.
    /// In a scope that thread has the core of member 0, which made it, and what the hook computes
    /// is time that member does not get. A region that it asks of the same team begins when the map is
    /// over. Beside that the members pay one relaxed addition an item.
    ///
    /// ```
    /// use hotloop::threads::{Binding, Schedule, Team};
    ///
    /// let team = Team::spawn(2, Binding::Close)?;
    /// let seeds: Vec<u64> = (0..8).collect();
    /// let mut last = (0, 0);
    /// let heavy = |seed: &u64| seed * seed;
    /// let hook = |done, total| last = (done, total);
    /// let results = team.map_with_progress(&seeds, Schedule::Dynamic { chunk: 1 }, heavy, hook)?;
    /// assert_eq!(results, [0, 1, 4, 9, 16, 25, 36, 49]);
    /// assert_eq!(last, (8, 8));
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`map`](Team::map), and [`Error::Spawn`] if the hook's thread cannot be started; `f` has
    /// not run then.
    ///
    /// # Panics
    ///
    /// As [`map`](Team::map), and if the hook does, after the items are done.
    pub fn map_with_progress<T: Sync, R: Send>(
        &self,
        items: &[T],
        schedule: Schedule,
        f: impl Fn(&T) -> R + Sync,
        mut hook: impl FnMut(usize, usize) + Send,
    ) -> Result<Vec<R>, Error> {
        let schedule = schedule.check()?;
        let done = AtomicUsize::new(0);
        let total = items.len();
        let (end, ended) = channel::<()>();
        let done_items = &done;
        let inherit = inherit();
        let watch = move || {
            inherit();
            let mut told = 0;
            // The sender never sends: it is dropped when the map has ended.
            while ended.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
                let now = done_items.load(Relaxed);
                if now != told && now != total {
                    hook(now, total);
                    told = now;
                }
            }
            if done_items.load(Relaxed) == total {
                hook(total, total);
            }
        };
        std::thread::scope(|scope| {
            let name = String::from("hotloop progress");
            let spawned = Builder::new().name(name.clone()).spawn_scoped(scope, watch);
            let watcher = spawned.map_err(|error| Error::spawn(name, &error))?;
            let results = catch_unwind(AssertUnwindSafe(|| {
                self.map(items, schedule, |item| {
                    let result = f(item);
                    done.fetch_add(1, Relaxed);
                    result
                })
            }));
            drop(end);
            match (results, watcher.join()) {
                (Ok(results), Ok(())) => results,
                (Ok(results), Err(payload)) => {
                    // One by one: of two that panic in one vector, the second ends the process.
                    results.into_iter().flatten().for_each(discard);
                    resume_unwind(payload)
                }
                (Err(payload), told) => {
                    discard(told);
                    resume_unwind(payload)
                }
            }
        })
    }
}
