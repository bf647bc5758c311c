//! Bad input: every rung refuses it, with the same words, and none panics.

use super::oracle::exactly;
use super::*;
use hotloop::kernels::mixture::Points;

fn start() -> Mixture {
    Mixture::new(&[0.5, 0.5], &[0.0, 0.0, 4.0, 4.0], &UNITS).unwrap()
}

const UNITS: [f64; 8] = [1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0];
/// Six points in the plane.
const X: [f64; 12] = [0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 4.0, 4.0, 5.0, 4.0, 4.0, 5.0];

/// Holds every rung to one refusal.
#[track_caller]
fn refused(x: &[f64], start: &Mixture, settings: &Settings, text: &str) -> Error {
    let error = mixture::checked(x, start, settings).unwrap_err();
    assert_eq!(error.to_string(), text);
    for rung in rungs() {
        let found = (rung.fit)(x, start, settings).unwrap_err();
        // By what is printed: an error with a NaN is not equal to itself.
        assert_eq!(found.to_string(), text, "{}", rung.name);
        assert_eq!(format!("{found:?}"), format!("{error:?}"), "{}", rung.name);
    }
    error
}

#[test]
fn points_that_are_none_are_refused() {
    let settings = Settings::default();
    let error = refused(
        &[],
        &start(),
        &settings,
        "`x`: found 0, expected at least 1",
    );
    assert_eq!(error, Error::Zero { argument: "x" });
    let error = refused(
        &X[..2],
        &start(),
        &settings,
        "`x`: found fewer points than components, expected at least one for each component",
    );
    let expected = Error::Invalid {
        argument: "x",
        found: "fewer points than components",
        expected: "at least one for each component",
    };
    assert_eq!(error, expected);
    let text = "`x`: found 11 elements, expected a multiple of 2, the number of dimensions";
    let error = refused(&X[..11], &start(), &settings, text);
    let expected = Error::NotMultiple {
        argument: "x",
        found: 11,
        group: "dimensions",
        size: 2,
    };
    assert_eq!(error, expected);
    // As many points as components are enough.
    for rung in rungs() {
        assert!(
            (rung.fit)(&X[..4], &start(), &settings).is_ok(),
            "{}",
            rung.name
        );
    }
}

#[test]
fn coordinates_that_are_none_are_refused_wherever_they_are() {
    for (bad, text) in [
        (f64::NAN, "NaN"),
        (f64::INFINITY, "inf"),
        (f64::NEG_INFINITY, "-inf"),
        (1.1e100, "1.1e100"),
        (f64::MIN, "-1.7976931348623157e308"),
    ] {
        let text = format!("`x`: found {text}, expected a number from -1e100 to 1e100");
        for at in 0..X.len() {
            let mut x = X;
            x[at] = bad;
            if at % 5 == 0 {
                refused(&x, &start(), &Settings::default(), &text);
            }
            let error = Points::new(&x, 2).unwrap_err();
            assert_eq!(error.to_string(), text);
        }
    }
    let most = [1e100, -1e100, 0.0, -0.0, f64::from_bits(1), 1.0];
    assert_eq!(Points::new(&most, 2).unwrap().len(), 3);
}

#[test]
fn points_of_no_dimension_are_refused() {
    let text = |points: Result<Points, Error>| points.unwrap_err().to_string();
    let none = "`dimensions`: found 0, expected at least 1";
    assert_eq!(text(Points::new(&X, 0)), none);
    assert_eq!(text(Points::new::<f64>(&[], 0)), none);
    assert_eq!(
        text(Points::new::<f64>(&[], 2)),
        "`x`: found 0, expected at least 1"
    );
    assert_eq!(
        text(Points::new(&X, 13)),
        "`x`: found 12 elements, expected a multiple of 13, the number of dimensions"
    );
    assert_eq!(
        text(Points::new(&X, usize::MAX)),
        format!(
            "`x`: found 12 elements, expected a multiple of {}, the number of dimensions",
            usize::MAX
        )
    );
}

#[test]
fn points_of_other_dimensions_than_the_model_are_refused() {
    for d in [1, 3, 4, 12] {
        let points = Points::new(&X, d).unwrap();
        for level in levels() {
            let error = points.moments_at(level, &start()).unwrap_err();
            let expected = Error::Invalid {
                argument: "model",
                found: "another number of dimensions",
                expected: "as many as the points have",
            };
            assert_eq!(error, expected);
            #[cfg(feature = "threads")]
            for team in common::teams() {
                let error = points.moments_on_at(level, &team, &start()).unwrap_err();
                assert_eq!(error, expected);
            }
        }
    }
}

#[test]
fn settings_that_are_none_are_refused() {
    for (bad, text) in [
        (f64::NAN, "NaN"),
        (f64::INFINITY, "inf"),
        (-1e-300, "-1e-300"),
        (f64::NEG_INFINITY, "-inf"),
        (5e-324, "5e-324"),
        (9.9e-301, "9.9e-301"),
    ] {
        let settings = Settings {
            tolerance: bad,
            ..Settings::default()
        };
        let expected = "a finite number not below 0";
        if !(bad > 0.0 && bad < 1.0) {
            let text = format!("`tolerance`: found {text}, expected {expected}");
            refused(&X, &start(), &settings, &text);
        }
        let settings = Settings {
            covariance_floor: bad,
            ..Settings::default()
        };
        let expected = "0, or a finite number not below 1e-300";
        let text = format!("`covariance_floor`: found {text}, expected {expected}");
        refused(&X, &start(), &settings, &text);
        // Even if no iteration would need them.
        let settings = exactly(0, bad);
        refused(&X, &start(), &settings, &text);
        // The points come first.
        let points = "`x`: found 0, expected at least 1";
        refused(&[], &start(), &settings, points);
    }
    for settings in [exactly(2, -0.0), exactly(2, 1e300), exactly(2, 1e-300)] {
        for rung in rungs() {
            let fit = (rung.fit)(&X, &start(), &settings).unwrap();
            let finite = fit.mixture().covariances().iter().all(|x| x.is_finite());
            assert!(finite, "{}, {settings:?}", rung.name);
        }
    }
}

#[track_caller]
fn no_mixture(weights: &[f64], means: &[f64], covariances: &[f64], text: &str) -> Error {
    let error = Mixture::new(weights, means, covariances).unwrap_err();
    assert_eq!(error.to_string(), text);
    error
}

#[test]
fn lengths_that_do_not_match_are_no_mixture() {
    no_mixture(&[], &[], &[], "`weights`: found 0, expected at least 1");
    no_mixture(
        &[],
        &[1.0],
        &[1.0],
        "`weights`: found 0, expected at least 1",
    );
    no_mixture(&[1.0], &[], &[], "`means`: found 0, expected at least 1");
    let text = "`means`: found 3 elements, expected a multiple of 2, the number of components";
    no_mixture(&[0.5; 2], &[0.0; 3], &UNITS, text);
    for len in [0, 4, 7, 9, 16] {
        let text = format!("`covariances`: found {len} elements, expected 8 to go with `means`");
        no_mixture(&[0.5; 2], &[0.0; 4], &vec![1.0; len], &text);
    }
}

#[test]
fn weights_that_are_none_are_no_mixture() {
    for (bad, text) in [
        (f64::NAN, "NaN"),
        (f64::INFINITY, "inf"),
        (-0.25, "-0.25"),
        (-f64::from_bits(1), "-5e-324"),
        (1.25, "1.25"),
    ] {
        let text = format!("`weights`: found {text}, expected a number from 0 to 1");
        no_mixture(&[bad, 0.5], &[0.0; 4], &UNITS, &text);
        no_mixture(&[0.5, bad], &[0.0; 4], &UNITS, &text);
    }
    for (weights, sum) in [
        ([0.5, 0.25], "0.75"),
        ([0.0, 0.0], "0.0"),
        ([1.0, 1.0], "2.0"),
        ([0.5, 0.5 + 2.0_f64.powi(-20)], "1.0000009536743164"),
    ] {
        let text = format!("`weights`: found {sum}, expected a sum of 1 within 1e-8");
        no_mixture(&weights, &[0.0; 4], &UNITS, &text);
    }
    for weights in [[0.0, 1.0], [-0.0, 1.0], [0.5, 0.5 + 9e-9], [1e-320, 1.0]] {
        let mixture = Mixture::new(&weights, &[0.0; 4], &UNITS).unwrap();
        assert_eq!(mixture.weights(), weights);
    }
}

#[test]
fn means_and_covariances_that_are_no_numbers_are_no_mixture() {
    for (bad, text) in [
        (f64::NAN, "NaN"),
        (f64::INFINITY, "inf"),
        (-1e101, "-1e101"),
    ] {
        for at in 0..4 {
            let mut means = [0.0; 4];
            means[at] = bad;
            let text = format!("`means`: found {text}, expected a number from -1e100 to 1e100");
            no_mixture(&[0.5; 2], &means, &UNITS, &text);
        }
    }
    for (bad, text) in [(f64::NAN, "NaN"), (f64::NEG_INFINITY, "-inf")] {
        for at in 0..8 {
            let mut covariances = UNITS;
            covariances[at] = bad;
            let text = format!("`covariances`: found {text}, expected a finite number");
            no_mixture(&[0.5; 2], &[0.0; 4], &covariances, &text);
        }
    }
}

#[test]
fn matrices_that_are_no_covariances_are_no_mixture() {
    let with = |second: [f64; 4]| {
        let mut covariances = UNITS;
        covariances[4..].copy_from_slice(&second);
        covariances
    };
    let asymmetric = with([1.0, 0.1, 0.2, 1.0]);
    let text = "`covariances`: matrix 1 is not symmetric: row 1, column 0 is not what is across the diagonal";
    let error = no_mixture(&[0.5; 2], &[0.0; 4], &asymmetric, text);
    let expected = Error::NotSymmetric {
        argument: "covariances",
        matrix: 1,
        row: 1,
        column: 0,
    };
    assert_eq!(error, expected);

    for (second, pivot, found) in [
        ([1.0, 2.0, 2.0, 1.0], 1, -3.0),
        ([1.0, 1.0, 1.0, 1.0], 1, 0.0),
        ([0.0, 0.0, 0.0, 1.0], 0, 0.0),
        ([-2.0, 0.0, 0.0, 1.0], 0, -2.0),
        ([4.0, 0.0, 0.0, -0.5], 1, -0.5),
        ([1.0, 0.0, 0.0, 0.0], 1, 0.0),
    ] {
        let covariances = with(second);
        let text = format!(
            "`covariances`: matrix 1 is not positive definite: found {found:?} as its pivot {pivot}, expected more than rounding may leave of 0"
        );
        let error = no_mixture(&[0.5; 2], &[0.0; 4], &covariances, &text);
        let expected = Error::NotPositiveDefinite {
            argument: "covariances",
            matrix: 1,
            pivot,
            found,
        };
        assert_eq!(error, expected);
    }
    // Singular but for rounding: a column that is the sum of two others.
    let (a, b) = ([0.1, 0.7, 0.8], [0.3, -0.2, 0.1]);
    let singular: Vec<f64> = (0..9)
        .map(|i| a[i / 3] * a[i % 3] + b[i / 3] * b[i % 3])
        .collect();
    let error = Mixture::new(&[1.0], &[0.0; 3], &singular).unwrap_err();
    assert!(
        matches!(
            error,
            Error::NotPositiveDefinite {
                matrix: 0,
                pivot: 2,
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn matrices_that_are_symmetric_but_for_rounding_are_covariances() {
    // The coordinates are independent but for rounding, which is not the same on both sides.
    let nearly = [1.0, 1e-17, -3e-17, 1.0];
    assert!(Mixture::new(&[1.0], &[0.0; 2], &nearly).is_ok());
    // Whatever the units of the coordinates are.
    let nearly = [1e-40, 1e-47, 1.5e-47, 1e10];
    assert!(Mixture::new(&[1.0], &[0.0; 2], &nearly).is_ok());
    let apart = [1e-40, 1e-18, 1.5e-18, 1e10];
    assert!(Mixture::new(&[1.0], &[0.0; 2], &apart).is_err());
}
