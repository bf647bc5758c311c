//! The counters: who is right, and at what price.

use super::{Contestant, Page};
use hotloop::races::{Counter, Outcome, counters, race};
use hotloop::threads::{Schedule, Team};

pub(super) fn page(quick: bool, team: &Team) -> Page<'_> {
    let increments = 1_000_000;
    let members = team.members();
    let contestant = |counter| Box::new(Race::new(counter, increments, team)) as Box<_>;
    Page {
        name: "races::counters",
        title: format!("{increments} increments, guided, by {members} members"),
        unit: "ns / increment",
        baseline: "Local",
        rounds: if quick { 4 } else { 19 },
        contestants: counters::all().into_iter().map(contestant).collect(),
    }
}

struct Race<'t> {
    counter: Box<dyn Counter>,
    increments: usize,
    team: &'t Team,
    outcomes: Vec<Outcome>,
}

impl<'t> Race<'t> {
    fn new(counter: Box<dyn Counter>, increments: usize, team: &'t Team) -> Self {
        Self {
            counter,
            increments,
            team,
            outcomes: vec![],
        }
    }
}

impl Contestant for Race<'_> {
    fn name(&self) -> String {
        self.counter.name().into()
    }

    fn run(&mut self) -> f64 {
        let guided = Schedule::Guided { min_chunk: 1 };
        let outcome = race(self.team, &*self.counter, self.increments, guided)
            .expect("the schedule has a chunk");
        let nanoseconds = outcome.nanoseconds_per_increment();
        self.outcomes.push(outcome);
        nanoseconds
    }

    fn remark(&self) -> String {
        let runs = self.outcomes.len();
        let losing = self.outcomes.iter().filter(|outcome| outcome.lost() > 0);
        match losing.count() {
            0 if self.outcomes.iter().all(|outcome| outcome.cores == 1) => {
                "nothing lost, but on one core hardly anything could be".into()
            }
            0 => format!("right in {runs} of {runs} runs"),
            losing => {
                let percent =
                    |outcome: &Outcome| 100.0 * outcome.lost() as f64 / outcome.expected as f64;
                let mut lost: Vec<f64> = self.outcomes.iter().map(percent).collect();
                lost.sort_by(f64::total_cmp);
                format!(
                    "WRONG in {losing} of {runs} runs: {:.1} to {:.1} % lost",
                    lost[0],
                    lost[runs - 1]
                )
            }
        }
    }
}
