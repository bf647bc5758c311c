//! `simd::F32x16`: what kernels of sixteen `f32` are made of.

use super::Rows;
use super::inputs::{kinds, narrowed, usual, words};
use hotloop::simd::{F32x16, Mask16, Simd};

/// Numbers of each of these, in lanes.
const OPERATIONS: [&str; 15] = [
    "add",
    "sub",
    "mul",
    "div",
    "mul_add",
    "min",
    "max",
    "neg",
    "abs",
    "sqrt",
    "floor",
    "ceil",
    "round_ties_even",
    "select",
    "compare",
];

#[inline(always)]
fn every<S: Simd>(simd: S, x: &[f32], y: &[f32]) -> [Vec<f32>; OPERATIONS.len()] {
    let mut out = [const { Vec::new() }; OPERATIONS.len()];
    for (x, y) in x.as_chunks().0.iter().zip(y.as_chunks().0) {
        let (x, y) = (simd.load_f32x16(x), simd.load_f32x16(y));
        let vectors = [
            x + y,
            x - y,
            x * y,
            x / y,
            x.mul_add(y, x),
            x.min(y),
            x.max(y),
            -x,
            x.abs(),
            x.sqrt(),
            x.floor(),
            x.ceil(),
            x.round_ties_even(),
            S::F32x16::select(x.lt(y), x, y),
        ];
        let (compared, vectors) = (compared::<S>(x, y), vectors.into_iter());
        for (out, vector) in out.iter_mut().zip(vectors) {
            out.extend(vector.to_array());
        }
        out[OPERATIONS.len() - 1].extend(compared);
    }
    out
}

/// How many lanes each comparison is true in.
#[inline(always)]
fn compared<S: Simd>(x: S::F32x16, y: S::F32x16) -> [f32; 6] {
    let masks = [x.lt(y), x.le(y), x.eq(y), x.gt(y), x.ge(y), x.ne(y)];
    let mut counts = [0.0; 6];
    for (count, mask) in counts.iter_mut().zip(masks) {
        *count = f32::from(mask.count() as u8);
    }
    counts
}

hotloop::dispatch! {
    fn every_at(level, x: &[f32], y: &[f32]) -> [Vec<f32>; OPERATIONS.len()] = every
}

/// Sums, least and largest of vectors, and the two kinds of narrow integers.
#[inline(always)]
fn others<S: Simd>(simd: S, x: &[f32], integers: &[i16], bytes: &[u8]) -> Vec<f32> {
    let mut out = vec![];
    for x in x.as_chunks().0 {
        let x = simd.load_f32x16(x);
        out.extend([x.reduce_sum(), x.reduce_min(), x.reduce_max()]);
    }
    for (x, y) in integers.as_chunks().0.iter().zip(bytes.as_chunks().0) {
        out.extend(simd.load_i16(x).to_array());
        out.extend(simd.load_u8(y).to_array());
    }
    let mut rest = vec![7.0; x.len() % 16];
    simd.load_partial_f32(&x[x.len() - rest.len()..], 3.0)
        .store_partial(&mut rest);
    out.extend(rest);
    out
}

hotloop::dispatch! {
    fn others_at(level, x: &[f32], integers: &[i16], bytes: &[u8]) -> Vec<f32> = others
}

pub(super) fn rows(rows: &mut Rows<'_>) {
    let mut inputs = vec![("1605/usual".to_owned(), usual(1605))];
    let kinds = kinds(1605).into_iter();
    inputs.extend(kinds.map(|(name, x)| (format!("1605/{name}"), x)));
    let inputs = narrowed(&inputs);
    // Each beside itself from behind, and beside numbers of all sizes.
    let any = inputs.iter().find(|(name, _)| name.ends_with("any"));
    let any = any.expect("there are numbers of all sizes").1.clone();
    let integers: Vec<_> = words(3).take(64).map(|word| word as i16).collect();
    let bytes: Vec<_> = words(4).take(64).map(|word| word as u8).collect();
    for (input, x) in &inputs {
        let backwards: Vec<_> = x.iter().rev().copied().collect();
        for (other, y) in [("backwards", &backwards), ("any", &any)] {
            for (i, name) in OPERATIONS.into_iter().enumerate() {
                rows.on("F32x16", format!("{input}/{other}"))
                    .levels(name, |level| every_at(level, x, y)[i].clone());
            }
        }
        rows.on("F32x16", &**input)
            .levels("others", |level| others_at(level, x, &integers, &bytes));
    }
}
