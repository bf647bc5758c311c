//! The sum without the primes: what no prime divides, for all bounds at once.
//!
//! Let `S(v, p)` be the sum of the numbers from 1 to `v` that no prime up to `p` divides. A
//! multiple of `p` among those that no smaller prime divides is `p` times another one of them, so
//!
//! ```text
//! S(v, p) = S(v, p') - p S(v / p, p')        with p' the prime before p
//! ```
//!
//! Legendre (1798) counts in this way. All bounds that come up are `last / i`, rounded down,
//! because `last / i / p = last / (i p)`; Lucy_Hedgehog (2011) keeps one sum for each of them and
//! goes through the primes. This is done here with less:
//!
//! 1. **Only rough `i`.** `last / i` is needed where `i` is a product of primes that are still to
//!    come: what is left of the numbers up to the root is a list that shrinks with every prime.
//! 2. **Nothing is kept for small bounds.** Up to the root, the rough numbers are that very list,
//!    and a sum is a running sum of it. Where to look is a count of bits ([`Members`]).
//! 3. **2, 3, 5 and 7 are gone before it begins** (`wheel`), as in Pritchard's sieves (1981).
//! 4. **It stops at the fourth root.** A number without smaller factors is 1, a prime, or a product
//!    of two or three primes, and those products are taken off together (after Meissel 1870).
//! 5. **No division is left.** `i p` leads to the list, or `last / i`, which is stored, is divided
//!    by the same prime over and over ([`Divisor`]).

mod divisor;
mod members;
mod wheel;

use super::{checked, room};
use crate::Error;
use crate::simd::Simd;
use divisor::Divisor;
use members::Members;

crate::dispatch! {
    /// The sum of all primes below `n`, without finding any above its root: less than `O(n^(3/4))`
    /// time, and about `9.3 sqrt(n)` bytes.
    ///
    /// The sum of all numbers, less the multiples of each prime that no smaller one divides
    /// (Legendre 1798), for all `n / i` at once (Lucy_Hedgehog 2011).
    ///
    /// The steps are `n^(1/4)` primes times the `sqrt n` numbers up to the root that no smaller
    /// prime divides, and both are thinner by a logarithm. So ten times the `n` takes less than
    /// `10^(3/4) = 5.6` times as long, until the tables outgrow the caches. Seconds on one core of
    /// an AMD Zen 5 (EPYC), the least of several runs of what
    /// `cargo bench --bench ladders -- primes/` has, up to 10^12 (at the portable level, which has
    /// no instruction that counts bits, 10^12 takes 0.1):
    ///
    /// | `n` | sum | seconds | times as long | bytes |
    /// |---|---|---|---|---|
    /// | 10^6 | 37550402023 | 0.000006 | | 9,300 |
    /// | 10^7 | 3203324994356 | 0.000027 | 4.5 | 29,000 |
    /// | 10^8 | 279209790387276 | 0.000123 | 4.6 | 93,000 |
    /// | 10^9 | 24739512092254535 | 0.00055 | 4.5 | 290,000 |
    /// | 10^10 | 2220822432581729238 | 0.0025 | 4.6 | 930,000 |
    /// | 10^11 | 201467077743744681014 | 0.012 | 4.8 | 2,900,000 |
    /// | 10^12 | 18435588552550705911377 | 0.058 | 4.7 | 9,300,000 |
    /// | 10^13 | 1699246443377779418889494 | 0.29 | 5.0 | 29,000,000 |
    /// | 10^14 | 157589260710736940541561021 | 1.8 | 6.4 | 93,000,000 |
    ///
    /// ```
    /// use hotloop::kernels::primes;
    ///
    /// assert_eq!(primes::counting(100)?, 1060);
    /// assert_eq!(primes::counting(1_000_000_000)?, 24_739_512_092_254_535);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`] if the allocator refuses the tables, before any is written. They take
    /// 40 gigabytes for the largest `n`. (For what an operating system may grant and not have, see
    /// [`unchecked`](super::unchecked()).)
    pub fn counting(n: u64) -> Result<u128, Error> = kernel, at counting_at
}

#[inline(always)]
fn kernel<S: Simd>(_: S, n: u64) -> Result<u128, Error> {
    // The wheel's primes have to be below the root.
    if n < 50 {
        return checked(n);
    }
    let mut roughs = Roughs::new(n)?;
    while let Some(prime) = roughs.next_prime() {
        roughs.remove(prime);
    }
    Ok(roughs.primes())
}

/// The numbers that no prime so far divides ("rough" numbers), for all bounds `last / i`.
struct Roughs {
    /// The largest number that counts.
    last: u64,
    /// Its root, rounded down.
    root: u64,
    /// The sum of the primes so far.
    removed: u64,
    /// Which numbers up to the root are rough.
    members: Members,
    /// Those numbers in ascending order, from 1.
    list: Vec<Rough>,
    /// The sum of as many of them as the index says.
    sums: Vec<u64>,
}

/// A rough number up to the root, and the sum that belongs to it.
#[derive(Clone, Copy)]
struct Rough {
    i: u32,
    /// `last / i`.
    bound: u64,
    /// The sum of the rough numbers up to the bound.
    sum: u128,
}

impl Roughs {
    /// With 2, 3, 5 and 7 removed, for the numbers below `n`.
    fn new(n: u64) -> Result<Self, Error> {
        let last = n - 1;
        let root = last.isqrt();
        let count = wheel::count(root);
        // All of it before any of it is touched, so that a refusal comes at once.
        let mut roughs = Self {
            last,
            root,
            removed: wheel::PRIMES,
            members: Members::room(root)?,
            list: room(count)?,
            sums: room(count + 1)?,
        };
        roughs.members.fill(root);
        for prime in [3, 5, 7] {
            roughs.members.remove_multiples(prime);
        }
        roughs.members.recount();
        let rough = |i| Rough {
            i: i as u32,
            bound: last / i,
            sum: wheel::sum(last / i),
        };
        roughs.list.extend(roughs.members.iter().map(rough));
        roughs.add_up();
        Ok(roughs)
    }

    /// The smallest prime that is not removed, if its fourth power counts.
    fn next_prime(&self) -> Option<u32> {
        let prime = self.list.get(1)?.i;
        (u64::from(prime).pow(2) <= self.root).then_some(prime)
    }

    /// Removes a prime and its multiples, for every bound.
    #[inline(always)]
    fn remove(&mut self, prime: u32) {
        let divisor = Divisor::new(prime);
        let p = u64::from(prime);
        let near = self.members.up_to(self.root / p);
        let mut kept = 0;
        for k in 0..near {
            let rough = self.list[k];
            // `last / i / p` is the bound of a later rough number, `i p`.
            let at = self.members.up_to(u64::from(rough.i) * p) - 1;
            let multiples = u128::from(p) * self.list[at].sum;
            self.keep(&mut kept, rough, multiples, divisor);
        }
        for k in near..self.list.len() {
            let rough = self.list[k];
            // `last / i / p` is below the root, and all rough numbers up to there are known.
            let at = self.members.up_to(divisor.divide(rough.bound));
            let multiples = u128::from(p) * u128::from(self.sums[at]);
            self.keep(&mut kept, rough, multiples, divisor);
        }
        self.list.truncate(kept);
        self.members.remove_multiples(p);
        self.members.recount();
        self.removed += p;
        self.add_up();
    }

    /// Takes the multiples of a prime from the sum of a rough number, and moves it to the place
    /// `kept`, which only counts if it is no such multiple itself.
    #[inline(always)]
    fn keep(&mut self, kept: &mut usize, rough: Rough, multiples: u128, divisor: Divisor) {
        self.list[*kept] = Rough {
            sum: rough.sum - multiples,
            ..rough
        };
        *kept += usize::from(!divisor.divides(rough.i));
    }

    /// Adds the rough numbers up.
    #[inline(always)]
    fn add_up(&mut self) {
        let mut sum = 0;
        self.sums.resize(self.list.len() + 1, 0);
        for (up_to, rough) in self.sums[1..].iter_mut().zip(&self.list) {
            sum += u64::from(rough.i);
            *up_to = sum;
        }
    }

    /// The sum of all primes, when those that are left have fourth powers that do not count.
    ///
    /// A number that is rough still, and counts, is 1 or the product of one, two or three primes.
    #[inline(always)]
    fn primes(&self) -> u128 {
        let mut sum = self.list[0].sum + u128::from(self.removed);
        let (mut multiples, mut smaller) = (0, 0);
        for (k, prime) in self.list.iter().enumerate().skip(1) {
            let p = u128::from(prime.i);
            // The prime itself is no longer a rough number, and `p` times a smaller prime is not
            // among its multiples, for it has been taken off for that one.
            sum += p * (1 + smaller) + p * self.with_larger(k);
            multiples += p * prime.sum;
            smaller += p;
        }
        // 1 is no prime.
        sum - multiples - 1
    }

    /// The sum of `p r` over primes `p` above the one at `at`, `q`, and primes `r` from `q`, with
    /// `p q r` that counts.
    #[inline(always)]
    fn with_larger(&self, at: usize) -> u128 {
        let q = self.list[at].i;
        let divisor = Divisor::new(q);
        let end = self.members.up_to(self.last / u64::from(q).pow(2));
        let mut sum = 0;
        for prime in self.list.get(at + 1..end).unwrap_or_default() {
            let up_to = self.members.up_to(divisor.divide(prime.bound));
            let r = self.sums[up_to] - self.sums[at];
            sum += u128::from(prime.i) * u128::from(r);
        }
        sum
    }
}
