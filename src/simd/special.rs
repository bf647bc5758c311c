//! Every operation of the vectors at every level, against numbers: for zeros, subnormal numbers,
//! the largest, infinities, NaNs that are quiet and that signal, and words at the ends of their
//! range.
//!
//! A row of a table is an operation and what the trait says that it does, as a function of numbers.

use super::modelled::Modelled;
use super::portable::scaled;
use super::{F64x8, I64x8, LANES, Level, Mask8, Simd, U64x8, stream};
use std::fmt::Debug;

/// Those of this machine, and AVX-512 in any case.
fn levels() -> Vec<Level> {
    let mut levels = Level::supported();
    levels.push(Level::Modelled(Modelled));
    levels
}

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

const WORDS: [u64; 20] = [
    0,
    1,
    2,
    0xffff,
    0x1_0000,
    0xffff_ffff,
    0x1_0000_0000,
    // Halfway between two f64, below an even and an odd one, and beside it.
    (1 << 53) - 1,
    (1 << 53) + 1,
    (1 << 53) + 3,
    (1 << 54) + 2,
    (1 << 54) + 3,
    0x0123_4567_89ab_cdef,
    0x3ff0_0000_0000_0000,
    i64::MAX as u64,
    1 << 63,
    (1 << 63) + 1,
    u64::MAX - 1024,
    u64::MAX - 1023,
    u64::MAX,
];

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

const OF_ONE: [Unary; 6] = [
    ("sqrt", Value, f64::sqrt),
    ("store", Bits, |x| x),
    ("to_bits and from_bits", Bits, |x| x),
    ("splat", Bits, |x| x),
    ("stream", Bits, |x| x),
    ("store_f32 and load_f32", Value, |x| f64::from(x as f32)),
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

const OF_TWO: [Binary; 9] = [
    ("add", Value, |x, y| x + y),
    ("sub", Value, |x, y| x - y),
    ("mul", Value, |x, y| x * y),
    ("div", Value, |x, y| x / y),
    ("min", Bits, |x, y| if x < y { x } else { y }),
    ("max", Bits, |x, y| if x > y { x } else { y }),
    ("select", Bits, |x, y| if x < y { x } else { y }),
    ("lt", Bits, |x, y| f64::from(u8::from(x < y))),
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
    found.push(lanes(less.to_bits()));
    found.push(x.scale(y).to_array());
}

/// A mask as numbers, one where it is set.
fn lanes(bits: u8) -> [f64; LANES] {
    std::array::from_fn(|i| f64::from(bits >> i & 1))
}

crate::dispatch! {
    fn of_two_at(level, x: &[[f64; LANES]; 2], found: &mut Vec<[f64; LANES]>) = of_two
}

/// What [`F64x8::scale`] says, and Intel's table of VSCALEFPD.
fn scale(x: f64, exponent: f64) -> f64 {
    let quiet = x.to_bits() & 1 << 51 != 0;
    let infinite = exponent.is_infinite();
    match x {
        _ if x.is_nan() && quiet && infinite => exponent.max(0.0),
        _ if x.is_nan() || exponent.is_nan() => f64::NAN,
        _ if infinite => x * exponent.max(0.0),
        _ => steps(x, exponent.floor()),
    }
}

/// `x * 2^n` by halves and doubles of whole numbers, which round once.
fn steps(x: f64, n: f64) -> f64 {
    if x == 0.0 || x.is_infinite() {
        return x;
    }
    // x = whole * 2^exponent
    let (mut whole, mut exponent) = (x.abs(), n);
    while whole.fract() != 0.0 || whole < 2.0_f64.powi(52) {
        (whole, exponent) = (whole * 2.0, exponent - 1.0);
    }
    while whole >= 2.0_f64.powi(53) {
        (whole, exponent) = (whole / 2.0, exponent + 1.0);
    }
    if exponent > 971.0 {
        return f64::INFINITY.copysign(x);
    }
    if exponent < -1074.0 {
        // The last bits go, to the nearest and to even.
        whole = (whole * 2.0_f64.powi((exponent + 1074.0).max(-60.0) as i32)).round_ties_even();
        exponent = -1074.0;
    }
    // Exact from here on.
    for _ in 0..exponent.abs() as u32 {
        whole *= if exponent > 0.0 { 2.0 } else { 0.5 };
    }
    whole.copysign(x)
}

#[test]
fn numbers_at_every_level() {
    let numbers = numbers();
    for level in levels() {
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
fn scale_all<S: Simd>(simd: S, [x, y]: &[[f64; LANES]; 2]) -> [f64; LANES] {
    simd.load(x).scale(simd.load(y)).to_array()
}

crate::dispatch! {
    fn scale_at(level, x: &[[f64; LANES]; 2]) -> [f64; LANES] = scale_all
}

/// Where whole exponents, their neighbours and the ends of the range are.
#[test]
fn scales_at_every_level() {
    let whole = [
        1, 52, 53, 969, 1022, 1023, 1074, 1075, 1100, 2046, 2098, 2099, 2200, 2201,
    ];
    let mut exponents: Vec<f64> = whole.into_iter().map(f64::from).collect();
    exponents.extend([
        0.0,
        f64::from_bits(1),
        0.5,
        1e10,
        1e300,
        f64::MAX,
        f64::INFINITY,
    ]);
    let near = |x: &f64| {
        [
            *x,
            x.next_up(),
            -x,
            (-x).next_down(),
            (-x).next_up(),
            -x - 0.5,
        ]
    };
    let exponents: Vec<f64> = exponents.iter().flat_map(near).collect();
    for level in levels() {
        for [x, exponent] in pairs(&numbers(), &exponents) {
            let found = scale_at(level, &[x, exponent]);
            for ((x, exponent), found) in x.into_iter().zip(exponent).zip(found) {
                let what = (level, x.to_bits(), exponent.to_bits());
                Value.hold(found, scale(x, exponent), what);
                Value.hold(scaled(x, exponent), found, what);
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
    for level in levels() {
        let truth = match level.name() {
            "portable" => |x: f64, y: f64, z: f64| x * y + z,
            _ => f64::mul_add,
        };
        for [x, y] in pairs(&numbers, &numbers) {
            for &z in &numbers {
                let found = fused_at(level, &[x, y], z);
                for ((x, y), found) in x.into_iter().zip(y).zip(found) {
                    let what = (level, x.to_bits(), y.to_bits(), z.to_bits());
                    Value.hold(found, truth(x, y, z), what);
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
    for level in levels() {
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
    for level in levels() {
        for x in pairs(&numbers(), &[f64::from_bits(0x7ff0_0000_0000_0001)]) {
            for (from, window) in windows_at(level, &x).into_iter().enumerate() {
                for (found, truth) in window.into_iter().zip(&x.as_flattened()[from..]) {
                    Bits.hold(found, *truth, (level, from));
                }
            }
        }
    }
}

/// Every shift that there is, and every rotation.
macro_rules! shifts {
    ($x:ident, $found:ident: $($by:literal)+) => {$(
        $found.push((concat!("shl ", $by), $x.shl::<$by>().to_array()));
        $found.push((concat!("shr ", $by), $x.shr::<$by>().to_array()));
        $found.push((concat!("rotate_left ", $by), $x.rotate_left::<$by>().to_array()));
    )+};
}

type Shifted = Vec<(&'static str, [u64; LANES])>;

#[inline(always)]
fn shift<S: Simd>(simd: S, x: &[u64; LANES], found: &mut Shifted) {
    let x = simd.load_u64(x);
    found.push(("shl 0", x.shl::<0>().to_array()));
    found.push(("shr 0", x.shr::<0>().to_array()));
    shifts!(x, found: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29
        30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60
        61 62 63);
}

crate::dispatch! {
    fn shift_at(level, x: &[u64; LANES], found: &mut Shifted) = shift
}

#[test]
fn every_shift_at_every_level() {
    for level in levels() {
        for [x, _] in pairs(&WORDS, &[0]) {
            let mut found = vec![];
            shift_at(level, &x, &mut found);
            assert_eq!(found.len(), 64 + 64 + 63);
            for (name, found) in found {
                let (operation, by) = name.split_once(' ').unwrap();
                let by: u32 = by.parse().unwrap();
                let truth = x.map(|x| match operation {
                    "shl" => x << by,
                    "shr" => x >> by,
                    _ => x.rotate_left(by),
                });
                assert_eq!(found, truth, "{level}: {name} of {x:x?}");
            }
        }
    }
}

type OnWords = (&'static str, fn(u64, u64) -> u64);

const OF_WORDS: [OnWords; 12] = [
    ("add", u64::wrapping_add),
    ("and", |x, y| x & y),
    ("or", |x, y| x | y),
    ("xor", |x, y| x ^ y),
    ("gt", |x, y| u64::from(x > y)),
    ("to_f64", |x, _| (x as f64).to_bits()),
    ("from_bits", |x, _| x),
    ("store", |x, _| x),
    ("splat", |x, _| x),
    ("bytes", |x, _| x),
    ("add of i64", |x, y| x.wrapping_add(y)),
    ("sub of i64", |x, y| x.wrapping_sub(y)),
];

#[inline(always)]
fn of_words<S: Simd>(simd: S, [x, y]: &[[u64; LANES]; 2], found: &mut Vec<[u64; LANES]>) {
    let (a, b) = (simd.load_u64(x), simd.load_u64(y));
    found.push((a + b).to_array());
    found.push((a & b).to_array());
    found.push((a | b).to_array());
    found.push((a ^ b).to_array());
    found.push(lanes(a.gt(b).to_bits()).map(|set| set as u64));
    found.push(a.to_f64().to_array().map(f64::to_bits));
    found.push(S::F64x8::from_bits(a).to_bits().to_array());
    let mut stored = [7; LANES];
    a.store(&mut stored);
    found.push(stored);
    let mut splats = [0; LANES];
    for (splat, x) in splats.iter_mut().zip(x) {
        *splat = simd.splat_u64(*x).to_array()[LANES - 1];
    }
    found.push(splats);
    let mut bytes = [7; 8 * LANES];
    a.store_bytes(&mut bytes);
    found.push(simd.load_bytes(&bytes).to_array());
    let signed = |x: &[u64; LANES]| x.map(u64::cast_signed);
    let (a, b) = (simd.load_i64(&signed(x)), simd.load_i64(&signed(y)));
    found.push((a + b).to_array().map(i64::cast_unsigned));
    found.push((a - b).to_array().map(i64::cast_unsigned));
}

crate::dispatch! {
    fn of_words_at(level, x: &[[u64; LANES]; 2], found: &mut Vec<[u64; LANES]>) = of_words
}

#[test]
fn words_at_every_level() {
    for level in levels() {
        for [x, y] in pairs(&WORDS, &WORDS) {
            let mut found = vec![];
            of_words_at(level, &[x, y], &mut found);
            assert_eq!(found.len(), OF_WORDS.len());
            for ((name, truth), found) in OF_WORDS.iter().zip(found) {
                let truth: [_; LANES] = std::array::from_fn(|i| truth(x[i], y[i]));
                assert_eq!(found, truth, "{level}: {name} of {x:x?} and {y:x?}");
            }
        }
    }
}

/// The low byte of a word is the first in memory, on every machine.
#[test]
fn bytes_have_one_order() {
    for level in levels() {
        let mut bytes = [0; 8 * LANES];
        bytes_at(level, &[0x0807_0605_0403_0201; LANES], &mut bytes);
        let truth: [u8; 8 * LANES] = std::array::from_fn(|i| i as u8 % 8 + 1);
        assert_eq!(bytes, truth, "{level}");
    }
}

#[inline(always)]
fn bytes<S: Simd>(simd: S, x: &[u64; LANES], to: &mut [u8; 8 * LANES]) {
    simd.load_u64(x).store_bytes(to);
}

crate::dispatch! {
    fn bytes_at(level, x: &[u64; LANES], to: &mut [u8; 8 * LANES]) = bytes
}

#[inline(always)]
fn look_up<S: Simd>(simd: S, table: &[f64; 1 << 16], indices: &[u64; LANES]) -> [[f64; LANES]; 4] {
    [
        simd.lookup(table, indices).to_array(),
        simd.lookup::<2>(table.first_chunk().unwrap_or(&[0.0; 2]), indices)
            .to_array(),
        simd.lookup::<1>(table.first_chunk().unwrap_or(&[0.0]), indices)
            .to_array(),
        simd.lookup_16(
            table.first_chunk().unwrap_or(&[0.0; 16]),
            simd.load_u64(indices),
        )
        .to_array(),
    ]
}

crate::dispatch! {
    fn look_up_at(
        level, table: &[f64; 1 << 16], indices: &[u64; LANES],
    ) -> [[f64; LANES]; 4] = look_up
}

#[test]
fn lookups_keep_the_bits_and_wrap_around() {
    // A NaN that signals at every place, and says which.
    let table: Vec<f64> = (1..=1 << 16)
        .map(|i| f64::from_bits(0x7ff0_0000_0000_0000 | i))
        .collect();
    let table = table.as_array().unwrap();
    for level in levels() {
        for [x, _] in pairs(&WORDS, &[0]) {
            let found = look_up_at(level, table, &x);
            for (size, found) in [1 << 16, 2, 1, 16].into_iter().zip(found) {
                for (x, found) in x.into_iter().zip(found) {
                    Bits.hold(found, table[(x % size) as usize], (level, size, x));
                }
            }
        }
    }
}
