//! What a cliff is.

use serde::Serialize;

/// What something is slower than, that should not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Cliff {
    /// The rung below it, or the level below it.
    Order,
    /// Itself at the best place.
    Place,
    /// Itself at the length before, an element.
    Jump,
}

/// What nobody would call slower, as a factor.
const ORDER: f64 = 1.05;
const PLACE: f64 = 1.15;
const JUMP: f64 = 1.25;

/// Elements from which on a cliff is one by its factor. A call on fewer may take [`CALL`] longer.
pub(crate) const FEW: usize = 64;
/// Nanoseconds.
const CALL: f64 = 10.0;
/// Nanoseconds of one call more, which a rung that leaves the work to the one below makes.
const CALLED: f64 = 3.0;

/// How long something takes, in nanoseconds, and how many elements that is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    pub(crate) time: f64,
    pub(crate) elements: usize,
    /// What the limit that binds it takes in memory; zero if there is none.
    pub(crate) limit: f64,
}

impl Cliff {
    /// By which factor `slow` is above what it may take, beside `other`: above 1, and it is a cliff.
    pub(crate) fn height(self, slow: Taken, other: Taken) -> f64 {
        let call = if slow.elements < FEW { CALL } else { CALLED };
        let may = match self {
            Self::Order => f64::max(ORDER * other.time, other.time + call),
            Self::Place => f64::max(PLACE * other.time, other.time + call),
            Self::Jump => {
                let longer = slow.elements as f64 / other.elements as f64;
                let limit = slow.limit / other.limit / longer;
                // Nothing is divided by nothing where there is none.
                let rise = if limit > 1.0 { limit } else { 1.0 };
                let same = other.time * longer;
                f64::max(JUMP * rise * same, same + CALL)
            }
        };
        slow.time / may
    }

    /// How many times as long it takes, an element.
    pub(crate) fn ratio(slow: Taken, other: Taken) -> f64 {
        slow.time / slow.elements as f64 / (other.time / other.elements as f64)
    }
}
