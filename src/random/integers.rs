//! Integers below a bound, and what is made of them: shuffles and choices.

use super::Generator;
use crate::Error;

/// Words that are drawn at a time: 32 KiB, which stay in the first-level cache until they are bounded.
const BLOCK: usize = 4096;

impl Generator {
    /// An integer from 0 to `n - 1`, each with the same probability.
    ///
    /// ```
    /// use hotloop::random::Generator;
    ///
    /// let mut generator = Generator::new(10, 0);
    /// let die = 1 + generator.below(6)?;
    /// assert!((1..=6).contains(&die));
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// It is the upper half of the product of a word and `n`. Some words would favour some integers and
    /// are passed over, fewer than one in `2^64 / n`, so that now and then a number takes two words or
    /// more (Lemire, Fast random integer generation in an interval, ACM Transactions on Modeling and
    /// Computer Simulation 29, 2019). There is no division, but for one word in `2^64 / n`.
    ///
    /// # Errors
    ///
    /// [`Error::Zero`] if `n` is zero; no word is drawn then.
    #[doc(alias("randint", "integers", "randrange", "random_range"))]
    #[inline]
    pub fn below(&mut self, n: u64) -> Result<u64, Error> {
        check(n)?;
        Ok(self.below_nonzero(n))
    }

    /// [`below`](Self::below) for every element of `out`: the same numbers as one by one, of words that
    /// are drawn eight at a time.
    ///
    /// ```
    /// use hotloop::random::Generator;
    ///
    /// let (mut a, mut b) = (Generator::new(10, 0), Generator::new(10, 0));
    /// let mut dice = [0; 100];
    /// a.fill_below(6, &mut dice)?;
    /// assert!(dice.iter().all(|die| b.below(6) == Ok(*die)));
    /// assert_eq!(a, b);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`below`](Self::below); nothing is written then.
    #[doc(alias("randint", "integers"))]
    pub fn fill_below(&mut self, n: u64, out: &mut [u64]) -> Result<(), Error> {
        check(n)?;
        for block in out.chunks_mut(BLOCK) {
            let mut filled = 0;
            // As many words as there are places left: no more than one by one would draw.
            while filled < block.len() {
                self.fill_u64(&mut block[filled..]);
                let words = filled..block.len();
                for i in words {
                    // Every word is written over the last one that was passed over.
                    let (x, accepted) = bounded(block[i], n);
                    block[filled] = x;
                    filled += usize::from(accepted);
                }
            }
        }
        Ok(())
    }

    /// Puts `x` in an order of its own, each with the same probability: from the last place down, each
    /// gets what is at a place chosen from those up to it (Fisher and Yates 1938; Durstenfeld 1964).
    ///
    /// ```
    /// use hotloop::random::Generator;
    ///
    /// let mut x: Vec<u32> = (0..100).collect();
    /// Generator::new(10, 0).shuffle(&mut x);
    /// assert!(!x.is_sorted());
    /// x.sort();
    /// assert!(x.into_iter().eq(0..100));
    /// ```
    ///
    /// A seed and a stream fix the order, as they fix numbers, on machines of 32 bits too. (A sequence
    /// of `2^256` states cannot bring about all orders of more than 57 elements, as no generator of
    /// such a size can.)
    #[doc(alias("permutation", "Fisher-Yates"))]
    pub fn shuffle<T>(&mut self, x: &mut [T]) {
        for i in (1..x.len()).rev() {
            let from = self.below_nonzero(i as u64 + 1);
            x.swap(i, from as usize);
        }
    }

    /// One of `x`, each with the same probability; nothing, and no word drawn, if there is none.
    ///
    /// ```
    /// use hotloop::random::Generator;
    ///
    /// let coin = Generator::new(10, 0).choose(&["heads", "tails"]).copied();
    /// assert!(coin.is_some());
    /// assert_eq!(Generator::new(10, 0).choose::<u8>(&[]), None);
    /// ```
    pub fn choose<'a, T>(&mut self, x: &'a [T]) -> Option<&'a T> {
        (!x.is_empty()).then(|| &x[self.below_nonzero(x.len() as u64) as usize])
    }

    #[inline]
    fn below_nonzero(&mut self, n: u64) -> u64 {
        loop {
            if let (x, true) = bounded(self.next_u64(), n) {
                return x;
            }
        }
    }
}

fn check(n: u64) -> Result<(), Error> {
    match n {
        0 => Err(Error::Zero { argument: "n" }),
        _ => Ok(()),
    }
}

/// The integer below `n`, at least one, that a word stands for, and whether the word counts.
///
/// Of the `2^64` products, those of one integer are `2^64 / n` of them, rounded up or down. Whoever
/// passes over the first `2^64 mod n` places of each leaves as many to all.
#[inline]
fn bounded(word: u64, n: u64) -> (u64, bool) {
    let product = u128::from(word) * u128::from(n);
    let (x, place) = ((product >> 64) as u64, product as u64);
    // The remainder is below `n`, so that most need not be told it.
    (x, place >= n || place >= n.wrapping_neg() % n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_integer_has_as_many_words() {
        // The same with words of 8 bits, all of which can be tried.
        let small = |word: u8, n: u8| {
            let product = u16::from(word) * u16::from(n);
            let (x, place) = ((product >> 8) as u8, product as u8);
            (x, place >= n || place >= n.wrapping_neg() % n)
        };
        for n in 1..=255 {
            let mut counts = [0; 256];
            for word in 0..=255 {
                if let (x, true) = small(word, n) {
                    counts[usize::from(x)] += 1;
                }
            }
            let (below, above) = counts.split_at(usize::from(n));
            assert!(below.iter().all(|count| *count == 256 / usize::from(n)));
            assert!(above.iter().all(|count| *count == 0));
        }
    }

    #[test]
    fn words_at_the_edges() {
        // 2^64 = 3 k + 1: the first place of the products belongs to none.
        assert_eq!(bounded(0, 3), (0, false));
        assert_eq!(bounded(1, 3), (0, true));
        assert_eq!(bounded(u64::MAX, 3), (2, true));
        // 2^64 is a multiple: all words count.
        assert_eq!(bounded(0, 1 << 40), (0, true));
        assert_eq!(bounded(0, 1), (0, true));
        assert_eq!(bounded(u64::MAX, 1), (0, true));
        assert_eq!(bounded(u64::MAX, u64::MAX), (u64::MAX - 1, true));
        assert_eq!(bounded(0, u64::MAX), (0, false));
    }
}
