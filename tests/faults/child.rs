//! Faults that a process of its own is needed for: this program, started again to play one part.

use super::again;
use super::watchdog::PART;
use std::env;
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
use std::thread::yield_now;

/// This program, which is to play a part: a test that is ignored otherwise.
pub(crate) fn part(name: &str) -> Command {
    let mut command = again::command();
    command.args(["--exact", name, "--nocapture", "--include-ignored"]);
    command.args(["--test-threads", "1"]);
    // One heap for all threads: each of the others would set addresses aside.
    command.env(PART, name).env("MALLOC_ARENA_MAX", "1");
    command.stdin(Stdio::null());
    command
}

/// Whether this process has been started to play a part: not so where somebody runs all tests, those that
/// are ignored among them.
pub(crate) fn is_one() -> bool {
    env::var_os(PART).is_some()
}

/// Plays a part, which is to end well. What it says of what it skips is said here.
#[track_caller]
pub(crate) fn plays(name: &str) {
    let output = part(name).output().expect("this program can be started");
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}{errors}");
    assert!(text.contains("1 passed"), "{text}{errors}");
    for line in errors.lines().filter(|line| line.contains("skipped: ")) {
        // Not by `eprintln!`, which the harness keeps to itself.
        let _ = writeln!(std::io::stderr(), "{line}");
    }
}

/// The number of kibibytes, or of threads, that the kernel says of this process.
pub(crate) fn status(label: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux has it");
    let line = status.lines().find_map(|line| line.strip_prefix(label));
    let number = line.and_then(|line| line.split_whitespace().next());
    number
        .and_then(|number| number.parse().ok())
        .expect("it is a number")
}

/// Returns once this process has so many threads: one that has been joined may be seen a moment longer.
pub(crate) fn await_threads(count: u64) {
    while status("Threads:") != count {
        yield_now();
    }
}
