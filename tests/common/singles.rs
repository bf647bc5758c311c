//! Numbers of `f32`, and what they are as `f64`.

/// The bits, with one NaN for all.
pub(crate) fn bits(x: &[f32]) -> Vec<u32> {
    let canonical = |x: &f32| if x.is_nan() { f32::NAN } else { *x };
    x.iter().map(|x| canonical(x).to_bits()).collect()
}

pub(crate) fn rounded(x: &[f64]) -> Vec<f32> {
    x.iter().map(|x| *x as f32).collect()
}

pub(crate) fn widened(x: &[f32]) -> Vec<f64> {
    x.iter().copied().map(f64::from).collect()
}

pub(crate) fn singles(seed: u64, len: usize) -> Vec<f32> {
    rounded(&super::mixed(seed, len))
}
