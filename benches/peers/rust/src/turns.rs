//! Contestants who take turns, and their table.

use crate::timing::{Effort, interleave};
use std::hint::black_box;
use std::time::{Duration, Instant};

pub(crate) struct Contestant<'a> {
    pub(crate) name: &'static str,
    pub(crate) threads: usize,
    /// The time of so many runs. Who has threads of its own starts them here, and ends them: some spin for
    /// as long as they live.
    pub(crate) time: Box<dyn FnMut(u64) -> Duration + 'a>,
}

pub(crate) fn contestant<'a>(
    name: &'static str,
    threads: usize,
    time: impl FnMut(u64) -> Duration + 'a,
) -> Contestant<'a> {
    Contestant {
        name,
        threads,
        time: Box::new(time),
    }
}

/// The time of so many runs of `f`.
pub(crate) fn timed<R>(repeats: u64, mut f: impl FnMut() -> R) -> Duration {
    let start = Instant::now();
    for _ in 0..repeats {
        black_box(f());
    }
    start.elapsed()
}

/// Everybody for a second, a turn each, and nanoseconds an element.
pub(crate) fn table(title: &str, elements: usize, mut contestants: Vec<Contestant<'_>>) {
    let effort = Effort {
        budget: Duration::from_secs(1),
        turn: Duration::from_micros(400),
        least_turns: 7,
    };
    let count = contestants.len();
    let run = |i: usize, repeats| (contestants[i].time)(repeats);
    let times = interleave(count, effort, run, |_| ());
    println!("\n{title}: ns an element");
    println!("  {:<28}{:>4} {:>10} {:>10}", "", "team", "least", "median");
    for (Contestant { name, threads, .. }, times) in contestants.iter().zip(times) {
        let [least, median] = [times.least, times.median].map(|time| time / elements as f64);
        println!("  {name:<28}{threads:>4} {least:>10.4} {median:>10.4}");
    }
}
