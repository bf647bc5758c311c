//! A path that goes on from piece to piece.

use super::{Process, check_start, recurrence};
use crate::Error;
use crate::numerics::recurrence::Pieces;
use crate::simd::{Float, Level, beyond_caches};
use std::fmt;

/// A path that goes on from piece to piece: for noise that comes in pieces, or a path that no memory
/// would hold.
///
/// Whatever the pieces are, of one step or of millions, the values are the same to the bit, at every
/// level: those of [`simd`](super::simd) over all of the noise, if that is 96 steps or more and nothing in
/// it is infinite, NaN or so large that a step overflows. They are within the
/// [bound](super#how-far-the-rungs-are-apart) of [`checked`](super::checked) until a value or a sum of the
/// latest sixteen steps overflows. What follows a value that is not finite is what the loop makes of it:
/// it is not finite, either.
///
/// ```
/// use hotloop::kernels::ou::{self, Path, Process};
///
/// let process = Process::new(0.1, 1.0, 2.0)?;
/// let noise: Vec<f64> = (0..1000).map(|i| f64::from(i % 7) - 3.0).collect();
/// let mut whole = [0.0; 1001];
/// ou::simd(&noise, process, 5.0, &mut whole)?;
///
/// let mut path = Path::new(process, 5.0)?;
/// let mut piece = [0.0; 300];
/// for (noise, whole) in noise.chunks(300).zip(whole[1..].chunks(300)) {
///     let piece = &mut piece[..noise.len()];
///     path.advance(noise, piece)?;
///     assert_eq!(piece, whole);
/// }
/// assert_eq!(path.last(), whole[1000]);
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// Noise and values may be `f32` from piece to piece: what the path goes on from is [not
/// rounded](super#paths-of-f32).
///
/// A path that starts again at the last value of another, by `simd`, is the same process with other
/// roundings. This one looks ahead across the end of a piece, for which it remembers the last inputs and
/// outputs, a kibibyte and a quarter; it allocates nothing.
#[derive(Clone)]
pub struct Path {
    process: Process,
    pieces: Pieces,
}

impl Path {
    /// A path that is at `start`.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] if the start is NaN or infinite.
    pub fn new(process: Process, start: f64) -> Result<Self, Error> {
        check_start("start", start)?;
        let pieces = Pieces::new(recurrence(process), start);
        // Asked now, because the first answers allocate, and read files.
        let _ = (Level::current(), beyond_caches(usize::MAX, 1));
        Ok(Self { process, pieces })
    }

    /// The process.
    pub const fn process(&self) -> Process {
        self.process
    }

    /// The last value: the start, before the first step.
    pub fn last(&self) -> f64 {
        self.pieces.last()
    }

    /// What it remembers: the latest 24 inputs, which are the noise times
    /// [`diffuse`](Process::diffuse), and the latest 24 values, the oldest first. Or the last value alone:
    /// before the first step, after a value that is not finite, and for steps so long that little or nothing
    /// is left of a value.
    ///
    /// A path of the same process that is [given](Self::set_state) them goes on as this one, to the bit.
    ///
    /// ```
    /// use hotloop::kernels::ou::{Path, Process};
    ///
    /// let process = Process::new(0.1, 1.0, 2.0)?;
    /// let mut path = Path::new(process, 5.0)?;
    /// path.advance(&[0.5; 100], &mut [0.0; 100])?;
    /// let state: Vec<f64> = path.state().collect();
    /// assert_eq!(state.len(), 48);
    ///
    /// let mut other = Path::new(process, 0.0)?;
    /// other.set_state(&state)?;
    /// let (mut here, mut there) = ([0.0; 70], [0.0; 70]);
    /// path.advance(&[1.5; 70], &mut here)?;
    /// other.advance(&[1.5; 70], &mut there)?;
    /// assert_eq!(here, there);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    pub fn state(&self) -> impl Iterator<Item = f64> {
        self.pieces.state()
    }

    /// Goes on as if that were [what it remembers](Self::state). That they belong together is not checked:
    /// the numbers of another path make a path that jumps.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if it is neither one number nor 48, or 48 of a process that remembers no
    /// more than one, or if one of 48 is NaN or infinite; it remembers what it did then.
    pub fn set_state(&mut self, state: &[f64]) -> Result<(), Error> {
        let [one, all] = self.pieces.lengths();
        let is_whole = state.len() == all && state.iter().all(|x| x.is_finite());
        if state.len() != one && !is_whole {
            return Err(Error::Invalid {
                argument: "state",
                found: "something else",
                expected: "what a path of this process remembers: one number, or 48 finite ones",
            });
        }
        self.pieces.set_state(state);
        Ok(())
    }

    /// Goes on by a step for each number of `noise`, and writes the values after each.
    ///
    /// ```
    /// use hotloop::kernels::ou::{Path, Process};
    ///
    /// let process = Process::new(0.1, 1.0, 2.0)?;
    /// let mut path = Path::new(process, 5.0)?;
    /// let mut piece = [0.0; 2];
    /// path.advance(&[0.0, 0.0], &mut piece)?;
    /// assert_eq!(piece[0], 5.0 * process.relax());
    /// assert_eq!(path.last(), piece[1]);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`] if `piece` is not as long as `noise`; nothing is written then, and the
    /// path is where it was.
    #[inline]
    pub fn advance<T: Float>(&mut self, noise: &[T], piece: &mut [T]) -> Result<(), Error> {
        self.advance_at(Level::current(), noise, piece)
    }

    /// [`advance`](Self::advance) at the given level.
    ///
    /// # Errors
    ///
    /// As [`advance`](Self::advance).
    pub fn advance_at<T: Float>(
        &mut self,
        level: Level,
        noise: &[T],
        piece: &mut [T],
    ) -> Result<(), Error> {
        Error::ensure_len("piece", piece.len(), "noise", noise.len())?;
        self.pieces.run(level, noise, piece);
        Ok(())
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Path")
            .field("process", &self.process)
            .field("last", &self.last())
            .finish_non_exhaustive()
    }
}
