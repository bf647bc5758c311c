//! Memory: what the pages of an array cost, first and later, which stores go where, and where arrays
//! lie. What NumPy makes of
//! the same is `benches/peers/memory.py`.

mod common;

use common::aligned::{Aligned, USUAL};
use common::harness::{group, run};
use criterion::{BatchSize, Criterion};
use hotloop::kernels::{map, sum};
use hotloop::memory::{Buffer, PageSize};
use hotloop::simd::{self, F64x8, Simd, Source};
use hotloop::threads::{Schedule, Team};
use std::hint::black_box;

/// 320 MB.
const TOUCHED: usize = 40_000_000;
/// 80 MB.
const READ: usize = 10_000_000;
/// 19 MB, in and out: streamed everywhere.
const PLACED: usize = 1_200_000;
/// 32 KB.
const COPIED: usize = 4_096;
/// 1 KiB.
const PIECE: usize = 128;
/// Elements of a page.
const PAGE: usize = 4096 / size_of::<f64>();

fn main() {
    run(
        "memory: first touch, pages, stores and places of arrays",
        |criterion, team| {
            first_touch(criterion, team);
            reading(criterion, team);
            storing(criterion, team);
            placing(criterion);
        },
    );
}

/// From nothing to an array of zeros of which every page is there. Giving it back is not counted.
fn first_touch(criterion: &mut Criterion, team: &Team) {
    let touched = |x: &mut [f64]| {
        for x in x.iter_mut().step_by(PAGE) {
            *x = black_box(0.0);
        }
    };
    let mut group = group(criterion, "memory/first touch", TOUCHED, size_of::<f64>());
    group.bench_function("vec!", |bencher| {
        let make = |()| {
            let mut x = vec![0.0; TOUCHED];
            touched(&mut x);
            x
        };
        bencher.iter_batched(|| (), make, BatchSize::PerIteration);
    });
    group.bench_function("Buffer", |bencher| {
        let make = |()| {
            let mut x = Buffer::zeroed(TOUCHED).expect("there is room for it");
            touched(&mut x);
            x
        };
        bencher.iter_batched(|| (), make, BatchSize::PerIteration);
    });
    group.bench_function("Buffer::touched_by", |bencher| {
        let make = |()| Buffer::<f64>::touched_by(team, TOUCHED).expect("there is room for it");
        bencher.iter_batched(|| (), make, BatchSize::PerIteration);
    });
}

/// Reading an array from one end to the other.
fn reading(criterion: &mut Criterion, team: &Team) {
    let vec = vec![0.5; READ];
    let [huge, base] = [PageSize::Huge, PageSize::Base].map(|pages| {
        let mut x = Buffer::zeroed_on(pages, READ).expect("there is room for it");
        x.fill(0.5);
        x
    });
    let mut group = group(criterion, "memory/sum", READ, size_of::<f64>());
    let arrays: [(&str, &[f64]); 3] =
        [("vec!", &vec), ("huge pages", &huge), ("base pages", &base)];
    for (name, x) in arrays {
        group.bench_function(format!("{name}/simd"), |bencher| {
            bencher.iter(|| sum::simd(black_box(x)));
        });
        group.bench_function(format!("{name}/threaded"), |bencher| {
            bencher.iter(|| sum::threaded(team, black_box(x)));
        });
    }
}

/// With ordinary and with non-temporal stores, from what caches hold to what they do not.
fn storing(criterion: &mut Criterion, team: &Team) {
    let x = Aligned::new(USUAL, READ, |_| 0.5);
    let mut y = Aligned::touched(USUAL + size_of::<f64>() * PAGE / 2, READ);
    for n in [1 << 19, 1 << 20, 3 << 19, 3 << 20, READ] {
        let (x, y) = (&x[..n], &mut y[..n]);
        let name = format!("memory/stores/{n}");
        let mut group = group(criterion, &name, n, 2 * size_of::<f64>());
        for (name, double) in [("ordinary", ordinary as Kernel), ("streamed", streamed)] {
            group.bench_function(format!("{name}/simd"), |bencher| {
                bencher.iter(|| double(black_box(x).as_chunks().0, y.as_chunks_mut().0));
            });
            group.bench_function(format!("{name}/threaded"), |bencher| {
                bencher.iter(|| {
                    let part = |from, y: &mut [f64]| {
                        double(x[from..][..y.len()].as_chunks().0, y.as_chunks_mut().0);
                    };
                    team.for_each_block(y, n.div_ceil(team.members()), Schedule::Static, part)
                        .expect("no member panics");
                });
            });
        }
    }
}

/// From one array to another that begins so many bytes past it, modulo the size of a page.
fn placing(criterion: &mut Criterion) {
    for past in [0, 8, 64, 192, 256, 2048] {
        let x = Aligned::new(4096 - past, PLACED, |_| 0.5);
        let mut y = Aligned::touched(4096, PLACED);
        let name = format!("memory/places/{past}");
        let mut group = group(criterion, &name, PLACED, 2 * size_of::<f64>());
        group.bench_function("stream", |bencher| {
            bencher.iter(|| streamed(black_box(&x).as_chunks().0, y.as_chunks_mut().0));
        });
        group.bench_function("map::simd", |bencher| {
            // What is written is no zero: some processors write those faster.
            bencher.iter(|| map::simd(black_box(&x), 0.25, &mut y));
        });
    }
    for past in [0, 8, 64, 2048] {
        let x = Aligned::new(4096 - past, COPIED, |_| 0.5);
        let mut y = Aligned::touched(4096, COPIED);
        let name = format!("memory/copies/{past}");
        let mut group = group(criterion, &name, COPIED, 2 * size_of::<f64>());
        group.bench_function("at once", |bencher| {
            bencher.iter(|| y.copy_from_slice(black_box(&x)));
        });
        group.bench_function("in pieces", |bencher| {
            bencher.iter(|| {
                for (x, y) in black_box(&x).chunks(PIECE).zip(y.chunks_mut(PIECE)) {
                    y.copy_from_slice(x);
                }
            });
        });
    }
}

type Kernel = fn(&[[f64; 8]], &mut [[f64; 8]]);

hotloop::dispatch! {
    /// `y = 2 x`, with ordinary stores.
    fn ordinary(x: &[[f64; 8]], y: &mut [[f64; 8]]) = double_ordinary, at ordinary_at
}

#[inline(always)]
fn double_ordinary<S: Simd>(simd: S, x: &[[f64; 8]], y: &mut [[f64; 8]]) {
    let mut doubled = Doubled(simd);
    for (x, y) in x.iter().zip(y) {
        doubled.vector(x).store(y);
    }
}

hotloop::dispatch! {
    /// `y = 2 x`, with stores that go past the caches.
    fn streamed(x: &[[f64; 8]], y: &mut [[f64; 8]]) = double_streamed, at streamed_at
}

#[inline(always)]
fn double_streamed<S: Simd>(simd: S, x: &[[f64; 8]], y: &mut [[f64; 8]]) {
    simd::stream(simd, x, y, Doubled(simd));
}

struct Doubled<S>(S);

impl<S: Simd> Source<S, &[f64; 8]> for Doubled<S> {
    #[inline(always)]
    fn vector(&mut self, from: &[f64; 8]) -> S::F64x8 {
        let x = self.0.load(from);
        x + x
    }
}
