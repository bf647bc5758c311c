//! The ladder `mixture`: every rung, level and team against a plain oracle, against scikit-learn, and
//! against what can be worked out by hand.

#[path = "../common/mod.rs"]
mod common;

mod best;
mod bytes;
mod collapse;
mod extremes;
mod far;
mod known;
mod merging;
mod one_step;
mod oracle;
mod parts;
mod properties;
mod reference;
mod refusals;
mod samples;
mod saved;
mod scores;
mod singles;
mod starts;
mod structures;
mod tiny;
mod weights;

use common::levels;
use hotloop::Error;
use hotloop::kernels::mixture::{self, Covariance, Fit, Mixture, Settings, Weights};
use hotloop::random::Generator;
use hotloop::simd::Level;

type Answer = Result<Fit, Error>;
type Fitter = Box<dyn Fn(&[f64], &Mixture, &Settings) -> Answer>;

/// A way to fit a mixture.
struct Rung {
    name: String,
    fit: Fitter,
}

fn rung(
    name: impl Into<String>,
    fit: impl Fn(&[f64], &Mixture, &Settings) -> Answer + 'static,
) -> Rung {
    let (name, fit) = (name.into(), Box::new(fit));
    Rung { name, fit }
}

/// The rungs of one thread, at every level.
fn single() -> Vec<Rung> {
    let mut rungs = vec![
        rung("checked", mixture::checked),
        rung("unchecked", mixture::unchecked),
        rung("simd", mixture::simd),
    ];
    for level in levels() {
        rungs.push(at(level));
    }
    rungs
}

fn at(level: Level) -> Rung {
    rung(format!("simd at {level}"), move |x, start, settings| {
        mixture::simd_at(level, x, start, settings)
    })
}

#[cfg(feature = "threads")]
type OnTeam = fn(Level, &hotloop::threads::Team, &[f64], &Mixture, &Settings) -> Answer;

/// The rungs that take a team. Those with `true` give the bits of `simd` at their level, the others
/// those of a team of one.
#[cfg(feature = "threads")]
const ON_TEAMS: [(&str, bool, OnTeam); 2] = [
    ("threaded", true, mixture::threaded_at),
    ("model_parallel", true, mixture::model_parallel_at),
];

/// The rungs that take a team, on teams of every size and at every level.
#[cfg(feature = "threads")]
fn many() -> Vec<Rung> {
    let mut rungs = Vec::new();
    for team in common::teams().into_iter().map(std::sync::Arc::new) {
        for level in levels() {
            for (name, _, fit) in ON_TEAMS {
                let (team, members) = (team.clone(), team.members());
                let on = move |x: &[f64], start: &Mixture, settings: &Settings| {
                    fit(level, &team, x, start, settings)
                };
                rungs.push(rung(format!("{name} on {members} at {level}"), on));
            }
        }
    }
    rungs
}

/// All rungs.
fn rungs() -> Vec<Rung> {
    let rungs = single().into_iter();
    #[cfg(feature = "threads")]
    let rungs = rungs.chain(many());
    rungs.collect()
}
