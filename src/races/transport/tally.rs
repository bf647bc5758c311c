//! What a receiver has seen.

/// Counts integers that come in, and those of them that came at their place.
///
/// What is sent is 0, 1, 2, …, so the place of an integer is its value.
///
/// ```
/// use hotloop::races::transport::Tally;
///
/// let mut tally = Tally::default();
/// tally.see(&[0, 1, 3, 2, 4]);
/// assert_eq!((tally.received(), tally.in_order()), (5, 3));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    received: u64,
    in_order: u64,
}

impl Tally {
    /// Looks at every integer of a batch.
    #[inline]
    pub fn see(&mut self, batch: &[u64]) {
        for (place, &item) in (self.received..).zip(batch) {
            self.in_order += u64::from(item == place);
        }
        self.received += batch.len() as u64;
    }

    /// Looks at integers that are still the bytes of a pipe.
    pub(super) fn see_words(&mut self, words: &[[u8; 8]]) {
        for (place, word) in (self.received..).zip(words) {
            self.in_order += u64::from(u64::from_le_bytes(*word) == place);
        }
        self.received += words.len() as u64;
    }

    /// How many integers came.
    pub fn received(&self) -> u64 {
        self.received
    }

    /// How many of them came at their place.
    pub fn in_order(&self) -> u64 {
        self.in_order
    }

    /// The tally that a child process sends back.
    pub(super) fn from_counts(received: u64, in_order: u64) -> Self {
        Self { received, in_order }
    }
}
