//! What a mixture says of points, and the points that are drawn from it.

use super::Rows;
use super::answer::Answer;
use super::inputs::written;
use super::mixture::{points, start};
use hotloop::kernels::mixture::Mixture;
use hotloop::random::Generator;
use hotloop::simd::Float;

pub(super) fn rows(rows: &mut Rows<'_>) {
    for (d, m) in [(1, 1), (2, 3), (5, 4), (17, 5)] {
        let model = start(d, m, 1.0);
        for len in [0, 1, 300, 2_101] {
            let (input, x) = (format!("{len}/usual/d={d}/m={m}"), points(len, d, m, 1.0));
            every(rows, &input, &x, &model);
            let narrow: Vec<_> = x.iter().map(|&x| x as f32).collect();
            every(rows, &format!("f32/{input}"), &narrow, &model);
        }
        // Of next to no density.
        let far = points(300, d, m, 30.0);
        every(rows, &format!("300/far/d={d}/m={m}"), &far, &model);
        let mut infinite = points(300, d, m, 1.0);
        infinite[7] = f64::INFINITY;
        every(
            rows,
            &format!("300/infinite/d={d}/m={m}"),
            &infinite,
            &model,
        );
        sample::<f64>(rows, "", &model);
        sample::<f32>(rows, "f32/", &model);
    }
}

fn every<T: Float>(rows: &mut Rows<'_>, input: &str, x: &[T], model: &Mixture) {
    let len = x.len() / model.dimensions();
    rows.on("mixture", input)
        .levels("ln_densities", |level| {
            written(len, |out| model.ln_densities_at(level, x, out))
        })
        .levels("responsibilities", |level| {
            written(len * model.components(), |out| {
                model.responsibilities_at(level, x, out)
            })
        })
        .levels("labels", |level| {
            let mut labels = vec![7; len];
            (model.labels_at(level, x, &mut labels), labels)
        })
        .levels("mean_log_likelihood", |level| {
            model.mean_log_likelihood_at(level, x)
        })
        .solo("aic", || model.aic(x))
        .solo("bic", || model.bic(x));
}

fn sample<T: Float + Answer>(rows: &mut Rows<'_>, kind: &str, model: &Mixture) {
    let (d, m) = (model.dimensions(), model.components());
    for len in [0, 1, 2_101] {
        rows.on("mixture", format!("{kind}{len}/d={d}/m={m}"))
            .solo("sample", || {
                let (mut generator, mut labels) = (Generator::new(10, 0), vec![7; len]);
                let drawn = written::<T>(len * d, |x| model.sample(&mut generator, x, &mut labels));
                (drawn, labels, generator.next_u64())
            });
    }
}
