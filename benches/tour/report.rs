//! What came out: tables, for people.

use crate::catalogue::MEASURED;
use crate::compare::{Comparison, Spread};
use crate::limits::Found;
use crate::lines::{say, wrapped};
use crate::machine::Machine;
use crate::selection::Measurement;
use serde::Serialize;

pub(crate) fn machine(machine: &Machine, comparison: Option<&Comparison>) {
    let line = |name: &str, value: &str| say!("{name:<12}{}", wrapped(value, 12));
    line("processor", &machine.processor);
    line("machine", &machine.found);
    if machine.caches.iter().any(|cache| cache.bytes >= MEASURED) {
        line(
            "",
            "the last cache holds the large arrays: memory is that cache here",
        );
    }
    let levels = machine.levels.join(", ");
    line("level", &format!("{} of {levels}", machine.level));
    line("members on", &machine.placement.join(", "));
    line("arrays on", &format!("{} pages", machine.arrays));
    line("compiler", machine.compiler);
    line(
        "target",
        &format!("{}, {}", machine.target, machine.profile),
    );
    line("features", &machine.target_features.replace(',', ", "));
    if let Some(comparison) = comparison {
        line("before", &comparison.machine());
    }
}

/// A line a limit, with the pattern that reached it.
pub(crate) fn limits(limits: &Found) {
    say!(
        "\nlimits of this machine: the best that any pattern has reached (of a copy, bytes\n\
         read and bytes written both count; t0, t1: prefetched to the first- or\n\
         second-level cache)"
    );
    for limit in limits.values() {
        let (name, value, unit) = (limit.name, limit.value, limit.unit);
        say!("  {name:<11}{value:>7.1} {unit:<7} {}", limit.pattern);
    }
}

/// A table a case. The limit is what it was in the same rounds, which is printed beside the fraction:
/// on a shared machine it may be less than the best seen, and a rung may come out above it by as much
/// as two such figures are uncertain. By more, and the limit is wrong.
pub(crate) fn ladders(rows: &[Measurement], comparison: &mut Option<Comparison>) {
    say!(
        "\nns / element: the least, and the median; x: least times, checked to this rung;\n\
         the fraction of a limit compares medians of the same rounds, or least times, if\n\
         that is less"
    );
    let same = |a: &Measurement, b: &Measurement| {
        (a.case.ladder, &a.case.name) == (b.case.ladder, &b.case.name)
    };
    let before = comparison.as_ref().map_or("", |_| Comparison::HEAD);
    for rows in rows.chunk_by(same) {
        let case = &rows[0].case;
        say!("\n{}: {}", case.ladder, case.name);
        say!(
            "  {:<16}{:>4}{:>9}{:>9}{:>8}{before}  of limit",
            "rung",
            "team",
            "least",
            "median",
            "x",
        );
        let checked = rows.iter().find(|row| row.rung == "checked");
        for row in rows {
            ladder_row(row, checked, comparison.as_mut());
        }
        for row in rows {
            if let Some(limit) = row.limit.as_ref().filter(|limit| limit.limit_wrong()) {
                let (rung, name, pattern) = (&row.rung, limit.name, &limit.pattern);
                say!("  limit wrong: {rung} is faster than what looked for {name}:");
                say!("    {pattern}");
            }
        }
    }
}

fn ladder_row(
    row: &Measurement,
    checked: Option<&Measurement>,
    comparison: Option<&mut Comparison>,
) {
    let times = row.times;
    let speed_up = checked.map(|checked| checked.times.least / times.least);
    let speed_up = speed_up.map_or("-".into(), |times| match times {
        1e4.. => format!("{times:.0}"),
        _ => format!("{times:.2}"),
    });
    let compared = comparison.is_some();
    let before = comparison.map_or(String::new(), |comparison| {
        let case = (row.case.ladder, &*row.case.name);
        let now = Spread {
            least: row.per_element(times.least),
            median: row.per_element(times.median),
        };
        comparison.cell(now, |earlier| earlier.rung(case, &row.rung, row.members))
    });
    let of_limit = row.limit.as_ref().map_or("-".into(), |limit| {
        let percent = 100.0 * limit.fraction;
        let (name, unit, stood_at) = (limit.name, limit.unit, limit.stood_at);
        // There is no room for both in 80 columns.
        match compared {
            true => format!("{percent:.0} % of {name}"),
            false => format!("{percent:.0} % of {stood_at:.1} {unit} {name}"),
        }
    });
    say!(
        "  {:<16}{:>4}{:>9}{:>9}{speed_up:>8}{before}  {of_limit}",
        row.rung,
        row.members,
        digits(row.per_element(times.least)),
        digits(row.per_element(times.median)),
    );
}

/// Four digits that matter, or so.
pub(crate) fn digits(number: f64) -> String {
    match number {
        100.0.. => format!("{number:.0}"),
        10.0.. => format!("{number:.1}"),
        1.0.. => format!("{number:.2}"),
        // Only what has no need to look at every element.
        ..0.0005 => format!("{number:.1e}"),
        _ => format!("{number:.4}"),
    }
}

/// What came of the turns of one contestant of a page.
#[derive(Clone, Serialize)]
pub(crate) struct Line {
    pub(crate) page: &'static str,
    pub(crate) title: String,
    pub(crate) name: String,
    pub(crate) unit: &'static str,
    pub(crate) least: f64,
    pub(crate) median: f64,
    pub(crate) most: f64,
    pub(crate) remark: String,
}
