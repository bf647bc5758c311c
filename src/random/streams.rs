//! Which streams of a seed.

use super::Generator;

/// The streams of a seed from the first of them on: what simulations draw from that have a stream
/// each, like those of [`ou::seeded`](crate::kernels::ou::seeded). A seed alone stands for all of its
/// streams, from 0 on.
///
/// Streams are numbered, so that a part of many simulations needs none of the others: a batch of them,
/// or one that is looked at again.
///
/// ```
/// use hotloop::random::{Generator, Streams};
///
/// let batch = Streams { seed: 10, first: 1000 };
/// let streams: Vec<_> = batch.generators().take(2).collect();
/// assert_eq!(streams, [Generator::new(10, 1000), Generator::new(10, 1001)]);
/// assert_eq!(Streams::from(10), Streams { seed: 10, first: 0 });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Streams {
    /// What fixes all of them.
    pub seed: u64,
    /// The number of the first.
    pub first: u64,
}

impl From<u64> for Streams {
    fn from(seed: u64) -> Self {
        Self { seed, first: 0 }
    }
}

impl Streams {
    /// The generators of the streams in their order, to the last that a seed has:
    /// [`Generator::streams`].
    pub fn generators(self) -> impl Iterator<Item = Generator> {
        Generator::streams(self.seed, self.first)
    }

    /// Those from the one on that is so much further.
    #[cfg(feature = "threads")]
    pub(crate) fn skip(self, streams: usize) -> Self {
        let first = self.first.saturating_add(streams as u64);
        Self { first, ..self }
    }

    /// Whether there are as many.
    pub(crate) fn are_at_least(self, streams: usize) -> bool {
        streams as u128 <= (1 << 64) - u128::from(self.first)
    }
}
