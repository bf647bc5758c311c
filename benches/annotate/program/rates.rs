//! What the processor makes of each kind of operation: how long a result takes, and how many start in a
//! cycle. Measured in cycles, which are the time of an addition of integers that waits for the one before.

use super::cache::Cache;
use super::loops::{BYTES, COPIES, FILLED, What, of_avx2, of_avx512};
use super::operation::Kind;
use super::pipes::Pipes;
use super::waiting;
use hotloop::simd::Level;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// The kinds whose pipes are found out, the first of which all pipes take.
const KINDS: [Kind; 10] = [
    Kind::Logic,
    Kind::Add,
    Kind::Multiply,
    Kind::Shuffle,
    Kind::Across,
    Kind::VectorInteger,
    Kind::Shift,
    Kind::VectorMultiply,
    Kind::Compare,
    Kind::Convert,
];

/// Turns, and looks of each loop at the clock; the least counts.
const TURNS: usize = 25;
const TIMES: u64 = 1_000;

/// What has been measured, in cycles.
pub(crate) struct Rates {
    measured: HashMap<What, f64>,
    /// Cycles a nanosecond.
    pub(crate) clock: f64,
    /// Vector instructions that may wait at a time.
    pub(crate) waiting: usize,
    /// Who takes them.
    pub(crate) pipes: Pipes,
}

impl Rates {
    /// Measures all of them, in turns. A processor without AVX2 has none.
    pub(crate) fn measure() -> Option<Self> {
        let has = |name| Level::supported().iter().any(|level| level.name() == name);
        if !has("avx2") {
            return None;
        }
        let mut loops = of_avx2();
        if has("avx512") {
            loops.extend(of_avx512());
        }
        let mut memory = Box::new(Memory([1; BYTES / 8]));
        let mut least = vec![Duration::MAX; loops.len()];
        for _ in 0..TURNS {
            for ((_, run), least) in loops.iter().zip(&mut least) {
                let start = Instant::now();
                run(TIMES, memory.0.as_mut_ptr());
                *least = start.elapsed().min(*least);
            }
        }
        let copies = TIMES as f64 * COPIES as f64;
        let cycle = least[0].as_nanos() as f64 / copies;
        let cycles = |least: Duration| least.as_nanos() as f64 / copies / cycle;
        let measured = loops.iter().zip(least);
        let mut rates = Self {
            measured: measured
                .map(|((what, _), least)| (*what, cycles(least)))
                .collect(),
            clock: 1.0 / cycle,
            waiting: waiting::vectors(1.0 / cycle),
            pipes: Pipes::default(),
        };
        let alone = KINDS.map(|kind| (kind, rates.cost(kind, 256)));
        rates.pipes = Pipes::infer(&alone, |a, b| rates.get(What::Both(a, b)));
        Some(rates)
    }

    fn get(&self, what: What) -> f64 {
        self.measured.get(&what).copied().unwrap_or(0.0)
    }

    /// Instructions that start in a cycle.
    pub(crate) fn slots(&self) -> f64 {
        1.0 / self.get(What::Slot)
    }

    /// How many instructions one of that kind counts for, where so many are taken in a cycle.
    pub(crate) fn taken_for(&self, kind: Kind) -> f64 {
        match kind {
            Kind::ToFlags | Kind::Truncate => (self.get(What::Among(kind)) * self.slots() - 7.0)
                .round()
                .max(1.0),
            _ => 1.0,
        }
    }

    /// Cycles that a branch costs that was not foreseen: half of them were.
    pub(crate) fn unforeseen(&self) -> f64 {
        2.0 * (self.get(What::Unforeseen) - self.get(What::Foreseen))
    }

    /// Cycles from a store to the end of a load of the same, which may name it by the same words.
    pub(crate) fn forward(&self, width: usize, named: bool) -> f64 {
        self.get(match (width, named) {
            (0, true) => What::Named,
            (0, false) => What::Forward,
            _ => What::VectorForward,
        })
    }

    /// Cycles that a move from register to register takes of the part that makes them: none, if it is but a change
    /// of names, which costs no more than being an instruction.
    fn moved(&self, width: usize) -> f64 {
        let cost = self.get(What::Cost(Kind::Name, width));
        if cost > 1.2 / self.slots() { cost } else { 0.0 }
    }

    /// Cycles of a byte that is moved or filled by an instruction that repeats itself.
    pub(crate) fn repeated(&self) -> f64 {
        self.get(What::Fill) / FILLED as f64
    }

    /// The same of what several stores have written.
    pub(crate) fn joined(&self) -> f64 {
        self.get(What::Joined)
    }

    pub(crate) fn load_latency(&self, width: usize) -> f64 {
        match width {
            0 => self.get(What::LoadLatency),
            _ => self.get(What::VectorLoad) - self.get(What::AndBack) / 2.0,
        }
    }

    /// Cycles that a load takes of the part of the processor that makes them; more, if it lies in two lines.
    pub(crate) fn load_cost(&self, width: usize, split: bool) -> f64 {
        self.get(match split && width > 0 {
            true => What::SplitLoad(width),
            false => What::LoadCost(width),
        })
    }

    pub(crate) fn store_cost(&self, width: usize, split: bool) -> f64 {
        self.get(match split && width > 0 {
            true => What::SplitStore(width),
            false => What::StoreCost(width),
        })
    }

    /// Cycles that a line from the second-level cache takes of what fetches them.
    pub(crate) fn line_cost(&self, written: bool) -> f64 {
        self.get(match written {
            true => What::LineWritten,
            false => What::LineRead,
        })
    }

    /// Cycles that a load waits longer for a line from the second-level cache. Of those that are measured the first
    /// cache has had some.
    pub(crate) fn unforeseen_line(&self) -> f64 {
        let had = Cache::bytes() as f64 / (BYTES - 4096) as f64;
        (self.get(What::Far) - self.get(What::Near)).max(0.0) / (1.0 - had.min(0.9))
    }

    /// Cycles until there is a result.
    pub(crate) fn latency(&self, kind: Kind, width: usize) -> f64 {
        let width = width.max(128);
        match kind {
            Kind::Name if self.moved(width) > 0.0 => self.get(What::Latency(kind, width)),
            Kind::Name | Kind::Memory | Kind::Repeat => 0.0,
            Kind::Integer | Kind::IntegerShift | Kind::Branch | Kind::Jump => 1.0,
            Kind::IntegerMultiply | Kind::Mask => self.get(What::Latency(kind, 0)),
            // Between two of them stands an instruction of a cycle.
            Kind::IntegerDivide | Kind::LongDivide => self.get(What::Latency(kind, 0)) - 1.0,
            Kind::ToInteger | Kind::FromInteger | Kind::ToFlags => self.get(What::AndBack) / 2.0,
            Kind::Truncate => self.latency(Kind::Convert, width) + self.get(What::AndBack) / 2.0,
            Kind::CompareToMask => self.get(What::Chosen) - self.latency(Kind::Logic, 512),
            // It ends with its last load.
            Kind::Gather => self.load_latency(width),
            Kind::Across | Kind::Permute if width == 128 => {
                self.get(What::Latency(Kind::Shuffle, width))
            }
            _ => self.get(What::Latency(kind, width)),
        }
    }

    /// Cycles that it keeps one of its pipes busy.
    pub(crate) fn busy(&self, kind: Kind, width: usize) -> f64 {
        match kind {
            // Their pipes are not known: they are as long as what all pipes take.
            Kind::ToInteger | Kind::Truncate | Kind::ToFlags | Kind::FromInteger | Kind::Gather => {
                self.busy(Kind::Logic, 128)
            }
            // Whole cycles, of which what is measured is a little off.
            kind => (self.cost(kind, width) * self.pipes.of(kind).count() as f64)
                .round()
                .max(1.0),
        }
    }

    /// Cycles that it takes of the part of the processor that does such things.
    pub(crate) fn cost(&self, kind: Kind, width: usize) -> f64 {
        let width = width.max(128);
        match kind {
            Kind::Name => self.moved(width),
            Kind::Memory | Kind::Repeat => 0.0,
            Kind::Integer | Kind::Branch | Kind::Jump => self.get(What::Cost(Kind::Integer, 0)),
            Kind::IntegerShift
            | Kind::IntegerMultiply
            | Kind::IntegerDivide
            | Kind::LongDivide
            | Kind::Mask => self.get(What::Cost(kind, 0)),
            Kind::ToInteger | Kind::Truncate | Kind::ToFlags | Kind::FromInteger => {
                self.get(What::Cost(kind, 128))
            }
            Kind::CompareToMask => self.get(What::Cost(kind, 512)),
            Kind::Gather => width as f64 / 64.0 * self.load_cost(0, false),
            Kind::Across | Kind::Permute if width == 128 => {
                self.get(What::Cost(Kind::Shuffle, width))
            }
            _ => self.get(What::Cost(kind, width)),
        }
    }
}

#[repr(align(4096))]
struct Memory([u64; BYTES / 8]);
