//! How long a call takes, from what it executes and what the processor makes of each operation.
//!
//! The instructions of a trace go through a model of a processor that takes them in order, so many in a
//! cycle, holds so many that are not done, starts each as soon as what it reads is there and a place is
//! free, and stops to take more after a branch that it had not foreseen. It is what `llvm-mca` and uiCA
//! (Abel and Reineke 2022) do for a loop, but it follows the whole call: with the real outcomes of its
//! branches and the real addresses of its loads and stores.

use super::bookings::{Bookings, Exact};
use super::branches::Predictor;
use super::cache::{Cache, Missed};
use super::operation::{Kind, Operation, REGISTERS};
use super::rates::Rates;
use super::trace::{Step, Trace};
use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashMap};

/// Instructions that are under way at most. It cannot be measured like the rest; processors of the day hold
/// from 224 (Zen 3 256, Zen 4 320) to 512, and few loops depend on it.
const WINDOW: usize = 320;

/// What the processor does at a time, by the name that a reader knows it by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Slots,
    Loads,
    Stores,
    Lines,
    Integers,
    IntegerShifts,
    Vectors,
    Adds,
    Multiplies,
    Shuffles,
}

pub(crate) const PARTS: [Part; 10] = [
    Part::Slots,
    Part::Loads,
    Part::Stores,
    Part::Lines,
    Part::Integers,
    Part::IntegerShifts,
    Part::Vectors,
    Part::Adds,
    Part::Multiplies,
    Part::Shuffles,
];

/// What a call comes to, in cycles.
#[derive(Clone, Default)]
pub(crate) struct Cycles {
    /// Of the whole model.
    pub(crate) all: f64,
    /// If everything but this were free: each part; waiting for results; and branches.
    pub(crate) parts: [f64; PARTS.len()],
    pub(crate) chain: f64,
    pub(crate) branches: f64,
    pub(crate) wrong: f64,
}

/// The call. If it is a whole one that is repeated, its branches have been seen before; of long inputs there is
/// always more that is new.
pub(crate) fn cycles(
    trace: &Trace,
    operations: &HashMap<u64, Operation>,
    rates: &Rates,
    repeated: bool,
) -> Cycles {
    let wrong = wrong(trace, operations, repeated);
    let missed = missed(trace, operations, repeated);
    let mut cycles = Cycles::default();
    for step in &trace.steps {
        let operation = &operations[&step.at];
        for (part, cost) in costs(step, operation, rates) {
            cycles.parts[part as usize] += cost;
        }
    }
    let lines = trace.steps.iter().zip(&missed);
    let lines = lines.map(|(step, it)| fetching(*it, &operations[&step.at], rates));
    cycles.parts[Part::Lines as usize] = lines.sum();
    let steps = &trace.steps;
    let taken = (0..steps.len()).map(|i| taken(steps, i, operations, rates));
    cycles.parts[Part::Slots as usize] = taken.sum::<f64>() / rates.slots();
    let unforeseen = wrong.iter().filter(|wrong| **wrong).count() as f64;
    cycles.wrong = unforeseen;
    cycles.branches = unforeseen * rates.unforeseen();
    let run = |limits| Model::new(rates, limits).run(&trace.steps, operations, &wrong, &missed);
    cycles.chain = run(false);
    cycles.all = run(true);
    cycles
}

/// Which steps are branches that are not foreseen; in the second call like it, if it is repeated.
fn wrong(trace: &Trace, operations: &HashMap<u64, Operation>, repeated: bool) -> Vec<bool> {
    let mut predictor = Predictor::default();
    let mut wrong = vec![false; trace.steps.len()];
    for _ in 0..=usize::from(repeated) {
        for (i, steps) in trace.steps.windows(2).enumerate() {
            let [branch, next] = steps else { continue };
            if operations[&branch.at].kind == Kind::Branch {
                let taken = next.at != trace.code[&branch.at].next_ip();
                wrong[i] = predictor.wrong(branch.at, taken);
            }
        }
    }
    wrong
}

/// What of each step the first-level cache does not have; in the second call like it, if it is repeated.
fn missed(trace: &Trace, operations: &HashMap<u64, Operation>, repeated: bool) -> Vec<Missed> {
    let mut cache = Cache::new();
    let mut missed = vec![];
    for _ in 0..=usize::from(repeated) {
        missed.clear();
        for step in &trace.steps {
            let operation = &operations[&step.at];
            let bytes = operation.loads.max(operation.stores) as u64 * u64::from(step.repeats);
            let none = operation.past || step.memory == 0 || bytes == 0;
            missed.push(match none {
                true => Missed::default(),
                false => cache.touch(step.memory, bytes),
            });
        }
    }
    missed
}

/// Cycles that an operation takes of what fetches lines from the second-level cache.
fn fetching(missed: Missed, operation: &Operation, rates: &Rates) -> f64 {
    f64::from(missed.lines) * rates.line_cost(operation.stores > 0)
}

/// How many instructions a step counts for where they are taken: a comparison and its branch are one.
fn taken(steps: &[Step], i: usize, operations: &HashMap<u64, Operation>, rates: &Rates) -> f64 {
    match i > 0 && fuse(&steps[i - 1..=i], operations) {
        true => 0.0,
        false => rates.taken_for(operations[&steps[i].at].kind),
    }
}

fn fuse(steps: &[Step], operations: &HashMap<u64, Operation>) -> bool {
    operations[&steps[0].at].fuses && operations[&steps[1].at].kind == Kind::Branch
}

/// Bytes of a cache line.
const LINE: u64 = 64;

/// The parts that an operation needs, and how long.
fn costs(step: &Step, operation: &Operation, rates: &Rates) -> impl Iterator<Item = (Part, f64)> {
    use Kind::*;
    let (kind, width) = (operation.kind, operation.width);
    let cost = rates.cost(kind, width);
    let own = match kind {
        Add | Compare | CompareToMask | Convert => Some(Part::Adds),
        Multiply | Fma | Divide | Root | VectorMultiply => Some(Part::Multiplies),
        Shuffle | Across | Permute | Shift => Some(Part::Shuffles),
        Integer | Branch | Jump => Some(Part::Integers),
        IntegerShift | IntegerMultiply | IntegerDivide | LongDivide => Some(Part::IntegerShifts),
        _ => None,
    };
    let integers = own == Some(Part::IntegerShifts);
    let integers = integers.then(|| (Part::Integers, rates.cost(Integer, 0)));
    let bytes = f64::from(step.repeats) * operation.stores as f64;
    let repeated = (kind == Repeat).then(|| (Part::Stores, bytes * rates.repeated()));
    // Whatever it does, it takes one of the places for vectors.
    let vectors = match kind {
        Name if width > 0 => Some((Part::Vectors, cost)),
        _ => operation
            .is_vector()
            .then(|| (Part::Vectors, rates.cost(Logic, width))),
    };
    let loads = operation.loads > 0 && kind != Gather && kind != Repeat;
    let split = |bytes: usize| step.memory % LINE + bytes as u64 > LINE;
    let loads = loads.then(|| (Part::Loads, rates.load_cost(width, split(operation.loads))));
    let gathers = (kind == Gather).then_some((Part::Loads, cost));
    let stores = operation.stores > 0 && kind != Repeat;
    let stores = stores.then(|| {
        (
            Part::Stores,
            rates.store_cost(width, split(operation.stores)),
        )
    });
    let own = own.map(|part| (part, cost));
    [own, integers, vectors, loads, gathers, stores, repeated]
        .into_iter()
        .flatten()
}

/// What vector instructions go through.
#[derive(Default)]
struct Pipe {
    bookings: Exact,
    /// When those start that have been given to it.
    starts: Vec<f64>,
}

/// What vector instructions need that pipes stand for.
const IN_PIPES: [Part; 4] = [Part::Vectors, Part::Adds, Part::Multiplies, Part::Shuffles];

#[derive(Clone, Copy)]
struct Written {
    when: f64,
    /// The first byte of all that it has written.
    start: u64,
    /// On the stack, where a register and a distance name it.
    named: bool,
}

/// A time, by which those that wait are sorted.
#[derive(PartialEq)]
struct Cycle(f64);

impl Eq for Cycle {}

impl PartialOrd for Cycle {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Cycle {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

struct Model<'a> {
    rates: &'a Rates,
    /// Whether the parts of the processor are limited.
    limits: bool,
    parts: [Bookings; PARTS.len()],
    pipes: Vec<Pipe>,
    /// When each register has been written.
    registers: [f64; REGISTERS],
    /// What has written eight bytes of memory last.
    memory: HashMap<u64, Written>,
    /// When the next instruction may be taken.
    taken: f64,
    /// When those vector instructions start that are seen.
    waiting: BinaryHeap<Reverse<Cycle>>,
    /// When each instruction, and all before it, were done.
    done: Vec<f64>,
}

impl<'a> Model<'a> {
    fn new(rates: &'a Rates, limits: bool) -> Self {
        Self {
            rates,
            limits,
            parts: Default::default(),
            pipes: (0..rates.pipes.count).map(|_| Pipe::default()).collect(),
            registers: [0.0; REGISTERS],
            memory: HashMap::new(),
            taken: 0.0,
            waiting: BinaryHeap::new(),
            done: vec![],
        }
    }

    fn run(
        mut self,
        steps: &[Step],
        operations: &HashMap<u64, Operation>,
        wrong: &[bool],
        missed: &[Missed],
    ) -> f64 {
        let slot = 1.0 / self.rates.slots();
        for (i, step) in steps.iter().enumerate() {
            let operation = &operations[&step.at];
            self.taken += slot * taken(steps, i, operations, self.rates);
            if i >= WINDOW {
                self.taken = self.taken.max(self.done[i - WINDOW]);
            }
            let end = self.execute(step, operation, missed[i]);
            if wrong[i] {
                self.taken = self.taken.max(end + self.rates.unforeseen());
            }
            self.done
                .push(self.done.last().map_or(end, |last| last.max(end)));
        }
        self.done.last().copied().unwrap_or(0.0)
    }

    /// When its result is there.
    fn execute(&mut self, step: &Step, operation: &Operation, missed: Missed) -> f64 {
        let ready = |registers: &[f64], numbers: &[u8]| {
            let times = numbers.iter().map(|&number| registers[usize::from(number)]);
            times.fold(self.taken, f64::max)
        };
        let address = ready(&self.registers, &operation.address);
        let mut start = ready(&self.registers, &operation.reads);
        if self.limits && missed.lines > 0 {
            let fetching = fetching(missed, operation, self.rates);
            start = start.max(self.parts[Part::Lines as usize].book(self.taken, fetching));
        }
        if operation.loads > 0 {
            let late = match missed.unforeseen && self.limits {
                true => self.rates.unforeseen_line(),
                false => 0.0,
            };
            start = start.max(self.load(step, operation, address) + late);
        }
        if self.limits {
            let seen = self.seen(operation);
            start = start.max(seen);
            for (part, cost) in costs(step, operation, self.rates) {
                if part != Part::Loads && !IN_PIPES.contains(&part) {
                    start = self.parts[part as usize].book(start, cost);
                }
            }
            if operation.is_vector() {
                start = self.pipe(operation, seen, start);
                self.waiting.push(Reverse(Cycle(start)));
            }
        }
        let end = start + self.rates.latency(operation.kind, operation.width);
        for &number in &operation.writes {
            self.registers[usize::from(number)] = end;
        }
        let written = Written {
            when: end.max(address),
            start: step.memory,
            named: operation.spill,
        };
        let places = places(step, operation.stores);
        self.memory.extend(places.map(|place| (place, written)));
        end
    }

    /// When it is seen: a vector instruction not before one of those that wait has started, if there are as many as
    /// may wait.
    fn seen(&mut self, operation: &Operation) -> f64 {
        if !operation.is_vector() || self.waiting.len() < self.rates.waiting {
            return self.taken;
        }
        let first = self.waiting.pop();
        first.map_or(self.taken, |Reverse(Cycle(first))| first.max(self.taken))
    }

    /// When a vector instruction starts. As soon as it is seen it is given to one of the pipes that take it: that for
    /// which the fewest wait.
    fn pipe(&mut self, operation: &Operation, seen: f64, start: f64) -> f64 {
        let Operation { kind, width, .. } = *operation;
        let waiting = |pipe: &Pipe| pipe.starts.iter().filter(|it| **it > seen).count();
        let pipes = self.rates.pipes.of(kind);
        let Some(pipe) = pipes.min_by_key(|&pipe| waiting(&self.pipes[pipe])) else {
            return start;
        };
        let pipe = &mut self.pipes[pipe];
        let start = pipe
            .bookings
            .book(start, self.rates.busy(kind, width), seen);
        pipe.starts.retain(|it| *it > seen);
        pipe.starts.push(start);
        start
    }

    /// When what is loaded is there.
    fn load(&mut self, step: &Step, operation: &Operation, address: f64) -> f64 {
        let mut start = address;
        if self.limits {
            let costs = costs(step, operation, self.rates).filter(|(part, _)| *part == Part::Loads);
            for (part, cost) in costs {
                start = self.parts[part as usize].book(start, cost);
            }
        }
        let end = start + self.rates.load_latency(operation.width);
        let places = places(step, operation.loads);
        let written: Vec<Written> = places
            .filter_map(|it| self.memory.get(&it).copied())
            .collect();
        let Some(last) = written.iter().max_by(|a, b| a.when.total_cmp(&b.when)) else {
            return end;
        };
        let one = written.iter().all(|it| it.start == last.start);
        let named = one && operation.spill && last.named;
        match (one, named && operation.width == 0) {
            (false, _) => end.max(last.when + self.rates.joined()),
            // It is found by its name, without a load.
            (true, true) => last.when + self.rates.forward(0, true),
            (true, false) => end.max(last.when + self.rates.forward(operation.width, false)),
        }
    }
}

/// The eights of bytes that it touches.
fn places(step: &Step, bytes: usize) -> impl Iterator<Item = u64> {
    let end = if step.memory == 0 {
        0
    } else {
        step.memory + bytes as u64
    };
    (step.memory / 8..end.div_ceil(8)).take(9)
}
