//! A rank that `mpirun` binds to some processors has a team on these, and on no others.

use crate::job::Folder;
use hotloop::ranks::Ranks;
use hotloop::threads::{Binding, Placement, Team};
use mpi::topology::SimpleCommunicator;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

/// The processors that this thread may use, as Linux tells it: `0-3,8`.
fn mask() -> Option<BTreeSet<usize>> {
    let status = fs::read_to_string("/proc/thread-self/status").ok()?;
    let mut lines = status.lines();
    let list = lines.find_map(|line| line.strip_prefix("Cpus_allowed_list:"))?;
    let mut mask = BTreeSet::new();
    for run in list.trim().split(',') {
        let (first, last) = run.split_once('-').unwrap_or((run, run));
        mask.extend(first.parse::<usize>().ok()?..=last.parse().ok()?);
    }
    Some(mask)
}

pub(crate) fn of_bound_ranks(folder: &Folder) {
    let Some(mine) = mask().filter(|mask| mask.len() >= 2) else {
        return println!("  SKIPPED: there are not two processors to bind ranks to");
    };
    let mut words: Vec<OsString> = ["--bind-to", "core", "-n", "2"].map(OsString::from).into();
    words.extend(folder.rank("bound", 2));
    let ended = folder.started("2 bound ranks", &words);
    ended.well();
    let free = format!("is on {mine:?}");
    if ended.said.lines().any(|line| line.ends_with(&free)) {
        println!("  SKIPPED: `mpirun` does not bind ranks here");
    }
}

pub(crate) fn hold(world: &SimpleCommunicator, _: &Path) {
    let ranks = Ranks::new(world);
    let mine = mask().expect("Linux tells it");
    // One write, so that lines stay whole.
    print!("{}", format_args!("rank {} is on {mine:?}\n", ranks.rank()));
    for binding in [Binding::Close, Binding::Spread, Binding::None] {
        for members in 1..=4 {
            let team = ranks.agree(Team::spawn(members, binding.clone())).unwrap();
            for placement in team.placement() {
                let within = match placement {
                    Placement::Core(core) => mine.contains(&core),
                    Placement::Caller => true,
                    Placement::Anywhere => binding == Binding::None,
                    _ => false,
                };
                assert!(within, "{placement} is not of {mine:?}");
            }
            team.parallel(|_| {
                let its = mask().expect("Linux tells it");
                assert!(its.is_subset(&mine), "{its:?} is not of {mine:?}");
            });
        }
    }
}
