//! Which pipes of the processor take which vector instructions.
//!
//! A kind whose instructions start twice in a cycle has two pipes. Whether those are the two of another kind, one
//! of them, or two others, shows where both kinds are executed in turns: then as many start in a cycle as there are
//! pipes that take either (Abel and Reineke 2019 find out more, instruction by instruction).

use super::operation::Kind;
use std::collections::HashMap;

#[derive(Default)]
pub(crate) struct Pipes {
    pub(crate) count: usize,
    /// The pipes of each kind, a bit each.
    sets: HashMap<Kind, u32>,
}

impl Pipes {
    /// From the cycles of an instruction of each kind alone, the first of which all pipes take, and those of one of
    /// each of two kinds.
    pub(crate) fn infer(alone: &[(Kind, f64)], both: impl Fn(Kind, Kind) -> f64) -> Self {
        let size = |cost: f64| ((1.0 / cost).round() as u32).max(1);
        let count = alone.first().map_or(1, |(_, cost)| size(*cost)).min(8);
        let mut known: Vec<(Kind, u32)> = vec![];
        for &(kind, cost) in alone {
            let size = size(cost).min(count);
            let sets = (1_u32..1 << count).filter(|set| set.count_ones() == size);
            // How far the times of pairs are from those that the set would make them.
            let off = |set: u32| -> f64 {
                let pairs = known.iter().map(|&(other, others)| {
                    let off = both(other, kind) - pair(others, set);
                    off * off
                });
                pairs.sum()
            };
            let nearest = sets.min_by(|a, b| off(*a).total_cmp(&off(*b)));
            known.push((kind, nearest.unwrap_or(1)));
        }
        Self {
            count: count as usize,
            sets: known.into_iter().collect(),
        }
    }

    /// The pipes that take instructions of that kind; all, if nothing is known of it.
    pub(crate) fn of(&self, kind: Kind) -> impl Iterator<Item = usize> + '_ {
        let like = match kind {
            Kind::Fma | Kind::Divide | Kind::Root => Kind::Multiply,
            Kind::CompareToMask => Kind::Compare,
            Kind::Permute => Kind::Across,
            kind => kind,
        };
        let set = self.sets.get(&like).copied().unwrap_or(u32::MAX);
        // One of them has what divides.
        let most = match kind {
            Kind::Divide | Kind::Root => 1,
            _ => self.count,
        };
        let pipes = (0..self.count).filter(move |pipe| set >> pipe & 1 == 1);
        pipes.take(most)
    }
}

/// Cycles of one instruction of each of two kinds with these pipes.
fn pair(a: u32, b: u32) -> f64 {
    let of = |set: u32| 1.0 / f64::from(set.count_ones());
    of(a).max(of(b)).max(2.0 * of(a | b))
}
