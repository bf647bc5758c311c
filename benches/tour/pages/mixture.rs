//! The tutorial's mixture, as a user fits it: where the time goes, and what is found.

use super::page::{Contestant, Page, Timed};
use crate::common::aligned::Aligned;
use crate::common::mixtures::{Shape, settings};
use crate::lines::width;
use crate::table::{Column, Table};
use hotloop::kernels::mixture::{self, Fit, Mixture, Points};
use hotloop::threads::Team;
use indicatif::ProgressBar;
use std::cell::LazyCell;
use std::hint::black_box;
use std::rc::Rc;
use std::time::Instant;

const FIT: &str = "50 iterations";

/// `bar` is told how far the fit has come.
pub(super) fn page<'t>(quick: bool, team: &Rc<Team>, bar: &ProgressBar) -> Page<'t> {
    let input = Rc::new(Lazy::new(Input::new));
    let fitting = Fitting {
        input: Rc::clone(&input),
        team: Rc::clone(team),
        bar: bar.clone(),
        fit: None,
    };
    let (of_points, of_labels) = (Rc::clone(&input), input);
    let lay_out = move || {
        let x = &of_points.x;
        milliseconds(|| Points::new(x, Shape::TUTORIAL.dimensions)).1
    };
    let mut labels = vec![0; Shape::TUTORIAL.points];
    let label = move || {
        let Input { x, truth, .. } = &**of_labels;
        let (outcome, time) = milliseconds(|| truth.labels(x, &mut labels));
        outcome.expect("there is room for a label a point");
        time
    };
    Page {
        name: "mixture::fit",
        title: format!(
            "{}, {} iterations, by {} members",
            Shape::TUTORIAL,
            Shape::ITERATIONS,
            team.members()
        ),
        unit: "ms",
        baseline: FIT,
        rounds: if quick { 2 } else { 9 },
        contestants: vec![
            Timed::boxed("points laid out", "by one member".into(), lay_out),
            Box::new(fitting),
            Timed::boxed("points labelled", "by one member".into(), label),
        ],
    }
}

/// What is fitted. It is drawn when the page's turn comes.
struct Input {
    x: Aligned<f64>,
    points: Points,
    start: Mixture,
    truth: Mixture,
}

impl Input {
    fn new() -> Self {
        let shape = Shape::TUTORIAL;
        let x = shape.draw();
        Self {
            points: Points::new(&x, shape.dimensions).expect("all coordinates are finite"),
            start: shape.start(&x),
            truth: shape.truth(),
            x,
        }
    }
}

type Lazy = LazyCell<Input>;

struct Fitting {
    input: Rc<Lazy>,
    team: Rc<Team>,
    bar: ProgressBar,
    fit: Option<Fit>,
}

impl Contestant for Fitting {
    fn name(&self) -> String {
        FIT.into()
    }

    fn run(&mut self) -> f64 {
        let Input { points, start, .. } = &**self.input;
        let mut iteration = 0;
        let (fit, time) = milliseconds(|| {
            mixture::iterate(start, &settings(Shape::ITERATIONS), |model| {
                let moments = points.moments_on(&self.team, model)?;
                let mean = moments.mean_log_likelihood();
                iteration += 1;
                let message =
                    format!("mixture::fit: log-likelihood {mean:.4}, iteration {iteration}");
                self.bar.set_message(message);
                Ok(moments)
            })
        });
        self.fit = Some(fit.expect("the points can be fitted"));
        time
    }

    fn remark(&self) -> String {
        let Some(fit) = &self.fit else {
            return String::new();
        };
        let means = fit.log_likelihoods();
        format!(
            "mean log-likelihood {:.4} at first, {:.4} at last",
            means[0],
            means[means.len() - 1]
        )
    }

    /// The components that it has found, beside those that the points were drawn from.
    fn drawing(&self) -> Option<String> {
        let found = self.fit.as_ref()?.mixture();
        let heads = ["", "weight", "mean"].map(Column::left);
        let mut table = Table::new(heads);
        for (name, mixture) in [("drawn", &self.input.truth), ("found", found)] {
            for k in 0..mixture.components() {
                let (mean, covariance) = (mixture.mean(k), mixture.covariance(k));
                let weight = format!("{:.4}", mixture.weights()[k]);
                let cells = [name.into(), weight, format!("{mean:.3?}")];
                table.row(cells, format!("covariance {covariance:.3?}"));
            }
        }
        // Drawings are indented.
        Some(table.lines(width() - 2).join("\n"))
    }
}

/// What something gives, and how long that takes.
fn milliseconds<R>(f: impl FnOnce() -> R) -> (R, f64) {
    let start = Instant::now();
    let result = black_box(f());
    (result, 1e3 * start.elapsed().as_secs_f64())
}
