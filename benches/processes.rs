//! Pools of processes, of threads, and teams: what it costs to make one and to use it.

mod common;

use common::children::served;
use common::harness::run;
use common::jobs::questions;
use common::unpinned;

fn main() {
    if served() {
        return;
    }
    unpinned::start();
    run(
        "processes: pools of processes and of threads, and teams",
        |criterion, _| {
            for question in questions(10_000_000) {
                let mut group = criterion.benchmark_group(format!("processes/{}", question.title));
                for job in question.jobs {
                    let mut kept = Some(job.run);
                    group.bench_function(job.name, |bencher| {
                        bencher.iter_custom(|times| {
                            let mut run = kept.take().expect("it has been put back");
                            let (run, time) = unpinned::run(move || {
                                let time = (0..times).map(|_| run()).sum();
                                (run, time)
                            });
                            kept = Some(run);
                            time
                        });
                    });
                }
            }
        },
    );
}
