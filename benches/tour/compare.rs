//! What was measured, beside what an earlier tour wrote to a file.

use serde::Deserialize;
use serde_json::Value;
use std::fs;

/// What a report says it is, and the version of its keys. A key that changes its meaning, or goes,
/// makes a new version.
pub(crate) const FORMAT: &str = "hotloop tour";
pub(crate) const VERSION: u64 = 1;

/// The least of a contestant's times, and their median.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spread {
    pub(crate) least: f64,
    pub(crate) median: f64,
}

/// How a rung does beside its earlier self.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Slower,
    Faster,
    Same,
}

/// As much as the speed of a shared machine wanders from one run to the next, whatever the spread in
/// each.
const DRIFT: f64 = 1.1;

impl Verdict {
    /// From the least time to the median is the half of all turns that was disturbed least. Where these
    /// halves have times in common, or are no further apart than drift takes them, nothing has changed
    /// that the turns could show.
    pub(crate) fn of(now: Spread, before: Spread) -> Self {
        let above = |a: Spread, b: Spread| a.least > b.median && a.least > DRIFT * b.least;
        if above(now, before) {
            Self::Slower
        } else if above(before, now) {
            Self::Faster
        } else {
            Self::Same
        }
    }
}

/// The part of a report that is compared.
#[derive(Debug, Deserialize)]
pub(crate) struct Earlier {
    machine: Machine,
    rows: Vec<Row>,
    tables: Vec<Line>,
}

#[derive(Debug, Deserialize)]
struct Machine {
    processor: String,
    level: String,
    arrays: String,
}

#[derive(Debug, Deserialize)]
struct Row {
    ladder: String,
    case: String,
    rung: String,
    members: usize,
    ns_per_element: f64,
    median_ns_per_element: f64,
}

#[derive(Debug, Deserialize)]
struct Line {
    page: String,
    title: String,
    name: String,
    least: f64,
    median: f64,
}

impl Earlier {
    pub(crate) fn read(path: &str) -> Result<Self, String> {
        let text = fs::read_to_string(path).map_err(|error| error.to_string());
        let earlier = text.and_then(|text| Self::parse(&text));
        earlier.map_err(|error| format!("--compare: {path:?}: {error}"))
    }

    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let foreign = "not what --json writes, or written by a tour that gave it no version";
        let value: Value = serde_json::from_str(text).map_err(|_| foreign)?;
        if value["format"] != FORMAT {
            return Err(foreign.into());
        }
        let version = &value["version"];
        if *version != VERSION {
            return Err(format!(
                "version {version} of what --json writes, not {VERSION}"
            ));
        }
        serde_json::from_value(value).map_err(|error| format!("a report that is damaged: {error}"))
    }

    /// A rung of a ladder.
    pub(crate) fn rung(
        &self,
        (ladder, case): (&str, &str),
        rung: &str,
        members: usize,
    ) -> Option<Spread> {
        let same = |row: &&Row| {
            row.members == members && (&*row.ladder, &*row.case, &*row.rung) == (ladder, case, rung)
        };
        self.rows.iter().find(same).map(|row| Spread {
            least: row.ns_per_element,
            median: row.median_ns_per_element,
        })
    }

    /// A contestant of a page.
    pub(crate) fn line(&self, (page, title): (&str, &str), name: &str) -> Option<Spread> {
        let same = |line: &&Line| (&*line.page, &*line.title, &*line.name) == (page, title, name);
        self.tables.iter().find(same).map(|line| Spread {
            least: line.least,
            median: line.median,
        })
    }
}

/// A column of the report, and what stands in it in all.
pub(crate) struct Comparison {
    earlier: Earlier,
    slower: usize,
    faster: usize,
    same: usize,
    new: usize,
}

impl Comparison {
    /// The head of the column.
    pub(crate) const HEAD: &str = "     x before";

    pub(crate) fn with(earlier: Earlier) -> Self {
        Self {
            earlier,
            slower: 0,
            faster: 0,
            same: 0,
            new: 0,
        }
    }

    /// Where the earlier report comes from.
    pub(crate) fn machine(&self) -> String {
        let Machine {
            processor,
            level,
            arrays,
        } = &self.earlier.machine;
        format!("{processor}, {level}, {arrays} pages")
    }

    /// The cell of a figure that was another one before: the ratio of the least times, and the verdict.
    pub(crate) fn cell(
        &mut self,
        now: Spread,
        before: impl Fn(&Earlier) -> Option<Spread>,
    ) -> String {
        let Some(before) = before(&self.earlier) else {
            self.new += 1;
            return format!("{:>6} {:<6}", "", "new");
        };
        let (count, verdict) = match Verdict::of(now, before) {
            Verdict::Slower => (&mut self.slower, "slower"),
            Verdict::Faster => (&mut self.faster, "faster"),
            Verdict::Same => (&mut self.same, "same"),
        };
        *count += 1;
        let ratio = match now.least / before.least {
            ratio @ 1e3.. => format!("{ratio:.0}"),
            ratio => format!("{ratio:.2}"),
        };
        format!("{ratio:>6} {verdict:<6}")
    }

    /// How many did what.
    pub(crate) fn line(&self) -> String {
        let Self {
            slower,
            faster,
            same,
            new,
            ..
        } = self;
        format!("beside before: {slower} slower, {faster} faster, {same} the same, {new} new")
    }
}
