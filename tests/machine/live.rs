//! This machine: what a mask and a quota leave of it, in processes that have one.

use super::tree::{Tree, list, numbers};
use hotloop::machine::Machine;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, process, thread};

/// This program, as `outer` starts it, playing one part.
fn myself(outer: &[&str], part: &str) -> Command {
    let program = std::env::current_exe().expect("this program has a path");
    let mut command = match outer {
        [first, rest @ ..] => {
            let mut command = Command::new(first);
            command.args(rest).arg(program);
            command
        }
        [] => Command::new(program),
    };
    command.args(["--exact", part, "--nocapture", "--include-ignored"]);
    command
}

/// What it says that its processors are, its quota, and how many members make sense: the line that
/// begins with `machine: `.
#[track_caller]
fn said(command: &mut Command) -> Vec<String> {
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {text}{errors}");
    // The harness may have begun the line.
    let lines = text.lines().filter_map(|line| line.split_once("machine: "));
    lines.map(|(_, said)| said.to_owned()).collect()
}

fn say() {
    let machine = Machine::current();
    let numbers: Vec<usize> = machine.processors.iter().map(|it| it.number).collect();
    println!(
        "machine: {} of {} cores, quota {:?}, {} members",
        list(&numbers),
        machine.cores(),
        machine.quota,
        machine.available()
    );
}

#[test]
#[ignore = "run by the tests below, in a process of its own"]
fn child_says_what_it_has() {
    say();
}

/// Takes one processor after the other away from itself.
#[test]
#[ignore = "run by the tests below, in a process of its own"]
fn child_gives_its_processors_away() {
    let thread = fs::read_link("/proc/thread-self").expect("Linux has it");
    let thread = thread
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap()
        .to_owned();
    let mut allowed = allowed();
    while !allowed.is_empty() {
        let mask = list(&allowed);
        let set = Command::new("taskset")
            .args(["-cp", &mask, &thread])
            .output()
            .unwrap();
        assert!(set.status.success(), "{set:?}");
        say();
        allowed.pop();
    }
}

/// The processors that this thread may use and that are online, without the crate's help.
fn allowed() -> Vec<usize> {
    let status = fs::read_to_string("/proc/thread-self/status").expect("Linux has it");
    let mut lines = status.lines();
    let mask = lines.find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    let mask = numbers(mask.expect("Linux has it").trim());
    let online = fs::read_to_string("/sys/devices/system/cpu/online").unwrap_or_default();
    match online.trim() {
        "" => mask,
        online => {
            let online = numbers(online);
            mask.into_iter().filter(|it| online.contains(it)).collect()
        }
    }
}

fn has_taskset() -> bool {
    let has = Command::new("taskset").arg("--version").output().is_ok();
    if !has {
        eprintln!("skipped: there is no `taskset` here");
    }
    has
}

#[test]
fn this_machine_is_what_the_kernel_says() {
    let machine = Machine::current();
    let found: Vec<usize> = machine.processors.iter().map(|it| it.number).collect();
    assert_eq!(found, allowed());
    // Shown by `--nocapture`.
    println!("{machine}");

    // The standard library's answer does not know cores, nor quotas in unusual places.
    let standard = thread::available_parallelism().unwrap().get();
    let quota = machine
        .quota
        .map_or(usize::MAX, |quota| (quota as usize).max(1));
    assert!(found.len().min(quota) <= standard && standard <= found.len());
    assert!(machine.available() <= standard);
    assert!((1..=found.len()).contains(&machine.cores()));
}

#[test]
fn a_mask_of_one_is_a_machine_of_one() {
    if !has_taskset() {
        return;
    }
    for processor in allowed() {
        let processor = processor.to_string();
        let outer = ["taskset", "-c", &processor];
        let said = said(&mut myself(&outer, "live::child_says_what_it_has"));
        let start = format!("{processor} of 1 cores, ");
        assert!(said[0].starts_with(&start), "{said:?}");
        assert!(said[0].ends_with(", 1 members"), "{said:?}");
    }
}

/// What is known of the mask is not what it was when the process began.
#[test]
fn a_mask_may_shrink() {
    if !has_taskset() {
        return;
    }
    let said = said(&mut myself(&[], "live::child_gives_its_processors_away"));
    let allowed = allowed();
    assert_eq!(said.len(), allowed.len());
    for (said, len) in said.iter().zip((1..=allowed.len()).rev()) {
        let start = format!("{} of ", list(&allowed[..len]));
        assert!(said.starts_with(&start), "{said}");
    }
}

/// A control group of our own, which goes with this.
struct Group(PathBuf);

impl Group {
    /// A group with a quota of so many microseconds in 100 ms; or why there is none.
    fn with_quota(quota: u32) -> Result<Self, String> {
        let mounts = fs::read_to_string("/proc/self/mountinfo").map_err(|it| it.to_string())?;
        let mut why = String::from("no control groups of processors are mounted");
        for line in mounts.lines() {
            let Some((place, kind)) = line.split_once(" - ") else {
                continue;
            };
            let mount = place.split(' ').nth(4).expect("a mount has a folder");
            let first = kind.starts_with("cgroup ");
            if !(first || kind.starts_with("cgroup2 ")) {
                continue;
            }
            let files: [(&str, String); 2] = if first {
                [
                    ("cpu.cfs_period_us", "100000".into()),
                    ("cpu.cfs_quota_us", quota.to_string()),
                ]
            } else {
                let text = format!("{quota} 100000");
                [("cpu.max", text.clone()), ("cpu.max", text)]
            };
            // Only where the processors' controller is, whose files each group has but the root of
            // the second version.
            let folder = Path::new(mount).join(format!("hotloop-{}", process::id()));
            if let Err(error) = fs::create_dir(&folder) {
                why = format!("{}: {error}", folder.display());
                continue;
            }
            let group = Self(folder);
            let write = |(file, text): &(&str, String)| {
                let path = group.0.join(file);
                // It must not be made where it is not.
                let file = fs::File::options().write(true).open(&path);
                let written =
                    file.and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()));
                written.map_err(|error| format!("{}: {error}", path.display()))
            };
            match files.iter().try_for_each(write) {
                Ok(()) => return Ok(group),
                Err(error) => why = error,
            }
        }
        Err(why)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // Its process has ended and been waited for; the kernel may need a moment more.
        for _ in 0..100 {
            match fs::remove_dir(&self.0) {
                Ok(()) => return,
                Err(_) => thread::sleep(std::time::Duration::from_millis(10)),
            }
        }
        eprintln!("{} is left behind", self.0.display());
    }
}

#[test]
fn a_real_quota_is_read() {
    let group = match Group::with_quota(150_000) {
        Ok(group) => group,
        Err(why) => {
            eprintln!("skipped: no control group can be made here ({why})");
            return;
        }
    };
    let join = format!(
        "echo $$ > '{}/cgroup.procs' && exec \"$0\" \"$@\"",
        group.0.display()
    );
    let said = said(&mut myself(
        &["sh", "-c", &join],
        "live::child_says_what_it_has",
    ));
    assert!(said[0].ends_with(" quota Some(1.5), 1 members"), "{said:?}");
}

/// Who has a machine that goes wrong can send it.
#[test]
fn a_captured_machine_is_this_one() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/machines/capture.sh");
    let Ok(output) = Command::new("bash").arg(script).output() else {
        eprintln!("skipped: there is no `bash` here");
        return;
    };
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.is_empty(), "{errors}");
    let tree = Tree::parse(&String::from_utf8_lossy(&output.stdout));
    assert_eq!(tree.read(), Machine::current());
}
