//! Builds that answer, and others that do not: shell scripts in their place.

use crate::against::build::Build;
use crate::against::protocol::{Answer, Request, greeting};
use std::process::Command;
use std::time::Duration;

/// Longer than any machine is busy.
const PATIENCE: Duration = Duration::from_secs(600);

fn start(script: &str, patience: Duration) -> Result<Build, String> {
    let script = script.replace("GREET", &format!("echo '{}'", greeting()));
    Build::start(Command::new("sh").args(["-c", &script]), patience)
}

fn refused(script: &str) -> String {
    start(script, PATIENCE).map(drop).unwrap_err()
}

const TURN: Request = Request::Turn {
    rung: 0,
    repeats: 2,
};

#[test]
fn what_is_no_tour_is_refused() {
    assert_eq!(refused("echo hello"), "is no tour that takes turns");
    let older = "echo 'tour: invalid option' >&2; exit 2";
    let message = "has ended (exit status: 2): tour: invalid option";
    assert_eq!(refused(older), message);
    assert_eq!(refused("exit 0"), "has ended (exit status: 0)");
    let none = Build::start(&mut Command::new("/no/such/build"), PATIENCE);
    let message = none.map(drop).unwrap_err();
    assert!(message.starts_with("cannot be started: "), "{message}");
}

#[test]
fn what_is_silent_is_given_up_and_ended() {
    let message = start("exec sleep 1000", Duration::from_millis(1));
    assert_eq!(
        message.map(drop).unwrap_err(),
        "has given no answer for 0.001 seconds"
    );
}

#[test]
fn turns_are_answered() {
    let script = "GREET; while read -r line; do echo '{\"Nanoseconds\": 2.5}'; done";
    let mut build = start(script, PATIENCE).unwrap();
    for _ in 0..3 {
        assert_eq!(build.ask(&TURN), Ok(Answer::Nanoseconds(2.5)));
    }
}

#[test]
fn a_build_that_ends_midway_is_told_of() {
    let script = "GREET; read -r line; echo 'an answer is wrong' >&2; exit 101";
    let mut build = start(script, PATIENCE).unwrap();
    let message = "has ended (exit status: 101): an answer is wrong";
    assert_eq!(build.ask(&TURN), Err(message.into()));
}

#[test]
fn an_answer_that_is_none_is_told_of() {
    let mut build = start("GREET; read -r line; echo what; read -r line", PATIENCE).unwrap();
    assert_eq!(build.ask(&TURN), Err("answers \"what\"".into()));
}
