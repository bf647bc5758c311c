//! Sums over all pairs.

use super::super::check::{agree, levelled, teamed};
use super::super::input::Input;
use super::{U, decided, placed};
use hotloop::kernels::pairwise::general::Pair;
use hotloop::kernels::pairwise::{self, between, general};
use hotloop::simd::{F64x8, Level, Simd};
use hotloop::threads::{Schedule, Team};

/// Squares of distances, cut off.
struct Clipped(f64);

impl Pair for Clipped {
    #[inline(always)]
    fn apply<S: Simd>(&self, simd: S, x: S::F64x8, y: S::F64x8) -> S::F64x8 {
        let apart = x - y;
        (apart * apart).min(simd.splat(self.0))
    }
}

pub(super) fn pairs(input: &mut Input<'_>) {
    let (x, start) = placed::<f64>(input, 400);
    let (y, end) = placed::<f64>(input, 2100);
    let (x, y) = (&x[start..], &y[end..]);
    let on = (input.team(), input.level());
    let schedule = input.schedule();
    let parts = input.count();
    one(x, parts, schedule, on);
    let simd = levelled("simd", |level| between::simd_at(level, x, y));
    let threaded = teamed("threaded", on, |level, team| {
        between::threaded_at(level, team, x, y)
    });
    agree("threaded", &threaded, &simd);
    let scheduled = teamed("scheduled", on, |level, team| {
        between::scheduled_at(level, team, schedule, x, y)
    });
    let strided = teamed("strided", on, |level, team| {
        between::strided_at(level, team, x, y, parts)
    });
    assert_eq!(strided.is_err(), parts == 0);
    if let Ok(sum) = scheduled {
        agree("scheduled", &sum, &simd);
    }
    let checked = between::checked(x, y);
    agree("unchecked", &between::unchecked(x, y), &checked);
    let closed = between::closed_form(x, y);
    let rungs = [simd, closed, strided.unwrap_or(simd)];
    near(checked, &rungs, x, y);

    let clipped = Clipped(input.number());
    let general = levelled("general", |level| general::simd_at(level, &clipped, x, y));
    let threaded = teamed("general", on, |level, team| {
        general::threaded_at(level, team, &clipped, x, y)
    });
    agree("general", &threaded, &general);
}

/// An array with itself.
fn one(x: &[f64], parts: usize, schedule: Schedule, on: (&Team, Level)) {
    let simd = levelled("simd", |level| pairwise::simd_at(level, x));
    agree("with itself", &simd, &between::simd(x, x));
    agree(
        "threaded",
        &teamed("threaded", on, |level, team| {
            pairwise::threaded_at(level, team, x)
        }),
        &simd,
    );
    let scheduled = teamed("scheduled", on, |level, team| {
        pairwise::scheduled_at(level, team, schedule, x)
    });
    let strided = teamed("strided", on, |level, team| {
        pairwise::strided_at(level, team, x, parts)
    });
    assert_eq!(strided.is_err(), parts == 0);
    let refused = scheduled.is_err();
    agree("scheduled", &scheduled.unwrap_or(simd), &simd);
    assert_eq!(refused, deals_out_nothing(schedule));
    let checked = pairwise::checked(x);
    agree("unchecked", &pairwise::unchecked(x), &checked);
    near(
        checked,
        &[simd, pairwise::closed_form(x), strided.unwrap_or(simd)],
        x,
        x,
    );
}

fn deals_out_nothing(schedule: Schedule) -> bool {
    use Schedule::{Dynamic, Guided};
    matches!(schedule, Dynamic { chunk: 0 } | Guided { min_chunk: 0 })
}

/// Holds rungs of a product of all pairs to the first, and to what is not finite.
#[track_caller]
fn near(first: f64, others: &[f64], x: &[f64], y: &[f64]) {
    let size = |x: &[f64]| x.iter().map(|x| x.abs()).sum::<f64>();
    let pairs = (x.len() * y.len()) as f64;
    let most = size(x) * size(y);
    let decided = |x: &[f64]| decided(x).is_some();
    for other in others {
        if decided(x) || decided(y) {
            agree("what is not finite", other, &first);
        } else if most < f64::MAX / 2.0 {
            let terms = (x.len() + y.len()) as f64 + 400.0;
            let bound = terms * U * most + pairs * 5e-324;
            let apart = (first - other).abs();
            assert!(
                apart <= bound,
                "{other:e}, expected {first:e} within {bound:e}"
            );
        }
    }
}
