//! `mixture`: every rung on the tutorial's points, and on points of more dimensions; and both ways
//! to share a fit among the members of a team, data-parallel and model-parallel.
//!
//! What is counted are points, once in every iteration.
//!
//! `benches/peers/mixture.py` runs it as its child.

mod common;

use common::fitting;
use common::harness::run;
use common::mixtures::{Outcome, Rung, Shape, Task};
use criterion::{BenchmarkGroup, Criterion, Throughput, measurement::WallTime};
use hotloop::kernels::mixture::{self, iterate};
use hotloop::simd::Level;
use hotloop::threads::Team;

fn main() {
    if fitting::served() {
        return;
    }
    run(|criterion, team| {
        ladder(criterion, team);
        dimensions(criterion, team);
        // Many points of few components, and few points of many.
        for (points, dimensions, components) in [(400_000, 2, 4), (20_000, 16, 8), (2_000, 64, 32)]
        {
            schemes(criterion, team, Shape::new(points, dimensions, components));
        }
    });
}

/// Every rung. `checked` and `unchecked` are the whole call; the others go over points that have
/// been laid out before, as a fit of many iterations does.
fn ladder(criterion: &mut Criterion, team: &Team) {
    let mut bench = Bench::new(criterion, "mixture", Shape::TUTORIAL, 2, mixture::checked);
    bench.rung("checked", |task| {
        mixture::checked(&task.x, &task.start, &task.settings)
    });
    bench.rung("unchecked", |task| {
        mixture::unchecked(&task.x, &task.start, &task.settings)
    });
    for level in Level::supported() {
        bench.rung(&format!("simd at {level}"), |task| {
            let expectation = |model: &_| task.points.moments_at(level, model);
            iterate(&task.start, &task.settings, expectation)
        });
    }
    bench.rung("simd", Task::simd);
    bench.rung("threaded", |task| task.threaded(team));
    bench.group.finish();
}

fn dimensions(criterion: &mut Criterion, team: &Team) {
    let shape = Shape::new(50_000, 16, 8);
    let mut bench = Bench::new(criterion, "mixture", shape, 1, mixture::checked);
    bench.rung("simd", Task::simd);
    bench.rung("threaded", |task| task.threaded(team));
    bench.group.finish();
}

/// Whole calls, of as many iterations as make laying out the points a small part.
fn schemes(criterion: &mut Criterion, team: &Team, shape: Shape) {
    let mut bench = Bench::new(criterion, "mixture/schemes", shape, 10, mixture::simd);
    bench.rung("data-parallel", |task| {
        mixture::threaded(team, &task.x, &task.start, &task.settings)
    });
    bench.rung("model-parallel", |task| {
        mixture::model_parallel(team, &task.x, &task.start, &task.settings)
    });
    bench.group.finish();
}

struct Bench<'a> {
    task: Task,
    group: BenchmarkGroup<'a, WallTime>,
}

impl<'a> Bench<'a> {
    /// `expected` is the rung that the others have to agree with.
    fn new(
        criterion: &'a mut Criterion,
        name: &str,
        shape: Shape,
        iterations: usize,
        expected: Rung,
    ) -> Self {
        let task = Task::new(shape, iterations, expected);
        let mut group = criterion.benchmark_group(format!("{name}/{shape}"));
        group.throughput(Throughput::Elements((shape.points * iterations) as u64));
        Self { task, group }
    }

    fn rung(&mut self, name: &str, rung: impl Fn(&Task) -> Outcome) {
        let task = &self.task;
        task.assert_agrees(rung(task));
        self.group
            .bench_function(name, |bencher| bencher.iter(|| rung(task)));
    }
}
