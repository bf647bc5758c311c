//! Whether a peer has found what a rung does.

/// How a peer's figures differ from those expected, by more than a fraction of their size. It may leave out
/// the last ones, and has none where nobody can expect anything: where numbers are drawn, and where nothing
/// is done.
pub(crate) fn differs(found: Option<&[f64]>, expected: Option<(&[f64], f64)>) -> Option<String> {
    let (found, (expected, tolerance)) = match (found, expected) {
        (None, None) => return None,
        (Some(found), Some(expected)) => (found, expected),
        (None, Some(_)) => return Some("it shows no figures of its answer".into()),
        (Some(_), None) => return Some("nothing is known of its answer".into()),
    };
    let count = expected.len();
    if !(1..=count).contains(&found.len()) {
        return Some(format!("{} figures in place of {count}", found.len()));
    }
    let mut pairs = found.iter().zip(expected);
    let (found, expected) = pairs.find(|(found, expected)| {
        let off = (*found - *expected).abs() / expected.abs().max(1.0);
        off.is_nan() || off > tolerance
    })?;
    Some(format!("its answer is {found:?}, not {expected:?}"))
}
