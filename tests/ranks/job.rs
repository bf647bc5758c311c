//! What `mpirun` starts: with a deadline, and nothing of it left behind.

use crate::{PLAY, again};
use std::ffi::OsString;
use std::fs::{self, File};
use std::ops::RangeInclusive;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// What a job may take.
const DEADLINE: Duration = Duration::from_secs(60);
/// The processes of a job have it in their environment.
const MARK: &str = "HOTLOOP_TEST_JOB";

/// Whether `mpirun` is in PATH.
pub(crate) fn mpirun_is_there() -> bool {
    let mut command = Command::new("mpirun");
    command.arg("--version").stdout(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// A folder for the files of the tests, while they run.
pub(crate) struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// How a job has ended.
pub(crate) struct Ended {
    status: ExitStatus,
    /// What it has printed.
    pub(crate) said: String,
}

impl Ended {
    #[track_caller]
    pub(crate) fn well(&self) {
        assert!(self.status.success(), "{}\n{}", self.status, self.said);
    }

    #[track_caller]
    pub(crate) fn badly(&self) {
        assert!(!self.status.success(), "it was to fail\n{}", self.said);
    }
}

impl Folder {
    pub(crate) fn new() -> Self {
        let name = format!("ranks-{}", std::process::id());
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path).expect("a folder for the files of tests");
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// The words that start a rank of a job.
    pub(crate) fn rank(&self, part: &str, ranks: usize) -> Vec<OsString> {
        let mut words = again::words();
        words.extend([PLAY.into(), part.into(), ranks.to_string().into()]);
        words.push(self.0.clone().into());
        words
    }

    /// So many ranks that play a part.
    pub(crate) fn job(&self, part: &str, ranks: usize) -> Ended {
        let mut words: Vec<OsString> = ["--bind-to", "none", "-n"].map(OsString::from).into();
        words.push(ranks.to_string().into());
        words.extend(self.rank(part, ranks));
        self.started(&format!("{part}, {ranks} ranks"), &words)
    }

    /// As many jobs, which have to end well.
    pub(crate) fn jobs(&self, part: &str, ranks: RangeInclusive<usize>) {
        for ranks in ranks {
            self.job(part, ranks).well();
        }
    }

    /// What comes of these words to `mpirun`.
    pub(crate) fn started(&self, what: &str, words: &[OsString]) -> Ended {
        self.ended_within(DEADLINE, what, words)
            .unwrap_or_else(|said| panic!("{what} hung\n{said}"))
    }

    /// How it ends, or what it has said until it is ended.
    fn ended_within(
        &self,
        deadline: Duration,
        what: &str,
        words: &[OsString],
    ) -> Result<Ended, String> {
        let printed = self.0.join("printed");
        let output = File::create(&printed).expect("a file for what is printed");
        let mark = format!("{}-{what}", std::process::id());
        let mut command = Command::new("mpirun");
        command.args(words).env(MARK, &mark).process_group(0);
        // More ranks than cores, and as root, as it is in containers.
        command.env("OMPI_MCA_rmaps_base_oversubscribe", "1");
        command.env("OMPI_ALLOW_RUN_AS_ROOT", "1");
        command.env("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1");
        command.stdin(Stdio::null());
        command.stderr(output.try_clone().expect("a file has many handles"));
        let start = Instant::now();
        let mut mpirun = command.stdout(output).spawn().expect("mpirun is there");
        let status = status_by(&mut mpirun, start + deadline);
        let seconds = start.elapsed().as_secs_f64();
        println!("  {what}: {seconds:.1} s");
        if status.is_none() {
            end(&mut mpirun, &mark);
        }
        let said = String::from_utf8_lossy(&fs::read(&printed).unwrap_or_default()).into_owned();
        none_left(&mark, &said);
        status
            .map(|status| Ended {
                status,
                said: said.clone(),
            })
            .ok_or(said)
    }
}

fn status_by(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    loop {
        let status = child.try_wait().expect("it is a child");
        if status.is_some() || Instant::now() > deadline {
            return status;
        }
        sleep(Duration::from_millis(5));
    }
}

fn kill(signal: &str, whom: &[String]) {
    let mut command = Command::new("kill");
    command
        .args([signal, "--"])
        .args(whom)
        .stderr(Stdio::null());
    drop(command.status());
}

/// Ends a job: `mpirun` takes its ranks along if it is asked to end, and what is left then is killed.
fn end(mpirun: &mut Child, mark: &str) {
    let group = [format!("-{}", mpirun.id())];
    kill("-TERM", &group);
    status_by(mpirun, Instant::now() + Duration::from_secs(5));
    kill("-KILL", &group);
    kill("-KILL", &processes(mark));
    drop(mpirun.wait());
}

/// The processes with this mark in their environment, where Linux tells of them.
fn processes(mark: &str) -> Vec<String> {
    let mark = format!("{MARK}={mark}");
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    let of_the_job = all.filter(|entry| {
        let environment = fs::read(entry.path().join("environ")).unwrap_or_default();
        environment
            .split(|byte| *byte == 0)
            .any(|it| it == mark.as_bytes())
    });
    of_the_job
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

/// `mpirun` may be a little ahead of its ranks.
#[track_caller]
fn none_left(mark: &str, said: &str) {
    let start = Instant::now();
    loop {
        let left = processes(mark);
        if left.is_empty() {
            return;
        }
        if start.elapsed() > Duration::from_secs(5) {
            kill("-KILL", &left);
            panic!("processes {left:?} were left behind\n{said}");
        }
        sleep(Duration::from_millis(20));
    }
}

/// That the deadline works, and that the processes of a job are found.
pub(crate) fn hangs_are_ended(folder: &Folder) {
    let words = ["--bind-to", "none", "-n", "2", "sleep", "100"].map(OsString::from);
    let started = Instant::now();
    let ended = std::thread::scope(|scope| {
        let job =
            scope.spawn(|| folder.ended_within(Duration::from_secs(3), "two that sleep", &words));
        if cfg!(target_os = "linux") {
            let mark = format!("{}-two that sleep", std::process::id());
            // `mpirun` and its ranks.
            while processes(&mark).len() < 3 {
                assert!(!job.is_finished(), "its processes were not found");
                sleep(Duration::from_millis(5));
            }
        }
        job.join().expect("it does not panic")
    });
    assert!(ended.is_err());
    assert!(
        started.elapsed() < Duration::from_secs(30),
        "it was waited for"
    );
}

/// That a rank which finds something wrong makes the job fail.
pub(crate) fn failures_are_seen(folder: &Folder) {
    // There is no such part.
    let ended = folder.job("none", 2);
    ended.badly();
    // Two ranks that expect to be three.
    let mut words: Vec<OsString> = ["-n", "2"].map(OsString::from).into();
    words.extend(folder.rank("reductions", 3));
    folder.started("two of three ranks", &words).badly();
}
