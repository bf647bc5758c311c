//! Every operation of the vectors, on every level, against the same on numbers.

use hotloop::simd::{F64x8, I64x8, Level, Mask8, Simd, U64x8};

const X: [f64; 8] = [1.5, -2.25, 0.0, -0.0, f64::NAN, f64::INFINITY, 1e-310, 3.0];
const Y: [f64; 8] = [2.0, -2.25, -0.0, 0.0, 1.0, f64::NEG_INFINITY, 7.0, f64::NAN];

fn lanes(f: impl Fn(f64, f64) -> f64) -> [u64; 8] {
    std::array::from_fn(|i| canonical(f(X[i], Y[i])))
}

/// The bits, with one NaN for all.
fn canonical(x: f64) -> u64 {
    if x.is_nan() {
        f64::NAN.to_bits()
    } else {
        x.to_bits()
    }
}

/// All operations on `X` and `Y`, in the order of the list in the test.
#[inline(always)]
fn operations<S: Simd>(simd: S, found: &mut Vec<[f64; 8]>) {
    let (x, y) = (simd.load(&X), simd.load(&Y));
    found.push((x + y).to_array());
    found.push((x - y).to_array());
    found.push((x * y).to_array());
    found.push((x / y).to_array());
    found.push(x.sqrt().to_array());
    found.push(x.min(y).to_array());
    found.push(x.max(y).to_array());
    found.push(S::F64x8::select(x.lt(y), x, y).to_array());
    found.push(simd.splat(2.5).to_array());
    let mut stored = [0.0; 8];
    x.store(&mut stored);
    found.push(stored);
    found.push(simd.load_f32(&X.map(|x| x as f32)).to_array());
}

hotloop::dispatch! {
    fn operations_at(level, found: &mut Vec<[f64; 8]>) = operations
}

#[test]
fn operations_on_floats() {
    let truth = [
        lanes(|x, y| x + y),
        lanes(|x, y| x - y),
        lanes(|x, y| x * y),
        lanes(|x, y| x / y),
        lanes(|x, _| x.sqrt()),
        lanes(|x, y| if x < y { x } else { y }),
        lanes(|x, y| if x > y { x } else { y }),
        lanes(|x, y| if x < y { x } else { y }),
        lanes(|_, _| 2.5),
        lanes(|x, _| x),
        lanes(|x, _| f64::from(x as f32)),
    ];
    for level in Level::supported() {
        let mut found = vec![];
        operations_at(level, &mut found);
        let found: Vec<_> = found.iter().map(|lanes| lanes.map(canonical)).collect();
        assert_eq!(found, truth, "{level}");
    }
}

#[inline(always)]
fn windows<S: Simd>(simd: S, x: &[f64; 8], y: &[f64; 8], found: &mut Vec<[f64; 8]>) {
    let (x, y) = (simd.load(x), simd.load(y));
    found.push(x.window::<0>(y).to_array());
    found.push(x.window::<1>(y).to_array());
    found.push(x.window::<2>(y).to_array());
    found.push(x.window::<3>(y).to_array());
    found.push(x.window::<4>(y).to_array());
    found.push(x.window::<5>(y).to_array());
    found.push(x.window::<6>(y).to_array());
    found.push(x.window::<7>(y).to_array());
}

hotloop::dispatch! {
    fn windows_at(level, x: &[f64; 8], y: &[f64; 8], found: &mut Vec<[f64; 8]>) = windows
}

#[test]
fn a_window_moves_over_two_vectors() {
    let lanes: [f64; 16] = std::array::from_fn(|i| i as f64);
    let [x, y] = *lanes.as_chunks().0 else {
        unreachable!("sixteen is twice eight")
    };
    for level in Level::supported() {
        let mut found = vec![];
        windows_at(level, &x, &y, &mut found);
        for (from, window) in found.iter().enumerate() {
            assert_eq!(window[..], lanes[from..from + 8], "{level}, from {from}");
        }
        assert_eq!(found.len(), 8);
    }
}

#[inline(always)]
fn mul_add<S: Simd>(simd: S, x: &[f64; 8], y: &[f64; 8], z: &[f64; 8]) -> [f64; 8] {
    simd.load(x).mul_add(simd.load(y), simd.load(z)).to_array()
}

hotloop::dispatch! {
    fn mul_add_at(level, x: &[f64; 8], y: &[f64; 8], z: &[f64; 8]) -> [f64; 8] = mul_add
}

#[test]
fn mul_add_rounds_once() {
    let (x, y, z) = ([1.1_f64; 8], [-2.3; 8], [2.53; 8]);
    let twice = x[0] * y[0] + z[0];
    let once = x[0].mul_add(y[0], z[0]);
    assert_ne!(once, twice, "the input tells the two apart");
    for level in Level::supported() {
        assert_eq!(mul_add_at(level, &x, &y, &z), [once; 8], "{level}");
    }
}

#[inline(always)]
fn scale<S: Simd>(simd: S, x: &[f64; 8], exponent: &[f64; 8]) -> [f64; 8] {
    simd.load(x).scale(simd.load(exponent)).to_array()
}

hotloop::dispatch! {
    fn scale_at(level, x: &[f64; 8], exponent: &[f64; 8]) -> [f64; 8] = scale
}

#[track_caller]
fn assert_scaled(x: f64, exponent: f64, truth: f64) {
    for level in Level::supported() {
        let found = scale_at(level, &[x; 8], &[exponent; 8]).map(canonical);
        let message = format!("{x:e} * 2^{exponent:e} at {level}");
        assert_eq!(found, [canonical(truth); 8], "{message}");
    }
}

/// `x * 2^n` from the bits of a normal `x`, rounded once, to the nearest and to even.
fn scaled_bits(x: f64, n: i64) -> f64 {
    let bits = x.to_bits();
    let (exponent, fraction) = (bits >> 52 & 0x7ff, bits & ((1 << 52) - 1));
    let exponent = exponent as i64 + n;
    let magnitude = if exponent >= 0x7ff {
        0x7ff << 52
    } else if exponent > 0 {
        (exponent as u64) << 52 | fraction
    } else if exponent < -53 {
        0
    } else {
        let (all, off) = (1 << 52 | fraction, 1 - exponent);
        let (kept, lost, half) = (all >> off, all & ((1 << off) - 1), 1 << (off - 1));
        kept + u64::from(lost > half || (lost == half && kept & 1 == 1))
    };
    f64::from_bits(bits & 1 << 63 | magnitude)
}

#[test]
fn scaling_rounds_once() {
    let least = f64::from_bits(1);
    let mut numbers = vec![f64::MIN_POSITIVE, 1.0, f64::MAX, 0.75, -1.5, -1.1];
    for exponent in (1..0x7ff).step_by(97) {
        // Bits that a second rounding would get wrong: next to a half, and a half.
        for fraction in [0, 1, 0x9_0000_0fff, (1 << 52) - 1, 0x8_0000, 0x1_8000_0001] {
            numbers.push(f64::from_bits(exponent << 52 | fraction));
        }
    }
    for &x in &numbers {
        for n in (-2120..=2120).step_by(53).chain(-1100..-1000) {
            assert_scaled(x, n as f64, scaled_bits(x, n));
        }
        // To everywhere about the least numbers.
        let to_least = -1074 - (x.to_bits() >> 52 & 0x7ff) as i64 + 1023;
        for n in to_least - 3..to_least + 60 {
            assert_scaled(x, n as f64, scaled_bits(x, n));
        }
        for (exponent, n) in [(0.999, 0), (-0.001, -1), (-least, -1), (7.5, 7), (-0.0, 0)] {
            assert_scaled(x, exponent, scaled_bits(x, n));
        }
        for exponent in [2200.0, 1e10, 1e300, f64::INFINITY] {
            assert_scaled(x, exponent, f64::INFINITY.copysign(x));
            assert_scaled(x, -exponent, 0.0_f64.copysign(x));
        }
        assert_scaled(x, f64::NAN, f64::NAN);
    }
    // What is subnormal before it is scaled.
    assert_scaled(least, 1074.0, 1.0);
    assert_scaled(-3.0 * least, 2097.0, -1.5 * 2.0_f64.powi(1023) * 2.0);
    assert_scaled(3.0 * least, -1.0, 2.0 * least);
    assert_scaled(least, -1.0, 0.0);
}

#[test]
fn scaling_zero_infinity_and_nan() {
    let infinity = f64::INFINITY;
    for exponent in [-1e300, -3000.0, -2.0, 0.0, 5.5, 3000.0, 1e300] {
        for x in [0.0, -0.0, infinity, -infinity, f64::NAN] {
            assert_scaled(x, exponent, x);
        }
    }
    for zero in [0.0, -0.0] {
        assert_scaled(zero, infinity, f64::NAN);
        assert_scaled(zero, -infinity, zero);
    }
    for x in [infinity, -infinity] {
        assert_scaled(x, infinity, x);
        assert_scaled(x, -infinity, f64::NAN);
    }
    for x in [0.0, infinity, f64::NAN] {
        assert_scaled(x, f64::NAN, f64::NAN);
    }
    // So that a power of two is right for infinite exponents, whatever became of its fraction.
    for nan in [f64::NAN, -f64::NAN] {
        assert_scaled(nan, infinity, infinity);
        assert_scaled(nan, -infinity, 0.0);
    }
    // One that signals stays one.
    for bits in [0x7ff0_0000_0000_0001, 0xfff7_ffff_ffff_ffff] {
        for exponent in [infinity, -infinity, 0.0, f64::NAN] {
            assert_scaled(f64::from_bits(bits), exponent, f64::NAN);
        }
    }
}

#[inline(always)]
fn integers<S: Simd>(simd: S, x: &[i64; 8], y: i64) -> ([i64; 8], [i64; 8]) {
    let (x, y) = (simd.load_i64(x), simd.splat_i64(y));
    ((x + y).to_array(), (x - y).to_array())
}

hotloop::dispatch! {
    fn integers_at(level, x: &[i64; 8], y: i64) -> ([i64; 8], [i64; 8]) = integers
}

#[test]
fn integers_wrap() {
    let x = [0, 1, -1, i64::MAX, i64::MIN, 1 << 32, 7, -8];
    for y in [0, 1, -1, i64::MAX, i64::MIN] {
        let truth = (x.map(|x| x.wrapping_add(y)), x.map(|x| x.wrapping_sub(y)));
        for level in Level::supported() {
            assert_eq!(integers_at(level, &x, y), truth, "{level}");
        }
    }
}

const WORDS: [u64; 8] = [
    0,
    1,
    u64::MAX,
    1 << 63,
    0x0123_4567_89ab_cdef,
    (1 << 53) + 1,
    u64::MAX - 1024,
    0x3ff0_0000_0000_0000,
];
const OTHERS: [u64; 8] = [0, 2, 1, u64::MAX, 7 << 60, 1 << 53, u64::MAX, 5];

/// All operations on words, in the order of the list in the test.
#[inline(always)]
fn words<S: Simd>(simd: S, found: &mut Vec<[u64; 8]>) {
    let (x, y) = (simd.load_u64(&WORDS), simd.load_u64(&OTHERS));
    found.push((x + y).to_array());
    found.push((x & y).to_array());
    found.push((x | y).to_array());
    found.push((x ^ y).to_array());
    found.push(x.shl::<17>().to_array());
    found.push(x.shl::<0>().to_array());
    found.push(x.shr::<12>().to_array());
    found.push(x.shr::<63>().to_array());
    found.push(x.rotate_left::<23>().to_array());
    found.push(x.rotate_left::<63>().to_array());
    found.push(x.to_f64().to_array().map(f64::to_bits));
    found.push(S::F64x8::from_bits(x).to_array().map(f64::to_bits));
    found.push(simd.load(&X).to_bits().to_array());
    found.push([u64::from(x.gt(y).to_bits()); 8]);
    found.push(simd.splat_u64(u64::MAX - 1).to_array());
    let mut stored = [7; 8];
    x.store(&mut stored);
    found.push(stored);
}

hotloop::dispatch! {
    fn words_at(level, found: &mut Vec<[u64; 8]>) = words
}

#[test]
fn operations_on_words() {
    let lanes = |f: fn(u64, u64) -> u64| std::array::from_fn(|i| f(WORDS[i], OTHERS[i]));
    let greater = (0..8).filter(|&i| WORDS[i] > OTHERS[i]);
    let greater = greater.map(|i| 1 << i).sum::<u64>();
    assert!(greater != 0 && greater != 255);
    let truth = [
        lanes(u64::wrapping_add),
        lanes(|x, y| x & y),
        lanes(|x, y| x | y),
        lanes(|x, y| x ^ y),
        lanes(|x, _| x << 17),
        lanes(|x, _| x),
        lanes(|x, _| x >> 12),
        lanes(|x, _| x >> 63),
        lanes(|x, _| x.rotate_left(23)),
        lanes(|x, _| x.rotate_left(63)),
        lanes(|x, _| (x as f64).to_bits()),
        lanes(|x, _| x),
        X.map(f64::to_bits),
        [greater; 8],
        [u64::MAX - 1; 8],
        WORDS,
    ];
    for level in Level::supported() {
        let mut found = vec![];
        words_at(level, &mut found);
        assert_eq!(found, truth, "{level}");
    }
}

#[inline(always)]
fn looked_up<S: Simd>(simd: S, table: &[f64; 256], indices: &[u64; 8]) -> [f64; 8] {
    simd.lookup(table, indices).to_array()
}

hotloop::dispatch! {
    fn looked_up_at(level, table: &[f64; 256], indices: &[u64; 8]) -> [f64; 8] = looked_up
}

#[test]
fn a_lookup_wraps_around_its_table() {
    let table: [f64; 256] = std::array::from_fn(|i| i as f64 + 0.5);
    for index in [WORDS, OTHERS, [255, 0, 256, 1, 254, 128, 127, 511]] {
        let truth = index.map(|i| (i % 256) as f64 + 0.5);
        for level in Level::supported() {
            assert_eq!(looked_up_at(level, &table, &index), truth, "{level}");
        }
    }
}

#[inline(always)]
fn looked_up_16<S: Simd>(simd: S, table: &[f64; 16], indices: &[u64; 8]) -> [f64; 8] {
    simd.lookup_16(table, simd.load_u64(indices)).to_array()
}

hotloop::dispatch! {
    fn looked_up_16_at(level, table: &[f64; 16], indices: &[u64; 8]) -> [f64; 8] = looked_up_16
}

#[test]
fn a_small_lookup_wraps_around_its_table() {
    let table: [f64; 16] = std::array::from_fn(|i| i as f64 + 0.5);
    let [low, high] = [0, 8].map(|from| std::array::from_fn(|i| i as u64 + from));
    for index in [WORDS, OTHERS, low, high, [15, 16, 31, 32, 255, 256, 7, 8]] {
        let truth = index.map(|i| (i % 16) as f64 + 0.5);
        for level in Level::supported() {
            assert_eq!(looked_up_16_at(level, &table, &index), truth, "{level}");
        }
    }
}

#[inline(always)]
fn narrowed<S: Simd>(simd: S, x: &[f64; 8]) -> [f32; 8] {
    let mut narrow = [7.0; 8];
    simd.load(x).store_f32(&mut narrow);
    narrow
}

hotloop::dispatch! {
    fn narrowed_at(level, x: &[f64; 8]) -> [f32; 8] = narrowed
}

#[test]
fn numbers_are_narrowed_to_the_nearest() {
    let x = [
        1.0,
        0.1,
        -1e300,
        1e-46,
        1e-45,
        f64::INFINITY,
        -0.0,
        16_777_217.0,
    ];
    for level in Level::supported() {
        let found = narrowed_at(level, &x).map(f32::to_bits);
        assert_eq!(found, x.map(|x| (x as f32).to_bits()), "{level}");
    }
}

/// Names that the macro uses itself do not get in the way of the caller's.
mod hygiene {
    #![forbid(unsafe_code, unused_parens)]

    use hotloop::simd::{Level, Simd};

    struct Call(f64);

    #[inline(always)]
    fn kernel<S: Simd, A: Copy + Into<f64>>(simd: S, level: &[A], call: &Call) -> f64 {
        let _ = simd;
        level.iter().map(|&x| x.into()).sum::<f64>() + call.0
    }

    trait Number: Copy + Into<f64> {}
    impl Number for f32 {}

    hotloop::dispatch! {
        fn total<S: Number>(values: &[S], call: &Call) -> f64 = kernel, at total_at
    }

    #[test]
    fn names_do_not_clash() {
        assert_eq!(total(&[1.0_f32, 2.0], &Call(3.0)), 6.0);
        assert_eq!(total_at(Level::current(), &[1.0_f32], &Call(3.0)), 4.0);
    }
}
