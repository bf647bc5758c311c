//! Ranks that have no memory, that panic, and that are killed: the job ends, and nothing of it is left, which
//! the end of every job is held to.

use crate::job::Folder;
use crate::{refused, teams};
use hotloop::Error;
use hotloop::memory::Buffer;
use hotloop::ranks::{Layout, Ranks};
use hotloop::threads::{Schedule, Team};
use mpi::topology::SimpleCommunicator;
use std::ffi::OsString;
use std::ops::Range;
use std::path::Path;
use std::process::Command;

const FEW: Layout = Layout { len: 40, block: 3 };

fn sum(ranks: &Ranks<'_>, team: &Team, map: impl Fn() + Sync) -> Result<Option<u64>, Error> {
    let map = |block: Range<usize>| {
        map();
        Ok(block.map(|i| i as u64).sum::<u64>())
    };
    ranks.map_reduce(team, FEW, Schedule::Static, map, |a, b| Ok(a + b))
}

/// Addresses that one rank may have, in KiB, and elements for which these do not suffice.
const FEW_ADDRESSES: usize = 3 << 20;
const LARGE: usize = (4 << 30) / 8;

/// Two ranks, of which the second is limited before it starts.
pub(crate) fn a_rank_without_memory(folder: &Folder) {
    let rank = folder.rank("without memory", 2);
    let limited = format!("ulimit -v {FEW_ADDRESSES} && exec \"$0\" \"$@\"");
    let mut words: Vec<OsString> = ["--bind-to", "none", "-n", "1"].map(OsString::from).into();
    words.extend(rank.iter().cloned());
    words.extend([":", "-n", "1", "sh", "-c", &limited].map(OsString::from));
    words.extend(rank);
    folder
        .started("one of 2 ranks without memory", &words)
        .well();
}

pub(crate) fn without_memory(world: &SimpleCommunicator, _: &Path) {
    let ranks = Ranks::new(world);
    let error = Error::OutOfMemory {
        argument: "len",
        results: LARGE,
    };
    let said = format!("rank 1: {error}");
    for team in &teams(&ranks) {
        let works = || assert_eq!(sum(&ranks, team, || ()), Ok(Some(780)));
        works();
        // It is not touched, and so is no memory where there is no limit.
        refused(ranks.agree(Buffer::<f64>::zeroed(LARGE)), &said);
        works();
        let map = |_: Range<usize>| Buffer::<u64>::zeroed(LARGE).map(|x| x[0]);
        let found = ranks.map_reduce(team, FEW, Schedule::Static, map, |a, b| Ok(a + b));
        refused(found, &said);
        works();
    }
}

/// After the others have learnt of it.
pub(crate) fn a_rank_that_panics(folder: &Folder) {
    for ranks in 1..=4 {
        let ended = folder.job("panics to the end", ranks);
        ended.badly();
        let told = format!("rank {}: a panic: this rank has had enough", ranks - 1);
        let tellers = ended
            .said
            .lines()
            .filter(|line| line.ends_with(&told))
            .count();
        assert_eq!(tellers, ranks - 1, "{}", ended.said);
    }
}

pub(crate) fn panics_to_the_end(world: &SimpleCommunicator) {
    let ranks = Ranks::new(world);
    let (rank, last) = (ranks.rank(), ranks.size() - 1);
    let enough = || assert!(rank < last, "this rank has had enough");
    match sum(&ranks, &Team::solo(), enough) {
        // One write, so that lines stay whole.
        Err(error) => print!("{}", format_args!("told: {error}\n")),
        Ok(sum) => panic!("{sum:?} where there is none"),
    }
}

pub(crate) fn a_killed_rank(folder: &Folder) {
    for ranks in 1..=4 {
        let ended = folder.job("killed", ranks);
        ended.badly();
        let told = ended.said.contains("signal 9");
        assert!(told, "{}", ended.said);
        assert!(!ended.said.contains("panicked"), "{}", ended.said);
    }
}

/// The last rank is, amid its part, and the others wait for it.
pub(crate) fn killed(world: &SimpleCommunicator, _: &Path) {
    let ranks = Ranks::new(world);
    let team = Team::solo();
    assert_eq!(sum(&ranks, &team, || ()), Ok(Some(780)));
    let victim = ranks.rank() == ranks.size() - 1;
    let die = || {
        if victim {
            let mut kill = Command::new("kill");
            kill.args(["-KILL", &std::process::id().to_string()]);
            drop(kill.status());
        }
    };
    let found = sum(&ranks, &team, die);
    panic!("a rank is dead, and there is {found:?}");
}
