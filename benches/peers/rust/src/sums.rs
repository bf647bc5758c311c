//! A sum, and a sum of all products of two.

use crate::regions::paralight;
use crate::turns::{contestant, table, timed};
use hotloop::kernels::{pairwise, sum};
use hotloop::memory::Buffer;
use hotloop::threads::Team;
use ndarray::ArrayView1;
use paralight::prelude::{ExactParallelSourceExt, IntoExactParallelRefSource, ParallelIteratorExt};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

pub(crate) fn sum(team: &Team) {
    const COUNT: usize = 10_000_000;
    let mut x = Buffer::zeroed(COUNT).expect("there is memory");
    for (i, x) in x.iter_mut().enumerate() {
        *x = (i * 37 % 1024) as f64 / 16.0;
    }
    // Sums of multiples of a sixteenth are exact in any order.
    let x: &[f64] = &x;
    let expected = sum::checked(x);
    let exact = |sum: f64| assert_eq!(sum, expected);
    let threads = team.members();
    table(
        "the sum of 10,000,000 f64",
        COUNT,
        vec![
            contestant("hotloop", 1, |n| timed(n, || exact(sum::simd(x)))),
            contestant("hotloop", threads, |n| {
                team.parallel(|_| ());
                timed(n, || exact(sum::threaded(team, x)))
            }),
            contestant("lanes", 1, |n| {
                timed(n, || exact(lanes::stats::f64::sum(x)))
            }),
            contestant("ndarray", 1, |n| {
                timed(n, || exact(ArrayView1::from(x).sum()))
            }),
            contestant("rayon", threads, |n| {
                timed(n, || exact(x.into_par_iter().sum()))
            }),
            contestant("paralight", threads, |n| {
                let mut pool = paralight(threads);
                let mut sum = |x: &[f64]| {
                    let x = IntoExactParallelRefSource::par_iter(x).with_thread_pool(&mut pool);
                    ParallelIteratorExt::sum::<f64>(x)
                };
                // Its threads have just been started, and are waited for.
                sum(&x[..threads]);
                timed(n, || exact(sum(x)))
            }),
        ],
    );
}

pub(crate) fn pairwise(team: &Team) {
    const COUNT: usize = 5_000;
    let x: Vec<f64> = (0..COUNT).map(|i| (i * 37 % 16) as f64).collect();
    let expected = x.iter().sum::<f64>().powi(2);
    // Of small integers the sum is exact in any order.
    let exact = |sum: f64| assert_eq!(sum, expected);
    let all = ArrayView1::from(&x);
    table(
        "all products of two of 5,000 f64",
        COUNT * COUNT,
        vec![
            contestant("hotloop", 1, |n| timed(n, || exact(pairwise::simd(&x)))),
            contestant("hotloop", team.members(), |n| {
                team.parallel(|_| ());
                timed(n, || exact(pairwise::threaded(team, &x)))
            }),
            contestant("ndarray, scaled rows", 1, |n| {
                timed(n, || exact(x.iter().map(|&x| (&all * x).sum()).sum()))
            }),
            contestant("rayon, plain loops", team.members(), |n| {
                let row = |&a: &f64| x.iter().map(|&b| a * b).sum::<f64>();
                timed(n, || exact((&x[..]).into_par_iter().map(row).sum()))
            }),
        ],
    );
}
