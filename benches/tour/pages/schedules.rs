//! The schedules: who does how much of an uneven loop, and what handing out an even one costs.

use super::page::{Contestant, Page, Timed};
use crate::common::timing::Times;
use crate::common::uneven::{SCHEDULES, alone, shares, trace};
use crate::lines::width;
use hotloop::threads::{Schedule, Team, Trace};
use std::hint::black_box;
use std::ops::Range;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// Numbers of the uneven loop: a tenth of the work of the tutorial's 10,000, which
/// `benches/schedules.rs` has.
pub(crate) const NUMBERS: usize = 4_000;

const IDEAL: &str = "the ideal";

/// The even loops, by what an iteration takes: how many steps, of 1 or 2 ns, and how many iterations
/// make milliseconds of them.
const EVEN: [(&str, u32, usize); 4] = [
    ("schedules::even_1ns", 1, 4_000_000),
    ("schedules::even_100ns", 70, 70_000),
    ("schedules::even_10us", 7_000, 700),
    ("schedules::even_1ms", 700_000, 20),
];

pub(super) fn pages<'t>(quick: bool, cores: usize, team: &Rc<Team>) -> Vec<Page<'t>> {
    let even = EVEN.map(|loop_| even(quick, cores, team, loop_));
    [uneven(quick, cores, team)]
        .into_iter()
        .chain(even)
        .collect()
}

/// What all cores would take if they shared the work evenly and at no cost.
fn ideal<'t>(cores: usize, alone: impl Fn() -> f64 + 't) -> Box<dyn Contestant + 't> {
    let remark = format!("the time of one member, over {cores}");
    Timed::boxed(IDEAL, remark, move || alone() / cores as f64)
}

fn uneven<'t>(quick: bool, cores: usize, team: &Rc<Team>) -> Page<'t> {
    let watched = SCHEDULES.map(|(name, schedule)| {
        Box::new(Watched {
            name,
            schedule,
            team: Rc::clone(team),
            warm: false,
            best: None,
        }) as Box<_>
    });
    Page {
        name: "schedules::uneven",
        title: format!(
            "the sums of the primes below n, by trial division, for n below {NUMBERS}, by {} members \
             (drawn: | one chunk begins, # several, = one goes on, . none)",
            team.members()
        ),
        unit: "ms",
        baseline: IDEAL,
        rounds: if quick { 2 } else { 5 },
        contestants: [ideal(cores, || 1e3 * alone(NUMBERS).as_secs_f64())]
            .into_iter()
            .chain(watched)
            .collect(),
    }
}

/// The uneven loop under one schedule.
struct Watched {
    name: &'static str,
    schedule: Schedule,
    team: Rc<Team>,
    /// Whether there was a round, which does not count.
    warm: bool,
    best: Option<Trace>,
}

impl Contestant for Watched {
    fn name(&self) -> String {
        self.name.into()
    }

    fn run(&mut self) -> f64 {
        let trace = trace(&self.team, NUMBERS, self.schedule);
        let makespan = trace.makespan();
        let best = self.best.as_ref();
        if self.warm && best.is_none_or(|best| makespan < best.makespan()) {
            self.best = Some(trace);
        }
        self.warm = true;
        1e3 * makespan.as_secs_f64()
    }

    fn remark(&self) -> String {
        let best = self.best.as_ref().map(shares);
        best.map_or(String::new(), |shares| format!("{shares} (the least)"))
    }

    fn drawing(&self) -> Option<String> {
        // Beside the columns: a number, spaces and a percentage.
        let columns = width() - 16;
        let best = self.best.as_ref();
        best.map(|trace| format!("{trace:columns$}"))
    }

    fn watched(&self) -> Option<&Trace> {
        self.best.as_ref()
    }
}

fn even<'t>(
    quick: bool,
    cores: usize,
    team: &Rc<Team>,
    (name, steps, iterations): (&'static str, u32, usize),
) -> Page<'t> {
    let schedules = [
        ("Static", Schedule::Static),
        ("Dynamic, 1", Schedule::Dynamic { chunk: 1 }),
        ("Guided, 1", Schedule::Guided { min_chunk: 1 }),
        ("Adaptive", Schedule::Adaptive),
    ];
    let per_iteration = move |time: Duration| time.as_nanos() as f64 / iterations as f64;
    let alone = move || {
        let start = Instant::now();
        walk(steps, 0..iterations);
        per_iteration(start.elapsed())
    };
    let contestant = |(name, schedule)| {
        Box::new(Handed {
            name,
            schedule,
            steps,
            iterations,
            team: Rc::clone(team),
        }) as Box<_>
    };
    Page {
        name,
        title: format!(
            "{iterations} iterations of equal length, by {} members",
            team.members()
        ),
        unit: "ns / iteration",
        baseline: IDEAL,
        rounds: if quick { 3 } else { 9 },
        contestants: [ideal(cores, alone)]
            .into_iter()
            .chain(schedules.into_iter().map(contestant))
            .collect(),
    }
}

/// An even loop under one schedule.
struct Handed {
    name: &'static str,
    schedule: Schedule,
    steps: u32,
    iterations: usize,
    team: Rc<Team>,
}

impl Handed {
    fn trace(&self) -> Trace {
        let steps = self.steps;
        let body = |chunk| walk(steps, chunk);
        let trace = self.team.trace(0..self.iterations, self.schedule, body);
        trace.expect("no chunk is zero")
    }
}

impl Contestant for Handed {
    fn name(&self) -> String {
        self.name.into()
    }

    fn run(&mut self) -> f64 {
        let steps = self.steps;
        let body = |chunk| walk(steps, chunk);
        let start = Instant::now();
        let outcome = self.team.for_each(0..self.iterations, self.schedule, body);
        let time = start.elapsed();
        outcome.expect("no chunk is zero");
        time.as_nanos() as f64 / self.iterations as f64
    }

    /// Of runs that are watched, and therefore are not among those that are timed.
    fn remark(&self) -> String {
        if let Schedule::Dynamic { chunk } = self.schedule {
            // They may be so many that notes of them would fill the memory.
            return format!("{} chunks", self.iterations.div_ceil(chunk));
        }
        let traces: Vec<_> = (0..9).map(|_| self.trace()).collect();
        let chunks = traces[0].chunks().len();
        let percent = 100.0 * Times::of(traces.iter().map(between).collect()).median;
        format!("{chunks} chunks; watched, {percent:.2} % of the work is between them")
    }
}

/// The time from a member's chunks to its next ones, as a fraction of that in them.
fn between(trace: &Trace) -> f64 {
    let of_member = |member| {
        let own = trace.chunks().iter().filter(|chunk| chunk.member == member);
        let mut last = None;
        own.map(|chunk| chunk.start - last.replace(chunk.end).unwrap_or(chunk.start))
            .sum::<Duration>()
    };
    let between: Duration = (0..trace.members()).map(of_member).sum();
    between.as_secs_f64() / trace.work().as_secs_f64()
}

/// Iterations of so many steps of a generator (Marsaglia 2003).
fn walk(steps: u32, chunk: Range<usize>) {
    for i in chunk {
        let mut x = black_box(i as u64);
        for _ in 0..steps {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
        }
        black_box(x);
    }
}
