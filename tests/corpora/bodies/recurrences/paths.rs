//! The process, one path or many, at once or in pieces.

use super::super::check::{Number, agree, close, levelled, output, teamed};
use super::super::input::{Input, levels};
use super::{bound, near, wide};
use hotloop::kernels::normal::{self, Normal};
use hotloop::kernels::ou::{self, Path, Process, ensemble, seeded};
use hotloop::random::Streams;
use hotloop::simd::Float;

fn process(input: &mut Input<'_>) -> Option<Process> {
    let (dt, tau, sigma) = match input.byte() % 4 {
        0 => (input.number(), input.number(), input.number()),
        _ => (input.scale(), input.scale(), input.scale()),
    };
    let made = Process::new(dt, tau, sigma);
    let good = |x: f64, least: bool| x.is_finite() && (x > 0.0 || (least && x == 0.0));
    let expected = good(dt, false) && good(tau, false) && good(sigma, true);
    assert_eq!(made.is_ok(), expected && dt / tau > 0.0, "{made:?}");
    let process = made.ok()?;
    assert!((0.0..=1.0).contains(&process.relax()), "{process:?}");
    assert!((0.0..=sigma).contains(&process.diffuse()), "{process:?}");
    Some(process)
}

/// What the page says of how far rungs are apart, with the start in front.
fn apart<T: Float>(noise: &[T], process: Process, start: f64) -> Vec<f64> {
    let mut inputs = vec![start];
    inputs.extend(wide(noise).iter().map(|noise| process.diffuse() * noise));
    bound(&inputs, 1, process.relax())
}

pub(super) fn paths<T: Float + Number>(input: &mut Input<'_>) {
    let Some(process) = process(input) else {
        return;
    };
    let (start, len) = (input.number(), input.len(40_000));
    let noise: Vec<T> = input.numbers(len);
    let wrong = if input.one_in(16) { input.count() } else { 0 };
    let room = (len + 1).saturating_sub(wrong);
    let (at, on) = (input.below(8), (input.team(), input.level()));
    let truth = output(at, room, |path| ou::checked(&noise, process, start, path));
    assert_eq!(
        truth.is_ok(),
        room == len + 1 && start.is_finite(),
        "{truth:?}"
    );
    let unchecked = output(at, room, |path| ou::unchecked(&noise, process, start, path));
    agree("unchecked", &unchecked, &truth);
    let simd = levelled("simd", |level| {
        output(at, room, |path| {
            ou::simd_at(level, &noise, process, start, path)
        })
    });
    let threaded = teamed("threaded", on, |level, team| {
        output(at, room, |path| {
            ou::threaded_at(level, team, &noise, process, start, path)
        })
    });
    if truth.is_err() {
        agree("simd", &simd, &truth);
        return agree("threaded", &threaded, &truth);
    }
    let bound = apart(&noise, process, start);
    near("simd", &simd, &truth, &bound);
    near("threaded", &threaded, &truth, &bound);

    let widened = wide(&noise);
    let double = output(at, room, |path| ou::simd(&widened, process, start, path));
    let double = double.map(|path| path.iter().map(|x| T::of_f64(*x)).collect());
    agree("rounded once", &simd, &double);
}

/// A path in pieces has the values of one call.
pub(super) fn pieces(input: &mut Input<'_>) {
    let Some(process) = process(input) else {
        return;
    };
    let (start, len) = (input.number(), input.len(6000));
    let noise: Vec<f64> = input.numbers(len);
    let made = Path::new(process, start);
    assert_eq!(made.is_ok(), start.is_finite());
    let Ok(mut path) = made else { return };
    let mut once = path.clone();
    let mut whole = vec![0.0; len];
    once.advance_at(levels()[0], &noise, &mut whole)
        .expect("as long");
    let mut found = vec![];
    while found.len() < len {
        let left = &noise[found.len()..];
        let piece = &left[..1 + input.below(left.len())];
        let (at, level) = (input.below(8), input.level());
        let values = output(at, piece.len(), |to| path.advance_at(level, piece, to));
        found.extend(values.expect("as long"));
        agree("last", &path.last(), found.last().expect("a step"));
        if input.one_in(4) {
            path = resumed(&path);
        }
        assert!(path.advance(&[0.0], &mut [0.0_f64; 2]).is_err());
    }
    agree("pieces", &found, &whole);

    let mut values = vec![0.0; len + 1];
    ou::simd(&noise, process, start, &mut values).expect("as long");
    let finite = values.iter().all(|x| x.abs() < 1e300) && noise.iter().all(|x| x.abs() < 1e300);
    if len >= 96 && finite && process.diffuse() < 1e3 {
        agree("one call", &whole, &values[1..].to_vec());
    }
    ou::checked(&noise, process, start, &mut values).expect("as long");
    if finite {
        let bound = apart(&noise, process, start);
        close("checked", &whole, &values[1..], |n| bound[n + 1]);
    }
    stray(input, &mut path);
}

fn resumed(path: &Path) -> Path {
    let state: Vec<f64> = path.state().collect();
    let mut other = Path::new(path.process(), 0.0).expect("a start");
    other.set_state(&state).expect("what was remembered");
    other
}

/// States that nobody has shown are refused, or gone on from.
fn stray(input: &mut Input<'_>, path: &mut Path) {
    let len = input.pick(&[0, 1, 2, 47, 48, 49]);
    let (state, before) = (input.numbers::<f64>(len), path.state().collect::<Vec<_>>());
    if path.set_state(&state).is_err() {
        return agree("as it was", &path.state().collect(), &before);
    }
    let mut piece = [0.0; 70];
    path.advance(&[0.5; 70], &mut piece).expect("as long");
    agree("last", &path.last(), &piece[69]);
}

/// So many paths, whose rooms may be of other sizes.
fn shape(input: &mut Input<'_>) -> (Vec<f64>, usize, usize) {
    let (paths, steps) = (input.len(40), input.len(3000));
    let starts: Vec<f64> = input.numbers(paths);
    let finite = starts.iter().map(|x| if x.is_finite() { *x } else { 0.5 });
    let starts = if input.flag() {
        finite.collect()
    } else {
        starts
    };
    let stray = if input.one_in(16) { input.count() } else { 0 };
    (
        starts,
        steps,
        (paths * (steps + 1)).saturating_sub(stray).min(60_000),
    )
}

pub(super) fn ensembles(input: &mut Input<'_>) {
    let Some(process) = process(input) else {
        return;
    };
    let (starts, steps, room) = shape(input);
    let noise: Vec<f64> = input.numbers((starts.len() * steps).min(60_000));
    let (at, on) = (input.below(8), (input.team(), input.level()));
    let truth = output(at, room, |to| {
        ensemble::checked(&noise, process, &starts, to)
    });
    let unchecked = output(at, room, |to| {
        ensemble::unchecked(&noise, process, &starts, to)
    });
    agree("unchecked", &unchecked, &truth);
    let simd = levelled("simd", |level| {
        output(at, room, |to| {
            ensemble::simd_at(level, &noise, process, &starts, to)
        })
    });
    let threaded = teamed("threaded", on, |level, team| {
        output(at, room, |to| {
            ensemble::threaded_at(level, team, &noise, process, &starts, to)
        })
    });
    agree("threaded", &threaded, &simd);
    let Ok(all) = &truth else {
        return agree("simd", &simd, &truth);
    };
    let found = simd.expect("as the others");
    for (k, start) in starts.iter().enumerate() {
        let noise = &noise[k * steps..][..steps];
        let row = k * (steps + 1)..(k + 1) * (steps + 1);
        let bound = apart(noise, process, *start);
        close("a path", &found[row.clone()], &all[row.clone()], |n| {
            bound[n]
        });
        let alone = output(0, steps + 1, |to| ou::simd(noise, process, *start, to));
        agree("alone", &Ok(found[row].to_vec()), &alone);
    }
}

/// Paths whose noise is drawn.
pub(super) fn drawn(input: &mut Input<'_>) {
    let Some(process) = process(input) else {
        return;
    };
    let (starts, _, room) = shape(input);
    let first = if input.flag() {
        u64::MAX - u64::from(input.byte())
    } else {
        input.word()
    };
    let seed = Streams {
        seed: input.word(),
        first,
    };
    let (at, on) = (input.below(8), (input.team(), input.level()));
    let truth = output::<f64>(at, room, |to| seeded::checked(seed, process, &starts, to));
    let unchecked = output(at, room, |to| seeded::unchecked(seed, process, &starts, to));
    agree("unchecked", &unchecked, &truth);
    let simd = levelled("simd", |level| {
        output(at, room, |to| {
            seeded::simd_at(level, seed, process, &starts, to)
        })
    });
    let threaded = teamed("threaded", on, |level, team| {
        output(at, room, |to| {
            seeded::threaded_at(level, team, seed, process, &starts, to)
        })
    });
    agree("threaded", &threaded, &simd);
    let singles = levelled("f32", |level| {
        output::<f32>(at, room, |to| {
            seeded::simd_at(level, seed, process, &starts, to)
        })
    });
    let rounded = simd.as_ref().map_err(Clone::clone);
    let rounded = rounded.map(|paths| paths.iter().map(|x| *x as f32).collect());
    agree("rounded once", &singles, &rounded);
    let (Ok(all), Ok(found)) = (&truth, &simd) else {
        return agree("simd", &simd, &truth);
    };
    let row = all.len() / starts.len().max(1);
    for (k, mut generator) in (0..starts.len()).zip(seed.generators()) {
        let mut noise = vec![0.0; row - 1];
        normal::simd(&mut generator, Normal::STANDARD, &mut noise);
        let (all, found) = (&all[k * row..][..row], &found[k * row..][..row]);
        let alone = output(0, row, |to| ou::checked(&noise, process, starts[k], to));
        agree("alone", &Ok(all.to_vec()), &alone);
        let bound = apart(&noise, process, starts[k]);
        close("drawn", found, all, |n| bound[n]);
    }
}
