//! The ladder `ou`: every rung, level and team against the plain loop.

mod common;

#[path = "ou/singles.rs"]
mod singles;

use common::{assert_close, bits, lengths, levels, mixed, recurrence_bound};
use hotloop::Error;
use hotloop::kernels::ou::{self, Process, ensemble};
use proptest::prelude::*;

/// The tutorial's process.
fn process() -> Process {
    Process::new(0.1, 1.0, 2.0).unwrap()
}

fn oracle(noise: &[f64], process: Process, start: f64) -> Vec<f64> {
    let mut path = vec![start];
    for noise in noise {
        let before = path[path.len() - 1];
        path.push(before * process.relax() + process.diffuse() * noise);
    }
    path
}

/// The path as a recurrence whose first input is the start.
fn bound(noise: &[f64], process: Process, start: f64) -> Vec<f64> {
    let scaled = noise.iter().map(|noise| process.diffuse() * noise);
    let inputs: Vec<f64> = std::iter::once(start).chain(scaled).collect();
    recurrence_bound(&inputs, 1, process.relax())
}

/// What `rung` writes, with nothing written around it.
fn path(steps: usize, rung: impl FnOnce(&mut [f64]) -> Result<(), Error>) -> Vec<f64> {
    let mut room = vec![7.0; steps + 3];
    rung(&mut room[1..steps + 2]).unwrap();
    assert_eq!((room[0], room[steps + 2]), (7.0, 7.0));
    room[1..steps + 2].to_vec()
}

fn check(noise: &[f64], process: Process, start: f64) {
    let steps = noise.len();
    let truth = oracle(noise, process, start);
    let bound = bound(noise, process, start);
    for rung in [ou::checked, ou::unchecked] {
        assert!(bits(&path(steps, |path| rung(noise, process, start, path))) == bits(&truth));
    }
    let first = path(steps, |path| ou::simd(noise, process, start, path));
    assert_close(&first, &truth, &bound, &format!("{steps} steps"));
    for level in levels() {
        let found = path(steps, |path| {
            ou::simd_at(level, noise, process, start, path)
        });
        assert!(bits(&found) == bits(&first), "{steps} steps, {level}");
    }
}

#[test]
fn every_rung_agrees_with_the_loop() {
    let noise = mixed(1, 50_001);
    for steps in lengths() {
        for start in [0.0, -3.5] {
            check(&noise[..steps], process(), start);
        }
    }
    for ratio in [1e-12, 1e-3, 1.0, 40.0, 800.0] {
        check(&noise, Process::new(ratio, 1.0, 0.5).unwrap(), 1.0);
    }
    // No noise at all.
    check(&noise, Process::new(0.1, 1.0, 0.0).unwrap(), 1.0);
}

#[test]
fn large_paths_are_streamed_to_the_same_bits() {
    let noise = mixed(2, (1 << 21) + 13);
    check(&noise, process(), 2.0);
}

#[cfg(feature = "threads")]
#[test]
fn every_team_gives_the_same_bits() {
    let noise = mixed(3, (1 << 21) + 13);
    let teams = common::teams();
    for tau in [1.0, 1e4, 1e9] {
        let process = Process::new(0.1, tau, 2.0).unwrap();
        for steps in [0, 1, 70, 16_384, 16_385, 100_000, noise.len()] {
            let noise = &noise[..steps];
            let truth = oracle(noise, process, 5.0);
            let bound = bound(noise, process, 5.0);
            let mut first = None;
            for team in &teams {
                for level in levels() {
                    let found = path(steps, |path| {
                        ou::threaded_at(level, team, noise, process, 5.0, path)
                    });
                    assert_close(&found, &truth, &bound, &format!("{steps} steps, {tau}"));
                    let found = bits(&found);
                    assert!(*first.get_or_insert_with(|| found.clone()) == found);
                }
            }
        }
    }
}

#[test]
fn an_ensemble_is_its_paths() {
    for (simulations, steps) in [
        (0, 0),
        (1, 0),
        (3, 0),
        (1, 100),
        (8, 1000),
        (5, 333),
        (40, 7),
    ] {
        let noise = mixed(4, simulations * steps);
        let starts = mixed(5, simulations);
        let paths = |rung: Ensemble| {
            let mut paths = vec![7.0; simulations * (steps + 1)];
            rung(&noise, process(), &starts, &mut paths).unwrap();
            bits(&paths)
        };
        let alone = |rung: Path| {
            let paths = starts.iter().enumerate().flat_map(|(s, &start)| {
                let noise = &noise[s * steps..][..steps];
                path(steps, |path| rung(noise, process(), start, path))
            });
            bits(&paths.collect::<Vec<_>>())
        };
        assert_eq!(paths(ensemble::checked), alone(ou::checked));
        assert_eq!(paths(ensemble::unchecked), alone(ou::unchecked));
        assert_eq!(paths(ensemble::simd), alone(ou::simd));
        #[cfg(feature = "threads")]
        for team in common::teams() {
            for level in levels() {
                let mut paths = vec![7.0; simulations * (steps + 1)];
                ensemble::threaded_at(level, &team, &noise, process(), &starts, &mut paths)
                    .unwrap();
                assert_eq!(bits(&paths), alone(ou::simd), "{level}");
            }
        }
    }
}

type Path = fn(&[f64], Process, f64, &mut [f64]) -> Result<(), Error>;
type Ensemble = fn(&[f64], Process, &[f64], &mut [f64]) -> Result<(), Error>;

#[test]
fn infinities_and_nan_travel_as_in_the_loop() {
    let data = mixed(6, 50_000);
    let wide = Process::new(0.1, 1.0, 1e10).unwrap();
    for place in [0, 9, 20_000, 49_999] {
        for (value, process) in [
            (f64::INFINITY, process()),
            (f64::NEG_INFINITY, process()),
            (f64::NAN, process()),
            // A step that overflows.
            (-1e300, wide),
        ] {
            let mut noise = data.clone();
            noise[place] = value;
            check(&noise, process, 1.0);
            #[cfg(feature = "threads")]
            for team in common::teams() {
                let found = path(noise.len(), |path| {
                    ou::threaded(&team, &noise, process, 1.0, path)
                });
                let truth = oracle(&noise, process, 1.0);
                assert!(truth.iter().any(|x| !x.is_finite()));
                assert_close(&found, &truth, &bound(&noise, process, 1.0), "NaN");
            }
        }
    }
}

#[test]
fn scipy_gives_the_same() {
    #[derive(serde::Deserialize)]
    struct Stored {
        x: Vec<f64>,
        process: Filtered,
    }
    #[derive(serde::Deserialize)]
    struct Filtered {
        dt: f64,
        tau: f64,
        sigma: f64,
        path: Vec<f64>,
    }
    let stored: Stored = serde_json::from_str(include_str!("data/lfilter.json")).unwrap();
    let Filtered { dt, tau, sigma, .. } = stored.process;
    let process = Process::new(dt, tau, sigma).unwrap();
    let start = stored.process.path[0];
    let found = path(stored.x.len(), |path| {
        ou::simd(&stored.x, process, start, path)
    });
    // The exponential function may differ in the last bit from one library to another.
    let bound: Vec<f64> = bound(&stored.x, process, start)
        .iter()
        .map(|bound| 4.0 * bound)
        .collect();
    assert_close(&found, &stored.process.path, &bound, "lfilter");
}

#[test]
fn nothing_cancels_for_short_steps() {
    // sqrt(1 - exp(-2 r)) = sqrt(2 r) (1 - r / 2 + …), where r is a step in units of tau.
    for ratio in [1e-6, 1e-9, 1e-15, 1e-18, 1e-300] {
        let diffuse = Process::new(ratio, 1.0, 1.0).unwrap().diffuse();
        let series = (2.0 * ratio).sqrt() * (1.0 - ratio / 2.0);
        assert!((diffuse / series - 1.0).abs() < 1e-12, "{ratio}: {diffuse}");
    }
    let far = Process::new(1e300, 1e-300, 3.0).unwrap();
    assert_eq!((far.relax(), far.diffuse()), (0.0, 3.0));
    assert_eq!((far.dt(), far.tau(), far.sigma()), (1e300, 1e-300, 3.0));
    let error = Process::new(1e-300, 1e300, 3.0).unwrap_err();
    let expected = "`dt / tau`: found 0.0, expected a ratio that a number can hold";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn processes_that_make_no_sense_are_refused() {
    let positive = "expected a finite number above 0";
    for x in [0.0, -0.0, -1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let error = Process::new(x, 1.0, 1.0).unwrap_err();
        assert_eq!(error.to_string(), format!("`dt`: found {x:?}, {positive}"));
        let error = Process::new(0.1, x, 1.0).unwrap_err();
        assert_eq!(error.to_string(), format!("`tau`: found {x:?}, {positive}"));
    }
    for x in [-1.0, f64::NAN, f64::INFINITY] {
        let error = Process::new(0.1, 1.0, x).unwrap_err();
        let expected = format!("`sigma`: found {x:?}, expected a finite number not below 0");
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn arguments_that_do_not_fit_are_refused_and_nothing_is_written() {
    let rungs: &[Path] = &[
        ou::checked,
        ou::unchecked,
        ou::simd,
        #[cfg(feature = "threads")]
        |noise, process, start, path| {
            ou::threaded(&hotloop::threads::Team::solo(), noise, process, start, path)
        },
    ];
    for rung in rungs {
        for found in [0, 2, 4] {
            let mut path = vec![7.0; found];
            let error = rung(&[1.0, 2.0], process(), 0.0, &mut path).unwrap_err();
            let expected = format!("`path`: found {found} elements, expected 3 to go with `noise`");
            assert_eq!(error.to_string(), expected);
            assert!(path.iter().all(|x| *x == 7.0));
        }
        for start in [f64::NAN, f64::INFINITY] {
            let mut path = [7.0; 3];
            let error = rung(&[1.0, 2.0], process(), start, &mut path).unwrap_err();
            let expected = format!("`start`: found {start:?}, expected a finite number");
            assert_eq!(error.to_string(), expected);
            assert_eq!(path, [7.0; 3]);
        }
    }
    let rungs: &[Ensemble] = &[
        ensemble::checked,
        ensemble::unchecked,
        ensemble::simd,
        #[cfg(feature = "threads")]
        |noise, process, starts, paths| {
            let team = hotloop::threads::Team::solo();
            ensemble::threaded(&team, noise, process, starts, paths)
        },
    ];
    for rung in rungs {
        let mut paths = [7.0; 6];
        for (noise, starts, expected) in [
            (
                4,
                vec![0.0, f64::NAN],
                "`starts`: found NaN, expected a finite number",
            ),
            (
                3,
                vec![0.0; 2],
                "`noise`: found 3 elements, expected a multiple of 2, the number of simulations",
            ),
            (
                1,
                vec![],
                "`noise`: found 1 elements, expected 0 to go with `starts`",
            ),
            (
                6,
                vec![0.0; 2],
                "`paths`: found 6 elements, expected 8 to go with `noise`",
            ),
        ] {
            let error = rung(&vec![0.0; noise], process(), &starts, &mut paths).unwrap_err();
            assert_eq!(error.to_string(), expected);
            assert_eq!(paths, [7.0; 6]);
        }
    }
}

proptest! {
    #[test]
    fn all_levels_agree_with_the_loop(
        noise in prop::collection::vec(-1e3..1e3_f64, 0..400),
        ratio in 1e-9..50.0_f64,
        start in -1e6..1e6_f64,
    ) {
        check(&noise, Process::new(ratio, 1.0, 2.0).unwrap(), start);
    }
}
