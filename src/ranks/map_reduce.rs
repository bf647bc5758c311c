//! A value for each block, merged in the order of the blocks.

use super::agree::{Failure, Terms};
use super::{Layout, Message, Ranks};
use crate::Error;
use crate::memory::{collected, filled};
use crate::threads::{Schedule, Team};
use mpi::collective::Root;
use mpi::datatype::PartitionMut;
use std::ops::Range;

impl Ranks<'_> {
    /// Maps every block of the `layout` on the rank that has it, and merges the values of all from left to right:
    /// [`Team::map_reduce`] over the ranks, with a `team` on each. Every rank has the result. There is none if there
    /// is no block.
    ///
    /// The values of all blocks go to rank 0, which merges them in the order of the blocks, and sends the result to
    /// all. So the bits depend on the layout and on nothing else: not on the number of ranks, nor on their teams. They
    /// are those of one machine that merges the same blocks.
    ///
    /// ```no_run
    /// use hotloop::kernels::summary::{self, Summary};
    /// use hotloop::ranks::{Layout, Ranks};
    /// use hotloop::threads::{Schedule, Team};
    ///
    /// # fn f(ranks: &Ranks, team: &Team) -> Result<(), hotloop::Error> {
    /// let layout = Layout { len: 1_000_000_000, block: summary::BLOCK };
    /// let mine = ranks.part(layout);
    /// let x: Vec<f64> = mine.clone().map(|i| (i as f64).sqrt()).collect();
    ///
    /// let block = |block: std::ops::Range<usize>| {
    ///     Ok(summary::simd(&x[block.start - mine.start..block.end - mine.start]))
    /// };
    /// let merge = |a: Summary, b| Ok(a.merge(b));
    /// let summary = ranks.map_reduce(team, layout, Schedule::Static, block, merge)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// On all ranks the same:
    ///
    /// * [`Error::Rank`] with what the lowest rank says whose `map` has failed, or panicked, or which has no memory
    ///   for values; or with what rank 0 says of `merge`, or of more than 2^31 - 2 bytes together; what comes of a
    ///   block or a schedule of zero;
    /// * [`Error::Invalid`] if the layouts of the ranks differ, or the lengths of their values do.
    ///
    /// # Panics
    ///
    /// On the rank where `map` or `merge` does, after all others have been told.
    pub fn map_reduce<A: Message + Send>(
        &self,
        team: &Team,
        layout: Layout,
        schedule: Schedule,
        map: impl Fn(Range<usize>) -> Result<A, Error> + Sync,
        merge: impl Fn(A, A) -> Result<A, Error>,
    ) -> Result<Option<A>, Error> {
        let mapped = Failure::of(|| {
            layout.check()?;
            let run = layout.run(self.rank(), self.size());
            let blocks = collected("layout", run)?;
            let values = team.map(&blocks, schedule, |&block| map(layout.elements(block)))?;
            self.packed(layout, values)
        });
        let terms = Terms {
            argument: "layout",
            values: [layout.len as u64, layout.block as u64],
            bytes: mapped.as_ref().map_or(0, |packed| packed.bytes),
        };
        let (mut packed, bytes) = self.settle(mapped, terms)?;
        if layout.blocks() == 0 {
            return Ok(None);
        }
        // Who has no block has learnt the length of a value only now.
        if layout.blocks() < self.size() {
            packed.result = self.agree(filled("layout", 1 + bytes, 0))?;
        }
        self.gather(layout, bytes, &mut packed);
        let Packed { all, result, .. } = &mut packed;
        let merged = match self.rank() {
            0 => Failure::of(|| merged(all, result, &merge)),
            _ => Ok(()),
        };
        self.spread_result(merged, packed.result).map(Some)
    }

    /// The values of a rank as they are sent, and room for all and for the result.
    fn packed<A: Message>(
        &self,
        layout: Layout,
        values: Vec<Result<A, Error>>,
    ) -> Result<Packed, Error> {
        let mut packed = Packed::default();
        let len = values.len();
        for (i, value) in values.into_iter().enumerate() {
            let value = value?;
            if i == 0 {
                packed.bytes = value.bytes();
                if packed.bytes == 0 {
                    let argument = "Message::bytes";
                    return Err(Error::Zero { argument });
                }
                packed.own = filled("layout", len.saturating_mul(packed.bytes), 0)?;
            }
            if value.bytes() != packed.bytes {
                return Err(Error::LengthMismatch {
                    argument: "map",
                    found: value.bytes(),
                    model: "the value of the first block",
                    expected: packed.bytes,
                });
            }
            value.pack(&mut packed.own[i * packed.bytes..][..packed.bytes]);
        }
        if self.rank() == 0 {
            let found = layout.blocks().saturating_mul(packed.bytes);
            // A byte more is sent with the result.
            let most = i32::MAX as usize - 1;
            if found > most {
                return Err(Error::TooLarge {
                    argument: "bytes of the values of all blocks",
                    found,
                    most,
                });
            }
            packed.all = filled("layout", found, 0)?;
        }
        packed.result = filled("layout", 1 + packed.bytes, 0)?;
        Ok(packed)
    }

    /// The values of all ranks, at the first.
    fn gather(&self, layout: Layout, bytes: usize, packed: &mut Packed) {
        /// An empty vector's bytes begin at address 1, which Open MPI takes for `MPI_IN_PLACE`.
        static SOMEWHERE: [u8; 1] = [0];
        let first = self.communicator.process_at_rank(0);
        let own = match packed.own.is_empty() {
            true => &SOMEWHERE[..0],
            false => &packed.own[..],
        };
        if self.rank() > 0 {
            return first.gather_varcount_into(own);
        }
        let runs = || (0..self.size()).map(|rank| layout.run(rank, self.size()));
        let counts: Vec<i32> = runs().map(|run| (run.len() * bytes) as i32).collect();
        let places: Vec<i32> = runs().map(|run| (run.start * bytes) as i32).collect();
        let mut all = PartitionMut::new(&mut packed.all[..], counts, places);
        first.gather_varcount_into_root(own, &mut all);
    }

    /// What the first rank has merged, on all ranks.
    fn spread_result<A: Message>(
        &self,
        merged: Result<(), Failure>,
        mut result: Vec<u8>,
    ) -> Result<A, Error> {
        self.communicator
            .process_at_rank(0)
            .broadcast_into(&mut result[..]);
        if result[0] != MERGED {
            return Err(self.spread(0, merged.err()));
        }
        let value = Failure::of(|| A::unpack(&result[1..]));
        Ok(self.settle(value, Terms::default())?.0)
    }
}

/// The first byte of a result, where there is one behind it.
const MERGED: u8 = 1;

/// Values as bytes.
#[derive(Default)]
struct Packed {
    /// Bytes of a value; none where there is no value.
    bytes: usize,
    /// The values of this rank.
    own: Vec<u8>,
    /// At the first rank, room for those of all.
    all: Vec<u8>,
    /// Room for the result, behind a byte that says whether there is one.
    result: Vec<u8>,
}

/// All values, merged from left to right, as a result.
fn merged<A: Message>(
    all: &[u8],
    result: &mut [u8],
    merge: impl Fn(A, A) -> Result<A, Error>,
) -> Result<(), Error> {
    let bytes = result.len() - 1;
    let mut values = all.chunks(bytes).map(A::unpack);
    let first = values.next().ok_or(Error::Zero { argument: "layout" })??;
    let value = values.try_fold(first, |before, value| merge(before, value?))?;
    Error::ensure_len("merge", value.bytes(), "the values", bytes)?;
    value.pack(&mut result[1..]);
    result[0] = MERGED;
    Ok(())
}
