//! The server of the peers, as the tour sees it: one that answers, and others that do not.

#![cfg(unix)]

#[path = "../benches/tour/peers/answers.rs"]
mod answers;
#[path = "../benches/tour/child.rs"]
mod child;
#[path = "../benches/tour/peers/protocol.rs"]
mod protocol;

use answers::differs;
use child::Child;
use protocol::{Hello, Server};
use std::process::Command;
use std::time::Duration;

/// Longer than any of these takes.
const LONG: Duration = Duration::from_secs(600);
/// How long a child is waited for that is silent for longer.
const SHORT: Duration = Duration::from_millis(300);

const HELLO: &str = r#"{"python": "3.11", "libraries": {"numba": null, "numpy": "2.4"}, "cases": [["sum", "f64"]]}"#;

/// A child that says hello and goes on by this script.
fn server(script: &str) -> Result<(Server, Hello), String> {
    let script = format!("echo '{HELLO}'; {script}");
    let child = Child::start(Command::new("sh").args(["-c", &script]), LONG)?;
    Server::new(child)
}

/// Why it has no peers for a case.
fn refusal(script: &str) -> String {
    let (mut server, _) = server(script).unwrap();
    server.prepare(("sum", "f64"), &[]).unwrap_err()
}

#[test]
fn a_server_says_what_there_is_and_runs_it() {
    let script = r#"
        read -r request
        test "$request" = '{"given":2,"prepare":["sum","f64"]}' || exit 1
        test "$(head -c 16 | tr -d '\0' | wc -c)" -eq 4 || exit 2
        echo '{"peers": [{"name": "one", "threads": 1, "figures": [0.5]},' \
            '{"name": "all", "threads": 2, "figures": null}], "left_out": ["numba"], "failed": ["two"]}'
        read -r request
        test "$request" = '{"repeats":3,"run":1}' || exit 3
        echo '{"nanoseconds": 1500}'
        read -r request || exit 0"#;
    let (mut server, hello) = server(script).unwrap();
    assert_eq!(hello.versions(), "Python 3.11, numpy 2.4");
    assert_eq!(hello.cases, [("sum".into(), "f64".into())]);
    // Of 16 bytes, twelve are zero.
    let ready = server.prepare(("sum", "f64"), &[1.0, -2.5]).unwrap();
    assert_eq!(
        (ready.left_out, ready.failed),
        (vec!["numba".into()], vec!["two".to_owned()])
    );
    let peers: Vec<_> = ready
        .peers
        .iter()
        .map(|peer| (&*peer.name, peer.threads, peer.figures.as_deref()))
        .collect();
    assert_eq!(peers, [("one", 1, Some(&[0.5][..])), ("all", 2, None)]);
    assert_eq!(server.run(1, 3), Ok(Duration::from_nanos(1500)));
    assert_eq!(server.run(0, 1).unwrap_err(), "has ended (exit status: 0)");
}

#[test]
fn a_server_that_dies_is_missed() {
    assert_eq!(refusal("exit 3"), "has ended (exit status: 3)");
    let killed = refusal("kill -9 $$");
    assert!(killed.starts_with("has ended (signal: 9"), "{killed}");
    // Its own child has the pipe.
    let orphaned = refusal("sleep 10 & exit 4");
    assert_eq!(orphaned, "has ended (exit status: 4)");
}

#[test]
fn a_server_that_hangs_is_ended() {
    let silent = Err("has given no answer for 0.3 seconds".into());
    let start = || Child::start(Command::new("sleep").arg("1000"), SHORT).unwrap();
    assert_eq!(start().answer(), silent);
    // It reads nothing, and the pipe holds no more than some thousand numbers.
    assert_eq!(start().ask(vec![0; 8_000_000]), silent);
}

#[test]
fn what_is_no_answer_is_shown() {
    let rubbish = refusal("echo Segmentation fault; exec sleep 1000");
    let start = "has said \"Segmentation fault\", which is no answer: ";
    assert!(rubbish.starts_with(start), "{rubbish}");
    let other = refusal("echo '{\"nanoseconds\": 1}'; exec sleep 1000");
    assert!(other.contains("missing field `peers`"), "{other}");
    let endless = refusal("tr '\\0' x </dev/zero");
    let start = format!("has said \"{}\", which", "x".repeat(60));
    assert!(endless.starts_with(&start), "{endless}");
}

#[test]
fn a_program_that_is_not_there_is_refused() {
    let error = Child::start(&mut Command::new("/no/python"), LONG).err();
    let error = error.unwrap();
    assert!(error.starts_with("cannot be started: "), "{error}");
}

#[test]
fn other_answers_are_found_out() {
    let expected = [1000.0, 0.0];
    let differs = |found| differs(found, Some((&expected, 1e-9)));
    assert_eq!(differs(Some(&[1000.0, 0.0])), None);
    assert_eq!(differs(Some(&[1000.0 + 5e-7, 5e-10])), None);
    assert_eq!(differs(Some(&[1000.0])), None);
    let wrong = Some("its answer is 1000.01, not 1000.0".into());
    assert_eq!(differs(Some(&[1000.01, 0.0])), wrong);
    let wrong = Some("its answer is NaN, not 0.0".into());
    assert_eq!(differs(Some(&[1000.0, f64::NAN])), wrong);
    for figures in [&[][..], &[1000.0, 0.0, 0.0]] {
        let count = figures.len();
        let wrong = Some(format!("{count} figures in place of 2"));
        assert_eq!(differs(Some(figures)), wrong);
    }
    let wrong = Some("it shows no figures of its answer".into());
    assert_eq!(differs(None), wrong);
    assert_eq!(answers::differs(None, None), None);
    assert!(answers::differs(Some(&[1.0]), None).is_some());
}
