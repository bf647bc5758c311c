//! Operations on words, shifts and lookups.

use super::{Bits, lanes, pairs};
use crate::simd::{F64x8, I64x8, LANES, Level, Mask8, Simd, U64x8};

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
    for level in Level::with_modelled() {
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

#[inline(always)]
fn lower<S: Simd>(simd: S, x: &[u64; LANES], to: &mut [u64; LANES / 2]) {
    simd.load_u64(x).store_lower(to);
}

crate::dispatch! {
    fn lower_at(level, x: &[u64; LANES], to: &mut [u64; LANES / 2]) = lower
}

#[test]
fn lower_halves_are_stored_in_some_order() {
    for level in Level::with_modelled() {
        for [x, _] in pairs(&WORDS, &[0]) {
            let mut words = [7; LANES / 2];
            lower_at(level, &x, &mut words);
            let mut found: Vec<u32> = words
                .iter()
                .flat_map(|word| [*word as u32, (*word >> 32) as u32])
                .collect();
            let mut truth = x.map(|x| x as u32);
            found.sort_unstable();
            truth.sort_unstable();
            assert_eq!(found, truth, "{level}");
        }
    }
}

type OnWords = (&'static str, fn(u64, u64) -> u64);

const OF_WORDS: [OnWords; 13] = [
    ("add", u64::wrapping_add),
    ("and", |x, y| x & y),
    ("or", |x, y| x | y),
    ("xor", |x, y| x ^ y),
    ("gt", |x, y| u64::from(x > y)),
    ("less_one", |x, y| x.wrapping_sub(u64::from(x > y))),
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
    found.push(a.less_one(a.gt(b)).to_array());
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
    for level in Level::with_modelled() {
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
    for level in Level::with_modelled() {
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
    for level in Level::with_modelled() {
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
