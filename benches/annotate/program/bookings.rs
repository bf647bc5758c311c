//! What a part of the processor has to do, and when.

use std::collections::VecDeque;

/// Cycles that are booked together: a part may do in any of them what it can do in all.
const BOOKED: f64 = 4.0;

/// What has been booked of a part of the processor.
#[derive(Default)]
pub(crate) struct Bookings(Vec<f64>);

impl Bookings {
    /// Books so many cycles from then on, or as soon as there is room, and says when that is.
    pub(crate) fn book(&mut self, from: f64, mut cost: f64) -> f64 {
        // A little more than is there, so that what was measured a hundredth too slow fits.
        const ROOM: f64 = 1.03 * BOOKED;
        let mut place = (from / BOOKED) as usize;
        let mut first = None;
        loop {
            if place >= self.0.len() {
                self.0.resize(2 * place + 64, 0.0);
            }
            let booked = &mut self.0[place];
            if first.is_some() || *booked + cost <= ROOM || *booked == 0.0 {
                first = first.or(Some(place));
                // What is longer than all that is booked together goes on in the next.
                let own = cost.min((ROOM - *booked).max(0.0));
                *booked += own;
                cost -= own;
            }
            match first {
                Some(first) if cost <= 0.0 => return from.max(first as f64 * BOOKED),
                _ => place += 1,
            }
        }
    }
}

/// What a pipe has to do, which is one thing at a time, from the beginning of a cycle on.
#[derive(Default)]
pub(crate) struct Exact(VecDeque<(f64, f64)>);

/// Cycles that are measured are this much off at most.
const ROUGH: f64 = 0.25;

impl Exact {
    /// Books so many cycles on end, from then on or as soon as there is room, and says when that is. Nobody will ask
    /// for anything before `now`.
    pub(crate) fn book(&mut self, from: f64, cost: f64, now: f64) -> f64 {
        while self.0.front().is_some_and(|(_, end)| *end < now) {
            self.0.pop_front();
        }
        let mut start = (from - ROUGH).ceil();
        let mut place = self.0.partition_point(|(_, end)| *end <= start);
        while let Some(&(next, end)) = self.0.get(place) {
            if start + cost <= next {
                break;
            }
            (start, place) = (end, place + 1);
        }
        self.0.insert(place, (start, start + cost));
        start
    }
}
