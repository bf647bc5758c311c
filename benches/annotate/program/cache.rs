//! Which lines the first-level cache does not have.
//!
//! A model of it: of the lines whose addresses end alike it has so many, and the one that was used longest ago
//! gives way.

use hotloop::machine::Machine;

/// Bytes of a cache line.
const LINE: u64 = 64;
/// Bytes of memory whose lines are all apart: on x86-64 those of a small page.
const PAGE: usize = 4096;
/// What such a cache has at least.
const USUAL: usize = 32 << 10;

pub(crate) struct Cache {
    /// Of each end of an address the lines that are there, of which the last was used last.
    sets: Vec<Vec<u64>>,
    ways: usize,
}

impl Cache {
    /// An empty one.
    pub(crate) fn new() -> Self {
        let caches = Machine::current().caches;
        let first = caches.iter().find(|cache| cache.level == 1);
        let bytes = first.map_or(USUAL, |cache| cache.bytes);
        Self {
            sets: vec![vec![]; PAGE / LINE as usize],
            ways: (bytes / PAGE).max(1),
        }
    }

    /// How many of the lines of these bytes have to be fetched.
    pub(crate) fn touch(&mut self, from: u64, bytes: u64) -> u32 {
        let lines = from / LINE..(from + bytes).div_ceil(LINE);
        lines.map(|line| u32::from(self.fetch(line))).sum()
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
