//! The passport of bits: every rung, at every level of this machine and for teams of every size,
//! answers as the table of the repository says.

#![cfg(feature = "threads")]

#[path = "../benches/passport/mod.rs"]
mod passport;

use hotloop::simd::Level;
use hotloop::threads::Team;
use passport::{Rows, TABLE, Table};
use std::path::Path;

#[test]
fn every_answer_has_the_bits_of_the_table() {
    let rows = passport::run(&Level::supported(), &passport::teams());
    let differences = Table::new(TABLE).differences(&rows);
    let count = differences.len();
    assert!(
        count == 0,
        "{count} rows differ:\n{}",
        differences.join("\n")
    );
}

/// At the level of `HOTLOOP_LEVEL`, by one thread, if `HOTLOOP_WRITE_PASSPORT` is set.
#[test]
#[ignore = "writes the table anew: for an answer that changes on purpose"]
fn write_the_table() {
    // Not by whoever runs all tests that are ignored: what is wrong would be right from then on.
    if std::env::var_os("HOTLOOP_WRITE_PASSPORT").is_none() {
        return;
    }
    let rows = passport::run(&[Level::current()], &[Team::solo()]);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/passport.txt");
    std::fs::write(path, passport::text(&rows)).unwrap();
}

#[test]
fn what_differs_is_named() {
    let (levels, teams) = ([Level::supported()[0]], [Team::solo()]);
    let mut rows = Rows::new(&levels, &teams);
    rows.on("sum", "one")
        .solo("checked", || 1.0)
        .levels("simd", |_| 2.0)
        .team("threaded", |_, _| 2.0);
    let rows = rows.into_rows();
    let text = passport::text(&rows);
    assert_eq!(Table::new(&text).differences(&rows), [""; 0]);

    // Another bit in one answer, a row of one that is not run, and a row too few.
    let hash = |x: f64| format!("{:016x}", passport::bits(&x));
    let mut lines: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(lines[1], format!("sum::simd one {}", hash(2.0)));
    let other = format!("sum::threaded one {}", hash(2.0_f64.next_up()));
    lines[0] = "sum::neumaier one 0";
    lines[2] = &other;
    let (one, two, said) = (hash(1.0), hash(2.0), hash(2.0_f64.next_up()));
    assert_eq!(
        Table::new(&lines.join("\n")).differences(&rows),
        [
            format!("sum::checked on one\n    nothing in the table\n    {one} at any level"),
            format!(
                "sum::threaded on one\n    {said} in the table\n    {two} at portable, members: 1"
            ),
            "sum::neumaier on one, in the table alone".into(),
        ]
    );
}

#[test]
fn every_bit_counts_but_those_of_a_nan() {
    let of = |x: &[f64]| passport::bits(&x.to_vec());
    let nan = |bits: u64| f64::from_bits(0x7ff8_0000_0000_0000 | bits);
    assert_eq!(of(&[f64::NAN]), of(&[-nan(12_345)]));
    assert_ne!(of(&[0.0]), of(&[-0.0]));
    assert_ne!(of(&[1.0, 2.0]), of(&[2.0, 1.0]));
    let parted = |a: &[f64], b: &[f64]| passport::bits(&(a.to_vec(), b.to_vec()));
    assert_ne!(parted(&[1.0], &[]), parted(&[], &[1.0]));
    for bit in 0..64 {
        let x = 1.0_f64.to_bits() ^ 1 << bit;
        assert_ne!(of(&[1.0, 3.0]), of(&[f64::from_bits(x), 3.0]), "bit {bit}");
    }
}
