//! The other kernels, and buffers.

#[cfg(feature = "threads")]
use crate::Refused::GoesOn;
use crate::Refused::{Either, Fails};
use crate::{Case, case, returns, writes};
use hotloop::Error;
use hotloop::kernels::comb::{Comb, Echo, backward};
use hotloop::kernels::heavy::{self, Picture};
use hotloop::kernels::histogram::weighted::{self, WeightedHistogram, WeightedSum};
use hotloop::kernels::histogram::{self, Bins, Histogram};
use hotloop::kernels::ou::{Path, Process, seeded};
use hotloop::memory::{Buffer, PageSize};
use hotloop::simd::Level;
#[cfg(feature = "threads")]
use {
    hotloop::kernels::comb::forward,
    hotloop::kernels::ou,
    hotloop::kernels::pairwise,
    hotloop::kernels::pairwise::general::{self, Pair},
    hotloop::simd::Simd,
    hotloop::threads::{Schedule, Team},
};

pub(crate) fn cases<'a>() -> Vec<Case<'a>> {
    let mut cases = vec![];
    buffers(&mut cases);
    histograms(&mut cases);
    weighted_histograms(&mut cases);
    pictures(&mut cases);
    let comb = Comb::new(600, 0.5).unwrap();
    for (name, make) in [
        ("comb::Echo::forward", Echo::forward as fn(_) -> _),
        ("comb::Echo::backward", Echo::backward),
    ] {
        cases.push(returns(name, "", Fails, move || {
            let mut echo = make(comb)?;
            // What is kept of it is the end of it.
            let mut block = [1.0; 100];
            echo.process(&mut block)?;
            Ok(echo.state().sum::<f64>())
        }));
    }
    singles(&mut cases);
    for level in Level::supported() {
        let comb = Comb::new(600, 0.5).unwrap();
        let x = signal(5000);
        let name = "comb::backward::simd";
        cases.push(writes(name, level, (5000, |_| 7.0), move |y| {
            backward::simd_at(level, &x, comb, y)
        }));
        let process = Process::new(0.1, 1.0, 2.0).unwrap();
        cases.push(writes(
            "ou::seeded::simd",
            level,
            (4 * 500, |_| 7.0),
            move |paths| seeded::simd_at(level, 10, process, &[0.0; 4], paths),
        ));
    }
    cases
}

/// Sample `n` of a signal.
fn sample(n: usize) -> f64 {
    (n % 17) as f64
}

fn signal(len: usize) -> Vec<f64> {
    (0..len).map(sample).collect()
}

/// Of `f32`, what is heard again is kept beside the outputs.
fn singles(cases: &mut Vec<Case<'_>>) {
    let comb = Comb::new(600, 0.5).unwrap();
    let (x, sample) = ([1.5_f32; 5000], |n| sample(n) as f32);
    type Apart = fn(&[f32], Comb, &mut [f32]) -> Result<(), Error>;
    let rungs: [(_, Apart); 3] = [
        ("comb::backward::checked", backward::checked),
        ("comb::backward::unchecked", backward::unchecked),
        ("comb::backward::simd", backward::simd),
    ];
    for (name, rung) in rungs {
        let call = move |y: &mut [f32]| rung(&x, comb, y);
        cases.push(writes(name, "f32", (x.len(), |_| 7.0), call));
    }
    type InPlace = fn(&mut [f32], Comb) -> Result<(), Error>;
    let rungs: [(_, InPlace); 3] = [
        (
            "comb::backward::in_place::checked",
            backward::in_place::checked,
        ),
        (
            "comb::backward::in_place::unchecked",
            backward::in_place::unchecked,
        ),
        ("comb::backward::in_place::simd", backward::in_place::simd),
    ];
    for (name, rung) in rungs {
        let call = move |y: &mut [f32]| rung(y, comb);
        cases.push(writes(name, "f32", (x.len(), sample), call));
    }
}

/// Not so large that they come straight from the system.
fn buffers(cases: &mut Vec<Case<'_>>) {
    for len in [1000, 100_000] {
        let way = format!("{len} elements");
        cases.push(returns("memory::Buffer::zeroed", &way, Fails, move || {
            Buffer::<f64>::zeroed(len).map(|buffer| (buffer.len(), buffer[len - 1]))
        }));
        cases.push(returns("memory::Buffer::from_fn", &way, Fails, move || {
            let buffer = Buffer::from_fn(len, sample)?;
            Ok((buffer.len(), buffer[len - 1]))
        }));
        for pages in [PageSize::Base, PageSize::Huge] {
            let way = format!("{pages:?}, {way}");
            let name = "memory::Buffer::zeroed_on";
            cases.push(returns(name, way, Fails, move || {
                Buffer::<f64>::zeroed_on(pages, len).map(|buffer| buffer.len())
            }));
        }
        let x = signal(len);
        cases.push(returns(
            "memory::Buffer::from_slice",
            &way,
            Fails,
            move || {
                let buffer = Buffer::from_slice(&x)?;
                Ok(*buffer == *x)
            },
        ));
    }
}

fn histograms(cases: &mut Vec<Case<'_>>) {
    let name = "histogram::Bins::uniform";
    cases.push(returns(name, "", Fails, || Bins::uniform(1000, 0.0, 1.0)));
    let bins = Bins::uniform(1000, 0.0, 17.0).unwrap();
    let edges = bins.edges().to_vec();
    let name = "histogram::Bins::from_edges";
    cases.push(returns(name, "", Fails, move || Bins::from_edges(&edges)));
    let b = bins.clone();
    let name = "histogram::Histogram::new";
    cases.push(returns(name, "", Fails, move || Histogram::new(&b)));
    let (b, sevens) = (bins.clone(), vec![7; 1000]);
    let name = "histogram::Histogram::from_counts";
    cases.push(returns(name, "", Fails, move || {
        Histogram::from_counts(&b, &sevens, [1; 3])
    }));
    let mut full = Histogram::new(&bins).unwrap();
    histogram::simd(&signal(1000), &mut full);
    let name = "histogram::Histogram::density";
    cases.push(returns(name, "", Fails, move || full.density()));
    for level in Level::supported() {
        // Tables of three sizes, and looked at twice.
        for bins in [100, 1000, 10_000] {
            cases.push(counts(
                "histogram::simd",
                format!("{bins}, {level}"),
                bins,
                move |x, to| {
                    histogram::simd_at(level, &x[..100], to);
                    assert_eq!(to.total(), 100);
                    histogram::simd_at(level, &x[100..], to);
                },
            ));
        }
    }
}

/// Sums of weights, of several blocks.
fn weighted_histograms(cases: &mut Vec<Case<'_>>) {
    let bins = Bins::uniform(1000, 0.0, 17.0).unwrap();
    let b = bins.clone();
    let name = "histogram::weighted::WeightedHistogram::new";
    cases.push(returns(name, "", Fails, move || WeightedHistogram::new(&b)));
    let (b, sums) = (bins.clone(), vec![WeightedSum::default(); 1000]);
    let name = "histogram::weighted::WeightedHistogram::from_sums";
    cases.push(returns(name, "", Fails, move || {
        WeightedHistogram::from_sums(&b, &sums, [sums[0]; 3])
    }));
    let full = added(&bins, |x, to| weighted::simd(&x[..1000], &x[..1000], to));
    let name = "histogram::weighted::WeightedHistogram::density";
    cases.push(returns(name, "", Fails, move || full.density()));
    let x = signal(200_000);
    cases.push(returns("histogram::weighted::simd", "", Fails, move || {
        let mut histogram = WeightedHistogram::new(&bins)?;
        weighted::simd(&x, &x, &mut histogram)?;
        Ok(histogram)
    }));
}

/// A histogram of weights, outside of what is tried.
fn added(
    bins: &Bins,
    add: impl FnOnce(&[f64], &mut WeightedHistogram) -> Result<(), Error>,
) -> WeightedHistogram {
    let mut histogram = WeightedHistogram::new(bins).unwrap();
    add(&signal(200_000), &mut histogram).unwrap();
    histogram
}

/// Counts in a new histogram, which may be refused; the counting may not.
fn counts<'a>(
    name: &'static str,
    way: String,
    bins: usize,
    count: impl Fn(&[f64], &mut Histogram) + 'a,
) -> Case<'a> {
    let bins = Bins::uniform(bins, 0.0, 15.0).unwrap();
    let x = signal(200_000);
    let mut truth = Histogram::new(&bins).unwrap();
    histogram::checked(&x, &mut truth);
    case(name, way, Either, move || {
        let mut histogram = Histogram::new(&bins)?;
        count(&x, &mut histogram);
        assert!(histogram == truth, "other counts");
        Ok(())
    })
}

fn pictures(cases: &mut Vec<Case<'_>>) {
    let name = "heavy::Picture::of_counts";
    cases.push(returns(name, "", Fails, || {
        Picture::of_counts(&[1; 300], 0.0, 1.0)
    }));
    let name = "heavy::difficult_function";
    // What is kept in the tables, it can do without.
    cases.push(returns(name, "", Either, || {
        heavy::difficult_function(1, 30, 200)
    }));
    // All that is asked for of a seed, and the list of many.
    let tried: [fn(usize) -> bool; 2] = [|_| true, |k| k < 4];
    for (way, seeds, tried) in [("few", 3, tried[0]), ("many", 50, tried[1])] {
        let seeds: Vec<u64> = (0..seeds).collect();
        let s = seeds.clone();
        let checked = returns("heavy::checked", way, Fails, move || {
            heavy::checked(&s, 30, 200)
        });
        let s = seeds.clone();
        let unchecked = returns("heavy::unchecked", way, Fails, move || {
            heavy::unchecked(&s, 30, 200)
        });
        let simd = returns("heavy::simd", way, Either, move || {
            heavy::simd(&seeds, 30, 200)
        });
        cases.extend([checked, unchecked, simd].map(|case| case.only(tried)));
    }
}

#[cfg(feature = "threads")]
pub(crate) fn cases_on(team: &Team) -> Vec<Case<'_>> {
    let mut cases = vec![];
    for level in Level::supported() {
        let way = format!("{level}, {} members", team.members());
        for bins in [100, 10_000] {
            let way = format!("{bins}, {way}");
            cases.push(counts("histogram::threaded", way, bins, move |x, to| {
                histogram::threaded_at(level, team, x, to);
            }));
        }
        let (name, bins) = (
            "histogram::weighted::threaded",
            Bins::uniform(1000, 0.0, 17.0).unwrap(),
        );
        let x = signal(200_000);
        let truth = added(&bins, |x, to| weighted::simd(x, x, to));
        cases.push(case(name, way.clone(), Either, move || {
            let mut histogram = WeightedHistogram::new(&bins)?;
            weighted::threaded_at(level, team, &x, &x, &mut histogram)?;
            assert!(histogram == truth, "other sums");
            Ok(())
        }));
        combs_on(level, team, &way, &mut cases);
        paths_on(level, team, &way, &mut cases);
        // One member needs no list of sums: several do, and so do parts.
        pairs_on(level, team, &way, &mut cases);
    }
    let way = format!("{} members", team.members());
    cases.push(returns(
        "memory::Buffer::touched_by",
        way,
        Fails,
        move || {
            let buffer = Buffer::<f64>::touched_by(team, 100_000)?;
            Ok((buffer.len(), buffer[99_999]))
        },
    ));
    cases
}

/// Delays that are looked ahead of, kept in a ring, in rows, and in columns.
#[cfg(feature = "threads")]
fn combs_on<'a>(level: Level, team: &'a Team, way: &str, cases: &mut Vec<Case<'a>>) {
    for delay in [100, 600, 9000] {
        // A gain that forgets nothing.
        let comb = Comb::new(delay, 1.0).unwrap();
        // Long enough to be made in rooms and streamed.
        let len = if delay == 100 { 1 << 21 } else { 100_000 };
        let way = format!("{delay}, {way}");
        let x = signal(len);
        let name = "comb::backward::threaded";
        cases.push(writes(name, &way, (len, |_| 7.0), move |y| {
            backward::threaded_at(level, team, &x, comb, y)
        }));
        // Long enough to be shared out.
        let len = 200_000;
        let name = "comb::forward::in_place::threaded";
        cases.push(writes(name, &way, (len, sample), move |y| {
            forward::in_place::threaded_at(level, team, y, comb)
        }));
        if delay < 9000 {
            // In place, it is not shared out.
            continue;
        }
        // Of so many rows that a list of them is large.
        let len = 1 << 20;
        let name = "comb::backward::in_place::threaded";
        let singles = move |y: &mut [f32]| backward::in_place::threaded_at(level, team, y, comb);
        let shape = (len, |n| sample(n) as f32);
        cases.push(writes(name, format!("f32, {way}"), shape, singles));
        cases.push(writes(name, &way, (len, sample), move |y| {
            backward::in_place::threaded_at(level, team, y, comb)
        }));
    }
}

#[cfg(feature = "threads")]
fn paths_on<'a>(level: Level, team: &'a Team, way: &str, cases: &mut Vec<Case<'a>>) {
    let process = Process::new(0.1, 1.0, 2.0).unwrap();
    let shape = (40 * 500, |_| 7.0);
    cases.push(writes("ou::seeded::threaded", way, shape, move |paths| {
        seeded::threaded_at(level, team, 10, process, &[0.0; 40], paths)
    }));
    // A process that forgets so slowly that what members make of a path is added to: of `f32` in rooms of
    // their own, and of `f64` where it is long enough to be streamed.
    let process = Process::new(1e-6, 1.0, 2.0).unwrap();
    let noise = [0.5_f32; 100_000];
    let shape = (noise.len() + 1, |_| 7.0);
    let singles = move |path: &mut [f32]| ou::threaded_at(level, team, &noise, process, 1.0, path);
    cases.push(writes(
        "ou::threaded",
        format!("f32, {way}"),
        shape,
        singles,
    ));
    if level == Level::current() {
        let noise = signal(1 << 21);
        let shape = (noise.len() + 1, |_| 7.0);
        let call = move |path: &mut [f64]| ou::threaded_at(level, team, &noise, process, 1.0, path);
        cases.push(writes("ou::threaded", way, shape, call));
    }
}

/// The square of a distance.
#[cfg(feature = "threads")]
struct Distance;

#[cfg(feature = "threads")]
impl Pair for Distance {
    #[inline(always)]
    fn apply<S: Simd>(&self, _: S, x: S::F64x8, y: S::F64x8) -> S::F64x8 {
        (x - y) * (x - y)
    }
}

/// Sums of 45 blocks of rows, and of as many parts.
#[cfg(feature = "threads")]
fn pairs_on<'a>(level: Level, team: &'a Team, way: &str, cases: &mut Vec<Case<'a>>) {
    if level != Level::current() {
        // They ask for the same, and take long.
        return;
    }
    let (long, short) = (signal(8000), signal(20));
    let (x, y) = (long.clone(), short.clone());
    let name = "pairwise::threaded";
    cases.push(returns(name, way, GoesOn, move || {
        Ok(pairwise::threaded_at(level, team, &x))
    }));
    let x = long.clone();
    let guided = Schedule::Guided { min_chunk: 1 };
    cases.push(returns("pairwise::scheduled", way, Fails, move || {
        pairwise::scheduled_at(level, team, guided, &x)
    }));
    let x = signal(1000);
    cases.push(returns("pairwise::strided", way, Fails, move || {
        pairwise::strided_at(level, team, &x, 70)
    }));
    let x = long.clone();
    let name = "pairwise::between::threaded";
    cases.push(returns(name, way, GoesOn, move || {
        Ok(pairwise::between::threaded_at(level, team, &x, &y))
    }));
    let (x, y) = (long.clone(), short.clone());
    let name = "pairwise::between::scheduled";
    cases.push(returns(name, way, Fails, move || {
        pairwise::between::scheduled_at(level, team, guided, &x, &y)
    }));
    let (x, y) = (long.clone(), short.clone());
    let name = "pairwise::between::strided";
    cases.push(returns(name, way, Fails, move || {
        pairwise::between::strided_at(level, team, &x, &y, 70)
    }));
    let name = "pairwise::general::threaded";
    cases.push(returns(name, way, GoesOn, move || {
        Ok(general::threaded_at(level, team, &Distance, &long, &short))
    }));
}

/// Histograms are merged in their own room.
pub(crate) fn merging() -> (&'static str, Box<dyn FnOnce()>) {
    let bins = Bins::uniform(1000, 0.0, 15.0).unwrap();
    let (mut here, mut there) = (
        Histogram::new(&bins).unwrap(),
        Histogram::new(&bins).unwrap(),
    );
    let x = signal(1000);
    histogram::simd(&x, &mut here);
    histogram::simd(&x, &mut there);
    let call = move || {
        here.merge(&there).unwrap();
        assert_eq!(here.total(), 2000);
        histogram::simd(&x, &mut here);
        assert_eq!(here.total(), 3000);
    };
    ("histogram::Histogram::merge", Box::new(call))
}

/// What goes on, and how.
type Going = (&'static str, Box<dyn FnOnce()>);

/// Filters and paths that go on with what they were made with: of short delays and long ones, in blocks
/// that are shorter and longer.
pub(crate) fn going_on() -> Vec<Going> {
    let mut calls: Vec<Going> = vec![];
    for make in [Echo::forward, Echo::backward] {
        let (x, mut y) = (signal(5000), signal(5000));
        let combs = [1, 9, 40, 600, 3000].map(|delay| Comb::new(delay, 0.5).unwrap());
        let mut echoes = combs.map(|comb| make(comb).unwrap());
        let call = move || {
            for echo in &mut echoes {
                for len in [0, 1, 100, 1500, 5000] {
                    echo.process(&mut y[..len]).unwrap();
                    echo.process_to(&x[..len], &mut y[..len]).unwrap();
                }
                echo.reset();
                assert_eq!(echo.state().count(), echo.comb().delay());
            }
        };
        calls.push(("comb::Echo", Box::new(call)));
    }
    let process = Process::new(0.1, 1.0, 2.0).unwrap();
    let mut echo = Echo::backward(Comb::new(600, 0.5).unwrap()).unwrap();
    let (x, mut y) = ([1.5_f32; 5000], [0.0_f32; 5000]);
    let call = move || {
        for len in [0, 1, 100, 1500, 5000] {
            echo.process(&mut y[..len]).unwrap();
            echo.process_to(&x[..len], &mut y[..len]).unwrap();
        }
    };
    calls.push(("comb::Echo of f32", Box::new(call)));
    let (noise, mut values) = (signal(5000), signal(5000));
    let mut path = Path::new(process, 1.0).unwrap();
    let call = move || {
        for len in [0, 1, 100, 5000] {
            path.advance(&noise[..len], &mut values[..len]).unwrap();
        }
        assert!(path.last().is_finite());
    };
    calls.push(("ou::Path", Box::new(call)));
    calls
}
