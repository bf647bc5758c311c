//! Which lines the first-level cache does not have.
//!
//! A model of it: of the lines whose addresses end alike it has so many, and the one that was used longest ago
//! gives way.

use hotloop::machine::Machine;
use std::collections::HashMap;

/// Bytes of a cache line.
const LINE: u64 = 64;
/// Bytes of memory whose lines are all apart: on x86-64 those of a small page.
const PAGE: usize = 4096;
/// Lines of a page.
const LINES: u64 = PAGE as u64 / LINE;
/// What such a cache has at least.
const USUAL: usize = 32 << 10;

pub(crate) struct Cache {
    /// Of each end of an address the lines that are there, of which the last was used last.
    sets: Vec<Vec<u64>>,
    ways: usize,
    /// The line of each page that was fetched last.
    last: HashMap<u64, u64>,
}

/// What bytes take that are not there.
#[derive(Clone, Copy, Default)]
pub(crate) struct Missed {
    /// Lines that have to be fetched.
    pub(crate) lines: u32,
    /// Whether one of them lies neither beside the one before nor at an end of its page, so that nobody has fetched
    /// it ahead.
    pub(crate) unforeseen: bool,
}

impl Cache {
    /// What it holds.
    pub(crate) fn bytes() -> usize {
        let caches = Machine::current().caches;
        let first = caches.iter().find(|cache| cache.level == 1);
        first.map_or(USUAL, |cache| cache.bytes)
    }

    /// An empty one.
    pub(crate) fn new() -> Self {
        Self {
            sets: vec![vec![]; LINES as usize],
            ways: (Self::bytes() / PAGE).max(1),
            last: HashMap::new(),
        }
    }

    /// Uses these bytes.
    pub(crate) fn touch(&mut self, from: u64, bytes: u64) -> Missed {
        let mut missed = Missed::default();
        for line in from / LINE..(from + bytes).div_ceil(LINE) {
            if self.fetch(line) {
                missed.lines += 1;
                let before = self.last.insert(line / LINES, line);
                let far = before.is_some_and(|before| line.abs_diff(before) > 1);
                missed.unforeseen |= far && !is_at_an_end(line);
            }
        }
        missed
    }

    /// Whether it has to be fetched.
    fn fetch(&mut self, line: u64) -> bool {
        let index = line as usize % self.sets.len();
        let set = &mut self.sets[index];
        let there = set.iter().position(|&it| it == line);
        match there {
            Some(place) => set[place..].rotate_left(1),
            None => {
                if set.len() == self.ways {
                    set.remove(0);
                }
                set.push(line);
            }
        }
        there.is_none()
    }
}

/// Whether it is the first or the last of its page.
fn is_at_an_end(line: u64) -> bool {
    [0, LINES - 1].contains(&(line % LINES))
}
