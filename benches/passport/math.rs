//! `simd::math`: what the kernels make powers and logarithms with, and the other functions.

use super::Rows;
use super::inputs::{kinds, usual, words};
use hotloop::simd::{F64x8, Simd, math};

const NAMES: [&str; 9] = [
    "exp",
    "exp2",
    "ln",
    "sin",
    "cos",
    "tanh",
    "cube",
    "power-7",
    "inverse-12",
];

#[inline(always)]
fn every<S: Simd>(simd: S, x: &[f64]) -> [Vec<f64>; NAMES.len()] {
    let mut out = [const { Vec::new() }; NAMES.len()];
    for x in x.as_chunks().0 {
        let x = simd.load(x);
        let (sine, cosine) = math::sin_cos(simd, x);
        let y = [
            math::exp(simd, x),
            math::exp2(simd, x),
            math::ln(simd, x),
            sine,
            cosine,
            math::tanh(simd, x),
            math::powi(simd, x, 3),
            math::powi(simd, x, 7),
            math::powi(simd, x, -12),
        ];
        for (out, y) in out.iter_mut().zip(y) {
            out.extend(y.to_array());
        }
    }
    out
}

hotloop::dispatch! {
    fn every_at(level, x: &[f64]) -> [Vec<f64>; NAMES.len()] = every
}

pub(super) fn rows(rows: &mut Rows<'_>) {
    for (input, x) in inputs() {
        for (i, name) in NAMES.into_iter().enumerate() {
            rows.on("math", &*input)
                .levels(name, |level| every_at(level, &x)[i].clone());
        }
    }
}

fn inputs() -> Vec<(String, Vec<f64>)> {
    let scaled = |by: f64| usual(8000).into_iter().map(|x| x * by).collect();
    let mut inputs = vec![
        ("usual", usual(8000)),
        ("up-to-50", scaled(50.0)),
        ("up-to-1100", scaled(1100.0)),
        (
            "steps",
            (0..8000).map(|i| f64::from(i - 4000) / 32.0).collect(),
        ),
        ("bits", words(5).take(8000).map(f64::from_bits).collect()),
        ("edges", edges()),
    ];
    inputs.extend(kinds(1000));
    let named = inputs.into_iter();
    named.map(|(name, x)| (name.to_owned(), x)).collect()
}

/// Where results overflow, become subnormal or zero, or change how they are made, and next to that.
fn edges() -> Vec<f64> {
    let at = [
        f64::MIN_POSITIVE,
        1.0,
        std::f64::consts::FRAC_1_SQRT_2,
        std::f64::consts::SQRT_2,
        709.782_712_893_384,
        708.396_418_532_264_1,
        744.440_071_921_381_2,
        745.133_219_101_941_1,
        978.0,
        1000.0,
        1022.0,
        1023.0,
        1024.0,
        1074.0,
        1075.0,
        (1_u64 << 47) as f64,
        (1_u64 << 52) as f64,
    ];
    let near = |x: f64| [x, x.next_up(), x.next_down(), x + x / 1e9];
    let both = |x: f64| [x, -x];
    at.into_iter().flat_map(near).flat_map(both).collect()
}
