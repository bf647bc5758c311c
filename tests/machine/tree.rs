//! Stored machines, and how they become folders.

use hotloop::machine::Machine;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::{fs, process};

/// Every stored machine: a tree, and what is laid over it.
pub(crate) const MACHINES: [&[&str]; 13] = [
    &["xeon"],
    &["cloud"],
    &["hybrid"],
    &["arrowlake"],
    &["snc"],
    &["epyc"],
    &["zen"],
    &["snapdragon"],
    &["tensor"],
    &["gb10"],
    &["power"],
    &["zen", "container"],
    &["snc", "docker"],
];

/// The file that has the mask.
pub(crate) const STATUS: &str = "proc/thread-self/status";

/// The files of a machine, by their paths below its root.
///
/// A line of a stored tree is a path, a tab and a line of that file; a path alone is an empty file,
/// and `#` begins a comment. `cpu[0,2-3]` stands for `cpu0`, `cpu2` and `cpu3`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree {
    pub(crate) files: BTreeMap<String, String>,
}

impl Tree {
    pub(crate) fn parse(text: &str) -> Self {
        let mut tree = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (path, line) = match line.split_once('\t') {
                Some((path, line)) => (path, format!("{line}\n")),
                None => (line, String::new()),
            };
            for path in paths(path) {
                tree.files.entry(path).or_default().push_str(&line);
            }
        }
        tree
    }

    /// The stored machines of these names, each laid over the one before: its files stand for those
    /// of the same path.
    pub(crate) fn stored(names: &[&str]) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/machines");
        let mut tree = Self::default();
        for name in names {
            let text = fs::read_to_string(folder.join(name).with_extension("tree"));
            let text = text.unwrap_or_else(|error| panic!("{name}.tree: {error}"));
            tree.files.extend(Self::parse(&text).files);
        }
        tree
    }

    /// The same with this file, in the place of the one that was there.
    pub(crate) fn with(mut self, path: &str, text: &str) -> Self {
        self.files.insert(path.into(), text.into());
        self
    }

    pub(crate) fn unpack(&self) -> Folder {
        static FOLDERS: AtomicUsize = AtomicUsize::new(0);
        let name = format!(
            "machine-{}-{}",
            process::id(),
            FOLDERS.fetch_add(1, Relaxed)
        );
        let folder = Folder(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name));
        fs::create_dir_all(&folder.0).unwrap();
        for (path, text) in &self.files {
            folder.write(path, text);
        }
        folder
    }

    pub(crate) fn read(&self) -> Machine {
        self.unpack().read()
    }
}

/// The folder of an unpacked tree, which goes with it.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn read(&self) -> Machine {
        Machine::read(&self.0)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        if fs::write(&path, text).is_err() {
            fs::create_dir_all(path.parent().expect("it is below the root")).unwrap();
            fs::write(path, text).unwrap();
        }
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.0.join(path)).unwrap();
    }

    /// Lets the thread use these processors alone.
    pub(crate) fn allow(&self, processors: &[usize]) {
        let line = format!("Cpus_allowed_list:\t{}\n", list(processors));
        self.write(STATUS, &line);
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left behind is in the folder of the build.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What a path with brackets stands for.
fn paths(path: &str) -> Vec<String> {
    let Some((start, rest)) = path.split_once('[') else {
        return vec![path.into()];
    };
    let (within, end) = rest.split_once(']').expect("a bracket is closed");
    let numbers = numbers(within).into_iter();
    numbers.map(|n| format!("{start}{n}{end}")).collect()
}

/// The numbers of a list such as `0-2,5`.
pub(crate) fn numbers(list: &str) -> Vec<usize> {
    let number = |text: &str| text.parse::<usize>().expect("a number");
    let ranges = list.split(',').flat_map(|part| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        number(first)..=number(last)
    });
    ranges.collect()
}

/// The list of ascending numbers, such as `0-2,5`.
pub(crate) fn list(numbers: &[usize]) -> String {
    let ranges = numbers.chunk_by(|a, b| a + 1 == *b);
    let texts = ranges.map(|range| match range {
        [one] => one.to_string(),
        _ => format!("{}-{}", range[0], range[range.len() - 1]),
    });
    texts.collect::<Vec<_>>().join(",")
}

#[test]
fn trees_are_what_they_look_like() {
    let tree = Tree::parse("# It is small.\na/cpu[0,2-3]/b\t1\na/cpu2/b\tx\ty\nempty\n");
    let files: Vec<(&str, &str)> = tree.files.iter().map(|(p, t)| (&p[..], &t[..])).collect();
    let expected = [
        ("a/cpu0/b", "1\n"),
        ("a/cpu2/b", "1\nx\ty\n"),
        ("a/cpu3/b", "1\n"),
        ("empty", ""),
    ];
    assert_eq!(files, expected);
    assert_eq!(list(&[0, 1, 2, 5, 7, 8]), "0-2,5,7-8");
    assert_eq!(numbers("0-2,5,7-8"), [0, 1, 2, 5, 7, 8]);
}

/// Every file of the folder is a machine that the tests know, so that none is left out.
#[test]
fn every_stored_machine_is_tested() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/machines");
    let names = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let trees = names.filter(|path| path.extension().is_some_and(|end| end == "tree"));
    for tree in trees {
        let name = tree.file_stem().and_then(|stem| stem.to_str()).unwrap();
        assert!(MACHINES.iter().any(|names| names.contains(&name)), "{name}");
    }
}
