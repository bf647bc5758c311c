//! Infinities, NaN, overflow, and what fades: as in the loop.

use super::common::{assert_close, bits, levels, mixed, recurrence_bound};
use super::{backward_loop, check_backward, forward_loop, in_place, output};
use hotloop::kernels::comb::{Comb, backward, forward};

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
    let teams = super::common::teams();
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

#[cfg(feature = "threads")]
#[test]
fn infinities_and_nan_travel_through_what_is_streamed() {
    let teams = super::common::teams();
    let data = mixed(6, (1 << 21) + 13);
    for place in [0, 8191, 8192, 300_003, data.len() - 1] {
        for (value, gain) in [
            (f64::INFINITY, 1.0),
            (f64::NAN, -0.9999),
            (f64::MAX, 1.0),
            (f64::NEG_INFINITY, 0.5),
        ] {
            let mut x = data.clone();
            x[place] = value;
            x[place.saturating_sub(1)] = value;
            for delay in [1, 40, 441, 700] {
                let comb = Comb::new(delay, gain).unwrap();
                let truth = backward_loop(&x, delay, gain);
                let bound = recurrence_bound(&x, delay, gain);
                for team in &teams[..2] {
                    let y = output(3, &x, |y| backward::threaded(team, &x, comb, y));
                    let what = format!("{value} at {place}, delay {delay}, gain {gain}");
                    assert_close(&y, &truth, &bound, &what);
                }
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
