//! What was asked for on the command line.

use crate::common::opening::Asked;
use crate::common::output::Output;
use hotloop::memory::PageSize;
use lexopt::prelude::*;

pub(crate) const HELP: &str = "\
Climbs every ladder on this machine, and says how close each rung comes to what the hardware can do.

cargo bench --bench tour [-- [OPTIONS] [FILTER]]

FILTER            measure only rungs whose name contains it, as `sum::simd` contains `sum::`
--quick           half of the time, for less trustworthy figures
--pages PAGES     put what the ladders work on on pages of this kind: huge (as if left out) or small
--json FILE       write machine, limits and rows to FILE, too
--picture FILE    write the histogram that the heavy function draws to FILE, as PNG
--schedules FILE  write who ran what of an uneven loop under each schedule to FILE, as SVG
--mixture FILE    write points of a mixture, before and after a fit, to FILE, as SVG
--bits            compare the bits of every answer with the table of the repository, and measure nothing
--list            print the names of all rungs, and the cases that they are measured on
--help            print this";

#[derive(Default)]
pub(crate) struct Arguments {
    pub(crate) quick: bool,
    pub(crate) list: bool,
    pub(crate) bits: bool,
    pub(crate) filter: String,
    pub(crate) pages: PageSize,
    pub(crate) json: Option<Output>,
    pub(crate) picture: Option<Output>,
    pub(crate) schedules: Option<Output>,
    pub(crate) mixture: Option<Output>,
}

impl Arguments {
    pub(crate) fn parse() -> Result<Asked<Self>, lexopt::Error> {
        let (mut arguments, mut bench) = (Self::default(), false);
        let (mut json, mut picture, mut schedules, mut mixture) = (None, None, None, None);
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                // What cargo tells every bench.
                Long("bench") => bench = true,
                Long("quick") => arguments.quick = true,
                Long("list") => arguments.list = true,
                Long("bits") => arguments.bits = true,
                Long("help") | Short('h') => return Ok(Asked::Help),
                Long("pages") => arguments.pages = parser.value()?.parse_with(pages)?,
                Long("json") => json = Some(parser.value()?.string()?),
                Long("picture") => picture = Some(parser.value()?.string()?),
                Long("schedules") => schedules = Some(parser.value()?.string()?),
                Long("mixture") => mixture = Some(parser.value()?.string()?),
                Value(filter) if arguments.filter.is_empty() => {
                    arguments.filter = filter.string()?;
                }
                other => return Err(other.unexpected()),
            }
        }
        if !bench && !arguments.list {
            return Ok(Asked::Nothing);
        }
        // Last, so that no file is created for a command line that is refused.
        let create = |option| move |path| Output::create(option, path);
        arguments.json = json.map(create("--json")).transpose()?;
        arguments.picture = picture.map(create("--picture")).transpose()?;
        arguments.schedules = schedules.map(create("--schedules")).transpose()?;
        arguments.mixture = mixture.map(create("--mixture")).transpose()?;
        Ok(Asked::Run(arguments))
    }
}

fn pages(name: &str) -> Result<PageSize, &'static str> {
    match name {
        "huge" => Ok(PageSize::Huge),
        "small" => Ok(PageSize::Base),
        _ => Err("pages are huge or small"),
    }
}
