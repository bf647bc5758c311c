//! Primes: what is refused, and how much memory there is at most.

use crate::Refused::{Either, Fails};
use crate::{Case, allocator, returns};
use hotloop::kernels::primes;
use hotloop::simd::Level;
#[cfg(feature = "threads")]
use hotloop::threads::Team;

pub(crate) fn cases<'a>() -> Vec<Case<'a>> {
    let mut cases = vec![
        returns("primes::unchecked", "", Fails, || {
            primes::unchecked(100_000)
        }),
        // The primes of the range are tested where they cannot be sieved.
        returns("primes::sum_primes_each", "", Either, || {
            primes::sum_primes_each(200_000..200_500)
        }),
        returns("primes::sum_primes_each", "from 0", Either, || {
            primes::sum_primes_each(0..500)
        }),
    ];
    for level in Level::supported() {
        let name = "primes::counting";
        cases.push(returns(name, level, Fails, move || {
            primes::counting_at(level, 100_000_000)
        }));
        // A root that is listed.
        for n in [30_000_000, 500_000_000] {
            if n < 100_000_000 || level == Level::current() {
                let way = format!("{n}, {level}");
                cases.push(returns("primes::simd", way, Fails, move || {
                    primes::simd_at(level, n)
                }));
            }
        }
        // Listed, sieved, by kept primes, by larger ones, and tested.
        for (start, len, slow) in [
            (0, 200_000, false),
            (10_000_000_000, 100_000, false),
            (1 << 41, 9_000, true),
            ((1 << 48) + 10_000_000, 160_000, true),
            (u64::MAX - 1000, 1000, false),
        ] {
            if slow && level != Level::current() {
                continue;
            }
            let way = format!("{start}, {level}");
            let case = returns("primes::between", way, Either, move || {
                // Without a list, which would ask for memory.
                let primes = primes::between_at(level, start..start + len)?;
                Ok(primes.fold((0, 0_u64), |(count, sum), prime| {
                    (count + 1, sum.wrapping_add(prime))
                }))
            });
            // Most are those of the primes to sieve by, which are found in the same way.
            cases.push(if slow {
                case.only(|k| k % 70 == 0)
            } else {
                case
            });
        }
    }
    cases
}

#[cfg(feature = "threads")]
pub(crate) fn cases_on(team: &Team) -> Vec<Case<'_>> {
    let case = |level| {
        let way = format!("{level}, {} members", team.members());
        returns("primes::threaded", way, Fails, move || {
            primes::threaded_at(level, team, 30_000_000)
        })
    };
    Level::supported().into_iter().map(case).collect()
}

/// Wherever the range is: beyond 2^48 all primes up to the root would take 33 megabytes and more.
pub(crate) fn memory_is_bounded() {
    for (start, megabytes) in [(0, 2), (1 << 42, 5), ((1 << 50) + 1, 20)] {
        let range = start..start + 3_000_000;
        let (count, most) = allocator::most(|| primes::between(range).unwrap().count());
        assert!(count > 80_000, "{count}");
        assert!(most < megabytes * 1_000_000, "from {start}: {most} bytes");
    }
}
