//! Settings as text: what is written is read again, and nothing else is.

use hotloop::Error;
use hotloop::simd::Level;
#[cfg(feature = "threads")]
use hotloop::threads::{Binding, Schedule, Team};
#[cfg(feature = "threads")]
use proptest::prelude::*;
use std::fmt::{Debug, Display};
use std::str::FromStr;

/// Holds values to the texts given, in both directions.
fn check<T: Display + FromStr<Err = Error> + PartialEq + Debug>(values: &[(T, &str)]) {
    for (value, text) in values {
        assert_eq!(value.to_string(), *text);
        assert_eq!(text.parse().as_ref(), Ok(value));
        // A width is heeded, for tables.
        let padded = format!("{value:>20}");
        assert_eq!((padded.len(), padded.trim_start()), (20, *text));
    }
}

/// Holds texts to being refused with an error that names them and ends as given.
#[track_caller]
fn refuse<T: FromStr<Err = Error> + Debug>(argument: &str, texts: &[&str], expected: &str) {
    for text in texts {
        let error = text.parse::<T>().unwrap_err();
        let message = format!("`{argument}`: found {text:?}, expected {expected}");
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn levels_are_read_by_their_names() {
    for level in Level::supported() {
        check(&[(level, level.name())]);
    }
    let names: Vec<_> = Level::supported().iter().map(|it| it.name()).collect();
    let expected = format!("one of {}", names.join(", "));
    refuse::<Level>("level", &["", "Portable", "sse2", "avx2\n"], &expected);
}

#[cfg(feature = "threads")]
#[test]
fn schedules_are_read_as_openmp_writes_them() {
    check(&[
        (Schedule::Static, "static"),
        (Schedule::Cyclic, "cyclic"),
        (Schedule::Dynamic { chunk: 16 }, "dynamic,16"),
        (Schedule::Guided { min_chunk: 1 }, "guided,1"),
        (Schedule::Adaptive, "adaptive"),
    ]);
    assert_eq!("dynamic".parse(), Ok(Schedule::Dynamic { chunk: 1 }));
    assert_eq!("guided".parse(), Ok(Schedule::Guided { min_chunk: 1 }));
    let bad = [
        "",
        "Static",
        "static,4",
        "static,",
        "dynamic,",
        "dynamic,-1",
        "dynamic, 4",
        "guided,4,4",
        "dynamic,99999999999999999999",
        "auto",
    ];
    let expected = "static, cyclic, dynamic,CHUNK, guided,CHUNK or adaptive";
    refuse::<Schedule>("schedule", &bad, expected);
    for (text, argument) in [("dynamic,0", "chunk"), ("guided,0", "min_chunk")] {
        assert_eq!(text.parse::<Schedule>(), Err(Error::Zero { argument }));
    }
}

#[cfg(feature = "threads")]
#[test]
fn bindings_are_read_as_taskset_writes_lists() {
    check(&[
        (Binding::None, "none"),
        (Binding::Primary, "primary"),
        (Binding::Close, "close"),
        (Binding::Spread, "spread"),
        (Binding::Cores(vec![5]), "5"),
        (Binding::Cores(vec![8, 0, 1, 2, 1]), "8,0-2,1"),
    ]);
    assert_eq!("3-3".parse(), Ok(Binding::Cores(vec![3])));
    let none = Binding::Cores(vec![]).to_string();
    let all = format!("0-{}", usize::MAX);
    let bad = [
        "",
        &none,
        "Close",
        "0,",
        ",0",
        "0-",
        "-1",
        "3-2",
        "0 1",
        "1-2-3",
        &all,
        "+0-3",
        "0-+3",
        "18446744073709551616",
    ];
    let expected = "none, primary, close, spread, or processors as in 0-3,8";
    refuse::<Binding>("binding", &bad, expected);
}

#[cfg(feature = "threads")]
#[test]
fn defaults_are_those_of_the_builder() {
    assert_eq!(Schedule::default(), Schedule::Static);
    assert_eq!(Binding::default(), Binding::Close);
}

#[cfg(feature = "threads")]
#[test]
fn a_team_shows_who_is_where() {
    let solo = format!("{:?}", Team::solo());
    assert_eq!(solo, "Team { members: 1, on: the calling thread }");
    let team = Team::spawn(3, Binding::None).unwrap();
    // Until then, members may be on their way.
    team.placement();
    let shown = format!("{team:?}");
    let expected = "Team { members: 3, on: the calling thread, not pinned, not pinned }";
    assert_eq!(shown, expected);
}

#[cfg(feature = "threads")]
proptest! {
    #[test]
    fn any_list_is_read_again(list in prop::collection::vec(0_usize..20, 1..40), far in any::<usize>()) {
        for list in [list.clone(), [list, vec![far]].concat()] {
            let binding = Binding::Cores(list);
            prop_assert_eq!(binding.to_string().parse(), Ok(binding));
        }
    }

    #[test]
    fn no_text_panics(text in ".*") {
        let _ = (text.parse::<Level>(), text.parse::<Schedule>(), text.parse::<Binding>());
    }

    #[test]
    fn any_chunk_is_read_again(chunk in 1_usize..) {
        for schedule in [Schedule::Dynamic { chunk }, Schedule::Guided { min_chunk: chunk }] {
            prop_assert_eq!(schedule.to_string().parse(), Ok(schedule));
        }
    }
}
