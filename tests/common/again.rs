//! The program that a test is, started again.

#![allow(dead_code, reason = "each test uses some of it")]

use std::env;
use std::ffi::OsString;
use std::process::Command;

/// What starts the executables of tests where the machine itself cannot, an emulator of another
/// processor: a program and its arguments, with spaces between them. (Cargo knows it by a variable of
/// its own, and does not tell.)
const RUNNER: &str = "HOTLOOP_TEST_RUNNER";

/// The words that start this program again: its path, with the runner's words before it.
pub(crate) fn words() -> Vec<OsString> {
    let runner = env::var(RUNNER).unwrap_or_default();
    let myself = env::current_exe().expect("this program has a path");
    let words = runner.split_whitespace().map(OsString::from);
    words.chain([myself.into()]).collect()
}

/// This program again, to be given arguments.
pub(crate) fn command() -> Command {
    let words = words();
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]);
    command
}

/// Whether an emulator runs this program.
pub(crate) fn is_emulated() -> bool {
    env::var_os(RUNNER).is_some()
}
