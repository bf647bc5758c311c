//! `kernels::summary::columns`.

use super::Rows;
use super::inputs::{all, narrowed};
use hotloop::Error;
use hotloop::kernels::summary::{Summary, columns};
use hotloop::simd::Float;

/// Less than a vector, more than a strip and a member's share, and between.
const COLUMNS: [usize; 4] = [1, 5, 13, 300];
/// More than a group of rows, and more than a block and what one member takes alone.
const LENGTHS: [usize; 3] = [0, 3900, 70_200];

pub(super) fn rows(rows: &mut Rows<'_>) {
    let wide = all(&LENGTHS, 3900);
    for (input, x) in &wide {
        shapes(rows, &format!("f64/{input}"), x);
    }
    for (input, x) in &narrowed(&wide) {
        shapes(rows, &format!("f32/{input}"), x);
    }
    every(rows, "f64/refused/7", &[1.0; 30], 7);
    every(rows, "f64/refused/0", &[1.0; 30], 0);
}

fn shapes<T: Float>(rows: &mut Rows<'_>, input: &str, x: &[T]) {
    for columns in COLUMNS {
        every(rows, &format!("{input}/columns={columns}"), x, columns);
    }
}

fn every<T: Float>(rows: &mut Rows<'_>, input: &str, x: &[T], columns: usize) {
    rows.on("summary::columns", input)
        .solo("checked", || {
            written(columns, |summaries| columns::checked(x, summaries))
        })
        .solo("unchecked", || {
            written(columns, |summaries| columns::unchecked(x, summaries))
        })
        .levels("simd", |level| {
            written(columns, |summaries| columns::simd_at(level, x, summaries))
        })
        .team("threaded", |level, team| {
            written(columns, |summaries| {
                columns::threaded_at(level, team, x, summaries)
            })
        });
}

fn written(
    columns: usize,
    write: impl FnOnce(&mut [Summary]) -> Result<(), Error>,
) -> (Result<(), Error>, Vec<Summary>) {
    let mut summaries = vec![Summary::default(); columns];
    let outcome = write(&mut summaries);
    (outcome, summaries)
}
