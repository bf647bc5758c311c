//! Memory: what the pages of an array cost, first and later, and where it lies. What NumPy makes of
//! the same is `benches/peers/memory.py`.

mod common;

use common::harness::{group, run};
use criterion::{BatchSize, Criterion};
use hotloop::kernels::{map, sum};
use hotloop::memory::{Buffer, PageSize};
use hotloop::threads::Team;
use std::hint::black_box;

/// 320 MB.
const TOUCHED: usize = 40_000_000;
/// 80 MB.
const READ: usize = 10_000_000;
/// Elements of a page, and of half of one.
const PAGE: usize = 4096 / size_of::<f64>();

fn main() {
    run(|criterion, team| {
        first_touch(criterion, team);
        reading(criterion, team);
        placing(criterion);
    });
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

/// From one array to another, which begin alike within a page, or half a page apart.
fn placing(criterion: &mut Criterion) {
    let array = || {
        let mut x = Buffer::zeroed(READ + 2 * PAGE).expect("there is room for it");
        x.fill(0.5);
        x
    };
    let (x, mut y) = (array(), array());
    let page = |x: &[f64]| x.as_ptr().align_offset(4096);
    let x = &x[page(&x)..][..READ];
    let y_page = page(&y);
    let mut group = group(criterion, "memory/map", READ, 2 * size_of::<f64>());
    for (name, past) in [("alike", 0), ("half a page apart", PAGE / 2)] {
        let y = &mut y[y_page + past..][..READ];
        group.bench_function(name, |bencher| {
            bencher.iter(|| map::simd(black_box(x), 2.0, y));
        });
    }
}
