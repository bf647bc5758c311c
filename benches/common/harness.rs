//! How criterion is set up: on pinned threads, and quick.

use super::output::print;
use super::{brief, cores};
use criterion::{BenchmarkGroup, Criterion, Throughput, measurement::WallTime};
use hotloop::threads::{Binding, Team};
use std::io::ErrorKind;
use std::process::exit;
use std::time::Duration;

/// Of each case.
const WARM_UP: Duration = Duration::from_millis(100);
const MEASUREMENT: Duration = Duration::from_millis(450);

/// Says what is going to be measured, and runs the benches on member 0 of a team, so that the thread that
/// measures is pinned as the others are. What is printed is a line a case, if nothing else is asked for.
pub(crate) fn run(what: &str, benches: impl FnOnce(&mut Criterion, &Team) + Send) {
    if brief::asked() {
        announce(what);
        exit(match brief::run() {
            Ok(status) => status.code().unwrap_or(1),
            // Nobody reads any more.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => 0,
            Err(error) => {
                eprintln!("{what}: {error}");
                1
            }
        });
    }
    Team::scope(cores(), Binding::Close, |team| {
        let mut criterion = Criterion::default()
            .warm_up_time(WARM_UP)
            .measurement_time(MEASUREMENT)
            .sample_size(10)
            .nresamples(10_000)
            .without_plots()
            .configure_from_args();
        benches(&mut criterion, team);
        criterion.final_summary();
    })
    .expect("a team of as many members as there are cores can be made");
}

/// Says what is going to be measured, and how long that takes.
fn announce(what: &str) {
    let cases = brief::cases().unwrap_or(0);
    let seconds = cases as f64 * (WARM_UP + MEASUREMENT).as_secs_f64();
    let long = "longer where ten runs of a case are";
    print(&format!("{what}: {cases} cases, {seconds:.0} s, {long}"));
}

/// A group whose results are told in elements a second, and in bytes if there are any.
pub(crate) fn group<'a>(
    criterion: &'a mut Criterion,
    name: &str,
    elements: usize,
    bytes_per_element: usize,
) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    let elements = elements as u64;
    group.throughput(match bytes_per_element as u64 {
        0 => Throughput::Elements(elements),
        bytes => Throughput::ElementsAndBytes {
            elements,
            bytes: elements * bytes,
        },
    });
    group
}
