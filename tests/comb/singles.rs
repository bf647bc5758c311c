//! Signals of `f32`: every rung, level and team, and every block of an echo, against the loops in `f64`
//! with each output rounded once.

use super::{backward_loop, forward_loop};
use crate::common::levels;
use crate::common::singles::{bits, rounded, singles, widened};
use hotloop::Error;
use hotloop::kernels::comb::{Comb, Echo, backward, forward};
use hotloop::random::Generator;
use hotloop::simd::Level;
use proptest::prelude::*;

/// What `write` makes of so many elements at a place in a line, with nothing written around them.
fn output(
    start: usize,
    len: usize,
    write: impl FnOnce(&mut [f32]) -> Result<(), Error>,
) -> Vec<f32> {
    let mut room = vec![7.0; start + len + 16];
    write(&mut room[start..][..len]).unwrap();
    let (before, rest) = room.split_at(start);
    let (y, after) = rest.split_at(len);
    assert!(before.iter().chain(after).all(|x| *x == 7.0));
    y.to_vec()
}

fn in_place(
    start: usize,
    x: &[f32],
    write: impl FnOnce(&mut [f32]) -> Result<(), Error>,
) -> Vec<f32> {
    output(start, x.len(), |signal| {
        signal.copy_from_slice(x);
        write(signal)
    })
}

fn of(delay: usize, gain: f64, channels: usize) -> Comb {
    let comb = Comb::new(delay, gain).unwrap();
    comb.interleaved(channels).unwrap()
}

/// All rungs that need no team.
fn check(x: &[f32], comb: Comb, start: usize) {
    let len = x.len();
    let what = format!("{len}, {comb:?}, {start}");
    let (wide, delay) = (widened(x), comb.delay() * comb.channels());
    let forth = bits(&rounded(&forward_loop(&wide, delay, comb.gain())));
    let back = bits(&rounded(&backward_loop(&wide, delay, comb.gain())));
    let is = |y: &[f32], truth: &[u32]| assert!(bits(y) == truth, "{what}");

    is(
        &output(start, len, |y| forward::checked(x, comb, y)),
        &forth,
    );
    is(
        &output(start, len, |y| forward::unchecked(x, comb, y)),
        &forth,
    );
    is(
        &in_place(start, x, |y| forward::in_place::checked(y, comb)),
        &forth,
    );
    is(
        &in_place(start, x, |y| forward::in_place::unchecked(y, comb)),
        &forth,
    );
    is(
        &output(start, len, |y| backward::checked(x, comb, y)),
        &back,
    );
    is(
        &output(start, len, |y| backward::unchecked(x, comb, y)),
        &back,
    );
    is(
        &in_place(start, x, |y| backward::in_place::checked(y, comb)),
        &back,
    );
    is(
        &in_place(start, x, |y| backward::in_place::unchecked(y, comb)),
        &back,
    );

    // Where it looks ahead, `f64` does so with the same roundings.
    let (mut apart, mut over) = (vec![7.0; len], wide.clone());
    backward::simd(&wide, comb, &mut apart).unwrap();
    backward::in_place::simd(&mut over, comb).unwrap();
    let (apart, over) = (bits(&rounded(&apart)), bits(&rounded(&over)));
    assert!(delay < 16 || apart == back && over == back, "{what}");
    for level in levels() {
        is(
            &output(start, len, |y| forward::simd_at(level, x, comb, y)),
            &forth,
        );
        is(
            &in_place(start, x, |y| forward::in_place::simd_at(level, y, comb)),
            &forth,
        );
        is(
            &output(start, len, |y| backward::simd_at(level, x, comb, y)),
            &apart,
        );
        is(
            &in_place(start, x, |y| backward::in_place::simd_at(level, y, comb)),
            &over,
        );
    }
}

#[test]
fn every_delay_and_length_has_the_bits_of_doubles_rounded_once() {
    let data = singles(41, 1200);
    for delay in 1..=600 {
        for len in [delay * 7 % 1201, 1200 - delay, (2 * delay + 37).min(1200)] {
            let gain = [0.5, -0.99, 1.0, 1.0001][delay % 4];
            check(&data[1200 - len..], of(delay, gain, 1), delay % 16);
        }
    }
    for len in 0..=1200 {
        let delay = [1, 2, 3, 5, 8, 9, 13, 16, 17, 31, 32, 100][len % 12];
        check(&data[..len], of(delay, 0.75, 1), len % 16);
    }
}

#[test]
fn long_signals_have_the_bits_of_doubles_rounded_once() {
    let data = singles(42, 10_007);
    for delay in (1..=40).chain([63, 256, 500, 511, 512, 513, 1000, 4096, 5001]) {
        for gain in [0.5, -1.0, 1.0001, 0.0] {
            check(&data, of(delay, gain, 1), 3);
        }
    }
    for channels in 2..=5 {
        for delay in [1, 3, 4, 40, 200] {
            let len = data.len() / channels * channels;
            check(&data[..len], of(delay, 0.9, channels), 5);
        }
    }
}

#[test]
fn large_outputs_are_streamed_to_the_same_bits() {
    let x = singles(43, (1 << 21) + 13);
    for (delay, start) in [(1, 0), (4, 1), (13, 8), (40, 3), (1000, 9), (100_000, 15)] {
        check(&x, of(delay, 0.5, 1), start);
    }
}

/// What is out of the ordinary, among others and alone.
#[test]
fn infinities_and_what_only_a_double_holds_travel_as_in_the_loop() {
    let data = singles(44, 3000);
    for delay in [1, 2, 7, 15, 16, 31, 40, 511, 512, 700] {
        for (value, gain) in [
            (f32::INFINITY, 0.5),
            (f32::NEG_INFINITY, -1.0),
            (f32::NAN, 1.0),
            // Beyond an `f32`, and back.
            (f32::MAX, 1.0),
            (-f32::MAX, 1.5),
            (f32::MAX, 1e200),
            (f32::from_bits(1), 0.75),
            (-0.0, -1.0),
        ] {
            for place in [0, 100, 2999] {
                let mut x = data.clone();
                x[place] = value;
                check(&x, of(delay, gain, 1), 1);
            }
            let mut x = vec![value; 900];
            check(&x, of(delay, gain, 1), 0);
            x.iter_mut().skip(1).step_by(2).for_each(|x| *x = -*x);
            check(&x, of(delay, gain, 1), 2);
        }
    }
}

/// Blocks of so many elements, in place and not, of `f32` and now and then of `f64`, at a level that
/// changes from each to the next.
fn echoed(echo: &mut Echo, x: &[f32], seed: u64, most: usize) -> Vec<f32> {
    let (mut generator, levels) = (Generator::new(seed, 0), levels());
    let (channels, mut y, mut start) = (echo.comb().channels(), vec![7.0; x.len()], 0);
    while start < x.len() {
        let word = generator.next_u64() as usize;
        let len = (word / 64 % (most + 1) * channels).min(x.len() - start);
        let level: Level = levels[word / 4 % levels.len()];
        let (x, y) = (&x[start..][..len], &mut y[start..][..len]);
        match word % 4 {
            0 => {
                let mut block = widened(x);
                echo.process_at(level, &mut block).unwrap();
                y.copy_from_slice(&rounded(&block));
            }
            1 => echo.process_to_at(level, x, y).unwrap(),
            _ => {
                y.copy_from_slice(x);
                echo.process_at(level, y).unwrap();
            }
        }
        start += len;
    }
    y
}

/// An echo of each kind, in blocks, and one that goes on from what it remembered in the middle.
fn check_echo(x: &[f32], comb: Comb, seed: u64, most: usize) {
    let (wide, delay) = (widened(x), comb.delay() * comb.channels());
    let forth = forward_loop(&wide, delay, comb.gain());
    let back = backward_loop(&wide, delay, comb.gain());
    let cut = x.len() / 3 / comb.channels() * comb.channels();
    for (echo, truth) in [(Echo::forward(comb), forth), (Echo::backward(comb), back)] {
        let mut echo = echo.unwrap();
        let truth = bits(&rounded(&truth));
        let y = echoed(&mut echo, &x[..cut], seed, most);
        assert!(bits(&y) == truth[..cut], "{echo:?}, {most}");
        let state: Vec<f64> = echo.state().collect();
        let y = echoed(&mut echo, &x[cut..], seed + 1, most);
        assert!(bits(&y) == truth[cut..], "{echo:?}, {most}");
        echo.reset();
        echo.set_state(&state).unwrap();
        let y = echoed(&mut echo, &x[cut..], seed + 2, most);
        assert!(bits(&y) == truth[cut..], "{echo:?}, {most}, restored");
    }
}

#[test]
fn an_echo_in_any_blocks_has_the_bits_of_doubles_rounded_once() {
    let data = singles(45, 6000);
    for delay in [1, 2, 5, 8, 15, 16, 17, 31, 32, 100, 511, 512, 700] {
        for (seed, most) in [(1, 1), (2, 20), (3, 300), (4, 3000)] {
            check_echo(
                &data[..(200 * most).min(6000)],
                of(delay, -0.75, 1),
                seed,
                most,
            );
            check_echo(
                &data[..(30 * most).min(6000)],
                of(delay, 1.0, 2),
                seed,
                most,
            );
        }
    }
}

#[cfg(feature = "threads")]
fn on_every_team(teams: &[hotloop::threads::Team], x: &[f32], delay: usize, gain: f64) {
    let (comb, len, wide) = (of(delay, gain, 1), x.len(), widened(x));
    let what = format!("{len}, {delay}, {gain}");
    let forth = bits(&rounded(&forward_loop(&wide, delay, gain)));
    let mut back = vec![7.0; len];
    backward::threaded(&teams[0], &wide, comb, &mut back).unwrap();
    let back = bits(&rounded(&back));
    let mut over = wide;
    backward::in_place::simd(&mut over, comb).unwrap();
    let over = bits(&rounded(&over));
    for (team, start) in teams.iter().zip([0, 1, 3, 8, 13]) {
        let y = output(start, len, |y| forward::threaded(team, x, comb, y));
        assert!(bits(&y) == forth, "{what}");
        let y = in_place(start, x, |y| forward::in_place::threaded(team, y, comb));
        assert!(bits(&y) == forth, "{what}");
        let y = in_place(start, x, |y| backward::in_place::threaded(team, y, comb));
        assert!(bits(&y) == over, "{what}");
        for level in [levels()[0], Level::current()] {
            let y = output(start, len, |y| {
                backward::threaded_at(level, team, x, comb, y)
            });
            assert!(bits(&y) == back, "{what}");
        }
    }
}

#[cfg(feature = "threads")]
#[test]
fn every_team_gives_the_same_bits() {
    let data = singles(46, 300_011);
    let teams = crate::common::teams();
    for (delay, gain) in [
        (1, 0.5),
        (1, 1.0),
        (2, -1.00001),
        (3, 1e-12),
        (7, -0.5),
        (15, 0.9),
        (16, 0.5),
        (31, -0.75),
        (100, 0.5),
        (511, -0.9),
        (600, 0.5),
        (641, 0.5),
        (1003, 1.0),
        (8192, 1.0),
        (30_000, 1.5),
        (200_000, 0.5),
    ] {
        for len in [0, 70, 32_768, 65_543, data.len()] {
            on_every_team(&teams, &data[..len], delay, gain);
        }
    }
    let mut x = data[..140_000].to_vec();
    for (place, value) in [(3, f32::NAN), (70_001, f32::INFINITY), (139_999, f32::NAN)] {
        x[place] = value;
        for (delay, gain) in [(1, 0.5), (2, 1.0), (100, -0.5), (600, 0.5), (1003, 0.5)] {
            on_every_team(&teams, &x, delay, gain);
        }
    }
}

/// In silence what came before it is all there is, however little of it is left.
#[cfg(feature = "threads")]
#[test]
fn what_fades_into_silence_has_the_same_bits() {
    let mut x = singles(48, 200_000);
    x[20_000..90_000].fill(0.0);
    x[100_000..].fill(0.0);
    let teams = crate::common::teams();
    for delay in (1..=16).chain([31, 100, 511, 600]) {
        for gain in [0.5, -0.9, 0.99] {
            on_every_team(&teams[1..3], &x, delay, gain);
        }
    }
}

#[cfg(feature = "threads")]
#[test]
fn every_team_streams_the_same_bits() {
    let x = singles(47, (3 << 20) + 13);
    let teams = crate::common::teams();
    for (delay, gain) in [(1, 1.0), (3, 0.5), (441, -1.0), (700, 0.5), (8191, 0.5)] {
        on_every_team(&teams[1..3], &x, delay, gain);
    }
}

proptest! {
    #[test]
    fn any_signal_has_the_bits_of_doubles_rounded_once(
        x in prop::collection::vec(any::<f32>(), 0..800),
        delay in 1..=80_usize,
        gain in prop_oneof![-1.5..1.5_f64, any::<f32>().prop_map(f64::from)]
            .prop_filter("finite", |gain| gain.is_finite()),
        start in 0..16_usize,
        most in 1..300_usize,
        seed in 0..u64::MAX - 2,
    ) {
        check(&x, of(delay, gain, 1), start);
        check_echo(&x, of(delay, gain, 1), seed, most);
    }
}
