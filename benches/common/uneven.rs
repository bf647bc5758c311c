//! The tutorial's uneven loop, `[sum_primes(n) for n in xrange(10000)]`, under every schedule.

use hotloop::kernels::primes;
use hotloop::threads::{Schedule, Team, Trace};
use std::hint::black_box;
use std::ops::Range;
use std::time::{Duration, Instant};

/// One of each kind, from the one that is settled first to the one that is settled last.
pub(crate) const SCHEDULES: [(&str, Schedule); 6] = [
    ("Static", Schedule::Static),
    ("Cyclic", Schedule::Cyclic),
    ("Dynamic, 1", Schedule::Dynamic { chunk: 1 }),
    ("Dynamic, 16", Schedule::Dynamic { chunk: 16 }),
    ("Guided, 1", Schedule::Guided { min_chunk: 1 }),
    ("Adaptive", Schedule::Adaptive),
];

/// The iterations `chunk`, each longer than the one before.
pub(crate) fn run(chunk: Range<usize>) {
    for n in chunk {
        black_box(primes::checked(n as u64).expect("it refuses nothing"));
    }
}

/// The whole loop on the thread that asks.
pub(crate) fn alone(numbers: usize) -> Duration {
    let start = Instant::now();
    run(0..numbers);
    start.elapsed()
}

/// The whole loop, watched.
pub(crate) fn trace(team: &Team, numbers: usize, schedule: Schedule) -> Trace {
    team.trace(0..numbers, schedule, run)
        .expect("no chunk is zero")
}

/// The busiest and the idlest member's share of the work, and into how many chunks it was cut.
pub(crate) fn shares(trace: &Trace) -> String {
    let work = trace.work().as_secs_f64();
    let busy = (0..trace.members()).map(|member| trace.busy(member).as_secs_f64());
    let (idlest, busiest) = (
        busy.clone().fold(f64::INFINITY, f64::min),
        busy.fold(0.0, f64::max),
    );
    format!(
        "{:.1} % to {:.1} % of the work, {} chunks",
        100.0 * idlest / work,
        100.0 * busiest / work,
        trace.chunks().len()
    )
}
