//! Regions that write: over the blocks of one slice, or of several that are cut alike.

use super::blocks::Blocks;
use super::schedule::Schedule;
use super::team::Team;
use crate::Error;
use sealed::Cut;

impl Team {
    /// [`for_each_block`](Team::for_each_block) of several slices of one length, given as a tuple: all
    /// are cut alike, and `body(start, parts)` gets the parts of one block, as a tuple.
    ///
    /// ```
    /// use hotloop::threads::{Binding, Schedule, Team};
    ///
    /// let team = Team::spawn(2, Binding::Close)?;
    /// let (mut sin, mut cos) = (vec![0.0; 1000], vec![0.0; 1000]);
    /// let outputs = (&mut sin[..], &mut cos[..]);
    /// team.for_each_blocks(outputs, 100, Schedule::Static, |start, (sin, cos)| {
    ///     for (i, (sin, cos)) in sin.iter_mut().zip(cos).enumerate() {
    ///         (*sin, *cos) = ((start + i) as f64).sin_cos();
    ///     }
    /// })?;
    /// assert_eq!((sin[0], cos[0], sin[999]), (0.0, 1.0, 999_f64.sin()));
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`] if the slices are not of one length, [`Error::Zero`] for a block or a
    /// chunk of zero; nothing has run then.
    ///
    /// # Panics
    ///
    /// As [`for_each`](Team::for_each).
    pub fn for_each_blocks<D: Slices>(
        &self,
        data: D,
        block: usize,
        schedule: Schedule,
        body: impl Fn(usize, D::Parts) + Sync,
    ) -> Result<(), Error> {
        let (blocks, count) = cut(data, block)?;
        self.for_each(0..count, schedule, |chunk| {
            for block in chunk {
                // SAFETY: a schedule deals out every index once.
                let (start, parts) = unsafe { D::take(&blocks, block) };
                body(start, parts);
            }
        })
    }

    /// Cuts a slice, or a tuple of slices of one length, into blocks of `block` elements (the last may
    /// be shorter), runs `map(start, parts)` on every block, which it may write, and reduces the
    /// results from left to right. There is none if the slices are empty.
    ///
    /// It is [`for_each_block`](Team::for_each_block) and [`map_reduce`](Team::map_reduce) in one pass
    /// over the data: to write a step and learn how far it went, to normalise and count what was left
    /// out. Blocks do not depend on the team and are reduced in their order, so the result is the same
    /// for every number of members, to the last bit. The schedule counts blocks.
    ///
    /// ```
    /// use hotloop::threads::{Binding, Schedule, Team};
    ///
    /// // A step of gradient descent, and the square of its length.
    /// let team = Team::spawn(2, Binding::Close)?;
    /// let (mut x, slope) = (vec![1.0; 1000], vec![0.5; 1000]);
    /// let step = |start: usize, x: &mut [f64]| {
    ///     let slope = &slope[start..start + x.len()];
    ///     x.iter_mut().zip(slope).for_each(|(x, slope)| *x -= 0.1 * slope);
    ///     slope.iter().map(|slope| (0.1 * slope).powi(2)).sum::<f64>()
    /// };
    /// let squared = team.map_reduce_block(&mut x[..], 256, Schedule::Static, step, |a, b| a + b)?;
    /// assert!((squared.unwrap() - 2.5).abs() < 1e-12);
    /// assert_eq!(x, [0.95; 1000]);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`for_each_blocks`](Team::for_each_blocks), and [`Error::OutOfMemory`] if the results do not
    /// fit in memory; nothing has run then.
    ///
    /// # Panics
    ///
    /// As [`for_each`](Team::for_each), but with `map` in place of `body`; or if `reduce` does.
    pub fn map_reduce_block<D: Slices, A: Send>(
        &self,
        data: D,
        block: usize,
        schedule: Schedule,
        map: impl Fn(usize, D::Parts) -> A + Sync,
        reduce: impl Fn(A, A) -> A,
    ) -> Result<Option<A>, Error> {
        let (blocks, count) = cut(data, block)?;
        let map = |block| {
            // SAFETY: every index is asked for once.
            let (start, parts) = unsafe { D::take(&blocks, block) };
            map(start, parts)
        };
        self.reduce_in_order("data", count, schedule, map, reduce)
    }
}

/// The blocks, and how many there are.
fn cut<D: Slices>(data: D, block: usize) -> Result<(D::Blocks, usize), Error> {
    let len = data.length()?;
    if block == 0 {
        return Err(Error::Zero { argument: "block" });
    }
    Ok((data.blocks(block), len.div_ceil(block)))
}

/// A slice that may be written, or a tuple of two to eight, which
/// [`for_each_blocks`](Team::for_each_blocks) and [`map_reduce_block`](Team::map_reduce_block) cut
/// alike.
///
/// What is a slice only by its address is written as one: `&mut x[..]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a `&mut [T]` nor a tuple of them",
    note = "a vector, an array or a buffer is written `&mut x[..]`"
)]
pub trait Slices: Cut {}

mod sealed {
    use super::{Blocks, Error};

    /// How slices are cut.
    pub trait Cut {
        /// The parts of one block: a slice, or a tuple of slices.
        type Parts;
        /// All blocks, to be taken by the members.
        type Blocks: Sync;

        /// The length of each slice.
        fn length(&self) -> Result<usize, Error>;
        /// Blocks of `block` elements, at least one.
        fn blocks(self, block: usize) -> Self::Blocks;
        /// One block, and where it starts.
        ///
        /// # Safety
        ///
        /// Each block is taken at most once in the life of `blocks`.
        unsafe fn take(blocks: &Self::Blocks, block: usize) -> (usize, Self::Parts);
    }

    impl<'a, T: Send> Cut for &'a mut [T] {
        type Parts = &'a mut [T];
        type Blocks = Blocks<'a, T>;

        fn length(&self) -> Result<usize, Error> {
            Ok(self.len())
        }

        fn blocks(self, block: usize) -> Self::Blocks {
            Blocks::new(self, block)
        }

        unsafe fn take(blocks: &Self::Blocks, block: usize) -> (usize, Self::Parts) {
            // SAFETY: the contract is the same.
            unsafe { blocks.take(block..block + 1) }
        }
    }

    macro_rules! tuples {
        ($($T:ident $index:tt $argument:literal),+) => {
            impl<'a, T: Send, $($T: Send),+> Cut for (&'a mut [T], $(&'a mut [$T]),+) {
                type Parts = (&'a mut [T], $(&'a mut [$T]),+);
                type Blocks = (Blocks<'a, T>, $(Blocks<'a, $T>),+);

                fn length(&self) -> Result<usize, Error> {
                    let len = self.0.len();
                    $(Error::ensure_len($argument, self.$index.len(), "data.0", len)?;)+
                    Ok(len)
                }

                fn blocks(self, block: usize) -> Self::Blocks {
                    (Blocks::new(self.0, block), $(Blocks::new(self.$index, block)),+)
                }

                unsafe fn take(blocks: &Self::Blocks, block: usize) -> (usize, Self::Parts) {
                    // SAFETY: the contract holds of each slice: what is taken once of all is taken once
                    // of each.
                    let (start, first) = unsafe { blocks.0.take(block..block + 1) };
                    // SAFETY: as above.
                    (start, (first, $(unsafe { blocks.$index.take(block..block + 1) }.1),+))
                }
            }

            impl<'a, T: Send, $($T: Send),+> super::Slices for (&'a mut [T], $(&'a mut [$T]),+) {}
        };
    }

    impl<T: Send> super::Slices for &mut [T] {}

    tuples!(A 1 "data.1");
    tuples!(A 1 "data.1", B 2 "data.2");
    tuples!(A 1 "data.1", B 2 "data.2", C 3 "data.3");
    tuples!(A 1 "data.1", B 2 "data.2", C 3 "data.3", D 4 "data.4");
    tuples!(A 1 "data.1", B 2 "data.2", C 3 "data.3", D 4 "data.4", E 5 "data.5");
    tuples!(A 1 "data.1", B 2 "data.2", C 3 "data.3", D 4 "data.4", E 5 "data.5", F 6 "data.6");
    tuples!(
        A 1 "data.1", B 2 "data.2", C 3 "data.3", D 4 "data.4", E 5 "data.5", F 6 "data.6",
        G 7 "data.7"
    );
}
