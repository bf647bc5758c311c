//! Processors: what the operating system runs threads on, and how they hang together.

use super::caches::Cache;
use super::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A processor in the operating system's sense: a hardware thread of a core.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Processor {
    /// The operating system's number, as `taskset -c` takes it.
    pub number: usize,
    /// The physical core that it is a thread of, named by the lowest number of the core's processors.
    pub core: usize,
    /// Its place among the hardware threads of the core, from zero.
    pub thread: usize,
    /// What kind of core it is. `None` where all are alike, or nothing is known.
    pub kind: Option<Kind>,
    /// The processors that share its last-level cache, named by the lowest number among them.
    pub cluster: Option<usize>,
    /// The NUMA node: the processors that are equally far from all memory.
    pub node: Option<usize>,
    /// The package: the thing in the socket.
    pub package: Option<usize>,
    /// How much work it does, relative to others of this machine.
    pub(crate) capacity: Option<usize>,
}

/// A kind of core, on machines that have two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Fast: a `cpu_core` of Intel's hybrids, a core with more than half of the largest capacity of an
    /// ARM big.LITTLE.
    Performance,
    /// Small, frugal and slower: a `cpu_atom` of Intel's hybrids, or a
    /// `cpu_lowpower`, and all other cores of an ARM big.LITTLE.
    Efficiency,
}

impl Processor {
    /// One of which nothing is known but its number: a core of its own.
    pub(super) fn unknown(number: usize) -> Self {
        Self {
            number,
            core: number,
            thread: 0,
            kind: None,
            cluster: None,
            node: None,
            package: None,
            capacity: None,
        }
    }
}

/// All processors that are switched on.
pub(super) fn read(tree: &Tree<'_>, caches: &[Cache]) -> Vec<Processor> {
    let online = tree.online().unwrap_or_else(|| {
        let folders = tree.numbered("sys/devices/system/cpu", "cpu");
        folders.into_iter().map(|(number, _)| number).collect()
    });
    let (nodes, capacities) = (nodes(tree), capacities(tree, &online));
    let kinds = listed_kinds(tree).unwrap_or_else(|| kinds_by_capacity(&capacities));
    let processor = |&number: &usize| {
        let folder = format!("sys/devices/system/cpu/cpu{number}");
        let topology = |file: &str| format!("{folder}/topology/{file}");
        let siblings = tree
            .list(topology("core_cpus_list"))
            .or_else(|| tree.list(topology("thread_siblings_list")))
            .filter(|siblings| siblings.contains(&number))
            .unwrap_or_else(|| vec![number]);
        Processor {
            number,
            core: siblings[0],
            thread: siblings.iter().filter(|&&it| it < number).count(),
            kind: kinds.get(&number).copied(),
            cluster: cluster(caches, number),
            node: nodes.get(&number).copied(),
            package: tree.number(topology("physical_package_id")),
            capacity: capacities.get(&number).copied(),
        }
    };
    online.iter().map(processor).collect()
}

/// The cluster of a processor: who shares its last cache.
fn cluster(caches: &[Cache], number: usize) -> Option<usize> {
    let its = caches
        .iter()
        .filter(|cache| cache.processors.contains(&number));
    its.max_by_key(|cache| cache.level)?
        .processors
        .first()
        .copied()
}

/// The capacity of each processor that has one.
fn capacities(tree: &Tree<'_>, online: &[usize]) -> BTreeMap<usize, usize> {
    let capacity = |&number: &usize| {
        let file = format!("sys/devices/system/cpu/cpu{number}/cpu_capacity");
        Some((number, tree.number(file)?))
    };
    online.iter().filter_map(capacity).collect()
}

/// The NUMA node of each processor.
fn nodes(tree: &Tree<'_>) -> BTreeMap<usize, usize> {
    let mut nodes = BTreeMap::new();
    for (node, folder) in tree.numbered("sys/devices/system/node", "node") {
        let processors = tree.list(folder.join("cpulist")).unwrap_or_default();
        nodes.extend(processors.into_iter().map(|number| (number, node)));
    }
    nodes
}

/// The kind of each processor, where the system lists them by kinds.
fn listed_kinds(tree: &Tree<'_>) -> Option<BTreeMap<usize, Kind>> {
    let listed = |kind| tree.list(format!("sys/devices/{kind}/cpus"));
    let fast = listed("cpu_core")?;
    let small = ["cpu_atom", "cpu_lowpower"].into_iter().filter_map(listed);
    let small: Vec<_> = small.flatten().collect();
    if small.is_empty() {
        return None;
    }
    let fast = fast.into_iter().map(|number| (number, Kind::Performance));
    let small = small.into_iter().map(|number| (number, Kind::Efficiency));
    Some(fast.chain(small).collect())
}

/// The kind of each processor by its capacity, if they differ.
fn kinds_by_capacity(capacities: &BTreeMap<usize, usize>) -> BTreeMap<usize, Kind> {
    let values = || capacities.values().copied();
    let most = values().max().unwrap_or(0);
    if values().min() == Some(most) {
        return BTreeMap::new();
    }
    let kind = |(&number, &capacity): (&usize, &usize)| match capacity > most / 2 {
        true => (number, Kind::Performance),
        false => (number, Kind::Efficiency),
    };
    capacities.iter().map(kind).collect()
}

/// How many there are of what.
pub(super) fn describe(processors: &[Processor], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fn count<T: Ord>(of: impl Iterator<Item = T>) -> usize {
        of.collect::<BTreeSet<T>>().len()
    }
    let some = |count: usize, one: &str| match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {one}s"),
    };
    if processors.is_empty() {
        return f.write_str("processors unknown");
    }
    let cores = count(processors.iter().map(|it| it.core));
    f.write_str(&some(cores, "core"))?;
    let small = processors
        .iter()
        .filter(|it| it.kind == Some(Kind::Efficiency));
    match count(small.map(|it| it.core)) {
        0 => {}
        small => write!(f, " ({small} of them for efficiency)")?,
    }
    if processors.len() > cores {
        write!(f, ", {}", some(processors.len(), "hardware thread"))?;
    }
    for (parts, one) in [
        (
            count(processors.iter().map(|it| it.cluster)),
            "last-level cache",
        ),
        (count(processors.iter().map(|it| it.node)), "NUMA node"),
        (count(processors.iter().map(|it| it.package)), "package"),
    ] {
        if parts > 1 {
            write!(f, ", {}", some(parts, one))?;
        }
    }
    Ok(())
}
