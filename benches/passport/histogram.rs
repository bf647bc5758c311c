//! `kernels::histogram`.

use super::Rows;
use super::answer::{Answer, Bits};
use super::inputs::{LENGTHS, all, kinds, narrowed, usual};
use hotloop::Error;
use hotloop::kernels::histogram::weighted::{self, WeightedHistogram, WeightedSum};
use hotloop::kernels::histogram::{self, Bins, Histogram, Value};

/// More than is left to one member.
const LONG: usize = 40_001;

pub(super) fn rows(rows: &mut Rows<'_>) {
    // On both sides of where the tables change.
    for count in [1, 10, 64, 1000, 5000, 20_000] {
        let bins = &uniform(count, -0.75, 0.5);
        edges(rows, &format!("bins={count}"), bins);
        for len in [1000, LONG] {
            every(
                rows,
                &format!("{len}/usual/bins={count}"),
                &usual(len),
                bins,
            );
        }
    }
    let bins = &uniform(37, -1.0, 1.0);
    let wide = all(&LENGTHS, 1000);
    for (input, x) in &wide {
        every(rows, &format!("{input}/bins=37"), x, bins);
        let weights: Vec<_> = x.iter().rev().copied().collect();
        weights_of(rows, &format!("{input}/bins=37"), (x, &weights), bins);
    }
    for (input, x) in &narrowed(&wide) {
        every(rows, &format!("f32/{input}/bins=37"), x, bins);
    }
    for count in [10, 5000] {
        let (x, weights) = (&usual(LONG), &usual(LONG + 1)[..LONG]);
        let bins = &uniform(count, -0.75, 0.5);
        weights_of(
            rows,
            &format!("{LONG}/usual/bins={count}"),
            (x, weights),
            bins,
        );
    }
    let bytes: Vec<u8> = (0..1000_u32).map(|i| (i * i / 3) as u8).collect();
    every(rows, "u8/1000/bins=37", &bytes, &uniform(37, 3.0, 200.0));
    // On both sides of 2^53, from where on not every integer is a number of `f64`.
    let long = |i: i64| (1_i64 << 53) + i * i * i / 7_000_000 - 30;
    let (signed, unsigned): (Vec<_>, Vec<_>) = (0..1000).map(|i| (long(i), long(i) as u64)).unzip();
    let bins = &uniform(37, 2_f64.powi(53) - 20.0, 2_f64.powi(53) + 54.0);
    every(rows, "i64/1000/bins=37", &signed, bins);
    every(rows, "u64/1000/bins=37", &unsigned, bins);
    let narrow = [
        ("subnormal", uniform(37, 0.0, 1e-310)),
        ("wide", uniform(37, -1e308, 7e307)),
        ("next", uniform(2, 1.0, 1.0_f64.next_up().next_up())),
    ];
    for (name, bins) in &narrow {
        edges(rows, name, bins);
        for (kind, x) in kinds(1000) {
            if matches!(kind, "tiny" | "any" | "ends") {
                every(rows, &format!("1000/{kind}/{name}"), &x, bins);
            }
        }
    }
    for count in [1, 37, 5000] {
        let bins = &uneven(count);
        for len in [1000, LONG] {
            every(
                rows,
                &format!("{len}/usual/uneven={count}"),
                &usual(len),
                bins,
            );
        }
    }
}

fn uniform(count: usize, low: f64, high: f64) -> Bins {
    Bins::uniform(count, low, high).expect("bins, and a range")
}

/// Bins that grow.
fn uneven(count: usize) -> Bins {
    let edge = |i: usize| (i * i) as f64 / (count * count) as f64 - 0.5;
    let edges: Vec<_> = (0..=count).map(edge).collect();
    Bins::from_edges(&edges).expect("edges that rise")
}

fn edges(rows: &mut Rows<'_>, name: &str, bins: &Bins) {
    rows.on("histogram", name)
        .solo("edges", || bins.edges().to_vec());
}

fn every<T: Value>(rows: &mut Rows<'_>, input: &str, x: &[T], bins: &Bins) {
    rows.on("histogram", input)
        .solo("checked", || {
            counted(bins, |histogram| histogram::checked(x, histogram))
        })
        .solo("unchecked", || {
            counted(bins, |histogram| histogram::unchecked(x, histogram))
        })
        .levels("simd", |level| {
            counted(bins, |histogram| histogram::simd_at(level, x, histogram))
        })
        .team("threaded", |level, team| {
            counted(bins, |histogram| {
                histogram::threaded_at(level, team, x, histogram);
            })
        })
        .levels("merge", |level| {
            let (mut all, (a, b)) = (Histogram::new(bins)?, x.split_at(x.len() / 3));
            for x in [b, a] {
                let mut part = Histogram::new(bins)?;
                histogram::simd_at(level, x, &mut part);
                all.merge(&part)?;
            }
            Ok::<_, Error>(all)
        });
}

fn counted(bins: &Bins, count: impl FnOnce(&mut Histogram)) -> Result<Histogram, Error> {
    let mut histogram = Histogram::new(bins)?;
    count(&mut histogram);
    Ok(histogram)
}

fn weights_of(rows: &mut Rows<'_>, input: &str, (x, weights): (&[f64], &[f64]), bins: &Bins) {
    let added = |add: &dyn Fn(&mut WeightedHistogram) -> Result<(), Error>| {
        let mut histogram = WeightedHistogram::new(bins)?;
        add(&mut histogram)?;
        Ok::<_, Error>(histogram)
    };
    rows.on("histogram::weighted", input)
        .solo("checked", || {
            added(&|histogram| weighted::checked(x, weights, histogram))
        })
        .solo("unchecked", || {
            added(&|histogram| weighted::unchecked(x, weights, histogram))
        })
        .levels("simd", |level| {
            added(&|histogram| weighted::simd_at(level, x, weights, histogram))
        })
        .team("threaded", |level, team| {
            added(&|histogram| weighted::threaded_at(level, team, x, weights, histogram))
        })
        .levels("merge", |level| {
            let mut all = WeightedHistogram::new(bins)?;
            let third = x.len() / 3;
            for part in [third..x.len(), 0..third] {
                let (x, weights) = (&x[part.clone()], &weights[part]);
                all.merge(&added(&|histogram| {
                    weighted::simd_at(level, x, weights, histogram)
                })?)?;
            }
            Ok::<_, Error>(all)
        });
}

impl Answer for WeightedSum {
    fn hash(&self, bits: &mut Bits) {
        (self.sum, self.squares).hash(bits);
    }
}

impl Answer for WeightedHistogram {
    fn hash(&self, bits: &mut Bits) {
        self.sums().hash(bits);
        self.outside()[..].hash(bits);
        self.density().hash(bits);
    }
}

impl Answer for Histogram {
    fn hash(&self, bits: &mut Bits) {
        self.counts().hash(bits);
        (self.underflow(), self.overflow(), self.nan()).hash(bits);
        self.density().hash(bits);
    }
}
