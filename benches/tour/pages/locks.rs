//! The locks: what waiting for each other costs.

use super::{Contestant, Page};
use crate::common::locks::{LOCKS, Situation, situations};
use crate::common::unpinned::Unpinned;
use hotloop::races::contention::{Contention, Work};
use hotloop::threads::Team;
use std::time::Duration;

pub(super) fn page(quick: bool, unpinned: &Unpinned) -> Page<'_> {
    let everywhere = situations().into_iter();
    let rounds = everywhere.flat_map(|situation| {
        LOCKS.map(|(lock, contend)| {
            Box::new(Round {
                lock,
                contend,
                situation,
                unpinned,
                came: vec![],
            }) as Box<dyn Contestant>
        })
    });
    Page {
        name: "races::contention",
        title: "from one acquisition to the next, whoever makes it; a step is about a nanosecond"
            .into(),
        unit: "ns",
        baseline: "1 member: std Mutex",
        rounds: if quick { 3 } else { 11 },
        contestants: rounds.collect(),
    }
}

struct Round<'t> {
    lock: &'static str,
    contend: fn(&Team, Work, Duration) -> Contention,
    situation: Situation,
    unpinned: &'t Unpinned,
    came: Vec<Contention>,
}

impl Contestant for Round<'_> {
    fn name(&self) -> String {
        format!("{}: {}", self.situation.name, self.lock)
    }

    fn run(&mut self) -> f64 {
        let (situation, contend) = (self.situation, self.contend);
        let contention = self
            .unpinned
            .run(move || situation.run(contend, Duration::from_millis(5)));
        let nanoseconds = contention.nanoseconds_per_acquisition();
        self.came.push(contention);
        nanoseconds
    }

    fn remark(&self) -> String {
        if self.situation.members == 1 {
            return String::new();
        }
        let median = |of: fn(&Contention) -> f64| {
            let mut values: Vec<f64> = self.came.iter().map(of).collect();
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        };
        format!(
            "{:.1} % waited, most to least {:.1}",
            100.0 * median(Contention::waited),
            median(Contention::most_to_least)
        )
    }
}
