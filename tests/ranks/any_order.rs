//! Histograms and exact sums, which merge to the same whatever rank has what.

use crate::refused;
use hotloop::kernels::histogram::{self, Bins, Histogram};
use hotloop::kernels::sum::Exact;
use hotloop::ranks::Ranks;
use mpi::topology::{Color, Communicator, SimpleCommunicator};
use std::path::Path;

pub(crate) fn merges(world: &SimpleCommunicator, _: &Path) {
    let ranks = Ranks::new(world);
    // And with the ranks in the other order.
    let color = Color::with_value(0);
    let reversed = world.split_by_color_with_key(color, -world.rank()).unwrap();
    let reversed = Ranks::new(&reversed);
    assert_eq!(reversed.rank(), ranks.size() - 1 - ranks.rank());
    for ranks in [&ranks, &reversed] {
        sums(ranks);
        counts(ranks);
        saturated(ranks);
        other_bins(ranks);
    }
}

/// Numbers of all sizes that cancel.
fn numbers(len: u64) -> Vec<f64> {
    let mut numbers = vec![];
    for i in 0..len {
        let word = (i + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let x = f64::from_bits(word);
        if x.is_finite() {
            numbers.extend([x, -x * (1.0 + f64::EPSILON)]);
        }
        numbers.push(1.0 / (1 + i) as f64);
    }
    numbers
}

fn sums(ranks: &Ranks<'_>) {
    let tiny = f64::from_bits(1);
    let most = f64::MAX;
    let lists: [&[f64]; 11] = [
        &[],
        &[1.0],
        &[-tiny],
        &[most, most, most, 1.0, -most, -most, -most],
        &[most; 9],
        &[-most; 9],
        &[1e300, 1.0, tiny, -1e300, -1.0],
        &[1.0, f64::INFINITY, 2.0, 3.0],
        &[f64::INFINITY, 1.0, 2.0, f64::NEG_INFINITY],
        &[1.0, 2.0, 3.0, f64::NAN, 4.0],
        &numbers(2000),
    ];
    for list in lists {
        let mut all = Exact::new();
        all.add_slice(list);
        let n = ranks.size();
        // Neighbours on other ranks, and all with the last.
        for with in [|i, n| i % n, |_, n| n - 1] as [fn(usize, usize) -> usize; 2] {
            let mut sum = Exact::new();
            let mine = |(i, _): &(usize, _)| with(*i, n) == ranks.rank();
            for (_, x) in list.iter().enumerate().filter(mine) {
                sum.add(*x);
            }
            let found = ranks.exact(&sum);
            assert_eq!(found.to_bytes(), all.to_bytes(), "{:?}", all.total());
            let same = found.total().to_bits() == all.total().to_bits();
            assert!(same || all.total().is_nan() && found.total().is_nan());
        }
    }
    // As large as it gets: sums of sums, to which every rank brings as much.
    let mut sum = Exact::new();
    sum.add(f64::MAX);
    let mut all = Exact::new();
    for _ in 0..40 {
        let mut next = Exact::new();
        (0..ranks.size()).for_each(|_| next.merge(&sum));
        all.merge(&next);
        sum = ranks.exact(&sum);
        assert_eq!(sum.to_bytes(), next.to_bytes());
    }
}

fn counts(ranks: &Ranks<'_>) {
    let x: Vec<f64> = (0..10_007)
        .map(|i| f64::from(i * 7919 % 10_007) * 1e-3 - 1.0)
        .chain([f64::NAN, f64::INFINITY, f64::NEG_INFINITY])
        .collect();
    for bins in [
        Bins::uniform(1, 0.0, 1.0),
        Bins::uniform(100, 0.0, 8.0),
        Bins::from_edges(&[-0.5, 0.0, 0.25, 7.0]),
    ] {
        let bins = bins.unwrap();
        let (mut all, mut mine) = (
            Histogram::new(&bins).unwrap(),
            Histogram::new(&bins).unwrap(),
        );
        histogram::simd(&x, &mut all);
        for x in x.chunks(13).skip(ranks.rank()).step_by(ranks.size()) {
            histogram::simd(x, &mut mine);
        }
        let found = ranks.histogram(&mine).unwrap();
        assert_eq!(found, all);
        assert_eq!(found.total(), x.len() as u64);
    }
}

/// As if they were merged.
fn saturated(ranks: &Ranks<'_>) {
    let bins = Bins::uniform(4, 0.0, 4.0).unwrap();
    let (n, rank) = (ranks.size() as u64, ranks.rank() as u64);
    let half = 1 << 62;
    let of = |rank: u64| {
        let counts = [
            u64::from(u32::MAX) + rank,
            half + rank,
            2 * half - rank,
            rank,
        ];
        Histogram::from_counts(&bins, &counts, [2 * half, half, 1 << 32]).unwrap()
    };
    let mut merged = of(0);
    for rank in 1..n {
        merged.merge(&of(rank)).unwrap();
    }
    let found = ranks.histogram(&of(rank)).unwrap();
    assert_eq!(found, merged);
    let most = 1 << 63;
    let sum = (0..n).sum::<u64>();
    let counts = [
        n * u64::from(u32::MAX) + sum,
        n.saturating_mul(half).saturating_add(sum).min(most),
        most,
        sum,
    ];
    assert_eq!(found.counts(), counts);
    assert_eq!(found.outside()[0], most);
}

fn other_bins(ranks: &Ranks<'_>) {
    if ranks.size() == 1 {
        return;
    }
    let usual = Bins::uniform(4, 0.0, 4.0).unwrap();
    let said = "`bins`: found other values on other ranks, expected the same";
    for other in [
        Bins::uniform(5, 0.0, 4.0),
        Bins::uniform(4, 0.0, 4.5),
        Bins::from_edges(&[0.0, 1.0, 2.0, 3.0_f64.next_up(), 4.0]),
    ] {
        let other = other.unwrap();
        for victim in [0, ranks.size() - 1] {
            let bins = if ranks.rank() == victim {
                &other
            } else {
                &usual
            };
            refused(ranks.histogram(&Histogram::new(bins).unwrap()), said);
            // The next works.
            let all = ranks.histogram(&Histogram::new(&usual).unwrap());
            assert_eq!(all.unwrap().total(), 0);
        }
    }
}
