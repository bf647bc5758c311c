//! Bins, counts and sums of weights.

use super::check::{Number, agree, levelled, teamed};
use super::input::Input;
use hotloop::Error;
use hotloop::kernels::histogram::weighted::{self, WeightedHistogram, WeightedSum};
use hotloop::kernels::histogram::{self, Bins, Histogram, Value};

pub(super) fn run(bytes: &[u8]) {
    let mut input = Input::new(bytes);
    let sort = input.byte();
    let Some(bins) = bins(&mut input) else { return };
    places(&mut input, &bins);
    let len = input.len(20_000);
    match sort % 14 {
        0..4 => {
            let x: Vec<f64> = numbers(&mut input, &bins, len);
            rungs(&mut input, &bins, &x);
        }
        4 => {
            let x: Vec<f32> = numbers(&mut input, &bins, len);
            rungs(&mut input, &bins, &x);
        }
        5 => of_words(&mut input, &bins, len),
        6..9 => weights::<f64, f64>(&mut input, &bins, len),
        9 => weights::<f32, f32>(&mut input, &bins, len),
        10 => weights::<i16, u8>(&mut input, &bins, len),
        11 => weights::<f64, i64>(&mut input, &bins, len),
        12 => restored(&mut input, &bins),
        _ => restored_sums(&mut input, &bins),
    }
}

fn bins(input: &mut Input<'_>) -> Option<Bins> {
    if input.flag() {
        let len = input.len(5000);
        let mut edges: Vec<f64> = input.numbers(len);
        if !input.one_in(8) {
            edges.retain(|edge| edge.is_finite());
            edges.sort_by(f64::total_cmp);
            edges.dedup();
        }
        let made = Bins::from_edges(&edges);
        let rise = edges.windows(2).all(|pair| pair[0] < pair[1]);
        let good = edges.len() >= 2 && rise && edges.iter().all(|edge| edge.is_finite());
        assert_eq!(made.is_ok(), good, "{made:?} of {edges:?}");
        return made.ok();
    }
    let count = match input.byte() {
        ..200 => 1 + input.below(70),
        200..250 => 1 + input.below(21_000),
        _ => input.count(),
    };
    // A hundred megabytes are no edges to try.
    if (30_000..=Bins::MAX).contains(&count) {
        return None;
    }
    let low = input.number();
    let high = match input.byte() % 4 {
        0 => input.number(),
        1 => f64::from_bits(low.to_bits().wrapping_add(input.word() >> input.below(64))),
        _ => low + input.scale(),
    };
    let made = Bins::uniform(count, low, high);
    let may = count > 0 && count <= Bins::MAX && low.is_finite() && high.is_finite();
    match &made {
        Ok(bins) => {
            assert!(may && low < high && (high - low).is_finite());
            assert_eq!((bins.count(), bins.low(), bins.high()), (count, low, high));
            assert!(bins.edges().is_sorted_by(|a, b| a < b));
        }
        // Of bins that are not too narrow nothing else is wrong.
        Err(error) => assert!(
            !may || !(high - low).is_finite()
                || high - low <= low.abs() * count as f64 * 1e-15
                || high - low < 1e-300
                || high <= low,
            "{error}, of {count} from {low:e} to {high:e}"
        ),
    }
    made.ok()
}

/// Where the edges say that a number is.
fn place(bins: &Bins, x: f64) -> Option<usize> {
    let edges = bins.edges();
    let reached = edges.partition_point(|edge| *edge <= x);
    match x == bins.high() {
        true => Some(bins.count() - 1),
        false => reached.checked_sub(1).filter(|bin| *bin < bins.count()),
    }
}

fn places(input: &mut Input<'_>, bins: &Bins) {
    for _ in 0..4 {
        let edge = bins.edges()[input.below(bins.count() + 1)];
        for x in [edge, edge.next_up(), edge.next_down(), input.number()] {
            assert_eq!(bins.find(x), place(bins, x), "{x:e} in {bins:?}");
        }
    }
}

/// Numbers on the edges, next to them, in the bins and anywhere.
fn numbers<T: Number>(input: &mut Input<'_>, bins: &Bins, len: usize) -> Vec<T> {
    let mut numbers: Vec<f64> = input.numbers(len);
    let near = input.byte() % 4;
    for (x, word) in numbers.iter_mut().zip(input.words(len)) {
        let edge = bins.edges()[word as usize % bins.edges().len()];
        let width = bins.high() - bins.low();
        match (near, word >> 32 & 7) {
            (0, _) => {}
            (_, 0 | 1) => *x = edge,
            (_, 2) => *x = edge.next_up(),
            (_, 3) => *x = edge.next_down(),
            (1, _) => *x = bins.low() + width * ((word >> 11) as f64 / 2.0_f64.powi(53)),
            (2, 4) => *x = edge + width / 3.0,
            _ => {}
        }
    }
    numbers.into_iter().map(T::of_f64).collect()
}

/// All that a histogram says.
type Said = (Vec<u64>, [u64; 3]);

fn said(histogram: &Histogram) -> Said {
    assert!(!format!("{histogram:?}").is_empty());
    (histogram.counts().to_vec(), histogram.outside())
}

fn counted(bins: &Bins, count: impl FnOnce(&mut Histogram)) -> Said {
    let mut histogram = Histogram::new(bins).expect("memory");
    count(&mut histogram);
    said(&histogram)
}

fn of_words(input: &mut Input<'_>, bins: &Bins, len: usize) {
    let words = input.words(len);
    match input.byte() % 8 {
        0 => rungs(input, bins, &words),
        1 => rungs(input, bins, &cut(&words, |x| x as i64)),
        2 => rungs(input, bins, &cut(&words, |x| x as u32)),
        3 => rungs(input, bins, &cut(&words, |x| x as i32)),
        4 => rungs(input, bins, &cut(&words, |x| x as u16)),
        5 => rungs(input, bins, &cut(&words, |x| x as i16)),
        6 => rungs(input, bins, &cut(&words, |x| x as u8)),
        _ => rungs(input, bins, &cut(&words, |x| x as i8)),
    }
}

fn cut<T>(words: &[u64], cut: impl Fn(u64) -> T) -> Vec<T> {
    words.iter().map(|word| cut(*word)).collect()
}

fn rungs<T: Value + Number>(input: &mut Input<'_>, bins: &Bins, all: &[T]) {
    let x = &all[input.below(8).min(all.len())..];
    let on = (input.team(), input.level());
    let first = counted(bins, |histogram| histogram::checked(x, histogram));
    let unchecked = counted(bins, |histogram| histogram::unchecked(x, histogram));
    agree("unchecked", &unchecked, &first);
    let simd = levelled("simd", |level| {
        counted(bins, |histogram| histogram::simd_at(level, x, histogram))
    });
    agree("simd", &simd, &first);
    let threaded = teamed("threaded", on, |level, team| {
        counted(bins, |histogram| {
            histogram::threaded_at(level, team, x, histogram);
        })
    });
    agree("threaded", &threaded, &first);
    let in_parts = counted(bins, |histogram| {
        let cut = input.below(x.len() + 1);
        histogram::simd_at(input.level(), &x[cut..], histogram);
        assert_eq!(histogram.total(), (x.len() - cut) as u64);
        let mut other = histogram.clone();
        other.clear();
        assert_eq!(other.total(), 0);
        histogram::checked(&x[..cut], &mut other);
        histogram.merge(&other).expect("the same bins");
    });
    agree("merged", &in_parts, &first);
    agree(
        "total",
        &(first.0.iter().chain(&first.1).sum::<u64>()),
        &(x.len() as u64),
    );
}

fn wide(histogram: &WeightedHistogram) -> (Vec<[f64; 2]>, [[f64; 2]; 3]) {
    let pair = |sum: &WeightedSum| [sum.sum, sum.squares];
    let outside = histogram.outside();
    assert!(!format!("{histogram:?}").is_empty());
    (
        histogram.sums().iter().map(pair).collect(),
        [pair(&outside[0]), pair(&outside[1]), pair(&outside[2])],
    )
}

fn weights<T: Value + Number, W: Value + Number>(input: &mut Input<'_>, bins: &Bins, len: usize) {
    let x = numbers::<T>(input, bins, len);
    let short = if input.one_in(16) { input.count() } else { 0 };
    let weights: Vec<W> = input.numbers(len.saturating_sub(short));
    let on = (input.team(), input.level());
    let added = |add: &dyn Fn(&mut WeightedHistogram) -> Result<(), Error>| {
        let mut histogram = WeightedHistogram::new(bins)?;
        let result = add(&mut histogram);
        let empty = WeightedHistogram::new(bins)?;
        assert!(result.is_ok() || histogram == empty, "added, and refused");
        result.map(|()| wide(&histogram))
    };
    let first = added(&|to| weighted::checked(&x, &weights, to));
    assert_eq!(first.is_ok(), weights.len() == x.len());
    let unchecked = added(&|to| weighted::unchecked(&x, &weights, to));
    agree("unchecked", &unchecked, &first);
    let simd = levelled("simd", |level| {
        added(&|to| weighted::simd_at(level, &x, &weights, to))
    });
    let threaded = teamed("threaded", on, |level, team| {
        added(&|to| weighted::threaded_at(level, team, &x, &weights, to))
    });
    // There is one block of so few.
    agree("simd", &simd, &first);
    agree("threaded", &threaded, &first);
}

fn restored(input: &mut Input<'_>, bins: &Bins) {
    let len = match input.byte() % 8 {
        0 => input.len(100),
        _ => bins.count(),
    };
    let (counts, outside) = (input.words(len), input.words(3));
    let outside = [outside[0], outside[1], outside[2]];
    let made = Histogram::from_counts(bins, &counts, outside);
    let most = 3 << 62;
    let good = counts.iter().chain(&outside).all(|count| *count <= most);
    assert_eq!(made.is_ok(), good && len == bins.count(), "{made:?}");
    let Ok(mut histogram) = made else { return };
    assert_eq!(said(&histogram), (counts, outside));
    let density = histogram.density().expect("memory");
    assert!(density.is_none_or(|it| it.len() == len && it.iter().all(|x| *x >= 0.0)));
    for _ in 0..input.below(4) {
        let same = histogram.clone();
        histogram.merge(&same).expect("the same bins");
    }
    histogram::simd(&[bins.low(), f64::NAN], &mut histogram);
    assert!(histogram.nan() >= outside[2] && histogram.total() >= histogram.nan());
    assert_eq!(histogram.iter().len(), len);
    let other = Bins::uniform(1, -7.5, 7.25).expect("one bin");
    let stray = Histogram::new(&other).expect("memory");
    assert_eq!(histogram.merge(&stray).is_err(), *bins != other);
    let (counts, outside) = said(&histogram);
    let again = Histogram::from_counts(bins, &counts, outside).expect("what counting comes to");
    assert_eq!(again, histogram);
}

fn restored_sums(input: &mut Input<'_>, bins: &Bins) {
    let len = if input.one_in(8) {
        input.len(100)
    } else {
        bins.count()
    };
    let (sums, squares) = (input.numbers::<f64>(len + 3), input.numbers::<f64>(len + 3));
    let all: Vec<WeightedSum> = sums
        .iter()
        .zip(&squares)
        .map(|(sum, squares)| {
            let mut it = WeightedSum::default();
            (it.sum, it.squares) = (*sum, *squares);
            it
        })
        .collect();
    let (inside, outside) = all.split_at(len);
    let made = WeightedHistogram::from_sums(bins, inside, [outside[0], outside[1], outside[2]]);
    let good = !all.iter().any(|it| it.squares < 0.0);
    assert_eq!(made.is_ok(), good && len == bins.count(), "{made:?}");
    let Ok(mut histogram) = made else { return };
    let density = histogram.density().expect("memory");
    assert!(density.is_none_or(|it| it.len() == len));
    let before = wide(&histogram);
    let empty = WeightedHistogram::new(bins).expect("memory");
    histogram.merge(&empty).expect("the same bins");
    // To a zero of the other sign zero may have been added.
    let close = |a: &[f64; 2], b: &[f64; 2]| {
        a.iter()
            .zip(b)
            .all(|(a, b)| a == b || (a.is_nan() && b.is_nan()))
    };
    assert!(
        before
            .0
            .iter()
            .zip(&wide(&histogram).0)
            .all(|(a, b)| close(a, b))
    );
    let _ = histogram.total();
    assert_eq!(histogram.iter().len(), len);
    histogram.clear();
    assert_eq!(histogram.sums(), empty.sums());
}
