//! Regions that share out work: over ranges, over blocks of a slice, over items.

use super::blocks::Blocks;
use super::deal::Deal;
use super::discard::discard;
use super::handshake::{Member, Participation};
use super::schedule::Schedule;
use super::team::Team;
use crate::Error;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

impl Team {
    /// Shares the iterations of `range` among the members, and runs `body` on every chunk.
    ///
    /// Every index is in exactly one chunk. A member that is still waking up when the rest is done
    /// is not waited for: the caller runs its part.
    ///
    /// ```
    /// use hotloop::threads::{Binding, Schedule, Team};
    /// use std::sync::atomic::{AtomicU64, Ordering};
    ///
    /// let team = Team::spawn(2, Binding::Close)?;
    /// let sum = AtomicU64::new(0);
    /// team.for_each(0..1000, Schedule::Guided { min_chunk: 10 }, |chunk| {
    ///     let part: u64 = chunk.map(|i| i as u64).sum();
    ///     sum.fetch_add(part, Ordering::Relaxed);
    /// })?;
    /// assert_eq!(sum.into_inner(), 499_500);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Zero`] for a schedule whose chunk is zero; nothing has run then.
    ///
    /// # Panics
    ///
    /// If `body` does, with what the first member to panic (in the order of members) says, after
    /// all have ended. Pieces that were not dealt out by then are not run.
    /// [`Static`](Schedule::Static) and [`Cyclic`](Schedule::Cyclic) deal everything out in advance,
    /// so under these the others run all of theirs.
    #[doc(alias("prange", "par_iter", "parallel for"))]
    pub fn for_each(
        &self,
        range: Range<usize>,
        schedule: Schedule,
        body: impl Fn(Range<usize>) + Sync,
    ) -> Result<(), Error> {
        if range.len() <= 1 {
            // Nothing to share: a call, and no more.
            schedule.check()?;
            if !range.is_empty() {
                body(range);
            }
            return Ok(());
        }
        self.share(range, schedule, |member, deal| {
            deal.serve(member.index, &body);
        })
    }

    /// Runs `part` on each member, which drains its share of `range` from the [`Deal`].
    pub(super) fn share(
        &self,
        range: Range<usize>,
        schedule: Schedule,
        part: impl Fn(Member, &Deal) + Sync,
    ) -> Result<(), Error> {
        let schedule = schedule.check()?;
        if range.len() <= 1 {
            // Nothing to share.
            let (index, members) = (0, 1);
            part(Member { index, members }, &Deal::new(schedule, range, 1));
            return Ok(());
        }
        let members = self.present();
        let deal = Deal::new(schedule, range, members);
        self.region(members, Participation::Optional, &|member| {
            let _guard = StopOnPanic(&deal);
            part(member, &deal);
        });
        Ok(())
    }

    /// Numbers of a member's part of so many, in whole lines: a line that two members write is on its
    /// way between them all the time.
    pub(crate) fn part(&self, len: usize) -> usize {
        const LINE: usize = 8;
        len.div_ceil(self.members()).next_multiple_of(LINE)
    }

    /// Cuts `data` into blocks of `block` elements (the last may be shorter), shares the blocks
    /// among the members, and runs `body(start, part)` on each, where `part` is
    /// `data[start..start + part.len()]`.
    ///
    /// The schedule counts blocks.
    ///
    /// ```
    /// use hotloop::threads::{Binding, Schedule, Team};
    ///
    /// let team = Team::spawn(2, Binding::Close)?;
    /// let mut squares = [0; 10];
    /// team.for_each_block(&mut squares, 3, Schedule::Static, |start, part| {
    ///     for (i, x) in part.iter_mut().enumerate() {
    ///         *x = (start + i).pow(2);
    ///     }
    /// })?;
    /// assert_eq!(squares, [0, 1, 4, 9, 16, 25, 36, 49, 64, 81]);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Zero`] for a block or a chunk of zero; nothing has run then.
    ///
    /// # Panics
    ///
    /// As [`for_each`](Team::for_each).
    #[doc(alias("par_chunks_mut"))]
    pub fn for_each_block<T: Send>(
        &self,
        data: &mut [T],
        block: usize,
        schedule: Schedule,
        body: impl Fn(usize, &mut [T]) + Sync,
    ) -> Result<(), Error> {
        if block == 0 {
            return Err(Error::Zero { argument: "block" });
        }
        if data.len() <= block {
            schedule.check()?;
            if !data.is_empty() {
                body(0, data);
            }
            return Ok(());
        }
        let blocks = Blocks::new(data, block);
        self.for_each(0..blocks.count(), schedule, |chunk| {
            // SAFETY: a schedule deals out every index once.
            let (start, run) = unsafe { blocks.take(chunk) };
            for (part, before) in run.chunks_mut(block).zip(0..) {
                body(start + before * block, part);
            }
        })
    }

    /// `f` of every item, in the order of the items: Python's `pool.map`, and joblib's `Parallel`
    /// with `batch_size="auto"` if the schedule is [`Adaptive`](Schedule::Adaptive).
    ///
    /// ```
    /// use hotloop::threads::{Binding, Schedule, Team};
    ///
    /// let team = Team::spawn(2, Binding::Close)?;
    /// let words = ["a", "team", "of", "threads"];
    /// let lengths = team.map(&words, Schedule::Dynamic { chunk: 1 }, |word| word.len())?;
    /// assert_eq!(lengths, [1, 4, 2, 7]);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// Every result is written where it stays, so the memory is that of the results, once, and a byte
    /// for each if they have something to drop. On two cores a million items of 1.7 ns took 1.2 times
    /// a plain loop's time on one, 100,000 of 0.1 µs and 1,000 of 57 µs half of it, under
    /// [`Static`](Schedule::Static) and [`Adaptive`](Schedule::Adaptive) alike (`cargo bench --bench
    /// schedules`). What costs a few nanoseconds belongs in
    /// [`for_each_block`](Team::for_each_block).
    ///
    /// # Errors
    ///
    /// [`Error::Zero`] for a schedule whose chunk is zero, [`Error::OutOfMemory`] if the results do
    /// not fit in memory; `f` has not run then.
    ///
    /// # Panics
    ///
    /// As [`for_each`](Team::for_each), but with `f` in place of `body`.
    #[doc(alias("imap", "starmap", "par_iter"))]
    pub fn map<T: Sync, R: Send>(
        &self,
        items: &[T],
        schedule: Schedule,
        f: impl Fn(&T) -> R + Sync,
    ) -> Result<Vec<R>, Error> {
        self.gather("items", items.len(), schedule, |i| f(&items[i]))
    }

    /// Cuts `0..len` into blocks of `block` indices (the last may be shorter), maps every block,
    /// and reduces the results from left to right. There is none if `len` is zero.
    ///
    /// Blocks do not depend on the team and are reduced in their order, so the result is the same
    /// for every number of members, to the last bit. The schedule counts blocks.
    ///
    /// # Errors
    ///
    /// [`Error::Zero`] for a block or a chunk of zero, [`Error::OutOfMemory`] if the results do not
    /// fit in memory; nothing has run then.
    ///
    /// # Panics
    ///
    /// As [`for_each`](Team::for_each), but with `map` in place of `body`; or if `reduce` does.
    #[doc(alias("fold", "reduction"))]
    pub fn map_reduce<A: Send>(
        &self,
        len: usize,
        block: usize,
        schedule: Schedule,
        map: impl Fn(Range<usize>) -> A + Sync,
        reduce: impl Fn(A, A) -> A,
    ) -> Result<Option<A>, Error> {
        if block == 0 {
            return Err(Error::Zero { argument: "block" });
        }
        let block_of = |i| {
            let start = i * block;
            map(start..start + block.min(len - start))
        };
        self.reduce_in_order("len", len.div_ceil(block), schedule, block_of, reduce)
    }

    /// `map` of every index below `count`, each asked for once, reduced in the order of the indices. The
    /// argument is the one that there are so many blocks of.
    pub(super) fn reduce_in_order<A: Send>(
        &self,
        argument: &'static str,
        count: usize,
        schedule: Schedule,
        map: impl Fn(usize) -> A + Sync,
        reduce: impl Fn(A, A) -> A,
    ) -> Result<Option<A>, Error> {
        if count <= 1 {
            // One block needs no region, and none needs nothing.
            schedule.check()?;
            return Ok((count > 0).then(|| map(0)));
        }
        let results = self.gather(argument, count, schedule, map)?;
        let mut results = results.into_iter();
        match catch_unwind(AssertUnwindSafe(|| results.by_ref().reduce(reduce))) {
            Ok(result) => Ok(result),
            Err(payload) => {
                results.for_each(discard);
                resume_unwind(payload)
            }
        }
    }
}

/// Deals out nothing more once a member has panicked.
struct StopOnPanic<'a>(&'a Deal);

impl Drop for StopOnPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.stop();
        }
    }
}
