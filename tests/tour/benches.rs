//! The tour among the other benches: its place, and what is printed of theirs.

use crate::brief::Cases;
use std::fs;

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
