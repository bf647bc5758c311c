//! `kernels::summary`.

use super::Rows;
use super::answer::{Answer, Bits};
use super::inputs::{LENGTHS, all, narrowed};
use hotloop::kernels::summary::{self, Summary};
use hotloop::simd::Float;

/// More than a team's first member takes alone.
const LONG: usize = 270_001;

pub(super) fn rows(rows: &mut Rows<'_>) {
    let lengths = [&LENGTHS[..], &[5000, LONG]].concat();
    let wide = all(&lengths, 1000);
    for (input, x) in &wide {
        every(rows, input, x);
        pieces(rows, input, x);
    }
    for (input, x) in &narrowed(&wide) {
        every(rows, &format!("f32/{input}"), x);
    }
}

fn every<T: Float>(rows: &mut Rows<'_>, input: &str, x: &[T]) {
    rows.on("summary", input)
        .solo("checked", || summary::checked(x))
        .solo("unchecked", || summary::unchecked(x))
        .levels("simd", |level| summary::simd_at(level, x))
        .team("threaded", |level, team| {
            summary::threaded_at(level, team, x)
        });
}

fn pieces(rows: &mut Rows<'_>, input: &str, x: &[f64]) {
    for block in [301, 100_000] {
        rows.on("summary", format!("{input}/blocks={block}"))
            .levels("merge", |level| {
                let parts = x.chunks(block).map(|x| summary::simd_at(level, x));
                parts.fold(Summary::default(), Summary::merge)
            });
    }
    for parts in [1, 5] {
        rows.on("summary", format!("{input}/parts={parts}"))
            .team("strided", |level, team| {
                summary::strided_at(level, team, x, parts)
            });
    }
}

impl Answer for Summary {
    fn hash(&self, bits: &mut Bits) {
        (self.count(), self.sum()).hash(bits);
        (self.mean(), self.variance(), self.sample_variance()).hash(bits);
        (self.min(), self.max()).hash(bits);
    }
}
