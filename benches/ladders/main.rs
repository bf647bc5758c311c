//! Every ladder of the catalogue under criterion: every case, every rung, every level, and peers.
//!
//! `cargo bench --bench ladders -- sum/` keeps to the names that contain `sum/`. A name is
//! `<ladder>/<case>/<rung>`; `-- --list` prints them all. With an option of criterion's, as `-- --verbose`, it
//! prints all that criterion has to say.

#[path = "../catalogue/mod.rs"]
mod catalogue;
#[path = "../common/mod.rs"]
mod common;
mod primes;

use catalogue::{Ladder, checked};
use common::harness::{group, run};
use common::unpinned;
use criterion::Criterion;
use hotloop::threads::Team;
use std::cell::{LazyCell, RefCell};

fn main() {
    // What has threads of its own starts them here, where they may run on any core.
    unpinned::start();
    rayon::broadcast(|_| ());
    run(
        "ladders: every case, rung, level and peer of the catalogue",
        |criterion, team| {
            for entry in catalogue::all() {
                for ladder in entry.cases() {
                    bench(criterion, team, &*ladder);
                }
            }
            primes::one_by_one(criterion);
        },
    );
}

fn bench(criterion: &mut Criterion, team: &Team, ladder: &dyn Ladder) {
    let case = ladder.case();
    let name = format!("{}/{}", case.ladder, case.name);
    let mut group = group(criterion, &name, case.elements, case.bytes);
    // Criterion calls nobody who was not asked for: then no input is made.
    let prepared = LazyCell::new(|| RefCell::new(checked(ladder, team)));
    for (i, rung) in ladder.rungs().into_iter().enumerate() {
        group.bench_function(&rung.name, |bencher| {
            bencher.iter_custom(|repeats| prepared.borrow_mut().time(i, repeats));
        });
    }
    group.finish();
}
