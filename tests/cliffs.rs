//! What the search for cliffs calls one.

#[path = "../benches/cliffs/verdict.rs"]
mod verdict;

use verdict::{Cliff, FEW, Taken};

fn taken(elements: usize, time: f64) -> Taken {
    Taken {
        time,
        elements,
        limit: 0.0,
    }
}

/// Whether it is one if the first takes longer.
fn is_cliff(cliff: Cliff, slow: Taken, other: Taken) -> bool {
    cliff.height(slow, other) > 1.0
}

#[test]
fn a_rung_may_not_take_longer_than_the_one_below() {
    let order = |elements, slow, other| {
        is_cliff(Cliff::Order, taken(elements, slow), taken(elements, other))
    };
    assert!(order(10_000, 1_060.0, 1_000.0));
    assert!(!order(10_000, 1_040.0, 1_000.0));
    assert!(!order(10_000, 500.0, 1_000.0));
    // A call on few elements may take ten nanoseconds more, and any as long as one call more.
    assert!(!order(FEW - 1, 14.0, 5.0));
    assert!(order(FEW - 1, 16.0, 5.0));
    assert!(order(FEW, 14.0, 5.0));
    assert!(!order(FEW, 7.5, 5.0));
    assert!(order(FEW, 8.5, 5.0));
}

#[test]
fn a_place_may_cost_a_little() {
    let place = |slow, other| is_cliff(Cliff::Place, taken(10_000, slow), taken(10_000, other));
    assert!(place(1_160.0, 1_000.0));
    assert!(!place(1_140.0, 1_000.0));
}

#[test]
fn an_element_may_not_jump_unless_its_limit_does() {
    let jump = |slow, other| is_cliff(Cliff::Jump, slow, other);
    let short = taken(1_000, 1_000.0);
    // Twice as long, of twice as many, is no jump.
    assert!(!jump(taken(2_000, 2_000.0), short));
    assert!(!jump(taken(2_000, 2_450.0), short));
    assert!(jump(taken(2_000, 2_550.0), short));
    let limited = |taken, limit| Taken { limit, ..taken };
    // The limit rises by 1.5 an element.
    let short = limited(short, 100.0);
    assert!(!jump(limited(taken(2_000, 3_600.0), 300.0), short));
    assert!(jump(limited(taken(2_000, 3_800.0), 300.0), short));
    // One that falls allows no less.
    assert!(!jump(limited(taken(2_000, 2_450.0), 100.0), short));
}

#[test]
fn a_ratio_is_of_the_time_of_an_element() {
    assert_eq!(Cliff::ratio(taken(100, 300.0), taken(50, 100.0)), 1.5);
}
