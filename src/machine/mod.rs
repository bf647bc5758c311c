//! What this machine has, for the thread that asks: processors and what they share, caches, the quota of a container,
//! and pages.
//!
//! ```
//! use hotloop::machine::Machine;
//!
//! let machine = Machine::current();
//! println!("{machine}");
//! for processor in &machine.processors {
//!     println!("processor {} is thread {} of core {}", processor.number, processor.thread, processor.core);
//! }
//! // How many threads make sense here.
//! assert!(machine.available() >= 1);
//! ```
//!
//! # How many processors are there?
//!
//! The question has five answers, and a program that takes the wrong one is slow, or slows its neighbours down. (A
//! *processor* here is what the operating system numbers: a [hardware thread](crate::glossary#hardware-thread).)
//!
//! | question | answer | what goes wrong otherwise |
//! |---|---|---|
//! | which are in the machine? | `/sys/devices/system/cpu/online` | this number alone ignores masks and quotas |
//! | which may this thread use? | the affinity mask: `sched_getaffinity`, `taskset`, a container's `cpuset` | the system refuses to pin a thread elsewhere |
//! | how many cores do they make? | [`Machine::cores`] | two hardware threads of a core share its arithmetic and its first two caches: where those are the limit, two members there are hardly faster than one |
//! | which are alike? | [`Processor::kind`]: an efficiency core is a good deal slower than a performance core | a static schedule waits for the slowest |
//! | how much time may they use? | the [quota](crate::glossary#quota), [`Machine::quota`] | a container with eight processors and a quota of two runs eight threads for a quarter of each period, and then all of them stand still |
//!
//! [`Machine::available`] takes three of them together: one thread for each core that has a processor in
//! the mask, of whatever kind, and no more than the quota allows.
//!
//! # Distance
//!
//! Members of a team that share data should be near each other. Members that each use much memory
//! [bandwidth](crate::glossary#bandwidth) should be far from each other. From near to far, there are
//!
//! * hardware threads of a [`core`](Processor::core);
//! * cores of a [`cluster`](Processor::cluster), which share the last-level cache, so that a line which one has
//!   written is at hand for the others (on an EPYC, a CCX);
//! * clusters of a [`node`](Processor::node), which share memory controllers
//!   ([NUMA node](crate::glossary#numa-node));
//! * nodes of a [`package`](Processor::package), which is what sits in a socket;
//! * packages.
//!
//! `threads::Binding` chooses processors by these distances.
//!
//! # Where it comes from
//!
//! On Linux it is read from the files of sysfs and procfs. [`Machine::read`] takes the folder that they are in, so that
//! the files of other machines can be stored and tested. On other systems the standard library and `core_affinity` tell
//! the numbers of the processors and no more, and each of them counts as a core of its own.
//!
//! **Nothing in here fails.** What a machine does not tell is `None`, or missing from a list, and
//! a value that makes no sense is taken as not told.
//!
//! The files to read, in order: `tree.rs`, `processors.rs`, `caches.rs`, `quota.rs`, `pages.rs`.

mod caches;
mod pages;
mod processors;
mod quota;
mod tree;

pub use caches::Cache;
pub use pages::{Pages, Transparent};
pub use processors::{Kind, Processor};

use quota::Groups;
use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::sync::OnceLock;
use tree::Tree;

/// What a machine has, as far as one thread may use it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Machine {
    /// The processors that the thread may use, in the order of their numbers. None where nothing is
    /// known.
    pub processors: Vec<Processor>,
    /// The caches of those processors that hold data, from the inside out.
    pub caches: Vec<Cache>,
    /// How much time the thread's control group (cgroup) may use, in processors: 1.5 is 150 ms in
    /// 100. `None` where there is no quota, or none is known.
    pub quota: Option<f64>,
    /// The sizes of pages.
    pub pages: Pages,
}

impl Machine {
    /// This machine, as far as the calling thread may use it.
    ///
    /// Mask and quota are read at every call, because they change while a program runs (`taskset -p`,
    /// `docker update --cpus`); in which group the process is, and all else, once. A thread that a team
    /// has pinned may use one processor, and so may what that thread starts.
    pub fn current() -> Self {
        let tree = Tree::of_this_machine();
        let allowed = told_by_system().or_else(|| tree.allowed());
        let allowed = allowed.unwrap_or_else(counted_by_system);
        Self::of(hardware(), &allowed, hardware().groups.quota(&tree))
    }

    /// The machine whose `/sys` and `/proc` are the folders `sys` and `proc` of `root`, as far as the
    /// thread of `proc/thread-self` may use it.
    ///
    /// Nothing else is asked, so an empty folder is a machine of which nothing is known.
    ///
    /// ```
    /// use hotloop::machine::Machine;
    ///
    /// let nowhere = Machine::read("/no/such/folder");
    /// assert!(nowhere.processors.is_empty() && nowhere.quota.is_none());
    /// assert_eq!((nowhere.cores(), nowhere.available()), (0, 1));
    /// ```
    pub fn read(root: impl AsRef<Path>) -> Self {
        let tree = Tree::at(root.as_ref());
        let hardware = Hardware::read(&tree);
        let allowed = tree.allowed().unwrap_or_default();
        Self::of(&hardware, &allowed, hardware.groups.quota(&tree))
    }

    /// Whether the thread may use that processor and no other.
    #[cfg(feature = "threads")]
    pub(crate) fn is_only(&self, number: usize) -> bool {
        matches!(self.processors[..], [only] if only.number == number)
    }

    /// This machine for a thread that may use other processors of it.
    #[cfg(feature = "threads")]
    pub(crate) fn with_processors(self, allowed: &[usize]) -> Self {
        Self::of(hardware(), allowed, self.quota)
    }

    fn of(hardware: &Hardware, allowed: &[usize], quota: Option<f64>) -> Self {
        let processors = allowed.iter().map(|&number| hardware.processor(number));
        let used = |cache: &&Cache| cache.processors.iter().any(|it| allowed.contains(it));
        Self {
            processors: processors.collect(),
            caches: hardware.caches.iter().filter(used).cloned().collect(),
            quota,
            pages: hardware.pages.clone(),
        }
    }

    /// How many physical cores there are among the processors; zero where none is known.
    pub fn cores(&self) -> usize {
        let cores: BTreeSet<_> = self.processors.iter().map(|it| it.core).collect();
        cores.len()
    }

    /// How many threads make sense: one a core, no more than the quota allows, and at least one.
    ///
    /// Of a quota the whole processors count: with 2.5, three threads would run for five sixths of
    /// each period, and then stand still together.
    pub fn available(&self) -> usize {
        // A quota is not negative, and one that is larger than all numbers is no limit.
        let quota = self.quota.map_or(usize::MAX, |quota| quota as usize);
        self.cores().min(quota).max(1)
    }
}

/// A line for a report: `2 cores, 4 hardware threads; L1d 32 KiB, L2 512 KiB, L3 32 MiB; …`.
impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        processors::describe(&self.processors, f)?;
        if let Some(quota) = self.quota {
            write!(
                f,
                ", quota of {} processors",
                (100.0 * quota).round() / 100.0
            )?;
        }
        caches::describe(&self.caches, f)?;
        write!(f, "; {}", self.pages)
    }
}

/// What does not change while a program runs.
struct Hardware {
    /// All that are in the machine.
    processors: Vec<Processor>,
    caches: Vec<Cache>,
    groups: Groups,
    pages: Pages,
}

impl Hardware {
    fn read(tree: &Tree<'_>) -> Self {
        let caches = caches::read(tree);
        Self {
            processors: processors::read(tree, &caches),
            caches,
            groups: Groups::find(tree),
            pages: Pages::read(tree),
        }
    }

    /// What is known of a processor.
    fn processor(&self, number: usize) -> Processor {
        let known = self.processors.iter().find(|it| it.number == number);
        known.copied().unwrap_or(Processor::unknown(number))
    }
}

/// This machine's, which is read once.
fn hardware() -> &'static Hardware {
    static HARDWARE: OnceLock<Hardware> = OnceLock::new();
    read_once(&HARDWARE, Hardware::read)
}

/// The sizes of this machine's pages, without looking at its processors, which may be many.
pub(crate) fn pages() -> &'static Pages {
    static PAGES: OnceLock<Pages> = OnceLock::new();
    read_once(&PAGES, Pages::read)
}

/// The size in bytes of the last-level cache of this machine's first processor.
pub(crate) fn last_level_cache() -> Option<usize> {
    static BYTES: OnceLock<Option<usize>> = OnceLock::new();
    *read_once(&BYTES, |tree| {
        let caches = caches::of_processor(tree, 0).into_iter();
        caches.max_by_key(|it| it.level).map(|it| it.bytes)
    })
}

/// What is in the cell, or else what `read` makes of this machine's files.
///
/// They are read before the cell is locked. A process that forks while another thread reads has a
/// child that would wait for ever for that thread, which is not there.
fn read_once<T>(cell: &'static OnceLock<T>, read: impl FnOnce(&Tree<'_>) -> T) -> &'static T {
    cell.get().unwrap_or_else(|| {
        let found = read(&Tree::of_this_machine());
        cell.get_or_init(|| found)
    })
}

/// The numbers of the processors that the thread may use, by a call of the system, which takes a
/// twentieth of the time of a file.
fn told_by_system() -> Option<Vec<usize>> {
    #[cfg(feature = "threads")]
    if let Some(cores) = core_affinity::get_core_ids()
        // Windows names none to a process that is in several groups of processors.
        && !cores.is_empty()
    {
        let mut numbers: Vec<_> = cores.iter().map(|core| core.id).collect();
        numbers.sort_unstable();
        return Some(numbers);
    }
    None
}

/// As many numbers as there are processors, where nothing tells which.
fn counted_by_system() -> Vec<usize> {
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    (0..count).collect()
}
