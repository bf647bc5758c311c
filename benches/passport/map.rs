//! `kernels::map`.

use super::Answer;
use super::Rows;
use super::inputs::{LENGTHS, all, kinds, narrowed, usual, written};
use hotloop::kernels::map;
use hotloop::simd::Float;

const LONG: usize = 70_001;

pub(super) fn rows(rows: &mut Rows<'_>) {
    let lengths = [&LENGTHS[..], &[LONG]].concat();
    let wide = all(&lengths, 1000);
    for (input, x) in &wide {
        every(rows, input, x, 0.25);
    }
    for (input, x) in &narrowed(&wide) {
        every(rows, &format!("f32/{input}"), x, 0.25);
    }
    for (kind, x) in kinds(67) {
        every(rows, &format!("67/{kind}"), &x, -0.0);
    }
    every(rows, "67/usual", &usual(67), f64::NAN);
}

fn every<T: Float + Answer>(rows: &mut Rows<'_>, input: &str, x: &[T], threshold: T) {
    let len = x.len();
    rows.on("map", format!("{input}/threshold={threshold:?}"))
        .solo("checked", || {
            written(len, |y| map::checked(x, threshold, y))
        })
        .solo("unchecked", || {
            written(len, |y| map::unchecked(x, threshold, y))
        })
        .levels("simd", |level| {
            written(len, |y| map::simd_at(level, x, threshold, y))
        })
        .team("threaded", |level, team| {
            written(len, |y| map::threaded_at(level, team, x, threshold, y))
        });
}
