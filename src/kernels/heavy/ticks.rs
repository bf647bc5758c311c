//! Where the ticks of an axis stand.

/// An axis has at most one tick more than this.
const INTERVALS: f64 = 9.0;

/// How far outside the axis a tick may lie, as a part of its length, that rounding put there.
const TOLERANCE: f64 = 1e-10;

/// Round values from `low` to `high`, in order: the multiples of the smallest step that leaves at
/// most nine intervals between them, of those that are 1, 2, 2.5 or 5 times a power of ten.
///
/// There are none if numbers are too coarse, or too large, for such a step.
pub(super) fn ticks(low: f64, high: f64) -> impl Iterator<Item = f64> {
    let length = high - low;
    let step = step(length / INTERVALS);
    let spare = TOLERANCE * length;
    // Multiples of the step, because adding it up would add up its rounding, too.
    let first = ((low - spare) / step).ceil();
    (0..=INTERVALS as u32)
        .map(move |i| (first + f64::from(i)) * step)
        // Not a number, if something overflowed on the way, compares as false.
        .take_while(move |&tick| tick <= high + spare)
}

/// The least round number that is not below `raw`.
fn step(raw: f64) -> f64 {
    let power = power_of_ten(raw);
    let steps = [1.0, 2.0, 2.5, 5.0].map(|factor| factor * power);
    let large_enough = steps.into_iter().find(|&step| step >= raw);
    large_enough.unwrap_or(10.0 * power)
}

/// The largest power of ten that is not above `x`.
///
/// By multiplication, which rounds alike everywhere; a logarithm does not. Powers up to `10^22` are
/// exact, and a negative one is the nearest number to it as far as that.
fn power_of_ten(x: f64) -> f64 {
    let mut power = 1.0;
    // Both loops end when the power overflows, if not before: infinity is above the largest number,
    // and times zero it is not a number, which compares as false.
    while power * 10.0 <= x.min(f64::MAX) {
        power *= 10.0;
    }
    while x * power < 1.0 {
        power *= 10.0;
    }
    if x < 1.0 { 1.0 / power } else { power }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(low: f64, high: f64) -> Vec<f64> {
        ticks(low, high).collect()
    }

    #[test]
    fn steps_are_one_two_two_and_a_half_and_five() {
        for (raw, expected) in [
            (1.0, 1.0),
            (1.1, 2.0),
            (2.1, 2.5),
            (2.6, 5.0),
            (5.1, 10.0),
            (0.11, 0.2),
            (0.0003, 0.0005),
            (123.0, 200.0),
            (1e22, 1e22),
            (9.1e15, 1e16),
        ] {
            assert_eq!(step(raw), expected, "{raw}");
        }
    }

    #[test]
    fn ticks_are_those_that_matplotlib_chooses() {
        assert_eq!(
            found(-0.05, 1.05),
            [0.0, 0.2, 0.4, 0.6, 0.8, 1.0].map(|x: f64| (x * 5.0).round() * 0.2)
        );
        assert_eq!(
            found(0.0, 4.2),
            [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0]
        );
        assert_eq!(
            found(0.0, 1184.4),
            [0.0, 200.0, 400.0, 600.0, 800.0, 1000.0]
        );
        // Both ends are ticks.
        assert_eq!(found(0.0, 22.5).len(), 10);
        assert_eq!(found(-22.5, 0.0).len(), 10);
        assert_eq!(found(0.0, 90.0).len(), 10);
    }

    #[test]
    fn there_are_no_ticks_rather_than_wrong_ones() {
        for (low, high) in [
            (0.0, 5e-324),
            (-f64::MAX, f64::MAX),
            (f64::NEG_INFINITY, 0.0),
            (f64::NAN, 1.0),
        ] {
            assert!(found(low, high).is_empty(), "{low} to {high}");
        }
    }
}
