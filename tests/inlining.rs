//! No intrinsic is left as a call in a release binary.
//!
//! An intrinsic is inlined only into a function that has its instruction set. One helper without
//! `#[inline(always)]` between a kernel and its entry is compiled without, and every operation in
//! it becomes a call: right, and ten times slower. Such a call leaves a symbol, and this test reads
//! the symbols of its own executable.
//!
//! Where the same code can panic, `inlining/panics.rs` reads.

#![cfg(all(
    any(
        target_arch = "x86_64",
        all(target_arch = "aarch64", target_endian = "little")
    ),
    target_os = "linux",
    feature = "threads"
))]

mod common;
#[cfg(target_arch = "x86_64")]
#[path = "inlining/panics.rs"]
mod panics;

/// What the benches measure.
#[path = "../benches"]
mod benches {
    pub(crate) mod catalogue;
    pub(crate) mod common;
}

use benches::catalogue::{self, Extent, checked};

use hotloop::kernels::comb::{Comb, Echo, backward, forward};
use hotloop::kernels::histogram::{self, Bins, Histogram};
use hotloop::kernels::mixture::{self, Mixture};
use hotloop::kernels::normal::{self, Normal};
use hotloop::kernels::ou::{Path, Process};
use hotloop::kernels::uniform::{self, Uniform};
use hotloop::kernels::{pairwise, primes, sum};
use hotloop::random::Generator;
use hotloop::simd::{F64x8, Float, Level, Simd, math};
use hotloop::threads::Team;
use object::{Object, ObjectSymbol};
use std::hint::black_box;

/// What a level's operations look like among the symbols, and an intrinsic that no level uses.
#[cfg(target_arch = "x86_64")]
mod architecture {
    use std::arch::x86_64::{__m128i, _mm_sad_epu8};
    use std::hint::black_box;

    pub(crate) const ENTRIES: &[&str] = &["4Avx25enter5entry", "6Avx5125enter5entry"];
    pub(crate) const BACKENDS: &[&str] = &[
        "4simd6avx512",
        "simd..avx512",
        "4simd4avx2",
        "simd..avx2",
        "simd..portable",
    ];
    pub(crate) const INTRINSICS: &str = "_mm";
    pub(crate) const ON_PURPOSE: &str = "_mm_sad_epu8";

    pub(crate) fn call_one_on_purpose() {
        black_box(_mm_sad_epu8 as unsafe fn(__m128i, __m128i) -> __m128i);
    }
}

#[cfg(target_arch = "aarch64")]
mod architecture {
    use std::arch::aarch64::{uint8x16_t, vabdq_u8};
    use std::hint::black_box;

    pub(crate) const ENTRIES: &[&str] = &["4Neon5enter5entry"];
    pub(crate) const BACKENDS: &[&str] = &["4simd4neon", "simd..neon", "simd..portable"];
    pub(crate) const INTRINSICS: &str = "neon";
    pub(crate) const ON_PURPOSE: &str = "vabdq_u8";

    pub(crate) fn call_one_on_purpose() {
        black_box(vabdq_u8 as unsafe fn(uint8x16_t, uint8x16_t) -> uint8x16_t);
    }
}

use architecture::{BACKENDS, ENTRIES, INTRINSICS, ON_PURPOSE, call_one_on_purpose};

/// The functions of `simd::math`.
#[inline(always)]
fn functions<S: Simd>(simd: S, x: &[f64], y: &mut [f64], n: i32) {
    for (x, y) in x.as_chunks::<8>().0.iter().zip(y.as_chunks_mut::<8>().0) {
        let x = simd.load(x);
        let sum = math::exp(simd, x) + math::exp2(simd, x);
        let sum = sum + math::ln(simd, x) + math::sin(simd, x) + math::cos(simd, x);
        let (sine, cosine) = math::sin_cos(simd, sum);
        let sum = sine + cosine + math::tanh(simd, sum) + math::powi(simd, sum, -3);
        math::powi(simd, sum, n).store(y);
    }
}

/// What mixtures do, where all that belongs to a component is in registers, and where it is not.
fn mixtures_at(level: Level, x: &[f64], y: &mut [f64]) {
    for d in 1..=6 {
        let mut unit = vec![0.0; d * d];
        unit.iter_mut().step_by(d + 1).for_each(|one| *one = 1.0);
        let means: Vec<f64> = (0..3 * d).map(|i| i as f64).collect();
        let start = Mixture::new(&[0.25, 0.25, 0.5], &means, &unit.repeat(3)).unwrap();
        let x = &x[..x.len() / d * d];
        let settings = mixture::Settings::default();
        black_box(mixture::simd_at(level, x, &start, &settings).unwrap());
        black_box(mixture::model_parallel_at(level, &Team::solo(), x, &start, &settings).unwrap());
        let (points, mut generator) = (mixture::Points::new(x, d).unwrap(), Generator::new(1, 0));
        let begin = points.k_means_plus_plus_at(level, 3, &settings, &mut generator);
        black_box(begin.unwrap());
        let n = x.len() / d;
        let (mut labels, mut shares) = (vec![0; n], vec![0.0; 3 * n]);
        start.ln_densities_at(level, x, &mut y[..n]).unwrap();
        start.responsibilities_at(level, x, &mut shares).unwrap();
        start.labels_at(level, x, &mut labels).unwrap();
        black_box((shares, labels));
    }
}

hotloop::dispatch! {
    fn functions_at(level, x: &[f64], y: &mut [f64], n: i32) = functions
}

/// Every method of the recurrence, and every shift of its lanes.
fn recurrences<T: Float>(level: Level, team: &Team, x: &[T]) {
    let mut y = vec![T::default(); x.len()];
    for delay in (1..=40).chain([1000]) {
        let comb = Comb::new(delay, 0.5).unwrap();
        forward::simd_at(level, x, comb, &mut y).unwrap();
        forward::in_place::simd_at(level, &mut y, comb).unwrap();
        backward::simd_at(level, x, comb, &mut y).unwrap();
        backward::in_place::simd_at(level, &mut y, comb).unwrap();
        // Blocks that are shorter than the delay, and those that outlast it.
        for echo in [Echo::forward(comb), Echo::backward(comb)] {
            let mut echo = echo.unwrap();
            for len in [20, 700, 5000] {
                echo.process_at(level, &mut y[..len]).unwrap();
                echo.process_to_at(level, &x[..len], &mut y[..len]).unwrap();
            }
        }
        let x = x.repeat(4);
        let mut y = vec![T::default(); x.len()];
        backward::threaded_at(level, team, &x, comb, &mut y).unwrap();
    }
    let mut path = Path::new(Process::new(0.1, 1.0, 2.0).unwrap(), 1.0).unwrap();
    path.advance_at(level, x, &mut y).unwrap();
    black_box(&y);
}

/// Uses every kernel, so that all are in the executable, at all levels: the catalogue's, and what of
/// them depends on the input.
fn use_every_kernel() {
    let team = Team::solo();
    for entry in catalogue::all() {
        for ladder in entry.at(Extent::of(1_000)) {
            checked(&*ladder, &team);
        }
    }
    let x = black_box(common::mixed(1, 5000));
    let mut y = vec![0.0; x.len()];
    let mut generator = Generator::new(1, 0);
    for level in common::levels() {
        black_box(sum::neumaier_at(level, &x));
        black_box(pairwise::strided_at(level, &team, &x, 2).unwrap());
        recurrences(level, &team, &x);
        let singles: Vec<_> = x.iter().map(|x| *x as f32).collect();
        recurrences(level, &team, &singles);
        // Every place of the output in a line.
        let mut large = vec![0.0; (1 << 21) + 8];
        for start in 0..8 {
            let large = &mut large[start..];
            uniform::simd_at(level, &mut generator, Uniform::unit(), large);
        }
        normal::simd_at(level, &mut generator, Normal::STANDARD, &mut y);
        // Every size of the tables, bins that are found and bins that are searched.
        for bins in [100, 1000, 10_000, 100_000] {
            let bins = Bins::uniform(bins, -1.0, 1.0).unwrap();
            for bins in [&bins, &Bins::from_edges(bins.edges()).unwrap()] {
                let mut histogram = Histogram::new(bins).unwrap();
                histogram::simd_at(level, &x, &mut histogram);
                black_box(histogram.counts());
            }
        }
        functions_at(level, &x, &mut y, black_box(11));
        mixtures_at(level, &x, &mut y);
        black_box(primes::simd_at(level, 1_000_000).unwrap());
        black_box(primes::counting_at(level, 1_000_000).unwrap());
        black_box(&y);
    }
}

#[test]
#[cfg_attr(
    debug_assertions,
    ignore = "nothing is inlined without optimisation: use --release"
)]
fn no_intrinsic_and_no_vector_operation_is_a_call() {
    use_every_kernel();
    // A call on purpose, to show that one is found.
    call_one_on_purpose();

    let executable = std::fs::read(std::env::current_exe().unwrap()).unwrap();
    let object = object::File::parse(executable.as_slice()).unwrap();
    let names: Vec<&str> = object
        .symbols()
        .filter_map(|symbol| symbol.name().ok())
        .collect();

    // The symbols do not name their kernels. That all are used is what the catalogue is for.
    let ladders = catalogue::all().len();
    for level in ENTRIES {
        let entries = names.iter().filter(|name| name.contains(level)).count();
        assert!(
            entries >= ladders,
            "{entries} entries of kernels with {level:?} in their names, expected one a ladder"
        );
    }

    let intrinsics: Vec<_> = names
        .iter()
        .filter(|name| name.contains("core_arch") && name.contains(INTRINSICS))
        .collect();
    assert!(
        matches!(intrinsics[..], [only] if only.contains(ON_PURPOSE)),
        "expected only the one called on purpose: {intrinsics:#?}"
    );

    let own = |name: &&&str| {
        let outside = ["5enter5entry", "6detect"];
        BACKENDS.iter().any(|part| name.contains(part))
            && !outside.iter().any(|part| name.contains(part))
    };
    let operations: Vec<_> = names.iter().filter(own).collect();
    assert!(
        operations.is_empty(),
        "operations that are calls: {operations:#?}"
    );
    #[cfg(target_arch = "x86_64")]
    panics::check(&object);
}
