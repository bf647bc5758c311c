//! Right, and slow for no reason that the source shows.

use crate::races::primitive::{AtomicU64, MEMBERS};
use crate::races::{Counter, Private};
use std::fmt;
use std::sync::atomic::Ordering::Relaxed;

/// A number for every member, eight of them to a cache line.
///
/// No number is shared, so a load and a store are enough, and nothing is lost. But caches deal in
/// lines: a core that writes its number takes the line, and with it the numbers of seven others,
/// away from theirs. That is false sharing. [`Padded`](super::Padded) differs in the distance
/// between the numbers, and in nothing else.
pub struct SharedLine(Vec<Line>);

/// Numbers that share a line, and start one.
#[derive(Debug, Default)]
#[repr(align(64))]
struct Line([AtomicU64; LINE]);

const LINE: usize = 8;

impl Default for SharedLine {
    /// One that has room for every member of any team.
    fn default() -> Self {
        let lines = (0..MEMBERS.div_ceil(LINE)).map(|_| Line::default());
        Self(lines.collect())
    }
}

impl fmt::Debug for SharedLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SharedLine").field(&self.value()).finish()
    }
}

impl Counter for SharedLine {
    fn name(&self) -> &'static str {
        "SharedLine"
    }

    #[inline]
    fn increment(&self, private: &mut Private) {
        let own = &self.0[private.member() / LINE].0[private.member() % LINE];
        own.store(own.load(Relaxed) + 1, Relaxed);
    }

    fn value(&self) -> u64 {
        let numbers = self.0.iter().flat_map(|line| &line.0);
        numbers.map(|number| number.load(Relaxed)).sum()
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use crate::threads::Team;

    /// Which no sum of them shows, unless two write at the same time.
    #[test]
    fn every_member_has_a_number_of_its_own() {
        let counter = SharedLine::default();
        for member in 0..Team::MAX_MEMBERS {
            counter.increment(&mut Private::new(member));
        }
        let numbers = counter.0.iter().flat_map(|line| &line.0);
        let numbers: Vec<_> = numbers.map(|number| number.load(Relaxed)).collect();
        assert_eq!(numbers, [1; Team::MAX_MEMBERS]);
    }
}
