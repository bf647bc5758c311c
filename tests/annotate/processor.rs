//! What is found out about a processor, of one that is made up.

use super::cache::Cache;
use super::operation::Kind;
use super::pipes::Pipes;

pub(crate) fn pipes_are_found_out() {
    // A Zen 4: four pipes for what all take, two for each of the others, of which some are the same.
    let made_up = [
        (Kind::Logic, 0b1111_u32),
        (Kind::Add, 0b1100),
        (Kind::Multiply, 0b0011),
        (Kind::Shuffle, 0b0110),
        (Kind::Convert, 0b1100),
        (Kind::VectorMultiply, 0b1001),
    ];
    let pipes = |kind| {
        let found = made_up.iter().find(|(made_up, _)| *made_up == kind);
        found.expect("it is made up").1
    };
    let alone = made_up.map(|(kind, set)| (kind, 1.0 / f64::from(set.count_ones())));
    // What is measured is a little off.
    let both = |a, b| {
        let start = |set: u32| 1.0 / f64::from(set.count_ones());
        let (a, b) = (pipes(a), pipes(b));
        1.02 * start(a).max(start(b)).max(2.0 * start(a | b))
    };
    let found = Pipes::infer(&alone, both);
    assert_eq!(found.count, 4);
    let set = |kind| found.of(kind).fold(0_u32, |set, pipe| set | 1 << pipe);
    for (a, in_a) in made_up {
        assert_eq!(set(a).count_ones(), in_a.count_ones(), "{a:?}");
        for (b, in_b) in made_up {
            // The numbers of pipes are anybody's choice; how many two kinds have in common is not.
            let (found, there) = (set(a) & set(b), in_a & in_b);
            assert_eq!(found.count_ones(), there.count_ones(), "{a:?} and {b:?}");
        }
    }
    assert_eq!(set(Kind::Fma), set(Kind::Multiply));
}

pub(crate) fn caches_keep_what_they_hold() {
    let bytes = Cache::bytes() as u64;
    let lines = |bytes: u64| (0..bytes / 64).map(|line| 0x10_0000 + 64 * line);
    let mut cache = Cache::new();
    let mut sweep = |bytes| {
        let missed = lines(bytes).map(|line| cache.touch(line, 64));
        let missed = missed.fold((0, false), |(lines, unforeseen), missed| {
            (lines + missed.lines, unforeseen | missed.unforeseen)
        });
        (u64::from(missed.0), missed.1)
    };
    assert_eq!(sweep(bytes), (bytes / 64, false));
    assert_eq!(sweep(bytes), (0, false));
    // Of twice as much, what comes next has just given way.
    assert_eq!(sweep(2 * bytes), (bytes / 64, false));
    assert_eq!(sweep(2 * bytes), (2 * bytes / 64, false));
    // Bytes in two lines, and a line that does not lie beside the one before.
    assert_eq!(cache.touch(60, 8).lines, 2);
    assert!(cache.touch(640, 8).unforeseen);
}
