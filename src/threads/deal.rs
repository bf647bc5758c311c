//! One loop, dealt out to its members.

use super::batch::Batch;
use super::schedule::Schedule;
use crossbeam_utils::CachePadded;
use std::ops::Range;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;

/// One loop being dealt out.
#[derive(Debug)]
pub(crate) struct Deal {
    schedule: Schedule,
    range: Range<usize>,
    members: usize,
    /// Iterations dealt so far, for the schedules that are settled as the loop runs.
    dealt: CachePadded<AtomicUsize>,
}

impl Deal {
    pub(crate) fn new(schedule: Schedule, range: Range<usize>, members: usize) -> Self {
        Self {
            schedule,
            range,
            members,
            dealt: CachePadded::new(AtomicUsize::new(0)),
        }
    }

    /// Calls `body` with every range that falls to `member`.
    pub(crate) fn serve(&self, member: usize, mut body: impl FnMut(Range<usize>)) {
        let Range { start, end } = self.range;
        match self.schedule {
            Schedule::Static => {
                let part = part(self.range.len(), self.members, member);
                if !part.is_empty() {
                    body(start + part.start..start + part.end);
                }
            }
            Schedule::Cyclic => {
                let mut i = start.saturating_add(member);
                while i < end {
                    body(i..i + 1);
                    i = i.saturating_add(self.members);
                }
            }
            Schedule::Dynamic { chunk } => self.serve_fetched(&|_| chunk, body),
            Schedule::Guided { min_chunk } => {
                self.serve_fetched(&|left| (left / self.members).max(min_chunk), body);
            }
            // Alone, there is nobody to leave a chunk to.
            Schedule::Adaptive if self.members == 1 => self.serve_fetched(&|left| left, body),
            Schedule::Adaptive => self.serve_batches(body),
        }
    }

    /// Serves chunks of the size that `size` makes of what is left, until nothing is.
    fn serve_fetched(&self, size: &dyn Fn(usize) -> usize, mut body: impl FnMut(Range<usize>)) {
        let Range { start, end } = self.range;
        let len = end.saturating_sub(start);
        if self.members == 1 {
            // Nobody to share the counter with, so no atomic is touched.
            let mut from = 0;
            while from < len {
                let to = from + size(len - from).min(len - from);
                body(start + from..start + to);
                from = to;
            }
            return;
        }
        while let Some(chunk) = self.fetch(size) {
            body(chunk);
        }
    }

    /// Serves chunks that are as long as their cost asks for, as far as this member has seen it.
    fn serve_batches(&self, mut body: impl FnMut(Range<usize>)) {
        let mut batch = Batch::default();
        let mut ended = Instant::now();
        while let Some(chunk) = self.fetch(&|left| batch.size(left, self.members)) {
            let iterations = chunk.len();
            let began = Instant::now();
            let fetching = began - ended;
            body(chunk);
            ended = Instant::now();
            batch.learn(iterations, ended - began, fetching);
        }
    }

    /// Takes as many iterations as `size` makes of what is left, unless nothing is. It is there once for
    /// all bodies: a call through a pointer is little beside the atomic.
    fn fetch(&self, size: &dyn Fn(usize) -> usize) -> Option<Range<usize>> {
        let Range { start, end } = self.range;
        let len = end.saturating_sub(start);
        let take = |dealt| {
            let left = len - dealt;
            (left > 0).then(|| dealt + size(left).min(left))
        };
        // Relaxed: the counter deals out numbers, and the end of the region publishes what was done
        // with them.
        let from = self.dealt.fetch_update(Relaxed, Relaxed, take).ok()?;
        let to = take(from).expect("the update took something");
        Some(start + from..start + to)
    }

    /// Deals out nothing more. What has been dealt out will still be served.
    pub(super) fn stop(&self) {
        self.dealt.store(self.range.len(), Relaxed);
    }
}

/// The `index`-th of `parts` contiguous parts of `0..len`, equal to within one: the longer ones
/// come last, because the last iteration is often a block that is not full.
fn part(len: usize, parts: usize, index: usize) -> Range<usize> {
    let (each, shorter) = (len / parts, parts - len % parts);
    let start = index * each + index.saturating_sub(shorter);
    start..start + each + usize::from(index >= shorter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dealt(schedule: Schedule, range: Range<usize>, members: usize) -> Vec<Vec<Range<usize>>> {
        let deal = Deal::new(schedule, range, members);
        (0..members)
            .map(|member| {
                let mut ranges = vec![];
                deal.serve(member, |range| ranges.push(range));
                ranges
            })
            .collect()
    }

    #[test]
    #[allow(clippy::single_range_in_vec_init, reason = "a member has one range")]
    fn static_parts_are_contiguous_and_even() {
        assert_eq!(
            dealt(Schedule::Static, 10..17, 3),
            [[10..12], [12..14], [14..17]]
        );
        assert_eq!(dealt(Schedule::Static, 0..1, 2), [vec![], vec![0..1]]);
    }

    #[test]
    fn cyclic_parts_are_strided() {
        assert_eq!(
            dealt(Schedule::Cyclic, 0..5, 2),
            [vec![0..1, 2..3, 4..5], vec![1..2, 3..4]]
        );
    }

    #[test]
    fn guided_chunks_shrink_to_the_least() {
        let chunks = dealt(Schedule::Guided { min_chunk: 3 }, 0..20, 2).concat();
        assert_eq!(chunks, [0..10, 10..15, 15..18, 18..20]);
    }

    #[test]
    fn dynamic_chunks_are_equal() {
        let chunks = dealt(Schedule::Dynamic { chunk: 4 }, 1..10, 2).concat();
        assert_eq!(chunks, [1..5, 5..9, 9..10]);
    }

    #[test]
    #[allow(clippy::single_range_in_vec_init, reason = "a member has one range")]
    fn adaptive_chunks_start_with_one_and_at_most_double() {
        // The first member serves all. However the clock goes, no chunk is longer than that.
        let chunks = dealt(Schedule::Adaptive, 0..1_000_000, 4).concat();
        // It learns: one by one they would be a million.
        assert!(chunks.len() < 100_000);
        let mut most = 1;
        for chunk in chunks {
            assert!(chunk.len() <= most);
            most = 2 * chunk.len();
        }
        assert_eq!(dealt(Schedule::Adaptive, 3..50, 1), [vec![3..50]]);
    }

    #[test]
    fn nothing_is_dealt_of_nothing_and_the_largest_numbers_do_not_wrap() {
        let top = usize::MAX;
        for schedule in [
            Schedule::Static,
            Schedule::Cyclic,
            Schedule::Dynamic { chunk: top },
            Schedule::Guided { min_chunk: top },
            Schedule::Adaptive,
        ] {
            for members in [1, 2, 7] {
                assert!(dealt(schedule, 5..5, members).concat().is_empty());
                #[allow(clippy::reversed_empty_ranges, reason = "a reversed range is empty")]
                let reversed = 7..5;
                assert!(dealt(schedule, reversed, members).concat().is_empty());
                let mut ranges = dealt(schedule, top - 3..top, members).concat();
                ranges.sort_by_key(|range| range.start);
                assert_eq!(ranges.iter().map(ExactSizeIterator::len).sum::<usize>(), 3);
                assert_eq!(
                    (ranges[0].start, ranges.last().unwrap().end),
                    (top - 3, top)
                );
            }
        }
    }

    #[test]
    fn a_stopped_deal_deals_no_more() {
        let deal = Deal::new(Schedule::Dynamic { chunk: 1 }, 0..10, 2);
        let mut served = 0;
        deal.serve(0, |_| {
            served += 1;
            deal.stop();
        });
        assert_eq!(served, 1);
    }
}
