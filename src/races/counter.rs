//! What a counter is.

use crate::Error;
use crate::threads::Team;

/// Counts increments that the members of a team make at the same time, rightly or not.
///
/// A counter of one's own needs three functions:
///
/// ```
/// use hotloop::races::{Counter, Private, race};
/// use hotloop::threads::{Binding, Schedule, Team};
/// use std::sync::{PoisonError, RwLock};
///
/// #[derive(Debug, Default)]
/// struct ReaderWriter(RwLock<u64>);
///
/// impl Counter for ReaderWriter {
///     fn name(&self) -> &'static str {
///         "ReaderWriter"
///     }
///
///     fn increment(&self, _: &mut Private) {
///         *self.0.write().unwrap_or_else(PoisonError::into_inner) += 1;
///     }
///
///     fn value(&self) -> u64 {
///         *self.0.read().unwrap_or_else(PoisonError::into_inner)
///     }
/// }
///
/// let team = Team::spawn(2, Binding::Close)?;
/// let outcome = race(&team, &ReaderWriter::default(), 1_000, Schedule::Static)?;
/// assert_eq!(outcome.lost(), 0);
/// # Ok::<(), hotloop::Error>(())
/// ```
pub trait Counter: Sync {
    /// What it is called.
    fn name(&self) -> &'static str;

    /// Adds one, on the side of the member that has `private` to itself.
    fn increment(&self, private: &mut Private);

    /// How many increments it knows of.
    fn value(&self) -> u64;

    /// Adds one, `times` times. Every counter gets this loop compiled for itself, with its
    /// increment inlined, so that a race pays for a virtual call once in thousands of increments.
    fn increment_times(&self, private: &mut Private, times: usize) {
        for _ in 0..times {
            self.increment(private);
        }
    }

    /// Takes over what the member has kept to itself, when its increments have been made.
    fn merge(&self, private: &mut Private) {
        let _ = private;
    }
}

/// What a member of a race has to itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Private {
    member: usize,
    /// A number that nobody else sees, at first zero.
    pub register: u64,
}

impl Private {
    /// What the member of this number has to itself. [`race`](super::race) makes one for each; with
    /// one of its own, a counter can be tried without a race.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`] for a number of no member, from
    /// [`Team::MAX_MEMBERS`](crate::threads::Team::MAX_MEMBERS) on.
    pub fn of(member: usize) -> Result<Self, Error> {
        if member < Team::MAX_MEMBERS {
            return Ok(Self::new(member));
        }
        Err(Error::TooLarge {
            argument: "member",
            found: member,
            most: Team::MAX_MEMBERS - 1,
        })
    }

    pub(super) fn new(member: usize) -> Self {
        Self {
            member,
            register: 0,
        }
    }

    /// Which member it is.
    pub fn member(&self) -> usize {
        self.member
    }
}
