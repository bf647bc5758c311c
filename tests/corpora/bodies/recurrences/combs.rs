//! Comb filters, at once and in blocks.

use super::super::check::{Number, agree, levelled, output, teamed, written};
use super::super::input::Input;
use super::{bound, near, wide};
use hotloop::Error;
use hotloop::kernels::comb::{Comb, Echo, backward, forward};
use hotloop::simd::{Float, Level};
use hotloop::threads::Team;

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

pub(super) fn combs<T: Float + Number>(input: &mut Input<'_>) {
    let Ok(comb) = comb(input) else { return };
    let len = input.len(30_000);
    let len = if input.flag() {
        len - len % comb.channels()
    } else {
        len
    };
    let x: Vec<T> = input.numbers(len);
    let short = if input.one_in(16) { input.count() } else { 0 };
    let (at, room) = (input.below(8), len.saturating_sub(short));
    let on = (input.team(), input.level());
    let refused = !len.is_multiple_of(comb.channels()) || room != len;

    let plain = output(at, room, |y| forward::checked(&x, comb, y));
    assert_eq!(plain.is_err(), refused, "{plain:?}");
    agree(
        "unchecked",
        &output(at, room, |y| forward::unchecked(&x, comb, y)),
        &plain,
    );
    let simd = levelled("forward", |level| {
        output(at, room, |y| forward::simd_at(level, &x, comb, y))
    });
    agree("forward", &simd, &plain);
    let threaded = teamed("forward", on, |level, team| {
        output(at, room, |y| forward::threaded_at(level, team, &x, comb, y))
    });
    agree("forward, threaded", &threaded, &plain);

    let truth = output(at, room, |y| backward::checked(&x, comb, y));
    agree(
        "unchecked",
        &output(at, room, |y| backward::unchecked(&x, comb, y)),
        &truth,
    );
    let bound = bound(&wide(&x), step(comb), comb.gain());
    let simd = levelled("backward", |level| {
        output(at, room, |y| backward::simd_at(level, &x, comb, y))
    });
    near("backward", &simd, &truth, &bound);
    if step(comb) >= 16 {
        agree("backward of a long delay", &simd, &truth);
    }
    let threaded = teamed("backward", on, |level, team| {
        output(at, room, |y| {
            backward::threaded_at(level, team, &x, comb, y)
        })
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
    agree(
        "unchecked",
        &over(&|y| forward::in_place::unchecked(y, comb)),
        &plain,
    );
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
    agree(
        "unchecked",
        &over(&|y| backward::in_place::unchecked(y, comb)),
        &truth,
    );
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
pub(super) fn echoes(input: &mut Input<'_>) {
    let Ok(comb) = comb(input) else { return };
    // No memory is asked for that there may be, if only on paper.
    if (20_000..1 << 60).contains(&step(comb)) {
        return;
    }
    let is_forward = input.flag();
    let make = if is_forward {
        Echo::forward
    } else {
        Echo::backward
    };
    let Ok(mut echo) = make(comb) else {
        assert!(step(comb) >= 1 << 60);
        return;
    };
    assert!(step(comb) < 1 << 60);
    let frames = input.len(12_000) / comb.channels();
    let x: Vec<f64> = input.numbers(frames * comb.channels());
    let whole = if is_forward {
        forward::checked
    } else {
        backward::checked
    };
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
        if input.one_in(4) {
            echo = moved(&echo, make);
        }
        if input.one_in(8) {
            // What comes of numbers that are exact in both.
            let zeros = vec![0.0_f32; 2 * comb.channels()];
            let mut other = echo.clone();
            let mut here = zeros.clone();
            other.process_at(level, &mut here).expect("whole frames");
            let mut there = vec![0.0_f64; 2 * comb.channels()];
            echo.clone()
                .process_at(level, &mut there)
                .expect("whole frames");
            let there: Vec<f32> = there.iter().map(|y| *y as f32).collect();
            agree("singles", &here, &there);
        }
    }
    echo.reset();
    assert!(echo.state().all(|x| x == 0.0));
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
