//! The transports: a time for so many integers, one by one and in batches. The bench is called
//! `races_transport`, so that the tour is the last of all.

mod common;

use common::children::{receiver, served};
use common::harness::run;
use common::unpinned;
use criterion::Throughput;
use hotloop::races::transport::{Transport, transfer};
use std::sync::{Arc, Mutex};

fn main() {
    if served() {
        return;
    }
    unpinned::start();
    run(
        "transport: integers to a thread and to a process",
        |criterion, team| {
            if team.members() < 2 {
                eprintln!("transport: nothing is sent, because there is one core");
                return;
            }
            let child = Arc::new(Mutex::new(unpinned::run(receiver)));
            // The tour sends a million one by one as well.
            for (items, batch) in [
                (10_000, 1),
                (100_000, 1),
                (100_000, 1_000),
                (1_000_000, 1_000),
            ] {
                let name = format!("transport/{items} integers, {batch} at a time");
                let mut group = criterion.benchmark_group(name);
                group.throughput(Throughput::Elements(items as u64));
                for transport in Transport::ALL {
                    group.bench_function(transport.name(), |bencher| {
                        bencher.iter_custom(|times| {
                            let transfer = || transfer(team, transport, items, batch);
                            (0..times)
                                .map(|_| {
                                    let transfer = transfer().expect("the team has two members");
                                    assert!(transfer.is_complete());
                                    transfer.time
                                })
                                .sum()
                        });
                    });
                }
                group.bench_function("pipe to a process", |bencher| {
                    bencher.iter_custom(|times| {
                        let child = Arc::clone(&child);
                        unpinned::run(move || {
                            let mut child = child.lock().expect("no transfer panics");
                            (0..times)
                                .map(|_| {
                                    let transfer = child.transfer(items, batch);
                                    let transfer = transfer.expect("the child lives");
                                    assert!(transfer.is_complete());
                                    transfer.time
                                })
                                .sum()
                        })
                    });
                });
            }
        },
    );
}
