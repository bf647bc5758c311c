//! What an element takes in the cache, kernel by kernel: nanoseconds, the least of several runs.

use hotloop::Error;
use hotloop::kernels::comb::{Comb, Echo, backward, forward};
use hotloop::kernels::histogram::{self, Bins, Histogram};
use hotloop::kernels::mixture::{Mixture, Points};
use hotloop::kernels::normal::{self, Normal};
use hotloop::kernels::sum;
use hotloop::kernels::summary::{self, Summary, columns};
use hotloop::random::Generator;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Elements: 32 KiB.
const N: usize = 4_096;

/// Prints what a call takes, by elements, of which it has `N`. A quarter of a second is long enough to be
/// undisturbed once, and calls are timed by the dozen, because a clock takes as long as a short one.
fn time(name: &str, mut call: impl FnMut() -> Result<(), Error>) -> Result<(), Error> {
    let mut least = Duration::MAX;
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_millis(250) {
        let start = Instant::now();
        for _ in 0..12 {
            call()?;
        }
        least = least.min(start.elapsed());
    }
    println!("{name} {:.3}", least.as_nanos() as f64 / (12 * N) as f64);
    Ok(())
}

fn main() -> Result<(), Error> {
    let mut generator = Generator::new(10, 0);
    let mut x = vec![0.0; N];
    normal::simd(&mut generator, Normal::STANDARD, &mut x);
    let mut y = vec![0.0; N];

    time("sum::simd", || {
        black_box(sum::simd(black_box(&x)));
        Ok(())
    })?;
    time("summary::simd", || {
        black_box(summary::simd(black_box(&x)));
        Ok(())
    })?;
    let mut summaries = [Summary::default(); 16];
    time("summary::columns", || {
        columns::simd(black_box(&x), black_box(&mut summaries))
    })?;
    let mut histogram = Histogram::new(&Bins::uniform(100, -3.0, 3.0)?)?;
    time("histogram::simd", || {
        histogram::simd(black_box(&x), &mut histogram);
        Ok(())
    })?;
    time("normal::simd", || {
        normal::simd(&mut generator, Normal::STANDARD, black_box(&mut y));
        Ok(())
    })?;
    let comb = Comb::new(100, 0.5)?;
    time("comb::forward::simd", || {
        forward::simd(black_box(&x), comb, black_box(&mut y))
    })?;
    time("comb::backward::simd", || {
        backward::simd(black_box(&x), comb, black_box(&mut y))
    })?;
    let long = Comb::new(1_000, 0.5)?;
    time("comb::backward::long", || {
        backward::simd(black_box(&x), long, black_box(&mut y))
    })?;
    let mut echo = Echo::backward(long)?;
    time("comb::Echo", || {
        let mut blocks = x.chunks(256).zip(y.chunks_mut(256));
        blocks.try_for_each(|(x, y)| echo.process_to(x, y))
    })?;

    // A point for each element: two numbers, and four components that they may be of.
    let centres = [-2.0, -2.0, -2.0, 2.0, 2.0, -2.0, 2.0, 2.0];
    let model = Mixture::new(&[0.25; 4], &centres, &[1.0, 0.0, 0.0, 1.0].repeat(4))?;
    let (mut coordinates, mut labels) = (vec![0.0; 2 * N], vec![0; N]);
    model.sample(&mut generator, &mut coordinates, &mut labels)?;
    let points = Points::new(&coordinates, 2)?;
    time("mixture", || {
        black_box(points.moments(black_box(&model))?);
        Ok(())
    })
}
