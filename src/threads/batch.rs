//! How many iterations to fetch at a time, where nothing is known of what one costs.

use std::time::Duration;

/// The ratio of a chunk's run time to its fetch time that is aimed at: fetching then costs a
/// hundredth.
const WORTH: u32 = 100;

/// The shortest run time of a chunk that is aimed at. Two cores fetch in 70 to 130 ns: the clock,
/// which is looked at twice, and a cache line from the other core. This is several hundred times
/// that, to make up for the chunks at the beginning and at the end, which are shorter.
const LEAST: Duration = Duration::from_micros(50);

/// The longest run time of a chunk that is aimed at, however contended the counter: fetching may
/// just have been interrupted.
const MOST: Duration = Duration::from_millis(1);

/// The iterations that one member fetches at a time: as joblib's automatic batches, one at first,
/// at most twice as many as the last time, and so many that a chunk lasts long enough.
///
/// Every member has its own, so that learning is shared with nobody. It is plain arithmetic, and
/// the clock is looked at elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Batch(usize);

impl Default for Batch {
    fn default() -> Self {
        Self(1)
    }
}

impl Batch {
    /// The iterations to fetch when so many are left: at most half of what would be a member's
    /// part, so that whoever is last keeps the others waiting for a short time.
    pub(super) fn size(self, left: usize, members: usize) -> usize {
        self.0.min(left / members / 2).max(1)
    }

    /// Learns from a chunk of so many iterations (at least one), how long it lasted, and how long
    /// it took to fetch it.
    pub(super) fn learn(&mut self, iterations: usize, lasted: Duration, fetching: Duration) {
        let aim = fetching.saturating_mul(WORTH).clamp(LEAST, MOST);
        // In `f64`, where nothing overflows: if the clock stood still, this is infinite. The cast
        // ends at the largest number.
        let chunks = aim.as_nanos() as f64 / lasted.as_nanos() as f64;
        let enough = (iterations as f64 * chunks).ceil() as usize;
        self.0 = enough.clamp(1, iterations.saturating_mul(2));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NANOSECOND: Duration = Duration::from_nanos(1);
    /// A large number that divides by much.
    const PLENTY: usize = 1 << 60;

    /// The sizes of chunks whose iterations cost what `cost` says of the iteration they begin with,
    /// in nanoseconds, fetched in no time.
    fn sizes(chunks: usize, cost: impl Fn(usize) -> u32) -> Vec<usize> {
        let (mut batch, mut from) = (Batch::default(), 0);
        let chunk = |_| {
            let size = batch.size(PLENTY, 2);
            let lasted = NANOSECOND * cost(from) * u32::try_from(size).unwrap();
            batch.learn(size, lasted, Duration::ZERO);
            from += size;
            size
        };
        (0..chunks).map(chunk).collect()
    }

    #[test]
    fn cheap_iterations_make_batches_double_until_they_last() {
        let expected = [1, 2, 4, 8, 16, 32, 64, 128, 256, 500, 500];
        assert_eq!(sizes(11, |_| 100), expected);
    }

    #[test]
    fn dear_iterations_go_one_by_one() {
        assert_eq!(sizes(5, |_| 1_000_000), [1; 5]);
        assert_eq!(sizes(5, |_| 50_000), [1; 5]);
        // Two last long enough, and one does not.
        assert_eq!(sizes(4, |_| 27_000), [1, 2, 2, 2]);
    }

    #[test]
    fn dear_ones_after_cheap_ones_cost_one_long_chunk() {
        let becomes_dear = |from| if from < 1_000 { 100 } else { 60_000 };
        let expected = [1, 2, 4, 8, 16, 32, 64, 128, 256, 500, 500, 1, 1];
        assert_eq!(sizes(13, becomes_dear), expected);
    }

    #[test]
    fn cheap_ones_after_dear_ones_double_from_there() {
        let becomes_cheap = |from| if from < 3 { 60_000 } else { 100 };
        assert_eq!(sizes(7, becomes_cheap), [1, 1, 1, 1, 2, 4, 8]);
    }

    #[test]
    fn an_interruption_is_forgotten() {
        let mut batch = Batch(500);
        batch.learn(500, Duration::from_millis(50), Duration::ZERO);
        assert_eq!(batch, Batch(1));
        let mut chunks = 0;
        while batch != Batch(500) {
            batch.learn(batch.0, NANOSECOND * 100 * batch.0 as u32, Duration::ZERO);
            chunks += 1;
        }
        assert_eq!(chunks, 9);
    }

    #[test]
    fn what_is_dear_to_fetch_is_fetched_in_larger_batches() {
        let learned = |fetching| {
            let mut batch = Batch(PLENTY);
            batch.learn(PLENTY, NANOSECOND * u32::MAX, fetching);
            batch.0 as f64 / PLENTY as f64 * f64::from(u32::MAX)
        };
        for (microseconds, aim) in [(0, 50_000), (1, 100_000), (3, 300_000), (9_999, 1_000_000)] {
            let lasts = learned(Duration::from_micros(microseconds));
            assert!((lasts - f64::from(aim)).abs() < 1.0, "{lasts}, not {aim}");
        }
        assert!((learned(Duration::MAX) - 1e6).abs() < 1.0);
    }

    #[test]
    fn a_clock_that_stands_still_makes_batches_double_for_ever() {
        let mut batch = Batch::default();
        for doublings in 0..200 {
            let expected = 1_usize.checked_shl(doublings).unwrap_or(usize::MAX);
            assert_eq!(batch.0, expected);
            batch.learn(batch.0, Duration::ZERO, Duration::ZERO);
        }
    }

    #[test]
    fn the_end_is_shared() {
        let batch = Batch(1_000);
        let left = [usize::MAX, 4_000, 3_999, 400, 8, 4, 3, 1];
        let sizes = left.map(|left| batch.size(left, 2));
        assert_eq!(sizes, [1_000, 1_000, 999, 100, 2, 1, 1, 1]);
        assert_eq!(Batch(usize::MAX).size(usize::MAX, 1), usize::MAX / 2);
    }

    proptest! {
        #[test]
        fn a_batch_is_one_at_least_and_twice_the_last_at_most(
            iterations in 1_usize..,
            lasted in any::<Duration>(),
            fetching in any::<Duration>(),
            left in 1_usize..,
            members in 1_usize..=1024,
        ) {
            let mut batch = Batch::default();
            batch.learn(iterations, lasted, fetching);
            prop_assert!((1..=iterations.saturating_mul(2)).contains(&batch.0));
            let size = batch.size(left, members);
            prop_assert!((1..=left).contains(&size) && size <= batch.0);
        }
    }
}
