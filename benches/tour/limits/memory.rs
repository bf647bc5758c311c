//! Reading, copying and writing memory that no cache holds.

use super::arena::{Arena, LARGE};
use super::attempt::Attempt;
use crate::catalogue::Limit;
use hotloop::simd::{F64x8, Kernel, LANES, Level, Simd, Source, stream};
use hotloop::threads::{Schedule, Team};
use std::hint::black_box;

pub(super) fn attempts(team: &Team, level: Level) -> Vec<Attempt<'_>> {
    let bytes = (LARGE * size_of::<f64>()) as f64;
    let reading = |read: fn(Level, &[f64]) -> f64| {
        Attempt::new(Limit::Read, team, bytes, move |team, arena| {
            read_all(team, arena, |part| read(level, part));
        })
    };
    let copying = |copy: fn(Level, &[f64], &mut [f64])| {
        Attempt::new(Limit::Copy, team, 2.0 * bytes, move |team, arena| {
            write_all(team, arena, |from, to| copy(level, from, to));
        })
    };
    let writing = |write: fn(Level, &mut [f64])| {
        Attempt::new(Limit::Write, team, bytes, move |team, arena| {
            write_all(team, arena, |_, to| write(level, to));
        })
    };
    vec![
        reading(|level, x| level.run(Read::<0>(x))),
        reading(|level, x| level.run(Read::<16>(x))),
        reading(|level, x| level.run(Read::<64>(x))),
        copying(|_, from, to| to.copy_from_slice(from)),
        copying(|level, from, to| level.run(Copy { from, to })),
        writing(|_, to| to.fill(0.0)),
        writing(|level, to| level.run(Fill(to))),
    ]
}

/// Every member reads its part of the large array.
fn read_all(team: &Team, arena: &Arena<'_>, read: impl Fn(&[f64]) -> f64 + Sync) {
    let parts: Vec<_> = arena.from.chunks(part(team)).collect();
    team.parallel(|member| {
        if let Some(part) = parts.get(member.index) {
            black_box(read(part));
        }
    });
}

/// Every member writes its part of the other one.
fn write_all(team: &Team, arena: &mut Arena<'_>, write: impl Fn(&[f64], &mut [f64]) + Sync) {
    let from = &*arena.from;
    let part_of = |start: usize, to: &mut [f64]| write(&from[start..start + to.len()], to);
    team.for_each_block(&mut arena.to, part(team), Schedule::Static, part_of)
        .expect("the block is not zero");
    black_box(&arena.to);
}

/// Elements of a member's part: whole rows, so that every part starts where a cache line does.
fn part(team: &Team) -> usize {
    LARGE.div_ceil(team.members()).next_multiple_of(ROW)
}

/// Vectors to a step.
const COLUMNS: usize = 8;
const ROW: usize = COLUMNS * LANES;

/// Reads an array from its first element to its last, and asks for the row that is so many ahead:
/// processors differ in how far they look ahead themselves.
///
/// The additions are there to make the loads matter. There are far fewer of them than an adder
/// could do meanwhile.
struct Read<'a, const AHEAD: usize>(&'a [f64]);

impl<const AHEAD: usize> Kernel for Read<'_, AHEAD> {
    type Output = f64;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> f64 {
        let rows = self.0.as_chunks::<ROW>().0;
        let mut columns = [simd.splat(0.0); COLUMNS];
        for (i, row) in rows.iter().enumerate() {
            if AHEAD > 0
                && let Some(ahead) = rows.get(i + AHEAD)
            {
                for line in ahead.as_chunks().0 {
                    simd.prefetch(line);
                }
            }
            for (column, x) in columns.iter_mut().zip(row.as_chunks().0) {
                *column = *column + simd.load(x);
            }
        }
        let mut sum = simd.splat(0.0);
        for column in columns {
            sum = sum + column;
        }
        sum.to_array().iter().sum()
    }
}

/// Copies past the caches.
struct Copy<'a> {
    from: &'a [f64],
    to: &'a mut [f64],
}

impl Kernel for Copy<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let (from, to) = (self.from.as_chunks().0, self.to.as_chunks_mut().0);
        stream(simd, from, to, Loaded(simd));
    }
}

struct Loaded<S>(S);

impl<S: Simd> Source<S, &[f64; LANES]> for Loaded<S> {
    #[inline(always)]
    fn vector(&mut self, from: &[f64; LANES]) -> S::F64x8 {
        self.0.load(from)
    }
}

/// Fills past the caches.
struct Fill<'a>(&'a mut [f64]);

impl Kernel for Fill<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let to = self.0.as_chunks_mut().0;
        let nothing = std::iter::repeat(());
        stream(simd, nothing, to, Always(simd.splat(1.0)));
    }
}

struct Always<V>(V);

impl<S: Simd> Source<S, ()> for Always<S::F64x8> {
    #[inline(always)]
    fn vector(&mut self, (): ()) -> S::F64x8 {
        self.0
    }
}
