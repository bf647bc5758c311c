//! The simd rung on a team.

use super::sieve::Cursor;
use super::simd::{pieces, sieve, simd_at, sum};
use crate::Error;
use crate::memory::gathered;
use crate::simd::Level;
use crate::threads::{Schedule, Team};
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

/// One member sieves so far alone, in some 70 microseconds. To make the tables of another takes ten or
/// twenty.
const ALONE: u64 = 1 << 20;

/// [`simd`](super::simd) on a team: members take pieces of a segment until there are none.
///
/// Each member has at most 256 KiB, and four bytes for every prime to sieve by. The rest is shared.
///
/// ```
/// use hotloop::kernels::primes;
/// use hotloop::threads::{Binding, Team};
///
/// let team = Team::spawn(2, Binding::Close)?;
/// assert_eq!(primes::threaded(&team, 100_000_000)?, 279_209_790_387_276);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::OutOfMemory`] if there is no memory for the primes to sieve by.
pub fn threaded(team: &Team, n: u64) -> Result<u128, Error> {
    threaded_at(Level::current(), team, n)
}

/// [`threaded`] at the given level.
pub fn threaded_at(level: Level, team: &Team, n: u64) -> Result<u128, Error> {
    if n <= ALONE || team.members() == 1 {
        return simd_at(level, n);
    }
    let Some(sieve) = sieve(level, n)? else {
        return Ok(0);
    };
    let pieces = pieces(&sieve);
    let members = (team.present() as u64).min(pieces);
    let member = |_| Ok((Cursor::new(&sieve)?, 0));
    let mut members = gathered("n", (0..members as usize).map(member))?;
    let taken = AtomicUsize::new(0);
    team.for_each_block(&mut members, 1, Schedule::Static, |_, member| {
        let [(cursor, so_far)] = member else {
            unreachable!("a block has one")
        };
        // Relaxed: it deals out numbers, and the end of the region publishes the sums.
        while let piece = taken.fetch_add(1, Relaxed) as u64
            && piece < pieces
        {
            *so_far += sum(level, &sieve, cursor, piece);
        }
    })?;
    Ok(sieve.outside() + members.iter().map(|(_, sum)| sum).sum::<u128>())
}
