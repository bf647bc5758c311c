//! A cache line to another core and back.

use super::arena::Arena;
use super::attempt::Attempt;
use crate::catalogue::{Limit, wake};
use hotloop::threads::Team;
use std::hint::spin_loop;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::time::{Duration, Instant};

/// Alone on its line, and on the one that is fetched together with it.
#[repr(align(128))]
struct Line(AtomicU64);

/// Nothing where there is nobody to send it to.
pub(super) fn attempt(team: &Team) -> Option<Attempt<'_>> {
    let name = Limit::RoundTrip.name(team.members())?;
    let run = move |_: &mut Arena<'_>, repeats| {
        wake(team);
        ping_pong(team, repeats)
    };
    Some(Attempt {
        limit: Limit::RoundTrip,
        name,
        pattern: "a store and a load on either side".into(),
        work: 1.0,
        run: Box::new(run),
    })
}

/// The time of `trips` there and back. Odd numbers go there, even ones come back.
fn ping_pong(team: &Team, trips: u64) -> Duration {
    let line = Line(AtomicU64::new(0));
    let await_number = |number| {
        while line.0.load(Acquire) != number {
            spin_loop();
        }
    };
    let nanoseconds = AtomicU64::new(0);
    team.parallel(|member| match member.index {
        0 => {
            let start = Instant::now();
            for trip in 0..trips {
                line.0.store(2 * trip + 1, Release);
                await_number(2 * trip + 2);
            }
            let taken = u64::try_from(start.elapsed().as_nanos()).expect("it takes no centuries");
            nanoseconds.store(taken, Relaxed);
        }
        1 => {
            for trip in 0..trips {
                await_number(2 * trip + 1);
                line.0.store(2 * trip + 2, Release);
            }
        }
        _ => {}
    });
    Duration::from_nanos(nanoseconds.into_inner())
}
