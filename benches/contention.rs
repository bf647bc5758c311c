//! The locks: nanoseconds from one acquisition to the next, whoever makes it. The tour says who
//! waited, and how fair it was.

mod common;

use common::harness::run;
use common::locks::situations;
use common::unpinned;
use std::time::Duration;

fn main() {
    unpinned::start();
    run(
        "contention: what waiting for a lock costs",
        |criterion, _| {
            for situation in situations() {
                let mut group = criterion.benchmark_group(format!("contention/{}", situation.name));
                for &lock in situation.locks() {
                    group.bench_function(lock.0, |bencher| {
                        bencher.iter_custom(|count| {
                            // However many are asked for: a lock is contended for a time, not a number
                            // of times.
                            let situation = situation.clone();
                            let contention = unpinned::run(move || situation.run(lock));
                            let nanoseconds = contention.nanoseconds_per_acquisition();
                            Duration::from_secs_f64(1e-9 * nanoseconds * count as f64)
                        });
                    });
                }
            }
        },
    );
}
