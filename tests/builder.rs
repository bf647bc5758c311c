//! What a team's builder is told, and what it refuses.

#![cfg(feature = "threads")]

use hotloop::Error;
use hotloop::threads::{Binding, Placement, Schedule, Team, available};
use std::sync::Mutex;
use std::time::Duration;

/// Goes so many kibibytes down the stack.
#[inline(never)]
fn descend(kibibytes: usize) -> usize {
    let room = std::hint::black_box([1_u8; 1024]);
    if kibibytes == 0 {
        return 0;
    }
    usize::from(room[kibibytes % 1024]) + descend(kibibytes - 1)
}

#[test]
fn the_short_forms_are_the_builders() {
    let team = Team::builder()
        .members(3)
        .binding(Binding::None)
        .spawn()
        .unwrap();
    let short = Team::spawn(3, Binding::None).unwrap();
    assert_eq!(team.placement(), short.placement());
    let scoped = Team::builder().members(2).binding(Binding::None);
    let placement = scoped.scope(Team::placement);
    assert_eq!(placement, Team::scope(2, Binding::None, Team::placement));
    assert_eq!(placement, Ok(vec![Placement::Anywhere; 2]));
    // A builder may be used again.
    assert_eq!(scoped.scope(Team::members), Ok(2));
}

#[test]
fn unless_it_is_told_there_is_a_member_a_core() {
    let team = Team::builder().spawn().unwrap();
    assert_eq!(team.members(), available().min(Team::MAX_MEMBERS));
}

#[test]
fn members_have_the_stack_that_is_asked_for() {
    // More than 2 MiB, which is what they have otherwise, and than 8 MiB, which the first thread has.
    let deep = Team::builder().members(3).stack_size(64 << 20);
    let team = deep.spawn().unwrap();
    team.parallel(|member| {
        // The caller is member 0, and keeps its own.
        if member.index > 0 {
            assert_eq!(descend(20 << 10), 20 << 10);
        }
    });
    let depths = deep.scope(|team| {
        let items = [10 << 10, 20 << 10, 20 << 10];
        team.map(&items, Schedule::Cyclic, |kibibytes| descend(*kibibytes))
    });
    assert_eq!(depths, Ok(Ok(vec![10 << 10, 20 << 10, 20 << 10])));
    // Too little is rounded up to what a thread needs.
    let tiny = Team::builder().members(2).stack_size(0).spawn().unwrap();
    assert_eq!(tiny.invoke((|| 1, || 2)), (1, 2));
}

#[test]
fn a_stack_that_cannot_be_had_is_refused() {
    for bytes in [usize::MAX, usize::MAX / 2, 1 << 50] {
        let order = Team::builder().members(2).stack_size(bytes);
        let error = order.spawn().unwrap_err();
        assert!(matches!(error, Error::Spawn { .. }), "{bytes}: {error}");
        let mut ran = false;
        let error = order.scope(|_| ran = true).unwrap_err();
        assert!(matches!(error, Error::Spawn { .. }), "{bytes}: {error}");
        assert!(!ran);
    }
}

#[test]
fn threads_are_called_what_they_are_told() {
    let names = Mutex::new(vec![]);
    let note = |team: &Team| {
        team.parallel(|_| {
            let name = std::thread::current().name().map(String::from);
            names.lock().unwrap().push(name.unwrap_or_default());
        });
    };
    Team::builder()
        .members(3)
        .name("column")
        .scope(note)
        .unwrap();
    let mut names = names.into_inner().unwrap();
    names.sort();
    assert_eq!(names, ["column 0", "column 1", "column 2"]);

    let error = Team::builder().name("a\0b").spawn().unwrap_err();
    assert_eq!(
        error,
        Error::Invalid {
            argument: "name",
            found: "a zero byte",
            expected: "none",
        }
    );
    assert_eq!(
        error.to_string(),
        "`name`: found a zero byte, expected none"
    );
}

#[test]
fn any_spin_limit_gives_the_same_answers() {
    let spin_limits = [
        Duration::ZERO,
        Duration::from_nanos(1),
        Duration::from_millis(1),
        Duration::MAX,
    ];
    for spin_limit in spin_limits {
        for members in [1, 2, 3] {
            let order = Team::builder().members(members).spin_limit(spin_limit);
            let team = order.binding(Binding::None).spawn().unwrap();
            let items: Vec<usize> = (0..1000).collect();
            for schedule in [Schedule::Static, Schedule::Dynamic { chunk: 7 }] {
                let doubled = team.map(&items, schedule, |i| 2 * i).unwrap();
                assert!(doubled.into_iter().eq((0..1000).map(|i| 2 * i)));
            }
        }
    }
}
