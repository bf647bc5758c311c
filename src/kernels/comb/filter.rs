//! The parameters of a comb filter.

use crate::Error;

/// A delay and a gain: what both comb filters are made of.
///
/// ```
/// use hotloop::kernels::comb::Comb;
///
/// let comb = Comb::new(4, 0.5)?;
/// assert_eq!((comb.delay(), comb.gain(), comb.channels()), (4, 0.5, 1));
///
/// let error = Comb::new(0, 0.5).unwrap_err();
/// assert_eq!(error.to_string(), "`delay`: found 0, expected at least 1");
/// # Ok::<(), hotloop::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comb {
    delay: usize,
    gain: f64,
    channels: usize,
}

impl Comb {
    /// A filter of one channel. The delay is in samples, the tutorial's τ, and the gain is its α:
    /// any finite number. What the backward filter repeats fades for a gain between -1 and 1, and
    /// grows for one beyond.
    ///
    /// # Errors
    ///
    /// [`Error::Zero`] for a delay of zero, [`Error::OutOfRange`] for a gain that is NaN or
    /// infinite.
    pub const fn new(delay: usize, gain: f64) -> Result<Self, Error> {
        if delay == 0 {
            return Err(Error::Zero { argument: "delay" });
        }
        if !gain.is_finite() {
            return Err(Error::OutOfRange {
                argument: "gain",
                found: gain,
                expected: "a finite number",
            });
        }
        Ok(Self {
            delay,
            gain,
            channels: 1,
        })
    }

    /// The same filter for each of so many interleaved channels, in place of those it had: the
    /// signal is a row-major array of frames with a sample of every channel, and the delay counts
    /// frames.
    ///
    /// ```
    /// use hotloop::kernels::comb::{Comb, backward};
    ///
    /// let stereo = Comb::new(1, 0.5)?.interleaved(2)?;
    /// let (left, right) = ([8.0, 0.0, 0.0], [0.0, 16.0, 0.0]);
    /// let signal = [left[0], right[0], left[1], right[1], left[2], right[2]];
    /// let mut y = [0.0; 6];
    /// backward::simd(&signal, stereo, &mut y)?;
    /// assert_eq!(y, [8.0, 0.0, 4.0, 16.0, 2.0, 8.0]);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Zero`] for no channels.
    pub const fn interleaved(self, channels: usize) -> Result<Self, Error> {
        if channels == 0 {
            return Err(Error::Zero {
                argument: "channels",
            });
        }
        Ok(Self { channels, ..self })
    }

    /// The delay in frames.
    pub const fn delay(self) -> usize {
        self.delay
    }

    /// The factor of what is delayed.
    pub const fn gain(self) -> f64 {
        self.gain
    }

    /// Samples to a frame.
    pub const fn channels(self) -> usize {
        self.channels
    }

    /// The delay in elements: interleaved channels are one signal, filtered with a longer delay.
    pub(super) const fn step(self) -> usize {
        self.delay.saturating_mul(self.channels)
    }

    /// Refuses slices of different lengths, and frames that are not whole: every rung asks here
    /// first.
    #[inline]
    pub(super) fn check<T>(self, x: &[T], y: &[T]) -> Result<(), Error> {
        self.check_signal("x", x)?;
        Error::ensure_len("y", y.len(), "x", x.len())
    }

    /// Refuses frames that are not whole.
    #[inline]
    pub(super) fn check_signal<T>(self, argument: &'static str, x: &[T]) -> Result<(), Error> {
        // One channel needs no division, which takes as long as some samples.
        if self.channels == 1 || x.len().is_multiple_of(self.channels) {
            return Ok(());
        }
        Err(Error::NotMultiple {
            argument,
            found: x.len(),
            group: "channels",
            size: self.channels,
        })
    }
}
