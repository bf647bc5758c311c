//! What a part of the processor has to do, and when.

/// Cycles that are booked together: a part may do in any of them what it can do in all.
const BOOKED: f64 = 4.0;

/// What has been booked of a part of the processor.
#[derive(Default)]
pub(crate) struct Bookings(Vec<f64>);

impl Bookings {
    /// Books so many cycles from then on, or as soon as there is room, and says when that is.
    pub(crate) fn book(&mut self, from: f64, cost: f64) -> f64 {
        let mut place = (from / BOOKED) as usize;
        loop {
            if place >= self.0.len() {
                self.0.resize(2 * place + 64, 0.0);
            }
            // A little more than is there, so that what was measured a hundredth too slow fits.
            if self.0[place] + cost <= 1.03 * BOOKED || self.0[place] == 0.0 {
                break;
            }
            place += 1;
        }
        let over = (self.0[place] + cost - 1.03 * BOOKED).max(0.0);
        self.0[place] += cost - over;
        if over > 0.0 {
            // Longer than what is booked together.
            self.book(((place + 1) as f64) * BOOKED, over);
        }
        from.max(place as f64 * BOOKED)
    }
}
