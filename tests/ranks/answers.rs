//! The answers of all programs, to the bit; and ranks of other communicators than the world's.

use crate::job::Folder;
use crate::programs::{Answer, Program, ensemble, histogram, mixture, primes, summary};
use crate::teams;
use hotloop::ranks::{Layout, Ranks};
use hotloop::threads::{Binding, Schedule, Team};
use mpi::topology::{Color, Communicator, SimpleCommunicator};
use std::fs;
use std::path::{Path, PathBuf};

/// What is done with every program and size.
trait Visit {
    fn visit<P: Program>(&self, name: &str, size: usize);
}

fn all(visit: &impl Visit) {
    // Blocks of 16,384 numbers, and draws of 256.
    for size in [0, 1, 3, 256, 16_384, 16_385, 50_000, 1_000_003] {
        visit.visit::<summary::Numbers>("summary", size);
        visit.visit::<summary::Sum>("sum", size);
        visit.visit::<histogram::Values>("histogram", size);
    }
    // Blocks of 8,192 points or more. Fewer points than these are fitted to no four components.
    for size in [100, 8192, 8193, 30_000, 200_001] {
        visit.visit::<mixture::Clusters>("mixture", size);
    }
    // Blocks of 16 paths.
    for size in [0, 1, 3, 16, 17, 500] {
        visit.visit::<ensemble::Paths>("ensemble", size);
    }
    // Segments of 2^22 numbers.
    for size in [0, 1, 2, 3, 1000, 1 << 22, (1 << 22) + 2, 13_000_000] {
        visit.visit::<primes::Primes>("primes", size);
    }
}

fn path(folder: &Path, name: &str, size: usize) -> PathBuf {
    folder.join(format!("{name}-{size}"))
}

/// Keeps what each is alone.
struct Alone<'a>(&'a Team, &'a Path);

impl Visit for Alone<'_> {
    fn visit<P: Program>(&self, name: &str, size: usize) {
        let Answer { bytes, .. } = P::alone(self.0, size).unwrap();
        fs::write(path(self.1, name, size), bytes).unwrap();
    }
}

pub(crate) fn of_one_to_four_ranks(folder: &Folder) {
    let team = Team::spawn(2, Binding::None).unwrap();
    all(&Alone(&team, folder.path()));
    folder.jobs("answers", 1..=4);
}

/// Compares with that, on every rank.
struct Over<'a>(&'a Ranks<'a>, &'a [Team], &'a Path);

impl Visit for Over<'_> {
    fn visit<P: Program>(&self, name: &str, size: usize) {
        let Self(ranks, teams, folder) = *self;
        let alone = fs::read(path(folder, name, size)).unwrap();
        for team in teams {
            let program = P::prepare(ranks, team, size).unwrap();
            // Twice, as they are for many reductions.
            for _ in 0..2 {
                let answer = program.answer(ranks, team).unwrap();
                let (rank, members) = (ranks.rank(), team.members());
                assert!(
                    answer.bytes == alone,
                    "{name} of {size} {}, rank {rank}, team of {members}: {}",
                    P::UNIT,
                    answer.text
                );
            }
        }
    }
}

pub(crate) fn are_those_of_one_machine(world: &SimpleCommunicator, folder: &Path) {
    let ranks = Ranks::new(world);
    all(&Over(&ranks, &teams(&ranks), folder));
}

/// Some of the ranks by themselves, and in turn with all.
pub(crate) fn on_communicators(world: &SimpleCommunicator, _: &Path) {
    let everyone = Ranks::new(world);
    let team = Team::solo();
    // Those with an even number, and the others, in the other order.
    let color = Color::with_value(world.rank() % 2);
    let some = world.split_by_color_with_key(color, -world.rank()).unwrap();
    let some = Ranks::new(&some);
    let of_my_kind = |rank: &usize| rank % 2 == everyone.rank() % 2;
    let members: Vec<usize> = (0..everyone.size()).rev().filter(of_my_kind).collect();
    assert_eq!(some.size(), members.len());
    assert_eq!(members[some.rank()], everyone.rank());
    let numbers = |ranks: &Ranks<'_>, base: u64| {
        let layout = Layout { len: 20, block: 1 };
        let digit = |block: std::ops::Range<usize>| Ok(block.start as u64 + base);
        let merge = |a: u64, b| Ok(a.wrapping_mul(31).wrapping_add(b));
        let found = ranks.map_reduce(&team, layout, Schedule::Static, digit, merge);
        let mut digits = (0..20).map(|i| i + base);
        let first = digits.next().unwrap();
        let expected = digits.fold(first, |a, b| a.wrapping_mul(31).wrapping_add(b));
        assert_eq!(found, Ok(Some(expected)));
    };
    for round in 0..50 {
        numbers(&everyone, round);
        // What is in the sum differs from one communicator to the other.
        numbers(&some, 1000 * (world.rank() as u64 % 2) + round);
    }
    // An error of some ranks is none of the others.
    let outcome = match world.rank() % 2 {
        1 if some.rank() == 0 => Err(hotloop::Error::Zero { argument: "odd" }),
        _ => Ok(()),
    };
    match (some.agree(outcome), world.rank() % 2) {
        (Ok(()), 0) => {}
        (Err(error), 1) => assert_eq!(
            error.to_string(),
            "rank 0: `odd`: found 0, expected at least 1"
        ),
        other => panic!("{other:?}"),
    }
    numbers(&everyone, 7);
    // A communicator of one.
    let myself = world
        .split_by_color(Color::with_value(world.rank()))
        .unwrap();
    let myself = Ranks::new(&myself);
    assert_eq!((myself.rank(), myself.size()), (0, 1));
    numbers(&myself, world.rank() as u64);
    numbers(&everyone, 8);
}
