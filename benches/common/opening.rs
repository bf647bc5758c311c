//! How the programs begin that have command lines of their own.

use super::output::print;
use super::{children, cores, unpinned};
use hotloop::threads::{Binding, Team};
use std::process::ExitCode;

/// What a command line asks for.
pub(crate) enum Asked<A> {
    Help,
    /// Merely whether it starts: `cargo test --benches` builds without optimisation.
    Nothing,
    Run(A),
}

/// What is to be run, or how the program ends at once.
pub(crate) fn asked<A>(
    name: &str,
    help: &str,
    parse: impl FnOnce() -> Result<Asked<A>, lexopt::Error>,
) -> Result<A, ExitCode> {
    if children::served() {
        return Err(ExitCode::SUCCESS);
    }
    match parse() {
        Ok(Asked::Run(arguments)) => return Ok(arguments),
        Ok(Asked::Help) => print(help),
        Ok(Asked::Nothing) => {
            print(&format!(
                "{name}: nothing is measured, because this is not `cargo bench`"
            ));
        }
        Err(error) => {
            eprintln!("{name}: {error}; --help says what there is");
            return Err(ExitCode::from(2));
        }
    }
    Err(ExitCode::SUCCESS)
}

/// Runs `f` on member 0 of a team of all cores.
pub(crate) fn on_all_cores<R: Send>(f: impl FnOnce(&Team) -> R + Send) -> R {
    // Both before the team: what a pinned thread starts, and what it sees of the machine, is one core.
    unpinned::start();
    Team::scope(cores(), Binding::Close, f)
        .expect("a team of as many members as there are cores can be made")
}
