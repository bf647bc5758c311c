//! Sums, summaries, maps and pairs.

mod pairs;
mod summaries;

use super::check::{Number, agree, levelled, output, teamed};
use super::input::Input;
use hotloop::kernels::map;
use hotloop::kernels::sum::{self, Exact, Summand};
use hotloop::simd::Float;
use pairs::pairs;
use summaries::{stored, summaries, tables};

const U: f64 = f64::EPSILON / 2.0;

pub(super) fn run(bytes: &[u8]) {
    let mut input = Input::new(bytes);
    match input.byte() % 10 {
        0 => floats::<f64>(&mut input),
        1 => floats::<f32>(&mut input),
        2 => integers(&mut input),
        3 => longs(&mut input),
        4 => summaries::<f64>(&mut input),
        5 => summaries::<f32>(&mut input),
        6 => tables(&mut input),
        7 => stored(&mut input),
        8 if input.flag() => maps::<f32>(&mut input),
        8 => maps::<f64>(&mut input),
        _ => pairs(&mut input),
    }
}

/// A slice that begins at any place of a line, and ends where its memory does.
fn placed<T: Number>(input: &mut Input<'_>, most: usize) -> (Vec<T>, usize) {
    let (start, len) = (input.below(8), input.len(most));
    (input.numbers(start + len), start)
}

/// What a sum of floats should be, in units of a power of two if it would overflow otherwise.
struct Truth {
    unit: f64,
    sum: f64,
    size: f64,
    len: f64,
}

impl Truth {
    fn of(x: &[f64]) -> Self {
        let far = x.iter().any(|x| x.abs() > 1e280);
        let unit = if far { 2.0_f64.powi(-90) } else { 1.0 };
        let (mut sum, mut size) = (Exact::new(), Exact::new());
        for x in x {
            sum.add(x * unit);
            size.add((x * unit).abs());
        }
        Self {
            unit,
            sum: sum.total(),
            size: size.total(),
            len: x.len() as f64,
        }
    }

    /// Holds a rung to its bound, in units of `u` of the sum and of the sum of magnitudes.
    #[track_caller]
    fn holds(&self, what: &str, found: f64, of_sum: f64, of_size: f64) {
        // What a unit has made subnormal.
        let lost = if self.unit == 1.0 {
            0.0
        } else {
            self.len * f64::MIN_POSITIVE
        };
        let bound = U * (of_sum * self.sum.abs() + of_size * self.size) + lost;
        let (truth, size) = (self.sum, self.size);
        let right = match found.is_infinite() {
            true => found.signum() * truth + bound >= f64::MAX * self.unit * (1.0 - U),
            false => (found * self.unit - truth).abs() <= bound,
        };
        assert!(
            right,
            "{what}: {found:e} is not {truth:e} of {size:e}, in {:e}",
            self.unit
        );
    }
}

/// What IEEE makes of the numbers that are not finite, if there are any.
fn decided(x: &[f64]) -> Option<f64> {
    let has = |sort: f64| x.iter().any(|x| x.bits() == sort.bits());
    match (has(f64::INFINITY), has(f64::NEG_INFINITY), has(f64::NAN)) {
        (false, false, false) => None,
        (true, false, false) => Some(f64::INFINITY),
        (false, true, false) => Some(f64::NEG_INFINITY),
        _ => Some(f64::NAN),
    }
}

fn floats<T: Float + Number + Summand<Sum = f64>>(input: &mut Input<'_>) {
    let (all, start) = placed::<T>(input, 40_000);
    let x = &all[start..];
    let on = (input.team(), input.level());
    let simd = levelled("simd", |level| sum::simd_at(level, x));
    let threaded = teamed("threaded", on, |level, team| {
        sum::threaded_at(level, team, x)
    });
    agree("threaded", &threaded, &simd);
    let checked = sum::checked(x);
    agree("unchecked", &sum::unchecked(x), &checked);
    let neumaier = levelled("neumaier", |level| sum::neumaier_at(level, x));
    let exact = levelled("exact", |level| sum::exact_at(level, x));
    let shared = teamed("exact_threaded", on, |level, team| {
        sum::exact_threaded_at(level, team, x)
    });
    agree("exact_threaded", &shared, &exact);
    let wide: Vec<f64> = x.iter().map(|x| (*x).into()).collect();
    let one_by_one: Exact = wide.iter().copied().collect();
    agree("one by one", &one_by_one.total(), &exact);

    if let Some(special) = decided(&wide) {
        agree("special", &[checked, simd, neumaier, exact], &[special; 4]);
        return;
    }
    let truth = Truth::of(&wide);
    let n = truth.len;
    truth.holds("exact", exact, 1.0, 0.0);
    truth.holds("checked", checked, 1.0, n);
    truth.holds("simd", simd, 1.0, 24.0 + n * U);
    truth.holds("neumaier", neumaier, 2.0, 2.0 * n * n * U);
}

fn integers(input: &mut Input<'_>) {
    let len = input.len(40_000);
    let words = input.words(len);
    match input.byte() % 8 {
        0 => of::<i64, _>(input, &words, |x| x as i64, |x| x as i64),
        1 => of::<i32, _>(input, &words, |x| x as i32, |x| x as i64),
        2 => of::<i16, _>(input, &words, |x| x as i16, |x| x as i64),
        3 => of::<i8, _>(input, &words, |x| x as i8, |x| x as i64),
        4 => of::<u64, _>(input, &words, |x| x, |x| x as u64),
        5 => of::<u32, _>(input, &words, |x| x as u32, |x| x as u64),
        6 => of::<u16, _>(input, &words, |x| x as u16, |x| x as u64),
        _ => of::<u8, _>(input, &words, |x| x as u8, |x| x as u64),
    }

    /// Integers that are cut to a type, whose sum is cut to another.
    fn of<T, S: Number>(
        input: &mut Input<'_>,
        words: &[u64],
        cut: impl Fn(u64) -> T,
        wrapped: impl Fn(i128) -> S,
    ) where
        T: Summand<Sum = S> + Number + Into<i128>,
    {
        let x: Vec<T> = words.iter().map(|word| cut(*word)).collect();
        let x = &x[input.below(8).min(x.len())..];
        let truth = wrapped(x.iter().map(|x| (*x).into()).sum());
        agree("checked", &sum::checked(x), &truth);
        agree("unchecked", &sum::unchecked(x), &truth);
        agree(
            "simd",
            &levelled("simd", |level| sum::simd_at(level, x)),
            &truth,
        );
        let neumaier = levelled("neumaier", |level| sum::neumaier_at(level, x));
        agree("neumaier", &neumaier, &truth);
        let on = (input.team(), input.level());
        let threaded = teamed("threaded", on, |level, team| {
            sum::threaded_at(level, team, x)
        });
        agree("threaded", &threaded, &truth);
    }
}

/// Exact sums in pieces, as bytes, and of bytes that nobody has made.
fn longs(input: &mut Input<'_>) {
    let (all, start) = placed::<f64>(input, 3000);
    let x = &all[start..];
    let mut whole = Exact::new();
    whole.add_slice_at(input.level(), x);
    let mut parts = Exact::new();
    let cut = input.below(x.len() + 1);
    for part in [&x[cut..], &x[..cut]] {
        let mut sum = Exact::new();
        sum.add_slice_at(input.level(), part);
        parts.merge(&sum);
    }
    assert_eq!(parts, whole);
    assert_eq!(parts.to_bytes(), whole.to_bytes());
    agree("total", &parts.total(), &whole.total());
    let single = whole.total_f32();
    let near = whole.total() as f32;
    assert!(
        single.bits() == near.bits() || (near.next_down()..=near.next_up()).contains(&single),
        "{single:e} is nowhere near {near:e}"
    );

    let mut bytes = whole.to_bytes();
    assert_eq!(Exact::from_bytes(&bytes).as_ref(), Ok(&whole));
    for _ in 0..input.below(5) {
        bytes[input.below(Exact::BYTES)] = input.byte();
    }
    if let Ok(mut sum) = Exact::from_bytes(&bytes) {
        assert_eq!(sum.to_bytes(), bytes, "as it came");
        let before = sum.total();
        sum.add_slice(x);
        sum.merge(&whole);
        for _ in 0..input.below(3) {
            let same = sum.clone();
            sum.merge(&same);
        }
        assert!(!format!("{sum:?} {before} {}", sum.total_f32()).is_empty());
        let again = Exact::from_bytes(&sum.to_bytes());
        assert!(again.is_err() || again.as_ref() == Ok(&sum));
    }
}

fn maps<T: Float + Number>(input: &mut Input<'_>) {
    let (all, start) = placed::<T>(input, 20_000);
    let x = &all[start..];
    let threshold = T::of_f64(input.number());
    let short = if input.one_in(8) { input.count() } else { 0 };
    let len = x.len().saturating_sub(short);
    let at = input.below(8);
    let on = (input.team(), input.level());
    let simd = levelled("simd", |level| {
        output(at, len, |y| map::simd_at(level, x, threshold, y))
    });
    let threaded = teamed("threaded", on, |level, team| {
        output(at, len, |y| map::threaded_at(level, team, x, threshold, y))
    });
    agree("threaded", &threaded, &simd);
    let truth = |x: &T| if *x < threshold { T::default() } else { *x };
    let truth: Vec<T> = x.iter().map(truth).collect();
    let checked = output(at, len, |y| map::checked(x, threshold, y));
    agree(
        "unchecked",
        &output(at, len, |y| map::unchecked(x, threshold, y)),
        &checked,
    );
    agree("simd", &simd, &checked);
    match checked {
        Ok(y) => agree("checked", &y, &truth),
        Err(_) => assert_ne!(len, x.len()),
    }
}
