//! The counters: who is right, and at what price.

use super::page::{Contestant, Page};
use hotloop::races::{Counter, Outcome, counters, race};
use hotloop::threads::{Schedule, Team};
use std::rc::Rc;

pub(super) fn page<'t>(quick: bool, cores: usize, team: &Rc<Team>) -> Page<'t> {
    let members = team.members();
    // On one core, waking a member takes as long as a million increments of the quickest.
    let (increments, how) = match cores {
        1 => (
            10_000_000,
            " in turns on one core, where only a member that is suspended in the midst of one can lose any",
        ),
        _ => (1_000_000, ""),
    };
    let contestant = |counter| {
        Box::new(Race {
            counter,
            increments,
            team: Rc::clone(team),
            outcomes: vec![],
        }) as Box<_>
    };
    Page {
        name: "races::counters",
        title: format!("{increments} increments, guided, by {members} members{how}"),
        unit: "ns / increment",
        baseline: "Local",
        rounds: if quick { 4 } else { 19 },
        contestants: counters::all().into_iter().map(contestant).collect(),
    }
}

struct Race {
    counter: Box<dyn Counter>,
    increments: usize,
    team: Rc<Team>,
    outcomes: Vec<Outcome>,
}

impl Contestant for Race {
    fn name(&self) -> String {
        self.counter.name().into()
    }

    fn run(&mut self) -> f64 {
        let guided = Schedule::Guided { min_chunk: 1 };
        let outcome = race(&self.team, &*self.counter, self.increments, guided)
            .expect("the schedule has a chunk");
        let nanoseconds = outcome.nanoseconds_per_increment();
        self.outcomes.push(outcome);
        nanoseconds
    }

    fn remark(&self) -> String {
        let runs = self.outcomes.len();
        let losing = self.outcomes.iter().filter(|outcome| outcome.lost() > 0);
        match losing.count() {
            0 => format!("right in {runs} of {runs} runs"),
            losing => {
                let lost = self.outcomes.iter().map(Outcome::lost);
                let (least, most) = (lost.clone().min(), lost.max());
                format!(
                    "WRONG in {losing} of {runs} runs: {} to {} lost",
                    least.unwrap_or(0),
                    most.unwrap_or(0)
                )
            }
        }
    }
}
