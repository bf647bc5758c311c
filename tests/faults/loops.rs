//! That a team does what loops ask of it.

use hotloop::kernels::sum;
use hotloop::threads::{Schedule, Team};

/// Maps under every schedule, and sums.
pub(crate) fn run_on(team: &Team) {
    let x: Vec<f64> = (0..100_000).map(|i| f64::from(i) * 0.1).collect();
    assert_eq!(sum::threaded(team, &x), sum::simd(&x));
    let items: Vec<usize> = (0..1000).collect();
    for schedule in [
        Schedule::Static,
        Schedule::Cyclic,
        Schedule::Dynamic { chunk: 7 },
        Schedule::Guided { min_chunk: 1 },
        Schedule::Adaptive,
    ] {
        let doubled = team.map(&items, schedule, |item| 2 * item).unwrap();
        assert!(doubled.into_iter().eq(items.iter().map(|item| 2 * item)));
    }
}
