//! A line a case, of what criterion prints.
//!
//! It prints up to ten: what it is about to do, how the times are distributed, and how they differ from
//! those of the last run, whatever has happened to the machine since. (A format of its own has one line a
//! case, without throughputs and fractions of a nanosecond.) So a bench runs itself, with criterion's
//! option `--quiet`, and prints the middle of each of its intervals. Whoever gives an option of criterion's
//! has criterion's own lines.

use std::env;
use std::io::{self, BufRead, BufReader, Write, stdout};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;

/// Whether the command line has no options but cargo's own.
pub(crate) fn asked() -> bool {
    let options = env::args().skip(1).filter(|it| it.starts_with('-'));
    options.collect::<Vec<_>>() == ["--bench"]
}

/// How many cases there are, of those that the command line asks for.
pub(crate) fn cases() -> io::Result<usize> {
    let listed = Command::new(env::current_exe()?)
        .args(env::args().skip(1))
        .arg("--list")
        .stderr(Stdio::null())
        .output()?;
    let listed = String::from_utf8_lossy(&listed.stdout);
    let cases = listed.lines().filter(|line| line.ends_with(": benchmark"));
    Ok(cases.count())
}

/// Runs this program so that criterion prints less, and prints a line a case of that.
pub(crate) fn run() -> io::Result<ExitStatus> {
    let mut child = Command::new(env::current_exe()?)
        .args(env::args().skip(1))
        .arg("--quiet")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let outcome = copy(&mut child);
    if outcome.is_err() {
        child.kill()?;
    }
    let status = child.wait()?;
    outcome.map(|()| status)
}

/// What criterion writes to the standard error and is no error: what it is about to do, and that a case takes longer
/// than it was given.
const ROUTINE: [&str; 2] = ["Benchmarking ", "Warning: Unable to complete "];

fn copy(child: &mut Child) -> io::Result<()> {
    let errors = BufReader::new(child.stderr.take().expect("it is a pipe"));
    let errors = thread::spawn(move || {
        let lines = errors.lines().map_while(Result::ok);
        let news =
            |line: &String| !line.is_empty() && !ROUTINE.iter().any(|it| line.starts_with(it));
        lines.filter(news).for_each(|line| eprintln!("{line}"));
    });
    let output = BufReader::new(child.stdout.take().expect("it is a pipe"));
    let mut cases = Cases::default();
    for line in output.lines() {
        for line in cases.add(&line?) {
            writeln!(stdout(), "{line}")?;
        }
    }
    for line in cases.end() {
        writeln!(stdout(), "{line}")?;
    }
    // What the program says last is why it has failed. Where nobody reads errors, there is nobody to tell.
    let _ = errors.join();
    Ok(())
}

/// Lines of criterion, as they become one a case.
#[derive(Default)]
pub(crate) struct Cases {
    /// A line that may be the name of the case that follows.
    name: Option<String>,
    /// A case that there may be more lines of.
    case: Option<String>,
}

impl Cases {
    /// Takes a line, and returns those that are complete.
    pub(crate) fn add(&mut self, line: &str) -> Vec<String> {
        if let Some((_, interval)) = line.split_once("thrpt:")
            && let Some(case) = &mut self.case
        {
            *case += &format!("{:>16}", middle(interval));
            return vec![];
        }
        let Some((name, interval)) = line.split_once("time:") else {
            let complete = self.end();
            self.name = Some(line.trim_end().into()).filter(|line: &String| !line.is_empty());
            return complete;
        };
        let short = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
        let long = if short.is_none() {
            self.name.take()
        } else {
            None
        };
        let complete = self.end();
        let name = short.or(long).unwrap_or_default();
        self.case = Some(format!("{name:<48}{:>12}", middle(interval)));
        complete
    }

    /// The lines that there are no more of.
    pub(crate) fn end(&mut self) -> Vec<String> {
        self.case
            .take()
            .into_iter()
            .chain(self.name.take())
            .collect()
    }
}

/// The second of three figures with their units.
fn middle(interval: &str) -> String {
    let words: Vec<_> = interval
        .trim()
        .trim_matches(['[', ']'])
        .split(' ')
        .collect();
    match words[..] {
        [_, _, figure, unit, _, _] => format!("{figure} {unit}"),
        _ => interval.trim().into(),
    }
}
