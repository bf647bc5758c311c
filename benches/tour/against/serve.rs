//! A tour that takes its turns from another one.

use super::protocol::{Answer, Request, Rung, greeting};
use crate::broom::Broom;
use crate::filters::Filters;
use crate::selection::{REST, Selection, cases};
use hotloop::threads::Team;
use std::io::{self, BufRead, StdinLock, Write, stdin, stdout};
use std::thread::sleep;

/// Answers requests, until there are no more.
pub(crate) fn serve(teams: &[&Team], all: usize) -> io::Result<()> {
    let broom = Broom::new(teams[0]);
    say(&greeting())?;
    let mut requests = stdin().lock();
    let mut next = read(&mut requests)?;
    while let Some(request) = next {
        next = match request {
            Request::Case {
                ladder,
                name,
                filters,
            } => {
                let filters = Filters::from(filters);
                let same = |case: &Selection<'_>| {
                    (case.case().ladder, &*case.case().name) == (&*ladder, &*name)
                };
                let select = |case| Selection::new(case, &filters, teams, all);
                match cases().filter_map(select).find(same) {
                    Some(case) => turns(&case, &broom, &mut requests)?,
                    None => {
                        answer(&Answer::Rungs(vec![]))?;
                        read(&mut requests)?
                    }
                }
            }
            Request::Turn { .. } => return Err(io::Error::other("a turn of no case")),
        };
    }
    Ok(())
}

/// Answers requests of turns of a case, and returns the first that is none.
fn turns(
    case: &Selection<'_>,
    broom: &Broom<'_>,
    requests: &mut StdinLock<'_>,
) -> io::Result<Option<Request>> {
    let mut inputs = case.inputs();
    let rungs = case.rungs().into_iter().map(|(rung, members)| Rung {
        name: rung.name.clone(),
        members,
    });
    let rungs: Vec<_> = rungs.collect();
    let count = rungs.len();
    answer(&Answer::Rungs(rungs))?;
    loop {
        match read(requests)? {
            Some(Request::Turn { rung, repeats }) if rung < count => {
                // The members of the other build, which has just had its turn, are awake for so long.
                sleep(REST);
                if repeats > 1 {
                    inputs.time(rung, repeats.div_ceil(8), broom);
                }
                let time = inputs.time(rung, repeats, broom);
                answer(&Answer::Nanoseconds(time.as_nanos() as f64))?;
            }
            other => return Ok(other),
        }
    }
}

fn read(requests: &mut StdinLock<'_>) -> io::Result<Option<Request>> {
    let mut line = String::new();
    match requests.read_line(&mut line)? {
        0 => Ok(None),
        _ => Ok(Some(serde_json::from_str(&line)?)),
    }
}

fn answer(answer: &Answer) -> io::Result<()> {
    say(&serde_json::to_string(answer)?)
}

fn say(line: &str) -> io::Result<()> {
    let mut output = stdout().lock();
    writeln!(output, "{line}")?;
    output.flush()
}
