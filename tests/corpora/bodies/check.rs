//! What is asked of every answer: the same at every level and on every team, and nothing written beside it.

use super::input::levels;
use hotloop::Error;
use hotloop::simd::Level;
use hotloop::threads::Team;
use std::fmt::Debug;

/// A number that outputs are made of.
pub(crate) trait Number: Copy + Debug + PartialEq {
    /// The nearest to it.
    fn of_f64(x: f64) -> Self;
    /// The bits, of which a NaN has one kind.
    fn bits(self) -> u64;
}

macro_rules! numbers {
    ($($number:ty: $x:ident => $bits:expr;)+) => {$(
        impl Number for $number {
            fn of_f64(x: f64) -> Self {
                x as Self
            }
            fn bits(self) -> u64 {
                let $x = self;
                $bits
            }
        }
    )+};
}

numbers! {
    f64: x => if x.is_nan() { f64::NAN.to_bits() } else { x.to_bits() };
    f32: x => if x.is_nan() { f32::NAN.to_bits() } else { x.to_bits() }.into();
    u64: x => x;
    u32: x => x.into();
    u16: x => x.into();
    u8: x => x.into();
    usize: x => x as u64;
    i64: x => x as u64;
    i32: x => x as u64;
    i16: x => x as u64;
    i8: x => x as u64;
}

/// What can be compared to the bit.
pub(crate) trait Answer {
    fn words(&self, words: &mut Vec<u64>);
}

impl<T: Number> Answer for T {
    fn words(&self, words: &mut Vec<u64>) {
        words.push(self.bits());
    }
}

impl Answer for () {
    fn words(&self, _: &mut Vec<u64>) {}
}

impl Answer for u128 {
    fn words(&self, words: &mut Vec<u64>) {
        words.extend([(*self >> 64) as u64, *self as u64]);
    }
}

impl<A: Answer> Answer for Vec<A> {
    fn words(&self, words: &mut Vec<u64>) {
        words.push(self.len() as u64);
        self.iter().for_each(|answer| answer.words(words));
    }
}

impl<A: Answer, const N: usize> Answer for [A; N] {
    fn words(&self, words: &mut Vec<u64>) {
        self.iter().for_each(|answer| answer.words(words));
    }
}

impl<A: Answer> Answer for Option<A> {
    fn words(&self, words: &mut Vec<u64>) {
        words.push(u64::from(self.is_some()));
        self.iter().for_each(|answer| answer.words(words));
    }
}

impl<A: Answer, B: Answer> Answer for (A, B) {
    fn words(&self, words: &mut Vec<u64>) {
        self.0.words(words);
        self.1.words(words);
    }
}

impl<A: Answer> Answer for Result<A, Error> {
    fn words(&self, words: &mut Vec<u64>) {
        match self {
            Ok(answer) => answer.words(words),
            Err(error) => {
                // Its text has to be written without a panic, too.
                let text = format!("{error:?} {error}");
                words.extend(text.bytes().map(|byte| u64::from(byte) | 1 << 40));
            }
        }
    }
}

fn words(answer: &impl Answer) -> Vec<u64> {
    let mut words = vec![];
    answer.words(&mut words);
    words
}

/// Holds one answer to the bits of another.
#[track_caller]
pub(crate) fn agree<A: Answer + Debug>(what: &str, found: &A, expected: &A) {
    let (a, b) = (words(found), words(expected));
    if a != b {
        let place = a.iter().zip(&b).position(|(a, b)| a != b);
        panic!("{what}: found {found:?}, expected {expected:?}: different at word {place:?}");
    }
}

/// The answer at every level, which is one.
#[track_caller]
pub(crate) fn levelled<A: Answer + Debug>(what: &str, run: impl Fn(Level) -> A) -> A {
    let first = run(levels()[0]);
    for &level in &levels()[1..] {
        agree(&format!("{what}, {level}"), &run(level), &first);
    }
    first
}

/// The answer on a team and on one's own, at every level, which is one.
#[track_caller]
pub(crate) fn teamed<A: Answer + Debug>(
    what: &str,
    (team, level): (&Team, Level),
    run: impl Fn(Level, &Team) -> A,
) -> A {
    let alone = run(levels()[0], &Team::solo());
    let what = format!("{what}, {level}, {} members", team.members());
    agree(&what, &run(level, team), &alone);
    alone
}

/// Elements on both sides of an output, which nobody may write to.
const EDGE: usize = 16;

/// What is written into such a place, wherever in a line that begins.
#[track_caller]
pub(crate) fn written<T: Number, R>(
    start: usize,
    before: &[T],
    write: impl FnOnce(&mut [T]) -> Result<R, Error>,
) -> Result<(R, Vec<T>), Error> {
    let edge = T::of_f64(85.0);
    let (left, len) = (EDGE + start % 8, before.len());
    let mut all = vec![edge; left + len + EDGE];
    all[left..][..len].copy_from_slice(before);
    let result = write(&mut all[left..][..len]);
    let (outer, inner) = all.split_at(left);
    let (inner, after) = inner.split_at(len);
    assert!(
        outer.iter().chain(after).all(|x| *x == edge),
        "something is written beside the output"
    );
    match result {
        Ok(result) => Ok((result, inner.to_vec())),
        Err(error) => {
            let kept = inner.iter().zip(before).all(|(a, b)| a.bits() == b.bits());
            assert!(kept, "{error}, and something is written");
            Err(error)
        }
    }
}

/// What is written over sevens.
#[track_caller]
pub(crate) fn output<T: Number>(
    start: usize,
    len: usize,
    write: impl FnOnce(&mut [T]) -> Result<(), Error>,
) -> Result<Vec<T>, Error> {
    written(start, &vec![T::of_f64(7.0); len], write).map(|((), y)| y)
}

/// Holds numbers to others, each within its bound, and what is infinite or NaN to the same.
#[track_caller]
pub(crate) fn close(what: &str, found: &[f64], expected: &[f64], bound: impl Fn(usize) -> f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (n, (&found, &expected)) in found.iter().zip(expected).enumerate() {
        let same = found.bits() == expected.bits() || found == expected;
        let bound = bound(n);
        let near = expected.is_finite() && ((found - expected).abs() <= bound || bound.is_nan());
        assert!(
            same || near,
            "{what}: output {n} is {found:e}, expected {expected:e} within {bound:e}"
        );
    }
}
