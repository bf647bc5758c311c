//! What was asked for on the command line.

use lexopt::prelude::*;
use std::path::PathBuf;

pub(crate) const HELP: &str = "\
Programs over the ranks of MPI.

mpirun -n RANKS ranks PROGRAM [OPTIONS]

PROGRAM       summary, sum, histogram, mixture, ensemble, primes: of numbers that are drawn
              file PATH: the summary of an array that numpy.save has written
              model: what messages take here, and what that makes of a fit on up to 1,000 ranks
--size N      how many numbers, points or paths there are on all ranks together
--members N   how many members the team of each rank has (one for each core that the rank may use)
--rounds N    how often it is done; the least time counts (10)
--check       compare the bits with those that rank 0 finds alone
--scaling     fewer ranks, larger teams and both, in turn (with mpirun --bind-to none)
--help        print this";

pub(crate) struct Arguments {
    pub(crate) program: String,
    pub(crate) path: PathBuf,
    pub(crate) size: Option<usize>,
    pub(crate) members: Option<usize>,
    pub(crate) rounds: usize,
    pub(crate) check: bool,
    pub(crate) scaling: bool,
}

const PROGRAMS: [&str; 8] = [
    "summary",
    "sum",
    "histogram",
    "mixture",
    "ensemble",
    "primes",
    "file",
    "model",
];

impl Arguments {
    /// None where help was asked for, or nothing, as `cargo bench` does.
    pub(crate) fn parse() -> Result<Option<Self>, lexopt::Error> {
        let mut arguments = Self {
            program: String::new(),
            path: PathBuf::new(),
            size: None,
            members: None,
            rounds: 10,
            check: false,
            scaling: false,
        };
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                // What cargo tells every bench.
                Long("bench") => {}
                Long("help") | Short('h') => return Ok(None),
                Long("size") => arguments.size = Some(parser.value()?.parse()?),
                Long("members") => arguments.members = Some(parser.value()?.parse()?),
                Long("rounds") => arguments.rounds = parser.value()?.parse_with(rounds)?,
                Long("check") => arguments.check = true,
                Long("scaling") => arguments.scaling = true,
                Value(program) if arguments.program.is_empty() => {
                    arguments.program = program.parse_with(known)?;
                }
                Value(path) if arguments.program == "file" => arguments.path = path.into(),
                other => return Err(other.unexpected()),
            }
        }
        if arguments.program == "file" && arguments.path.as_os_str().is_empty() {
            return Err("file: which?".into());
        }
        Ok(Some(arguments).filter(|arguments| !arguments.program.is_empty()))
    }
}

fn known(program: &str) -> Result<String, String> {
    match PROGRAMS.contains(&program) {
        true => Ok(program.to_owned()),
        false => Err(format!("expected one of {}", PROGRAMS.join(", "))),
    }
}

fn rounds(rounds: &str) -> Result<usize, String> {
    let rounds = rounds.parse().map_err(|_| "expected a number")?;
    if rounds == 0 {
        return Err("expected at least 1".to_owned());
    }
    Ok(rounds)
}
