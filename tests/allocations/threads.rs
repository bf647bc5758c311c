//! Regions, the ring, the transports, and the kernels that rest on a map over many items.

use crate::Refused::{Either, Fails, GoesOn};
use crate::{Case, allocator, returns, try_all};
use hotloop::kernels::{heavy, sum, summary};
use hotloop::races::transport::{JoinableQueue, Queue, Transport, transfer};
#[cfg(target_os = "linux")]
use hotloop::threads::Binding;
use hotloop::threads::{Schedule, Team, ring};

/// What is covered.
pub(crate) const COVERED: &[&str] = &[
    "heavy::threaded",
    "races::transport::JoinableQueue::new",
    "races::transport::Queue::new",
    "races::transport::Transport::open",
    "races::transport::transfer",
    "ring::Receiver::recv_batch",
    "ring::Receiver::try_recv_batch",
    "ring::channel",
    "sum::threaded",
    "summary::strided",
    "summary::threaded",
    "threads::Team::map",
    "threads::Team::map_reduce",
    "threads::Team::map_reduce_block",
    "threads::Team::map_with_progress",
    "threads::Team::trace",
];

/// Runs all of it.
pub(crate) fn all(teams: &[Team]) {
    let mut covered: Vec<&str> = vec![];
    for team in teams {
        let mut cases = regions(team);
        cases.extend(kernels(team));
        if team.members() > 1 {
            cases.extend(rings());
            cases.extend(queues());
            cases.extend(transports(team));
        }
        for case in &cases {
            try_all(case);
            covered.push(case.name);
        }
    }
    covered.sort_unstable();
    covered.dedup();
    assert_eq!(covered, COVERED);
    teams.iter().for_each(results_are_made_once);
}

/// The memory of a map is that of its results, once; and a byte each where they are to be dropped.
fn results_are_made_once(team: &Team) {
    let items: Vec<u32> = (0..5000).collect();
    let words = |i: &u32| [u64::from(*i); 16];
    let (results, requests) = allocator::counted(|| team.map(&items, Schedule::Cyclic, words));
    assert_eq!(requests, 1);
    assert_eq!(results.map(|results| results.capacity()), Ok(items.len()));
    let boxes = |i: &u32| Box::new(*i);
    let (results, requests) = allocator::counted(|| team.map(&items, Schedule::Cyclic, boxes));
    assert_eq!(requests, 2);
    assert_eq!(results.map(|results| results.capacity()), Ok(items.len()));
}

fn regions(team: &Team) -> Vec<Case<'_>> {
    let way = format!("{} members", team.members());
    let items: Vec<u32> = (0..5000).collect();
    let mut cases = vec![];
    // Results that are larger than the items, as large, and smaller.
    let map = items.clone();
    cases.push(returns("threads::Team::map", &way, Fails, move || {
        team.map(&map, Schedule::Static, |i| [u64::from(*i); 16])
    }));
    let map = items.clone();
    cases.push(returns("threads::Team::map", &way, Fails, move || {
        team.map(&map, Schedule::Dynamic { chunk: 7 }, |i| *i as u8)
    }));
    let name = "threads::Team::map_with_progress";
    let map = items;
    cases.push(returns(name, &way, Fails, move || {
        team.map_with_progress(&map, Schedule::Static, |i| u64::from(*i), |_, _| ())
    }));
    let name = "threads::Team::map_reduce";
    cases.push(returns(name, &way, Fails, move || {
        team.map_reduce(
            5000,
            3,
            Schedule::Static,
            |r| r.sum::<usize>(),
            |a, b| a + b,
        )
    }));
    let name = "threads::Team::map_reduce_block";
    cases.push(returns(name, &way, Fails, move || {
        let mut x = [0_u8; 5000];
        team.map_reduce_block(&mut x[..], 3, Schedule::Static, |i, _| i, |a, b| a + b)
    }));
    let name = "threads::Team::trace";
    cases.push(returns(name, &way, Fails, move || {
        // Settled in advance, so that there are as many requests each time.
        let trace = team.trace(0..500, Schedule::Cyclic, drop)?;
        Ok(trace.chunks().len())
    }));
    cases
}

/// Teams that are made, and what needs no second member. (A fork has none of a team's threads but those that
/// it makes itself.)
#[cfg(target_os = "linux")]
pub(crate) fn small_cases(solo: &Team) -> Vec<Case<'_>> {
    let sum = |team: &Team| {
        let part = |range: std::ops::Range<usize>| range.sum::<usize>();
        team.map_reduce(100, 7, Schedule::Cyclic, part, |a, b| a + b)
    };
    let mut cases = regions(solo);
    cases.extend(rings());
    cases.extend(queues());
    cases.push(returns("threads::Team::spawn", "", Either, move || {
        sum(&Team::spawn(3, Binding::Close)?)
    }));
    cases.push(returns("threads::Team::scope", "", Either, move || {
        Team::scope(2, Binding::Spread, sum)?
    }));
    cases
}

fn kernels(team: &Team) -> Vec<Case<'_>> {
    let way = format!("{} members", team.members());
    let x: Vec<f64> = (0..20_000_000).map(|i| f64::from(i % 17)).collect();
    let seeds: Vec<u64> = (0..50).collect();
    let parts = x[..10_000].to_vec();
    let y = x.clone();
    vec![
        returns("sum::threaded", &way, GoesOn, move || {
            Ok(sum::threaded(team, &x))
        }),
        returns("summary::threaded", &way, GoesOn, move || {
            Ok(summary::threaded(team, &y))
        }),
        returns("summary::strided", &way, Fails, move || {
            summary::strided(team, &parts, 500)
        }),
        // What is kept in the tables of a histogram, it can do without.
        returns("heavy::threaded", &way, Either, move || {
            heavy::threaded(team, &seeds, 30, 200)
        })
        .only(|k| k < 6),
    ]
}

fn rings() -> Vec<Case<'static>> {
    // Half of what is sent, and then, of what had no room, the rest.
    let received = |blocking: bool| {
        let (mut sender, mut receiver) = ring::channel(512)?;
        for i in 0..512_u64 {
            sender.send(i).expect("there is room");
        }
        drop(sender);
        let (mut into, mut sum) = (Vec::with_capacity(8), 0);
        loop {
            let count = if blocking {
                receiver.recv_batch(&mut into).ok()
            } else {
                receiver.try_recv_batch(&mut into).ok()
            };
            if count.is_none() {
                return Ok(sum);
            }
            sum += into.drain(..).sum::<u64>();
        }
    };
    vec![
        returns("ring::channel", "", Fails, || {
            ring::channel::<u64>(1000).map(|(sender, _)| sender.capacity())
        }),
        // The ring itself may be refused, and the vector may not grow.
        returns("ring::Receiver::recv_batch", "", Either, move || {
            received(true)
        }),
        returns("ring::Receiver::try_recv_batch", "", Either, move || {
            received(false)
        }),
    ]
}

fn queues() -> Vec<Case<'static>> {
    let mut cases = vec![
        returns("races::transport::Queue::new", "", Fails, || {
            Queue::<u64>::new(1000).map(|queue| queue.capacity())
        }),
        returns("races::transport::JoinableQueue::new", "", Fails, || {
            let queue = JoinableQueue::new(1000)?;
            Ok((0..1000).all(|item| queue.put(item).is_ok()))
        }),
    ];
    let open = [Transport::Ring, Transport::Queue, Transport::JoinableQueue];
    for transport in open {
        for batch in [1, 100] {
            let way = format!("{transport}, {batch}");
            let name = "races::transport::Transport::open";
            cases.push(returns(name, way, Fails, move || {
                transport.open(&[7; 500], batch).map(drop)
            }));
        }
    }
    cases
}

fn transports(team: &Team) -> Vec<Case<'_>> {
    let mut cases = vec![];
    for transport in Transport::ALL {
        for batch in [1, 200] {
            let way = format!("{transport}, {batch}");
            let name = "races::transport::transfer";
            let case = returns(name, way, Fails, move || {
                let transfer = transfer(team, transport, 1000, batch)?;
                Ok((transfer.is_complete(), transfer.items))
            });
            cases.push(match transport {
                // The integers. What follows are the slots of `std`'s own, of which there are at most
                // 8,192, and which cannot be refused.
                Transport::Channel | Transport::SyncChannel => case.only(|k| k == 0),
                _ => case,
            });
        }
    }
    cases
}
