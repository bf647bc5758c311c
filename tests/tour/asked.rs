//! What is asked for: which names filters find, which sizes of teams there are, and which options go
//! together.

use crate::filters::Filters;
use crate::members::members;
use crate::together::together;

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

#[test]
fn options_without_effect_are_refused() {
    let given = |line: &str| {
        together(
            &line
                .split_whitespace()
                .map(String::from)
                .collect::<Vec<_>>(),
        )
    };
    for line in [
        "",
        "list",
        "bits",
        "quick members pages json html compare",
        "peers table picture schedules mixture",
        "against quick members pages json",
        "json against",
    ] {
        assert_eq!(given(line), Ok(()), "{line}");
    }
    let others = [
        "quick",
        "members",
        "pages",
        "json",
        "html",
        "compare",
        "against",
        "peers",
        "peers table",
        "picture",
        "schedules",
        "mixture",
    ];
    for other in others {
        for name in ["list", "bits"] {
            let refused = Err(format!("--{name} goes with filters only"));
            assert_eq!(given(&format!("{name} {other}")), refused, "{other}");
            assert_eq!(given(&format!("{other} {name}")), refused, "{other}");
        }
    }
    assert!(given("list bits").is_err());
    let refused = "--against goes with filters, --quick, --members, --pages and --json only";
    for other in [
        "html",
        "compare",
        "peers",
        "picture",
        "schedules",
        "mixture",
    ] {
        let line = format!("against quick {other}");
        assert_eq!(given(&line), Err(refused.into()), "{other}");
    }
    let refused = "--table is of peers, and goes with --peers";
    assert_eq!(given("table"), Err(refused.into()));
}
