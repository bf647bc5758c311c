//! Every operation of the vectors at every level, against numbers: for zeros, subnormal numbers,
//! the largest, infinities, NaNs that are quiet and that signal, and words at the ends of their
//! range.
//!
//! A row of a table is an operation and what the trait says that it does, as a function of numbers.

mod scales;
mod singles;
mod words;

use super::{F64x8, LANES, Level, Mask8, Simd, stream};
use scales::scale;
use std::fmt::Debug;

/// What is promised of a result.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Promise {
    /// Its bits, but that a NaN is a NaN: arithmetic.
    Value,
    /// Its bits, also those of a NaN: what moves and chooses.
    Bits,
}
use Promise::{Bits, Value};

impl Promise {
    #[track_caller]
    fn hold(self, found: f64, truth: f64, what: impl Debug) {
        let same = match self {
            Value if truth.is_nan() => found.is_nan(),
            _ => found.to_bits() == truth.to_bits(),
        };
        assert!(same, "{what:x?}: {found:e}, not {truth:e}");
    }
}

/// Above zero, and the negative of each.
const NUMBERS: [f64; 31] = [
    0.0,
    f64::from_bits(1),
    f64::from_bits(0x7_ffff_ffff_ffff),
    f64::from_bits(0xf_ffff_ffff_ffff),
    f64::MIN_POSITIVE,
    f64::from_bits(0x10_0000_0000_0001),
    1e-200,
    // About the least f32, its half, and the least normal one.
    7.006492321624085e-46,
    7.006492321624086e-46,
    1.401298464324817e-45,
    1.1754943508222875e-38,
    0.5,
    1.0 - f64::EPSILON / 2.0,
    1.0,
    1.0 + f64::EPSILON,
    1.5,
    3.0,
    // Halfway between two f32, below an even and an odd one.
    16_777_217.0,
    16_777_219.0,
    9_007_199_254_740_991.0,
    9_007_199_254_740_993.0,
    // The largest f32, and where rounding to one goes beyond it.
    f32::MAX as f64,
    3.4028235677973362e38,
    3.4028235677973366e38,
    1e200,
    f64::MAX,
    f64::INFINITY,
    // Quiet, with nothing else and with all bits set, and signalling, with the least and the most.
    f64::from_bits(0x7ff8_0000_0000_0000),
    f64::from_bits(0x7fff_ffff_ffff_ffff),
    f64::from_bits(0x7ff0_0000_0000_0001),
    f64::from_bits(0x7ff7_ffff_ffff_ffff),
];

fn numbers() -> Vec<f64> {
    let flip = |x: &f64| f64::from_bits(x.to_bits() ^ 1 << 63);
    NUMBERS
        .iter()
        .copied()
        .chain(NUMBERS.iter().map(flip))
        .collect()
}

/// All pairs, in vectors of eight; the last vector is filled up with the first pair.
fn pairs<A: Copy>(x: &[A], y: &[A]) -> Vec<[[A; LANES]; 2]> {
    let pairs = x.iter().flat_map(|&x| y.iter().map(move |&y| [x, y]));
    let pairs: Vec<_> = pairs.collect();
    let vector = |pairs: &[[A; 2]]| {
        let pair = |i: usize| pairs.get(i).unwrap_or(&pairs[0]);
        [0, 1].map(|side| std::array::from_fn(|i| pair(i)[side]))
    };
    pairs.chunks(LANES).map(vector).collect()
}

type Unary = (&'static str, Promise, fn(f64) -> f64);
type Binary = (&'static str, Promise, fn(f64, f64) -> f64);

const OF_ONE: [Unary; 11] = [
    ("sqrt", Value, f64::sqrt),
    ("store", Bits, |x| x),
    ("to_bits and from_bits", Bits, |x| x),
    ("splat", Bits, |x| x),
    ("stream", Bits, |x| x),
    ("store_f32 and load_f32", Value, |x| f64::from(x as f32)),
    ("neg", Value, |x| -x),
    ("abs", Bits, f64::abs),
    ("floor", Value, f64::floor),
    ("ceil", Value, f64::ceil),
    ("round_ties_even", Value, f64::round_ties_even),
];

#[inline(always)]
fn of_one<S: Simd>(simd: S, x: &[f64; LANES], found: &mut Vec<[f64; LANES]>) {
    let vector = simd.load(x);
    found.push(vector.sqrt().to_array());
    let mut stored = [7.0; LANES];
    vector.store(&mut stored);
    found.push(stored);
    found.push(S::F64x8::from_bits(vector.to_bits()).to_array());
    let mut splats = [0.0; LANES];
    for (splat, x) in splats.iter_mut().zip(x) {
        *splat = simd.splat(*x).to_array()[LANES - 1];
    }
    found.push(splats);
    let mut line = Line([[7.0; LANES]]);
    stream(simd, [x], &mut line.0, Copied(simd));
    found.push(line.0[0]);
    let mut narrow = [7.0; LANES];
    vector.store_f32(&mut narrow);
    found.push(simd.load_f32(&narrow).to_array());
    found.push((-vector).to_array());
    found.push(vector.abs().to_array());
    found.push(vector.floor().to_array());
    found.push(vector.ceil().to_array());
    found.push(vector.round_ties_even().to_array());
}

crate::dispatch! {
    fn of_one_at(level, x: &[f64; LANES], found: &mut Vec<[f64; LANES]>) = of_one
}

/// Where a line begins, so that the stores go past the caches where there are such.
#[repr(align(64))]
struct Line([[f64; LANES]; 1]);

struct Copied<S>(S);

impl<S: Simd> super::Source<S, &[f64; LANES]> for Copied<S> {
    #[inline(always)]
    fn vector(&mut self, from: &[f64; LANES]) -> S::F64x8 {
        self.0.load(from)
    }
}

const OF_TWO: [Binary; 14] = [
    ("add", Value, |x, y| x + y),
    ("sub", Value, |x, y| x - y),
    ("mul", Value, |x, y| x * y),
    ("div", Value, |x, y| x / y),
    ("min", Bits, |x, y| if x < y { x } else { y }),
    ("max", Bits, |x, y| if x > y { x } else { y }),
    ("select", Bits, |x, y| if x < y { x } else { y }),
    ("lt", Bits, |x, y| f64::from(u8::from(x < y))),
    ("le", Bits, |x, y| f64::from(u8::from(x <= y))),
    ("eq", Bits, |x, y| f64::from(u8::from(x == y))),
    ("gt", Bits, |x, y| f64::from(u8::from(x > y))),
    ("ge", Bits, |x, y| f64::from(u8::from(x >= y))),
    ("ne", Bits, |x, y| f64::from(u8::from(x != y))),
    ("scale", Value, scale),
];

#[inline(always)]
fn of_two<S: Simd>(simd: S, [x, y]: &[[f64; LANES]; 2], found: &mut Vec<[f64; LANES]>) {
    let (x, y) = (simd.load(x), simd.load(y));
    found.push((x + y).to_array());
    found.push((x - y).to_array());
    found.push((x * y).to_array());
    found.push((x / y).to_array());
    found.push(x.min(y).to_array());
    found.push(x.max(y).to_array());
    let less = x.lt(y);
    found.push(S::F64x8::select(less, x, y).to_array());
    for mask in [less, x.le(y), x.eq(y), x.gt(y), x.ge(y), x.ne(y)] {
        found.push(lanes(mask.to_bits()));
    }
    found.push(x.scale(y).to_array());
}

/// A mask as numbers, one where it is set.
fn lanes(bits: u8) -> [f64; LANES] {
    std::array::from_fn(|i| f64::from(bits >> i & 1))
}

crate::dispatch! {
    fn of_two_at(level, x: &[[f64; LANES]; 2], found: &mut Vec<[f64; LANES]>) = of_two
}

#[test]
fn numbers_at_every_level() {
    let numbers = numbers();
    for level in Level::with_modelled() {
        for [x, _] in pairs(&numbers, &[1.0]) {
            let mut found = vec![];
            of_one_at(level, &x, &mut found);
            assert_eq!(found.len(), OF_ONE.len());
            for ((name, promise, truth), found) in OF_ONE.iter().zip(found) {
                for (x, found) in x.into_iter().zip(found) {
                    promise.hold(found, truth(x), (level, name, x.to_bits()));
                }
            }
        }
        for [x, y] in pairs(&numbers, &numbers) {
            let mut found = vec![];
            of_two_at(level, &[x, y], &mut found);
            assert_eq!(found.len(), OF_TWO.len());
            for ((name, promise, truth), found) in OF_TWO.iter().zip(found) {
                for ((x, y), found) in x.into_iter().zip(y).zip(found) {
                    let what = (level, name, x.to_bits(), y.to_bits());
                    promise.hold(found, truth(x, y), what);
                }
            }
        }
    }
}

#[inline(always)]
fn fused<S: Simd>(simd: S, [x, y]: &[[f64; LANES]; 2], z: f64) -> [f64; LANES] {
    simd.load(x).mul_add(simd.load(y), simd.splat(z)).to_array()
}

crate::dispatch! {
    fn fused_at(level, x: &[[f64; LANES]; 2], z: f64) -> [f64; LANES] = fused
}

#[test]
fn products_and_sums_at_every_level() {
    let numbers = numbers();
    for level in Level::with_modelled() {
        for [x, y] in pairs(&numbers, &numbers) {
            for &z in &numbers {
                let found = fused_at(level, &[x, y], z);
                for ((x, y), found) in x.into_iter().zip(y).zip(found) {
                    let what = (level, x.to_bits(), y.to_bits(), z.to_bits());
                    Value.hold(found, x.mul_add(y, z), what);
                }
            }
        }
    }
}

#[inline(always)]
fn widened<S: Simd>(simd: S, x: &[f32; LANES]) -> [f64; LANES] {
    simd.load_f32(x).to_array()
}

crate::dispatch! {
    fn widened_at(level, x: &[f32; LANES]) -> [f64; LANES] = widened
}

#[test]
fn every_kind_of_f32_is_widened_as_it_is() {
    let all = [
        0,
        1,
        0x40_0000,
        0x7f_ffff,
        0x80_0000,
        0x3f80_0000,
        0x7f7f_ffff,
        0x7f80_0000,
    ];
    let nans = [
        0x7fc0_0000,
        0x7fff_ffff,
        0x7f80_0001,
        0x7fbf_ffff,
        0,
        0,
        0,
        0,
    ];
    for level in Level::with_modelled() {
        for bits in [all, nans] {
            for sign in [0, 1 << 31] {
                let x = bits.map(|bits| f32::from_bits(bits | sign));
                for (x, found) in x.into_iter().zip(widened_at(level, &x)) {
                    Value.hold(found, f64::from(x), (level, x.to_bits()));
                }
            }
        }
    }
}

#[inline(always)]
fn windows<S: Simd>(simd: S, [x, y]: &[[f64; LANES]; 2]) -> [[f64; LANES]; LANES] {
    let (x, y) = (simd.load(x), simd.load(y));
    [
        x.window::<0>(y).to_array(),
        x.window::<1>(y).to_array(),
        x.window::<2>(y).to_array(),
        x.window::<3>(y).to_array(),
        x.window::<4>(y).to_array(),
        x.window::<5>(y).to_array(),
        x.window::<6>(y).to_array(),
        x.window::<7>(y).to_array(),
    ]
}

crate::dispatch! {
    fn windows_at(level, x: &[[f64; LANES]; 2]) -> [[f64; LANES]; LANES] = windows
}

#[test]
fn windows_keep_the_bits() {
    for level in Level::with_modelled() {
        for x in pairs(&numbers(), &[f64::from_bits(0x7ff0_0000_0000_0001)]) {
            for (from, window) in windows_at(level, &x).into_iter().enumerate() {
                for (found, truth) in window.into_iter().zip(&x.as_flattened()[from..]) {
                    Bits.hold(found, *truth, (level, from));
                }
            }
        }
    }
}
