//! Ranks of MPI: every reduction on one to four of them, and ranks that fail in every way.
//!
//! This program is its own child. Started plain, it has `mpirun` start it again for every test, as ranks that play a
//! part, each of which checks what it has for itself; a job that does not end is ended, and has failed.

#[path = "common/again.rs"]
mod again;
#[path = "ranks/alone.rs"]
mod alone;
#[path = "ranks/answers.rs"]
mod answers;
#[path = "ranks/any_order.rs"]
mod any_order;
#[path = "ranks/faults.rs"]
mod faults;
#[path = "ranks/files.rs"]
mod files;
#[path = "ranks/job.rs"]
mod job;
#[path = "ranks/masks.rs"]
mod masks;
#[path = "ranks/messages.rs"]
mod messages;
#[path = "ranks/outcomes.rs"]
mod outcomes;
#[path = "ranks/points.rs"]
mod points;
#[path = "../benches/ranks/programs/mod.rs"]
mod programs;

use hotloop::Error;
use hotloop::ranks::Ranks;
use hotloop::threads::{Binding, Team};
use job::Folder;
use mpi::Threading;
use mpi::topology::{Communicator, SimpleCommunicator};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::ExitCode;

/// What comes before the part that a rank plays, how many ranks there are, and the folder of the tests.
const PLAY: &str = "--play";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [option, part, ranks, folder] if option == PLAY => play(part, ranks, Path::new(folder)),
        names => run_tests(names),
    }
}

/// What a rank does, and what is done by those who start ranks.
type Part = fn(&SimpleCommunicator, &Path);
type Test = fn(&Folder);

const PARTS: [(&str, Part); 12] = [
    ("answers", answers::are_those_of_one_machine),
    ("communicators", answers::on_communicators),
    ("points", points::fit),
    ("bad points", points::are_refused),
    ("reductions", outcomes::reductions),
    ("bad outcomes", outcomes::are_shared),
    ("bad messages", messages::are_refused),
    ("any order", any_order::merges),
    ("files", files::are_read),
    ("without memory", faults::without_memory),
    ("killed", faults::killed),
    ("bound", masks::hold),
];

/// What a rank does.
fn play(part: &str, size: &str, folder: &Path) -> ExitCode {
    let (universe, threading) =
        mpi::initialize_with_threading(Threading::Funneled).expect("it is the first time");
    assert!(threading >= Threading::Funneled, "{threading:?}");
    let world = universe.world();
    assert_eq!(world.size().to_string(), size, "ranks that have met");
    if part == "panics to the end" {
        // As in a program of the caller's.
        faults::panics_to_the_end(&world);
        return ExitCode::SUCCESS;
    }
    let (_, part) = PARTS.iter().find(|(name, _)| *name == part).expect("one");
    match catch_unwind(AssertUnwindSafe(|| part(&world, folder))) {
        Ok(()) => ExitCode::SUCCESS,
        // Without an end to its part in MPI, for which it would wait for the others.
        Err(_) => std::process::exit(101),
    }
}

/// All of them, or those whose names have one of these in them.
fn run_tests(names: &[String]) -> ExitCode {
    if !job::mpirun_is_there() {
        eprintln!("there is no `mpirun` in PATH, and without it no rank");
        return ExitCode::FAILURE;
    }
    let tests: &[(&str, Test)] = &[
        ("parts are all of it", alone::parts_are_all_of_it),
        ("headers are read", alone::headers_are_read),
        (
            "what is no header is refused",
            alone::what_is_no_header_is_refused,
        ),
        ("a job that hangs is ended", job::hangs_are_ended),
        ("a failing check fails the job", job::failures_are_seen),
        (
            "answers are those of one machine",
            answers::of_one_to_four_ranks,
        ),
        ("communicators are apart", |folder| {
            folder.jobs("communicators", 2..=4);
        }),
        ("mixtures are fitted to all points", |folder| {
            folder.jobs("points", 1..=4);
        }),
        ("bad points are refused by all ranks", |folder| {
            folder.jobs("bad points", 1..=4);
        }),
        ("reductions are in order", |folder| {
            folder.jobs("reductions", 1..=4);
        }),
        ("all ranks have one outcome", |folder| {
            folder.jobs("bad outcomes", 1..=4);
        }),
        ("bad messages are refused by all ranks", |folder| {
            folder.jobs("bad messages", 1..=4);
        }),
        ("integers merge in any order", |folder| {
            folder.jobs("any order", 1..=4);
        }),
        ("files are read part by part", files::of_one_to_four_ranks),
        (
            "a rank without memory is an error of all",
            faults::a_rank_without_memory,
        ),
        (
            "a rank that panics ends the job",
            faults::a_rank_that_panics,
        ),
        ("a rank that is killed ends the job", faults::a_killed_rank),
        ("teams stay where their rank may be", masks::of_bound_ranks),
    ];
    let names = || names.iter().filter(|name| !name.starts_with('-'));
    let is_meant = |test: &str| names().count() == 0 || names().any(|name| test.contains(&**name));
    let folder = Folder::new();
    let mut passed = 0;
    for (name, test) in tests.iter().filter(|(name, _)| is_meant(name)) {
        println!("test {name} ...");
        test(&folder);
        passed += 1;
    }
    assert!(passed > 0, "no test has such a name");
    println!("test result: ok. {passed} passed");
    ExitCode::SUCCESS
}

/// Teams of one and of two members.
fn teams(ranks: &Ranks<'_>) -> [Team; 2] {
    [1, 2].map(|members| ranks.agree(Team::spawn(members, Binding::None)).unwrap())
}

/// Holds an outcome to an error with this message, on this rank.
#[track_caller]
fn refused<T>(outcome: Result<T, Error>, expected: &str) {
    match outcome {
        Err(error) => assert_eq!(error.to_string(), expected),
        Ok(_) => panic!("it was to be refused: {expected}"),
    }
}

/// Holds a call to a panic with this text, or of no text.
#[track_caller]
fn panics<T>(call: impl FnOnce() -> T, expected: Option<&str>) {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(_) => panic!("it was to panic: {expected:?}"),
        Err(payload) => {
            let text = payload.downcast_ref::<&str>().copied();
            let text = text.or_else(|| payload.downcast_ref::<String>().map(|text| &**text));
            assert_eq!(text, expected);
        }
    }
}
