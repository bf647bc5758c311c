//! What is left of an angle when quarter turns are taken off.

use crate::simd::{F64x8, LANES, Mask8, Simd, U64x8};

/// Up to here `n * HALF_PI[1]` is exact, since `n` has at most 21 bits.
pub(super) const MODERATE: f64 = (1_u64 << 21) as f64;

/// Adding it rounds to a whole number, and leaves that number in the lowest bits.
const WHOLE: f64 = 1.5 * (1_u64 << 52) as f64;

/// `pi / 2`, in 53, 32 and 53 bits. The sum is off by `2^-141`.
const HALF_PI: [f64; 3] = [
    std::f64::consts::FRAC_PI_2,
    6.12323399667708e-17,
    -9.403137205957857e-27,
];

/// An angle is `n * pi/2 + high + low`, with `high` within `pi/4` of zero, or next to that, and `low`
/// small beside it.
#[derive(Clone, Copy)]
pub(super) struct Rest<S: Simd> {
    pub(super) high: S::F64x8,
    pub(super) low: S::F64x8,
    /// Only the two lowest bits count.
    pub(super) n: S::U64x8,
}

/// The rest of every `x`, none of which may be below zero. It is NaN of infinity and NaN.
#[inline(always)]
pub(super) fn reduce<S: Simd>(simd: S, x: S::F64x8) -> Rest<S> {
    let turns = x.mul_add(simd.splat(std::f64::consts::FRAC_2_PI), simd.splat(WHOLE));
    let n = turns - simd.splat(WHOLE);
    // Exact: both products are whole multiples of 2^-52 or `x` is below 1, and the difference is small.
    let first = n.mul_add(simd.splat(-HALF_PI[0]), x);
    // The product is exact, and so is what the difference loses: `first` is a whole multiple of the last
    // place of `second`.
    let second = n * simd.splat(HALF_PI[1]);
    let high = first - second;
    let low = n.mul_add(simd.splat(-HALF_PI[2]), (first - high) - second);
    let n = turns.to_bits();
    let rest = Rest { high, low, n };
    if x.gt(simd.splat(MODERATE)).any() {
        return with_large(simd, x, rest);
    }
    rest
}

/// `rest`, and that of large `x` in their lanes.
#[inline(always)]
fn with_large<S: Simd>(simd: S, x: S::F64x8, rest: Rest<S>) -> Rest<S> {
    let (mut high, mut low) = (rest.high.to_array(), rest.low.to_array());
    let mut n = rest.n.to_array();
    replace_large(&x.to_array(), &mut high, &mut low, &mut n);
    Rest {
        high: simd.load(&high),
        low: simd.load(&low),
        n: simd.load_u64(&n),
    }
}

/// The lanes that are large and finite; the others stay as they are.
#[cold]
#[inline(never)]
fn replace_large(
    x: &[f64; LANES],
    high: &mut [f64; LANES],
    low: &mut [f64; LANES],
    n: &mut [u64; LANES],
) {
    for lane in 0..LANES {
        if x[lane] > MODERATE && x[lane].is_finite() {
            (high[lane], low[lane], n[lane]) = large(x[lane]);
        }
    }
}

/// 64 zeros, and the first 1216 bits of `2/pi` behind the binary point.
const TWO_OVER_PI: [u64; 20] = [
    0,
    0xa2f9_836e_4e44_1529,
    0xfc27_57d1_f534_ddc0,
    0xdb62_9599_3c43_9041,
    0xfe51_63ab_debb_c561,
    0xb724_6e3a_424d_d2e0,
    0x0649_2eea_09d1_921c,
    0xfe1d_eb1c_b129_a73e,
    0xe882_35f5_2ebb_4484,
    0xe99c_7026_b45f_7e41,
    0x3991_d639_8353_39f4,
    0x9c84_5f8b_bdf9_283b,
    0x1ff8_97ff_de05_980f,
    0xef2f_118b_5a0a_6d1f,
    0x6d36_7ecf_27cb_09b7,
    0x4f46_3f66_9e5f_ea2d,
    0x7527_bac7_ebe5_f17b,
    0x3d07_39f7_8a52_92ea,
    0x6bfb_5fb1_1f8d_5d08,
    0x5603_3046_fc7b_6bab,
];

/// `pi/2 * 2^127`.
const HALF_PI_BITS: u128 = 0xc90f_daa2_2168_c234_c4c6_628b_80dc_1cd1;

/// The rest of one number from [`MODERATE`] up, and its quarter turns modulo four.
///
/// It is `m * 2^e` with a whole `m`, and of `m * 2^e * 2/pi` only what is left modulo four counts. So
/// the bits of `2/pi` that make multiples of four are passed over, and as many are taken behind them
/// as the rest needs: 192, of which `m` spoils 53. No `f64` is nearer to a multiple of `pi/2` than some
/// 2^-61 of it (Muller, Elementary functions, 2016, 11.3.2), so that 75 and more are left.
fn large(x: f64) -> (f64, f64, u64) {
    let m = x.to_bits() & ((1 << 52) - 1) | 1 << 52;
    let e = (x.to_bits() >> 52) as i64 - 1075;
    // Behind the 64 zeros, bit `i` is worth `2^(63 - i)`: the first that is taken makes twos.
    let from = (e + 62) as usize;
    let (word, bit) = (from / 64, from % 64);
    let two_words =
        |i: usize| u128::from(TWO_OVER_PI[word + i]) << 64 | u128::from(TWO_OVER_PI[word + i + 1]);
    let taken = |i: usize| (two_words(i) << bit >> 64) as u64;

    // The lowest 192 bits of the product: two before the point, and 190 behind.
    let times = |word: u64| u128::from(m) * u128::from(word);
    let low = times(taken(2));
    let middle = times(taken(1)) + (low >> 64);
    let high = m.wrapping_mul(taken(0)).wrapping_add((middle >> 64) as u64);
    let (low, middle) = (low as u64, middle as u64);

    // To the nearest quarter turn: what is left has a sign, and 192 bits behind the point.
    let rest = high << 2 | middle >> 62;
    let below = u128::from(middle << 2 | low >> 62) << 64 | u128::from(low << 2);
    let negative = rest >> 63 == 1;
    let n = (high >> 62) + u64::from(negative);
    let (rest, below) = match negative {
        false => (rest, below),
        true => (!rest + u64::from(below == 0), below.wrapping_neg()),
    };
    let (high, low) = times_half_pi(rest, below);
    let signed = |x: f64| if negative { -x } else { x };
    (signed(high), signed(low), n)
}

/// The product of `pi/2` and a number below one half of 192 bits behind the point, the upper 64 of
/// which are `rest`, as the sum of its nearest `f64` and what that is off.
fn times_half_pi(rest: u64, below: u128) -> (f64, f64) {
    let bits = u128::from(rest) << 64 | below >> 64;
    // 61 at most, by the bound above.
    let zeros = bits.leading_zeros();
    let bits = bits << zeros | u128::from(below as u64) << zeros >> 64;
    // Half the product, so that rounding it has room: 2^-126 is the last place of no zeros.
    let product = (upper(bits, HALF_PI_BITS) >> 1).cast_signed();
    let high = product as f64;
    let low = (product - high as i128) as f64;
    let unit = f64::from_bits((1023 - 126 - u64::from(zeros)) << 52);
    (high * unit, low * unit)
}

/// The upper 128 bits of a product, or one or two less.
pub(super) fn upper(a: u128, b: u128) -> u128 {
    let (a, a_low) = (a >> 64, a & u128::from(u64::MAX));
    let (b, b_low) = (b >> 64, b & u128::from(u64::MAX));
    let (first, second) = (a * b_low, a_low * b);
    a * b + (first >> 64) + (second >> 64)
}
