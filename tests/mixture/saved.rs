//! A fitted mixture that is saved and restored: the same bits, and nothing that is no mixture.

use super::oracle::exactly;
use super::*;

/// Fits of every kind: of ordinary points, a floored and a starved component, points as large as
/// they may be, and points so close that their variance is no normal number.
fn fits() -> Vec<Mixture> {
    let x: Vec<f64> = (0..240_u32).map(|i| f64::from(i * i % 97) / 7.0).collect();
    let scaled = |by: f64| x.iter().map(|x| x * by).collect::<Vec<_>>();
    let unit = |d: usize, v: f64| (0..d * d).map(move |i| if i % (d + 1) == 0 { v } else { 0.0 });
    let start = |d: usize, x: &[f64], v: f64| {
        let covariances: Vec<f64> = (0..3).flat_map(|_| unit(d, v)).collect();
        Mixture::new(&[0.2, 0.3, 0.5], &x[..3 * d], &covariances).unwrap()
    };
    let mut fits = vec![];
    for d in [1, 2, 3, 5, 8] {
        let fit = mixture::simd(&x, &start(d, &x, 4.0), &exactly(5, 1e-6)).unwrap();
        fits.push(fit.into_mixture());
    }
    let collapsed = [0.0, 0.0, 0.0, 1.0, 2.0, 7.0];
    let fit = mixture::simd(
        &collapsed,
        &start(1, &[0.0, 1.0, 1e9], 1.0),
        &exactly(9, 1e-6),
    );
    fits.push(fit.unwrap().into_mixture());
    let tiny = scaled(1e-155);
    let one = Mixture::new(&[1.0], &[0.0], &[1e-300]).unwrap();
    let fit = mixture::simd(&tiny, &one, &exactly(3, 0.0)).unwrap();
    assert!(fit.mixture().covariances()[0] < 1e-300);
    fits.push(fit.into_mixture());
    let huge = [1e100; 9];
    let fit = mixture::simd(
        &huge,
        &Mixture::new(&[1.0], &[0.9e100], &[1e199]).unwrap(),
        &exactly(2, 1.0),
    );
    fits.push(fit.unwrap().into_mixture());
    fits
}

/// The bits of all that a mixture shows, and of what it says of points.
fn bits(mixture: &Mixture) -> Vec<u64> {
    let x: Vec<f64> = (0..120 * mixture.dimensions())
        .map(|i| (i % 17) as f64)
        .collect();
    let mut densities = vec![0.0; 120];
    mixture.ln_densities(&x, &mut densities).unwrap();
    let parts = [
        mixture.weights(),
        mixture.means(),
        mixture.covariances(),
        &densities,
    ];
    parts.concat().into_iter().map(f64::to_bits).collect()
}

#[test]
fn accessors_are_enough() {
    // Those within the limits of `new`.
    for fit in &fits()[..6] {
        let again = Mixture::new(fit.weights(), fit.means(), fit.covariances()).unwrap();
        assert_eq!(&again, fit);
        assert_eq!(bits(&again), bits(fit));
    }
}

#[test]
#[cfg(feature = "serde")]
fn a_decimal_format_restores_every_bit() {
    for fit in fits() {
        let saved = serde_json::to_string(&fit).unwrap();
        let restored: Mixture = serde_json::from_str(&saved).unwrap();
        assert_eq!(restored, fit);
        assert_eq!(bits(&restored), bits(&fit), "{saved}");
        let settings = exactly(2, 1e-6);
        let x = [0.0, 1.0, 3.0, 4.0, 9.0].repeat(8 * fit.dimensions());
        let go_on = |from| mixture::simd(&x, from, &settings).map_err(|error| error.to_string());
        assert_eq!(go_on(&restored), go_on(&fit));
    }
}

#[test]
#[cfg(feature = "serde")]
fn the_structure_is_saved_where_there_is_one() {
    let fit = |covariance| {
        let x: Vec<f64> = (0..60_u32).map(|i| f64::from(i * i % 31)).collect();
        let unit = [9.0, 0.0, 0.0, 9.0];
        let start = Mixture::new(&[0.5, 0.5], &[3.0, 3.0, 20.0, 20.0], &[unit, unit].concat());
        let settings = Settings {
            covariance,
            ..exactly(3, 1e-6)
        };
        let fit = mixture::simd(&x, &start.unwrap(), &settings);
        fit.unwrap().into_mixture()
    };
    for (structure, name) in [
        (Covariance::Full, None),
        (Covariance::Diagonal, Some("diagonal")),
        (Covariance::Shared, Some("shared")),
        (Covariance::Spherical, Some("spherical")),
    ] {
        let fit = fit(structure);
        let saved = serde_json::to_string(&fit).unwrap();
        let found = saved.split_once(r#","structure":""#).map(|(_, end)| end);
        assert_eq!(found, name.map(|name| format!("{name}\"}}")).as_deref());
        let restored: Mixture = serde_json::from_str(&saved).unwrap();
        assert_eq!((restored.structure(), &restored), (structure, &fit));
        assert_eq!(restored.parameters(), fit.parameters());
        for theirs in [("diagonal", "diag"), ("shared", "tied")] {
            let saved = saved.replace(theirs.0, theirs.1);
            assert_eq!(serde_json::from_str::<Mixture>(&saved).unwrap(), fit);
        }
    }
    let saved = serde_json::to_string(&fit(Covariance::Full)).unwrap();
    let spoilt = saved.replace('}', r#","structure":"diagonal"}"#);
    let error = serde_json::from_str::<Mixture>(&spoilt).unwrap_err();
    assert!(
        error.to_string().contains("expected 0 off the diagonal"),
        "{error}"
    );
}

#[test]
#[cfg(feature = "serde")]
fn what_is_no_mixture_is_not_restored() {
    for (saved, message) in [
        (
            r#"{"weights":[1.0],"means":[0.0,0.0],"covariances":[1.0,2.0,2.0,1.0]}"#,
            "`covariances`: matrix 0 is not positive definite: found -3.0 as its pivot 1",
        ),
        (
            r#"{"weights":[1.0],"means":[0.0],"covariances":[0.0]}"#,
            "`covariances`: matrix 0 is not positive definite: found 0.0 as its pivot 0",
        ),
        (
            r#"{"weights":[0.5,0.25],"means":[0.0,1.0],"covariances":[1.0,1.0]}"#,
            "`weights`: found 0.75, expected a sum of 1 within 1e-8",
        ),
        (
            r#"{"weights":[1.0],"means":[0.0,0.0],"covariances":[1.0,2.0]}"#,
            "`covariances`: found 2 elements, expected 4 to go with `means`",
        ),
        (
            r#"{"weights":[],"means":[],"covariances":[]}"#,
            "`weights`: found 0, expected at least 1",
        ),
        (
            r#"{"weights":[1.0],"means":[2e100],"covariances":[1.0]}"#,
            "`means`: found 2e100, expected a number from -1e100 to 1e100",
        ),
        (
            r#"{"weights":[1.0],"means":[0.0]}"#,
            "missing field `covariances`",
        ),
    ] {
        let error = serde_json::from_str::<Mixture>(saved).unwrap_err();
        assert!(error.to_string().starts_with(message), "{error}");
    }
}
