//! A filter that remembers: a signal that comes in blocks.

mod delays;

use super::Comb;
use crate::Error;
use crate::memory::Buffer;
use crate::numerics::recurrence::{DelayLine, Inputs, Outputs};
use crate::simd::{Family, Float, Level, beyond_caches, compiled};
use std::alloc::{Layout, handle_alloc_error};
use std::fmt;

/// Blocks below this length are filtered one sample at a time.
const FEW: usize = 16;

/// A comb filter with a memory, for a signal that comes in blocks: from a sound card, a socket, a file
/// that is read in pieces.
///
/// It goes on where the last block ended. Whatever the blocks are, of one sample or of millions, the
/// outputs are those of one call of [`forward::checked`](super::forward::checked) or
/// [`backward::checked`](super::backward::checked) over the whole signal, to the bit, at every level.
/// (So they are those of `simd` for every forward filter, and for a backward one whose delay, times the
/// channels, is 16 or more.)
///
/// ```
/// use hotloop::kernels::comb::{Comb, Echo};
///
/// let mut echo = Echo::backward(Comb::new(3, 0.5)?)?;
/// let mut block = [8.0, 0.0];
/// echo.process(&mut block)?;
/// assert_eq!(block, [8.0, 0.0]);
/// let mut block = [0.0, 1.0, 0.0, 0.0, 0.0];
/// echo.process(&mut block)?;
/// assert_eq!(block, [0.0, 5.0, 0.0, 0.0, 2.5]); // the 8 is heard again, and again
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// Made once, it allocates nothing and waits for nobody, so it may run where sound is made. The memory
/// is a ring of `delay * channels` numbers: what a sample takes is a multiplication, an addition, and
/// two loads and two stores in lanes, wherever in the ring it falls.
///
/// Blocks are of `f64` or of `f32`, and one may follow the other. What is heard again is kept as `f64`,
/// not rounded: so outputs of `f32` are those that the same numbers have as `f64`, each rounded once.
///
/// Infinities and NaN that get into a backward filter stay there: what is heard of them is heard again.
/// [`reset`](Echo::reset) ends that.
///
/// What fades ends in subnormal numbers, on which some processors are many times slower, and with a gain
/// beyond 0.5 it stays there. [`reset`](Echo::reset) the filter when its input has been silent for so long
/// that nothing can be heard.
///
/// A block has whole frames. Of interleaved channels,
///
/// ```
/// use hotloop::kernels::comb::{Comb, Echo};
///
/// // A quarter of a second at 48 kHz, left and right.
/// let mut echo = Echo::backward(Comb::new(12_000, 0.6)?.interleaved(2)?)?;
/// let mut block = [0.25; 2 * 128];
/// echo.process(&mut block)?;
/// let error = echo.process(&mut block[1..]).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "`block`: found 255 elements, expected a multiple of 2, the number of channels"
/// );
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # What makes it fast
///
/// A sound card asks for 256 frames at a time, and an echo of a quarter of a second comes from 12,000
/// frames ago. Put in front of each block, that history is 50 times what there is to filter. What one
/// writes instead is a ring: a sample meets the one that is kept at its place, which is a delay old, and
/// is kept there itself.
///
/// Three things make it fast.
///
/// 1. **No sample asks where the ring ends.** A block goes through in stretches that end where the ring
///    does. None is longer than the delay, so no output of a stretch needs another one of it, and all are
///    made in lanes. By hand, each sample compares its place with the end, and there is no vector.
/// 2. **A block of several delays meets the ring in its first one alone.** The rest is the filter of the
///    block by itself, in the ways of the two ladders, and the ring is written once, from the end.
/// 3. **Nothing stands in the ring before the signal** but zeros whose product with the gain is -0, which
///    change no output that they are added to, not even a -0. So nobody asks whether there is something to
///    add yet.
#[doc(alias("lfilter", "zi", "reverb"))]
pub struct Echo {
    comb: Comb,
    heard: Heard,
    /// What was heard last, as long as the delay.
    kept: Buffer<f64>,
    /// Where the oldest is, which is heard next, and then overwritten.
    place: usize,
}

/// What is heard again.
#[derive(Clone, Copy, PartialEq)]
enum Heard {
    Inputs,
    Outputs,
}

impl Echo {
    /// The filter `y[n] = x[n] + gain * x[n - delay]`, before which nothing was.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`] if there is no memory for a delay.
    pub fn forward(comb: Comb) -> Result<Self, Error> {
        Self::new(comb, Heard::Inputs)
    }

    /// The filter `y[n] = x[n] + gain * y[n - delay]`, before which nothing was.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`] if there is no memory for a delay.
    pub fn backward(comb: Comb) -> Result<Self, Error> {
        Self::new(comb, Heard::Outputs)
    }

    fn new(comb: Comb, heard: Heard) -> Result<Self, Error> {
        let kept = Buffer::zeroed(comb.step()).map_err(|error| error.naming("delay"))?;
        let mut echo = Self {
            comb,
            heard,
            kept,
            place: 0,
        };
        echo.reset();
        // Asked now, because the first answer allocates and reads files, which is no work for a thread that
        // makes sound.
        let _ = (Level::current(), beyond_caches(usize::MAX, 1));
        Ok(echo)
    }

    /// The filter.
    pub const fn comb(&self) -> Comb {
        self.comb
    }

    /// Overwrites the next block of the signal with the outputs.
    ///
    /// # Errors
    ///
    /// [`Error::NotMultiple`] if the length is no multiple of the channels; nothing is written then, and
    /// nothing remembered.
    #[inline]
    pub fn process<T: Float>(&mut self, block: &mut [T]) -> Result<(), Error> {
        self.process_at(Level::current(), block)
    }

    /// [`process`](Self::process) at the given level.
    ///
    /// # Errors
    ///
    /// As [`process`](Self::process).
    #[inline]
    pub fn process_at<T: Float>(&mut self, level: Level, block: &mut [T]) -> Result<(), Error> {
        self.comb.check_signal("block", block)?;
        if block.len() < FEW {
            self.few(block);
        } else {
            many(self, level, block);
        }
        Ok(())
    }

    /// Writes to `y` the outputs for `x`, the next block of the signal.
    ///
    /// ```
    /// use hotloop::kernels::comb::{Comb, Echo};
    ///
    /// let mut echo = Echo::forward(Comb::new(2, 0.5)?)?;
    /// let mut y = [0.0; 3];
    /// echo.process_to(&[8.0, 0.0, 2.0], &mut y)?;
    /// assert_eq!(y, [8.0, 0.0, 6.0]);
    /// echo.process_to(&[0.0, 0.0, 0.0], &mut y)?;
    /// assert_eq!(y, [0.0, 1.0, 0.0]);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`] if `y` is not as long as `x`, [`Error::NotMultiple`] if that is no
    /// multiple of the channels; nothing is written then, and nothing remembered.
    #[inline]
    pub fn process_to<T: Float>(&mut self, x: &[T], y: &mut [T]) -> Result<(), Error> {
        self.process_to_at(Level::current(), x, y)
    }

    /// [`process_to`](Self::process_to) at the given level.
    ///
    /// # Errors
    ///
    /// As [`process_to`](Self::process_to).
    #[inline]
    pub fn process_to_at<T: Float>(
        &mut self,
        level: Level,
        x: &[T],
        y: &mut [T],
    ) -> Result<(), Error> {
        self.comb.check(x, y)?;
        if x.len() < FEW {
            self.few_to(x, y);
        } else {
            many_to(self, level, x, y);
        }
        Ok(())
    }

    #[inline]
    fn ring(&mut self) -> DelayLine<'_> {
        DelayLine {
            kept: &mut self.kept,
            place: &mut self.place,
            gain: self.comb.gain(),
        }
    }

    fn few<T: Float>(&mut self, block: &mut [T]) {
        match self.heard {
            Heard::Inputs => self.ring().few::<Inputs, T>(block),
            Heard::Outputs => self.ring().few::<Outputs, T>(block),
        }
    }

    fn few_to<T: Float>(&mut self, x: &[T], y: &mut [T]) {
        match self.heard {
            Heard::Inputs => self.ring().few_to::<Inputs, T>(x, y),
            Heard::Outputs => self.ring().few_to::<Outputs, T>(x, y),
        }
    }

    /// Forgets the signal: what comes next is the beginning of another one.
    pub fn reset(&mut self) {
        self.ring().forget();
    }

    /// What it remembers: the last inputs of a forward filter or the last outputs of a backward one, a
    /// delay of them, the oldest first, which is the one that is heard next. Where there were not so many
    /// yet, they are zeros.
    ///
    /// A filter of the same kind that is [given](Self::set_state) them goes on as this one, to the bit.
    /// Multiplied by the gain, those of a backward filter are `zi` and `zf` of SciPy's `lfilter`.
    ///
    /// ```
    /// use hotloop::kernels::comb::{Comb, Echo};
    ///
    /// let mut echo = Echo::backward(Comb::new(2, 0.5)?)?;
    /// echo.process(&mut [1.0, 2.0, 4.0])?;
    /// let state: Vec<f64> = echo.state().collect();
    /// assert_eq!(state, [2.0, 4.5]);
    ///
    /// let mut other = Echo::backward(echo.comb())?;
    /// other.set_state(&state)?;
    /// let (mut here, mut there) = ([7.0; 5], [7.0; 5]);
    /// echo.process(&mut here)?;
    /// other.process(&mut there)?;
    /// assert_eq!(here, there);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    pub fn state(&self) -> impl Iterator<Item = f64> {
        let (newer, older) = self.kept.split_at(self.place);
        older.iter().chain(newer).copied()
    }

    /// Goes on as if that were [what it remembers](Self::state), which may be any numbers.
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`] if there are not `delay * channels` of them; it remembers what it did
    /// then.
    pub fn set_state(&mut self, state: &[f64]) -> Result<(), Error> {
        Error::ensure_len("state", state.len(), "comb", self.kept.len())?;
        self.ring().keep(state);
        Ok(())
    }
}

compiled! {
    fn many<T: Float>(echo: &mut Echo, level: Level, block: &mut [T]) = many_of, for f64 f32
}

compiled! {
    fn many_to<T: Float>(echo: &mut Echo, level: Level, x: &[T], y: &mut [T]) = many_of_to, for f64 f32
}

fn many_of<T: Float>(echo: &mut Echo, level: Level, block: &mut [T]) {
    let (heard, ring) = (echo.heard, &mut echo.ring());
    match (heard, delays::is_outlasted_by(ring, block.len())) {
        (Heard::Inputs, false) => ring.in_place::<Inputs, T>(level, block),
        (Heard::Inputs, true) => delays::forward_in_place(ring, level, block),
        (Heard::Outputs, false) => ring.in_place::<Outputs, T>(level, block),
        (Heard::Outputs, true) => delays::backward_in_place(ring, level, block),
    }
}

fn many_of_to<T: Float>(echo: &mut Echo, level: Level, x: &[T], y: &mut [T]) {
    let past_caches = beyond_caches(2 * size_of_val(x), 1);
    let (heard, ring) = (echo.heard, &mut echo.ring());
    match (heard, delays::is_outlasted_by(ring, x.len())) {
        (Heard::Inputs, false) => ring.apart::<Inputs, T>(level, (x, y), past_caches),
        (Heard::Inputs, true) => delays::forward(ring, level, x, y),
        (Heard::Outputs, false) => ring.apart::<Outputs, T>(level, (x, y), past_caches),
        (Heard::Outputs, true) => delays::backward(ring, level, x, y),
    }
}

impl Clone for Echo {
    /// Another one that remembers the same. It ends the process where there is no memory, as the clone of
    /// a vector does.
    fn clone(&self) -> Self {
        let Ok(kept) = Buffer::from_slice(&self.kept) else {
            handle_alloc_error(Layout::for_value(&*self.kept));
        };
        Self { kept, ..*self }
    }
}

impl fmt::Debug for Echo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let direction = match self.heard {
            Heard::Inputs => "forward",
            Heard::Outputs => "backward",
        };
        f.debug_struct("Echo")
            .field("direction", &format_args!("{direction}"))
            .field("comb", &self.comb)
            .finish_non_exhaustive()
    }
}
