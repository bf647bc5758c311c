//! What was asked for on the command line.

use crate::against::protocol::OPTION;
use crate::common::opening::Asked;
use crate::compare::Earlier;
use crate::filters::Filters;
use crate::machine::called;
use crate::members::members;
use crate::together::together;
use hotloop::memory::PageSize;
use lexopt::prelude::*;

pub(crate) const HELP: &str = "\
Climbs every ladder on this machine, and says how close each rung comes to what
the hardware can do.

cargo bench --bench tour [-- [OPTIONS] [FILTER]...]

FILTER            measure only what has this in its name, as whole parts:
                  `sum::` finds all rungs of the sum, `sum::simd` one of them,
                  `simd` that of all ladders; several find what any of them does
--quick           half of the time, for less trustworthy figures
--members N,M,... measure threaded rungs on a team of each of these sizes, where
                  one of a member a core is usual (each has its own input)
--pages PAGES     put what the ladders work on on pages of this kind: huge (as
                  if left out) or small
--json FILE       write machine, limits and rows to FILE, too
--html FILE       write the report for a browser to FILE, and not to tour.html
                  beside the build
--compare FILE    say beside each rung how it does against FILE, which --json
                  wrote: the ratio of the least times, and slower or faster
                  where that is more than a tenth and the times from least to
                  median, now and then, do not overlap
--against PATH    run PATH, an older build of this program, in turn with this one,
                  rung by rung, and say of each whether it has become slower or
                  faster, or that the turns cannot tell; exits with 1 if any is
                  slower. Goes with filters, --quick, --members, --pages, --json
--peers PYTHON    run what Python users would take instead in turn with the rungs,
                  by this interpreter (benches/peers/README.md says what it
                  needs), and say how many times as long as ours it takes
--table FILE      with --peers, write a row a case to FILE, as Markdown: ours,
                  and the fastest peer
--picture FILE    write the histogram that the heavy function draws to FILE, as
                  PNG
--schedules FILE  write who ran what of an uneven loop under each schedule to
                  FILE, as SVG
--mixture FILE    write points of a mixture, before and after a fit, to FILE, as
                  SVG
--bits            compare the bits of every answer with the table of the
                  repository, and measure nothing. Goes with filters
--list            print the names of all that is measured, and cases of rungs.
                  Goes with filters
--help            print this";

#[derive(Default)]
pub(crate) struct Arguments {
    pub(crate) quick: bool,
    pub(crate) list: bool,
    pub(crate) bits: bool,
    pub(crate) filters: Filters,
    /// Sizes of teams; none says a member a core.
    pub(crate) members: Vec<usize>,
    pub(crate) pages: PageSize,
    pub(crate) earlier: Option<Earlier>,
    /// An older build.
    pub(crate) against: Option<String>,
    /// Whether this is a build that another one takes turns with.
    pub(crate) serve: bool,
    pub(crate) json: Option<String>,
    pub(crate) html: Option<String>,
    pub(crate) peers: Option<String>,
    pub(crate) table: Option<String>,
    pub(crate) picture: Option<String>,
    pub(crate) schedules: Option<String>,
    pub(crate) mixture: Option<String>,
}

impl Arguments {
    pub(crate) fn parse() -> Result<Asked<Self>, lexopt::Error> {
        let (mut arguments, mut bench) = (Self::default(), false);
        let (mut compare, mut given) = (None, vec![]);
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match &argument {
                // What cargo tells every bench.
                Long("bench") => bench = true,
                Long(option) => given.push((*option).to_owned()),
                _ => {}
            }
            match argument {
                Long("bench") => {}
                Long("quick") => arguments.quick = true,
                Long("list") => arguments.list = true,
                Long("bits") => arguments.bits = true,
                Long("help") | Short('h') => return Ok(Asked::Help),
                Long("pages") => arguments.pages = parser.value()?.parse_with(pages)?,
                Long("members") => arguments.members = parser.value()?.parse_with(members)?,
                Long("compare") => compare = Some(parser.value()?.string()?),
                Long("against") => arguments.against = Some(parser.value()?.string()?),
                Long(OPTION) => arguments.serve = true,
                Long("json") => arguments.json = Some(parser.value()?.string()?),
                Long("html") => arguments.html = Some(parser.value()?.string()?),
                Long("peers") => arguments.peers = Some(parser.value()?.string()?),
                Long("table") => arguments.table = Some(parser.value()?.string()?),
                Long("picture") => arguments.picture = Some(parser.value()?.string()?),
                Long("schedules") => arguments.schedules = Some(parser.value()?.string()?),
                Long("mixture") => arguments.mixture = Some(parser.value()?.string()?),
                Value(filter) => arguments.filters.add(filter.string()?),
                other => return Err(other.unexpected()),
            }
        }
        if !bench && !arguments.list {
            return Ok(Asked::Nothing);
        }
        together(&given)?;
        arguments.earlier = compare.as_deref().map(Earlier::read).transpose()?;
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

impl Arguments {
    /// What an older build, and this one beside it, are started with.
    pub(crate) fn of_builds(&self) -> Vec<String> {
        let mut options = vec!["--pages".into(), called(self.pages).into()];
        if !self.members.is_empty() {
            let members: Vec<_> = self.members.iter().map(usize::to_string).collect();
            options.extend(["--members".into(), members.join(",")]);
        }
        options
    }
}
