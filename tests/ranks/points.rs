//! Mixtures whose points are on many ranks.

use crate::{refused, teams};
use hotloop::kernels::mixture::{self, Fit, Mixture, Settings};
use hotloop::kernels::normal::{self, Normal};
use hotloop::random::Generator;
use hotloop::ranks::{Layout, Points, Ranks};
use hotloop::simd::Float;
use hotloop::threads::Team;
use mpi::topology::SimpleCommunicator;
use std::path::Path;

/// Normal numbers, and three components to fit to them.
fn example(points: usize, d: usize) -> (Vec<f64>, Mixture) {
    let mut x = vec![0.0; points * d];
    normal::simd(&mut Generator::new(7, d as u64), Normal::STANDARD, &mut x);
    let unit: Vec<f64> = (0..d * d)
        .map(|i| f64::from(u8::from(i % (d + 1) == 0)))
        .collect();
    let means: Vec<f64> = (0..3 * d).map(|i| (i / d) as f64 - 1.0).collect();
    let start = Mixture::new(&[0.25, 0.25, 0.5], &means, &unit.repeat(3)).unwrap();
    (x, start)
}

fn settings() -> Settings {
    Settings {
        iterations: 4,
        tolerance: 0.0,
        ..Settings::default()
    }
}

fn bits(fit: &Fit) -> Vec<u64> {
    let mixture = fit.mixture();
    let numbers = [mixture.weights(), mixture.means(), mixture.covariances()].concat();
    let all = numbers.iter().chain(fit.log_likelihoods());
    all.map(|x| x.to_bits()).collect()
}

/// The fit over the ranks, of which each takes its own of all the coordinates.
fn over<T: Float>(
    ranks: &Ranks<'_>,
    team: &Team,
    layout: Layout,
    x: &[T],
    start: &Mixture,
) -> Vec<u64> {
    let (mine, d) = (ranks.part(layout), start.dimensions());
    let x = &x[mine.start * d..mine.end * d];
    let points = Points::new(ranks, layout, x, d).unwrap();
    let fit = mixture::iterate(start, &settings(), |model| points.moments(team, model));
    bits(&fit.unwrap())
}

/// The fit of one machine that merges blocks of this many points in their order.
fn in_blocks(x: &[f64], block: usize, start: &Mixture) -> Vec<u64> {
    let d = start.dimensions();
    let blocks = x.chunks(block * d);
    let blocks: Vec<_> = blocks
        .map(|x| mixture::Points::new(x, d).unwrap())
        .collect();
    let fit = mixture::iterate(start, &settings(), |model| {
        let mut moments = blocks[0].moments(model)?;
        for block in &blocks[1..] {
            moments.merge(&block.moments(model)?)?;
        }
        Ok(moments)
    });
    bits(&fit.unwrap())
}

pub(crate) fn fit(world: &SimpleCommunicator, _: &Path) {
    let ranks = Ranks::new(world);
    let teams = teams(&ranks);
    for (points, d) in [
        (3, 1),
        (255, 2),
        (8193, 2),
        (30_001, 1),
        (20_480, 3),
        (5000, 7),
    ] {
        let (x, start) = example(points, d);
        let narrow: Vec<f32> = x.iter().map(|x| *x as f32).collect();
        let alone = bits(&mixture::simd(&x, &start, &settings()).unwrap());
        let narrow_alone = bits(&mixture::simd(&narrow, &start, &settings()).unwrap());
        for team in &teams {
            let layout = Points::layout(points, &start);
            assert_eq!(over(&ranks, team, layout, &x, &start), alone, "{points}");
            let found = over(&ranks, team, layout, &narrow, &start);
            assert_eq!(found, narrow_alone, "{points}");
            for block in [256, 2048] {
                let layout = Layout { len: points, block };
                let found = over(&ranks, team, layout, &x, &start);
                let expected = in_blocks(&x, block, &start);
                assert_eq!(found, expected, "{points} points in blocks of {block}");
            }
        }
    }
}

pub(crate) fn are_refused(world: &SimpleCommunicator, _: &Path) {
    let ranks = Ranks::new(world);
    let team = Team::solo();
    let (n, last) = (ranks.size(), ranks.size() - 1);
    let is_last = ranks.rank() == last;
    let (len, block) = (5000, 256);
    let layout = Layout { len, block };
    let (x, start) = example(len, 2);
    let part = |layout| ranks.part(layout);
    let mine = &x[2 * part(layout).start..2 * part(layout).end];
    let new = |layout, x: &[f64], d| Points::new(&ranks, layout, x, d);
    // What is wrong on all ranks.
    for (len, block, d, said) in [
        (
            5000,
            1000,
            2,
            "`layout.block`: found 1000 elements, expected a multiple of 256, the number of points in a tile",
        ),
        (5000, 0, 2, "`block`: found 0, expected at least 1"),
        (5000, 256, 0, "`dimensions`: found 0, expected at least 1"),
    ] {
        let layout = Layout { len, block };
        refused(new(layout, &[], d), &format!("rank 0: {said}"));
    }
    // What is wrong on one.
    let some = &mine[..mine.len() - if is_last { 1 } else { 0 }];
    let expected = 2 * layout.part(last, n).len();
    let said = format!(
        "rank {last}: `x`: found {} elements, expected {expected} to go with `layout`",
        expected - 1
    );
    refused(new(layout, some, 2), &said);
    let none: &[f64] = if is_last { &[] } else { mine };
    let said =
        format!("rank {last}: `x`: found 0 elements, expected {expected} to go with `layout`");
    refused(new(layout, none, 2), &said);
    for bad in [f64::NAN, f64::INFINITY, -1e101] {
        let mut mine = mine.to_vec();
        if is_last {
            *mine.last_mut().unwrap() = bad;
        }
        let error = mixture::Points::new(&[0.0, bad], 2).unwrap_err();
        refused(new(layout, &mine, 2), &format!("rank {last}: {error}"));
    }
    if n > 1 {
        // As long as the part is of so many numbers more or less.
        let d = if is_last { 1 } else { 2 };
        refused(
            new(layout, &mine[..mine.len() / 2 * d], d),
            "`dimensions`: found other values on other ranks, expected the same",
        );
        for other in [Layout { len: 7000, block }, Layout { len, block: 512 }] {
            let layout = if is_last { other } else { layout };
            let (x, _) = example(part(layout).len(), 2);
            refused(
                new(layout, &x, 2),
                "`layout`: found other values on other ranks, expected the same",
            );
        }
    }
    // What is wrong with the model. The points are good for another.
    let points = new(layout, mine, 2).unwrap();
    let (_, flat) = example(1, 1);
    let error = mixture::Points::new(&[0.0, 0.0], 2)
        .and_then(|points| points.moments(&flat).map(drop))
        .unwrap_err();
    refused(points.moments(&team, &flat), &format!("rank 0: {error}"));
    let moments = points.moments(&team, &start).unwrap();
    assert_eq!(moments.points(), len as u64);
    let few = "rank 0: `layout`: found fewer points than components, expected at least one for each component";
    for (len, said) in [(0, "`points`: found 0, expected at least 1"), (2, few)] {
        let layout = Layout { len, block };
        let x = vec![0.5; 2 * part(layout).len()];
        let points = new(layout, &x, 2).unwrap();
        refused(points.moments(&team, &start), said);
        refused(points.fit(&team, &start, &settings()), said);
    }
    if n == 1 {
        return;
    }
    // Models, starts and settings of one rank that are not those of the others. Nobody waits for anybody.
    let (_, other) = example(5, 2);
    let other = Mixture::new(
        &[0.2; 5],
        &other.means().repeat(2)[..10],
        &[1.0, 0.0, 0.0, 1.0].repeat(5),
    );
    let other = other.unwrap();
    let model = if is_last { &other } else { &start };
    refused(
        points.moments(&team, model),
        "`map`: found values of different lengths, expected as many bytes each",
    );
    let alike = "`start`: found other values on other ranks, expected the same";
    refused(points.fit(&team, model, &settings()), alike);
    let longer = Settings {
        iterations: settings().iterations + usize::from(is_last),
        ..settings()
    };
    refused(points.fit(&team, &start, &longer), alike);
    // A step of this rank alone that fails, between two reductions, is an error of all.
    let mut left = 2;
    let fit = mixture::iterate(&start, &settings(), |model| {
        left -= 1;
        match is_last && left == 0 {
            true => Err(hotloop::Error::Zero { argument: "luck" }),
            false => points.moments(&team, model),
        }
    });
    let fit = if is_last { ranks.agree(fit) } else { fit };
    let said = format!("rank {last}: `luck`: found 0, expected at least 1");
    refused(fit, &said);
}
