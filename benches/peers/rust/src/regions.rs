//! An empty region of a team.

use crate::turns::{contestant, table as print, timed};
use forkunion::Topology;
use hotloop::threads::Team;
use paralight::prelude::{
    CpuPinningPolicy, ExactParallelSourceExt, IntoExactParallelRefSource, ParallelIteratorExt,
    RangeStrategy, ThreadCount, ThreadPool, ThreadPoolBuilder,
};
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

pub(crate) fn table(team: &Team) {
    let threads = team.members();
    let topology = Topology::new().expect("the processors can be counted");
    let fork = || forkunion::spawn(&topology, threads);
    assert_eq!(
        count(|run| drop(fork().for_threads(&|_, _| run()))),
        threads
    );
    assert_eq!(count(|run| team.parallel(|_| run())), threads);
    assert_eq!(count(|run| drop(rayon::broadcast(|_| run()))), threads);
    let each: Vec<_> = (0..threads).collect();
    print(
        "an empty region",
        1,
        vec![
            contestant("hotloop", threads, |repeats| {
                team.parallel(|_| ());
                timed(repeats, || {
                    team.parallel(|member| _ = black_box(member.index))
                })
            }),
            contestant("forkunion", threads, |repeats| {
                let mut pool = fork();
                pool.for_threads(&|_, _| ()).join();
                timed(repeats, || {
                    pool.for_threads(&|thread, _| _ = black_box(thread)).join();
                })
            }),
            contestant("paralight", threads, |repeats| {
                let mut pool = paralight(threads);
                let mut region = || {
                    let each = each.par_iter().with_thread_pool(&mut pool);
                    each.for_each(|thread| _ = black_box(*thread));
                };
                region();
                timed(repeats, region)
            }),
            contestant("rayon, broadcast", threads, |repeats| {
                timed(repeats, || rayon::broadcast(|_| ()))
            }),
        ],
    );
}

/// A pool whose threads have as many parts each.
pub(crate) fn paralight(threads: usize) -> ThreadPool {
    let count = threads.try_into().expect("there are threads");
    ThreadPoolBuilder {
        num_threads: ThreadCount::Count(count),
        range_strategy: RangeStrategy::Fixed,
        cpu_pinning: CpuPinningPolicy::IfSupported,
    }
    .build()
}

/// How many members a region has.
fn count(region: impl FnOnce(&(dyn Fn() + Sync))) -> usize {
    let count = AtomicUsize::new(0);
    region(&|| _ = count.fetch_add(1, Relaxed));
    count.into_inner()
}
