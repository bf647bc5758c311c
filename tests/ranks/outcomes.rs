//! Reductions in order, and one outcome for all ranks whatever one of them comes to: an error or a panic, in any of
//! what the caller brings. After each of them the next call works.

use crate::{panics, refused, teams};
use hotloop::Error;
use hotloop::memory::Buffer;
use hotloop::ranks::{Layout, Message, Ranks};
use hotloop::threads::{Schedule, Team};
use mpi::topology::SimpleCommunicator;
use std::ops::Range;
use std::panic::panic_any;
use std::path::Path;

const DYNAMIC: Schedule = Schedule::Dynamic { chunk: 1 };

/// It depends on the order, and on how values are paired.
fn digits(a: u64, b: u64) -> u64 {
    a.wrapping_mul(31).wrapping_add(b)
}

/// The values of blocks: it depends on where they begin and end.
fn of(block: &Range<usize>) -> u64 {
    (block.start as u64).wrapping_mul(1009) ^ (block.end as u64)
}

/// Holds a good reduction to its result.
#[track_caller]
fn works(ranks: &Ranks<'_>, team: &Team, layout: Layout, schedule: Schedule) {
    let merge = |a, b| Ok(digits(a, b));
    let found = ranks.map_reduce(team, layout, schedule, |block| Ok(of(&block)), merge);
    let Layout { len, block } = layout;
    let blocks = (0..layout.blocks()).map(|i| i * block);
    let values = blocks.map(|start| of(&(start..start + block.min(len - start))));
    assert_eq!(found, Ok(values.reduce(digits)), "{layout:?}, {schedule:?}");
}

pub(crate) fn reductions(world: &SimpleCommunicator, _: &Path) {
    let ranks = Ranks::new(world);
    for team in &teams(&ranks) {
        for len in [0, 1, 2, 3, 4, 5, 40, 1000] {
            for block in [1, 3, 40, 1000, usize::MAX] {
                for schedule in [Schedule::Static, DYNAMIC, Schedule::Guided { min_chunk: 2 }] {
                    works(&ranks, team, Layout { len, block }, schedule);
                }
            }
        }
        // Elements that are numbers alone.
        for block in [1 << 60, usize::MAX] {
            let len = usize::MAX;
            works(&ranks, team, Layout { len, block }, DYNAMIC);
        }
        // Sums of floats are of an order, too.
        let layout = Layout {
            len: 10_000,
            block: 7,
        };
        let sum = |block: Range<usize>| block.map(|i| 1.0 / (1 + i) as f64).sum::<f64>();
        let found = ranks.map_reduce(team, layout, DYNAMIC, |it| Ok(sum(it)), |a, b| Ok(a + b));
        let expected = team.map_reduce(10_000, 7, Schedule::Static, sum, |a, b| a + b);
        let bits = |sum: Result<Option<f64>, Error>| sum.unwrap().unwrap().to_bits();
        assert_eq!(bits(found), bits(expected));
    }
    assert_eq!(ranks.agree(Ok(ranks.rank())), Ok(ranks.rank()));
}

const FEW: Layout = Layout { len: 40, block: 3 };
const NO_MERGE: fn(u64, u64) -> Result<u64, Error> = |_, _| unreachable!("nothing is merged");

fn no() -> Error {
    Error::Zero { argument: "no" }
}
const NO: &str = "`no`: found 0, expected at least 1";

pub(crate) fn are_shared(world: &SimpleCommunicator, _: &Path) {
    let ranks = Ranks::new(world);
    let (rank, last) = (ranks.rank(), ranks.size() - 1);
    for team in &teams(&ranks) {
        let again = || works(&ranks, team, FEW, Schedule::Static);
        let map = |map: &(dyn Fn(Range<usize>) -> Result<u64, Error> + Sync)| {
            ranks.map_reduce(team, FEW, DYNAMIC, map, NO_MERGE)
        };
        for lowest in [0, last / 2, last] {
            // It and the last.
            let fails = rank == lowest || rank == last;
            let said = format!("rank {lowest}: {NO}");
            refused(ranks.agree(if fails { Err(no()) } else { Ok(()) }), &said);
            again();
            let fail = |block: Range<usize>| if fails { Err(no()) } else { Ok(of(&block)) };
            refused(map(&fail), &said);
            again();
            let starve = |block: Range<usize>| match fails {
                true => Buffer::<u64>::zeroed(usize::MAX / 16).map(|x| x[0]),
                false => Ok(of(&block)),
            };
            let starved = Buffer::<u64>::zeroed(usize::MAX / 16).unwrap_err();
            refused(map(&starve), &format!("rank {lowest}: {starved}"));
            again();
            // Panics of some text, made text, and none.
            for (way, text) in [(0, Some("oh")), (1, Some("oh 1")), (2, None)] {
                let panic = |block: Range<usize>| match (fails, way) {
                    (true, 0) => panic!("oh"),
                    (true, 1) => panic!("oh {way}"),
                    (true, _) => panic_any(way),
                    _ => Ok(of(&block)),
                };
                match fails {
                    true => panics(|| map(&panic), text),
                    false => {
                        let text = text.unwrap_or("of no text");
                        refused(map(&panic), &format!("rank {lowest}: a panic: {text}"));
                    }
                }
                again();
            }
            // One has an error and the last panics, which goes on there, whoever is named.
            if lowest < last {
                let both = |block: Range<usize>| match rank {
                    rank if rank == lowest => Err(no()),
                    rank if rank == last => panic!("oh"),
                    _ => Ok(of(&block)),
                };
                match rank == last {
                    true => panics(|| map(&both), Some("oh")),
                    false => refused(map(&both), &said),
                }
                again();
            }
        }
        // A rank that has no block has the error too.
        let one = Layout { len: 3, block: 3 };
        let fail = |_| Err::<u64, _>(no());
        let found = ranks.map_reduce(team, one, Schedule::Static, fail, NO_MERGE);
        refused(found, &format!("rank 0: {NO}"));
        again();
        merges_that_fail(&ranks, team);
        again();
        terms_that_differ(&ranks, team);
        again();
    }
    long_messages(&ranks);
}

fn merges_that_fail(ranks: &Ranks<'_>, team: &Team) {
    let merging = |merge: fn(u64, u64) -> Result<u64, Error>| {
        ranks.map_reduce(team, FEW, DYNAMIC, |block| Ok(of(&block)), merge)
    };
    refused(merging(|_, _| Err(no())), &format!("rank 0: {NO}"));
    let panic = || merging(|_, _| panic!("no merge"));
    match ranks.rank() {
        0 => panics(panic, Some("no merge")),
        _ => refused(panic(), "rank 0: a panic: no merge"),
    }
}

fn terms_that_differ(ranks: &Ranks<'_>, team: &Team) {
    let never = |_| -> Result<u64, Error> { unreachable!("nothing is mapped") };
    let none = Schedule::Dynamic { chunk: 0 };
    let map = |block: Range<usize>| Ok(of(&block));
    let (rank, last) = (ranks.rank(), ranks.size() - 1);
    let error = team.map(&[0], none, |_| ()).unwrap_err();
    let found = ranks.map_reduce(team, FEW, none, never, NO_MERGE);
    refused(found, &format!("rank 0: {error}"));
    let schedule = if rank == last { none } else { DYNAMIC };
    let found = ranks.map_reduce(team, FEW, schedule, map, NO_MERGE);
    refused(found, &format!("rank {last}: {error}"));
    let layout = Layout { len: 40, block: 0 };
    let found = ranks.map_reduce(team, layout, DYNAMIC, never, NO_MERGE);
    refused(found, "rank 0: `block`: found 0, expected at least 1");
    if last > 0 {
        let longer = Layout { len: 41, block: 3 };
        let wider = Layout { len: 40, block: 4 };
        let nothing = Layout { len: 0, block: 3 };
        for other in [longer, wider, nothing] {
            for victim in [0, last] {
                let layout = if rank == victim { other } else { FEW };
                let found = ranks.map_reduce(team, layout, DYNAMIC, map, NO_MERGE);
                let said = "`layout`: found other values on other ranks, expected the same";
                refused(found, said);
            }
        }
    }
}

/// What is said of a failure is cut at 1,022 bytes, between two characters.
fn long_messages(ranks: &Ranks<'_>) {
    let last = ranks.size() - 1;
    for character in ["x", "é", "€", "🦀"] {
        for bytes in [0, 1000, 1018, 1019, 1020, 1021, 1022, 1023, 1024, 5000] {
            for before in ["", "1", "12", "123"] {
                let count = bytes / character.len();
                let text = format!("{before}{}", character.repeat(count));
                let error = Error::File {
                    path: String::new(),
                    reason: text,
                };
                let whole = error.to_string();
                let cut = whole.char_indices().map(|(at, c)| at + c.len_utf8());
                let cut = cut.filter(|end| *end <= 1022).last().unwrap_or(0);
                let said = format!("rank {last}: {}", &whole[..cut]);
                let outcome = if ranks.rank() == last {
                    Err(error)
                } else {
                    Ok(())
                };
                refused(ranks.agree(outcome), &said);
            }
        }
    }
}

/// Bytes, of which the first says what is wrong with them.
#[derive(Clone, Debug, PartialEq)]
struct Bytes(Vec<u8>);

const UNREADABLE: u8 = 1;
const PANICS_WHEN_READ: u8 = 2;
const PANICS_WHEN_WRITTEN: u8 = 3;

impl Message for Bytes {
    fn bytes(&self) -> usize {
        self.0.len()
    }

    fn pack(&self, bytes: &mut [u8]) {
        assert_ne!(self.0[0], PANICS_WHEN_WRITTEN, "it is not written");
        bytes.copy_from_slice(&self.0);
    }

    fn unpack(bytes: &[u8]) -> Result<Self, Error> {
        match bytes[0] {
            UNREADABLE => Err(no()),
            PANICS_WHEN_READ => panic!("it is not read"),
            _ => Ok(Self(bytes.to_vec())),
        }
    }
}

pub(crate) fn messages(world: &SimpleCommunicator, _: &Path) {
    let ranks = Ranks::new(world);
    let (rank, n, last) = (ranks.rank(), ranks.size(), ranks.size() - 1);
    for team in &teams(&ranks) {
        let again = || works(&ranks, team, FEW, Schedule::Static);
        let map = |map: &(dyn Fn(Range<usize>) -> Vec<u8> + Sync), merged: &[u8]| {
            let map = |block| Ok(Bytes(map(block)));
            ranks.map_reduce(team, FEW, DYNAMIC, map, |_, _| Ok(Bytes(merged.to_vec())))
        };
        assert_eq!(map(&|_| vec![9; 5], &[8; 5]), Ok(Some(Bytes(vec![8; 5]))));
        // Of one rank's own values.
        let first = "to go with `the value of the first block`";
        for victim in [0, last] {
            let start = FEW.part(victim, n).start;
            let other = |block: Range<usize>| vec![9; if block.start == start { 4 } else { 5 }];
            let said = format!("rank {victim}: `map`: found 5 elements, expected 4 {first}");
            refused(map(&other, &[]), &said);
            let none = |block: Range<usize>| vec![9; if block.start == start { 0 } else { 5 }];
            let said = format!("rank {victim}: `map`: found 0, expected at least 1");
            refused(map(&none, &[]), &said);
            again();
        }
        // Of one rank, and all others.
        if n > 1 {
            let said = "`map`: found values of different lengths, expected as many bytes each";
            for victim in [0, last] {
                let len = if rank == victim { 4 } else { 5 };
                refused(map(&|_| vec![9; len], &[]), said);
                again();
            }
        }
        let said = "rank 0: `merge`: found 6 elements, expected 5 to go with `the values`";
        refused(map(&|_| vec![9; 5], &[8; 6]), said);
        let said = "rank 0: `merge`: found 0 elements, expected 5 to go with `the values`";
        refused(map(&|_| vec![9; 5], &[]), said);
        again();
        // Values that cannot be written or read, on the rank that has one, and what they are merged into.
        for victim in [0, last] {
            let part = FEW.part(victim, n);
            let value = |kind| {
                let part = part.clone();
                move |block: Range<usize>| vec![if part.start == block.start { kind } else { 9 }; 5]
            };
            refused(map(&value(UNREADABLE), &[8; 5]), &format!("rank 0: {NO}"));
            again();
            let unread = || map(&value(PANICS_WHEN_READ), &[8; 5]);
            match rank {
                0 => panics(unread, Some("it is not read")),
                _ => refused(unread(), "rank 0: a panic: it is not read"),
            }
            again();
            let unwritten = || map(&value(PANICS_WHEN_WRITTEN), &[8; 5]);
            match rank == victim {
                true => panics(unwritten, Some(UNWRITTEN)),
                false => refused(unwritten(), &format!("rank {victim}: a panic: {UNWRITTEN}")),
            }
            again();
        }
        merged_badly(&ranks, |kind| map(&|_| vec![9; 5], &[kind; 5]));
        again();
    }
}

const UNWRITTEN: &str = "assertion `left != right` failed: it is not written\n  left: 3\n right: 3";

fn merged_badly(ranks: &Ranks<'_>, merging: impl Fn(u8) -> Result<Option<Bytes>, Error>) {
    // All ranks read it.
    refused(merging(UNREADABLE), &format!("rank 0: {NO}"));
    panics(|| merging(PANICS_WHEN_READ), Some("it is not read"));
    let unwritten = || merging(PANICS_WHEN_WRITTEN);
    match ranks.rank() {
        0 => panics(unwritten, Some(UNWRITTEN)),
        _ => refused(unwritten(), &format!("rank 0: a panic: {UNWRITTEN}")),
    }
}
