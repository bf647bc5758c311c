//! `kernels::sum`.

use super::inputs::{LENGTHS, all, integers, narrowed, of_exponents};
use super::{Answer, Rows};
use hotloop::kernels::sum::{self, Exact, Summand};
use hotloop::simd::Float;
use hotloop::simd::Level;

/// More than a run of blocks, and more than two.
const LONG: usize = 140_003;

pub(super) fn rows(rows: &mut Rows<'_>) {
    let lengths = [&LENGTHS[..], &[LONG]].concat();
    let mut wide = all(&lengths, 1000);
    for len in [5000, LONG] {
        wide.push((format!("{len}/any"), of_exponents(len, 0, 0x7fe)));
    }
    for (input, x) in &wide {
        every(rows, &format!("f64/{input}"), x);
        exact(rows, &format!("f64/{input}"), x);
    }
    for (input, x) in &narrowed(&wide) {
        every(rows, &format!("f32/{input}"), x);
        exact(rows, &format!("f32/{input}"), x);
    }
    for len in lengths {
        let integers = integers(len);
        every(rows, &format!("i64/{len}"), &integers);
        let unsigned: Vec<_> = integers.iter().map(|x| x.cast_unsigned()).collect();
        every(rows, &format!("u64/{len}"), &unsigned);
        narrow(rows, len, &unsigned);
    }
}

/// The lower bits of the words.
fn narrow(rows: &mut Rows<'_>, len: usize, words: &[u64]) {
    fn of<T>(words: &[u64], lower: fn(u64) -> T) -> Vec<T> {
        words.iter().map(|&word| lower(word)).collect()
    }
    every(rows, &format!("i32/{len}"), &of(words, |word| word as i32));
    every(rows, &format!("u32/{len}"), &of(words, |word| word as u32));
    every(rows, &format!("i16/{len}"), &of(words, |word| word as i16));
    every(rows, &format!("u16/{len}"), &of(words, |word| word as u16));
    every(rows, &format!("i8/{len}"), &of(words, |word| word as i8));
    every(rows, &format!("u8/{len}"), &of(words, |word| word as u8));
}

fn every<T: Summand<Sum: Answer>>(rows: &mut Rows<'_>, input: &str, x: &[T]) {
    rows.on("sum", input)
        .solo("checked", || sum::checked(x))
        .solo("unchecked", || sum::unchecked(x))
        .levels("simd", |level| sum::simd_at(level, x))
        .team("threaded", |level, team| sum::threaded_at(level, team, x))
        .levels("neumaier", |level| sum::neumaier_at(level, x));
}

fn exact<T: Float>(rows: &mut Rows<'_>, input: &str, x: &[T]) {
    rows.on("sum", input)
        .levels("exact", |level| sum::exact_at(level, x))
        .team("exact_threaded", |level, team| {
            sum::exact_threaded_at(level, team, x)
        })
        .levels("Exact", |level| merged(level, x));
}

/// Pieces that grow, each merged in front of those before it, and one element by itself.
fn merged<T: Float>(level: Level, x: &[T]) -> (f64, f32, Vec<u64>) {
    let (mut sum, mut rest, mut len) = (Exact::new(), x, 1);
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(len.min(rest.len()));
        let mut next = Exact::new();
        next.add(piece[0].into());
        next.add_slice_at(level, &piece[1..]);
        next.merge(&sum);
        (sum, rest, len) = (next, after, 3 * len);
    }
    let bytes = sum.to_bytes();
    (sum.total(), sum.total_f32(), bytes.map(u64::from).to_vec())
}
