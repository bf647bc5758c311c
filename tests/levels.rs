//! `HOTLOOP_LEVEL`, as a process meets it: this test starts itself again with the variable set.

#[path = "common/again.rs"]
mod again;

use hotloop::simd::Level;

#[test]
fn these_levels_are_tested() {
    // Shown by `--nocapture`, so that a level that this machine lacks is not left out in silence.
    println!("levels under test: {:?}", Level::supported());
    assert!(Level::supported().contains(&Level::current()));
}

/// What the child prints on standard output and on standard error.
fn child(value: Option<&str>) -> (String, String) {
    let mut command = again::command();
    command.args([
        "--exact",
        "child_prints_the_level",
        "--nocapture",
        "--include-ignored",
    ]);
    match value {
        Some(value) => command.env("HOTLOOP_LEVEL", value),
        None => command.env_remove("HOTLOOP_LEVEL"),
    };
    let output = command.output().unwrap();
    assert!(output.status.success());
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr))
}

#[test]
#[ignore = "run by the tests below, in a process of its own"]
fn child_prints_the_level() {
    let x = [0.5; 100];
    // Several uses, from several threads: what there is to say is said once.
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(hotloop::kernels::sum::simd(&x), 50.0));
        }
    });
    println!("level={}", Level::current());
}

#[cfg(target_os = "linux")]
#[test]
fn nobody_need_be_there_to_read_what_is_said() {
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let mut command = again::command();
    command.args(["--exact", "child_prints_the_level", "--include-ignored"]);
    command.env("HOTLOOP_LEVEL", "bad").stderr(full);
    assert!(command.output().unwrap().status.success());
}

fn best() -> Level {
    *Level::supported().last().unwrap()
}

#[test]
fn without_the_variable_the_best_level_runs() {
    let (out, err) = child(None);
    assert!(out.contains(&format!("level={}", best())), "{out}");
    assert!(!err.contains("HOTLOOP_LEVEL"), "{err}");
}

#[test]
fn the_variable_lowers_the_level() {
    for level in Level::supported() {
        let (out, err) = child(Some(level.name()));
        assert!(out.contains(&format!("level={level}")), "{out}");
        assert!(!err.contains("HOTLOOP_LEVEL"), "{err}");
    }
}

#[test]
fn a_bad_value_is_said_once_and_detection_stands() {
    for value in ["avx1024", "", "AVX2"] {
        let (out, err) = child(Some(value));
        assert!(out.contains(&format!("level={}", best())), "{out}");
        let said = format!("hotloop: HOTLOOP_LEVEL: found {value:?}, expected one of portable");
        assert_eq!(err.matches(&said).count(), 1, "{err}");
    }
}
