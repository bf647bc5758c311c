//! Tracing a region: who ran which chunk, and when.

use super::schedule::Schedule;
use super::team::Team;
use crate::Error;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

mod text;

/// What [`Team::trace`] saw of a loop: every chunk, who ran it, from when to when.
///
/// Printed, it is a row a member with time to the right, in as many columns as the format's width
/// says, or in 64. This is the uneven loop that [`Schedule`] tells about, as far as 4,000, under
/// [`Guided`](Schedule::Guided):
///
/// ```text
/// 0 |========================|===========================|========||  50.0 %
/// 1 |======================================|================|===|=|#  50.0 %
/// 13 chunks in 50.6ms, imbalance 0.0 %
/// ```
///
/// | in a column | |
/// |---|---|
/// | <code>&#124;</code> | one chunk begins |
/// | `#` | more than one |
/// | `=` | one goes on |
/// | `.` | nothing is run |
///
/// The last number of a row is the member's share of the work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    members: usize,
    chunks: Vec<Chunk>,
    makespan: Duration,
}

/// Iterations that one member ran without a pause. Times count from the call of the region.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Chunk {
    /// The member whose thread ran it: not always the one to whom the schedule gave it, because the
    /// caller, member 0, runs the part of a member that is still waking up when the rest is done.
    pub member: usize,
    /// What the body was given.
    pub range: Range<usize>,
    /// When the body was called.
    pub start: Duration,
    /// When it returned.
    pub end: Duration,
}

impl Chunk {
    /// How long the body took.
    pub fn time(&self) -> Duration {
        self.end.saturating_sub(self.start)
    }
}

impl Trace {
    /// How many members the region had: those of the team, or one inside another region or in a
    /// process that has forked from the team's own.
    pub fn members(&self) -> usize {
        self.members
    }

    /// Every chunk, in the order in which they were begun.
    pub fn chunks(&self) -> &[Chunk] {
        &self.chunks
    }

    /// From the call of the region to its end.
    pub fn makespan(&self) -> Duration {
        self.makespan
    }

    /// How long a member ran the body; zero for one that does not exist.
    pub fn busy(&self, member: usize) -> Duration {
        let own = self.chunks.iter().filter(|chunk| chunk.member == member);
        own.map(Chunk::time).sum()
    }

    /// How long all members together ran the body. Shared out evenly and at no cost, the loop would
    /// have taken this divided by the number of members.
    pub fn work(&self) -> Duration {
        self.chunks.iter().map(Chunk::time).sum()
    }

    /// How much longer the busiest member ran the body than the members did on average, as a
    /// fraction of the average: `max busy / mean busy - 1`, from 0 (all alike) to `members - 1`
    /// (one did everything). It is 0 if there was nothing to do.
    ///
    /// It is called percent imbalance in the field (Pearce, Gamblin, de Supinski, Schulz and Amato
    /// 2012), and is how much time even work would have saved.
    pub fn imbalance(&self) -> f64 {
        let mean = self.work().as_secs_f64() / self.members as f64;
        let busiest = (0..self.members).map(|member| self.busy(member)).max();
        match busiest {
            Some(busiest) if mean > 0.0 => (busiest.as_secs_f64() / mean - 1.0).max(0.0),
            _ => 0.0,
        }
    }
}

/// Pieces as they are noted, and how many there was no memory for.
#[derive(Default)]
struct Notes {
    chunks: Vec<Chunk>,
    missing: usize,
}

impl Notes {
    fn add(&mut self, chunk: Chunk) {
        // Once it has been refused it does not ask again: that would cost a refusal a chunk.
        if self.missing == 0 && self.chunks.try_reserve(1).is_ok() {
            self.chunks.push(chunk);
        } else {
            self.missing += 1;
        }
    }

    fn append(&mut self, mut other: Self) {
        self.missing += other.missing;
        match self.chunks.try_reserve(other.chunks.len()) {
            Ok(()) => self.chunks.append(&mut other.chunks),
            Err(_) => self.missing += other.chunks.len(),
        }
    }

    /// All of them, or nothing.
    fn complete(self) -> Result<Vec<Chunk>, Error> {
        if self.missing == 0 {
            return Ok(self.chunks);
        }
        Err(Error::OutOfMemory {
            argument: "range",
            results: self.chunks.len() + self.missing,
        })
    }
}

impl Team {
    /// [`for_each`](Team::for_each), and who ran which chunk, and when: to see what a
    /// [`Schedule`] makes of a loop.
    ///
    /// ```
    /// use hotloop::threads::{Binding, Schedule, Team};
    ///
    /// let team = Team::spawn(2, Binding::Close)?;
    /// let trace = team.trace(0..100, Schedule::Dynamic { chunk: 30 }, |chunk| {
    ///     std::hint::black_box(chunk.map(|i| i * i).sum::<usize>());
    /// })?;
    /// assert_eq!(trace.chunks().len(), 4);
    /// println!("{trace}");
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// It costs about 75 ns a chunk (`cargo bench --bench schedules`), two looks at the clock and a
    /// note of 56 bytes, which is kept: of millions of chunks, the notes fill hundreds of
    /// megabytes.
    ///
    /// # Errors
    ///
    /// As [`for_each`](Team::for_each), and [`Error::OutOfMemory`] if there is no memory for the
    /// notes. How many there will be is known at the end, so the loop has been run then, all of it.
    ///
    /// # Panics
    ///
    /// As [`for_each`](Team::for_each).
    pub fn trace(
        &self,
        range: Range<usize>,
        schedule: Schedule,
        body: impl Fn(Range<usize>) + Sync,
    ) -> Result<Trace, Error> {
        let members = self.present();
        let caller = thread::current().id();
        let noted = Mutex::new(Notes::default());
        let call = Instant::now();
        self.share(range, schedule, |part, deal| {
            // A part that was not run by its member was run by the caller.
            let here = thread::current().id() == caller;
            let member = if here { 0 } else { part.index };
            let mut notes = Notes::default();
            deal.serve(part.index, |range| {
                let start = call.elapsed();
                body(range.clone());
                let end = call.elapsed();
                notes.add(Chunk {
                    member,
                    range,
                    start,
                    end,
                });
            });
            // Once a part, when the work is done.
            let mut noted = noted.lock().unwrap_or_else(PoisonError::into_inner);
            noted.append(notes);
        })?;
        let makespan = call.elapsed();
        let mut chunks = noted
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
            .complete()?;
        // By index where the clock cannot tell.
        chunks.sort_unstable_by_key(|chunk| (chunk.start, chunk.range.start));
        Ok(Trace {
            members,
            chunks,
            makespan,
        })
    }
}
