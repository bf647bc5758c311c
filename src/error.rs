//! The one error type of the crate.

use std::fmt;

/// What a function of this crate refuses, and why.
///
/// Every message names the argument, what was found and what was expected. A function that returns
/// an error has written nothing to its outputs.
///
/// ```
/// use hotloop::{Error, kernels::map};
///
/// let mut y = [7.0; 2];
/// let error = map::simd(&[1.0, 2.0, 3.0], 2.0, &mut y).unwrap_err();
/// assert_eq!(error.to_string(), "`y`: found 2 elements, expected 3 to go with `x`");
/// assert_eq!(y, [7.0; 2]);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// A count that has to be at least one is zero.
    Zero {
        /// The argument's name.
        argument: &'static str,
    },
    /// A count is larger than the crate supports.
    TooLarge {
        /// The argument's name.
        argument: &'static str,
        /// The value given.
        found: usize,
        /// The largest value that is accepted.
        most: usize,
    },
    /// A count is smaller than what is asked of it needs.
    TooSmall {
        /// The argument's name.
        argument: &'static str,
        /// The value given.
        found: usize,
        /// The smallest value that is accepted.
        least: usize,
    },
    /// There is no memory for what an argument asks for: for results, or for what has to be kept on
    /// the way to them.
    ///
    /// What takes little memory whatever the arguments are, as a thread's name does, is no part of this:
    /// where there is none for that, the process ends, as with [`Box::new`].
    OutOfMemory {
        /// The argument's name.
        argument: &'static str,
        /// How many results there would be, or elements to be kept.
        results: usize,
    },
    /// A slice is not as long as another argument asks for.
    LengthMismatch {
        /// The argument whose length does not fit.
        argument: &'static str,
        /// Its length.
        found: usize,
        /// The argument that it goes with.
        model: &'static str,
        /// The length that goes with that one.
        expected: usize,
    },
    /// A length is not a whole number of groups.
    NotMultiple {
        /// The argument whose length does not fit.
        argument: &'static str,
        /// Its length.
        found: usize,
        /// What the groups are.
        group: &'static str,
        /// The size of a group.
        size: usize,
    },
    /// A number is NaN, infinite, or outside what makes sense. An error that holds a NaN is not
    /// equal to itself, as the NaN is not.
    OutOfRange {
        /// The argument's name.
        argument: &'static str,
        /// The value given.
        found: f64,
        /// What would have been accepted.
        expected: &'static str,
    },
    /// A range starts above its end.
    Reversed {
        /// The argument's name.
        argument: &'static str,
        /// Where the range starts.
        start: u64,
        /// Where it ends.
        end: u64,
    },
    /// A value that is no single number is not what is expected: of another shape than what it goes
    /// with, or with a part that it may not have.
    Invalid {
        /// The argument's name.
        argument: &'static str,
        /// What was found.
        found: &'static str,
        /// What would have been accepted.
        expected: &'static str,
    },
    /// A text does not say what is to be read from it.
    Unreadable {
        /// What is read.
        argument: &'static str,
        /// The text.
        found: String,
        /// What would have been read.
        expected: String,
    },
    /// A matrix is not symmetric.
    NotSymmetric {
        /// The argument's name.
        argument: &'static str,
        /// Which of the argument's matrices it is.
        matrix: usize,
        /// The row of an element that differs from the one across the diagonal.
        row: usize,
        /// Its column.
        column: usize,
    },
    /// A matrix is not positive definite: of a covariance, there is a direction without variance, or
    /// with a negative one, or with so little that it may be rounding alone.
    NotPositiveDefinite {
        /// The argument's name.
        argument: &'static str,
        /// Which of the argument's matrices it is.
        matrix: usize,
        /// Which pivot of Cholesky's elimination is not above what rounding may leave of zero.
        pivot: usize,
        /// Its value.
        found: f64,
    },
    /// A processor is not among those that may be used.
    NoSuchProcessor {
        /// The argument's name.
        argument: &'static str,
        /// The number given.
        found: usize,
        /// The numbers that may be used: `0-3,8`, or `none`.
        allowed: String,
    },
    /// The operating system refused to start a thread.
    Spawn {
        /// The thread's name.
        thread: String,
        /// What the operating system said.
        reason: String,
    },
    /// The operating system refused to open a pipe.
    Pipe {
        /// What the operating system said.
        reason: String,
    },
    /// A file could not be opened or read, or is not what it should be.
    #[cfg(feature = "mpi")]
    File {
        /// Its path.
        path: String,
        /// What the operating system said, or what is wrong with it.
        reason: String,
    },
    /// A rank of MPI could not do its part. All ranks have this error.
    #[cfg(feature = "mpi")]
    Rank {
        /// The rank; of several, the lowest.
        rank: usize,
        /// What it said: the message of its own error.
        reason: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Zero { argument } => write!(f, "`{argument}`: found 0, expected at least 1"),
            Self::TooLarge {
                argument,
                found,
                most,
            } => {
                write!(f, "`{argument}`: found {found}, expected at most {most}")
            }
            Self::TooSmall {
                argument,
                found,
                least,
            } => {
                write!(f, "`{argument}`: found {found}, expected at least {least}")
            }
            Self::OutOfMemory { argument, results } => {
                write!(f, "`{argument}`: there is no memory for {results} elements")
            }
            Self::LengthMismatch {
                argument,
                found,
                model,
                expected,
            } => write!(
                f,
                "`{argument}`: found {found} elements, expected {expected} to go with `{model}`"
            ),
            Self::NotMultiple {
                argument,
                found,
                group,
                size,
            } => write!(
                f,
                "`{argument}`: found {found} elements, expected a multiple of {size}, the number of {group}"
            ),
            Self::OutOfRange {
                argument,
                found,
                expected,
            } => write!(f, "`{argument}`: found {found:?}, expected {expected}"),
            Self::Reversed {
                argument,
                start,
                end,
            } => write!(
                f,
                "`{argument}`: found {start}..{end}, expected a start no higher than the end"
            ),
            Self::Invalid {
                argument,
                found,
                expected,
            } => write!(f, "`{argument}`: found {found}, expected {expected}"),
            Self::Unreadable {
                argument,
                found,
                expected,
            } => write!(f, "`{argument}`: found {found:?}, expected {expected}"),
            Self::NotSymmetric {
                argument,
                matrix,
                row,
                column,
            } => write!(
                f,
                "`{argument}`: matrix {matrix} is not symmetric: row {row}, column {column} is not what is across the diagonal"
            ),
            Self::NotPositiveDefinite {
                argument,
                matrix,
                pivot,
                found,
            } => write!(
                f,
                "`{argument}`: matrix {matrix} is not positive definite: found {found:?} as its pivot {pivot}, expected more than rounding may leave of 0"
            ),
            Self::NoSuchProcessor {
                argument,
                found,
                allowed,
            } => write!(
                f,
                "`{argument}`: found processor {found}, expected one of those that may be used, {allowed}"
            ),
            Self::Spawn { thread, reason } => {
                write!(f, "the thread `{thread}` could not be started: {reason}")
            }
            Self::Pipe { reason } => write!(f, "a pipe could not be opened: {reason}"),
            #[cfg(feature = "mpi")]
            Self::File { path, reason } => write!(f, "{path}: {reason}"),
            #[cfg(feature = "mpi")]
            Self::Rank { rank, reason } => write!(f, "rank {rank}: {reason}"),
        }
    }
}

impl std::error::Error for Error {}

impl Error {
    /// Names the argument of the caller's, where memory is what was refused.
    pub(crate) fn naming(self, argument: &'static str) -> Self {
        match self {
            Self::OutOfMemory { results, .. } => Self::OutOfMemory { argument, results },
            other => other,
        }
    }

    /// A text that does not say what is to be read from it.
    pub(crate) fn unreadable(
        argument: &'static str,
        found: &str,
        expected: impl Into<String>,
    ) -> Self {
        Self::Unreadable {
            argument,
            found: found.into(),
            expected: expected.into(),
        }
    }

    /// Refuses a slice that is not as long as another one asks for. Inlined, so that the compiler
    /// knows the lengths from then on.
    #[inline]
    pub(crate) fn ensure_len(
        argument: &'static str,
        found: usize,
        model: &'static str,
        expected: usize,
    ) -> Result<(), Self> {
        if found == expected {
            return Ok(());
        }
        Err(Self::LengthMismatch {
            argument,
            found,
            model,
            expected,
        })
    }

    /// Refuses a number that is not finite, or that `accepts` does not accept.
    #[inline]
    pub(crate) fn ensure_finite(
        argument: &'static str,
        found: f64,
        accepts: impl Fn(f64) -> bool,
        expected: &'static str,
    ) -> Result<(), Self> {
        if found.is_finite() && accepts(found) {
            return Ok(());
        }
        Err(Self::OutOfRange {
            argument,
            found,
            expected,
        })
    }
}

#[cfg(feature = "threads")]
impl Error {
    /// The operating system's refusal of a thread.
    pub(crate) fn spawn(thread: String, reason: &std::io::Error) -> Self {
        Self::Spawn {
            thread,
            reason: reason.to_string(),
        }
    }
}

#[cfg(feature = "races")]
impl Error {
    /// The operating system's refusal of a pipe.
    pub(crate) fn pipe(reason: &std::io::Error) -> Self {
        Self::Pipe {
            reason: reason.to_string(),
        }
    }
}
