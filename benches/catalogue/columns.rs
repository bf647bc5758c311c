//! `kernels::summary::columns`: one pass over memory, so reading is what binds in the end.

use super::case::Case;
use super::common::aligned::Aligned;
use super::common::thousands;
use super::rungs::Rungs;
use super::summary::check;
use super::{Entry, Extent, Limit};
use bytemuck::Zeroable;
use hotloop::Error;
use hotloop::kernels::summary::{Summary, columns};
use hotloop::simd::Float;
use std::any::type_name;

pub(super) fn ladder() -> Entry {
    Entry::new("summary::columns")
        .on(|extent| on::<f64>(1_000, extent), &[10_000_000], &[65_536])
        .on(|extent| on::<f32>(1_000, extent), &[], &[10_000_000])
        .on(|extent| on::<f64>(20, extent), &[], &[4_096, 10_000_000])
        .on(|extent| on::<f64>(3, extent), &[], &[10_000_000])
}

/// The numbers, as many as fill rows, and the summaries.
struct Table<T> {
    x: Aligned<T>,
    len: usize,
    summaries: Vec<Summary>,
}

impl<T> Table<T> {
    fn both(&mut self) -> (&[T], &mut [Summary]) {
        (&self.x[..self.len], &mut self.summaries)
    }
}

fn on<T: Float + Zeroable>(columns: usize, extent: Extent) -> Rungs<Table<T>, Result<(), Error>> {
    // Multiples of a sixteenth, whose sum is exact in any order.
    let columns = columns.min(extent.len);
    let input = move || Table {
        x: extent.input(|i| T::nearest(((i * 37) % 1021) as f64 / 16.0)),
        len: extent.len - extent.len % columns,
        summaries: vec![Summary::default(); columns],
    };
    let check = |table: &mut Table<T>, outcome: Result<(), Error>| {
        outcome.expect("there are whole rows");
        verify(table);
    };
    let name = format!(
        "{}, {} columns, {}",
        type_name::<T>(),
        thousands(columns),
        thousands(extent.len)
    );
    Case::new("summary::columns", name, extent.len)
        .bytes(size_of::<T>())
        .bound(Limit::Read)
        .on(input, check)
        .solo("checked", |table| {
            let (x, summaries) = table.both();
            columns::checked(x, summaries)
        })
        .solo("unchecked", |table| {
            let (x, summaries) = table.both();
            columns::unchecked(x, summaries)
        })
        .levels(|level, table| {
            let (x, summaries) = table.both();
            columns::simd_at(level, x, summaries)
        })
        .solo("simd", |table| {
            let (x, summaries) = table.both();
            columns::simd(x, summaries)
        })
        .team("threaded", |team, table| {
            let (x, summaries) = table.both();
            columns::threaded(team, x, summaries)
        })
}

/// Holds some of the columns to what they are, and spoils all.
fn verify<T: Float>(table: &mut Table<T>) {
    let (x, summaries) = table.both();
    let columns = summaries.len();
    for c in (0..columns).step_by(1 + columns / 7) {
        let column: Vec<T> = x.iter().skip(c).step_by(columns).copied().collect();
        check(&column, &summaries[c]);
    }
    summaries.fill(Summary::default());
}
