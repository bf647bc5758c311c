//! Summaries, of tables too, and those that somebody else has written.

use super::super::check::{Number, agree, levelled, teamed};
use super::super::input::Input;
use super::{Truth, decided, placed};
use hotloop::Error;
use hotloop::kernels::summary::{self, Summary, columns};
use hotloop::simd::Float;

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

pub(super) fn summaries<T: Float + Number>(input: &mut Input<'_>) {
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

pub(super) fn tables(input: &mut Input<'_>) {
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
    let whole = width > 0 && x.len().is_multiple_of(width);
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
pub(super) fn stored(input: &mut Input<'_>) {
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
        assert!(
            squares.is_none_or(|it| it >= 0.0 || it.is_nan()),
            "{both:?}"
        );
        assert_eq!(both.min(), (b + a).min());
    }
}
