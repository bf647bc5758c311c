//! The catalogue of ladders: every rung of it on small inputs, and every place that a ladder has to
//! be named in.

#![cfg(feature = "threads")]

/// What the benches measure.
#[path = "../benches"]
mod benches {
    pub(crate) mod catalogue;
    pub(crate) mod common;
}

use benches::catalogue::{self, Entry, Extent, checked};
use hotloop::threads::{Binding, Team};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn every_rung_is_right_on_small_inputs_at_every_place() {
    let team = Team::spawn(2, Binding::Close).unwrap();
    for (len, input, output) in [(61, 64, 64), (100, 0, 40)] {
        let extent = Extent { len, input, output };
        for entry in catalogue::all() {
            entry.at(extent).for_each(|ladder| {
                checked(&*ladder, &team);
            });
        }
    }
}

/// Every folder of `kernels` is a ladder: whatever of one is missing, by name.
#[test]
fn every_ladder_is_whole() {
    let (entries, mut missing) = (catalogue::all(), vec![]);
    let ladders = folders();
    for ladder in &ladders {
        let (page, readme) = (read("src/kernels/mod.rs"), read("README.md"));
        let mut lacks = |there: bool, what: String| {
            if !there {
                missing.push(format!("{ladder}: {what}"));
            }
        };
        let of_ladder = |entry: &&Entry| entry.path.split("::").next() == Some(ladder);
        let entry = entries.iter().find(of_ladder);
        lacks(
            entry.is_some(),
            "an entry in benches/catalogue/mod.rs".into(),
        );
        for rung in ["checked", "unchecked", "simd", "threaded"] {
            let there = entry.is_some_and(|entry| rungs(entry).contains(rung));
            lacks(there, format!("the rung {rung} in benches/catalogue"));
        }
        let tests = ["tests/{}.rs", "tests/{}/main.rs"].map(|path| path.replace("{}", ladder));
        lacks(tests.iter().any(|path| there(path)), tests[0].clone());
        lacks(
            page.contains(&format!("//! | [`{ladder}")),
            "a row in the table of src/kernels/mod.rs".into(),
        );
        lacks(
            readme.contains(&format!("[`kernels::{ladder}`]")),
            "its place in the reading order of README.md".into(),
        );
    }
    for entry in entries {
        let folder = entry.path.split("::").next().unwrap();
        if !ladders.contains(folder) {
            missing.push(format!("{}: a folder in src/kernels", entry.path));
        }
    }
    assert!(missing.is_empty(), "missing: {missing:#?}");
}

/// The table on the page of `kernels` names every rung beyond the four, and every ladder that stands
/// inside another.
#[test]
fn the_table_of_rungs_is_complete() {
    let page = read("src/kernels/mod.rs");
    for entry in catalogue::all() {
        let mut names = rungs(&entry);
        let mut row = table_row(&page, entry.path);
        if row.is_none() {
            let (outer, inner) = entry.path.rsplit_once("::").unwrap();
            names = BTreeSet::from([inner.to_owned()]);
            row = table_row(&page, outer);
        }
        let row = row.unwrap_or_else(|| panic!("{} has no row", entry.path));
        for rung in ["checked", "unchecked", "simd", "threaded"] {
            names.remove(rung);
        }
        for name in names {
            assert!(
                row.contains(&format!("`{name}`")),
                "{}: `{name}` is not in its row: {row}",
                entry.path
            );
        }
    }
}

/// The third column of a ladder's row.
fn table_row<'a>(page: &'a str, path: &str) -> Option<&'a str> {
    let start = format!("//! | [`{path}`] |");
    let row = page.lines().find(|line| line.starts_with(&start))?;
    row.split('|').nth(3)
}

/// The names of an entry's rungs that are functions: not peers, and not what is held to a level.
fn rungs(entry: &Entry) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for ladder in entry.at(Extent::of(61)) {
        let rungs = ladder.rungs().into_iter();
        let main = rungs.filter(|rung| !rung.aside && !rung.name.contains([' ', '-']));
        names.extend(main.map(|rung| rung.name.clone()));
    }
    names
}

/// The folders of `kernels`.
fn folders() -> BTreeSet<String> {
    let entries = fs::read_dir(root().join("src/kernels")).unwrap();
    let entries = entries.map(|entry| entry.unwrap());
    let folders = entries.filter(|entry| entry.file_type().unwrap().is_dir());
    folders
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn there(path: &str) -> bool {
    root().join(path).exists()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}
