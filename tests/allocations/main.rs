//! What happens where there is no memory: every public function that allocates by the caller's sizes
//! is run with an allocator that refuses one large request, or all from one on.
//!
//! An [`Error::OutOfMemory`] has written nothing. What is said to do without gives the right answer
//! all the same. Nothing stays behind, and the next call works.

mod allocator;
mod kernels;
mod mixture;
#[cfg(feature = "races")]
mod named;
mod primes;
#[cfg(all(target_os = "linux", feature = "races"))]
mod small;
#[cfg(feature = "races")]
#[path = "../common/sources.rs"]
mod sources;
#[cfg(feature = "races")]
mod threads;

use hotloop::Error;
#[cfg(feature = "threads")]
use hotloop::threads::{Binding, Team};
use std::cell::RefCell;
use std::fmt::{Debug, Display};
use std::sync::Mutex;

/// A call whose large requests are refused, one by one.
struct Case<'a> {
    /// The function.
    name: &'static str,
    /// Which of its ways it is: a level, a team, a size.
    way: String,
    /// What it does about a refusal.
    refused: Refused,
    /// Makes the call, and looks at what it has written: all of it, or nothing where it returns an
    /// error. Outputs are there before, so that it asks for no memory of its own.
    run: Box<dyn Fn() -> Result<(), Error> + 'a>,
    /// Which of its requests are refused: not all, where most are the same again.
    tried: fn(usize) -> bool,
}

impl Case<'_> {
    /// Some requests alone.
    fn only(self, tried: fn(usize) -> bool) -> Self {
        Self { tried, ..self }
    }
}

/// What a function does about a refusal.
#[derive(Clone, Copy, PartialEq)]
enum Refused {
    /// It returns an error, whichever request it was.
    Fails,
    /// It goes another way to the same answer.
    GoesOn,
    /// It may do either: some requests are for what it can do without.
    Either,
}

/// A case, and what it covers.
fn case<'a>(
    name: &'static str,
    way: impl Display,
    refused: Refused,
    run: impl Fn() -> Result<(), Error> + 'a,
) -> Case<'a> {
    Case {
        name,
        way: way.to_string(),
        refused,
        run: Box::new(run),
        tried: |_| true,
    }
}

/// A call that returns a value.
fn returns<'a, T: PartialEq + Debug + 'a>(
    name: &'static str,
    way: impl Display,
    refused: Refused,
    call: impl Fn() -> Result<T, Error> + 'a,
) -> Case<'a> {
    let truth = call().unwrap();
    case(name, way, refused, move || {
        let found = call()?;
        assert!(found == truth, "another value");
        Ok(())
    })
}

/// A call that writes to a slice of so many elements, `before` it is `before`.
fn writes<'a, T: Copy + PartialEq + Debug + 'a>(
    name: &'static str,
    way: impl Display,
    (len, before): (usize, impl Fn(usize) -> T + 'a),
    call: impl Fn(&mut [T]) -> Result<(), Error> + 'a,
) -> Case<'a> {
    let mut truth: Vec<T> = (0..len).map(&before).collect();
    call(&mut truth).unwrap();
    let out = RefCell::new(truth.clone());
    case(name, way, Refused::Fails, move || {
        let mut out = out.borrow_mut();
        for (i, out) in out.iter_mut().enumerate() {
            *out = before(i);
        }
        let result = call(&mut out);
        match &result {
            Ok(()) => assert!(*out == truth, "another output"),
            Err(_) => assert!(
                out.iter().enumerate().all(|(i, out)| *out == before(i)),
                "an error, and something is written"
            ),
        }
        result
    })
}

/// How the ways end in which a team of one goes. It does what one member does, who may need nothing.
const ALONE: &str = "1 members";

/// Refuses every large request of a case in turn, alone and with all that follow.
fn try_all(case: &Case<'_>) {
    let (name, way) = (case.name, &case.way);
    let (result, requests) = allocator::counted(|| (case.run)());
    assert_eq!(result, Ok(()), "{name}, {way}");
    let alone = way.ends_with(ALONE);
    assert!(requests > 0 || alone, "{name}, {way}: no large request");
    println!("{name}, {way}: {requests} large requests");
    let live = allocator::live();
    for k in (0..requests).filter(|k| (case.tried)(*k)) {
        for last in [k, usize::MAX] {
            let result = allocator::refusing(k..=last, || (case.run)());
            let what = format!("{name}, {way}: request {k} of {requests}, to {last}");
            match &result {
                Ok(()) => assert!(case.refused != Refused::Fails, "{what} was not needed"),
                Err(Error::OutOfMemory { .. }) => {
                    assert!(case.refused != Refused::GoesOn, "{what} ended it");
                }
                Err(other) => panic!("{what}: {other}"),
            }
            assert_eq!(allocator::live(), live, "{what} left something behind");
        }
    }
    assert_eq!((case.run)(), Ok(()), "{name}, {way}, again");
    assert_eq!(
        allocator::live(),
        live,
        "{name}, {way} left something behind"
    );
}

/// The functions that allocate by the caller's sizes and need no team.
const KERNELS: &[&str] = &[
    "comb::Echo::backward",
    "comb::Echo::forward",
    "comb::backward::checked",
    "comb::backward::in_place::checked",
    "comb::backward::in_place::simd",
    "comb::backward::in_place::unchecked",
    "comb::backward::simd",
    "comb::backward::unchecked",
    "heavy::Picture::of_counts",
    "heavy::checked",
    "heavy::difficult_function",
    "heavy::simd",
    "heavy::unchecked",
    "histogram::Bins::from_edges",
    "histogram::Bins::uniform",
    "histogram::Histogram::density",
    "histogram::Histogram::from_counts",
    "histogram::Histogram::new",
    "histogram::simd",
    "histogram::weighted::WeightedHistogram::density",
    "histogram::weighted::WeightedHistogram::from_sums",
    "histogram::weighted::WeightedHistogram::new",
    "histogram::weighted::simd",
    "memory::Buffer::from_fn",
    "memory::Buffer::from_slice",
    "memory::Buffer::zeroed",
    "memory::Buffer::zeroed_on",
    "mixture::Mixture::aic",
    "mixture::Mixture::bic",
    "mixture::Mixture::k_means_plus_plus",
    "mixture::Mixture::labels",
    "mixture::Mixture::ln_densities",
    "mixture::Mixture::log_likelihood",
    "mixture::Mixture::mean_log_likelihood",
    "mixture::Mixture::new",
    "mixture::Mixture::responsibilities",
    "mixture::Mixture::sample",
    "mixture::Moments::from_bytes",
    "mixture::Moments::maximise",
    "mixture::Moments::to_bytes",
    "mixture::Points::moments",
    "mixture::Points::k_means_plus_plus",
    "mixture::Points::new",
    "mixture::Points::weighted",
    "mixture::checked",
    "mixture::weighted::checked",
    "mixture::fit_best",
    "mixture::iterate",
    "mixture::simd",
    "mixture::weighted::simd",
    "mixture::unchecked",
    "mixture::weighted::unchecked",
    "ou::seeded::simd",
    "primes::between",
    "primes::counting",
    "primes::simd",
    "primes::sum_primes_each",
    "primes::unchecked",
];

/// Those that need a team.
#[cfg(feature = "threads")]
const ON_A_TEAM: &[&str] = &[
    "comb::backward::in_place::threaded",
    "comb::backward::threaded",
    "comb::forward::in_place::threaded",
    "histogram::threaded",
    "histogram::weighted::threaded",
    "memory::Buffer::touched_by",
    "mixture::Points::moments_on",
    "mixture::fit_best_on",
    "mixture::model_parallel",
    "mixture::weighted::model_parallel",
    "mixture::threaded",
    "mixture::weighted::threaded",
    "ou::seeded::threaded",
    "ou::threaded",
    "pairwise::between::scheduled",
    "pairwise::between::strided",
    "pairwise::between::threaded",
    "pairwise::general::threaded",
    "pairwise::scheduled",
    "pairwise::strided",
    "pairwise::threaded",
    "primes::threaded",
];

/// One test at a time, because there is one allocator: what runs beside it would be counted.
static ALONE_WITH_IT: Mutex<()> = Mutex::new(());

#[test]
fn a_refusal_is_an_error_and_nothing_is_lost() {
    let _alone = ALONE_WITH_IT.lock();
    #[cfg(feature = "threads")]
    let teams = [
        Team::solo(),
        Team::spawn(3, Binding::None).expect("three threads"),
    ];
    #[cfg(feature = "races")]
    threads::all(&teams);
    let mut covered: Vec<&str> = vec![];
    let mut run = |cases: Vec<Case<'_>>| {
        for case in &cases {
            try_all(case);
            covered.push(case.name);
        }
    };
    run(mixture::cases());
    run(kernels::cases());
    run(primes::cases());
    #[cfg(feature = "threads")]
    for team in &teams {
        run(mixture::cases_on(team));
        run(kernels::cases_on(team));
        run(primes::cases_on(team));
    }
    covered.sort_unstable();
    covered.dedup();
    let mut expected = KERNELS.to_vec();
    #[cfg(feature = "threads")]
    expected.extend(ON_A_TEAM);
    expected.sort_unstable();
    assert_eq!(covered, expected);
    #[cfg(feature = "races")]
    named::all_are(&[&covered[..], threads::COVERED].concat());

    nothing_is_asked_for();
    primes::memory_is_bounded();
}

#[cfg(all(target_os = "linux", feature = "races"))]
#[test]
fn a_small_refusal_ends_the_process_at_most() {
    let _alone = ALONE_WITH_IT.lock();
    let solo = Team::solo();
    let cases = threads::small_cases(&solo);
    let aborted: usize = cases.iter().map(|it| small::try_some(it, 100)).sum();
    assert!(aborted > 0, "none was refused what cannot be an error");
}

#[cfg(all(target_os = "linux", feature = "races"))]
#[test]
#[ignore = "takes a minute or more: some thousand processes"]
fn so_does_one_in_a_kernel() {
    let _alone = ALONE_WITH_IT.lock();
    let solo = Team::solo();
    let mut cases = [mixture::cases(), kernels::cases(), primes::cases()];
    cases[0].extend(mixture::cases_on(&solo));
    cases[1].extend(kernels::cases_on(&solo));
    cases[2].extend(primes::cases_on(&solo));
    for case in cases.iter().flatten() {
        let aborted = small::try_some(case, 10);
        println!("{}, {}: {aborted} times", case.name, case.way);
    }
}

/// What takes room that is there already.
fn nothing_is_asked_for() {
    let mut calls = vec![mixture::merging(), kernels::merging()];
    calls.extend(kernels::going_on());
    for (name, call) in calls {
        let ((), requests) = allocator::counted(call);
        assert_eq!(requests, 0, "{name}");
    }
}
