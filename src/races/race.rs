//! The race in which a counter is found out.

use super::barrier::together;
use super::counter::{Counter, Private};
use crate::Error;
use crate::threads::{Deal, Member, Schedule, Team};
use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;
use std::time::{Duration, Instant};

/// Has the members of `team` make `increments` increments of `counter`, dealt out by `schedule`,
/// all from the same moment on.
///
/// The tutorial makes 10,000,000, by four threads, guided:
///
/// ```
/// use hotloop::races::{counters::Atomic, race};
/// use hotloop::threads::{Binding, Schedule, Team};
///
/// let guided = Schedule::Guided { min_chunk: 1 };
/// let outcome = Team::scope(4, Binding::Close, |team| {
///     race(team, &Atomic::default(), 100_000, guided)
/// })??;
/// assert_eq!((outcome.expected, outcome.observed), (100_000, 100_000));
/// let made: u64 = outcome.shares.iter().map(|share| share.increments).sum();
/// assert_eq!(made, 100_000);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Zero`] for a schedule whose chunk is zero; nothing has been counted then.
///
/// # Panics
///
/// If the counter does, after all members have ended. Those of this crate do not.
pub fn race(
    team: &Team,
    counter: &dyn Counter,
    increments: usize,
    schedule: Schedule,
) -> Result<Outcome, Error> {
    let deal = Deal::new(schedule.check()?, 0..increments, team.present());
    let before = counter.value();
    let parts = together(team, |member| run(counter, &deal, member));
    let observed = counter.value().wrapping_sub(before);
    let start = parts.iter().map(|part| part.time.start).min();
    let end = parts.iter().map(|part| part.time.end).max();
    Ok(Outcome {
        counter: counter.name(),
        expected: increments as u64,
        observed,
        time: start
            .zip(end)
            .map_or(Duration::ZERO, |(start, end)| end - start),
        shares: parts.into_iter().map(|part| part.share).collect(),
        cores: team.cores(),
    })
}

/// Increments between two looks at the clock, so many that the looks take one part in a hundred of
/// the cheapest.
const STRETCH: usize = 8192;

/// What one member did, and from when to when.
struct Part {
    time: Range<Instant>,
    share: Share,
}

/// What falls to one member.
fn run(counter: &dyn Counter, deal: &Deal, member: Member) -> Part {
    let mut private = Private::new(member.index);
    let mut share = Share::default();
    let start = Instant::now();
    let mut end = start;
    deal.serve(member.index, |mut piece| {
        while !piece.is_empty() {
            let times = piece.len().min(STRETCH);
            piece.start += times;
            counter.increment_times(&mut private, times);
            share.increments += times as u64;
            let now = Instant::now();
            share.longest_wait = share.longest_wait.max(now - end);
            end = now;
        }
    });
    counter.merge(&mut private);
    Part {
        time: start..Instant::now(),
        share,
    }
}

/// What came of a race.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// The counter's name.
    pub counter: &'static str,
    /// How many increments were made.
    pub expected: u64,
    /// How many the counter knows of.
    pub observed: u64,
    /// From the first increment to the last.
    pub time: Duration,
    /// What each member did.
    pub shares: Vec<Share>,
    /// How many members could run at the same time. Where it is one they took turns, and an update
    /// is lost only when a member is suspended between its load and its store. But then everything
    /// is lost that the others did meanwhile.
    pub cores: usize,
}

/// What one member did in a race.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Share {
    /// How many of the increments.
    pub increments: u64,
    /// The longest time that 8,192 increments in a row took, or fewer at the end of a piece.
    /// Looking at the clock more often would change what is looked at.
    pub longest_wait: Duration,
}

impl Outcome {
    /// How many increments the counter knows nothing of.
    pub fn lost(&self) -> u64 {
        self.expected.saturating_sub(self.observed)
    }

    /// The time of the race divided by the number of increments, and NaN if there were none. With
    /// `n` members at work, each of them spends `n` times this on one of its own.
    pub fn nanoseconds_per_increment(&self) -> f64 {
        if self.expected == 0 {
            return f64::NAN;
        }
        self.time.as_nanos() as f64 / self.expected as f64
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            counter, expected, ..
        } = self;
        let members = self.shares.len();
        let plural = if members == 1 { "" } else { "s" };
        write!(
            f,
            "{counter}: {expected} increments by {members} member{plural}, "
        )?;
        match (self.observed.cmp(expected), self.cores) {
            (Ordering::Greater, _) => write!(f, "{} too many counted", self.observed - expected)?,
            (Ordering::Less, _) => {
                let percent = 100.0 * self.lost() as f64 / *expected as f64;
                write!(f, "{} lost ({percent:.1} %)", self.lost())?;
            }
            (Ordering::Equal, 2..) => write!(f, "none lost")?,
            (Ordering::Equal, _) if members == 1 => {
                write!(f, "and nothing could be lost: there was one member")?;
            }
            (Ordering::Equal, _) => write!(f, "none lost on one core, where members take turns")?,
        }
        if *expected == 0 {
            return Ok(());
        }
        write!(f, ", {:.2} ns each", self.nanoseconds_per_increment())
    }
}
