//! A generator of one word of state, which turns any number into a good start.

/// SplitMix64 (Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014): a
/// counter, hashed.
///
/// It makes states of larger generators from a seed, and a few more words from a word.
///
/// ```
/// use hotloop::random::SplitMix64;
///
/// let mut words = SplitMix64::new(0);
/// assert_eq!(words.next_u64(), 0xe220_a839_7b1d_cdaf);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SplitMix64(u64);

impl SplitMix64 {
    /// A generator with this seed; any seed is as good as another.
    #[inline]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next word.
    #[inline]
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }
}
