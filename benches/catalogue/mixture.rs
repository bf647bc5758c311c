//! `kernels::mixture`: bound by the multiply-add pipes.
//!
//! An element is a point in one iteration. `checked` and `unchecked` are the whole call; the others
//! go over points that have been laid out before, which a fit does once, however many iterations it
//! takes.

use super::case::Case;
use super::common::mixtures::{Outcome, Shape, Task};
use super::common::tolerance;
use super::rungs::Rungs;
use super::{Entry, Extent, Limit};
use hotloop::kernels::mixture::{self, iterate};

const TUTORIAL: Shape = Shape::TUTORIAL;

/// Dimensions and components.
const SHAPES: [(usize, usize); 12] = [
    (1, 1),
    (1, 8),
    (1, 32),
    (2, 1),
    (2, 16),
    (3, 3),
    (4, 8),
    (8, 2),
    (16, 1),
    (24, 6),
    (64, 1),
    (64, 8),
];

pub(super) fn ladder() -> Entry {
    let wide = |extent: Extent| on(Shape::new(extent.len, 16, 8));
    let plane = |extent: Extent| {
        on(Shape {
            points: extent.len,
            ..TUTORIAL
        })
    };
    let counted = |extent: Extent| {
        weighted(Shape {
            points: extent.len,
            ..TUTORIAL
        })
    };
    let any = |(d, m), extent: Extent| on(Shape::new(extent.len, d, m));
    let shared = |d, m| move |extent: Extent| schemes(Shape::new(extent.len, d, m));
    Entry::new("mixture")
        // Of fewer points a component has too few to have a covariance.
        .at_least(1_000)
        .on(plane, &[TUTORIAL.points, 4_000_000], &[])
        .on(wide, &[50_000], &[])
        // Many points of few components, and few points of many.
        .on(shared(2, 4), &[], &[TUTORIAL.points])
        .on(shared(16, 8), &[], &[20_000])
        .on(shared(64, 32), &[], &[2_000])
        .on(counted, &[], &[TUTORIAL.points])
        .swept(any, SHAPES, &[1_000, 10_000])
}

fn on(shape: Shape) -> Rungs<Task, Outcome> {
    // The loops would take seconds for more. There `simd` is what the others are held to, and has
    // been held to the loops on fewer points.
    let few = if shape.dimensions == 2 {
        400_000
    } else {
        5_000
    };
    let oracle = match shape.points {
        ..=400_000 => mixture::checked,
        _ => mixture::simd,
    };
    case(shape, "", 2)
        .work(Limit::Fma, 2.0 * instructions(shape))
        .on(
            move || Task::new(shape, 2, oracle),
            |task, fit| task.assert_agrees(fit),
        )
        .given(|task| [&task.x[..], task.start.means()].concat())
        .told(tolerance::<f64>(), |_, fit| {
            let fit = fit.expect("the points can be fitted");
            let last = fit.log_likelihoods().last().expect("there are iterations");
            let mixture = fit.mixture();
            [&[*last], mixture.weights(), mixture.means()].concat()
        })
        .solo("checked", |task| {
            mixture::checked(&task.x, &task.start, &task.settings)
        })
        .up_to(2 * few)
        .solo("unchecked", |task| {
            mixture::unchecked(&task.x, &task.start, &task.settings)
        })
        .up_to(2 * few)
        .levels(|level, task| {
            iterate(&task.start, &task.settings, |model| {
                task.points.moments_at(level, model)
            })
        })
        .solo("simd", |task| task.simd())
        .team("threaded", |team, task| task.threaded(team))
        .team("model_parallel", |team, task| {
            mixture::model_parallel(team, &task.x, &task.start, &task.settings)
        })
}

/// Points that count as often as their weights say. The tests hold the loops to repeated points.
fn weighted(shape: Shape) -> Rungs<Task, Outcome> {
    case(shape, "weighted, ", 2)
        .work(Limit::Fma, 2.0 * instructions(shape))
        .on(
            move || Task::weighted(shape, 2, mixture::weighted::checked),
            |task, fit| task.assert_agrees(fit),
        )
        .solo("checked", |task| {
            mixture::weighted::checked(&task.x, &task.weights, &task.start, &task.settings)
        })
        .up_to(800_000)
        .solo("unchecked", |task| {
            mixture::weighted::unchecked(&task.x, &task.weights, &task.start, &task.settings)
        })
        .up_to(800_000)
        .levels(|level, task| {
            iterate(&task.start, &task.settings, |model| {
                task.points.moments_at(level, model)
            })
        })
        .solo("simd", |task| task.simd())
        .team("threaded", |team, task| task.threaded(team))
        .team("model_parallel", |team, task| {
            mixture::weighted::model_parallel(
                team,
                &task.x,
                &task.weights,
                &task.start,
                &task.settings,
            )
        })
}

/// Two ways to share a fit among the members of a team. Whole calls, of as many iterations as make
/// laying out the points a small part.
fn schemes(shape: Shape) -> Rungs<Task, Outcome> {
    let iterations = if shape.points < 1_000 { 1 } else { 10 };
    case(shape, "schemes, ", iterations)
        .on(
            move || Task::new(shape, iterations, mixture::simd),
            |task, fit| task.assert_agrees(fit),
        )
        .team("data-parallel", |team, task| {
            mixture::threaded(team, &task.x, &task.start, &task.settings)
        })
        .team("model-parallel", |team, task| {
            mixture::model_parallel(team, &task.x, &task.start, &task.settings)
        })
}

fn case(shape: Shape, what: &str, iterations: usize) -> Case {
    Case::new(
        "mixture",
        format!("{what}{shape}"),
        iterations * shape.points,
    )
    .moving((size_of::<f64>() * shape.dimensions) as f64)
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
    // The power of 2. Its comparison, and that with the least, are no multiplications: Zen 4 starts them
    // in the pipes of additions.
    let exponential = 7;
    // The responsibility, its products with the coordinates, and with those of pairs.
    let moments = 1 + d + triangle;
    // Once a point: the reciprocal of the sum, and its part of a logarithm.
    let point = 6;
    (m * (distance + exponential + moments) + point) as f64
}
