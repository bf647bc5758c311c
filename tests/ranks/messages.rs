//! Values of the caller's that are of the wrong length, cannot be written or cannot be read, on one rank or on all.

use crate::outcomes::{DYNAMIC, FEW, NO, no, works};
use crate::{panics, refused, teams};
use hotloop::Error;
use hotloop::ranks::{Message, Ranks};
use hotloop::threads::Schedule;
use mpi::topology::SimpleCommunicator;
use std::ops::Range;
use std::path::Path;

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

/// A value that asks for as many bytes as no machine has, or for one.
struct Huge(bool);

impl Message for Huge {
    fn bytes(&self) -> usize {
        if self.0 { usize::MAX / 64 } else { 1 }
    }

    fn pack(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }

    fn unpack(_: &[u8]) -> Result<Self, Error> {
        Ok(Self(false))
    }
}

pub(crate) fn are_refused(world: &SimpleCommunicator, _: &Path) {
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
            let said = format!("rank {victim}: `Message::bytes`: found 0, expected at least 1");
            refused(map(&none, &[]), &said);
            again();
        }
        // More than there can be.
        let huge = |block: Range<usize>| Ok(Huge(block.start == FEW.part(last, n).start));
        let found = ranks.map_reduce(team, FEW, DYNAMIC, huge, |a, _| Ok(a));
        let blocks = FEW.part(last, n).len().div_ceil(FEW.block);
        let results = usize::MAX / 64 * blocks;
        let argument = "layout";
        let error = Error::OutOfMemory { argument, results };
        refused(found, &format!("rank {last}: {error}"));
        again();
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
