//! `kernels::histogram`.

use super::Rows;
use super::answer::{Answer, Bits};
use super::inputs::{LENGTHS, all, kinds, usual};
use hotloop::Error;
use hotloop::kernels::histogram::{self, Bins, Histogram};

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
    for (input, x) in &all(&LENGTHS, 1000) {
        every(rows, &format!("{input}/bins=37"), x, bins);
    }
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

fn every(rows: &mut Rows<'_>, input: &str, x: &[f64], bins: &Bins) {
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

impl Answer for Histogram {
    fn hash(&self, bits: &mut Bits) {
        self.counts().hash(bits);
        (self.underflow(), self.overflow(), self.nan()).hash(bits);
        self.density().hash(bits);
    }
}
