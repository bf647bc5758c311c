//! Comb filters, and the process that is one.

mod combs;
mod paths;

use super::check::{Number, agree, close};
use super::input::Input;
use combs::{combs, echoes};
use hotloop::Error;
use hotloop::simd::Float;
use paths::{drawn, ensembles, paths, pieces};

pub(super) fn run(bytes: &[u8]) {
    let mut input = Input::new(bytes);
    match input.byte() % 8 {
        0 => combs::<f64>(&mut input),
        1 => combs::<f32>(&mut input),
        2 => echoes(&mut input),
        3 => paths::<f64>(&mut input),
        4 => paths::<f32>(&mut input),
        5 => pieces(&mut input),
        6 => ensembles(&mut input),
        _ => drawn(&mut input),
    }
}

fn wide<T: Float>(x: &[T]) -> Vec<f64> {
    x.iter().map(|x| (*x).into()).collect()
}

/// How far two ways to compute it may be apart: what the page says, and what subnormal numbers round by,
/// which the gain repeats as it does the rest.
fn bound(x: &[f64], step: usize, gain: f64) -> Vec<f64> {
    let (gain, least) = (gain.abs(), 64.0 * 5e-324);
    let (mut sums, mut weighted) = (vec![0.0; x.len()], vec![0.0; x.len()]);
    let mut lost = vec![least; x.len()];
    for n in 0..x.len() {
        sums[n] = x[n].abs();
        if let Some(before) = n.checked_sub(step) {
            sums[n] += gain * sums[before];
            weighted[n] = gain * (weighted[before] + sums[before]);
            lost[n] += gain * lost[before];
        }
    }
    let u = f64::EPSILON / 2.0;
    let all = sums.iter().zip(&weighted).zip(&lost);
    all.map(|((sum, weighted), lost)| u * (4.0 * weighted + 16.0 * sum) + lost)
        .collect()
}

/// Rounding to what the outputs are takes half a unit more.
fn rounded<T: Number + Float>(bound: f64, x: f64) -> f64 {
    if size_of::<T>() == 4 {
        bound + x.abs() * f64::from(f32::EPSILON) + 1e-44
    } else {
        bound
    }
}

/// What overflows is made again by the loop, and what is next to it may be either.
fn near<T: Number + Float>(
    what: &str,
    found: &Result<Vec<T>, Error>,
    truth: &Result<Vec<T>, Error>,
    bound: &[f64],
) {
    match (found, truth) {
        (Ok(found), Ok(truth)) => {
            let (found, truth) = (wide(found), wide(truth));
            close(what, &found, &truth, |n| rounded::<T>(bound[n], truth[n]));
        }
        _ => agree(what, found, truth),
    }
}
