//! Lines of bits, a segment at a time.

use super::between_at;
use super::sieve::{Cursor, Sieve, Wheel};
use super::unchecked;
use crate::Error;
use crate::simd::Level;

/// Below here the plain sieve is done before the tables of this one are made.
const FEW: u64 = 5_000;

/// The sum of all primes below `n`, by a segmented sieve of bits.
///
/// `O(n log log n)` time. Its memory is 12 bytes for every prime below `sqrt(n)`, which is what one
/// sieves by, and at most 0.3 MiB.
///
/// ```
/// use hotloop::kernels::primes;
///
/// assert_eq!(primes::simd(100)?, 1060);
/// assert_eq!(primes::simd(100_000_000)?, 279_209_790_387_276);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::OutOfMemory`] if there is no memory for the primes to sieve by.
pub fn simd(n: u64) -> Result<u128, Error> {
    simd_at(Level::current(), n)
}

/// [`simd`] at the given level.
pub fn simd_at(level: Level, n: u64) -> Result<u128, Error> {
    if n < FEW {
        return unchecked(n);
    }
    let Some(sieve) = sieve(level, n)? else {
        return Ok(0);
    };
    let mut cursor = Cursor::new(&sieve)?;
    let sums = (0..pieces(&sieve)).map(|piece| sum(level, &sieve, &mut cursor, piece));
    Ok(sieve.outside() + sums.sum::<u128>())
}

/// The sieve of the numbers below `n`, if there are primes among them.
pub(super) fn sieve(level: Level, n: u64) -> Result<Option<Sieve>, Error> {
    if n <= 2 {
        return Ok(None);
    }
    let wheel = Wheel::suiting((n - 1).isqrt())?;
    let primes = |range| between_at(level, range);
    Sieve::new(0..n, wheel, u32::MAX, primes).map(Some)
}

/// Into how many pieces the classes of a segment are cut. A piece is what a member takes at a time:
/// few enough of them that finding each prime's place in the first line does not tell.
const PIECES: usize = 24;

/// How many classes a piece has, and how many pieces a segment.
fn cut(sieve: &Sieve) -> (usize, u64) {
    let classes = sieve.wheel().residues().len();
    let each = classes.div_ceil(PIECES);
    (each, classes.div_ceil(each) as u64)
}

/// How many pieces there are.
pub(super) fn pieces(sieve: &Sieve) -> u64 {
    sieve.segments() * cut(sieve).1
}

/// The sum of the primes in a piece, which are above the root.
pub(super) fn sum(level: Level, sieve: &Sieve, cursor: &mut Cursor, piece: u64) -> u128 {
    let (each, pieces) = cut(sieve);
    let (segment, from) = (piece / pieces, each * (piece % pieces) as usize);
    let to = sieve.wheel().residues().len().min(from + each);
    cursor.sum(level, sieve, segment, from..to)
}
