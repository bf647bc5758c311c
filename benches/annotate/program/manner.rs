//! How a rung goes through memory, as it was seen to.

use super::count::Profile;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Manner {
    /// Bits of its widest vectors.
    pub(crate) width: usize,
    /// Whether it asks for lines ahead, and writes past the caches.
    pub(crate) ahead: bool,
    pub(crate) past: bool,
    /// Whether what is written is what was read.
    pub(crate) in_place: bool,
}

impl Manner {
    pub(crate) fn of(profile: &Profile, in_place: bool) -> Self {
        let mut manner = Self {
            in_place,
            ..Self::default()
        };
        for (at, _) in profile.hot() {
            let operation = &profile.operations[&at];
            manner.width = manner.width.max(operation.width);
            manner.ahead |= operation.ahead;
            manner.past |= operation.past;
        }
        manner
    }
}
