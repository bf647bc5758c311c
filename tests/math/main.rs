//! The functions of `simd::math` at every level, against the exact values.
//!
//! What runs with all other tests takes a hundred thousand arguments of each function, or four
//! times as many in a release build. The ignored test takes 10^8 or 10^7 and says how far each level was
//! off:
//!
//! ```text
//! cargo test --release --test math -- --ignored --nocapture
//! ```

mod angles;
mod oracle;
mod powers;
mod samples;
mod turns;

use angles::Angles;
use hotloop::simd::{F64x8, Level, Simd, math};
use oracle::{Exact, Oracle};
use samples::Samples;
use std::fmt;
use std::thread;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    Exp,
    Exp2,
    Ln,
    Sin,
    Cos,
    Tanh,
}
use Function::{Cos, Exp, Exp2, Ln, Sin, Tanh};

const ALL: [Function; 6] = [Exp, Exp2, Ln, Sin, Cos, Tanh];

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Exp => "exp",
            Exp2 => "exp2",
            Ln => "ln",
            Sin => "sin",
            Cos => "cos",
            Tanh => "tanh",
        })
    }
}

#[inline(always)]
fn apply<S: Simd>(simd: S, function: Function, x: &[[f64; 8]], y: &mut [[f64; 8]]) {
    for (x, y) in x.iter().zip(y) {
        let x = simd.load(x);
        match function {
            Exp => math::exp(simd, x).store(y),
            Exp2 => math::exp2(simd, x).store(y),
            Ln => math::ln(simd, x).store(y),
            Sin => math::sin(simd, x).store(y),
            Cos => math::cos(simd, x).store(y),
            Tanh => math::tanh(simd, x).store(y),
        }
    }
}

hotloop::dispatch! {
    fn apply_at(level, function: Function, x: &[[f64; 8]], y: &mut [[f64; 8]]) = apply
}

impl Function {
    fn at(self, level: Level, x: f64) -> f64 {
        let mut y = [[0.0; 8]];
        apply_at(level, self, &[[x; 8]], &mut y);
        assert_eq!(y[0].map(f64::to_bits), [y[0][0].to_bits(); 8]);
        y[0][0]
    }

    /// The bound that the docs state, in units in the last place.
    fn bound(self) -> f64 {
        match self {
            Exp | Exp2 => 1.15,
            Ln | Tanh => 1.0,
            Sin | Cos => 0.9,
        }
    }

    /// What is exact, or what the result has to be.
    fn truth(self, (oracle, angles): &Oracles, x: f64) -> Result<Exact, f64> {
        match self {
            _ if x.is_nan() => Err(f64::NAN),
            Exp | Exp2 if x > 1100.0 => Err(f64::INFINITY),
            Exp | Exp2 if x < -1100.0 => Err(0.0),
            Exp => Ok(oracle.exp(x)),
            Exp2 => Ok(oracle.exp2(x)),
            Ln if x == 0.0 => Err(f64::NEG_INFINITY),
            Ln if x < 0.0 => Err(f64::NAN),
            Ln if x == f64::INFINITY => Err(x),
            Ln => Ok(oracle.ln(x)),
            Sin | Cos if x.is_infinite() => Err(f64::NAN),
            Sin if x == 0.0 => Err(x),
            Sin => Ok(angles.sin_cos(x).0),
            Cos => Ok(angles.sin_cos(x).1),
            Tanh if x == 0.0 => Err(x),
            Tanh if x.abs() > 20.0 => Err(1.0_f64.copysign(x)),
            Tanh => Ok(oracle.tanh(x)),
        }
    }
}

/// What knows exact values.
type Oracles = (Oracle, Angles);

/// The largest error of a level, and where it is.
#[derive(Clone, Copy, Debug)]
struct Worst {
    level: Level,
    ulps: f64,
    x: f64,
}

/// The largest errors of a function over `samples`.
fn worst(oracle: &Oracles, function: Function, samples: &mut Samples, blocks: usize) -> Vec<Worst> {
    let levels = Level::supported();
    let mut worst: Vec<_> = levels
        .iter()
        .map(|&level| Worst {
            level,
            ulps: 0.0,
            x: f64::NAN,
        })
        .collect();
    for _ in 0..blocks {
        let mut x = [[0.0; 8]; 128];
        x.as_flattened_mut().fill_with(|| samples.next(function));
        let mut y = vec![[[0.0; 8]; 128]; levels.len()];
        for (level, y) in levels.iter().zip(&mut y) {
            apply_at(*level, function, &x, y);
        }
        for (i, &x) in x.as_flattened().iter().enumerate() {
            let truth = function.truth(oracle, x);
            for (worst, y) in worst.iter_mut().zip(&y) {
                let y = y.as_flattened()[i];
                let ulps = match truth {
                    Ok(exact) => exact.ulps(y),
                    Err(special) if canonical(special) == canonical(y) => 0.0,
                    Err(_) => f64::INFINITY,
                };
                // A NaN that should not be one is no better than an infinite error.
                if ulps.is_nan() || ulps > worst.ulps {
                    let ulps = if ulps.is_nan() { f64::INFINITY } else { ulps };
                    (worst.ulps, worst.x) = (ulps, x);
                }
            }
        }
        // All levels fuse, and look up the same table.
        let bits = |y: &[[f64; 8]; 128]| y.map(|y| y.map(canonical));
        for (level, found) in levels.iter().zip(&y).skip(1) {
            assert_eq!(bits(found), bits(&y[0]), "{function} at {level}");
        }
    }
    worst
}

/// The bits, with one NaN for all.
fn canonical(x: f64) -> u64 {
    if x.is_nan() { f64::NAN } else { x }.to_bits()
}

#[track_caller]
fn assert_bound(function: Function, worst: &[Worst]) {
    for Worst { level, ulps, x } in worst {
        assert!(
            *ulps <= function.bound(),
            "{function} of {x:e} at {level}: {ulps} ulp"
        );
    }
}

#[test]
fn errors_are_within_their_bounds() {
    let oracle = (Oracle::new(), Angles::new());
    let blocks = if cfg!(debug_assertions) { 100 } else { 400 };
    for function in ALL {
        let worst = worst(&oracle, function, &mut Samples::new(1), blocks);
        assert_bound(function, &worst);
    }
}

#[test]
#[ignore = "takes 10^8 arguments of a function, or 10^7; run it in a release build"]
fn errors_of_many() {
    let oracle = &(Oracle::new(), Angles::new());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    for function in ALL {
        let arguments: usize = match function {
            Exp | Exp2 | Ln => 100_000_000,
            // Exact values of these take ten times as long.
            Sin | Cos | Tanh => 10_000_000,
        };
        let blocks = arguments.div_ceil(128 * 8 * threads);
        let found: Vec<_> = thread::scope(|scope| {
            let parts: Vec<_> = (0..threads as u64)
                .map(|part| {
                    let mut samples = Samples::new(2 + part);
                    scope.spawn(move || worst(oracle, function, &mut samples, blocks))
                })
                .collect();
            let parts = parts.into_iter().map(|part| part.join().unwrap());
            parts.collect()
        });
        for level in 0..found[0].len() {
            let of_level = found.iter().map(|worst| worst[level]);
            let most = of_level.max_by(|a, b| a.ulps.total_cmp(&b.ulps)).unwrap();
            let Worst { level, ulps, x } = most;
            println!("{function:4} {level:8} {ulps:.4} ulp at {x:e}");
        }
        found.iter().for_each(|worst| assert_bound(function, worst));
    }
}

/// Bit for bit.
#[track_caller]
fn assert_values(function: Function, values: &[(f64, f64)]) {
    for level in Level::supported() {
        for &(x, y) in values {
            let found = function.at(level, x);
            assert_eq!(
                canonical(found),
                canonical(y),
                "{function}({x:e}) at {level} is {found:e}, expected {y:e}"
            );
        }
    }
}

/// Quiet and signalling, of both signs, with bits set where a kernel may take them for something.
const NANS: [u64; 6] = [
    0x7ff8_0000_0000_0000,
    0xfff8_0000_0000_0000,
    0x7ff0_0000_0000_0001,
    0x7fff_ffff_ffff_ffff,
    0xffff_ffff_ffff_ffff,
    0x7ff8_0000_0000_0801,
];

#[test]
fn nan_stays_nan() {
    for function in ALL {
        assert_values(function, &NANS.map(|nan| (f64::from_bits(nan), f64::NAN)));
    }
}

const INFINITY: f64 = f64::INFINITY;
const SUBNORMAL: f64 = f64::from_bits(1);

#[test]
fn powers_of_e_at_special_places() {
    // The first that overflows, and the first that is nearer to the smallest number than to zero.
    let (over, least) = (709.782712893384_f64, -745.1332191019411_f64);
    assert_values(
        Exp,
        &[
            (0.0, 1.0),
            (-0.0, 1.0),
            (1e-300, 1.0),
            (-SUBNORMAL, 1.0),
            (over, 1.797_693_134_862_273_2e308),
            (over.next_up(), INFINITY),
            (f64::MAX, INFINITY),
            (INFINITY, INFINITY),
            (least, SUBNORMAL),
            (least.next_down(), 0.0),
            (-f64::MAX, 0.0),
            (-INFINITY, 0.0),
        ],
    );
}

#[test]
fn powers_of_2_at_special_places() {
    assert_values(
        Exp2,
        &[
            (0.0, 1.0),
            (-0.0, 1.0),
            (1e-300, 1.0),
            (-SUBNORMAL, 1.0),
            (1024.0, INFINITY),
            (f64::MAX, INFINITY),
            (INFINITY, INFINITY),
            (-1075.0, 0.0),
            ((-1075.0_f64).next_down(), 0.0),
            ((-1075.0_f64).next_up(), SUBNORMAL),
            (-f64::MAX, 0.0),
            (-INFINITY, 0.0),
        ],
    );
    let whole = |n: i32| (f64::from(n), oracle::scaled(1.0, n));
    let whole: Vec<_> = (-1074..1024).map(whole).collect();
    assert_values(Exp2, &whole);
    for level in Level::supported() {
        assert!(Exp2.at(level, 1024.0_f64.next_down()).is_finite());
    }
}

/// Where the reduction loses its digits, and where it overflows.
#[test]
fn powers_far_beyond_the_range() {
    for exponent in 11..1024 {
        for mantissa in [1.0, 1.1, 1.4, 1.5, 1.9, 2.0 - f64::EPSILON] {
            let x = mantissa * oracle::scaled(1.0, exponent);
            for x in [x.next_down(), x, x.next_up()] {
                for function in [Exp, Exp2] {
                    if x > 1100.0 {
                        assert_values(function, &[(x, INFINITY), (-x, 0.0)]);
                    }
                }
            }
        }
    }
}

#[test]
fn logarithms_at_special_places() {
    assert_values(
        Ln,
        &[
            (0.0, -INFINITY),
            (-0.0, -INFINITY),
            (1.0, 0.0),
            (INFINITY, INFINITY),
            (-INFINITY, f64::NAN),
            (-1.0, f64::NAN),
            (-SUBNORMAL, f64::NAN),
            (-f64::MAX, f64::NAN),
            (1.0 + f64::EPSILON, f64::EPSILON.next_down()),
            (1.0 - f64::EPSILON / 2.0, -f64::EPSILON / 2.0),
        ],
    );
}

/// Where the table steps from one entry to the next, powers do not fall by more than their errors.
#[test]
fn steps_of_the_table_join() {
    for level in Level::supported() {
        for step in -64..64 {
            let x = f64::from(2 * step + 1) / 32.0;
            let (below, above) = (Exp2.at(level, x.next_down()), Exp2.at(level, x.next_up()));
            assert!(below <= above * (1.0 + 2.0 * f64::EPSILON), "{level}: {x}");
        }
    }
}
