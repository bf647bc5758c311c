//! What is printed, in the columns there are: prose and tables.

use crate::lines::folded;
use crate::table::{Column, Table};

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
