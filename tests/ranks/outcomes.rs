//! Reductions in order, and one outcome for all ranks whatever one of them comes to: an error or a panic. After each
//! of them the next call works.

use crate::{panics, refused, teams};
use hotloop::Error;
use hotloop::memory::Buffer;
use hotloop::ranks::{Layout, Ranks};
use hotloop::threads::{Schedule, Team};
use mpi::topology::SimpleCommunicator;
use std::ops::Range;
use std::panic::panic_any;
use std::path::Path;

pub(crate) const DYNAMIC: Schedule = Schedule::Dynamic { chunk: 1 };

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
pub(crate) fn works(ranks: &Ranks<'_>, team: &Team, layout: Layout, schedule: Schedule) {
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

pub(crate) const FEW: Layout = Layout { len: 40, block: 3 };
const NO_MERGE: fn(u64, u64) -> Result<u64, Error> = |_, _| unreachable!("nothing is merged");

pub(crate) fn no() -> Error {
    Error::Zero { argument: "no" }
}
pub(crate) const NO: &str = "`no`: found 0, expected at least 1";

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
                let cut = cut.take_while(|end| *end <= 1022).last().unwrap_or(0);
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
