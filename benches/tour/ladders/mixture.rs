//! `kernels::mixture`: bound by the multiply-add pipes.
//!
//! An element is a point in one iteration. `checked` and `unchecked` are the whole call; the others
//! go over points that have been laid out before, which a fit does once, however many iterations it
//! takes.

use crate::case::{Case, Measure};
use crate::common::mixtures::{Outcome, Rung, Shape, Task};
use crate::limits::Limit;
use hotloop::kernels::mixture;
use hotloop::threads::Team;

/// Of a run.
const ITERATIONS: usize = 2;

pub(super) fn cases<'t>(solo: &'t Team, team: &'t Team) -> Vec<Box<dyn Measure + 't>> {
    let whole = on(Shape::TUTORIAL, mixture::checked)
        .rung("checked", solo, |task| {
            mixture::checked(&task.x, &task.start, &task.settings)
        })
        .rung("unchecked", solo, |task| {
            mixture::unchecked(&task.x, &task.start, &task.settings)
        });
    // The loops would take a second for each run. `simd` has been held to them on fewer points.
    let large = on(Shape::new(4_000_000, 2, 4), mixture::simd);
    let wide = on(Shape::new(50_000, 16, 8), mixture::checked);
    [whole, large, wide]
        .map(|ladder| {
            let ladder = ladder
                .rung("simd", solo, |task| task.simd())
                .rung("threaded", team, |task| task.threaded(team))
                .rung("model_parallel", team, |task| {
                    mixture::model_parallel(team, &task.x, &task.start, &task.settings)
                });
            Box::new(ladder) as Box<dyn Measure>
        })
        .into()
}

type Ladder<'t> = crate::case::Ladder<'t, Task, Outcome>;

/// `expected` is the rung that the others have to agree with.
fn on<'t>(shape: Shape, expected: Rung) -> Ladder<'t> {
    Case::new("mixture", shape.to_string(), ITERATIONS * shape.points)
        .bound(Limit::Fma, 2.0 * instructions(shape))
        .on(
            move || Task::new(shape, ITERATIONS, expected),
            |task, fit| task.assert_agrees(fit),
        )
}

/// Multiplications, with or without an addition, that the kernel needs for a point, or as many
/// vector instructions for eight points. Each has the time of two operations.
fn instructions(shape: Shape) -> f64 {
    let Shape {
        dimensions: d,
        components: m,
        ..
    } = shape;
    let triangle = d * (d + 1) / 2;
    // The point, turned by the triangular factor, and its square length.
    let distance = triangle + d;
    // The comparison with the least, and seven for the power of 2.
    let exponential = 8;
    // The responsibility, its products with the coordinates, and with those of pairs.
    let moments = 1 + d + triangle;
    // Once a point: the reciprocal of the sum, and its part of a logarithm.
    let point = 6;
    (m * (distance + exponential + moments) + point) as f64
}
