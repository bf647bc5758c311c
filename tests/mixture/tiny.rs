//! Responsibilities that are next to nothing: what is too small for a number moves no mean, however
//! far off the point is.

use super::oracle::{assert_near, exactly, step};
use super::*;

/// Two components of a variance of one, and a point on each.
fn two(away: f64, d: usize) -> (Vec<f64>, Mixture) {
    let mut x = vec![0.0; 2 * d];
    x[d] = away;
    let unit = (0..d * d).map(|i| f64::from(i % (d + 1) == 0));
    let covariances: Vec<f64> = unit.clone().chain(unit).collect();
    let start = Mixture::new(&[0.5; 2], &x, &covariances).unwrap();
    (x, start)
}

#[test]
fn a_share_of_zero_moves_no_mean() {
    for d in [1, 2, 5] {
        // The share is exp(-5000), and exp(-5e167).
        for away in [100.0, 1e84, 1e100] {
            let (x, start) = two(away, d);
            for rung in rungs() {
                let fit = (rung.fit)(&x, &start, &exactly(1, 1e-6)).unwrap();
                let what = format!("{}, {away}, d = {d}", rung.name);
                assert_eq!(fit.mixture().means(), start.means(), "{what}");
                assert_eq!(fit.mixture().weights(), [0.5; 2], "{what}");
            }
        }
    }
}

/// From where a share is a number like others to where it is none.
#[test]
fn tiny_shares_move_a_mean_as_much_as_they_weigh() {
    for d in [1, 2, 5] {
        for surprise in [
            1.0, 50.0, 800.0, 890.0, 905.0, 970.0, 990.0, 1015.0, 1022.5, 1060.0,
        ] {
            let away = (surprise / (0.5 * std::f64::consts::LOG2_E)).sqrt();
            let (x, start) = two(away, d);
            let truth = step(&x, &start, 0.0);
            for rung in rungs() {
                let fit = (rung.fit)(&x, &start, &exactly(1, 1e-6)).unwrap();
                let what = format!("{}, 2^-{surprise}, d = {d}", rung.name);
                let (found, expected) = (fit.mixture().means()[0], truth.means[0]);
                // To the digits that it has, and to what no normal number is.
                let digits = if surprise < 970.0 { 1e-11 } else { 1e-3 };
                let bound = digits * expected + 2.0 * away * f64::MIN_POSITIVE;
                assert_near(&[found], &[expected], bound, &what);
            }
        }
    }
}

/// Every team gives the bits of one member, also where products of tiny and huge numbers are made.
#[test]
#[cfg(feature = "threads")]
fn teams_make_no_difference_to_tiny_shares() {
    let team = hotloop::threads::Team::spawn(3, hotloop::threads::Binding::None).unwrap();
    for d in [1, 2, 5] {
        let x: Vec<f64> = (0..9000 * d)
            .map(|i| match i % 7 {
                0 => 1e84,
                1 => -7e83,
                by => f64::from(by as u8) * 8.0,
            })
            .collect();
        let (_, start) = two(24.0, d);
        for level in levels() {
            let settings = exactly(3, 1e-6);
            let truth = mixture::simd_at(level, &x, &start, &settings).unwrap();
            for (name, _, fit) in ON_TEAMS {
                let found = fit(level, &team, &x, &start, &settings).unwrap();
                assert_eq!(found, truth, "{name} at {level}, d = {d}");
            }
        }
    }
}
