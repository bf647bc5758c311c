//! `kernels::histogram`: a value is a store, and a store takes a cycle, which no limit of the tour
//! measures. Reading memory is what would bind it otherwise.

use crate::case::{Case, Measure};
use crate::common::aligned::Aligned;
use crate::common::scattered;
use crate::limits::Limit;
use hotloop::kernels::histogram::{self, Bins, Histogram};
use hotloop::threads::Team;

pub(super) fn cases<'t>(solo: &'t Team, team: &'t Team) -> Vec<Box<dyn Measure + 't>> {
    let len = 10_000_000;
    // As many as in the tutorial's difficult function, over where the values are.
    let input = move || {
        let bins = Bins::uniform(1024, 0.0, 4.0).expect("it has a width");
        Counted {
            x: Aligned::new(len, scattered),
            histogram: Histogram::new(&bins).expect("there is memory"),
        }
    };
    let ladder = Case::new("histogram", "1,024 bins, 10,000,000", len)
        .bound(Limit::Read, 8.0)
        .on(input, |counted, ()| check(counted))
        .rung("checked", solo, |Counted { x, histogram }| {
            histogram::checked(x, histogram);
        })
        .rung("unchecked", solo, |Counted { x, histogram }| {
            histogram::unchecked(x, histogram);
        })
        .rung("simd", solo, |Counted { x, histogram }| {
            histogram::simd(x, histogram);
        })
        .rung("threaded", team, |Counted { x, histogram }| {
            histogram::threaded(team, x, histogram);
        });
    vec![Box::new(ladder)]
}

struct Counted {
    x: Aligned<f64>,
    histogram: Histogram,
}

/// Bins of a width that is a power of two have edges that a product finds exactly.
fn check(Counted { x, histogram }: &mut Counted) {
    let mut expected = vec![0; histogram.bins().count()];
    for x in x.iter() {
        let last = expected.len() - 1;
        expected[((x * 256.0) as usize).min(last)] += 1;
    }
    assert_eq!(histogram.counts(), expected);
    assert_eq!(histogram.total(), x.len() as u64);
    // The next rung has to count it all again.
    *histogram = Histogram::new(histogram.bins()).expect("there is memory");
}
