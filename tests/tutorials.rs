//! Every cell of the four tutorials has its place on the page about them, in their order.

use std::fs;

/// The heading of each tutorial, and the numbers of its first and last cell.
const TUTORIALS: [(&str, u32, u32); 4] = [
    ("*Accelerating Applications*", 1, 20),
    ("Jacob Schreiber, on parallel processing in Python", 1, 52),
    ("*Parallel/efficient coding in Python*", 2, 57),
    (
        "Antonino Ingargiola, *A tour of python profiling and optimization*",
        1,
        31,
    ),
];

#[test]
fn every_cell_has_a_row_and_every_row_an_answer() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tutorials.rs");
    let page = fs::read_to_string(page).expect("it is there");
    for (tutorial, first, last) in TUTORIALS {
        let (_, section) = page
            .split_once(&format!("//! # {tutorial}\n"))
            .unwrap_or_else(|| panic!("no heading {tutorial}"));
        let section = section.split("//! # ").next().unwrap_or_default();
        let mut cells = vec![];
        for row in section
            .lines()
            .filter_map(|line| line.strip_prefix("//! | "))
        {
            let columns: Vec<_> = row.split(" |").map(str::trim).collect();
            let (here, remark) = (columns[1], columns[2]);
            assert!(!here.is_empty(), "{row}");
            if let Some((numbers, _)) = columns[0].split_once(": ") {
                assert!(here != "-" || !remark.is_empty(), "{row}");
                cells.extend(cells_of(numbers));
            }
        }
        assert!(cells.into_iter().eq(first..=last), "{tutorial}");
    }
}

/// `3`, `3, 4` and `3 to 5`, and of what is said between cells nothing.
fn cells_of(numbers: &str) -> Vec<u32> {
    let number = |text: &str| {
        text.parse()
            .unwrap_or_else(|_| panic!("no cells: {numbers}"))
    };
    match numbers.split_once(" to ") {
        _ if numbers == "text" => vec![],
        Some((first, last)) => (number(first)..=number(last)).collect(),
        None => numbers.split(", ").map(number).collect(),
    }
}
