//! The ladders `comb::forward` and `comb::backward`: every rung, level and team against the plain
//! loops.

mod common;

use common::{alignments, assert_close, bits, lengths, levels, mixed, recurrence_bound};
use hotloop::Error;
use hotloop::kernels::comb::{Comb, backward, forward};
use proptest::prelude::*;

fn forward_loop(x: &[f64], delay: usize, gain: f64) -> Vec<f64> {
    let mut y = x.to_vec();
    for n in delay..x.len() {
        y[n] = x[n] + gain * x[n - delay];
    }
    y
}

fn backward_loop(x: &[f64], delay: usize, gain: f64) -> Vec<f64> {
    let mut y = x.to_vec();
    for n in delay..x.len() {
        y[n] = x[n] + gain * y[n - delay];
    }
    y
}

/// Delays on both sides of every change of method, and those of the tutorial and the benches.
fn delays() -> impl Iterator<Item = usize> {
    (1..=40).chain([63, 64, 65, 256, 500, 511, 512, 513, 1000, 4096, 5001])
}

const GAINS: [f64; 8] = [0.5, -0.5, 0.99, -1.0, 1.0, 1.0001, -1.5, 0.0];

/// Runs `rung` on `x` at an output of the given alignment, and sees to it that nothing is written
/// around it.
fn output(start: usize, x: &[f64], rung: impl Fn(&mut [f64]) -> Result<(), Error>) -> Vec<f64> {
    let mut room = vec![7.0; start + x.len() + 8];
    rung(&mut room[start..start + x.len()]).unwrap();
    let (before, rest) = room.split_at(start);
    let (y, after) = rest.split_at(x.len());
    assert!(before.iter().chain(after).all(|x| *x == 7.0));
    y.to_vec()
}

/// The same for a rung that works in place.
fn in_place(start: usize, x: &[f64], rung: impl Fn(&mut [f64]) -> Result<(), Error>) -> Vec<f64> {
    output(start, x, |signal| {
        signal.copy_from_slice(x);
        rung(signal)
    })
}

#[test]
fn forward_has_the_bits_of_the_loop() {
    let data = mixed(1, 50_009);
    for len in lengths() {
        for delay in [
            1, 2, 3, 4, 5, 7, 8, 9, 16, 31, 40, 100, 511, 512, 1000, 5001,
        ] {
            let comb = Comb::new(delay, -0.7).unwrap();
            let starts = if len < 200 { 8 } else { 2 };
            for (start, x) in alignments(&data[..len + 8]).enumerate().take(starts) {
                let x = &x[..len];
                let truth = bits(&forward_loop(x, delay, -0.7));
                let run = |rung: &dyn Fn(&mut [f64]) -> Result<(), Error>| {
                    assert!(bits(&output(start, x, rung)) == truth, "{len}, {delay}");
                };
                run(&|y| forward::checked(x, comb, y));
                run(&|y| forward::unchecked(x, comb, y));
                run(&|y| forward::simd(x, comb, y));
                let run = |rung: &dyn Fn(&mut [f64]) -> Result<(), Error>| {
                    assert!(bits(&in_place(start, x, rung)) == truth, "{len}, {delay}");
                };
                run(&|signal| forward::in_place::checked(signal, comb));
                run(&|signal| forward::in_place::unchecked(signal, comb));
                run(&|signal| forward::in_place::simd(signal, comb));
                for level in levels() {
                    let y = output(start, x, |y| forward::simd_at(level, x, comb, y));
                    assert!(bits(&y) == truth, "{level}, {len}, {delay}");
                    let y = in_place(start, x, |signal| {
                        forward::in_place::simd_at(level, signal, comb)
                    });
                    assert!(bits(&y) == truth, "{level}, {len}, {delay}");
                }
            }
        }
    }
}

/// All single-threaded rungs of `backward` on one input, held to what their pages promise.
fn check_backward(x: &[f64], delay: usize, gain: f64, starts: usize) {
    let comb = Comb::new(delay, gain).unwrap();
    let what = format!("{} samples, delay {delay}, gain {gain}", x.len());
    let truth = backward_loop(x, delay, gain);
    let bound = recurrence_bound(x, delay, gain);
    for rung in [backward::checked, backward::unchecked] {
        assert!(
            bits(&output(1, x, |y| rung(x, comb, y))) == bits(&truth),
            "{what}"
        );
    }
    for rung in [backward::in_place::checked, backward::in_place::unchecked] {
        assert!(
            bits(&in_place(1, x, |y| rung(y, comb))) == bits(&truth),
            "{what}"
        );
    }
    let first = output(0, x, |y| backward::simd(x, comb, y));
    let first_in_place = in_place(0, x, |y| backward::in_place::simd(y, comb));
    if delay >= 16 || x.len() < 64 {
        assert!(bits(&first) == bits(&truth), "{what}");
        assert!(bits(&first_in_place) == bits(&truth), "{what}");
    } else {
        assert_close(&first, &truth, &bound, &what);
        assert_close(&first_in_place, &truth, &bound, &what);
    }
    for level in levels() {
        for start in 0..starts {
            let y = output(start, x, |y| backward::simd_at(level, x, comb, y));
            assert!(bits(&y) == bits(&first), "{what}, {level}, {start}");
            let y = in_place(start, x, |y| backward::in_place::simd_at(level, y, comb));
            assert!(
                bits(&y) == bits(&first_in_place),
                "{what}, {level}, {start}"
            );
        }
    }
}

#[test]
fn backward_agrees_with_the_loop_at_every_length_and_alignment() {
    let data = mixed(2, 50_001);
    for len in lengths() {
        for delay in [1, 2, 3, 4, 7, 8, 11, 15, 16, 17, 40] {
            check_backward(&data[..len], delay, 0.75, if len < 200 { 8 } else { 2 });
        }
    }
}

#[test]
fn backward_agrees_with_the_loop_for_every_delay_and_gain() {
    let data = mixed(3, 10_007);
    for delay in delays() {
        for gain in GAINS {
            check_backward(&data, delay, gain, 1);
        }
    }
}

#[test]
fn large_outputs_are_streamed_to_the_same_bits() {
    let len = (1 << 20) + 13;
    let x = mixed(4, len);
    for delay in [1, 4, 13, 40, 1000, 100_000] {
        let comb = Comb::new(delay, 0.5).unwrap();
        let truth = backward_loop(&x, delay, 0.5);
        let bound = recurrence_bound(&x, delay, 0.5);
        let plain = bits(&forward_loop(&x, delay, 0.5));
        let mut first = None;
        for level in levels() {
            for start in [0, 1, 3] {
                let y = output(start, &x, |y| forward::simd_at(level, &x, comb, y));
                assert!(bits(&y) == plain, "{level}");
                let y = output(start, &x, |y| backward::simd_at(level, &x, comb, y));
                assert_close(&y, &truth, &bound, &format!("{level}, {delay}"));
                let y = bits(&y);
                assert!(
                    *first.get_or_insert_with(|| y.clone()) == y,
                    "{level}, {delay}"
                );
                assert!(delay < 16 || y == bits(&truth), "{level}, {delay}");
            }
        }
    }
}

#[cfg(feature = "threads")]
#[test]
fn every_team_gives_the_same_bits() {
    let data = mixed(5, 600_011);
    let teams = common::teams();
    for (delay, gain) in [
        (1, 0.5),
        (1, 1.0),
        (1, 0.9999),
        (2, -1.00001),
        (4, 0.5),
        (15, 0.9),
        (100, 0.5),
        (511, -0.9),
        (3, 1e-9),
        (512, 0.5),
        (1000, 0.5),
        (30_000, 1.5),
        (300_000, 0.5),
    ] {
        let comb = Comb::new(delay, gain).unwrap();
        for len in [0, 1, 70, 16_384, 16_385, 40_000, data.len()] {
            let x = &data[..len];
            let what = format!("{len} samples, delay {delay}, gain {gain}");
            let plain = bits(&forward_loop(x, delay, gain));
            let truth = backward_loop(x, delay, gain);
            let bound = recurrence_bound(x, delay, gain);
            let (mut first, mut first_in_place) = (None, None);
            for team in &teams {
                let y = output(1, x, |y| forward::threaded(team, x, comb, y));
                assert!(bits(&y) == plain, "{what}");
                let y = in_place(1, x, |y| forward::in_place::threaded(team, y, comb));
                assert!(bits(&y) == plain, "{what}");
                for level in [levels()[0], hotloop::simd::Level::current()] {
                    let y = output(1, x, |y| backward::threaded_at(level, team, x, comb, y));
                    assert_close(&y, &truth, &bound, &what);
                    let y = bits(&y);
                    assert!(delay < 8192 || y == bits(&truth), "{what}");
                    assert!(*first.get_or_insert_with(|| y.clone()) == y, "{what}");

                    let y = in_place(1, x, |y| {
                        backward::in_place::threaded_at(level, team, y, comb)
                    });
                    assert_close(&y, &truth, &bound, &what);
                    let y = bits(&y);
                    assert!(
                        *first_in_place.get_or_insert_with(|| y.clone()) == y,
                        "{what}"
                    );
                }
            }
        }
    }
}

/// Inputs that are, or become, infinite or NaN somewhere: with the places where they do, and gains
/// whose powers overflow or underflow where the loop has no such thing.
fn not_finite(len: usize) -> Vec<(Vec<f64>, f64)> {
    let data = mixed(6, len);
    let mut inputs = vec![];
    for place in [0, 1, 7, 8, 30, len / 2, len - 9, len - 1] {
        for (value, gain) in [
            (f64::INFINITY, 0.5),
            (f64::NEG_INFINITY, -0.5),
            (f64::NAN, 0.5),
            (f64::INFINITY, 1e-200),
            (f64::INFINITY, 0.0),
            (f64::NEG_INFINITY, -1e100),
            (f64::MAX, 1.5),
            (f64::MAX, -1.0),
        ] {
            let mut x = data.clone();
            x[place] = value;
            if place + 3 < len {
                x[place + 3] = value;
            }
            inputs.push((x, gain));
        }
    }
    // Powers that overflow times zeros.
    inputs.push((vec![0.0; len], 1e200));
    inputs.push((vec![0.0; len], 1e20));
    // Each term overflows, and the loop does not.
    let mut cancelling = vec![0.0; len];
    (cancelling[0], cancelling[1]) = (1e307, -17.0 * 1e307);
    inputs.push((cancelling, 17.0));
    inputs
}

#[test]
fn infinities_and_nan_travel_as_in_the_loop() {
    for (x, gain) in not_finite(5000) {
        for delay in [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 33, 511, 512, 2000] {
            let comb = Comb::new(delay, gain).unwrap();
            let truth = backward_loop(&x, delay, gain);
            let bound = recurrence_bound(&x, delay, gain);
            let what = format!("delay {delay}, gain {gain}");
            for level in levels() {
                let y = output(3, &x, |y| backward::simd_at(level, &x, comb, y));
                assert_close(&y, &truth, &bound, &what);
                if truth.iter().any(|y| !y.is_finite()) {
                    assert!(
                        bits(&y) == bits(&truth),
                        "{what}: the loop has done it again"
                    );
                }
                let y = in_place(3, &x, |y| backward::in_place::simd_at(level, y, comb));
                assert_close(&y, &truth, &bound, &what);
                let plain = bits(&forward_loop(&x, delay, gain));
                let y = output(3, &x, |y| forward::simd_at(level, &x, comb, y));
                assert!(bits(&y) == plain, "{what}");
            }
        }
    }
}

#[cfg(feature = "threads")]
#[test]
fn infinities_and_nan_travel_from_block_to_block() {
    let teams = common::teams();
    for (x, gain) in not_finite(70_000) {
        for delay in [1, 4, 9, 100, 1000] {
            let comb = Comb::new(delay, gain).unwrap();
            let truth = backward_loop(&x, delay, gain);
            let bound = recurrence_bound(&x, delay, gain);
            let what = format!("delay {delay}, gain {gain}");
            for team in &teams[..3] {
                let y = output(3, &x, |y| backward::threaded(team, &x, comb, y));
                assert_close(&y, &truth, &bound, &what);
                let y = in_place(3, &x, |y| backward::in_place::threaded(team, y, comb));
                assert_close(&y, &truth, &bound, &what);
            }
        }
    }
}

/// The largest number: nine tenths of it and eight tenths do not fit into one.
const MAX: f64 = f64::MAX;

#[test]
fn what_overflows_in_any_lane_is_seen() {
    for delay in 9..16 {
        let comb = Comb::new(delay, 0.5).unwrap();
        for place in 60..100 {
            for len in place + 33..place + 33 + 2 * delay {
                let mut x = vec![0.0; len];
                (x[place - 2 * delay], x[place]) = (0.9 * MAX, 0.9 * MAX);
                let truth = backward_loop(&x, delay, 0.5);
                assert!(truth[place].is_infinite());
                let y = output(0, &x, |y| backward::simd(&x, comb, y));
                assert!(bits(&y) == bits(&truth), "{len}, {delay}, {place}");
            }
        }
    }
}

#[test]
fn what_would_overflow_behind_the_end_does_not_matter() {
    for (gain, delay) in [
        (1.5_f64, 1_usize),
        (1e3, 1),
        (1.5, 7),
        (1e18, 15),
        (-1.5, 1),
    ] {
        // Outputs that grow to a tenth of the largest number, or less, at the end.
        for last in [0.1, 0.03, 1e-3, 1e-10] {
            let len = 20 * delay + 64;
            let back = |n: usize| ((len - 1 - n) / delay) as i32;
            let x: Vec<f64> = (0..len)
                .map(|n| last * MAX * gain.abs().powi(-back(n)) / 20.0)
                .collect();
            let comb = Comb::new(delay, gain).unwrap();
            let first = bits(&output(0, &x, |y| backward::simd(&x, comb, y)));
            for start in 1..8 {
                let y = output(start, &x, |y| backward::simd(&x, comb, y));
                assert!(bits(&y) == first, "{gain}, {delay}, {last}, {start}");
            }
        }
    }
}

#[test]
fn powers_of_the_gain_are_right_where_they_are_hardly_numbers() {
    for gain in [3e-20, 0.99e-19, 1.01e-19, -3e-20, 0.99e19, 1.01e19] {
        let mut x = vec![0.0; 200];
        x[50] = if gain > 1.0 { 1e-300 } else { 1e308 };
        let comb = Comb::new(1, gain).unwrap();
        let y = output(0, &x, |y| backward::simd(&x, comb, y));
        let bound = recurrence_bound(&x, 1, gain);
        assert_close(&y, &backward_loop(&x, 1, gain), &bound, "power");
    }
}

#[cfg(feature = "threads")]
#[test]
fn what_overflows_only_with_what_came_before_is_seen() {
    let team = hotloop::threads::Team::spawn(3, hotloop::threads::Binding::None).unwrap();
    // A block ends with the one number and the next has the other: the first places of a piece, a
    // vector's tail, and the last piece of the last block.
    for (delay, len) in [
        (1, 70_000),
        (3, 70_000),
        (40, 70_000),
        (511, 60_000),
        (1, 16_387),
    ] {
        let block = (16_384_usize)
            .next_multiple_of(8 * delay)
            .max((1024 * delay).min(len / 4));
        let block = block.next_multiple_of(8 * delay);
        for start in (block..len).step_by(block) {
            for place in [start, start + delay - 1, start + delay - delay.min(6)] {
                let mut x = vec![0.0; len];
                if place >= len {
                    continue;
                }
                (x[place - delay], x[place]) = (0.9 * MAX, 0.8 * MAX);
                let truth = backward_loop(&x, delay, 0.5);
                assert!(truth[place].is_infinite());
                let comb = Comb::new(delay, 0.5).unwrap();
                let y = output(0, &x, |y| backward::threaded(&team, &x, comb, y));
                let bound = recurrence_bound(&x, delay, 0.5);
                assert_close(&y, &truth, &bound, &format!("{delay}, {place}"));
            }
        }
    }
}

#[cfg(feature = "threads")]
#[test]
fn what_overflows_before_it_is_added_is_seen() {
    let (len, gain) = (40_960, 1.0 + 1e-7);
    let team = hotloop::threads::Team::solo();
    let mut x = vec![0.0; len];
    // The gain takes the second output beyond the largest number, and the third would bring it
    // back.
    let parts = [0.5 * MAX, 0.499_999_9 * MAX, -0.9 * MAX, -0.1 * MAX];
    x[16_383..16_387].copy_from_slice(&parts);
    let truth = backward_loop(&x, 1, gain);
    assert!(truth[16_385].is_infinite());
    let comb = Comb::new(1, gain).unwrap();
    let y = output(0, &x, |y| backward::threaded(&team, &x, comb, y));
    assert_close(&y, &truth, &recurrence_bound(&x, 1, gain), "threaded");
    // At the very end, too.
    let x = &x[..16_386];
    let y = output(0, x, |y| backward::simd(x, comb, y));
    assert_eq!(bits(&y[16_384..]), bits(&truth[16_384..16_386]));
}

#[cfg(feature = "threads")]
#[test]
fn what_fades_in_one_column_alone_fades_to_the_end() {
    // A delay of 125 vectors and one element, and nothing but that one to be heard again.
    let (delay, len) = (1001, 60_000);
    let mut x = vec![0.0; len];
    x[24_023] = 1.0;
    let truth = backward_loop(&x, delay, 0.5);
    let comb = Comb::new(delay, 0.5).unwrap();
    let team = hotloop::threads::Team::solo();
    let y = output(0, &x, |y| backward::threaded(&team, &x, comb, y));
    assert!(bits(&y) == bits(&truth), "powers of two are exact");
}

#[cfg(feature = "threads")]
#[test]
fn what_a_large_number_leaves_after_many_blocks_is_not_lost() {
    let team = hotloop::threads::Team::solo();
    for (gain, seen, left) in [(0.93, 32_768, 1e-220), (0.2, 16_384 + 600, 1e-130)] {
        let mut x = vec![0.0; 50_000];
        x[16_383] = 1e300;
        let comb = Comb::new(1, gain).unwrap();
        let truth = backward_loop(&x, 1, gain);
        let bound = recurrence_bound(&x, 1, gain);
        assert!(truth[seen] > left, "there is something to lose");
        let y = output(0, &x, |y| backward::threaded(&team, &x, comb, y));
        assert_close(&y, &truth, &bound, "large");
    }
}

#[test]
fn the_sign_of_a_zero_stays_where_the_loop_is_followed_to_the_bit() {
    let x = [-0.0; 2000];
    for delay in [16, 23, 511, 512, 700] {
        for gain in [0.5, -0.5, 0.0, -0.0] {
            check_backward(&x, delay, gain, 8);
        }
    }
}

#[test]
fn the_tutorials_example() {
    let x: Vec<f64> = (0..10).map(f64::from).collect();
    let comb = Comb::new(4, 0.5).unwrap();
    let mut y = [7.0; 10];
    forward::simd(&x, comb, &mut y).unwrap();
    // The tutorial's NumPy version. Its loop forgets x[n] and prints 0, 0.5, 1, … from index 4 on.
    assert_eq!(y, [0.0, 1.0, 2.0, 3.0, 4.0, 5.5, 7.0, 8.5, 10.0, 11.5]);
    backward::simd(&x, comb, &mut y).unwrap();
    assert_eq!(y, [0.0, 1.0, 2.0, 3.0, 4.0, 5.5, 7.0, 8.5, 10.0, 11.75]);
}

#[test]
fn scipy_gives_the_same() {
    #[derive(serde::Deserialize)]
    struct Stored {
        x: Vec<f64>,
        combs: Vec<Filtered>,
    }
    #[derive(serde::Deserialize)]
    struct Filtered {
        delay: usize,
        gain: f64,
        forward: Vec<f64>,
        backward: Vec<f64>,
    }
    let Stored { x, combs } = serde_json::from_str(include_str!("data/lfilter.json")).unwrap();
    for stored in combs {
        let comb = Comb::new(stored.delay, stored.gain).unwrap();
        let bound = recurrence_bound(&x, stored.delay, stored.gain);
        let mut y = vec![7.0; x.len()];
        for rung in [forward::checked, forward::unchecked, forward::simd] {
            rung(&x, comb, &mut y).unwrap();
            assert_close(&y, &stored.forward, &bound, "forward");
        }
        for rung in [backward::checked, backward::unchecked, backward::simd] {
            rung(&x, comb, &mut y).unwrap();
            assert_close(&y, &stored.backward, &bound, "backward");
        }
        for (rung, truth) in [
            (forward::in_place::simd as InPlace, &stored.forward),
            (backward::in_place::simd, &stored.backward),
        ] {
            assert_close(
                &in_place(0, &x, |y| rung(y, comb)),
                truth,
                &bound,
                "in place",
            );
        }
    }
}

#[test]
fn interleaved_channels_are_filtered_each_alone() {
    let frames = 3001;
    for channels in 1..=5 {
        for delay in [1, 3, 4, 7, 200] {
            let x = mixed(7, frames * channels);
            let comb = Comb::new(delay, 0.9).unwrap();
            let together = comb.interleaved(channels).unwrap();
            let (mut y, mut z) = (vec![7.0; x.len()], vec![7.0; x.len()]);
            forward::simd(&x, together, &mut y).unwrap();
            backward::simd(&x, together, &mut z).unwrap();
            for channel in 0..channels {
                let one = |x: &[f64]| -> Vec<f64> {
                    x.iter().copied().skip(channel).step_by(channels).collect()
                };
                let alone = one(&x);
                let bound = recurrence_bound(&alone, delay, 0.9);
                assert_eq!(bits(&one(&y)), bits(&forward_loop(&alone, delay, 0.9)));
                assert_close(
                    &one(&z),
                    &backward_loop(&alone, delay, 0.9),
                    &bound,
                    "channel",
                );
            }
        }
    }
}

#[test]
fn a_delay_beyond_the_signal_leaves_a_copy() {
    let x = [f64::NAN, -0.0, f64::INFINITY, 1.0];
    for comb in [
        Comb::new(4, 0.5).unwrap(),
        Comb::new(usize::MAX, 0.5).unwrap(),
        Comb::new(usize::MAX, 0.5).unwrap().interleaved(2).unwrap(),
        // Times two, this would be nothing.
        Comb::new(usize::MAX / 2 + 1, 0.5)
            .unwrap()
            .interleaved(2)
            .unwrap(),
    ] {
        for rung in [
            forward::checked,
            forward::unchecked,
            forward::simd,
            backward::checked,
            backward::unchecked,
            backward::simd,
        ] {
            assert_eq!(bits(&output(0, &x, |y| rung(&x, comb, y))), bits(&x));
        }
        for rung in [
            forward::in_place::checked,
            forward::in_place::unchecked,
            forward::in_place::simd,
            backward::in_place::checked,
            backward::in_place::unchecked,
            backward::in_place::simd,
        ] {
            assert_eq!(bits(&in_place(0, &x, |y| rung(y, comb))), bits(&x));
        }
    }
}

#[test]
fn filters_that_make_no_sense_are_refused() {
    assert_eq!(Comb::new(0, 0.5), Err(Error::Zero { argument: "delay" }));
    for gain in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let error = Comb::new(1, gain).unwrap_err();
        let expected = format!("`gain`: found {gain:?}, expected a finite number");
        assert_eq!(error.to_string(), expected);
    }
    assert_eq!(
        Comb::new(1, 0.5).unwrap().interleaved(0),
        Err(Error::Zero {
            argument: "channels"
        })
    );
}

type Apart = fn(&[f64], Comb, &mut [f64]) -> Result<(), Error>;
type InPlace = fn(&mut [f64], Comb) -> Result<(), Error>;

#[test]
fn slices_that_do_not_fit_are_refused_and_nothing_is_written() {
    let comb = Comb::new(1, 0.5).unwrap();
    let x = [1.0, 2.0, 3.0];
    let stereo = comb.interleaved(2).unwrap();
    let whole = Error::NotMultiple {
        argument: "x",
        found: 3,
        group: "channels",
        size: 2,
    };
    let rungs: &[Apart] = &[
        forward::checked,
        forward::unchecked,
        forward::simd,
        backward::checked,
        backward::unchecked,
        backward::simd,
        #[cfg(feature = "threads")]
        |x, comb, y| forward::threaded(&hotloop::threads::Team::solo(), x, comb, y),
        #[cfg(feature = "threads")]
        |x, comb, y| backward::threaded(&hotloop::threads::Team::solo(), x, comb, y),
    ];
    for rung in rungs {
        for found in [0, 2, 4] {
            let mut y = vec![7.0; found];
            let error = rung(&x, comb, &mut y).unwrap_err();
            let expected = format!("`y`: found {found} elements, expected 3 to go with `x`");
            assert_eq!(error.to_string(), expected);
            assert!(y.iter().all(|y| *y == 7.0));
        }
        let mut y = [7.0; 3];
        assert_eq!(rung(&x, stereo, &mut y), Err(whole.clone()));
        assert_eq!(y, [7.0; 3]);
    }
    let rungs: &[InPlace] = &[
        forward::in_place::checked,
        forward::in_place::unchecked,
        forward::in_place::simd,
        backward::in_place::checked,
        backward::in_place::unchecked,
        backward::in_place::simd,
        #[cfg(feature = "threads")]
        |signal, comb| forward::in_place::threaded(&hotloop::threads::Team::solo(), signal, comb),
        #[cfg(feature = "threads")]
        |signal, comb| backward::in_place::threaded(&hotloop::threads::Team::solo(), signal, comb),
    ];
    for rung in rungs {
        let mut signal = [1.0, 2.0, 3.0];
        let error = rung(&mut signal, stereo).unwrap_err();
        let expected =
            "`signal`: found 3 elements, expected a multiple of 2, the number of channels";
        assert_eq!(error.to_string(), expected);
        assert_eq!(signal, [1.0, 2.0, 3.0]);
    }
}

#[cfg(feature = "threads")]
proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn teams_agree_with_the_loop(
        seed in any::<u64>(),
        len in 16_000..90_000_usize,
        delay in prop_oneof![1..=40_usize, 41..9000_usize],
        gain in prop_oneof![-1.0..1.0_f64, 0.999..1.001_f64, -1.001..-0.999_f64, -1.1..1.1_f64],
        silent_from in 0..90_000_usize,
    ) {
        let mut x = mixed(seed, len);
        // What came before a silence must fade as in the loop.
        x[silent_from.min(len)..].fill(0.0);
        let comb = Comb::new(delay, gain).unwrap();
        let truth = backward_loop(&x, delay, gain);
        let bound = recurrence_bound(&x, delay, gain);
        let team = hotloop::threads::Team::spawn(2, hotloop::threads::Binding::None).unwrap();
        let y = output(0, &x, |y| backward::threaded(&team, &x, comb, y));
        assert_close(&y, &truth, &bound, "threaded");
        let y = in_place(0, &x, |y| backward::in_place::threaded(&team, y, comb));
        assert_close(&y, &truth, &bound, "threaded in place");
    }
}

proptest! {
    #[test]
    fn backward_agrees_with_the_loop(
        x in prop::collection::vec(-1e6..1e6_f64, 0..600),
        delay in 1..=40_usize,
        gain in prop_oneof![-1.0..1.0_f64, -3.0..3.0_f64, Just(1.0), Just(-1.0), -1e-150..1e-150_f64],
    ) {
        check_backward(&x, delay, gain, 1);
    }

    #[test]
    fn any_bits_go_the_way_of_the_loop(
        x in prop::collection::vec(any::<f64>(), 0..300),
        delay in 1..=40_usize,
        gain in any::<f64>().prop_filter("finite", |gain| gain.is_finite()),
    ) {
        let comb = Comb::new(delay, gain).unwrap();
        let truth = backward_loop(&x, delay, gain);
        let bound = recurrence_bound(&x, delay, gain);
        for level in levels() {
            let y = output(0, &x, |y| backward::simd_at(level, &x, comb, y));
            assert_close(&y, &truth, &bound, &format!("{level}"));
            let y = output(0, &x, |y| forward::simd_at(level, &x, comb, y));
            prop_assert_eq!(bits(&y), bits(&forward_loop(&x, delay, gain)));
        }
    }
}
