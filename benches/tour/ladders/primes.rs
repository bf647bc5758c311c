//! `kernels::primes`: no rung does what another does, so no limit is theirs. primesieve is measured
//! beside them, where it is installed.

use crate::case::{Case, Ladder, Measure};
use crate::ladders::Peers;
use hotloop::Error;
use hotloop::kernels::primes;
use hotloop::threads::Team;

pub(super) fn cases<'t>(
    solo: &'t Team,
    team: &'t Team,
    peers: &'t Peers,
) -> Vec<Box<dyn Measure + 't>> {
    let few = ladder("below 10,000", 10_000, 5_736_396)
        .rung("checked", solo, |n| primes::checked(*n))
        .rung("unchecked", solo, |n| primes::unchecked(*n));
    let many = ladder("below 1,000,000,000", 1_000_000_000, 24_739_512_092_254_535);
    let (few, mut many) = (quick(few, solo, team), quick(many, solo, team));
    if let Some(primesieve) = peers.primesieve() {
        let members = team.members();
        let count = move |threads| assert_eq!(primesieve.count(1_000_000_000, threads), 50_847_534);
        many = many
            .rung("primesieve adds", solo, move |n| Ok(primesieve.sum(*n)))
            .timed("primesieve counts", 1, move |times| {
                peers.time(times, move || count(1))
            })
            .timed("and on all cores", members, move |times| {
                peers.time(times, move || count(members))
            });
    }
    vec![Box::new(few), Box::new(many)]
}

type Sums<'t> = Ladder<'t, u64, Result<u128, Error>>;

fn ladder<'t>(name: &str, n: u64, truth: u128) -> Sums<'t> {
    Case::new("primes", name, n as usize).on(move || n, move |_, sum| assert_eq!(sum, Ok(truth)))
}

/// With the rungs that are quick at any `n`.
fn quick<'t>(ladder: Sums<'t>, solo: &'t Team, team: &'t Team) -> Sums<'t> {
    ladder
        .rung("simd", solo, |n| primes::simd(*n))
        .rung("threaded", team, |n| primes::threaded(team, *n))
        .rung("counting", solo, |n| primes::counting(*n))
}
