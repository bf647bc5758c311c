//! Machines that tell nothing, little, or nonsense: what is unknown says so, and nothing fails.

use super::stored::assert_processors;
use super::tree::{MACHINES, STATUS, Tree};
use hotloop::machine::{Machine, Transparent};
use std::collections::BTreeSet;

const ONLINE: &str = "sys/devices/system/cpu/online";
const CPU: &str = "sys/devices/system/cpu/cpu";

/// What holds of a machine, whatever it was read from.
#[track_caller]
fn assert_sound(machine: &Machine, what: &str) {
    let numbers = machine.processors.iter().map(|processor| processor.number);
    assert!(numbers.is_sorted_by(|a, b| a < b), "{what}: {machine:?}");
    let cores: BTreeSet<usize> = machine.processors.iter().map(|it| it.core).collect();
    assert_eq!(machine.cores(), cores.len(), "{what}");
    assert!(machine.available() >= 1, "{what}");
    assert!(machine.available() <= machine.cores().max(1), "{what}");
    for processor in &machine.processors {
        assert!(processor.core <= processor.number, "{what}: {processor:?}");
    }
    for cache in &machine.caches {
        assert!(cache.bytes > 0, "{what}: {cache:?}");
        let shared = cache.processors.iter();
        assert!(!cache.processors.is_empty() && shared.is_sorted_by(|a, b| a < b));
    }
    assert!(
        machine
            .quota
            .is_none_or(|quota| quota > 0.0 && quota.is_finite())
    );
    assert!(!machine.to_string().is_empty());
    #[cfg(feature = "threads")]
    super::places::assert_order(machine);
}

#[track_caller]
fn assert_unknown(machine: &Machine) {
    assert!(
        machine.processors.is_empty() && machine.caches.is_empty(),
        "{machine:?}"
    );
    assert_eq!((machine.cores(), machine.available()), (0, 1));
    assert_eq!(machine.quota, None);
    let pages = &machine.pages;
    assert!(pages.base.is_none() && pages.huge.is_none() && pages.transparent.is_none());
    assert_sound(machine, "unknown");
}

#[test]
fn of_an_empty_tree_nothing_is_known() {
    assert_unknown(&Tree::default().read());
    assert_unknown(&Machine::read("/no/such/folder"));
    assert_unknown(&Machine::read(""));
}

#[test]
fn of_nonsense_nothing_is_known() {
    let tree = Tree::stored(&["tensor"]);
    let folder = tree.unpack();
    for text in NONSENSE {
        for path in tree.files.keys() {
            folder.write(path, text);
        }
        assert_unknown(&folder.read());
    }
}

/// What no file of a machine holds.
const NONSENSE: [&str; 12] = [
    "",
    "\n",
    "nonsense\n",
    "-1\n",
    "-\n",
    ",\n",
    "7-3\n",
    "0,,1\n",
    "0-18446744073709551615\n",
    "99999999999999999999999999\n",
    "huge\n[\n]\n[]\n - \n::\n",
    "\0\u{fffd}\u{661}\n",
];

/// One file of each sort, of the first processor and of the last, and of their first and last cache.
fn one_of_each_sort(tree: &Tree, last: usize) -> Vec<String> {
    let others = |path: &&String| match path.strip_prefix(CPU) {
        Some(rest) => {
            let number = rest.split('/').next().expect("it begins a split");
            let middle = rest.contains("index1") || rest.contains("index2");
            (number == "0" || number == last.to_string()) && !middle
        }
        None => true,
    };
    tree.files.keys().filter(others).cloned().collect()
}

/// Each file alone may be missing or nonsense, and the rest still counts.
#[test]
fn each_file_may_be_nonsense() {
    for (names, last) in [
        (["hybrid"].as_slice(), 19),
        (&["power"], 12),
        (&["snapdragon"], 7),
        (&["snc", "docker"], 31),
    ] {
        let tree = Tree::stored(names);
        let folder = tree.unpack();
        for (count, path) in one_of_each_sort(&tree, last).iter().enumerate() {
            folder.remove(path);
            let what = format!("{names:?} without {path}");
            assert_sound(&folder.read(), &what);
            // Three for each, and all in turn.
            for text in NONSENSE.iter().skip(count % 4).step_by(4) {
                folder.write(path, text);
                let what = format!("{names:?} with {text:?} in {path}");
                let machine = folder.read();
                assert_sound(&machine, &what);
                assert!(machine.cores() >= 4, "{what}: {machine:?}");
            }
            folder.write(path, &tree.files[path]);
        }
        assert_eq!(folder.read(), tree.read());
    }
}

/// Without a list of who is online the mask counts, and without a mask the list.
#[test]
fn mask_and_list_stand_for_each_other() {
    let folder = Tree::stored(&["cloud"]).unpack();
    let whole = folder.read();
    for text in NONSENSE {
        folder.write(STATUS, &format!("Cpus_allowed_list:\t{text}"));
        assert_eq!(folder.read(), whole, "{text:?}");
    }
    folder.remove(STATUS);
    assert_eq!(folder.read(), whole);

    folder.allow(&[2, 3, 4]);
    let masked = folder.read();
    assert_eq!(masked.processors, whole.processors[2..5]);
    for text in NONSENSE {
        folder.write(ONLINE, text);
        assert_eq!(folder.read(), masked, "{text:?}");
    }
    folder.remove(ONLINE);
    assert_eq!(folder.read(), masked);
}

/// Every processor is a core of its own where nothing tells that it is not.
#[test]
fn without_topology_every_processor_is_a_core() {
    let table = "
        number   0  1  2  3  4  5  6  7
        core     0  1  2  3  4  5  6  7
        thread   0
        kind     -
        cluster  -
        node     -
        package  -
    ";
    let nothing_but = |kept: &str| {
        let mut tree = Tree::stored(&["cloud"]);
        tree.files.retain(|path, _| path.starts_with(kept));
        tree
    };
    let online = nothing_but(ONLINE).read();
    assert_processors(&online, table);
    assert_eq!((online.cores(), online.available()), (8, 8));
    assert_sound(&online, "a list alone");
    let mask = nothing_but("proc")
        .with(STATUS, "Cpus_allowed_list:\t0-7\n")
        .read();
    assert_processors(&mask, table);
    assert_sound(&mask, "a mask alone");
}

/// A sibling list that leaves out the processor itself is not believed.
#[test]
fn a_processor_is_among_its_siblings() {
    let siblings = "sys/devices/system/cpu/cpu5/topology/thread_siblings_list";
    let machine = Tree::stored(&["cloud"]).with(siblings, "0-1\n").read();
    let found = machine.processors[5];
    assert_eq!((found.number, found.core, found.thread), (5, 5, 0));
    assert_sound(&machine, "a list without itself");
}

#[test]
fn pages_are_powers_of_two() {
    let pages = |path: &str, text: &str| Tree::default().with(path, text).read().pages;
    let base = |size: &str| {
        let text = format!("55-56 r--p 0 00:00 0\nSize: 8 kB\nKernelPageSize:  {size}\n");
        pages("proc/self/smaps", &text).base
    };
    assert_eq!(base("16 kB"), Some(16 << 10));
    assert_eq!(base("64 kB"), Some(64 << 10));
    for size in ["", "0 kB", "5 kB", "-4 kB", "4", "4 MB", "four kB"] {
        assert_eq!(base(size), None, "{size:?}");
    }
    assert_eq!(base("18446744073709551615 kB"), None);

    let folder = "sys/kernel/mm/transparent_hugepage";
    let huge = |size: &str| pages(&format!("{folder}/hpage_pmd_size"), size).huge;
    assert_eq!(huge("536870912\n"), Some(512 << 20));
    for size in ["", "0\n", "3000000\n", "-1\n", "2M\n"] {
        assert_eq!(huge(size), None, "{size:?}");
    }
    assert_eq!(huge("36893488147419103232\n"), None);

    let chosen = |text: &str| pages(&format!("{folder}/enabled"), text).transparent;
    assert_eq!(
        chosen("[always] madvise never\n"),
        Some(Transparent::Always)
    );
    for text in ["", "always\n", "[\n", "]always[\n", "[]\n", "[sometimes]\n"] {
        assert_eq!(chosen(text), None, "{text:?}");
    }
}

#[test]
fn caches_have_a_size_and_a_level() {
    let tree = Tree::stored(&["cloud"]);
    let folder = tree.unpack();
    let whole = folder.read();
    for (file, texts) in [
        (
            "size",
            ["0K\n", "-32K\n", "K\n", "huge\n", "99999999999999999999K\n"],
        ),
        (
            "level",
            ["-1\n", "first\n", "99999999999999999999\n", "1.5\n", "\n"],
        ),
        (
            "type",
            ["Instruction\n", "Trace\n", "unified\n", "0\n", "\n"],
        ),
    ] {
        for text in texts {
            let files = tree.files.keys();
            let end = format!("cache/index3/{file}");
            let files: Vec<&String> = files.filter(|path| path.ends_with(&end)).collect();
            files.iter().for_each(|path| folder.write(path, text));
            let machine = folder.read();
            files
                .iter()
                .for_each(|path| folder.write(path, &tree.files[*path]));
            // Without the L3 there is an L1 a core, and an L2.
            assert_eq!(machine.caches, whole.caches[..8], "{file} {text:?}");
            let clusters = machine.processors.iter().map(|it| it.cluster.unwrap());
            assert_eq!(clusters.collect::<Vec<_>>(), [0, 0, 2, 2, 4, 4, 6, 6]);
        }
    }
}

/// The stored ones are sound by the same measure.
#[test]
fn stored_machines_are_sound() {
    for names in MACHINES {
        assert_sound(&Tree::stored(names).read(), &format!("{names:?}"));
    }
}
