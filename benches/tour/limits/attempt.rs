//! One way to come close to a limit.

use super::arena::Arena;
use crate::catalogue::{Limit, wake};
use hotloop::threads::Team;
use std::time::{Duration, Instant};

pub(super) type Run<'t> = Box<dyn Fn(&mut Arena<'_>, u64) -> Duration + 't>;

/// One way to come close to a limit.
pub(crate) struct Attempt<'t> {
    pub(crate) limit: Limit,
    pub(crate) name: &'static str,
    /// How it goes about it.
    pub(crate) pattern: String,
    /// Bytes, operations or trips in a run.
    pub(super) work: f64,
    pub(super) run: Run<'t>,
}

impl<'t> Attempt<'t> {
    pub(super) fn new(
        limit: Limit,
        pattern: String,
        team: &'t Team,
        work: f64,
        f: impl Fn(&Team, &mut Arena<'_>) + 't,
    ) -> Self {
        let run = move |arena: &mut Arena<'_>, repeats| {
            wake(team);
            let start = Instant::now();
            for _ in 0..repeats {
                f(team, arena);
            }
            start.elapsed()
        };
        Self {
            limit,
            name: limit.name(team.members()).expect("it binds the team"),
            pattern,
            work,
            run: Box::new(run),
        }
    }

    /// The time of so many runs.
    pub(crate) fn run(&self, arena: &mut Arena<'_>, repeats: u64) -> Duration {
        arena.broom.sweep(repeats);
        (self.run)(arena, repeats)
    }

    /// Units of work a nanosecond, of a run that took so many.
    pub(crate) fn rate(&self, nanoseconds: f64) -> f64 {
        self.work / nanoseconds
    }
}
