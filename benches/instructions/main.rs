//! One rung of one case, run a number of times at a level and nothing else: for `count.py`, which
//! counts the instructions of it.
//!
//! ```text
//! instructions list LENGTH                        # every case, by ladder and kind of input
//! instructions run LADDER KIND LENGTH LEVEL TIMES
//! ```

#[path = "../catalogue/mod.rs"]
mod catalogue;
#[path = "../common/mod.rs"]
mod common;

use catalogue::{Extent, Ladder};
use common::output::print;
use hotloop::threads::Team;
use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    // Cargo tells every bench that it is one, last.
    let arguments: Vec<String> = env::args().skip(1).filter(|it| it != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["list", length] => length.parse().ok().map(list),
        ["run", ladder, kind, length, level, times] => run(ladder, kind, length, level, times),
        // All that `cargo bench` asks of a bench.
        [] => {
            print(
                "instructions: nothing is counted, because count.py beside it says what to count",
            );
            Some(())
        }
        _ => None,
    };
    if done.is_none() {
        eprintln!("expected `list LENGTH` or `run LADDER KIND LENGTH LEVEL TIMES`");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// The rung of that name that the ladder has.
fn rung(ladder: &dyn Ladder, name: &str) -> Option<usize> {
    ladder.rungs().iter().position(|rung| rung.name == name)
}

fn list(length: usize) {
    for entry in catalogue::all() {
        for (kind, ladder) in entry.at(Extent::of(length)).enumerate() {
            if rung(&*ladder, "simd at portable").is_some() {
                let case = ladder.case();
                println!("{}\t{kind}\t{}\t{}", entry.path, case.elements, case.name);
            }
        }
    }
}

fn run(path: &str, kind: &str, length: &str, level: &str, times: &str) -> Option<()> {
    let (kind, length): (usize, _) = (kind.parse().ok()?, length.parse().ok()?);
    let entry = catalogue::all().into_iter().find(|it| it.path == path)?;
    let ladder = entry.at(Extent::of(length)).nth(kind)?;
    let rung = rung(&*ladder, &format!("simd at {level}"))?;
    let team = Team::solo();
    ladder.prepare(&team).time(rung, times.parse().ok()?);
    Some(())
}
