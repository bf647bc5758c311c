//! Where members go on each stored machine, beside tables that were written out by hand.

use super::tree::{MACHINES, STATUS, Tree, list};
use hotloop::Error;
use hotloop::machine::{Kind, Machine};
use hotloop::threads::Binding;
use proptest::prelude::ProptestConfig;
use proptest::sample;
use proptest::test_runner::TestRunner;
use std::collections::BTreeSet;

fn places(machine: &Machine, binding: &Binding) -> Vec<usize> {
    binding.places(machine).unwrap()
}

#[track_caller]
fn assert_places(names: &[&str], close: &[usize], spread: &[usize]) {
    let machine = Tree::stored(names).read();
    assert_eq!(places(&machine, &Binding::Close), close, "close");
    assert_eq!(places(&machine, &Binding::Spread), spread, "spread");
    assert_eq!(places(&machine, &Binding::Primary), close[..1]);
    assert_eq!(places(&machine, &Binding::None), []);
}

/// There is nothing to spread over but cores.
#[test]
fn all_cores_come_before_a_second_hardware_thread() {
    let order = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
    assert_places(&["xeon"], &order, &order);
    let order = [0, 2, 4, 6, 1, 3, 5, 7];
    assert_places(&["cloud"], &order, &order);
}

#[test]
fn efficiency_cores_come_before_a_second_hardware_thread() {
    let order = [
        [0, 2, 4, 6, 8, 10].as_slice(),
        &[12, 13, 14, 15, 16, 17, 18, 19],
        &[1, 3, 5, 7, 9, 11],
    ];
    assert_places(&["hybrid"], &order.concat(), &order.concat());
}

/// Those of low power are no worse than efficiency cores, and wait with them.
#[test]
fn cores_of_low_power_come_last() {
    let order = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
    let spread = [0, 1, 2, 3, 4, 5, 6, 14, 7, 15, 8, 9, 10, 11, 12, 13];
    assert_places(&["arrowlake"], &order, &spread);
}

#[test]
fn spread_takes_sockets_in_turn_and_then_their_nodes() {
    // On this machine the numbers do so by themselves.
    let spread: Vec<usize> = (0..32).collect();
    let close = [
        // Node 0, and node 2 on the same socket.
        [0, 4, 8, 12, 2, 6, 10, 14],
        [1, 5, 9, 13, 3, 7, 11, 15],
        [16, 20, 24, 28, 18, 22, 26, 30],
        [17, 21, 25, 29, 19, 23, 27, 31],
    ];
    assert_places(&["snc"], close.as_flattened(), &spread);
}

#[test]
fn spread_takes_sockets_nodes_and_clusters_in_turn() {
    let close: Vec<usize> = (0..32).collect();
    let spread = [
        // A core of each node,
        [0, 8, 4, 12],
        // one of each node's second cluster,
        [2, 10, 6, 14],
        // and again.
        [1, 9, 5, 13],
        [3, 11, 7, 15],
        [16, 24, 20, 28],
        [18, 26, 22, 30],
        [17, 25, 21, 29],
        [19, 27, 23, 31],
    ];
    assert_places(&["epyc"], &close, spread.as_flattened());
}

#[test]
fn spread_takes_clusters_in_turn() {
    let close: Vec<usize> = (0..24).collect();
    let spread = [
        [0, 3, 6, 9],
        [1, 4, 7, 10],
        [2, 5, 8, 11],
        [12, 15, 18, 21],
        [13, 16, 19, 22],
        [14, 17, 20, 23],
    ];
    assert_places(&["zen"], &close, spread.as_flattened());
}

#[test]
fn the_largest_capacity_comes_first() {
    let order = [7, 4, 5, 6, 0, 1, 2, 3];
    assert_places(&["snapdragon"], &order, &order);
    let order = [6, 7, 4, 5, 0, 1, 2, 3];
    assert_places(&["tensor"], &order, &order);
}

#[test]
fn a_cluster_comes_before_capacities() {
    let (first, second) = (
        [5, 6, 7, 8, 9, 0, 1, 2, 3, 4],
        [19, 15, 16, 17, 18, 10, 11, 12, 13, 14],
    );
    let spread = [
        5, 19, 6, 15, 7, 16, 8, 17, 9, 18, 0, 10, 1, 11, 2, 12, 3, 13, 4, 14,
    ];
    assert_places(&["gb10"], &[first, second].concat(), &spread);
}

#[test]
fn groups_that_run_out_are_passed_over() {
    let close = [0, 4, 9, 12, 1, 5, 10, 2, 6, 11, 7];
    let spread = [0, 9, 4, 12, 1, 10, 5, 2, 11, 6, 7];
    assert_places(&["power"], &close, &spread);

    // 13 is all that is allowed of its core, and stands for it.
    let close = [0, 13, 2, 3, 4, 17, 21, 12, 15, 16];
    let spread = [0, 3, 21, 13, 4, 2, 17, 12, 15, 16];
    assert_places(&["zen", "container"], &close, &spread);

    let close = [4, 24, 2, 5, 9, 3, 31, 20, 18];
    let spread = [4, 5, 2, 3, 24, 9, 31, 20, 18];
    assert_places(&["snc", "docker"], &close, &spread);
}

#[test]
fn a_list_is_taken_as_it_is() {
    let machine = Tree::stored(&["snc", "docker"]).read();
    for cores in [vec![31], vec![20, 4, 18], machine_numbers(&machine)] {
        let binding = Binding::Cores(cores.clone());
        assert_eq!(places(&machine, &binding), cores);
    }
}

#[test]
fn a_list_with_what_is_not_allowed_is_refused() {
    let machine = Tree::stored(&["snc", "docker"]).read();
    // The first that is wrong is named, be it masked out or nowhere.
    for (cores, found) in [
        (vec![0], 0),
        (vec![2, 19, 0], 19),
        (vec![4, 5, 32], 32),
        (vec![usize::MAX, 2], usize::MAX),
    ] {
        let refused = Binding::Cores(cores).places(&machine);
        let expected = Error::NoSuchProcessor {
            argument: "binding",
            found,
            allowed: "2-5,9,18,20,24,31".into(),
        };
        let message = format!(
            "`binding`: found processor {found}, expected one of those that may be used, \
             2-5,9,18,20,24,31"
        );
        assert_eq!(expected.to_string(), message);
        assert_eq!(refused, Err(expected));
    }
    let refused = Binding::Cores(vec![]).places(&machine);
    let expected = Error::Zero {
        argument: "binding",
    };
    assert_eq!(refused, Err(expected));
}

fn machine_numbers(machine: &Machine) -> Vec<usize> {
    let processors = machine.processors.iter();
    processors.map(|processor| processor.number).collect()
}

/// What holds of the order on every machine.
pub(crate) fn assert_order(machine: &Machine) {
    let allowed = machine_numbers(machine);
    let processor = |number: &usize| {
        let mut all = machine.processors.iter();
        all.find(|processor| processor.number == *number).unwrap()
    };
    let close = places(machine, &Binding::Close);
    for binding in [Binding::Close, Binding::Spread] {
        let order = places(machine, &binding);
        let what = format!("{binding:?}: {order:?} of {}", list(&allowed));
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, allowed, "{what}");

        // No two share a core while one is free.
        let (first, more) = order.split_at(machine.cores());
        let cores: BTreeSet<usize> = first.iter().map(|n| processor(n).core).collect();
        assert_eq!(cores.len(), machine.cores(), "{what}");
        // Nor do three share one while another has but one, and so on.
        let mut members = vec![0; more.len() + 2];
        for number in &order {
            let core = processor(number).core;
            let before = order.iter().take_while(|n| *n != number);
            let rank = before.filter(|n| processor(n).core == core).count();
            members[rank] += 1;
            assert_eq!(members[rank + 1], 0, "{what}: {number} comes late");
        }
        // Efficiency cores wait for all others.
        let efficient = |n: &usize| processor(n).kind == Some(Kind::Efficiency);
        assert!(first.is_sorted_by_key(efficient), "{what}");
        assert_eq!(order.first(), close.first(), "{what}");

        // Among the first cores, packages one after the other, or in turn.
        let fast = first
            .iter()
            .filter(|n| efficient(n) == efficient(&first[0]));
        let mut packages: Vec<_> = fast.map(|n| processor(n).package).collect();
        let distinct = packages.iter().collect::<BTreeSet<_>>().len();
        if binding == Binding::Close {
            packages.dedup();
            assert_eq!(packages.len(), distinct, "{what}");
        } else {
            let first: BTreeSet<_> = packages[..distinct].iter().collect();
            assert_eq!(first.len(), distinct, "{what}");
        }
    }
    let primary = places(machine, &Binding::Primary);
    assert_eq!(primary, close[..close.len().min(1)]);
}

/// Any mask on any machine: it is respected, and nothing else that is known changes.
#[test]
fn masks_are_respected() {
    for names in MACHINES {
        let folder = Tree::stored(names).unpack();
        folder.remove(STATUS);
        let whole = folder.read();
        let all = machine_numbers(&whole);
        let masks = sample::subsequence(all.clone(), 1..=all.len());
        let mut runner = TestRunner::new(ProptestConfig::with_cases(6));
        let outcome = runner.run(&masks, |mask| {
            folder.allow(&mask);
            let machine = folder.read();
            assert_eq!(machine_numbers(&machine), mask);
            assert_order(&machine);
            for found in &machine.processors {
                assert!(whole.processors.contains(found), "{found:?}");
            }
            for cache in &machine.caches {
                assert!(whole.caches.contains(cache), "{cache:?}");
                assert!(cache.processors.iter().any(|it| mask.contains(it)));
            }
            Ok(())
        });
        outcome.unwrap_or_else(|error| panic!("{names:?}: {error}"));
    }
}
