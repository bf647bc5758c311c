//! The child that is looked at: this program itself, which runs rungs of one case, and stops before each.

use super::catalogue::{self, Extent, Ladder};
use hotloop::threads::Team;
use nix::sys::{ptrace, signal};
use std::env;
use std::io;
use std::process::{Child, Command, Stdio};

const TRACED: &str = "--be-traced";

/// One input of a ladder: its path, which of its kinds of input, and how long that is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) path: &'static str,
    pub(crate) kind: usize,
    pub(crate) len: usize,
}

impl Place {
    pub(crate) fn ladder(&self) -> Option<Box<dyn Ladder>> {
        ladder(self.path, self.kind, self.len)
    }
}

fn ladder(path: &str, kind: usize, len: usize) -> Option<Box<dyn Ladder>> {
    let entry = catalogue::all().into_iter().find(|it| it.path == path)?;
    Some(entry.kinds().get(kind)?.at(Extent::of(len)))
}

/// Starts the child, which stops before each of the rungs.
pub(crate) fn start(place: Place, rungs: &[usize]) -> io::Result<Child> {
    let mut command = Command::new(env::current_exe()?);
    command.args([TRACED, place.path]);
    command.args(
        [place.kind, place.len]
            .iter()
            .chain(rungs)
            .map(usize::to_string),
    );
    command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()
}

/// Whether this process is the child. If it is, it has done all that it is for when this returns.
pub(crate) fn served() -> bool {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [option, path, numbers @ ..] = &*arguments else {
        return false;
    };
    if option != TRACED {
        return false;
    }
    let numbers: Vec<usize> = numbers.iter().filter_map(|it| it.parse().ok()).collect();
    let [kind, len, rungs @ ..] = &*numbers else {
        panic!("a child is told which rungs it is to run");
    };
    let ladder = ladder(path, *kind, *len).expect("a child is told a case that there is");
    run(&*ladder, rungs).expect("a child that is looked at can stop itself");
    true
}

/// Runs each rung once to warm up, and once more between two stops.
fn run(ladder: &dyn Ladder, rungs: &[usize]) -> nix::Result<()> {
    ptrace::traceme()?;
    let team = Team::solo();
    let mut prepared = ladder.prepare(&team);
    for &rung in rungs {
        prepared.time(rung, 1);
        signal::raise(signal::SIGSTOP)?;
        prepared.time(rung, 1);
    }
    Ok(())
}
