//! The counters: nanoseconds an increment, by 1, 2, 4 and 8 members, each making its part.
//!
//! `benches/peers/mutex.sh` measures the same loop in C under a `pthread_mutex`.

mod common;

use common::harness::run;
use hotloop::races::{counters, race};
use hotloop::threads::{Binding, Schedule, Team};
use std::hint::black_box;
use std::time::{Duration, Instant};

fn main() {
    run(
        "counters: what an increment costs that members share",
        |criterion, _| {
            let mut group = criterion.benchmark_group("counters/single-threaded loop");
            group.bench_function("register", |bencher| bencher.iter_custom(register));
            group.finish();
            for members in [1, 2, 4, 8] {
                let mut group = criterion.benchmark_group(format!("counters/{members} members"));
                // The caller, which is on the first core, is member 0.
                let team =
                    Team::spawn(members, Binding::Close).expect("seven threads can be started");
                for counter in counters::all() {
                    group.bench_function(counter.name(), |bencher| {
                        bencher.iter_custom(|increments| {
                            let increments = usize::try_from(increments).expect("there is time");
                            race(&team, &*counter, increments, Schedule::Static)
                                .expect("the schedule has no chunk")
                                .time
                        });
                    });
                }
                group.finish();
            }
        },
    );
}

/// What [`counters::Local`] is held to: the same increments without a team.
fn register(increments: u64) -> Duration {
    let start = Instant::now();
    let mut register = 0_u64;
    for _ in 0..increments {
        register += black_box(1);
    }
    black_box(register);
    start.elapsed()
}
