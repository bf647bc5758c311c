//! This machine: what a mask and a quota leave of it, in processes that have one.

use super::again;
use super::tree::{Tree, list, numbers};
use hotloop::machine::Machine;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{fs, process, thread};

/// This program, as `outer` starts it, playing one part.
fn myself(outer: &[&str], part: &str) -> Command {
    let mut command = match outer {
        [first, rest @ ..] => {
            let mut command = Command::new(first);
            command.args(rest).args(again::words());
            command
        }
        [] => again::command(),
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
    #[cfg(feature = "threads")]
    assert_eq!(hotloop::threads::available(), machine.available());
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
    let mask = list(&allowed());
    let run = Command::new("taskset").args(["-c", &mask, "true"]).status();
    let has = run.is_ok_and(|status| status.success());
    if !has {
        eprintln!("skipped: there is no `taskset -c` here");
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
struct Group {
    folder: PathBuf,
    /// The file that has its quota; the period is 100 ms if nobody says otherwise.
    quota: PathBuf,
}

impl Group {
    /// A group with a quota of so many microseconds; or why there is none.
    fn with_quota(quota: &str) -> Result<Self, String> {
        let mounts = fs::read_to_string("/proc/self/mountinfo").map_err(|it| it.to_string())?;
        let mut why = String::from("no control groups are mounted");
        for (place, kind) in mounts.lines().filter_map(|line| line.split_once(" - ")) {
            let file = match kind.split(' ').next() {
                Some("cgroup") if kind.split([' ', ',']).any(|it| it == "cpu") => {
                    "cpu.cfs_quota_us"
                }
                Some("cgroup2") => "cpu.max",
                _ => continue,
            };
            let mount = Path::new(place.split(' ').nth(4).expect("a mount has a folder"));
            let folder = mount.join(format!("hotloop-{}", process::id()));
            if let Err(error) = fs::create_dir(&folder) {
                why = format!("{}: {error}", folder.display());
                continue;
            }
            let group = Self {
                quota: folder.join(file),
                folder,
            };
            match write(&group.quota, quota) {
                Ok(()) => return Ok(group),
                Err(error) => why = format!("{}: {error}", group.quota.display()),
            }
        }
        Err(why)
    }
}

/// Writes to a file that is there already.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut file = fs::File::options().write(true).open(path)?;
    file.write_all(text.as_bytes())
}

impl Drop for Group {
    fn drop(&mut self) {
        // Its process has been waited for, and the kernel may need a moment more.
        for _ in 0..100 {
            match fs::remove_dir(&self.folder) {
                Ok(()) => return,
                Err(_) => thread::sleep(Duration::from_millis(10)),
            }
        }
        eprintln!("{} is left behind", self.folder.display());
    }
}

/// The variable that names the file of its quota to a child.
const QUOTA: &str = "HOTLOOP_TEST_QUOTA";

/// Takes two thirds of its time away from itself.
#[test]
#[ignore = "run by the test below, in a process of its own"]
fn child_lowers_its_quota() {
    // Who runs all that is ignored has no group to lower.
    if let Some(file) = std::env::var_os(QUOTA) {
        say();
        write(Path::new(&file), "50000").unwrap();
        say();
    }
}

#[test]
fn a_real_quota_is_read_whenever_it_is_asked_for() {
    let group = match Group::with_quota("150000") {
        Ok(group) => group,
        Err(why) => {
            eprintln!("skipped: no control group can be made here ({why})");
            return;
        }
    };
    let processes = group.folder.join("cgroup.procs");
    let join = format!("echo $$ > '{}' && exec \"$0\" \"$@\"", processes.display());
    let mut child = myself(&["sh", "-c", &join], "live::child_lowers_its_quota");
    let said = said(child.env(QUOTA, &group.quota));
    let [before, after] = &said[..] else {
        panic!("{said:?}");
    };
    assert!(before.ends_with(" quota Some(1.5), 1 members"), "{before}");
    assert!(after.ends_with(" quota Some(0.5), 1 members"), "{after}");
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
