//! What was asked for on the command line.

use super::common::opening::Asked;
use super::filters::Filters;
use lexopt::prelude::*;

pub(crate) const HELP: &str = "\
Reads the machine code of every rung as it was built, counts what an element
takes of it, and predicts from that how long an element takes.

cargo bench --bench annotate [-- [OPTIONS] [FILTER]...]

FILTER       what has this in its name, as whole parts: `map::` finds all rungs
             of the map, `map::checked` one of them; if left out, `sum::`
--all        if there is no filter, every ladder, which takes many minutes
--counts     only count: measure and predict nothing
--html FILE  write the sources to FILE, too: lines that still carry a check in
             yellow, lines that became vector code in green, with their assembly
--json FILE  write all figures to FILE, too
--list       print the names of all rungs
--help       print this";

#[derive(Default)]
pub(crate) struct Arguments {
    pub(crate) counts: bool,
    pub(crate) list: bool,
    pub(crate) filters: Filters,
    pub(crate) html: Option<String>,
    pub(crate) json: Option<String>,
}

impl Arguments {
    pub(crate) fn parse() -> Result<Asked<Self>, lexopt::Error> {
        let (mut arguments, mut bench, mut all) = (Self::default(), false, false);
        let mut filtered = false;
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                // What cargo tells every bench.
                Long("bench") => bench = true,
                Long("all") => all = true,
                Long("counts") => arguments.counts = true,
                Long("list") => arguments.list = true,
                Long("help") | Short('h') => return Ok(Asked::Help),
                Long("html") => arguments.html = Some(parser.value()?.string()?),
                Long("json") => arguments.json = Some(parser.value()?.string()?),
                Value(filter) => {
                    arguments.filters.add(filter.string()?);
                    filtered = true;
                }
                other => return Err(other.unexpected()),
            }
        }
        if !filtered && !all && !arguments.list {
            arguments.filters.add("sum".into());
        }
        Ok(if bench || arguments.list {
            Asked::Run(arguments)
        } else {
            Asked::Nothing
        })
    }
}
