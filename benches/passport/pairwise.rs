//! `kernels::pairwise`.

use super::Rows;
use super::inputs::{LENGTHS, all, usual};
use hotloop::kernels::pairwise::general::{self, Pair};
use hotloop::kernels::pairwise::{self, between};
use hotloop::simd::{F64x8, Simd};
use hotloop::threads::Schedule;

/// More than a tile of columns.
const LONG: usize = 2_100;

pub(super) fn rows(rows: &mut Rows<'_>) {
    let lengths = [&LENGTHS[..4], &[300, LONG]].concat();
    for (input, x) in &all(&lengths, 300) {
        with_itself(rows, input, x);
        // Other numbers, of another length.
        let y = usual(130);
        with_others(rows, &format!("{input}/130"), x, &y);
    }
    let (x, y) = (usual(130), usual(LONG));
    with_others(rows, &format!("130/{LONG}"), &x, &y);
}

const SCHEDULES: [(&str, Schedule); 4] = [
    ("static", Schedule::Static),
    ("cyclic", Schedule::Cyclic),
    ("dynamic", Schedule::Dynamic { chunk: 1 }),
    ("guided", Schedule::Guided { min_chunk: 1 }),
];

fn with_itself(rows: &mut Rows<'_>, input: &str, x: &[f64]) {
    rows.on("pairwise", input)
        .solo("checked", || pairwise::checked(x))
        .solo("unchecked", || pairwise::unchecked(x))
        .levels("simd", |level| pairwise::simd_at(level, x))
        .team("threaded", |level, team| {
            pairwise::threaded_at(level, team, x)
        })
        .solo("closed_form", || pairwise::closed_form(x));
    rows.on("pairwise", format!("{input}/parts=5"))
        .team("strided", |level, team| {
            pairwise::strided_at(level, team, x, 5)
        });
    let schedules = if x.len() < 300 {
        &SCHEDULES[..1]
    } else {
        &SCHEDULES
    };
    for &(name, schedule) in schedules {
        rows.on("pairwise", format!("{input}/{name}"))
            .team("scheduled", |level, team| {
                pairwise::scheduled_at(level, team, schedule, x)
            });
    }
}

fn with_others(rows: &mut Rows<'_>, input: &str, x: &[f64], y: &[f64]) {
    rows.on("pairwise::between", input)
        .solo("checked", || between::checked(x, y))
        .solo("unchecked", || between::unchecked(x, y))
        .levels("simd", |level| between::simd_at(level, x, y))
        .team("threaded", |level, team| {
            between::threaded_at(level, team, x, y)
        })
        .team("scheduled", |level, team| {
            between::scheduled_at(level, team, Schedule::Guided { min_chunk: 1 }, x, y)
        })
        .team("strided", |level, team| {
            between::strided_at(level, team, x, y, 3)
        })
        .solo("closed_form", || between::closed_form(x, y));
    let pairs = Pairs { most: 0.75 };
    rows.on("pairwise::general", input)
        .levels("simd", |level| general::simd_at(level, &pairs, x, y))
        .team("threaded", |level, team| {
            general::threaded_at(level, team, &pairs, x, y)
        });
    rows.on("pairwise::general", format!("{input}/squares"))
        .levels("simd", |level| general::simd_at(level, &Squares, x, y))
        .team("threaded", |level, team| {
            general::threaded_at(level, team, &Squares, x, y)
        });
}

/// A bit of everything that a function may be made of.
struct Pairs {
    most: f64,
}

impl Pair for Pairs {
    #[inline(always)]
    fn apply<S: Simd>(&self, simd: S, x: S::F64x8, y: S::F64x8) -> S::F64x8 {
        let (most, one) = (simd.splat(self.most), simd.splat(1.0));
        let apart = (x - y).max(y - x);
        let near = apart.lt(most);
        let far = most / (one + apart.sqrt());
        S::F64x8::select(near, apart.mul_add(x, one), far.min(y))
    }
}

/// The square of the distance, which fuses.
struct Squares;

impl Pair for Squares {
    #[inline(always)]
    fn apply<S: Simd>(&self, _: S, x: S::F64x8, y: S::F64x8) -> S::F64x8 {
        (x - y) * (x - y)
    }

    #[inline(always)]
    fn accumulate<S: Simd>(&self, _: S, x: S::F64x8, y: S::F64x8, sum: S::F64x8) -> S::F64x8 {
        (x - y).mul_add(x - y, sum)
    }
}
