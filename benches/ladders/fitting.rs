//! Fits of points from a file, for `benches/peers/mixture.py`, which starts the bench as its child:
//!
//! ```text
//! ladders --fit-for-a-peer POINTS START COMPONENTS DIMENSIONS
//! ```
//!
//! Both files hold `f64`, as they are in memory: the points, a row each, and the weights, means and
//! covariances to start from. Each line of the input asks for a fit: the rung and the iterations.
//! Each line of the output answers it: the seconds that it took, and the mean log-likelihood of a
//! point in the last iteration. `fit_best` and `fit_best_on` take starts in place of iterations, go
//! from one component to as many as the start has, and answer with the criterion (BIC).

use crate::common::cores;
use crate::common::mixtures::settings;
use hotloop::kernels::mixture::{self, Best, Criterion, Fit, Mixture, Points, Settings};
use hotloop::random::Generator;
use hotloop::threads::{Binding, Team};
use std::error::Error;
use std::io::{self, BufRead, Write};
use std::time::Instant;

type Failure = Box<dyn Error + Send + Sync>;

const FIT: &str = "--fit-for-a-peer";

/// Whether this process is a child. If it is, it has done all that it is for when this returns.
pub(crate) fn served() -> bool {
    let mut arguments = std::env::args().skip(1);
    // Cargo tells every bench that it is one, last.
    let arguments = match (arguments.next(), arguments.collect::<Vec<_>>()) {
        (Some(word), arguments) if word == FIT => arguments,
        _ => return false,
    };
    if let Err(error) = serve(&arguments) {
        eprintln!("a child of the peers: {error}");
        std::process::exit(1);
    }
    true
}

fn serve(arguments: &[String]) -> Result<(), Failure> {
    let [points, start, m, d, ..] = arguments else {
        return Err("four arguments are expected".into());
    };
    let (m, d): (usize, usize) = (m.parse()?, d.parse()?);
    let (x, start) = (read(points)?, read(start)?);
    if start.len() != m * (1 + d + d * d) {
        return Err("the start does not have as many components and dimensions".into());
    }
    let (weights, rest) = start.split_at(m);
    let (means, covariances) = rest.split_at(m * d);
    let start = Mixture::new(weights, means, covariances)?;
    Team::scope(cores(), Binding::Close, |team| answer(team, &x, &start))?
}

fn answer(team: &Team, x: &[f64], start: &Mixture) -> Result<(), Failure> {
    for line in io::stdin().lock().lines() {
        let line = line?;
        let (rung, iterations) = line.split_once(' ').ok_or("a rung and a number")?;
        if let Some((seconds, best)) = best(team, x, start, (rung, iterations.parse()?))? {
            println!("{seconds:e} {:e}", best.score());
            io::stdout().flush()?;
            continue;
        }
        let settings = settings(iterations.parse()?);
        // The others have slept meanwhile, and waking them is not what is measured.
        team.parallel(|_| ());
        let begin = Instant::now();
        let fit: Fit = match rung {
            "checked" => mixture::checked(x, start, &settings)?,
            "unchecked" => mixture::unchecked(x, start, &settings)?,
            "simd" => mixture::simd(x, start, &settings)?,
            "threaded" => mixture::threaded(team, x, start, &settings)?,
            _ => return Err(format!("there is no rung {rung:?}").into()),
        };
        let seconds = begin.elapsed().as_secs_f64();
        let last = fit.log_likelihoods().last().ok_or("no iteration")?;
        println!("{seconds:e} {last:e}");
        io::stdout().flush()?;
    }
    Ok(())
}

/// The best of fits with up to as many components as the start has, if that is what the rung is.
fn best(
    team: &Team,
    x: &[f64],
    start: &Mixture,
    (rung, starts): (&str, usize),
) -> Result<Option<(f64, Best)>, hotloop::Error> {
    let (range, settings) = (1..=start.components(), Settings::default());
    let (criterion, mut generator) = (Criterion::Bic, Generator::new(10, 0));
    let begin = Instant::now();
    let points = Points::new(x, start.dimensions())?;
    let best = match rung {
        "fit_best" => {
            mixture::fit_best(&points, range, starts, criterion, &settings, &mut generator)?
        }
        "fit_best_on" => mixture::fit_best_on(
            team,
            &points,
            range,
            starts,
            criterion,
            &settings,
            &mut generator,
        )?,
        _ => return Ok(None),
    };
    Ok(Some((begin.elapsed().as_secs_f64(), best)))
}

fn read(path: &str) -> io::Result<Vec<f64>> {
    let bytes = std::fs::read(path)?;
    let numbers = bytes.as_chunks().0.iter();
    Ok(numbers.map(|&bytes| f64::from_ne_bytes(bytes)).collect())
}
