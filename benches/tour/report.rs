//! What came out: tables, for people.

use crate::catalogue::MEASURED;
use crate::compare::{Comparison, Spread};
use crate::limits::{Found, Value};
use crate::lines::{say, width, wrapped};
use crate::machine::Machine;
use crate::selection::Measurement;
use crate::table::{Column, Table};
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
        "\n{}",
        wrapped(
            "limits of this machine: the best that any pattern has reached (of a copy, bytes read and \
             bytes written both count; t0, t1: prefetched to the first- or second-level cache)",
            0
        )
    );
    say_limits(limits.values());
}

/// What is worth a line of its own.
const NOTICEABLE: f64 = 0.01;

/// Those limits that came out better beside the ladders than they had when they were printed.
pub(crate) fn raised(printed: &Found, limits: &Found) {
    let raised = limits.values().filter(|limit| {
        let stood = printed.values().find(|stood| stood.name == limit.name);
        stood.is_none_or(|stood| (limit.value / stood.value - 1.0).abs() > NOTICEABLE)
    });
    let raised: Vec<_> = raised.collect();
    if !raised.is_empty() {
        let title = "limits that came out over 1 % better meanwhile (files have the best of all)";
        say!("\n{}", wrapped(title, 0));
        say_limits(raised.into_iter());
    }
}

fn say_limits<'a>(limits: impl Iterator<Item = Value<'a>>) {
    let mut table = Table::new([
        Column::left("limit      "),
        Column::right("   best"),
        Column::left("unit   "),
    ]);
    for limit in limits {
        let cells = [
            limit.name.into(),
            format!("{:.1}", limit.value),
            limit.unit.into(),
        ];
        table.row(cells, limit.pattern);
    }
    print(&table);
}

/// Prints a table, as wide as it may be.
pub(crate) fn print(table: &Table) {
    table.lines(width()).iter().for_each(|line| say!("{line}"));
}

/// What the columns of the ladders mean.
pub(crate) fn legend() {
    say!(
        "\n{}",
        wrapped(
            "ns / element: the least, and the median; x: least times, checked to this rung; the \
             fraction of a limit compares medians of the same rounds, or least times, if that is less; \
             limit: what it was in these rounds",
            0
        )
    );
}

/// The table of a case. The limit is what it was in the same rounds, which is printed beside the
/// fraction: on a shared machine it may be less than the best seen, and a rung may come out above it by
/// as much as two such figures are uncertain. By more, and the limit is wrong.
pub(crate) fn ladder(rows: &[Measurement], comparison: &mut Option<Comparison>) {
    let Some(Measurement { case, .. }) = rows.first() else {
        return;
    };
    say!(
        "\n{}",
        wrapped(&format!("{}: {}", case.ladder, case.name), 0)
    );
    let mut columns = vec![
        Column::left("rung          "),
        Column::right("team").spare(3),
        Column::right("  least"),
        Column::right(" median").spare(1),
        Column::right("     x").spare(2),
    ];
    if comparison.is_some() {
        columns.push(Column::left(Comparison::HEAD));
    }
    columns.extend([
        Column::left("of limit").spare(4),
        Column::right("limit").spare(0),
    ]);
    let mut table = Table::new(columns);
    let checked = rows.iter().find(|row| row.rung == "checked");
    for row in rows {
        table.row(cells(row, checked, comparison.as_mut()), "");
    }
    print(&table);
    for row in rows {
        if let Some(limit) = row.limit.as_ref().filter(|limit| limit.limit_wrong()) {
            let (rung, name, pattern) = (&row.rung, limit.name, &limit.pattern);
            let wrong =
                format!("limit wrong: {rung} is faster than what looked for {name}: {pattern}");
            say!("  {}", wrapped(&wrong, 4));
        }
    }
}

/// What stands in the columns of a rung.
fn cells(
    row: &Measurement,
    checked: Option<&Measurement>,
    comparison: Option<&mut Comparison>,
) -> Vec<String> {
    let times = row.times;
    let speed_up = checked.map(|checked| checked.times.least / times.least);
    let speed_up = speed_up.map_or("-".into(), |times| match times {
        1e4.. => format!("{times:.0}"),
        _ => format!("{times:.2}"),
    });
    let mut cells = vec![
        row.rung.clone(),
        row.members.to_string(),
        digits(row.per_element(times.least)),
        digits(row.per_element(times.median)),
        speed_up,
    ];
    if let Some(comparison) = comparison {
        let case = (row.case.ladder, &*row.case.name);
        let now = Spread {
            least: row.per_element(times.least),
            median: row.per_element(times.median),
        };
        cells.push(comparison.cell(now, |earlier| earlier.rung(case, &row.rung, row.members)));
    }
    cells.extend(match &row.limit {
        None => ["-".into(), String::new()],
        Some(limit) => [
            format!("{:>3.0} % {}", 100.0 * limit.fraction, limit.name),
            format!("{:.1} {}", limit.stood_at, limit.unit),
        ],
    });
    cells
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
