//! The same beside an earlier report: when a rung is slower than it was.

use crate::compare::{Comparison, Earlier, FORMAT, Spread, VERSION, Verdict};
use serde_json::{Value, json};

fn spread(least: f64, median: f64) -> Spread {
    Spread { least, median }
}

#[test]
fn what_has_times_in_common_is_the_same() {
    let verdict = |now: (f64, f64)| Verdict::of(spread(now.0, now.1), spread(1.0, 1.2));
    assert_eq!(verdict((1.0, 1.2)), Verdict::Same);
    assert_eq!(verdict((1.2, 1.3)), Verdict::Same);
    assert_eq!(verdict((1.21, 1.3)), Verdict::Slower);
    assert_eq!(verdict((0.85, 1.0)), Verdict::Same);
    assert_eq!(verdict((0.85, 0.99)), Verdict::Faster);
    // Both spreads count.
    assert_eq!(verdict((0.5, 2.0)), Verdict::Same);
}

#[test]
fn what_is_apart_by_a_tenth_is_the_same_too() {
    let verdict = |now: f64| Verdict::of(spread(now, now), spread(1.0, 1.0));
    let verdicts = [1.09, 1.11, 0.92, 0.9].map(verdict);
    let [same, slower, faster] = [Verdict::Same, Verdict::Slower, Verdict::Faster];
    assert_eq!(verdicts, [same, slower, same, faster]);
}

/// What `--json` writes, as far as it is compared.
fn report() -> Value {
    let row = |members: usize, least: f64| {
        json!({
            "ladder": "sum", "case": "f64", "rung": "threaded", "members": members,
            "ns_per_element": least, "median_ns_per_element": 1.1 * least, "of_limit": null,
        })
    };
    let line = |title: &str, least: f64| {
        json!({
            "page": "races", "title": title, "name": "Pipe",
            "least": least, "median": least, "most": least,
        })
    };
    json!({
        "format": FORMAT, "version": VERSION,
        "machine": {"processor": "one", "level": "avx2", "arrays": "huge", "cores": 2},
        "limits": {},
        "rows": [row(1, 2.0), row(2, 1.0)],
        "tables": [line("ten", 10.0), line("hundred", 100.0)],
    })
}

fn parse(report: &Value) -> Result<Earlier, String> {
    Earlier::parse(&report.to_string())
}

#[test]
fn every_figure_stands_beside_its_own() {
    let mut comparison = Comparison::with(parse(&report()).unwrap());
    assert_eq!(comparison.machine(), "one, avx2, huge pages");
    let mut row = |members, least| {
        let earlier = |earlier: &Earlier| earlier.rung(("sum", "f64"), "threaded", members);
        comparison.cell(spread(least, 1.01 * least), earlier)
    };
    assert_eq!(row(1, 2.1), "  1.05 same  ");
    assert_eq!(row(2, 0.5), "  0.50 faster");
    assert_eq!(row(4, 2.0), "       new   ");
    let mut line = |title, least| {
        let earlier = |earlier: &Earlier| earlier.line(("races", title), "Pipe");
        comparison.cell(spread(least, least), earlier)
    };
    assert_eq!(line("hundred", 150.0), "  1.50 slower");
    assert_eq!(line("ten", 50_000.0), "  5000 slower");
    assert_eq!(line("thousand", 10.0), "       new   ");
    let line = "beside before: 2 slower, 1 faster, 1 the same, 2 new";
    assert_eq!(comparison.line(), line);
    assert_eq!(Comparison::HEAD.len(), "  1.50 slower".len());
}

#[test]
fn other_files_are_refused() {
    let foreign = "not what --json writes, or written by a tour that gave it no version";
    for text in [
        "",
        "{",
        "[]",
        "3",
        "{\"format\": \"another\", \"version\": 1}",
    ] {
        assert_eq!(Earlier::parse(text).unwrap_err(), foreign);
    }
    let mut other = report();
    other["version"] = json!(VERSION + 1);
    let message = format!(
        "version {} of what --json writes, not {VERSION}",
        VERSION + 1
    );
    assert_eq!(parse(&other).unwrap_err(), message);
    let mut damaged = report();
    damaged["rows"][1]["ns_per_element"] = json!("quick");
    let error = parse(&damaged).unwrap_err();
    assert!(error.starts_with("a report that is damaged: "), "{error}");
    let error = Earlier::read("/no/such/file").unwrap_err();
    assert!(
        error.starts_with("--compare: \"/no/such/file\": "),
        "{error}"
    );
}
