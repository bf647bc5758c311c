//! Sums, summaries, maps and pairs.

use super::check::{Number, agree, levelled, output, teamed};
use super::input::Input;
use hotloop::Error;
use hotloop::kernels::pairwise::general::Pair;
use hotloop::kernels::pairwise::{self, between, general};
use hotloop::kernels::sum::{self, Exact, Summand};
use hotloop::kernels::summary::{self, Summary, columns};
use hotloop::kernels::map;
use hotloop::simd::{F64x8, Float, Simd};

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
        let lost = if self.unit == 1.0 { 0.0 } else { self.len * f64::MIN_POSITIVE };
        let bound = U * (of_sum * self.sum.abs() + of_size * self.size) + lost;
        let (truth, size) = (self.sum, self.size);
        let right = match found.is_infinite() {
            true => found.signum() * truth + bound >= f64::MAX * self.unit * (1.0 - U),
            false => (found * self.unit - truth).abs() <= bound,
        };
        assert!(right, "{what}: {found:e} is not {truth:e} of {size:e}, in {:e}", self.unit);
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
    let threaded = teamed("threaded", on, |level, team| sum::threaded_at(level, team, x));
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
    fn of<T: Summand + Number, S: Number>(
        input: &mut Input<'_>,
        words: &[u64],
        cut: impl Fn(u64) -> T,
        wrapped: impl Fn(i128) -> S,
    ) where
        T: Summand<Sum = S> + Into<i128>,
    {
        let x: Vec<T> = words.iter().map(|word| cut(*word)).collect();
        let x = &x[input.below(8).min(x.len())..];
        let truth = wrapped(x.iter().map(|x| (*x).into()).sum());
        agree("checked", &sum::checked(x), &truth);
        agree("unchecked", &sum::unchecked(x), &truth);
        agree("simd", &levelled("simd", |level| sum::simd_at(level, x)), &truth);
        let neumaier = levelled("neumaier", |level| sum::neumaier_at(level, x));
        agree("neumaier", &neumaier, &truth);
        let on = (input.team(), input.level());
        let threaded = teamed("threaded", on, |level, team| sum::threaded_at(level, team, x));
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

/// The bytes of a summary, which are all of it.
fn kept(summary: &Summary) -> Vec<u8> {
    let mut bytes = summary.to_bytes();
    // A NaN is a NaN.
    for word in bytes[8..].as_chunks_mut::<8>().0 {
        *word = f64::from_le_bytes(*word).bits().to_le_bytes();
    }
    bytes.to_vec()
}

/// Holds a summary to what is true of every one.
#[track_caller]
fn sound(what: &str, found: &Summary, x: &[f64]) {
    assert_eq!(found.count(), x.len() as u64, "{what}");
    let numbers = || x.iter().copied().filter(|x| !x.is_nan());
    let least = numbers().reduce(f64::min);
    let greatest = numbers().reduce(f64::max);
    assert_eq!((found.min(), found.max()), (least, greatest), "{what}");
    let (mean, variance) = (found.mean(), found.variance());
    assert_eq!(mean.is_none(), x.is_empty(), "{what}");
    if let Some(special) = decided(x) {
        assert!(variance.is_some_and(f64::is_nan), "{what}: {found:?}");
        agree(what, &(found.sum(), mean), &(special, Some(special)));
    } else if let (Some(mean), Some(variance)) = (mean, variance) {
        let within = least.unwrap() <= mean && mean <= greatest.unwrap();
        assert!(within, "{what}: {found:?}");
        assert!(variance >= 0.0, "{what}: {found:?}");
        Truth::of(x).holds(what, found.sum(), 2.0, 40.0 + x.len() as f64);
    }
    let again = Summary::from_bytes(&found.to_bytes()).expect("what has been made");
    assert_eq!(again.to_bytes(), found.to_bytes(), "{what}");
    questions(found);
}

/// Asks all that can be asked.
fn questions(summary: &Summary) {
    let text = format!("{summary:?}");
    assert!(text.starts_with("Summary"));
    assert_eq!(summary.sample_variance().is_some(), summary.count() > 1);
    assert_eq!(summary.standard_error().is_some(), summary.count() > 1);
    let deviations = [summary.standard_deviation(), summary.variance()];
    assert_eq!(deviations.map(|it| it.is_some()), [summary.count() > 0; 2]);
    let _ = summary.sample_standard_deviation();
}

fn summaries<T: Float + Number>(input: &mut Input<'_>) {
    let (all, start) = placed::<T>(input, 40_000);
    let x = &all[start..];
    let wide: Vec<f64> = x.iter().map(|x| (*x).into()).collect();
    let on = (input.team(), input.level());
    let simd = levelled("simd", |level| kept(&summary::simd_at(level, x)));
    let threaded = teamed("threaded", on, |level, team| {
        kept(&summary::threaded_at(level, team, x))
    });
    agree("threaded", &threaded, &simd);
    let checked = summary::checked(x);
    agree("unchecked", &kept(&summary::unchecked(x)), &kept(&checked));
    sound("simd", &summary::simd(x), &wide);
    sound("checked", &checked, &wide);
    sound("collected", &x.iter().copied().collect(), &wide);

    let parts = input.count();
    let strided = teamed("strided", on, |level, team| {
        summary::strided_at(level, team, x, parts).map(|it| kept(&it))
    });
    assert_eq!(strided.is_err(), parts == 0, "{parts} parts: {strided:?}");
    if let Ok(strided) = summary::strided(on.0, x, parts) {
        sound("strided", &strided, &wide);
    }
    let cut = input.below(x.len() + 1);
    let merged = summary::simd(&x[cut..]).merge(summary::checked(&x[..cut]));
    sound("merged", &merged, &wide);
}

fn tables(input: &mut Input<'_>) {
    let (all, start) = placed::<f64>(input, 9000);
    let x = &all[start..];
    let width = input.len(200);
    let on = (input.team(), input.level());
    let of = |write: &dyn Fn(&mut [Summary]) -> Result<(), Error>| {
        let before = Summary::from_iter([3.0, 4.0]);
        let mut summaries = vec![before; width + 2];
        let result = write(&mut summaries[1..=width]);
        assert_eq!((summaries[0], summaries[width + 1]), (before, before));
        let whole = summaries[1..=width].iter().all(|it| *it == before);
        assert!(result.is_ok() || whole, "written, and refused");
        result.map(|()| summaries[1..=width].iter().map(kept).collect::<Vec<_>>())
    };
    let simd = levelled("simd", |level| of(&|to| columns::simd_at(level, x, to)));
    let threaded = teamed("threaded", on, |level, team| {
        of(&|to| columns::threaded_at(level, team, x, to))
    });
    agree("threaded", &threaded, &simd);
    let checked = of(&|to| columns::checked(x, to));
    agree("unchecked", &of(&|to| columns::unchecked(x, to)), &checked);
    let whole = x.is_empty() || (width > 0 && x.len().is_multiple_of(width));
    assert_eq!(simd.is_ok(), whole, "{} in {width}: {simd:?}", x.len());
    assert_eq!(checked.is_ok(), whole);
    let mut found = vec![Summary::default(); width];
    if columns::simd(x, &mut found).is_err() {
        return;
    }
    for (k, found) in found.iter().enumerate() {
        let column: Vec<f64> = x.iter().skip(k).step_by(width).copied().collect();
        sound("column", found, &column);
        let alone = kept(&summary::checked(&column));
        agree("checked", &checked.as_ref().unwrap()[k], &alone);
    }
    let single: Vec<f32> = x.iter().map(|x| *x as f32).collect();
    let widened: Vec<f64> = single.iter().map(|x| f64::from(*x)).collect();
    let of_singles = levelled("f32", |level| {
        of(&|to| columns::simd_at(level, &single, to))
    });
    agree("f32", &of_singles, &of(&|to| columns::simd(&widened, to)));
}

/// Summaries that somebody else has written.
fn stored(input: &mut Input<'_>) {
    let mut read = || {
        let mut bytes = [0; Summary::BYTES];
        let numbers: Vec<f64> = input.numbers(4);
        bytes.copy_from_slice(&summary::simd(&numbers).to_bytes());
        for _ in 0..input.below(6) {
            let place = 8 * input.below(6);
            let word = match place {
                0 => input.count() as u64,
                _ => input.number().to_bits(),
            };
            bytes[place..][..8].copy_from_slice(&word.to_le_bytes());
        }
        let summary = Summary::from_bytes(&bytes).ok()?;
        assert_eq!(summary.to_bytes(), bytes);
        Some(summary)
    };
    if let (Some(a), Some(b)) = (read(), read()) {
        questions(&a);
        let both = a + b;
        questions(&both);
        assert_eq!(both.count(), a.count().saturating_add(b.count()));
        let squares = both.variance();
        assert!(squares.is_none_or(|it| it >= 0.0 || it.is_nan()), "{both:?}");
        agree("the other way", &both.min(), &(b + a).min());
    }
}

fn maps<T: Float + Number>(input: &mut Input<'_>) {
    let (all, start) = placed::<T>(input, 20_000);
    let x = &all[start..];
    let threshold = T::of_f64(input.number());
    let short = if input.byte() % 8 == 7 { input.count() } else { 0 };
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
    agree("unchecked", &output(at, len, |y| map::unchecked(x, threshold, y)), &checked);
    agree("simd", &simd, &checked);
    match checked {
        Ok(y) => agree("checked", &y, &truth),
        Err(_) => assert_ne!(len, x.len()),
    }
}

/// Squares of distances, cut off.
struct Clipped(f64);

impl Pair for Clipped {
    #[inline(always)]
    fn apply<S: Simd>(&self, simd: S, x: S::F64x8, y: S::F64x8) -> S::F64x8 {
        let apart = x - y;
        (apart * apart).min(simd.splat(self.0))
    }
}

fn pairs(input: &mut Input<'_>) {
    let (x, start) = placed::<f64>(input, 400);
    let (y, end) = placed::<f64>(input, 2100);
    let (x, y) = (&x[start..], &y[end..]);
    let on = (input.team(), input.level());
    let schedule = input.schedule();
    let parts = input.count();
    one(x, parts, schedule, on);
    let simd = levelled("simd", |level| between::simd_at(level, x, y));
    let threaded = teamed("threaded", on, |level, team| {
        between::threaded_at(level, team, x, y)
    });
    agree("threaded", &threaded, &simd);
    let scheduled = teamed("scheduled", on, |level, team| {
        between::scheduled_at(level, team, schedule, x, y)
    });
    let strided = teamed("strided", on, |level, team| {
        between::strided_at(level, team, x, y, parts)
    });
    assert_eq!(strided.is_err(), parts == 0);
    if let Ok(sum) = scheduled {
        agree("scheduled", &sum, &simd);
    }
    let checked = between::checked(x, y);
    agree("unchecked", &between::unchecked(x, y), &checked);
    let closed = between::closed_form(x, y);
    let rungs = [simd, closed, strided.unwrap_or(simd)];
    near(checked, &rungs, x, y);

    let clipped = Clipped(input.number());
    let general = levelled("general", |level| general::simd_at(level, &clipped, x, y));
    let threaded = teamed("general", on, |level, team| {
        general::threaded_at(level, team, &clipped, x, y)
    });
    agree("general", &threaded, &general);
}

/// An array with itself.
fn one(
    x: &[f64],
    parts: usize,
    schedule: hotloop::threads::Schedule,
    on: (&hotloop::threads::Team, hotloop::simd::Level),
) {
    let simd = levelled("simd", |level| pairwise::simd_at(level, x));
    agree("with itself", &simd, &between::simd(x, x));
    agree("threaded", &teamed("threaded", on, |level, team| pairwise::threaded_at(level, team, x)), &simd);
    let scheduled = teamed("scheduled", on, |level, team| {
        pairwise::scheduled_at(level, team, schedule, x)
    });
    let strided = teamed("strided", on, |level, team| {
        pairwise::strided_at(level, team, x, parts)
    });
    assert_eq!(strided.is_err(), parts == 0);
    let refused = scheduled.is_err();
    agree("scheduled", &scheduled.unwrap_or(simd), &simd);
    assert_eq!(refused, deals_out_nothing(schedule));
    let checked = pairwise::checked(x);
    agree("unchecked", &pairwise::unchecked(x), &checked);
    near(checked, &[simd, pairwise::closed_form(x), strided.unwrap_or(simd)], x, x);
}

fn deals_out_nothing(schedule: hotloop::threads::Schedule) -> bool {
    use hotloop::threads::Schedule::{Dynamic, Guided};
    matches!(schedule, Dynamic { chunk: 0 } | Guided { min_chunk: 0 })
}

/// Holds rungs of a product of all pairs to the first, and to what is not finite.
#[track_caller]
fn near(first: f64, others: &[f64], x: &[f64], y: &[f64]) {
    let size = |x: &[f64]| x.iter().map(|x| x.abs()).sum::<f64>();
    let pairs = (x.len() * y.len()) as f64;
    let most = size(x) * size(y);
    let decided = |x: &[f64]| decided(x).is_some();
    for other in others {
        if decided(x) || decided(y) {
            agree("what is not finite", other, &first);
        } else if most < f64::MAX / 2.0 {
            let terms = (x.len() + y.len()) as f64 + 400.0;
            let bound = terms * U * most + pairs * 5e-324;
            let apart = (first - other).abs();
            assert!(apart <= bound, "{other:e}, expected {first:e} within {bound:e}");
        }
    }
}

