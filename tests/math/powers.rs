//! Whole powers, against the exact ones.

use crate::oracle::Oracle;
use crate::{INFINITY, NANS, SUBNORMAL, canonical};
use hotloop::random::SplitMix64;
use hotloop::simd::{F64x8, Level, Simd, math};

/// The bound that the docs state, in units in the last place.
const BOUND: f64 = 0.501;

#[inline(always)]
fn apply<S: Simd>(simd: S, x: &[f64; 8], n: i32) -> [f64; 8] {
    math::powi(simd, simd.load(x), n).to_array()
}

hotloop::dispatch! {
    fn apply_at(level, x: &[f64; 8], n: i32) -> [f64; 8] = apply
}

/// The error of the worst level, all of which have to have the same bits.
#[track_caller]
fn error(x: f64, n: i32) -> f64 {
    let truth = Oracle::powi(x, n);
    let levels = Level::supported();
    let found = apply_at(levels[0], &[x; 8], n);
    for level in levels {
        let same = apply_at(level, &[x; 8], n);
        assert_eq!(
            same.map(f64::to_bits),
            found.map(f64::to_bits),
            "{x:e}^{n} at {level}"
        );
    }
    assert_eq!(found.map(f64::to_bits), [found[0].to_bits(); 8]);
    truth.ulps(found[0])
}

/// An exponent of any size, and a number whose power of it is most often in the range.
fn some(words: &mut SplitMix64) -> (f64, i32) {
    let (word, bits, kind) = (
        words.next_u64(),
        words.next_u64() % 32,
        words.next_u64() % 4,
    );
    let n = (word as u32 >> bits).cast_signed();
    let n = if n == 0 { 3 } else { n };
    let unit = (words.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
    let x = match kind {
        // The logarithm of the power is uniform, up to beyond the range.
        0 | 1 => (unit * 1500.0 - 750.0) / f64::from(n),
        _ => (unit * 40.0 - 20.0) / f64::from(n),
    };
    let x = x.exp();
    let any = f64::from_bits(words.next_u64());
    let x = if kind == 3 && any.is_finite() && any != 0.0 {
        any
    } else {
        x
    };
    (if word >> 63 == 1 { -x } else { x }, n)
}

fn worst(seed: u64, count: u32) -> (f64, f64, i32) {
    let mut words = SplitMix64::new(seed);
    let mut worst = (0.0, 0.0, 0);
    for _ in 0..count {
        let (x, n) = some(&mut words);
        let ulps = error(x, n);
        let ulps = if ulps.is_nan() { INFINITY } else { ulps };
        if ulps > worst.0 {
            worst = (ulps, x, n);
        }
    }
    worst
}

#[test]
fn errors_of_powers_are_within_their_bound() {
    let count = if cfg!(debug_assertions) {
        10_000
    } else {
        50_000
    };
    let (ulps, x, n) = worst(1, count);
    assert!(ulps <= BOUND, "{x:e}^{n}: {ulps} ulp");
}

#[test]
#[ignore = "takes 2 * 10^5 powers; run it in a release build"]
fn errors_of_many_powers() {
    let (ulps, x, n) = worst(2, 200_000);
    println!("powi {ulps:.5} ulp at {x:e}^{n}");
    assert!(ulps <= BOUND, "{x:e}^{n}: {ulps} ulp");
}

#[test]
fn powers_where_the_range_ends() {
    for x in [
        2.0,
        0.5,
        3.0,
        -1.1,
        0.7,
        1e10,
        -1e-10,
        1.0 + f64::EPSILON,
        SUBNORMAL,
        f64::MAX,
    ] {
        let unit = f64::ln(f64::abs(x));
        for end in [
            -745.2, -744.5, -708.4, -624.0, -600.0, 0.0, 600.0, 624.0, 709.78,
        ] {
            let n = (end / unit) as i32;
            for n in (-30..=30)
                .map(|by| n.saturating_add(by))
                .filter(|&n| n != 0)
            {
                let ulps = error(x, n);
                assert!(ulps <= BOUND, "{x:e}^{n}: {ulps} ulp");
            }
        }
    }
}

#[test]
fn powers_at_special_places() {
    let zero = [0.0, -0.0];
    let infinite = [INFINITY, -INFINITY];
    for level in Level::supported() {
        let assert = |x: f64, n: i32, y: f64| {
            let found = apply_at(level, &[x; 8], n).map(canonical);
            assert_eq!(found, [canonical(y); 8], "{x:e}^{n} at {level}");
        };
        for n in [1, 2, 3, 4, 7, 1000, 1001, i32::MAX - 1, i32::MAX] {
            let odd = n % 2 != 0;
            for ((zero, infinite), up) in zero.into_iter().zip(infinite).zip([false, true]) {
                let sign = |x: f64| if odd && up { -x } else { x };
                assert(zero, n, sign(0.0));
                assert(infinite, n, sign(INFINITY));
                assert(zero, -n, sign(INFINITY));
                assert(infinite, -n, sign(0.0));
                assert(if up { -1.0 } else { 1.0 }, n, sign(1.0));
                assert(if up { -1.0 } else { 1.0 }, -n, sign(1.0));
            }
            for nan in NANS {
                assert(f64::from_bits(nan), n, f64::NAN);
                assert(f64::from_bits(nan), -n, f64::NAN);
            }
        }
        for x in [
            0.0,
            -0.0,
            1.0,
            -3.0,
            SUBNORMAL,
            INFINITY,
            -INFINITY,
            f64::NAN,
        ] {
            assert(x, 0, 1.0);
        }
        for nan in NANS {
            // The C library makes a NaN of some.
            assert(f64::from_bits(nan), 0, 1.0);
        }
        for (x, y) in [
            (2.0, 0.0),
            (-2.0, 0.0),
            (0.5, INFINITY),
            (0.0, INFINITY),
            (-0.0, INFINITY),
            (-1.0, 1.0),
        ] {
            assert(x, i32::MIN, y);
        }
        assert(2.0, -1074, SUBNORMAL);
        assert(-2.0, -1075, 0.0_f64.copysign(-1.0));
        assert(-2.0, 1023, f64::MIN_POSITIVE.recip() * -2.0);
        assert(SUBNORMAL, -1, INFINITY);
        assert(10.0, 22, 1e22);
        assert(3.0, 33, 5_559_060_566_555_523.0);
        // (1 - 2^-53)^(2^31)
        assert(1.0_f64.next_down(), i32::MIN, 1.000_000_238_418_607_5);
    }
}

#[test]
fn lanes_of_powers_do_not_see_their_neighbours() {
    let mut words = SplitMix64::new(9);
    for _ in 0..3000 {
        let (_, n) = some(&mut words);
        let mut x = [0.0; 8];
        for x in &mut x {
            *x = some(&mut words).0;
        }
        for level in Level::supported() {
            let beside = apply_at(level, &x, n);
            for (&x, beside) in x.iter().zip(beside) {
                let alone = apply_at(level, &[x; 8], n)[0];
                assert_eq!(canonical(beside), canonical(alone), "{level}: {x:e}^{n}");
            }
        }
    }
}
