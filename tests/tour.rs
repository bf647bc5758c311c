//! The tour without its measurements: what filters find, which sizes of teams there are, when a rung is
//! slower than it was, how tables fit, and how two builds take turns.

#![cfg(feature = "threads")]

#[path = "../benches/tour/against"]
#[allow(dead_code, reason = "the tour uses all of it")]
mod against {
    pub(crate) mod build;
    pub(crate) mod protocol;
    pub(crate) mod statistic;
}
#[path = "../benches/common/brief.rs"]
#[allow(dead_code, reason = "the benches use all of it")]
mod brief;
#[path = "../benches/tour/compare.rs"]
#[allow(dead_code, reason = "the tour uses all of it")]
mod compare;
#[path = "../benches/tour/filters.rs"]
#[allow(dead_code, reason = "the tour uses all of it")]
mod filters;
#[path = "../benches/tour/lines.rs"]
#[allow(
    dead_code,
    unused_macros,
    unused_imports,
    reason = "the tour uses all of it"
)]
mod lines;
#[path = "../benches/tour/members.rs"]
mod members;
#[path = "../benches/tour/table.rs"]
mod table;

use against::protocol::{greeted, greeting};
use against::statistic::{Ratio, Verdict as Told, least_pairs};
use brief::Cases;
use compare::{Comparison, Earlier, FORMAT, Spread, VERSION, Verdict};
use filters::Filters;
use lines::folded;
use members::members;
use serde_json::{Value, json};
use std::fs;
use table::{Column, Table};

const NAMES: [&str; 9] = [
    "sum::checked",
    "sum::simd",
    "ou::simd",
    "ou::seeded::simd",
    "histogram::counting",
    "mixture::fit::50 iterations",
    "races::counters::Racy",
    "races::transport::Pipe",
    "schedules::uneven::Static",
];

fn filters<const N: usize>(words: [&str; N]) -> Filters {
    let mut filters = Filters::default();
    words.iter().for_each(|word| filters.add((*word).into()));
    filters
}

/// What they find.
fn found<const N: usize>(words: [&str; N]) -> Vec<&'static str> {
    let filters = filters(words);
    NAMES
        .into_iter()
        .filter(|name| filters.take(name))
        .collect()
}

#[test]
fn no_filter_finds_everything() {
    assert_eq!(found([]), NAMES);
    assert_eq!(found([""]), NAMES);
}

#[test]
fn a_filter_finds_whole_parts_of_names() {
    assert_eq!(found(["ou"]), ["ou::simd", "ou::seeded::simd"]);
    assert_eq!(found(["sum::"]), ["sum::checked", "sum::simd"]);
    assert_eq!(found(["sum::simd"]), ["sum::simd"]);
    assert_eq!(
        found(["::simd"]),
        ["sum::simd", "ou::simd", "ou::seeded::simd"]
    );
    assert_eq!(found(["seeded"]), ["ou::seeded::simd"]);
    assert_eq!(found(["mixture"]), ["mixture::fit::50 iterations"]);
    assert_eq!(found(["races::transport"]), ["races::transport::Pipe"]);
    assert_eq!(found(["schedules"]), ["schedules::uneven::Static"]);
    for none in [
        "su", "sum::sim", "um::simd", "simd::", "sum:simd", "counter",
    ] {
        assert!(found([none]).is_empty(), "{none:?}");
    }
}

#[test]
fn several_filters_find_what_any_of_them_does() {
    assert_eq!(
        found(["sum::simd", "counters"]),
        ["sum::simd", "races::counters::Racy"]
    );
}

#[test]
fn a_filter_that_finds_nothing_is_told_what_is_near() {
    let check = |words| filters::<2>(words).check(NAMES.into_iter());
    assert_eq!(check(["sum", "ou"]), Ok(()));
    let refused = |word, near| {
        let message = format!("nothing is called {word:?}{near}; --list prints all names");
        assert_eq!(check(["sum", word]), Err(message));
    };
    refused("sum::simdd", "; near it: sum::simd");
    refused("SUM", "; near it: sum, sum::simd, sum::checked");
    refused("transprt", "; near it: transport");
    refused("zzzzzz", "");
}

#[test]
fn sizes_of_teams_are_a_list_of_numbers() {
    assert_eq!(members("4"), Ok(vec![4]));
    assert_eq!(members("1,2, 8"), Ok(vec![1, 2, 8]));
    for (list, wrong) in [
        ("", "\"\" is"),
        ("2,,4", "\"\" is"),
        ("1,two", "\"two\" is"),
    ]
    .into_iter()
    .chain([
        ("0", "\"0\" is"),
        ("-1", "\"-1\" is"),
        ("1,99999", "\"99999\" is"),
    ])
    .chain([("2,4,2", "2 is in the list twice")])
    {
        let error = members(list).unwrap_err();
        assert!(error.starts_with(wrong), "{list:?}: {error}");
    }
}

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

#[test]
fn prose_is_broken_at_the_width() {
    assert_eq!(folded("a few words", 4, 80), "a few words");
    let words = ["word"; 40].join(" ");
    for (width, expected) in [(80, (Some(76), 4)), (60, (Some(56), 5))] {
        let text = format!("{:12}{}", "name", folded(&words, 12, width));
        let longest = text.lines().map(str::len).max();
        assert_eq!((longest, text.lines().count()), expected);
        assert!(
            text.lines()
                .skip(1)
                .all(|line| line.starts_with("            word"))
        );
        let back: Vec<_> = text.split_whitespace().collect();
        assert_eq!(back[1..].join(" "), words);
    }
}

fn table(remark: &str) -> Table {
    let mut table = Table::new([
        Column::left("rung"),
        Column::right("least").spare(1),
        Column::right("median").spare(0),
        Column::left("of limit"),
    ]);
    let row = |cells: [&str; 4]| cells.map(String::from);
    table.row(row(["simd", "1.25", "123", "5 % read_1"]), remark);
    table.row(row(["exact_threaded", "10.5", "20", "-"]), "");
    table
}

#[test]
fn a_table_leaves_out_what_is_needed_least() {
    let whole = [
        "  rung            least  median  of limit",
        "  simd             1.25     123  5 % read_1",
        "  exact_threaded   10.5      20  -",
    ];
    assert_eq!(table("").lines(80), whole);
    assert_eq!(table("").lines(43), whole);
    let without_median = [
        "  rung            least  of limit",
        "  simd             1.25  5 % read_1",
        "  exact_threaded   10.5  -",
    ];
    assert_eq!(table("").lines(42), without_median);
    let least = [
        "  rung            of limit",
        "  simd            5 % read_1",
        "  exact_threaded  -",
    ];
    assert_eq!(table("").lines(34), least);
    // What cannot be left out is not.
    assert_eq!(table("").lines(10), least);
}

#[test]
fn a_remark_is_folded_beside_its_row_or_below_it() {
    let beside = table("prefetched").lines(55);
    assert_eq!(
        beside[1],
        "  simd             1.25     123  5 % read_1  prefetched"
    );
    let long = table("prefetched, far ahead of the load that it is for");
    let folded = [
        "  simd             1.25     123  5 % read_1  prefetched, far ahead",
        "                                             of the load that it is",
        "                                             for",
        "  exact_threaded   10.5      20  -",
    ];
    assert_eq!(long.lines(67)[1..], folded);
    let below = [
        "  simd             1.25     123  5 % read_1",
        "      prefetched, far ahead of the load that it is for",
        "  exact_threaded   10.5      20  -",
    ];
    assert_eq!(long.lines(66)[1..], below);
    let narrow = [
        "      prefetched, far ahead of the load that",
        "      it is for",
    ];
    assert_eq!(long.lines(45)[2..4], narrow);
}

/// Cargo runs benches in the order of their names.
#[test]
fn the_tour_is_the_last_bench() {
    let manifest = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap();
    let benches = manifest.split("[[bench]]\nname = \"").skip(1);
    let names: Vec<_> = benches.filter_map(|it| it.split('"').next()).collect();
    assert!(names.len() > 10);
    assert_eq!(names.iter().max(), Some(&"tour"));
}

#[test]
fn a_bench_prints_a_line_a_case() {
    let criterion = "\
sum/f64, 4,096/simd     time:   [157.01 ns 157.24 ns 157.60 ns]
                        thrpt:  [25.9 Gelem/s 26.0 Gelem/s 26.1 Gelem/s]

map/f64, 10,000,000/unchecked
                        time:   [8.1 ms 8.2 ms 8.3 ms]
a table of its own
  one member    1.5 ms
team/region/solo        time:   [2.1 ns 2.2 ns 2.3 ns]";
    let mut cases = Cases::default();
    let mut lines: Vec<_> = criterion.lines().flat_map(|line| cases.add(line)).collect();
    lines.extend(cases.end());
    let words = |line: &String| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines: Vec<_> = lines.iter().map(words).collect();
    let expected = [
        "sum/f64, 4,096/simd 157.24 ns 26.0 Gelem/s",
        "map/f64, 10,000,000/unchecked 8.2 ms",
        "a table of its own",
        "one member 1.5 ms",
        "team/region/solo 2.2 ns",
    ];
    assert_eq!(lines, expected);
}

fn told(sittings: &[&[f64]]) -> Told {
    let sittings: Vec<_> = sittings.iter().map(|ratios| ratios.to_vec()).collect();
    Ratio::of(&sittings).verdict
}

#[test]
fn a_build_is_slower_if_every_sitting_says_so() {
    let all = |ratio: f64| told(&[&[ratio; 5][..]; 3]);
    let verdicts = [1.2, 1.05, 1.02, 1.0, 0.98, 0.95, 0.8].map(all);
    let [slower, faster, unknown] = [Told::Slower, Told::Faster, Told::CannotTell];
    let expected = [slower, slower, unknown, unknown, unknown, faster, faster];
    assert_eq!(verdicts, expected);
    // One start of the two processes was lucky.
    assert_eq!(told(&[&[1.2; 11], &[1.2; 11], &[1.01; 5]]), unknown);
    // Too few to say anything.
    assert_eq!(least_pairs(), 15);
    assert_eq!(told(&[&[2.0; 7], &[2.0; 7]]), unknown);
}

/// Of 33 ratios the 6th from either end: twice the chance of at most 5 heads is 0.000066, of at most 6
/// 0.00032.
#[test]
fn the_interval_is_that_of_the_sign_test() {
    let ratios: Vec<_> = (0..33).map(|i| 1.0 + f64::from(i) / 100.0).collect();
    let ratio = Ratio::of(&[ratios[20..].to_vec(), ratios[..20].to_vec()]);
    assert_eq!((ratio.low, ratio.median, ratio.high), (1.05, 1.16, 1.27));
    let few = Ratio::of(&[(1..=15).rev().map(f64::from).collect()]);
    assert_eq!((few.low, few.median, few.high), (1.0, 8.0, 15.0));
    let two = Ratio::of(&[vec![1.0, 2.0]]);
    assert_eq!(two.median, 1.5);
}

#[test]
fn disturbed_pairs_do_not_matter() {
    let mut ratios = vec![1.1; 11];
    ratios[2..4].copy_from_slice(&[0.2, 7.0]);
    assert_eq!(told(&[&ratios, &ratios, &ratios]), Told::Slower);
    for ratio in &mut ratios[4..9] {
        *ratio = 1.0;
    }
    assert_eq!(told(&[&ratios, &ratios, &ratios]), Told::CannotTell);
}

#[test]
fn a_build_is_known_by_its_greeting() {
    assert_eq!(greeted(&greeting()), Ok(()));
    let later = greeted(&format!("{}0", greeting()));
    assert_eq!(later, Err("takes turns in version 10, not 1".into()));
    let foreign = greeted("running 3 tests");
    assert_eq!(foreign, Err("is no tour that takes turns".into()));
}

/// Shell scripts in place of builds.
#[cfg(unix)]
mod builds {
    use crate::against::build::Build;
    use crate::against::protocol::{Answer, Request, greeting};
    use std::process::Command;
    use std::time::Duration;

    /// Longer than any machine is busy.
    const PATIENCE: Duration = Duration::from_secs(600);

    fn start(script: &str, patience: Duration) -> Result<Build, String> {
        let script = script.replace("GREET", &format!("echo '{}'", greeting()));
        Build::start(Command::new("sh").args(["-c", &script]), patience)
    }

    fn refused(script: &str) -> String {
        start(script, PATIENCE).map(drop).unwrap_err()
    }

    const TURN: Request = Request::Turn {
        rung: 0,
        repeats: 2,
    };

    #[test]
    fn what_is_no_tour_is_refused() {
        assert_eq!(refused("echo hello"), "is no tour that takes turns");
        let older = "echo 'tour: invalid option' >&2; exit 2";
        let message = "has ended (exit status: 2): tour: invalid option";
        assert_eq!(refused(older), message);
        assert_eq!(refused("exit 0"), "has ended (exit status: 0)");
        let none = Build::start(&mut Command::new("/no/such/build"), PATIENCE);
        let message = none.map(drop).unwrap_err();
        assert!(message.starts_with("cannot be started: "), "{message}");
    }

    #[test]
    fn what_is_silent_is_given_up_and_ended() {
        let message = start("exec sleep 1000", Duration::from_millis(1));
        assert_eq!(message.map(drop).unwrap_err(), "has not answered for 1ms");
    }

    #[test]
    fn turns_are_answered() {
        let script = "GREET; while read -r line; do echo '{\"Nanoseconds\": 2.5}'; done";
        let mut build = start(script, PATIENCE).unwrap();
        for _ in 0..3 {
            assert_eq!(build.ask(&TURN), Ok(Answer::Nanoseconds(2.5)));
        }
    }

    #[test]
    fn a_build_that_ends_midway_is_told_of() {
        let script = "GREET; read -r line; echo 'an answer is wrong' >&2; exit 101";
        let mut build = start(script, PATIENCE).unwrap();
        let message = "has ended (exit status: 101): an answer is wrong";
        assert_eq!(build.ask(&TURN), Err(message.into()));
    }

    #[test]
    fn an_answer_that_is_none_is_told_of() {
        let mut build = start("GREET; read -r line; echo what; read -r line", PATIENCE).unwrap();
        assert_eq!(build.ask(&TURN), Err("answers \"what\"".into()));
    }
}
