//! Comb filters, and the process that is one.

use super::check::{Number, agree, close, levelled, output, teamed, written};
use super::input::{Input, levels};
use hotloop::Error;
use hotloop::kernels::comb::{Comb, Echo, backward, forward};
use hotloop::kernels::ou::{self, Path, Process, ensemble, seeded};
use hotloop::random::Streams;
use hotloop::simd::{Float, Level};
use hotloop::threads::Team;

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

fn comb(input: &mut Input<'_>) -> Result<Comb, Error> {
    let delay = match input.byte() % 4 {
        0 => input.count(),
        1 => 1 + input.below(40),
        2 => 1 + input.below(3000),
        _ => 1 + input.below(4),
    };
    let (gain, channels) = (input.number(), input.byte());
    let comb = Comb::new(delay, gain);
    assert_eq!(comb.is_ok(), delay > 0 && gain.is_finite());
    match channels {
        ..160 => comb,
        _ => {
            let channels = input.count();
            let many = comb?.interleaved(channels);
            assert_eq!(many.is_ok(), channels > 0);
            many
        }
    }
}

/// The delay in elements.
fn step(comb: Comb) -> usize {
    comb.delay().saturating_mul(comb.channels())
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

fn combs<T: Float + Number>(input: &mut Input<'_>) {
    let Ok(comb) = comb(input) else { return };
    let len = input.len(30_000);
    let len = if input.flag() { len - len % comb.channels() } else { len };
    let x: Vec<T> = input.numbers(len);
    let short = if input.byte() % 16 == 15 { input.count() } else { 0 };
    let (at, room) = (input.below(8), len.saturating_sub(short));
    let on = (input.team(), input.level());
    let refused = !len.is_multiple_of(comb.channels()) || room != len;

    let plain = output(at, room, |y| forward::checked(&x, comb, y));
    assert_eq!(plain.is_err(), refused, "{plain:?}");
    agree("unchecked", &output(at, room, |y| forward::unchecked(&x, comb, y)), &plain);
    let simd = levelled("forward", |level| {
        output(at, room, |y| forward::simd_at(level, &x, comb, y))
    });
    agree("forward", &simd, &plain);
    let threaded = teamed("forward", on, |level, team| {
        output(at, room, |y| forward::threaded_at(level, team, &x, comb, y))
    });
    agree("forward, threaded", &threaded, &plain);

    let truth = output(at, room, |y| backward::checked(&x, comb, y));
    agree("unchecked", &output(at, room, |y| backward::unchecked(&x, comb, y)), &truth);
    let bound = bound(&wide(&x), step(comb), comb.gain());
    let simd = levelled("backward", |level| {
        output(at, room, |y| backward::simd_at(level, &x, comb, y))
    });
    near("backward", &simd, &truth, &bound);
    if step(comb) >= 16 {
        agree("backward of a long delay", &simd, &truth);
    }
    let threaded = teamed("backward", on, |level, team| {
        output(at, room, |y| backward::threaded_at(level, team, &x, comb, y))
    });
    near("backward, threaded", &threaded, &truth, &bound);
    if step(comb) >= 640 {
        agree("backward of a long delay, threaded", &threaded, &truth);
    }
    in_place(&x, comb, (at, on), &bound);
}

fn in_place<T: Float + Number>(
    x: &[T],
    comb: Comb,
    (at, on): (usize, (&Team, Level)),
    bound: &[f64],
) {
    let over = |write: &dyn Fn(&mut [T]) -> Result<(), Error>| {
        written(at, x, |signal| write(signal)).map(|((), y)| y)
    };
    let plain = over(&|y| forward::in_place::checked(y, comb));
    agree("unchecked", &over(&|y| forward::in_place::unchecked(y, comb)), &plain);
    let simd = levelled("in place", |level| {
        over(&|y| forward::in_place::simd_at(level, y, comb))
    });
    agree("forward in place", &simd, &plain);
    let threaded = teamed("in place", on, |level, team| {
        over(&|y| forward::in_place::threaded_at(level, team, y, comb))
    });
    agree("forward in place, threaded", &threaded, &plain);
    if let Ok(plain) = &plain {
        let apart = output(at, x.len(), |y| forward::checked(x, comb, y));
        agree("in place or not", &apart, &Ok(plain.clone()));
    }

    let truth = over(&|y| backward::in_place::checked(y, comb));
    agree("unchecked", &over(&|y| backward::in_place::unchecked(y, comb)), &truth);
    let simd = levelled("in place", |level| {
        over(&|y| backward::in_place::simd_at(level, y, comb))
    });
    near("backward in place", &simd, &truth, bound);
    let threaded = teamed("in place", on, |level, team| {
        over(&|y| backward::in_place::threaded_at(level, team, y, comb))
    });
    near("backward in place, threaded", &threaded, &truth, bound);
}

/// A filter in blocks, some of them of `f32`, against one call.
fn echoes(input: &mut Input<'_>) {
    let Ok(comb) = comb(input) else { return };
    // No memory is asked for that there may be, if only on paper.
    if (20_000..1 << 60).contains(&step(comb)) {
        return;
    }
    let is_forward = input.flag();
    let make = if is_forward { Echo::forward } else { Echo::backward };
    let Ok(mut echo) = make(comb) else {
        assert!(step(comb) >= 1 << 60);
        return;
    };
    assert!(step(comb) < 1 << 60);
    let frames = input.len(12_000) / comb.channels();
    let x: Vec<f64> = input.numbers(frames * comb.channels());
    let whole = if is_forward { forward::checked } else { backward::checked };
    let truth = output(0, x.len(), |y| whole(&x, comb, y)).expect("whole frames");

    let (mut left, mut known) = (&x[..], &truth[..]);
    while !left.is_empty() {
        let most = 1 + left.len() / comb.channels();
        let len = (1 + input.below(most)).min(most - 1) * comb.channels();
        let (block, level) = (&left[..len], input.level());
        refusals(&mut echo, comb, level);
        let (at, in_place) = (input.below(8), input.flag());
        let found = if in_place {
            written(at, block, |y| echo.process_at(level, y)).map(|((), y)| y)
        } else {
            output(at, len, |y| echo.process_to_at(level, block, y))
        };
        agree("a block", &found, &Ok(known[..len].to_vec()));
        (left, known) = (&left[len..], &known[len..]);
        if input.byte() % 4 == 0 {
            echo = moved(&echo, make);
        }
        if input.byte() % 8 == 0 {
            // What comes of numbers that are exact in both.
            let zeros = vec![0.0_f32; 2 * comb.channels()];
            let mut other = echo.clone();
            let mut here = zeros.clone();
            other.process_at(level, &mut here).expect("whole frames");
            let mut there = vec![0.0_f64; 2 * comb.channels()];
            echo.clone().process_at(level, &mut there).expect("whole frames");
            let there: Vec<f32> = there.iter().map(|y| *y as f32).collect();
            agree("singles", &here, &there);
        }
    }
    echo.reset();
    assert!(echo.state().all(|x| x.to_bits() == 0));
    assert!(!format!("{echo:?}").is_empty());
}

fn refusals(echo: &mut Echo, comb: Comb, level: Level) {
    let before: Vec<f64> = echo.state().collect();
    assert!(echo.process_to_at(level, &[1.0_f64], &mut []).is_err());
    if comb.channels() > 1 {
        assert!(echo.process_at(level, &mut [1.0_f64]).is_err());
    }
    assert!(echo.set_state(&vec![1.0; step(comb) + 1]).is_err());
    agree("as it was", &echo.state().collect(), &before);
}

/// Another filter, that goes on.
fn moved(echo: &Echo, make: fn(Comb) -> Result<Echo, Error>) -> Echo {
    let state: Vec<f64> = echo.state().collect();
    let mut other = make(echo.comb()).expect("as before");
    other.set_state(&state).expect("as long");
    other
}

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

fn paths<T: Float + Number>(input: &mut Input<'_>) {
    let Some(process) = process(input) else { return };
    let (start, len) = (input.number(), input.len(40_000));
    let noise: Vec<T> = input.numbers(len);
    let wrong = if input.byte() % 16 == 15 { input.count() } else { 0 };
    let room = (len + 1).saturating_sub(wrong);
    let (at, on) = (input.below(8), (input.team(), input.level()));
    let truth = output(at, room, |path| ou::checked(&noise, process, start, path));
    assert_eq!(truth.is_ok(), room == len + 1 && start.is_finite(), "{truth:?}");
    let unchecked = output(at, room, |path| ou::unchecked(&noise, process, start, path));
    agree("unchecked", &unchecked, &truth);
    let simd = levelled("simd", |level| {
        output(at, room, |path| ou::simd_at(level, &noise, process, start, path))
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
fn pieces(input: &mut Input<'_>) {
    let Some(process) = process(input) else { return };
    let (start, len) = (input.number(), input.len(6000));
    let noise: Vec<f64> = input.numbers(len);
    let made = Path::new(process, start);
    assert_eq!(made.is_ok(), start.is_finite());
    let Ok(mut path) = made else { return };
    let mut once = path.clone();
    let mut whole = vec![0.0; len];
    once.advance_at(levels()[0], &noise, &mut whole).expect("as long");
    let mut found = vec![];
    while found.len() < len {
        let left = &noise[found.len()..];
        let piece = &left[..1 + input.below(left.len())];
        let (at, level) = (input.below(8), input.level());
        let values = output(at, piece.len(), |to| path.advance_at(level, piece, to));
        found.extend(values.expect("as long"));
        agree("last", &path.last(), found.last().expect("a step"));
        if input.byte() % 4 == 0 {
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
    let starts = if input.flag() { finite.collect() } else { starts };
    let stray = if input.byte() % 16 == 15 { input.count() } else { 0 };
    (starts, steps, (paths * (steps + 1)).saturating_sub(stray).min(60_000))
}

fn ensembles(input: &mut Input<'_>) {
    let Some(process) = process(input) else { return };
    let (starts, steps, room) = shape(input);
    let noise: Vec<f64> = input.numbers((starts.len() * steps).min(60_000));
    let (at, on) = (input.below(8), (input.team(), input.level()));
    let truth = output(at, room, |to| ensemble::checked(&noise, process, &starts, to));
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
        close("a path", &found[row.clone()], &all[row.clone()], |n| bound[n]);
        let alone = output(0, steps + 1, |to| ou::simd(noise, process, *start, to));
        agree("alone", &Ok(found[row].to_vec()), &alone);
    }
}

/// Paths whose noise is drawn.
fn drawn(input: &mut Input<'_>) {
    let Some(process) = process(input) else { return };
    let (starts, _, room) = shape(input);
    let first = if input.flag() { u64::MAX - u64::from(input.byte()) } else { input.word() };
    let seed = Streams { seed: input.word(), first };
    let (at, on) = (input.below(8), (input.team(), input.level()));
    let truth = output::<f64>(at, room, |to| seeded::checked(seed, process, &starts, to));
    let unchecked = output(at, room, |to| seeded::unchecked(seed, process, &starts, to));
    agree("unchecked", &unchecked, &truth);
    let simd = levelled("simd", |level| {
        output(at, room, |to| seeded::simd_at(level, seed, process, &starts, to))
    });
    let threaded = teamed("threaded", on, |level, team| {
        output(at, room, |to| {
            seeded::threaded_at(level, team, seed, process, &starts, to)
        })
    });
    agree("threaded", &threaded, &simd);
    let singles = levelled("f32", |level| {
        output::<f32>(at, room, |to| seeded::simd_at(level, seed, process, &starts, to))
    });
    let rounded = simd.as_ref().map_err(Clone::clone);
    let rounded = rounded.map(|paths| paths.iter().map(|x| *x as f32).collect());
    agree("rounded once", &singles, &rounded);
    match &truth {
        Err(_) => agree("simd", &simd, &truth),
        Ok(paths) => {
            let whole = paths.iter().zip(simd.iter().flatten());
            // The noise is some deviations at most, and forty numbers back nothing is left of much.
            assert!(whole.into_iter().all(|(a, b)| a.is_finite() == b.is_finite()
                || a.abs() > 1e290
                || b.abs() > 1e290));
        }
    }
}
