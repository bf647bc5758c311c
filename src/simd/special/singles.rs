//! Sixteen `f32` at every level, against numbers; and what is said of both floats alike: masks, partial
//! vectors, reductions, operators with numbers.

use super::numbers;
use crate::simd::{F32x16, F64x8, Level, Mask8, Mask16, Simd};

/// The numbers of an `f64`'s table as an `f32` has them, and those that it has for itself.
fn singles() -> Vec<f32> {
    let own = [
        f32::from_bits(1),
        f32::from_bits(0x7f_ffff),
        f32::MIN_POSITIVE,
        1.0 - f32::EPSILON / 2.0,
        2.5,
        8_388_607.5,
        f32::MAX,
        f32::from_bits(0x7fc0_0000),
        f32::from_bits(0x7f80_0001),
    ];
    let both = |x: f32| [x, f32::from_bits(x.to_bits() ^ 1 << 31)];
    let narrowed = numbers().into_iter().map(|x| x as f32);
    narrowed.chain(own.into_iter().flat_map(both)).collect()
}

type Binary = (&'static str, fn(f32, f32) -> f32);

/// What each operation is for numbers. A NaN is a NaN, whichever.
const OPERATIONS: [Binary; 21] = [
    ("add", |x, y| x + y),
    ("sub", |x, y| x - y),
    ("mul", |x, y| x * y),
    ("div", |x, y| x / y),
    ("min", |x, y| if x < y { x } else { y }),
    ("max", |x, y| if x > y { x } else { y }),
    ("select", |x, y| if x < y { x } else { y }),
    ("mul_add", |x, y| x.mul_add(y, x)),
    ("sqrt", |x, _| x.sqrt()),
    ("neg", |x, _| -x),
    ("abs", |x, _| x.abs()),
    ("floor", |x, _| x.floor()),
    ("ceil", |x, _| x.ceil()),
    ("round_ties_even", |x, _| x.round_ties_even()),
    ("splat", |_, y| y),
    ("lt", |x, y| f32::from(u8::from(x < y))),
    ("le", |x, y| f32::from(u8::from(x <= y))),
    ("eq", |x, y| f32::from(u8::from(x == y))),
    ("gt", |x, y| f32::from(u8::from(x > y))),
    ("ge", |x, y| f32::from(u8::from(x >= y))),
    ("ne", |x, y| f32::from(u8::from(x != y))),
];

#[inline(always)]
fn operations<S: Simd>(simd: S, x: &[f32; 16], y: f32, found: &mut Vec<[f32; 16]>) {
    let (x, y) = (simd.load_f32x16(x), simd.splat_f32(y));
    found.push((x + y).to_array());
    found.push((x - y).to_array());
    found.push((x * y).to_array());
    found.push((x / y).to_array());
    found.push(x.min(y).to_array());
    found.push(x.max(y).to_array());
    found.push(S::F32x16::select(x.lt(y), x, y).to_array());
    found.push(x.mul_add(y, x).to_array());
    found.push(x.sqrt().to_array());
    found.push((-x).to_array());
    found.push(x.abs().to_array());
    found.push(x.floor().to_array());
    found.push(x.ceil().to_array());
    found.push(x.round_ties_even().to_array());
    let mut stored = [7.0; 16];
    y.store(&mut stored);
    found.push(stored);
    for mask in [x.lt(y), x.le(y), x.eq(y), x.gt(y), x.ge(y), x.ne(y)] {
        let bits = mask.to_bits();
        found.push(std::array::from_fn(|i| f32::from(bits >> i & 1)));
    }
}

crate::dispatch! {
    fn operations_at(level, x: &[f32; 16], y: f32, found: &mut Vec<[f32; 16]>) = operations
}

#[test]
fn singles_at_every_level() {
    let singles = singles();
    for level in Level::with_modelled() {
        for x in singles.chunks(16) {
            let mut lanes = [1.25; 16];
            lanes[..x.len()].copy_from_slice(x);
            for &y in &singles {
                let mut found = vec![];
                operations_at(level, &lanes, y, &mut found);
                assert_eq!(found.len(), OPERATIONS.len());
                for ((name, truth), found) in OPERATIONS.iter().zip(found) {
                    for (x, found) in lanes.into_iter().zip(found) {
                        let truth = truth(x, y);
                        let same = found.to_bits() == truth.to_bits();
                        let nan = found.is_nan() && truth.is_nan();
                        assert!(
                            same || nan,
                            "{level} {name} {x:e} {y:e}: {found:e}, not {truth:e}"
                        );
                    }
                }
            }
        }
    }
}

/// Both floats alike: what is left of a slice, what is left of a vector, masks, operators.
macro_rules! alike {
    ($name:ident, $float:ty, $lanes:literal, $load:ident, $partial:ident, $splat:ident) => {
        mod $name {
            use super::*;

            #[inline(always)]
            fn all<S: Simd>(simd: S, x: &[$float; $lanes], found: &mut Vec<Vec<$float>>) {
                for length in 0..=$lanes + 1 {
                    let long = [&x[..], &[9.0]].concat();
                    let vector = simd.$partial(&long[..length], -3.0);
                    found.push(vector.to_array().to_vec());
                    let mut stored = [-5.0; $lanes + 1];
                    vector.store_partial(&mut stored[..length]);
                    found.push(stored.to_vec());
                }
                let vector = simd.$load(x);
                found.push(vec![
                    vector.reduce_sum(),
                    vector.reduce_min(),
                    vector.reduce_max(),
                ]);
                let mut sum = vector + 2.0;
                sum -= 0.25;
                sum *= 3.0;
                sum /= 7.0;
                sum += vector;
                sum *= vector;
                sum -= vector / 3.0 - 1.0;
                sum /= vector * 0.5;
                found.push(sum.to_array().to_vec());
                let (low, high) = (vector.lt(simd.$splat(2.0)), vector.gt(simd.$splat(-2.0)));
                for mask in [
                    low & high,
                    low | high,
                    low ^ high,
                    !low,
                    low & !low,
                    low | !low,
                ] {
                    let facts = [mask.any(), mask.all()].map(|fact| <$float>::from(u8::from(fact)));
                    found.push(vec![facts[0], facts[1], mask.count() as $float]);
                    found.push(
                        (0..$lanes)
                            .map(|i| (mask.to_bits() >> i & 1) as $float)
                            .collect(),
                    );
                }
            }

            crate::dispatch! {
                fn all_at(level, x: &[$float; $lanes], found: &mut Vec<Vec<$float>>) = all
            }

            fn truth(x: &[$float; $lanes]) -> Vec<Vec<$float>> {
                let mut truth = vec![];
                for length in 0..=$lanes + 1 {
                    let read = length.min($lanes);
                    let mut vector = x.to_vec();
                    vector[read..].fill(-3.0);
                    truth.push(vector.clone());
                    vector[read..].fill(-5.0);
                    vector.push(-5.0);
                    truth.push(vector);
                }
                let mut sums = x.to_vec();
                while sums.len() > 1 {
                    sums = sums.chunks(2).map(|pair| pair[0] + pair[1]).collect();
                }
                let numbers = x.iter().copied();
                let least = numbers.clone().fold(<$float>::INFINITY, <$float>::min);
                let most = numbers.clone().fold(<$float>::NEG_INFINITY, <$float>::max);
                truth.push(vec![sums[0], least, most]);
                truth.push(
                    numbers
                        .map(|x| {
                            let sum = ((x + 2.0 - 0.25) * 3.0 / 7.0 + x) * x - (x / 3.0 - 1.0);
                            sum / (x * 0.5)
                        })
                        .collect(),
                );
                let masks: [fn($float) -> bool; 6] = [
                    |x| x < 2.0 && x > -2.0,
                    |x| x < 2.0 || x > -2.0,
                    |x| (x < 2.0) != (x > -2.0),
                    |x| x.is_nan() || x >= 2.0,
                    |_| false,
                    |_| true,
                ];
                for mask in masks {
                    let set = x.map(mask);
                    let count = set.iter().filter(|set| **set).count();
                    let facts =
                        [count > 0, count == $lanes].map(|fact| <$float>::from(u8::from(fact)));
                    truth.push(vec![facts[0], facts[1], count as $float]);
                    truth.push(set.map(|set| <$float>::from(u8::from(set))).to_vec());
                }
                truth
            }

            #[test]
            fn at_every_level() {
                for level in Level::with_modelled() {
                    for shift in 0..5 {
                        let mut x: [$float; $lanes] =
                            std::array::from_fn(|i| (i * 7 % 5) as $float * 1.3 - shift as $float);
                        for nan in [false, true] {
                            if nan {
                                (x[1], x[$lanes - 1]) = (<$float>::NAN, <$float>::INFINITY);
                            }
                            let mut found = vec![];
                            all_at(level, &x, &mut found);
                            let text = |all: Vec<Vec<$float>>| format!("{all:?}");
                            assert_eq!(text(found), text(truth(&x)), "{level}");
                        }
                    }
                }
            }
        }
    };
}

alike!(doubles_alike, f64, 8, load, load_partial, splat);
alike!(
    singles_alike,
    f32,
    16,
    load_f32x16,
    load_partial_f32,
    splat_f32
);

#[inline(always)]
fn widened<S: Simd>(
    simd: S,
    x: &[i32; 8],
    y: &[i16; 16],
    z: &[u8; 16],
) -> ([f64; 8], [[f32; 16]; 2]) {
    let narrow = [simd.load_i16(y).to_array(), simd.load_u8(z).to_array()];
    (simd.load_i32(x).to_array(), narrow)
}

crate::dispatch! {
    fn widened_at(level, x: &[i32; 8], y: &[i16; 16], z: &[u8; 16])
        -> ([f64; 8], [[f32; 16]; 2]) = widened
}

#[test]
fn integers_are_widened_exactly() {
    let x = [
        0,
        1,
        -1,
        i32::MIN,
        i32::MAX,
        0x7fff_fffe,
        -65_536,
        12_345_678,
    ];
    for level in Level::with_modelled() {
        for first in (0..256).step_by(16) {
            let z: [u8; 16] = std::array::from_fn(|i| (first + i) as u8);
            let y = z.map(|z| (i16::from(z) * 127).wrapping_add(i16::MIN + i16::from(z)));
            let truth = (x.map(f64::from), [y.map(f32::from), z.map(f32::from)]);
            assert_eq!(widened_at(level, &x, &y, &z), truth, "{level}");
        }
    }
}

#[inline(always)]
fn gathered<S: Simd>(simd: S, from: &[f64], indices: &[usize; 8]) -> [f64; 8] {
    simd.gather_or(from, indices, -1.0).to_array()
}

crate::dispatch! {
    fn gathered_at(level, from: &[f64], indices: &[usize; 8]) -> [f64; 8] = gathered
}

#[test]
fn what_is_not_there_is_not_gathered() {
    let from: Vec<f64> = (0..100).map(f64::from).collect();
    let indices = [0, 99, 100, usize::MAX, 7, 7, 1 << 63, 50];
    for level in Level::with_modelled() {
        let found = gathered_at(level, &from, &indices);
        assert_eq!(
            found,
            [0.0, 99.0, -1.0, -1.0, 7.0, 7.0, -1.0, 50.0],
            "{level}"
        );
        assert_eq!(gathered_at(level, &[], &indices), [-1.0; 8], "{level}");
    }
}
