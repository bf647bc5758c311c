//! Filters that remember, `comb::Echo`: blocks of any lengths against one call over the whole signal,
//! at every level.

mod common;

use common::{alignments, assert_close, bits, levels, mixed, recurrence_bound};
use hotloop::Error;
use hotloop::kernels::comb::{Comb, Echo, backward, forward};
use hotloop::random::Generator;
use hotloop::simd::Level;
use proptest::prelude::*;

/// What makes one of the two, and the loop over a whole signal.
type Make = fn(Comb) -> Result<Echo, Error>;
type Whole = fn(&[f64], Comb, &mut [f64]) -> Result<(), Error>;
const BOTH: [(Make, Whole); 2] = [
    (Echo::forward, forward::checked),
    (Echo::backward, backward::checked),
];

fn comb(delay: usize, gain: f64, channels: usize) -> Comb {
    let comb = Comb::new(delay, gain).unwrap();
    comb.interleaved(channels).unwrap()
}

fn whole(rung: Whole, x: &[f64], comb: Comb) -> Vec<f64> {
    let mut y = vec![7.0; x.len()];
    rung(x, comb, &mut y).unwrap();
    y
}

/// Lengths of blocks of whole frames that make up `len`, no longer than `most` frames.
fn cuts(seed: u64, len: usize, channels: usize, most: usize) -> Vec<usize> {
    let mut generator = Generator::new(seed, 0);
    let (mut cuts, mut left) = (vec![], len);
    while left > 0 {
        let frames = generator.next_u64() as usize % (most + 1);
        let block = (frames * channels).min(left);
        cuts.push(block);
        left -= block;
    }
    cuts
}

/// The outputs for blocks of those lengths, in place or not.
fn in_blocks(
    level: Level,
    echo: &mut Echo,
    x: &[f64],
    blocks: &[usize],
    in_place: bool,
) -> Vec<f64> {
    // Where a line begins, or not.
    let mut room = vec![7.0; x.len() + 1];
    let y = &mut room[usize::from(!in_place)..][..x.len()];
    let mut start = 0;
    for len in blocks {
        let (x, y) = (&x[start..][..*len], &mut y[start..][..*len]);
        if in_place {
            y.copy_from_slice(x);
            echo.process_at(level, y).unwrap();
        } else {
            echo.process_to_at(level, x, y).unwrap();
        }
        start += len;
    }
    assert_eq!(start, x.len());
    y.to_vec()
}

/// Holds both filters, both ways and all levels to the loop over the whole signal.
fn check(x: &[f64], comb: Comb, blocks: &[usize]) {
    for (make, rung) in BOTH {
        let truth = whole(rung, x, comb);
        let mut echo = make(comb).unwrap();
        for level in levels() {
            for in_place in [true, false] {
                let y = in_blocks(level, &mut echo, x, blocks, in_place);
                let longest = blocks.iter().max();
                assert!(
                    bits(&y) == bits(&truth),
                    "{echo:?}, {level}, in place {in_place}, up to {longest:?}"
                );
                echo.reset();
            }
        }
    }
}

#[test]
fn random_blocks_have_the_bits_of_the_whole() {
    let data = mixed(21, 9001 * 2);
    for delay in (1..=18).chain([31, 32, 33, 100, 255, 256, 511, 512, 600, 1000, 4000, 20_000]) {
        for channels in [1, 2] {
            // Up to a fraction of the delay, around it, and beyond.
            for (seed, most) in [(1, 3), (2, 40), (3, 700), (4, 2 * delay + 1), (5, 8000)] {
                let x = &data[..(9001 * channels).min(most.max(20) * 40 * channels)];
                let gain = [0.5, -0.99, 1.0, 0.0, 1.01][seed as usize - 1];
                let blocks = cuts(seed, x.len(), channels, most);
                check(x, comb(delay, gain, channels), &blocks);
            }
        }
    }
}

#[test]
fn every_length_of_equal_blocks_has_the_bits_of_the_whole() {
    let x = mixed(22, 1200);
    for delay in [1, 2, 7, 8, 13, 16, 40, 64, 300, 520] {
        for len in (1..=40).chain([63, 64, 65, 128, 256, 511, 512, 600, 1199, 1200]) {
            let blocks: Vec<_> = x.chunks(len).map(<[f64]>::len).collect();
            check(&x, comb(delay, -0.75, 1), &blocks);
        }
    }
}

#[test]
fn blocks_may_lie_anywhere() {
    let data = mixed(23, 3000);
    for x in alignments(&data) {
        for delay in [5, 96, 512, 1000] {
            check(x, comb(delay, 0.9, 1), &[100, 1, x.len() - 101]);
        }
    }
}

/// Blocks that are written past the caches.
#[test]
fn large_blocks_have_the_bits_of_the_whole() {
    let x = mixed(24, (1 << 22) + 24_013);
    for delay in [3, 40, 24_000] {
        check(&x, comb(delay, 0.5, 1), &[11, x.len() - 12, 1]);
    }
}

#[test]
fn infinities_nan_and_signs_of_zeros_travel_as_in_the_loop() {
    let special = [f64::NAN, f64::INFINITY, -f64::INFINITY, f64::MAX, -f64::MAX];
    for delay in [1, 2, 9, 20, 100, 600] {
        for gain in [0.5, -0.5, 0.0, -0.0, 1e200, 1e-300] {
            let mut x = vec![-0.0; 2500];
            check(&x, comb(delay, gain, 1), &cuts(7, x.len(), 1, 90));
            for (special, place) in special.iter().zip([0, 77, 700, 1300, 1301]) {
                x[place] = *special;
                x[place + 600] = 1.0;
            }
            for most in [20, 2000] {
                check(&x, comb(delay, gain, 1), &cuts(8, x.len(), 1, most));
            }
        }
    }
}

#[test]
fn what_was_remembered_goes_on_elsewhere() {
    let x = mixed(25, 4000);
    for (make, rung) in BOTH {
        for (delay, channels) in [(1, 1), (3, 2), (100, 1), (600, 2)] {
            let comb = comb(delay, 0.9, channels);
            let truth = whole(rung, &x, comb);
            for cut in [0, 2, 50, 1000, 3998] {
                let mut first = make(comb).unwrap();
                let mut y = x.clone();
                first.process(&mut y[..cut]).unwrap();
                let mut second = make(comb).unwrap();
                // It has heard something else before.
                second.process(&mut [1.0; 100]).unwrap();
                let state: Vec<f64> = first.state().collect();
                second.set_state(&state).unwrap();
                let mut third = first.clone();
                for echo in [&mut first, &mut second, &mut third] {
                    let mut y = y.clone();
                    echo.process(&mut y[cut..]).unwrap();
                    assert_eq!(bits(&y), bits(&truth), "{echo:?}, {cut}");
                }
                assert!(first.state().eq(third.state()));
            }
        }
    }
}

#[test]
fn it_remembers_a_delay_of_what_is_heard_again() {
    for (make, is_forward) in [(Echo::forward as Make, true), (Echo::backward, false)] {
        for (delay, len) in [(3, 2), (3, 100), (40, 100), (600, 2000), (600, 700)] {
            let comb = comb(delay, 0.5, 1);
            let x = mixed(26, len);
            let mut y = x.clone();
            let mut echo = make(comb).unwrap();
            assert!(echo.state().eq(vec![0.0; delay]));
            echo.process(&mut y).unwrap();
            let heard = if is_forward { &x } else { &y };
            let before = vec![0.0; delay];
            let all = [&before[..], heard].concat();
            assert!(echo.state().eq(all[len..].iter().copied()), "{echo:?}");
            echo.reset();
            assert!(echo.state().eq(vec![0.0; delay]));
        }
    }
}

#[test]
fn what_is_refused_is_neither_written_nor_remembered() {
    let stereo = comb(2, 0.5, 2);
    for (make, _) in BOTH {
        let mut echo = make(stereo).unwrap();
        echo.process(&mut [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).unwrap();
        let state: Vec<f64> = echo.state().collect();
        let not_whole = |argument, found| Error::NotMultiple {
            argument,
            found,
            group: "channels",
            size: 2,
        };
        let mut block = [7.0; 33];
        assert_eq!(echo.process(&mut block), Err(not_whole("block", 33)));
        let error = echo.process_to(&[1.0; 3], &mut block[..3]).unwrap_err();
        assert_eq!(error, not_whole("x", 3));
        let error = echo.process_to(&[1.0; 4], &mut block[..6]).unwrap_err();
        let expected = "`y`: found 6 elements, expected 4 to go with `x`";
        assert_eq!(error.to_string(), expected);
        for found in [0, 3, 5] {
            let error = echo.set_state(&vec![1.0; found]).unwrap_err();
            let expected = format!("`state`: found {found} elements, expected 4 to go with `comb`");
            assert_eq!(error.to_string(), expected);
        }
        assert_eq!(block, [7.0; 33]);
        assert!(echo.state().eq(state));
        // Nothing is a whole number of frames.
        echo.process::<f64>(&mut []).unwrap();
        echo.process_to::<f64>(&[], &mut []).unwrap();
    }
}

#[test]
fn a_delay_that_no_memory_holds_is_an_error() {
    for delay in [usize::MAX, usize::MAX / 8 + 1, usize::MAX / 16] {
        for (make, _) in BOTH {
            let error = make(Comb::new(delay, 0.5).unwrap()).unwrap_err();
            let expected = Error::OutOfMemory {
                argument: "delay",
                results: delay,
            };
            assert_eq!(error, expected);
        }
    }
}

#[test]
fn it_goes_to_another_thread_and_shows_what_it_is() {
    let mut echo = Echo::backward(comb(3, 0.5, 2)).unwrap();
    let shown = "Echo { direction: backward, comb: Comb { delay: 3, gain: 0.5, channels: 2 }, .. }";
    assert_eq!(format!("{echo:?}"), shown);
    assert_eq!(echo.comb(), comb(3, 0.5, 2));
    let y = std::thread::spawn(move || {
        let mut y = [8.0; 8];
        echo.process(&mut y).unwrap();
        y
    });
    assert_eq!(
        y.join().unwrap(),
        [8.0, 8.0, 8.0, 8.0, 8.0, 8.0, 12.0, 12.0]
    );
}

#[test]
fn scipy_goes_on_in_the_same_way() {
    #[derive(serde::Deserialize)]
    struct Stored {
        x: Vec<f64>,
        streams: Vec<Stream>,
    }
    #[derive(serde::Deserialize)]
    struct Stream {
        delay: usize,
        gain: f64,
        state: Vec<f64>,
        forward: GoneOn,
        backward: GoneOn,
    }
    /// The outputs, and the filter's state after them.
    #[derive(serde::Deserialize)]
    struct GoneOn {
        y: Vec<f64>,
        zf: Vec<f64>,
    }
    let Stored { x, streams } = serde_json::from_str(include_str!("data/lfilter.json")).unwrap();
    for stream in streams {
        let (delay, gain) = (stream.delay, stream.gain);
        for (make, stored) in [
            (Echo::forward as Make, &stream.forward),
            (Echo::backward, &stream.backward),
        ] {
            let mut echo = make(comb(delay, gain, 1)).unwrap();
            echo.set_state(&stream.state).unwrap();
            let all = [&stream.state[..], &x].concat();
            let bound = &recurrence_bound(&all, delay, gain)[delay..];
            let blocks = cuts(9, x.len(), 1, 30);
            let y = in_blocks(Level::current(), &mut echo, &x, &blocks, true);
            assert_close(&y, &stored.y, bound, "lfilter");
            let zf: Vec<f64> = echo.state().map(|state| gain * state).collect();
            let end = &[&vec![0.0; delay][..], bound].concat()[x.len()..];
            // What is kept of a state that is longer than the signal is there to the bit.
            assert_close(&zf, &stored.zf, end, "lfilter's state");
        }
    }
}

proptest! {
    #[test]
    fn any_blocks_have_the_bits_of_the_whole(
        x in prop::collection::vec(any::<f64>(), 0..800),
        delay in 1..=80_usize,
        gain in any::<f64>().prop_filter("finite", |gain| gain.is_finite()),
        most in 1..300_usize,
        seed in any::<u64>(),
    ) {
        check(&x, comb(delay, gain, 1), &cuts(seed, x.len(), 1, most));
    }
}
