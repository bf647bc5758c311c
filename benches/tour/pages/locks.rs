//! The locks: what waiting for each other costs.

use super::page::{Contestant, Page};
use crate::common::locks::{Lock, Situation, situations};
use crate::common::unpinned;
use hotloop::races::contention::Contention;

pub(super) fn page<'t>(quick: bool) -> Page<'t> {
    let contestants = situations().into_iter().flat_map(|situation| {
        situation.locks().iter().map(move |&lock| {
            Box::new(Rounds {
                lock,
                situation: situation.clone(),
                contentions: vec![],
            }) as Box<dyn Contestant>
        })
    });
    Page {
        name: "races::contention",
        title: "from one acquisition to the next, whoever makes it; a step is about a nanosecond"
            .into(),
        unit: "ns",
        baseline: "1 member: std Mutex",
        rounds: if quick { 2 } else { 5 },
        contestants: contestants.collect(),
    }
}

struct Rounds {
    lock: Lock,
    situation: Situation,
    contentions: Vec<Contention>,
}

impl Contestant for Rounds {
    fn name(&self) -> String {
        format!("{}: {}", self.situation.name, self.lock.0)
    }

    fn run(&mut self) -> f64 {
        let (situation, lock) = (self.situation.clone(), self.lock);
        let contention = unpinned::run(move || situation.run(lock));
        let nanoseconds = contention.nanoseconds_per_acquisition();
        self.contentions.push(contention);
        nanoseconds
    }

    fn remark(&self) -> String {
        if self.situation.members == 1 {
            return String::new();
        }
        let median = |of: fn(&Contention) -> f64| {
            let mut values: Vec<f64> = self.contentions.iter().map(of).collect();
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        };
        format!(
            "{:.1} % waited, most to least {:.1}",
            100.0 * median(Contention::waited_share),
            median(Contention::most_to_least)
        )
    }
}
