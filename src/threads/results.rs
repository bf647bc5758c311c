//! The results of a region: room for one of every index, written by members in any order.

use super::blocks::Blocks;
use super::discard::discard;
use super::schedule::Schedule;
use super::team::Team;
use crate::{Error, memory};
use std::mem::{MaybeUninit, needs_drop};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

impl Team {
    /// `f` of every index below `len`, in the order of the indices. There is memory for all of them
    /// before the first is asked for, and each is written where it stays.
    pub(super) fn gather<R: Send>(
        &self,
        argument: &'static str,
        len: usize,
        schedule: Schedule,
        f: impl Fn(usize) -> R + Sync,
    ) -> Result<Vec<R>, Error> {
        let schedule = schedule.check()?;
        let mut results = Results::new(argument, len)?;
        let filling = AssertUnwindSafe(|| {
            let outputs = results.outputs();
            self.for_each(0..len, schedule, |chunk| {
                // SAFETY: a schedule deals out every index once.
                let outputs = unsafe { outputs.take(chunk.clone()) };
                outputs.fill(chunk, &f);
            })
        });
        match catch_unwind(filling) {
            Ok(Err(error)) => Err(error),
            // SAFETY: a schedule deals out every index, and all chunks have been filled to their
            // ends: the region has neither panicked nor refused.
            Ok(Ok(())) => Ok(unsafe { results.complete() }),
            Err(payload) => {
                // Here and not in unwinding, where a result whose `drop` panics would end the
                // process.
                results.discard();
                resume_unwind(payload)
            }
        }
    }
}

/// Room for so many results. Dropped as it is, it drops none of them.
struct Results<R> {
    /// Its length is zero until all are there.
    room: Vec<R>,
    len: usize,
    /// Which are there, for the case that not all will be. Empty where dropping one is nothing.
    there: Vec<bool>,
}

impl<R> Results<R> {
    fn new(argument: &'static str, len: usize) -> Result<Self, Error> {
        let marks = if needs_drop::<R>() { len } else { 0 };
        Ok(Self {
            room: memory::room(argument, len)?,
            len,
            there: memory::filled(argument, marks, false)?,
        })
    }

    /// Room for the output of each index, to be written by the members.
    fn outputs(&mut self) -> Outputs<'_, R> {
        let room = &mut self.room.spare_capacity_mut()[..self.len];
        Outputs {
            room: Blocks::new(room, 1),
            there: Blocks::new(&mut self.there, 1),
        }
    }

    /// The results.
    ///
    /// # Safety
    ///
    /// All outputs have been written.
    unsafe fn complete(mut self) -> Vec<R> {
        // SAFETY: there is room for so many, and by the contract they are there.
        unsafe { self.room.set_len(self.len) };
        self.room
    }

    /// Drops those that are there, whatever comes of it.
    fn discard(mut self) {
        for (output, there) in self.room.spare_capacity_mut().iter_mut().zip(&self.there) {
            if *there {
                // SAFETY: the mark was set after the result was written, and it is not read again.
                discard(unsafe { output.assume_init_read() });
            }
        }
    }
}

/// Room for outputs, of which different members may write different ones at the same time.
struct Outputs<'a, R> {
    room: Blocks<'a, MaybeUninit<R>>,
    there: Blocks<'a, bool>,
}

/// Outputs side by side.
struct Run<'a, R> {
    room: &'a mut [MaybeUninit<R>],
    there: &'a mut [bool],
}

impl<'a, R> Outputs<'a, R> {
    /// The outputs of the indices `run`.
    ///
    /// # Safety
    ///
    /// Each is taken at most once in the life of `self`.
    unsafe fn take(&self, run: Range<usize>) -> Run<'a, R> {
        let there = if self.there.count() == 0 {
            &mut []
        } else {
            // SAFETY: the contract is the same.
            unsafe { self.there.take(run.clone()) }.1
        };
        // SAFETY: as above.
        let (_, room) = unsafe { self.room.take(run) };
        Run { room, there }
    }
}

impl<R> Run<'_, R> {
    /// Writes `f` of each index.
    fn fill(self, indices: Range<usize>, f: impl Fn(usize) -> R) {
        if !needs_drop::<R>() {
            for (output, index) in self.room.iter_mut().zip(indices) {
                output.write(f(index));
            }
            return;
        }
        for ((output, there), index) in self.room.iter_mut().zip(self.there).zip(indices) {
            output.write(f(index));
            *there = true;
        }
    }
}
