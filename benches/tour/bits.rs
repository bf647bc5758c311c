//! The passport: how many answers have the bits that the table of the repository says, at each level of
//! this machine, and which have not.

use crate::filters::Filters;
use crate::lines::say;
use crate::passport::{self, Row, TABLE, Table};
use hotloop::simd::Level;
use std::process::ExitCode;

/// Runs everything, prints the rows of rungs that were asked for, and fails if one differs.
pub(crate) fn page(filters: &Filters) -> Result<ExitCode, String> {
    let levels = Level::supported();
    let mut rows = passport::run(&levels, &passport::teams());
    filters.check(rows.iter().map(|row| &*row.name))?;
    rows.retain(|row| filters.take(&row.name));
    let of_rung = |line: &&str| {
        line.split(' ')
            .next()
            .is_some_and(|name| filters.take(name))
    };
    let table = TABLE.lines().filter(|line| !line.starts_with('#'));
    let table: Vec<_> = table.filter(of_rung).collect();
    let table = table.join("\n");
    let table = Table::new(&table);

    let members = passport::MEMBERS.map(|members| members.to_string());
    say!("The bits of answers, beside the table in tests/data/passport.txt");
    say!(
        "  a row: a rung on an input; teams of {}",
        members.join(", ")
    );
    let names = levels.iter().map(|level| format!("{level:>14}"));
    say!("  {:<14}{:>8}{}", "", "rows", names.collect::<String>());
    for rows in rows.chunk_by(|a, b| kernel(a) == kernel(b)) {
        print(kernel(&rows[0]), rows, &levels, &table);
    }
    print("all", &rows, &levels, &table);

    let differences = table.differences(&rows);
    for difference in &differences {
        say!("{difference}");
    }
    Ok(match differences.len() {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

/// The kernel that a row is of.
fn kernel(row: &Row) -> &str {
    row.name.split("::").next().unwrap_or(&row.name)
}

/// Some rows, in a line: how many there are, and how many differ at each level. What does not choose
/// its instructions counts at all of them.
fn print(name: &str, rows: &[Row], levels: &[Level], table: &Table<'_>) {
    let mut line = format!("  {name:<14}{:>8}", rows.len());
    for &level in levels {
        let differs = |row: &&Row| {
            let runs = row.runs.iter();
            let mut here = runs.filter(|run| run.level.is_none_or(|at| at == level));
            here.any(|run| !table.agrees(row, run))
        };
        line += &match rows.iter().filter(differs).count() {
            0 => format!("{:>14}", "same bits"),
            differ => format!("{:>14}", format!("{differ} differ")),
        };
    }
    say!("{line}");
}
