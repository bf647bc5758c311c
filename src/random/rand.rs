//! The traits of the crate `rand`.

use super::Generator;
use super::lanes::Lanes;
use rand::rand_core::{Infallible, SeedableRng, TryRng, utils};

/// It is a `rand::Rng`: whatever draws from one draws from the same sequence of words. It takes the feature `rand`,
/// which is off unless asked for.
///
/// ```
/// use hotloop::random::Generator;
/// use rand::{RngExt, SeedableRng};
///
/// let mut generator = Generator::seed_from_u64(10);
/// assert_eq!(generator, Generator::new(10, 0));
/// let mut bytes = [0_u8; 32];
/// generator.fill(&mut bytes);
/// let die = generator.random_range(1..=6);
/// assert!((1..=6).contains(&die));
/// ```
impl TryRng for Generator {
    type Error = Infallible;

    /// The upper half of a word.
    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.next_u64() >> 32) as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.next_u64())
    }

    /// Words as little-endian bytes; what is left of the last word is dropped.
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        utils::fill_bytes_via_next_word(bytes, || Ok(self.next_u64()))
    }
}

/// Seeds are the state of lane 0 of stream 0, as for the generators of `rand_xoshiro`.
impl SeedableRng for Generator {
    type Seed = [u8; 32];

    /// A seed of zeros, which would be a state that never changes, is that of
    /// [`Generator::new(0, 0)`](Generator::new).
    fn from_seed(seed: [u8; 32]) -> Self {
        match utils::read_words(&seed) {
            [0, 0, 0, 0] => Self::new(0, 0),
            first => Self::at(Lanes::from_first(first, 0)),
        }
    }

    /// [`Generator::new(seed, 0)`](Generator::new).
    fn seed_from_u64(seed: u64) -> Self {
        Self::new(seed, 0)
    }
}
