//! `kernels::map`.

use super::Rows;
use super::inputs::{LENGTHS, all, written};
use hotloop::kernels::map;

const LONG: usize = 70_001;

pub(super) fn rows(rows: &mut Rows<'_>) {
    let lengths = [&LENGTHS[..], &[LONG]].concat();
    for (input, x) in &all(&lengths, 1000) {
        for threshold in [0.25, -0.0, f64::NAN] {
            rows.on("map", format!("{input}/threshold={threshold:?}"))
                .solo("checked", || {
                    written(x.len(), |y| map::checked(x, threshold, y))
                })
                .solo("unchecked", || {
                    written(x.len(), |y| map::unchecked(x, threshold, y))
                })
                .levels("simd", |level| {
                    written(x.len(), |y| map::simd_at(level, x, threshold, y))
                })
                .team("threaded", |level, team| {
                    written(x.len(), |y| map::threaded_at(level, team, x, threshold, y))
                });
            // A long one takes as long as all others.
            if x.len() > 1000 {
                break;
            }
        }
    }
}
