//! One outcome for all ranks.
//!
//! A rank that returns an error while the others wait for it in a collective leaves them waiting for ever. So before
//! data are sent, every rank says whether it has its part, and if one has not, all of them return what it says.

use super::Ranks;
use crate::Error;
use mpi::collective::{CommunicatorCollectives, Root, SystemOperation};
use std::any::Any;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Why a rank has not done its part.
pub(super) enum Failure {
    Error(Error),
    Panic(Box<dyn Any + Send>),
}

impl Failure {
    /// What `part` comes to, or its panic.
    pub(super) fn of<T>(part: impl FnOnce() -> Result<T, Error>) -> Result<T, Self> {
        match catch_unwind(AssertUnwindSafe(part)) {
            Ok(outcome) => outcome.map_err(Self::Error),
            Err(payload) => Err(Self::Panic(payload)),
        }
    }

    /// What the other ranks are told.
    fn reason(&self) -> String {
        match self {
            Self::Error(error) => error.to_string(),
            Self::Panic(payload) => {
                let text = payload.downcast_ref::<&str>().copied();
                let text = text.or_else(|| payload.downcast_ref::<String>().map(|text| &**text));
                format!("a panic: {}", text.unwrap_or("of no text"))
            }
        }
    }
}

/// What has to be the same on all ranks.
#[derive(Clone, Copy, Default)]
pub(super) struct Terms {
    /// The argument that the `values` are of.
    pub(super) argument: &'static str,
    pub(super) values: [u64; 2],
    /// Bytes of a message, where there is one.
    pub(super) bytes: usize,
}

/// A number that other words have, but for one in 2^64, another of.
pub(super) fn fingerprint<T: Hash>(words: impl Iterator<Item = T>) -> u64 {
    let mut hasher = DefaultHasher::new();
    words.for_each(|word| word.hash(&mut hasher));
    hasher.finish()
}

/// The bytes of what is said of a failure: two for its length, and the text.
const SAID: usize = 1024;

impl Ranks<'_> {
    /// The `outcome`, if all ranks have one that is good; and on every rank the same error if one of them has not.
    ///
    /// This is for what a rank does by itself, as to read its part of the data: a collective.
    ///
    /// ```no_run
    /// # fn read(part: std::ops::Range<usize>) -> Result<Vec<f64>, hotloop::Error> { todo!() }
    /// # fn f(ranks: &hotloop::ranks::Ranks, part: std::ops::Range<usize>) -> Result<(), hotloop::Error> {
    /// let x = ranks.agree(read(part))?; // all ranks have theirs, or all return
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Rank`] with the lowest rank that has an error, and its message.
    pub fn agree<T>(&self, outcome: Result<T, Error>) -> Result<T, Error> {
        let outcome = outcome.map_err(Failure::Error);
        Ok(self.settle(outcome, Terms::default())?.0)
    }

    /// [`agree`](Ranks::agree), and on arguments that have to be the same.
    pub(super) fn alike<T>(
        &self,
        argument: &'static str,
        values: [u64; 2],
        outcome: Result<T, Error>,
    ) -> Result<T, Error> {
        let terms = Terms {
            argument,
            values,
            bytes: 0,
        };
        let outcome = outcome.map_err(Failure::Error);
        Ok(self.settle(outcome, terms)?.0)
    }

    /// The outcome, and the bytes of a message, if all ranks have one, on the same terms. A panic goes on when all
    /// others know of it.
    pub(super) fn settle<T>(
        &self,
        outcome: Result<T, Failure>,
        terms: Terms,
    ) -> Result<(T, usize), Error> {
        let (size, rank) = (self.size() as u64, self.rank() as u64);
        // The larger, the lower the rank.
        let failed = if outcome.is_err() { size - rank } else { 0 };
        let ([a, b], bytes) = (terms.values, terms.bytes as u64);
        let least = if bytes == 0 { 0 } else { !bytes };
        let ours = [failed, bytes, least, a, !a, b, !b];
        let mut most = [0; 7];
        self.communicator
            .all_reduce_into(&ours, &mut most, SystemOperation::max());
        let [failed, bytes, least, a, not_a, b, not_b] = most;
        if failed > 0 {
            return Err(self.spread((size - failed) as usize, outcome.err()));
        }
        let invalid = |argument, found, expected| {
            Err(Error::Invalid {
                argument,
                found,
                expected,
            })
        };
        if a != !not_a || b != !not_b {
            return invalid(terms.argument, "other values on other ranks", "the same");
        }
        if bytes > 0 && bytes != !least {
            return invalid("map", "values of different lengths", "as many bytes each");
        }
        match outcome {
            Ok(outcome) => Ok((outcome, bytes as usize)),
            // It would have been counted.
            Err(_) => invalid("ranks", "a failure", "none"),
        }
    }

    /// Tells all ranks what the failure of one is. Its panic goes on then, if it is that.
    pub(super) fn spread(&self, rank: usize, failure: Option<Failure>) -> Error {
        let mut said = [0; SAID];
        if let Some(failure) = failure.as_ref().filter(|_| rank == self.rank()) {
            let reason = failure.reason();
            let fits = |len: &usize| reason.is_char_boundary(*len);
            let len = (0..=reason.len().min(SAID - 2))
                .rev()
                .find(fits)
                .unwrap_or(0);
            said[..2].copy_from_slice(&(len as u16).to_le_bytes());
            said[2..][..len].copy_from_slice(&reason.as_bytes()[..len]);
        }
        self.communicator
            .process_at_rank(rank as i32)
            .broadcast_into(&mut said);
        if let Some(Failure::Panic(payload)) = failure {
            resume_unwind(payload);
        }
        let len = usize::from(u16::from_le_bytes([said[0], said[1]])).min(SAID - 2);
        let reason = String::from_utf8_lossy(&said[2..][..len]).into_owned();
        Error::Rank { rank, reason }
    }
}
