//! What a rung executes for an element: how often each address, and what that comes to.

use super::checks;
use super::image::Image;
use super::operation::{Kind, Lanes, Operation};
use super::trace::Trace;
use iced_x86::{FlowControl, Instruction, InstructionInfoFactory};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// An address of the code.
pub(crate) struct Place {
    pub(crate) instruction: Instruction,
    /// How often it is executed for an element.
    pub(crate) often: f64,
    /// What it checks, if it is a check.
    pub(crate) checks: Option<&'static str>,
}

/// How often each address is executed for an element, and the operations there.
pub(crate) struct Profile {
    pub(crate) places: BTreeMap<u64, Place>,
    pub(crate) operations: HashMap<u64, Operation>,
}

/// Executions for an element.
#[derive(Clone, Default, Serialize)]
pub(crate) struct Counts {
    /// How many instructions the innermost loops have, as code.
    pub(crate) hot: usize,
    pub(crate) instructions: f64,
    /// Branches that lead to a panic, and how many of them are in the hot loops.
    pub(crate) checks: f64,
    pub(crate) hot_checks: usize,
    pub(crate) calls: f64,
    /// Floating-point arithmetic: on a single number, and on vectors of 128, 256 and 512 bits.
    pub(crate) scalar: f64,
    pub(crate) packed: [f64; 3],
    pub(crate) loads: f64,
    pub(crate) stores: f64,
    /// Loads and stores of registers that had to make room.
    pub(crate) spills: f64,
}

/// How many times it is half as often as once.
fn halvings(often: f64) -> i64 {
    -often.log2().round() as i64
}

impl Profile {
    /// Of the difference of a longer call and a shorter one, if there is one: what a call takes once is
    /// in both.
    pub(crate) fn new(
        image: &Image<'_>,
        long: &Trace,
        short: Option<&Trace>,
        elements: f64,
    ) -> Self {
        let mut often: BTreeMap<u64, f64> = BTreeMap::new();
        for step in &long.steps {
            *often.entry(step.at).or_default() += 1.0;
        }
        for step in short.iter().flat_map(|short| &short.steps) {
            *often.entry(step.at).or_default() -= 1.0;
        }
        let code = |at| long.code.get(&at).or_else(|| short?.code.get(&at));
        let mut factory = InstructionInfoFactory::new();
        let (mut places, mut operations) = (BTreeMap::new(), HashMap::new());
        for (at, often) in often {
            let Some(&instruction) = code(at) else {
                continue;
            };
            let place = Place {
                instruction,
                often: often / elements,
                checks: checks::check(image, &instruction),
            };
            places.insert(at, place);
            operations.insert(at, Operation::of(&instruction, &mut factory));
        }
        Self { places, operations }
    }

    /// The addresses of the hot loops: what is executed about as often as where most instructions are, or oftener.
    pub(crate) fn hot(&self) -> impl Iterator<Item = (u64, &Place)> {
        let mut sums = BTreeMap::<i64, f64>::new();
        for place in self.places.values().filter(|place| place.often > 0.0) {
            *sums.entry(halvings(place.often)).or_default() += place.often;
        }
        let most = sums.iter().max_by(|a, b| a.1.total_cmp(b.1));
        let most = most.map(|(&halvings, _)| halvings);
        let hot = move |place: &Place| place.often > 0.0 && Some(halvings(place.often)) <= most;
        let places = self.places.iter().map(|(&at, place)| (at, place));
        places.filter(move |(_, place)| hot(place))
    }

    pub(crate) fn counts(&self) -> Counts {
        let mut counts = Counts {
            hot: self.hot().count(),
            hot_checks: self
                .hot()
                .filter(|(_, place)| place.checks.is_some())
                .count(),
            ..Counts::default()
        };
        for (at, place) in &self.places {
            counts.add(place, &self.operations[at]);
        }
        counts
    }
}

impl Counts {
    fn add(&mut self, place: &Place, operation: &Operation) {
        let often = place.often;
        let when = |applies: bool| if applies { often } else { 0.0 };
        let flow = place.instruction.flow_control();
        self.instructions += often;
        self.checks += when(place.checks.is_some());
        self.calls += when(matches!(
            flow,
            FlowControl::Call | FlowControl::IndirectCall
        ));
        self.scalar += when(operation.floating == Some(Lanes::One));
        if operation.floating == Some(Lanes::All) {
            self.packed[packed(operation.width)] += often;
        }
        self.loads += when(operation.loads > 0 && operation.kind != Kind::Jump);
        self.stores += when(operation.stores > 0 && operation.kind != Kind::Jump);
        self.spills += when(operation.spill && operation.kind != Kind::Jump);
    }
}

/// Which of the widths.
fn packed(bits: usize) -> usize {
    match bits {
        512 => 2,
        256 => 1,
        _ => 0,
    }
}
