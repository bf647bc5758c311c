//! From numbers to places, along an axis.

/// Places from 0 to 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    from: f64,
    to: f64,
    logarithmic: bool,
}

impl Scale {
    /// From zero, or from the least if that is below it.
    pub(crate) fn linear(from: f64, to: f64) -> Self {
        Self {
            from,
            to: if to > from { to } else { from + 1.0 },
            logarithmic: false,
        }
    }

    /// Both above zero.
    pub(crate) fn logarithmic(from: f64, to: f64) -> Self {
        Self {
            from,
            to: if to > from { to } else { from * 10.0 },
            logarithmic: true,
        }
    }

    /// For bars: linear from zero, or where the longest would be more than 20 times as long as the
    /// shortest, logarithmic from the power of ten below that.
    pub(crate) fn of_bars(values: &[f64]) -> Self {
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let most = values.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        if least > 0.0 && most > 20.0 * least {
            // A bar that begins there has some length.
            let below = 10_f64.powf((least / 1.5).log10().floor());
            Self::logarithmic(below, most * 1.05)
        } else {
            Self::linear(0.0, most * 1.02)
        }
    }

    pub(crate) fn is_logarithmic(self) -> bool {
        self.logarithmic
    }

    /// Outside of 0 to 1 for what is outside of the axis.
    pub(crate) fn place(self, value: f64) -> f64 {
        if self.logarithmic {
            (value / self.from).ln() / (self.to / self.from).ln()
        } else {
            (value - self.from) / (self.to - self.from)
        }
    }

    /// Powers of ten, or `most` steps or less of 1, 2 or 5 times one; on a short logarithmic axis 1, 2 and 5
    /// times the powers of ten. A logarithmic axis has `most` of them or less, a linear one perhaps one more.
    pub(crate) fn ticks(self, most: usize) -> Vec<f64> {
        if self.logarithmic {
            return self.powers(most);
        }
        let span = self.to - self.from;
        let power = 10_f64.powf((span / most as f64).log10().floor());
        let steps = [1.0, 2.0, 5.0, 10.0].map(|times| times * power);
        let step = steps.into_iter().find(|step| span / step <= most as f64);
        let step = step.unwrap_or(span);
        let first = (self.from / step - 1e-9).ceil() as i64;
        let last = (self.to / step + 1e-9).floor() as i64;
        (first..=last).map(|times| times as f64 * step).collect()
    }

    fn powers(self, most: usize) -> Vec<f64> {
        let [first, last] = [self.from, self.to].map(f64::log10);
        let (first, last) = ((first - 1e-9).ceil() as i32, (last + 1e-9).floor() as i32);
        if last <= first {
            let powers = (first - 1..=last).map(|power| 10_f64.powi(power));
            let ticks = powers.flat_map(|power| [1.0, 2.0, 5.0].map(|times| times * power));
            let inside = ticks.filter(|tick| (self.from..=self.to).contains(tick));
            return inside.take(most).collect();
        }
        let step = 1 + (last - first) as usize / most;
        let powers = (first..=last).step_by(step);
        powers.map(|power| 10_f64.powi(power)).collect()
    }
}
