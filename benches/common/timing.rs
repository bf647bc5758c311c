//! Measuring several things at once, on a machine whose speed drifts.
//!
//! The speed of a shared machine wanders by a tenth within seconds. Whatever is measured first and
//! compared with what is measured last says more about the machine than about the code. So
//! contestants take turns, a millisecond each, or one run where that takes longer: whoever is the
//! least far goes next. All of them then see the same weather, from the first turn to the last.

use std::time::{Duration, Instant};

/// How much time there is.
#[derive(Clone, Copy)]
pub(crate) struct Effort {
    /// For each contestant.
    pub(crate) budget: Duration,
    /// For a turn, at least: many times what reading the clock takes, and a few times what an
    /// interrupt does.
    pub(crate) turn: Duration,
    /// Turns that everyone gets, unless they take [`LONG`] times the budget: then half of them do.
    pub(crate) least_turns: usize,
}

/// Budgets after which fewer turns are enough. What takes so long is disturbed by little in a turn.
const LONG: f64 = 2.0;

impl Effort {
    /// Budgets that come to at most 20 seconds, or 2 where it is to be `quick`, for so many contestants.
    /// Turns that take longer than a budget come on top of that.
    pub(crate) fn shared(quick: bool, contestants: usize) -> Self {
        let (total, most, turn, least_turns) = if quick {
            (2, 30, 100, 3)
        } else {
            (20, 1_000, 400, 4)
        };
        let share = Duration::from_secs(total) / u32::try_from(contestants).unwrap_or(u32::MAX);
        Self {
            budget: share.min(Duration::from_millis(most)),
            turn: Duration::from_micros(turn),
            least_turns,
        }
    }

    /// So many times as much.
    pub(crate) fn closer(self, times: u32) -> Self {
        Self {
            budget: self.budget * times,
            least_turns: self.least_turns * 3,
            ..self
        }
    }

    /// As much as says who need not be looked at again.
    pub(crate) fn glance(self) -> Self {
        Self {
            budget: self.turn,
            least_turns: 2,
            ..self
        }
    }
}

/// What a contestant's turns came to, in nanoseconds for one run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    pub(crate) least: f64,
    pub(crate) median: f64,
}

impl Times {
    /// Of one turn at least.
    pub(crate) fn of(mut turns: Vec<f64>) -> Self {
        turns.sort_by(f64::total_cmp);
        Self {
            least: turns[0],
            median: turns[turns.len() / 2],
        }
    }
}

/// Has `count` contestants take turns. `run(i, repeats)` runs the `i`-th that often and returns how
/// long it took, the first time once, to warm up; `progress` is told the fraction of the time that has
/// passed.
pub(crate) fn interleave(
    count: usize,
    effort: Effort,
    mut run: impl FnMut(usize, u64) -> Duration,
    progress: impl Fn(f64),
) -> Vec<Times> {
    let mut contestants: Vec<_> = (0..count)
        .map(|i| Contestant::new(effort, |repeats| run(i, repeats)))
        .collect();
    let total = effort.budget.as_secs_f64() * count as f64;
    while let Some(i) = next(&contestants, effort) {
        contestants[i].take_turn(|repeats| run(i, repeats));
        let spent: Duration = contestants.iter().map(|contestant| contestant.spent).sum();
        progress(spent.as_secs_f64() / total);
    }
    contestants.iter().map(Contestant::times).collect()
}

/// Whoever is the least far, unless everybody is there.
fn next(contestants: &[Contestant], effort: Effort) -> Option<usize> {
    let progress = |contestant: &Contestant| contestant.progress(effort);
    let hungry = contestants
        .iter()
        .enumerate()
        .filter(|(_, c)| progress(c) < 1.0);
    hungry
        .min_by(|(_, a), (_, b)| progress(a).total_cmp(&progress(b)))
        .map(|(i, _)| i)
}

struct Contestant {
    /// Runs in a turn.
    repeats: u64,
    spent: Duration,
    /// Nanoseconds for a run.
    turns: Vec<f64>,
}

impl Contestant {
    /// Warms up, and finds out how many runs make a turn.
    fn new(effort: Effort, mut run: impl FnMut(u64) -> Duration) -> Self {
        let first = run(1);
        let mut contestant = Self {
            repeats: 1,
            spent: Duration::ZERO,
            turns: vec![],
        };
        if first > effort.budget {
            // Caches do not matter to what takes so long: the warm-up is a turn like any other.
            contestant.note(first);
            return contestant;
        }
        while contestant.is_short(effort, &mut run) {
            contestant.repeats *= 2;
        }
        contestant
    }

    /// Whether so many runs are too few for a turn. Looked at twice, because an interruption makes
    /// anything take long; a single run that is long both times has had two turns.
    fn is_short(&mut self, effort: Effort, mut run: impl FnMut(u64) -> Duration) -> bool {
        let mut looks = [Duration::ZERO; 2];
        for look in &mut looks {
            *look = run(self.repeats);
            if *look < effort.turn / 2 {
                return true;
            }
        }
        if self.repeats == 1 {
            looks.into_iter().for_each(|look| self.note(look));
        }
        false
    }

    /// A turn of a single run.
    fn note(&mut self, taken: Duration) {
        self.turns.push(taken.as_nanos() as f64);
        self.spent += taken;
    }

    fn take_turn(&mut self, mut run: impl FnMut(u64) -> Duration) {
        let start = Instant::now();
        if self.repeats > 1 {
            // What is short is measured warm: others have used the caches since the last turn.
            run(self.repeats.div_ceil(8));
        }
        let taken = run(self.repeats);
        self.turns
            .push(taken.as_nanos() as f64 / self.repeats as f64);
        self.spent += start.elapsed();
    }

    /// How far it is: by time for those whose turns are short, by turns for those whose turns are
    /// so long that few of them fill the time. Either way it goes on beside the others to the end.
    fn progress(&self, effort: Effort) -> f64 {
        let time = self.spent.as_secs_f64() / effort.budget.as_secs_f64();
        let turns = |least: usize| self.turns.len() as f64 / least as f64;
        let usual = time.min(turns(effort.least_turns));
        let long = (time / LONG).min(turns(effort.least_turns.div_ceil(2)));
        usual.max(long)
    }

    fn times(&self) -> Times {
        Times::of(self.turns.clone())
    }
}
