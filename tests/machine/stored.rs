//! What is read of each stored machine, beside tables that were written out by hand.

use super::tree::{Tree, list};
use hotloop::machine::{Kind, Machine, Processor, Transparent};

/// How a processor shows in a row of a table.
type Show = fn(&Processor) -> String;

const ROWS: [(&str, Show); 7] = [
    ("number", |processor| processor.number.to_string()),
    ("core", |processor| processor.core.to_string()),
    ("thread", |processor| processor.thread.to_string()),
    ("kind", |processor| match processor.kind {
        None => "-".into(),
        Some(Kind::Performance) => "P".into(),
        Some(Kind::Efficiency) => "E".into(),
        Some(other) => panic!("{other:?}"),
    }),
    ("cluster", |processor| or_dash(processor.cluster)),
    ("node", |processor| or_dash(processor.node)),
    ("package", |processor| or_dash(processor.package)),
];

fn or_dash(number: Option<usize>) -> String {
    number.map_or("-".into(), |number| number.to_string())
}

/// Holds the processors to a table with a column for each. `-` is what is not known, and a row of
/// one value holds for all. Where the columns are too many for a line, the table goes on with the
/// next of them.
#[track_caller]
pub(crate) fn assert_processors(machine: &Machine, table: &str) {
    let mut expected = ROWS.map(|_| vec![]);
    let mut columns = 0;
    for line in table.lines().filter(|line| !line.trim().is_empty()) {
        let (name, values) = line.trim().split_once(' ').expect("a name and values");
        let row = ROWS.iter().position(|row| row.0 == name).expect("a row");
        let mut values: Vec<&str> = values.split_whitespace().collect();
        if row == 0 {
            columns = values.len();
        } else if values.len() == 1 {
            values = vec![values[0]; columns];
        }
        expected[row].extend(values);
    }
    for ((name, show), expected) in ROWS.iter().zip(&expected) {
        let found: Vec<String> = machine.processors.iter().map(show).collect();
        assert_eq!(found, *expected, "{name}");
    }
}

/// Holds the caches to a list of those of the same level and size: `L1 32K` and who shares each.
#[track_caller]
fn assert_caches(machine: &Machine, expected: &[&str]) {
    let alike = machine
        .caches
        .chunk_by(|a, b| (a.level, a.bytes) == (b.level, b.bytes));
    let found = alike.map(|caches| {
        assert_eq!(caches[0].bytes % 1024, 0);
        let mut line = format!("L{} {}K", caches[0].level, caches[0].bytes / 1024);
        for cache in caches {
            line += &format!(" {}", list(&cache.processors));
        }
        line
    });
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

/// Holds the pages to the bytes of an ordinary one and of a huge one, and to who gets huge ones.
#[track_caller]
fn assert_pages(
    machine: &Machine,
    base: usize,
    huge: Option<usize>,
    transparent: Option<Transparent>,
) {
    let pages = &machine.pages;
    assert_eq!(
        (pages.base, pages.huge, pages.transparent),
        (Some(base), huge, transparent)
    );
}

/// Holds the counts to the physical cores, to how many members make sense, and to the quota.
#[track_caller]
fn assert_counts(machine: &Machine, cores: usize, available: usize, quota: Option<f64>) {
    assert_eq!(
        (machine.cores(), machine.available(), machine.quota),
        (cores, available, quota)
    );
}

#[test]
fn hardware_threads_may_be_half_the_count_apart() {
    let machine = Tree::stored(&["xeon"]).read();
    assert_processors(
        &machine,
        "
        number   0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
        core     0  1  2  3  4  5  6  7  0  1  2  3  4  5  6  7
        thread   0  0  0  0  0  0  0  0  1  1  1  1  1  1  1  1
        kind     -
        cluster  0
        node     0
        package  0
        ",
    );
    assert_caches(
        &machine,
        &[
            "L1 32K 0,8 1,9 2,10 3,11 4,12 5,13 6,14 7,15",
            "L2 256K 0,8 1,9 2,10 3,11 4,12 5,13 6,14 7,15",
            "L3 16384K 0-15",
        ],
    );
    assert_counts(&machine, 8, 8, None);
    assert_pages(&machine, 4096, Some(2 << 20), Some(Transparent::Advised));
}

#[test]
fn hardware_threads_may_be_adjacent() {
    let machine = Tree::stored(&["cloud"]).read();
    assert_processors(
        &machine,
        "
        number   0  1  2  3  4  5  6  7
        core     0  0  2  2  4  4  6  6
        thread   0  1  0  1  0  1  0  1
        kind     -
        cluster  0
        node     0
        package  0
        ",
    );
    assert_caches(
        &machine,
        &[
            "L1 32K 0-1 2-3 4-5 6-7",
            "L2 1024K 0-1 2-3 4-5 6-7",
            "L3 36608K 0-7",
        ],
    );
    assert_counts(&machine, 4, 4, None);
    assert_pages(&machine, 4096, Some(2 << 20), Some(Transparent::Always));
}

#[test]
fn cores_may_be_of_two_kinds() {
    let machine = Tree::stored(&["hybrid"]).read();
    assert_processors(
        &machine,
        "
        number   0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19
        core     0  0  2  2  4  4  6  6  8  8 10 10 12 13 14 15 16 17 18 19
        thread   0  1  0  1  0  1  0  1  0  1  0  1  0  0  0  0  0  0  0  0
        kind     P  P  P  P  P  P  P  P  P  P  P  P  E  E  E  E  E  E  E  E
        cluster  0
        node     0
        package  0
        ",
    );
    assert_caches(
        &machine,
        &[
            "L1 48K 0-1 2-3 4-5 6-7 8-9 10-11",
            "L1 32K 12 13 14 15 16 17 18 19",
            "L2 1280K 0-1 2-3 4-5 6-7 8-9 10-11",
            "L2 2048K 12-15 16-19",
            "L3 24576K 0-19",
        ],
    );
    assert_counts(&machine, 14, 14, None);
    assert_pages(&machine, 4096, Some(2 << 20), Some(Transparent::Advised));
}

/// Cores of low power are efficiency cores, far from the others.
#[test]
fn cores_may_be_of_three_kinds() {
    let machine = Tree::stored(&["arrowlake"]).read();
    assert_processors(
        &machine,
        "
        number   0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
        core     0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
        thread   0
        kind     P  P  P  P  P  P  E  E  E  E  E  E  E  E  E  E
        cluster  0  0  0  0  0  0  0  0  0  0  0  0  0  0 14 14
        node     0
        package  0
        ",
    );
    assert_caches(
        &machine,
        &[
            "L1 48K 0 1 2 3 4 5",
            "L1 32K 6 7 8 9 10 11 12 13 14 15",
            "L2 3072K 0 1 2 3 4 5",
            "L2 4096K 6-9 10-13",
            "L2 2048K 14-15",
            "L3 24576K 0-13",
        ],
    );
    assert_counts(&machine, 16, 16, None);
    assert_pages(&machine, 4096, Some(2 << 20), Some(Transparent::Advised));
}

#[test]
fn a_cluster_may_span_nodes() {
    let machine = Tree::stored(&["snc"]).read();
    assert_processors(
        &machine,
        "
        number   0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
        core     0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
        thread   0
        kind     -
        cluster  0  1  0  1  0  1  0  1  0  1  0  1  0  1  0  1
        node     0  1  2  3  0  1  2  3  0  1  2  3  0  1  2  3
        package  0  1  0  1  0  1  0  1  0  1  0  1  0  1  0  1

        number  16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31
        core     0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
        thread   1
        kind     -
        cluster  0  1  0  1  0  1  0  1  0  1  0  1  0  1  0  1
        node     0  1  2  3  0  1  2  3  0  1  2  3  0  1  2  3
        package  0  1  0  1  0  1  0  1  0  1  0  1  0  1  0  1
        ",
    );
    let cores =
        "0,16 1,17 2,18 3,19 4,20 5,21 6,22 7,23 8,24 9,25 10,26 11,27 12,28 13,29 14,30 15,31";
    assert_caches(
        &machine,
        &[
            &format!("L1 32K {cores}"),
            &format!("L2 1024K {cores}"),
            "L3 25344K 0,2,4,6,8,10,12,14,16,18,20,22,24,26,28,30 \
             1,3,5,7,9,11,13,15,17,19,21,23,25,27,29,31",
        ],
    );
    assert_counts(&machine, 16, 16, None);
    assert_pages(&machine, 4096, Some(2 << 20), Some(Transparent::Always));
}

#[test]
fn a_node_may_have_clusters() {
    let machine = Tree::stored(&["epyc"]).read();
    assert_processors(
        &machine,
        "
        number   0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
        core     0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
        thread   0
        kind     -
        cluster  0  0  2  2  4  4  6  6  8  8 10 10 12 12 14 14
        node     0  0  0  0  1  1  1  1  2  2  2  2  3  3  3  3
        package  0  0  0  0  0  0  0  0  1  1  1  1  1  1  1  1

        number  16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31
        core     0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
        thread   1
        kind     -
        cluster  0  0  2  2  4  4  6  6  8  8 10 10 12 12 14 14
        node     0  0  0  0  1  1  1  1  2  2  2  2  3  3  3  3
        package  0  0  0  0  0  0  0  0  1  1  1  1  1  1  1  1
        ",
    );
    let cores =
        "0,16 1,17 2,18 3,19 4,20 5,21 6,22 7,23 8,24 9,25 10,26 11,27 12,28 13,29 14,30 15,31";
    assert_caches(
        &machine,
        &[
            &format!("L1 32K {cores}"),
            &format!("L2 512K {cores}"),
            "L3 16384K 0-1,16-17 2-3,18-19 4-5,20-21 6-7,22-23 \
             8-9,24-25 10-11,26-27 12-13,28-29 14-15,30-31",
        ],
    );
    assert_counts(&machine, 16, 16, None);
    assert_pages(&machine, 4096, Some(2 << 20), Some(Transparent::Advised));
}

#[test]
fn clusters_may_be_of_three_cores() {
    let machine = Tree::stored(&["zen"]).read();
    assert_processors(
        &machine,
        "
        number   0  1  2  3  4  5  6  7  8  9 10 11
        core     0  1  2  3  4  5  6  7  8  9 10 11
        thread   0
        kind     -
        cluster  0  0  0  3  3  3  6  6  6  9  9  9
        node     0
        package  0

        number  12 13 14 15 16 17 18 19 20 21 22 23
        core     0  1  2  3  4  5  6  7  8  9 10 11
        thread   1
        kind     -
        cluster  0  0  0  3  3  3  6  6  6  9  9  9
        node     0
        package  0
        ",
    );
    let cores = "0,12 1,13 2,14 3,15 4,16 5,17 6,18 7,19 8,20 9,21 10,22 11,23";
    assert_caches(
        &machine,
        &[
            &format!("L1 32K {cores}"),
            &format!("L2 512K {cores}"),
            "L3 16384K 0-2,12-14 3-5,15-17 6-8,18-20 9-11,21-23",
        ],
    );
    assert_counts(&machine, 12, 12, None);
    assert_pages(&machine, 4096, Some(2 << 20), Some(Transparent::Advised));
}

/// More than half of the largest capacity is a performance core.
#[test]
fn capacities_tell_kinds() {
    let machine = Tree::stored(&["snapdragon"]).read();
    assert_processors(
        &machine,
        "
        number   0  1  2  3  4  5  6  7
        core     0  1  2  3  4  5  6  7
        thread   0
        kind     E  E  E  E  P  P  P  P
        cluster  -
        node     -
        package  0
        ",
    );
    assert_caches(&machine, &[]);
    assert_counts(&machine, 8, 8, None);
    assert_pages(&machine, 4096, Some(2 << 20), Some(Transparent::Advised));
}

/// 498 is less than the half of 1024; package -1 is none.
#[test]
fn a_kernel_may_know_little() {
    let machine = Tree::stored(&["tensor"]).read();
    assert_processors(
        &machine,
        "
        number   0  1  2  3  4  5  6  7
        core     0  1  2  3  4  5  6  7
        thread   0
        kind     E  E  E  E  E  E  P  P
        cluster  -
        node     -
        package  -
        ",
    );
    assert_caches(&machine, &[]);
    assert_counts(&machine, 8, 8, None);
    assert_pages(&machine, 4096, None, None);
}

#[test]
fn cores_of_one_cluster_may_differ_little() {
    let machine = Tree::stored(&["gb10"]).read();
    assert_processors(
        &machine,
        "
        number   0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19
        core     0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19
        thread   0
        kind     P
        cluster  0  0  0  0  0  0  0  0  0  0 10 10 10 10 10 10 10 10 10 10
        node     0
        package 36
        ",
    );
    assert_caches(
        &machine,
        &[
            "L1 64K 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19",
            "L2 512K 0 1 2 3 4",
            "L2 2048K 5 6 7 8 9",
            "L2 512K 10 11 12 13 14",
            "L2 2048K 15 16 17 18 19",
            "L3 8192K 0-9",
            "L3 16384K 10-19",
        ],
    );
    assert_counts(&machine, 20, 20, None);
    assert_pages(&machine, 4096, Some(2 << 20), Some(Transparent::Advised));
}

/// The threads of a core are those that are online: processor 9 is the first of its core.
#[test]
fn processors_may_be_offline() {
    let machine = Tree::stored(&["power"]).read();
    assert_processors(
        &machine,
        "
        number   0  1  2  4  5  6  7  9 10 11 12
        core     0  0  0  4  4  4  4  9  9  9 12
        thread   0  1  2  0  1  2  3  0  1  2  0
        kind     -
        cluster  0  0  0  0  0  0  0  9  9  9  9
        node     0  0  0  0  0  0  0  8  8  8  8
        package  0  0  0  0  0  0  0  8  8  8  8
        ",
    );
    assert_caches(
        &machine,
        &[
            "L1 32K 0-2 4-7 9-11 12",
            "L2 512K 0-2,4-7 9-12",
            "L3 10240K 0-2,4-7 9-12",
        ],
    );
    assert_counts(&machine, 4, 4, None);
    assert_pages(&machine, 64 << 10, Some(2 << 20), Some(Transparent::Never));
}

/// Cores, clusters and places among the threads of a core are those of the whole machine, and so is
/// who shares a cache.
#[test]
fn a_container_has_a_mask_and_a_quota() {
    let machine = Tree::stored(&["zen", "container"]).read();
    assert_processors(
        &machine,
        "
        number   0  2  3  4 12 13 15 16 17 21
        core     0  2  3  4  0  1  3  4  5  9
        thread   0  0  0  0  1  1  1  1  1  1
        kind     -
        cluster  0  0  3  3  0  0  3  3  3  9
        node     0
        package  0
        ",
    );
    let cores = "0,12 1,13 2,14 3,15 4,16 5,17 9,21";
    assert_caches(
        &machine,
        &[
            &format!("L1 32K {cores}"),
            &format!("L2 512K {cores}"),
            "L3 16384K 0-2,12-14 3-5,15-17 9-11,21-23",
        ],
    );
    assert_counts(&machine, 7, 3, Some(3.5));
    assert_pages(&machine, 4096, Some(2 << 20), Some(Transparent::Advised));
}

#[test]
fn a_container_may_be_of_the_first_version() {
    let machine = Tree::stored(&["snc", "docker"]).read();
    assert_processors(
        &machine,
        "
        number   2  3  4  5  9 18 20 24 31
        core     2  3  4  5  9  2  4  8 15
        thread   0  0  0  0  0  1  1  1  1
        kind     -
        cluster  0  1  0  1  1  0  0  0  1
        node     2  3  0  1  1  2  0  0  3
        package  0  1  0  1  1  0  0  0  1
        ",
    );
    let cores = "2,18 3,19 4,20 5,21 8,24 9,25 15,31";
    assert_caches(
        &machine,
        &[
            &format!("L1 32K {cores}"),
            &format!("L2 1024K {cores}"),
            "L3 25344K 0,2,4,6,8,10,12,14,16,18,20,22,24,26,28,30 \
             1,3,5,7,9,11,13,15,17,19,21,23,25,27,29,31",
        ],
    );
    assert_counts(&machine, 7, 2, Some(2.5));
    assert_pages(&machine, 4096, Some(2 << 20), Some(Transparent::Always));
}
