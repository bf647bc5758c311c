//! The tour's report for a browser: well-formed, in need of nothing but itself, and with everything that
//! was measured.

#[path = "../benches/tour/html/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the tour uses all of it")]
mod html;

use html::{Curve, Page, Paths, Report, Scale, Spread, utc};
use roxmltree::{Document, Node, ParsingOptions};
use serde_json::{Value, json};

fn row(ladder: &str, case: &str, rung: &str, members: usize, least: f64) -> Value {
    let floating = case.contains("f64");
    json!({
        "ladder": ladder, "case": case, "rung": rung, "members": members,
        "ns_per_element": least, "median_ns_per_element": 1.1 * least,
        "limit": if members > 1 { json!("read_all") } else { json!(null) },
        "of_limit": if members > 1 { json!(0.9) } else { json!(null) },
        "limit_ns_per_element": if members > 1 { json!(0.9 * least) } else { json!(null) },
        "bytes_per_element": 8.0,
        "operations_per_element": if floating { json!(1.0) } else { json!(null) },
    })
}

/// What `--json` writes, as far as it is drawn.
fn measured() -> Report {
    let limit =
        |value: f64, unit: &str| json!({"value": value, "unit": unit, "pattern": "eight sums"});
    let line = |page: &str, name: &str, least: f64, remark: &str| {
        json!({
            "page": page, "title": "a million", "name": name, "unit": "ns",
            "least": least, "median": 1.2 * least, "remark": remark,
        })
    };
    let report = json!({
        "machine": {
            "processor": "one <of> \"two\" & more", "found": "2 cores",
            "caches": [{"level": 1, "bytes": 32_768}, {"level": 2, "bytes": 1_048_576}],
            "level": "avx2", "levels": ["portable", "avx2"], "placement": ["core 0", "core 1"],
            "arrays": "huge", "compiler": "rustc", "target": "x86_64", "profile": "release",
        },
        "limits": {
            "fma_1": limit(50.0, "GFLOP/s"), "fma_all": limit(100.0, "GFLOP/s"),
            "read_1": limit(20.0, "GB/s"), "read_all": limit(30.0, "GB/s"),
            "l1_load": limit(200.0, "GB/s"), "l1_load_all": limit(400.0, "GB/s"),
        },
        "rows": [
            row("sum", "f64, 10,000", "checked", 1, 0.8), row("sum", "f64, 10,000", "simd", 1, 0.04),
            row("sum", "f64, 10,000", "threaded", 2, 0.03), row("sum", "i64, 10,000", "checked", 1, 0.3),
            row("histogram", "10 bins", "checked", 1, 2.0), row("histogram", "10 bins", "model_parallel", 2, 0.2),
        ],
        "tables": [
            line("races::counters", "Racy", 1.0, "WRONG in 3 of 4 runs: 5 to 8 lost"),
            line("races::counters", "Atomic", 90.0, "right in 4 of 4 runs"),
            line("races::contention", "2 members: SpinLock", 30.0, ""),
        ],
    });
    serde_json::from_value(report).unwrap()
}

fn page(report: &Report, curves: &[Curve], paths: Option<&Paths>) -> String {
    let page = Page {
        report,
        command: "cargo bench --bench tour -- \"a & b\"".into(),
        date: utc(0),
        curves,
        paths,
        figures: &[],
    };
    page.html()
}

fn whole() -> String {
    let curve = |rung: &str, least: f64| Curve {
        ladder: "sum",
        rung: rung.into(),
        bytes: 8,
        points: vec![(64, 2.0 * least), (4_096, least), (1_000_000, 1.5 * least)],
    };
    let spread = |step: usize| Spread {
        mean: 8.0 / (1 + step) as f64,
        deviation: (step as f64).sqrt(),
    };
    let spreads: Vec<_> = (0..10).map(spread).collect();
    let paths = Paths {
        heading: "a few".into(),
        dt: 0.1,
        drawn: vec![vec![8.0; 10]; 2],
        measured: spreads.clone(),
        theory: spreads,
    };
    page(
        &measured(),
        &[curve("simd", 0.1), curve("threaded", 0.05)],
        Some(&paths),
    )
}

fn document(page: &str) -> Document<'_> {
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(page, options).expect("it is well-formed")
}

/// All text of a node, in the order of the page.
fn text(node: Node<'_, '_>) -> String {
    let nodes = node.descendants().filter(|node| node.is_text());
    nodes.filter_map(|node| node.text()).collect()
}

#[test]
fn it_holds_everything_that_was_measured() {
    let (report, page) = (measured(), whole());
    let document = document(&page);
    let rows = document
        .descendants()
        .filter(|node| node.has_tag_name("tr"));
    let rows: Vec<Vec<String>> = rows.map(|row| row.children().map(text).collect()).collect();
    for row in &report.rows {
        let members = row.members.to_string();
        let name = [&row.ladder, &row.case, &row.rung, &members].map(String::clone);
        assert!(rows.iter().any(|row| row.starts_with(&name)), "{name:?}");
    }
    let text = text(document.root());
    for line in &report.tables {
        let name = line.name.rsplit(": ").next().unwrap();
        assert!(text.contains(name), "{name}");
        assert!(text.contains(&line.remark), "{}", line.remark);
    }
    assert!(text.contains("one <of> \"two\" & more"));
    assert!(text.contains("cargo bench --bench tour -- \"a & b\""));
}

#[test]
fn it_needs_nothing_but_itself() {
    let page = whole();
    for word in ["http", "src=", "<script", "@import", "url(", "<link"] {
        assert!(!page.contains(word), "{word}");
    }
}

#[test]
fn what_was_not_measured_is_named() {
    let mut report = measured();
    report.rows.retain(|row| row.ladder == "histogram");
    report.tables.clear();
    let page = page(&report, &[], None);
    let text = text(document(&page).root());
    for part in [
        "roofline",
        "speed-up over members",
        "cliffs",
        "counters and locks",
        "pictures",
    ] {
        let head = text.split("Limits of this machine").next().unwrap();
        assert!(head.contains(part), "{part}");
    }
    assert!(page.contains("id=\"bytes\"") && page.contains("id=\"ladders\""));
    assert!(!page.contains("id=\"cliffs\"") && !page.contains("id=\"roofline\""));
}

/// All cores of a busy machine may come to less than one.
#[test]
fn roofs_that_are_alike_share_a_name() {
    let names = |report: &Report| {
        let page = page(report, &[], None);
        let name = |name: &str| page.contains(&format!(">{name} GFLOP/s<"));
        [name("1 core: 50.0"), name("all: 100"), name("all: 40.0")]
    };
    let mut report = measured();
    assert_eq!(names(&report), [true, true, false]);
    report.limits.get_mut("fma_all").unwrap().value = 40.0;
    assert_eq!(names(&report), [true, false, false]);
}

#[test]
fn ticks_are_round_and_few() {
    assert_eq!(Scale::linear(0.0, 1.0).ticks(4), [0.0, 0.5, 1.0]);
    assert_eq!(
        Scale::linear(-3.0, 3.0).ticks(10),
        [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0]
    );
    assert_eq!(Scale::logarithmic(0.5, 200.0).ticks(4), [1.0, 10.0, 100.0]);
    let wide = Scale::logarithmic(1.0, 1e9).ticks(4);
    assert!((2..=4).contains(&wide.len()), "{wide:?}");
}

#[test]
fn bars_of_very_different_lengths_are_logarithmic() {
    let alike = Scale::of_bars(&[1.0, 15.0]);
    assert!(!alike.is_logarithmic());
    assert_eq!(alike.place(0.0), 0.0);
    let apart = Scale::of_bars(&[0.02, 15.0]);
    assert!(apart.is_logarithmic());
    assert_eq!((apart.place(0.01), apart.place(15.0 * 1.05)), (0.0, 1.0));
}

#[test]
fn dates_are_those_of_the_calendar() {
    assert_eq!(utc(0), "1970-01-01 00:00 UTC");
    assert_eq!(utc(951_827_696), "2000-02-29 12:34 UTC");
    assert_eq!(utc(4_102_444_799), "2099-12-31 23:59 UTC");
}
