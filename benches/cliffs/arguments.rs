//! What was asked for on the command line.

use crate::common::opening::Asked;
use crate::common::output::Output;
use lexopt::prelude::*;

pub(crate) const HELP: &str = "\
Looks for inputs on which a ladder is slower than on those beside them.

cargo bench --bench cliffs [-- [OPTIONS] [FILTER]]

FILTER       search only ladders whose path contains it, as `comb::forward` contains `comb`
--long       search all lengths to ten million, places within a page, and pages
--json FILE  write all that was measured to FILE, too
--help       print this";

#[derive(Default)]
pub(crate) struct Arguments {
    pub(crate) long: bool,
    pub(crate) filter: String,
    pub(crate) json: Option<Output>,
}

impl Arguments {
    pub(crate) fn parse() -> Result<Asked<Self>, lexopt::Error> {
        let (mut arguments, mut bench, mut json) = (Self::default(), false, None);
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                // What cargo tells every bench.
                Long("bench") => bench = true,
                Long("long") => arguments.long = true,
                Long("help") | Short('h') => return Ok(Asked::Help),
                Long("json") => json = Some(parser.value()?.string()?),
                Value(filter) if arguments.filter.is_empty() => {
                    arguments.filter = filter.string()?;
                }
                other => return Err(other.unexpected()),
            }
        }
        if !bench {
            return Ok(Asked::Nothing);
        }
        // Last, so that no file is created for a command line that is refused.
        let create = |path| Output::create("--json", path);
        arguments.json = json.map(create).transpose()?;
        Ok(Asked::Run(arguments))
    }
}
