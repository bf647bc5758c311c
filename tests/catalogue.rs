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
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn every_rung_is_right_on_small_inputs_at_every_place() {
    let team = Team::spawn(2, Binding::Close).unwrap();
    for (len, input, output) in [(61, 64, 64), (100, 0, 40)] {
        let extent = Extent {
            input,
            output,
            ..Extent::of(len)
        };
        for entry in catalogue::all() {
            entry.at(extent).for_each(|ladder| {
                checked(&*ladder, &team);
            });
        }
    }
}

/// What peers have to find is the same whichever rung has found it.
#[test]
fn all_rungs_tell_peers_the_same() {
    let team = Team::spawn(2, Binding::Close).unwrap();
    let mut told = BTreeSet::new();
    for entry in catalogue::all() {
        for ladder in entry.at(Extent::of(1_100)) {
            let mut prepared = ladder.prepare(&team);
            let Some(first) = prepared.figures(0) else {
                continue;
            };
            told.insert(entry.path);
            assert!(!first.values.is_empty(), "{}", entry.path);
            for (i, rung) in ladder.rungs().iter().enumerate() {
                let figures = prepared.figures(i).unwrap();
                let name = format!("{}: {}", entry.path, rung.name);
                let counts = [&figures, &first].map(|figures| figures.values.len());
                assert_eq!(counts[0], counts[1], "{name}");
                let pairs = figures.values.iter().zip(&first.values);
                for (found, expected) in pairs {
                    let off = (found - expected).abs() / expected.abs().max(1.0);
                    assert!(off <= first.tolerance, "{name}: off by {off:e}");
                }
            }
        }
    }
    assert!(told.is_superset(&BTreeSet::from(["sum", "comb::backward", "mixture"])));
}

/// The peers in Python are of cases that the tour measures. (It has some of its own, of a team.)
#[test]
fn peers_know_no_other_cases() {
    let mut server = Command::new("python3");
    let server = server.arg(root().join("benches/peers/serve.py"));
    let output = server
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::null())
        .output();
    let Ok(output) = output else {
        eprintln!("python3 is not installed, and the cases of the peers are not compared");
        return;
    };
    assert!(output.status.success(), "{output:?}");
    let hello: Value = serde_json::from_slice(&output.stdout).unwrap();
    let entries = catalogue::all();
    let measured = entries.iter().flat_map(Entry::tour);
    let name = |ladder: &str, case: &str| format!("{ladder}: {case}");
    let measured: BTreeSet<_> = measured
        .map(|ladder| name(ladder.case().ladder, &ladder.case().name))
        .collect();
    let cases = hello["cases"].as_array().unwrap().iter();
    let cases: BTreeSet<_> = cases
        .map(|case| name(case[0].as_str().unwrap(), case[1].as_str().unwrap()))
        .filter(|case| !case.starts_with("team: "))
        .collect();
    assert!(cases.len() > 30, "{cases:?}");
    let unknown: Vec<_> = cases.difference(&measured).collect();
    assert!(unknown.is_empty(), "nobody measures {unknown:?}");
}

/// What the tour says of limits: which are wrong, and when memory is one.
#[test]
fn a_limit_is_wrong_that_is_beaten_by_more_than_chance() {
    let wrong = [0.5, 1.0, 1.04, 1.06, 1.5].map(catalogue::beaten);
    assert_eq!(wrong, [false, false, false, true, true]);
    let caches = [0, 32 << 20, 105 << 20, 260 << 20];
    let memory = [40_000_000, 40_000_000, 80_000_000, 80_000_000];
    assert_eq!(caches.map(catalogue::memory), memory);
}

/// The rungs that every ladder has.
const FOUR: [&str; 4] = ["checked", "unchecked", "simd", "threaded"];

/// Ladders whose levels are compared elsewhere, or that are made of others.
const LEVELS_ELSEWHERE: [&str; 3] = ["heavy", "mixture", "primes"];

/// Every folder of `kernels` is a ladder: whatever of one is missing, by name.
#[test]
fn every_ladder_is_whole() {
    let (entries, mut missing) = (catalogue::all(), vec![]);
    let ladders = folders();
    let [page, levels, readme, changes] = [
        "src/kernels/mod.rs",
        "src/kernels/levels.rs",
        "README.md",
        "CHANGELOG.md",
    ]
    .map(read);
    for ladder in &ladders {
        let mut lacks = |there: bool, what: &str| {
            if !there {
                missing.push(format!("{ladder}: {what}"));
            }
        };
        let own = entries.iter().filter(|entry| outermost(entry) == ladder);
        let measured: BTreeSet<_> = own.flat_map(rungs).collect();
        let files = files(&root().join("src/kernels").join(ladder));
        for rung in FOUR {
            let file = format!("{rung}.rs in src/kernels/{ladder}");
            lacks(files.contains(rung), &file);
            let entry = format!("the rung {rung} in benches/catalogue");
            lacks(measured.contains(rung), &entry);
        }
        let row = ["`", "::"].map(|end| format!("//! | [`{ladder}{end}"));
        lacks(
            row.iter().any(|row| page.contains(row)),
            "a row in the table of src/kernels/mod.rs",
        );
        let tests = [
            format!("tests/{ladder}.rs"),
            format!("tests/{ladder}/main.rs"),
        ];
        lacks(
            tests.iter().any(|path| root().join(path).exists()),
            &tests[0],
        );
        let compared = levels.contains(&format!("{ladder}::"));
        lacks(
            compared || LEVELS_ELSEWHERE.contains(&ladder.as_str()),
            "its kernel in src/kernels/levels.rs",
        );
        lacks(
            readme.contains(&format!("[`kernels::{ladder}`]:")),
            "its place in the reading order of README.md",
        );
        let change = ["`", "::"].map(|end| format!("`kernels::{ladder}{end}"));
        lacks(
            change.iter().any(|change| changes.contains(change)),
            "CHANGELOG.md",
        );
    }
    for entry in &entries {
        if !ladders.contains(outermost(entry)) {
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
        let (row, names) = match (table_row(&page, entry.path), entry.path.rsplit_once("::")) {
            (None, Some((outer, inner))) => {
                let inner = BTreeSet::from([inner.to_owned()]);
                (table_row(&page, outer), inner)
            }
            (row, _) => (row, rungs(&entry)),
        };
        let row = row.unwrap_or_else(|| panic!("{} has no row", entry.path));
        for name in names.iter().filter(|name| !FOUR.contains(&name.as_str())) {
            assert!(
                row.contains(&format!("`{name}`")),
                "{}: `{name}` is not in its row: {row}",
                entry.path
            );
        }
    }
}

/// The bits of every rung are in the passport.
#[test]
fn the_passport_has_rows_of_every_rung() {
    let table = read("tests/data/passport.txt");
    let mut missing = vec![];
    for entry in catalogue::all() {
        let names = rungs(&entry).into_iter();
        let names = names.map(|rung| format!("{}::{rung}", entry.path));
        missing.extend(names.filter(|name| !table.contains(&format!("\n{name} "))));
    }
    assert!(missing.is_empty(), "missing: {missing:#?}");
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

/// The folder that an entry's ladder is in.
fn outermost(entry: &Entry) -> &str {
    entry.path.split("::").next().unwrap_or(entry.path)
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

/// The names of all files and folders in a folder, at any depth.
fn files(folder: &Path) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        names.insert(path.file_stem().unwrap().to_str().unwrap().to_owned());
        if path.is_dir() {
            names.extend(files(&path));
        }
    }
    names
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}
