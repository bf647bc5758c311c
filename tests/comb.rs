//! The ladders `comb::forward` and `comb::backward`: every rung, level and team against the plain
//! loops.

mod common;

#[path = "comb/arguments.rs"]
mod arguments;
#[path = "comb/extremes.rs"]
mod extremes;
#[path = "comb/singles.rs"]
mod singles;

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
    let len = (1 << 21) + 13;
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
                    assert!(delay < 640 || y == bits(&truth), "{what}");
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

/// What `threaded` writes, which is the same on every team and at every place.
#[cfg(feature = "threads")]
fn on_every_team(
    teams: &[hotloop::threads::Team],
    x: &[f64],
    delay: usize,
    gain: f64,
    with_in_place: bool,
) {
    let comb = Comb::new(delay, gain).unwrap();
    let what = format!("{} samples, delay {delay}, gain {gain}", x.len());
    let truth = backward_loop(x, delay, gain);
    let bound = recurrence_bound(x, delay, gain);
    let first = output(0, x, |y| backward::threaded(&teams[0], x, comb, y));
    assert_close(&first, &truth, &bound, &what);
    let first = bits(&first);
    assert!(delay < 640 || first == bits(&truth), "{what}");
    for (team, start) in teams.iter().zip([1, 3, 0, 5, 6]) {
        let y = output(start, x, |y| backward::threaded(team, x, comb, y));
        assert!(bits(&y) == first, "{what}, {start}");
    }
    if !with_in_place {
        return;
    }
    let run = |team| in_place(1, x, |y| backward::in_place::threaded(team, y, comb));
    let first = run(&teams[0]);
    assert_close(&first, &truth, &bound, &what);
    for team in &teams[1..] {
        assert!(bits(&run(team)) == bits(&first), "{what}, in place");
    }
}

#[cfg(feature = "threads")]
#[test]
fn every_team_gives_the_same_bits_on_both_sides_of_every_threshold() {
    let data = mixed(8, 140_000);
    let teams = common::teams();
    for delay in [1, 2, 4, 8, 32, 441, 511, 512, 1003, 8191, 8192] {
        for gain in [1.0, -1.0, 0.999_999, 1.5, 0.5] {
            for len in [32_767, 32_768, 65_543, 140_000] {
                on_every_team(&teams, &data[..len], delay, gain, len == 65_543);
            }
        }
    }
}

#[cfg(feature = "threads")]
#[test]
fn every_team_streams_the_same_bits() {
    let data = mixed(9, (1 << 21) + 8 * 441);
    let teams = common::teams();
    for (delay, gain) in [
        (1, 1.0),
        (1, -0.999_999),
        (3, 0.5),
        (40, 1.0 + 1e-7),
        (441, -1.0),
        (441, 0.5),
        (441, 0.9),
        (511, 0.99),
        (512, 1.5),
        (600, 0.5),
        (700, 0.5),
        (4000, -1.0),
        (8191, 0.5),
    ] {
        // The last block is short, or one is left over.
        for len in [(1 << 21) + 13, data.len()] {
            on_every_team(&teams, &data[..len], delay, gain, false);
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

type InPlace = fn(&mut [f64], Comb) -> Result<(), Error>;

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

/// Signals so long that teams share them out, in place.
#[cfg(feature = "threads")]
#[test]
fn every_team_gives_the_bits_of_the_loop_in_place() {
    let data = mixed(12, 900_011);
    for team in common::teams() {
        for delay in [1, 5, 8, 9, 64, 1003, 9000, 70_001, 400_000, 500_000] {
            let comb = Comb::new(delay, -0.75).unwrap();
            for (start, len) in [(0, data.len()), (3, 200_003)] {
                if delay >= len {
                    continue;
                }
                let x = &data[..len];
                let truth = in_place(start, x, |y| forward::in_place::checked(y, comb));
                let found = in_place(start, x, |y| forward::in_place::threaded(&team, y, comb));
                let members = team.members();
                assert!(bits(&found) == bits(&truth), "{len}, {delay}, {members}");
                let truth = in_place(start, x, |y| backward::in_place::simd(y, comb));
                let found = in_place(start, x, |y| backward::in_place::threaded(&team, y, comb));
                assert!(bits(&found) == bits(&truth), "{len}, {delay}, {members}");
            }
        }
    }
}
