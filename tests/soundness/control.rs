//! A program for ThreadSanitizer: in it, one thread sees what another has written only because the
//! handshake, or the ring, puts the one before the other.
//!
//! `tests/soundness.sh` builds it against the crate as it is, where nothing may be reported, and against
//! copies with one ordering weakened, where a data race has to be.

use hotloop::threads::ring::channel;
use hotloop::threads::{Binding, Schedule, Team};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("handshake") => handshake(),
        Some("ring") => ring(),
        other => panic!("found {other:?}, expected `handshake` or `ring`"),
    }
}

/// Members read what the caller has written, and the caller what they have written.
fn handshake() {
    let team = Team::spawn(2, Binding::None).unwrap();
    let mut found = [0; 2];
    for round in 0..2000 {
        let given = [round; 2];
        let sum = AtomicU64::new(0);
        team.parallel(|member| {
            sum.fetch_add(given[member.index], Relaxed);
        });
        assert_eq!(sum.into_inner(), 2 * round);
        team.for_each_block(&mut found, 1, Schedule::Static, |start, block| {
            block.fill(round + start as u64);
        })
        .unwrap();
        assert_eq!(found, [round, round + 1]);
    }
}

/// Items that have memory of their own, in a ring that is full and empty again and again.
fn ring() {
    let (mut sender, receiver) = channel(4).unwrap();
    let sending = thread::spawn(move || {
        (0..20_000).for_each(|item| sender.send(Box::new(item)).unwrap());
    });
    assert!(receiver.map(|item| *item).eq(0..20_000));
    sending.join().unwrap();
}
