//! The generator: its lanes, streams and jumps against `rand_xoshiro`, and one sequence however it
//! is drawn.

mod common;

use hotloop::Error;
use hotloop::random::{Generator, SplitMix64};
use proptest::prelude::*;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// The words of a stream, from eight generators of `rand_xoshiro` that have jumped to their lanes.
fn oracle(seed: u64, stream: u64, words: usize) -> Vec<u64> {
    let mut first = Xoshiro256PlusPlus::seed_from_u64(seed);
    for _ in 0..stream {
        first.long_jump();
    }
    let mut lanes: Vec<_> = std::iter::successors(Some(first), |lane| {
        let mut next = lane.clone();
        next.jump();
        Some(next)
    })
    .take(8)
    .collect();
    (0..words).map(|i| lanes[i % 8].next_u64()).collect()
}

#[test]
fn lanes_and_streams_are_those_of_rand_xoshiro() {
    for (seed, stream) in [(0, 0), (10, 0), (u64::MAX, 1), (10, 2), (7, 5), (1, 64)] {
        let truth = oracle(seed, stream, 8 * 1000);
        let mut words = vec![0; truth.len()];
        Generator::new(seed, stream).fill_u64(&mut words);
        assert!(words == truth, "seed {seed}, stream {stream}");
    }
}

#[test]
fn every_call_goes_on_where_the_last_one_stopped() {
    let truth = oracle(3, 1, 5000);
    let mut generator = Generator::new(3, 1);
    let mut words = vec![];
    for len in (0..90).chain([1, 0, 7, 8, 9]) {
        let mut part = vec![0; len];
        generator.fill_u64(&mut part);
        words.append(&mut part);
        words.push(generator.next_u64());
    }
    assert!(words == truth[..words.len()]);
}

#[test]
fn to_advance_is_to_draw_and_forget() {
    let steps = [0, 1, 7, 8, 9, 63, 64, 65, 1000, 12_345];
    for before in [0, 1, 5, 8] {
        for words in steps {
            let mut drawn = Generator::new(5, 0);
            drawn.fill_u64(&mut vec![0; before]);
            let mut skipped = drawn.clone();
            drawn.fill_u64(&mut vec![0; words]);
            skipped.advance(words as u64);
            assert_eq!(drawn, skipped, "{words} words after {before}");
            assert_eq!(drawn.next_u64(), skipped.next_u64());
            assert_eq!(drawn, skipped);
        }
    }
}

#[test]
fn generators_differ_within_a_row() {
    let mut a = Generator::new(5, 0);
    a.next_u64();
    let mut b = a.clone();
    b.next_u64();
    assert_ne!(a, b);
    a.next_u64();
    assert_eq!(a, b);
}

#[test]
fn streams_follow_each_other() {
    for stream in [0, 1, 63, u64::MAX - 1] {
        let streams = Generator::streams(3, stream);
        let expected = (stream..=u64::MAX).map(|stream| Generator::new(3, stream));
        assert!(streams.take(4).eq(expected.take(4)));
    }
}

#[test]
fn far_places_and_far_streams_are_reached() {
    // A jump of 2^63 rows, twice, is one of 2^64: half of it at a time, or in odd parts.
    let mut a = Generator::new(1, u64::MAX);
    let mut b = a.clone();
    a.advance(u64::MAX);
    a.advance(1);
    for part in [1 << 63, (1 << 62) + 5, (1 << 62) - 5] {
        b.advance(part);
    }
    assert_eq!(a, b);
    assert_ne!(a, Generator::new(1, u64::MAX));
    // Stream 2^64 - 1 is 2^256 - 2^192 words in, which is 2^192 - 1 words short of a period.
    assert_ne!(
        Generator::new(1, u64::MAX).next_u64(),
        Generator::new(1, 0).next_u64()
    );
}

/// What `below` is to be, by the definition: the words of the oracle, one by one.
fn bounded(words: &mut impl Iterator<Item = u64>, n: u64) -> u64 {
    let excess = (1_u128 << 64) % u128::from(n);
    loop {
        let product = u128::from(words.next().unwrap()) * u128::from(n);
        if product % (1 << 64) >= excess {
            return (product >> 64) as u64;
        }
    }
}

/// Bounds of all kinds: few words, about half of them, and none are passed over.
const BOUNDS: [u64; 9] = [1, 2, 3, 6, 1000, 1 << 63, (1 << 63) + 1, 3 << 62, u64::MAX];

#[test]
fn integers_are_the_upper_halves_of_products() {
    let words = oracle(7, 2, 8 * 4000);
    for n in BOUNDS {
        let mut rest = words.iter().copied();
        let truth: Vec<u64> = (0..10_001).map(|_| bounded(&mut rest, n)).collect();
        assert!(truth.iter().all(|x| *x < n));
        let mut generator = Generator::new(7, 2);
        assert!(truth.iter().all(|x| generator.below(n) == Ok(*x)), "{n}");
        let gone = words.len() - rest.len();
        let mut expected = Generator::new(7, 2);
        expected.advance(gone as u64);
        assert_eq!(generator, expected);
        // Many at a time, from any place in a row, in parts of any length.
        for before in 0..9 {
            let mut generator = Generator::new(7, 2);
            for x in &truth[..before] {
                assert_eq!(generator.below(n), Ok(*x));
            }
            let mut x = vec![0; truth.len() - before];
            let (part, rest) = x.split_at_mut(before * 100);
            generator.fill_below(n, part).unwrap();
            generator.fill_below(n, rest).unwrap();
            assert!(x == truth[before..], "{n}, after {before}");
            assert_eq!(generator, expected);
        }
    }
}

#[test]
fn nothing_is_below_zero() {
    let (mut generator, mut out) = (Generator::new(7, 2), [9; 3]);
    let error = Error::Zero { argument: "n" };
    assert_eq!(generator.below(0), Err(error.clone()));
    assert_eq!(generator.fill_below(0, &mut out), Err(error));
    assert_eq!((generator, out), (Generator::new(7, 2), [9; 3]));
}

#[test]
fn shuffles_are_those_of_durstenfeld() {
    for len in [0, 1, 2, 5, 100, 1000] {
        let mut words = oracle(3, 0, 8 * 200).into_iter();
        let mut truth: Vec<usize> = (0..len).collect();
        for i in (1..len).rev() {
            truth.swap(i, bounded(&mut words, i as u64 + 1) as usize);
        }
        let mut x: Vec<usize> = (0..len).collect();
        Generator::new(3, 0).shuffle(&mut x);
        assert_eq!(x, truth);
    }
}

#[test]
fn all_orders_are_equally_frequent() {
    let mut generator = Generator::new(1, 0);
    let mut counts = std::collections::BTreeMap::new();
    let (orders, each) = (24, 1000);
    for _ in 0..orders * each {
        let mut x = [0_u8, 1, 2, 3];
        generator.shuffle(&mut x);
        *counts.entry(x).or_insert(0) += 1;
    }
    assert_eq!(counts.len(), orders);
    // Chi-squared with 23 degrees of freedom is above 49.7 once in a thousand seeds; this is one seed.
    let squares = counts.values().map(|n| (n - each as i32).pow(2));
    let chi_squared = f64::from(squares.sum::<i32>()) / each as f64;
    assert!(chi_squared < 49.7, "{chi_squared}");
}

#[test]
fn a_choice_is_an_integer_below_the_length() {
    let (mut a, mut b) = (Generator::new(4, 0), Generator::new(4, 0));
    let x: Vec<u64> = (0..7).collect();
    for _ in 0..100 {
        assert_eq!(a.choose(&x).copied(), Some(b.below(7).unwrap()));
    }
    assert_eq!(a.choose::<u64>(&[]), None);
    assert_eq!(a, b);
}

#[test]
fn a_generator_is_made_again_from_its_state() {
    for (seed, stream) in [(0, 0), (10, 3), (u64::MAX, u64::MAX)] {
        let mut generator = Generator::new(seed, stream);
        for words in [0, 1, 1, 5, 1, 1, 64, 1001, 3, 12_345_678] {
            generator.fill_u64(&mut vec![0; words % 2000]);
            generator.advance(words as u64);
            let state = generator.state();
            let mut again = Generator::from_state(state).unwrap();
            assert_eq!(again, generator);
            assert_eq!(again.state(), state);
            let (mut x, mut y) = ([0; 20], [0; 20]);
            again.fill_u64(&mut x);
            generator.clone().fill_u64(&mut y);
            assert_eq!(x, y);
        }
    }
    // Equal, though one has drawn the last row and the other has jumped behind it.
    let (mut drawn, mut skipped) = (Generator::new(1, 0), Generator::new(1, 0));
    drawn.fill_u64(&mut [0; 16]);
    skipped.advance(16);
    assert_eq!(drawn.state(), skipped.state());
}

#[test]
fn what_no_generator_shows_is_refused() {
    for (state, found) in [
        ([0, 0, 0, 0, 3], "found four zeros"),
        ([1, 2, 3, 4, 8], "found a fifth number above 7"),
        ([1, 2, 3, 4, u64::MAX], "found a fifth number above 7"),
    ] {
        let error = Generator::from_state(state).unwrap_err().to_string();
        assert!(
            error.starts_with(&format!("`state`: {found}, expected ")),
            "{error}"
        );
    }
}

#[test]
fn split_mix_is_the_published_one() {
    // The first outputs for the seed 1234567, as published with the reference implementation.
    let mut words = SplitMix64::new(1_234_567);
    assert_eq!(words.next_u64(), 6_457_827_717_110_365_317);
    assert_eq!(words.next_u64(), 3_203_168_211_198_807_973);
}

#[cfg(feature = "rand")]
#[test]
fn it_speaks_the_traits_of_rand() {
    use rand::{Rng, RngExt, SeedableRng};

    let truth = oracle(9, 0, 100);
    let mut generator = Generator::seed_from_u64(9);
    assert_eq!(generator, Generator::new(9, 0));
    assert_eq!(Rng::next_u64(&mut generator), truth[0]);
    assert_eq!(generator.next_u32(), (truth[1] >> 32) as u32);
    let mut bytes = [0; 20];
    generator.fill_bytes(&mut bytes);
    assert_eq!(bytes[..8], truth[2].to_le_bytes());
    assert_eq!(bytes[8..16], truth[3].to_le_bytes());
    assert_eq!(bytes[16..], truth[4].to_le_bytes()[..4]);
    let unit: f64 = generator.random();
    assert_eq!(unit, (truth[5] >> 11) as f64 / 9_007_199_254_740_992.0);

    let seed: [u8; 32] = std::array::from_fn(|i| i as u8);
    let mut theirs = Xoshiro256PlusPlus::from_seed(seed);
    let mut ours = Generator::from_seed(seed);
    assert_eq!(Generator::next_u64(&mut ours), theirs.next_u64());
    assert_eq!(Generator::from_seed([0; 32]), Generator::new(0, 0));
}

proptest! {
    #[test]
    fn any_state_is_that_of_a_generator(state: [u64; 4], used in 0_u64..8) {
        prop_assume!(state != [0; 4]);
        let [a, b, c, d] = state;
        let state = [a, b, c, d, used];
        prop_assert_eq!(Generator::from_state(state).unwrap().state(), state);
    }

    #[test]
    fn any_cut_gives_the_same_words(
        seed in any::<u64>(),
        stream in any::<u64>(),
        cuts in prop::collection::vec(0_usize..40, 0..10),
    ) {
        let mut whole = vec![0; cuts.iter().sum()];
        Generator::new(seed, stream).fill_u64(&mut whole);
        let mut generator = Generator::new(seed, stream);
        let mut parts = vec![];
        for cut in cuts {
            let mut part = vec![0; cut];
            generator.fill_u64(&mut part);
            parts.append(&mut part);
        }
        prop_assert_eq!(parts, whole);
    }
}
