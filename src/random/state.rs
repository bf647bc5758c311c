//! A generator as numbers, to be kept and made again.

use super::Generator;
use super::lanes::Lanes;
use crate::Error;
use crate::simd::LANES;

impl Generator {
    /// Where the sequence has got to, in five numbers, of which
    /// [`from_state`](Generator::from_state) makes the generator again: for a checkpoint, or another
    /// process.
    ///
    /// ```
    /// use hotloop::random::Generator;
    ///
    /// let mut generator = Generator::new(10, 3);
    /// generator.advance(1_000_001);
    /// let state = generator.state();
    /// let mut again = Generator::from_state(state)?;
    /// assert_eq!(again, generator);
    /// assert_eq!(again.next_u64(), generator.next_u64());
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// The first four are the state of lane 0 before it draws the word of the row that comes next, or
    /// that is being used; the fifth says how many words of that row are gone, 0 to 7. The other lanes
    /// are `2^128` words further each. Generators that are equal show the same.
    #[doc(alias("getstate", "checkpoint"))]
    pub fn state(&self) -> [u64; 5] {
        let ([a, b, c, d], used) = self.place();
        [a, b, c, d, used as u64]
    }

    /// The generator that has shown this [`state`](Generator::state). It takes three jumps, a
    /// microsecond and a half.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for what no generator shows: four zeros, or a fifth number above 7.
    #[doc(alias("setstate", "restore"))]
    pub fn from_state(state: [u64; 5]) -> Result<Self, Error> {
        let [a, b, c, d, used] = state;
        let refused = |found, expected| Error::Invalid {
            argument: "state",
            found,
            expected,
        };
        if [a, b, c, d] == [0; 4] {
            return Err(refused(
                "four zeros",
                "a state of a lane, which is not zero",
            ));
        }
        if used >= LANES as u64 {
            return Err(refused("a fifth number above 7", "words of a row, 0 to 7"));
        }
        let mut generator = Self::at(Lanes::from_first([a, b, c, d], 0));
        generator.advance(used);
        Ok(generator)
    }
}
