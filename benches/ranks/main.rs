//! Programs over the ranks of MPI, as `mpirun` starts them.
//!
//! ```sh
//! cargo bench --features mpi --bench ranks --no-run     # says where it has put the program `ranks-…`
//! mpirun -n 2 ranks-… mixture --size 4000000            # the answer, and its time
//! mpirun -n 4 --bind-to none ranks-… mixture --scaling  # 1, 2 and 4 ranks, teams, and both, in turn
//! mpirun -n 2 ranks-… model                             # messages, and what they make of 1,000 ranks
//! ```
//!
//! Each program is a page: [`programs`]. What the ranks of the library are is on the page of `hotloop::ranks`.

mod arguments;
mod messages;
mod model;
mod programs;
mod scaling;

use arguments::Arguments;
use hotloop::Error;
use hotloop::ranks::Ranks;
use hotloop::threads::{Binding, Team, available};
use mpi::Threading;
use mpi::topology::{Communicator, SimpleCommunicator};
use programs::{Answer, Program};
use std::process::ExitCode;
use std::time::{Duration, Instant};

fn main() -> ExitCode {
    let arguments = match Arguments::parse() {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            println!("{}", arguments::HELP);
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("{error}\n\n{}", arguments::HELP);
            return ExitCode::from(2);
        }
    };
    // Members of teams call no MPI, so it has to bear threads and no more.
    let Some((universe, threading)) = mpi::initialize_with_threading(Threading::Funneled) else {
        return ExitCode::FAILURE;
    };
    if threading < Threading::Funneled {
        eprintln!("this MPI cannot be used in a program with threads");
        return ExitCode::FAILURE;
    }
    let world = universe.world();
    match run(&world, &arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // It is the same on all ranks.
            if world.rank() == 0 {
                eprintln!("{error}");
            }
            ExitCode::FAILURE
        }
    }
}

fn run(world: &SimpleCommunicator, arguments: &Arguments) -> Result<(), Error> {
    let size = |usual| arguments.size.unwrap_or(usual);
    match &*arguments.program {
        "summary" => each::<programs::summary::Numbers>(world, arguments, size(10_000_000)),
        "sum" => each::<programs::summary::Sum>(world, arguments, size(10_000_000)),
        "histogram" => each::<programs::histogram::Values>(world, arguments, size(10_000_000)),
        "mixture" => each::<programs::mixture::Clusters>(world, arguments, size(4_000_000)),
        "ensemble" => each::<programs::ensemble::Paths>(world, arguments, size(10_000)),
        "primes" => each::<programs::primes::Primes>(world, arguments, size(100_000_000)),
        "file" => file(world, arguments),
        _ => model::print(world),
    }
}

/// The members of a rank's team: those that were asked for, or one for each core that the rank may use.
fn members(arguments: &Arguments) -> usize {
    arguments.members.unwrap_or_else(available)
}

fn each<P: Program>(
    world: &SimpleCommunicator,
    arguments: &Arguments,
    size: usize,
) -> Result<(), Error> {
    if arguments.scaling {
        return scaling::print::<P>(world, arguments, size);
    }
    let ranks = Ranks::new(world);
    // Where `mpirun` binds ranks, each team is pinned within what its rank may use.
    let team = ranks.agree(Team::spawn(members(arguments), Binding::Close))?;
    let program = P::prepare(&ranks, &team, size)?;
    let (mut least, mut answer) = (Duration::MAX, None);
    for _ in 0..arguments.rounds {
        let (time, found) = timed(&ranks, || program.answer(&ranks, &team))?;
        (least, answer) = (least.min(time), Some(found));
    }
    if ranks.rank() == 0 {
        let ns = least.as_secs_f64() * 1e9;
        println!(
            "{size} {}, {} ranks with a team of {}: {:.3} ms, {:.3} ns each",
            P::UNIT,
            ranks.size(),
            team.members(),
            ns / 1e6,
            ns / size as f64
        );
        if let Some(answer) = &answer {
            println!("{}", answer.text);
        }
    }
    if arguments.check && ranks.rank() == 0 {
        alike(answer == Some(P::alone(&team, size)?))?;
        println!("the bits of one machine");
    }
    Ok(())
}

/// Fails the program where bits are not those that they have to be.
fn alike(are: bool) -> Result<(), Error> {
    match are {
        true => Ok(()),
        false => Err(Error::Invalid {
            argument: "answer",
            found: "other bits",
            expected: "those of one machine",
        }),
    }
}

/// The time from when all ranks are there to when the first has its answer.
fn timed(
    ranks: &Ranks<'_>,
    answer: impl FnOnce() -> Result<Answer, Error>,
) -> Result<(Duration, Answer), Error> {
    ranks.agree(Ok(()))?;
    let start = Instant::now();
    let answer = answer()?;
    Ok((start.elapsed(), answer))
}

fn file(world: &SimpleCommunicator, arguments: &Arguments) -> Result<(), Error> {
    let ranks = Ranks::new(world);
    let team = ranks.agree(Team::spawn(members(arguments), Binding::Close))?;
    let (time, answer) = timed(&ranks, || {
        programs::file::over(&ranks, &team, &arguments.path)
    })?;
    if ranks.rank() == 0 {
        println!("{}", answer.text);
        println!("{} ranks: {:.3} s", ranks.size(), time.as_secs_f64());
    }
    Ok(())
}
