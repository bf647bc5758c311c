//! The builder of a team: how many members, on which cores, and how they wait.

use super::binding::Binding;
use super::placement::{Places, machine};
use super::wait::SpinLimit;
use crate::Error;
use std::sync::Arc;
use std::time::Duration;

/// The most members that a team can have.
pub(super) const MAX_MEMBERS: usize = 1024;

/// The settings of a team that is yet to be made. [`Team::builder`](super::Team::builder) begins with
/// the defaults.
///
/// ```
/// use hotloop::threads::{Binding, Team};
/// use std::time::Duration;
///
/// // Members of a server with a quota: deep stacks, and no core is kept while there is nothing to do.
/// let team = Team::builder()
///     .members(2)
///     .binding(Binding::None)
///     .stack_size(16 << 20)
///     .spin_limit(Duration::ZERO)
///     .name("columns")
///     .spawn()?;
/// assert_eq!(team.members(), 2);
/// # Ok::<(), hotloop::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a builder makes no team until it is told to"]
pub struct Builder {
    members: Option<usize>,
    binding: Binding,
    stack_size: Option<usize>,
    spin_limit: Option<Duration>,
    name: String,
}

impl Builder {
    /// The settings are as the methods say.
    pub(super) fn new() -> Self {
        Self {
            members: None,
            binding: Binding::default(),
            stack_size: None,
            spin_limit: None,
            name: String::from("hotloop"),
        }
    }

    /// The number of members, 1 to [`Team::MAX_MEMBERS`](super::Team::MAX_MEMBERS). The default is
    /// [`available`](super::available): one for each core that the thread may use, as far as a quota
    /// allows; and one a place for [`Binding::Cores`].
    pub fn members(mut self, members: usize) -> Self {
        self.members = Some(members);
        self
    }

    /// The affinity of the team: which processor each member is pinned to. The default is
    /// [`Binding::Close`].
    pub fn binding(mut self, binding: Binding) -> Self {
        self.binding = binding;
        self
    }

    /// The size of the stack of each thread that is started, in bytes. The operating system rounds
    /// it up, at least to what a thread needs.
    ///
    /// Unless it is said, it is what the environment variable `RUST_MIN_STACK` says, or 2 MiB,
    /// however large the main thread's stack is (8 MiB on most systems). A recursion that fits there
    /// may be too deep for a member, and a stack that overflows ends the process. The caller of
    /// [`spawn`](Builder::spawn), who is member 0, keeps the stack that it has.
    pub fn stack_size(mut self, bytes: usize) -> Self {
        self.stack_size = Some(bytes);
        self
    }

    /// The spin limit: how long a thread that waits for another spins before it sleeps: members
    /// between regions, and the caller at the end of one. (OpenMP's `OMP_WAIT_POLICY`, in numbers.)
    ///
    /// Unless it is said, 100 µs, about what it takes to wake a thread that sleeps; and nothing if
    /// there are more members than processors for them, where whoever spins keeps the one it waits for
    /// from running, or more than the quota allows, where whoever spins uses up the time of the one it
    /// waits for. Zero is also right for a program whose processor time is limited or paid for. A
    /// program that has its cores to itself may want a second: a region after a rest then begins at
    /// once, and the members keep their cores busy all the while.
    pub fn spin_limit(mut self, spin_limit: Duration) -> Self {
        self.spin_limit = Some(spin_limit);
        self
    }

    /// The name of the threads, to which the number of the member is added. The default is
    /// `hotloop`. Linux shows the first 15 bytes.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// What is left open is settled as suits this machine, and what no team can be is refused.
    pub(super) fn settled(&self) -> Result<Settled, Error> {
        if let Some(members) = self.members {
            check_members(members)?;
        }
        if self.name.contains('\0') {
            return Err(Error::Invalid {
                argument: "name",
                found: "a zero byte",
                expected: "none",
            });
        }
        let machine = machine();
        let pinned = match &self.binding {
            Binding::None => None,
            binding => Some(binding.places(&machine)?),
        };
        let members = self.members.unwrap_or_else(|| match &self.binding {
            Binding::Cores(list) => list.len().min(MAX_MEMBERS),
            _ => machine.available().min(MAX_MEMBERS),
        });
        let places = Places::new(pinned, &machine);
        let crowded = members > places.processors()
            || machine.quota.is_some_and(|quota| members as f64 > quota);
        let spin_limit = match self.spin_limit {
            Some(spin_limit) => SpinLimit(spin_limit),
            None if crowded => SpinLimit::ZERO,
            None => SpinLimit::WAKE_UP,
        };
        Ok(Settled {
            members,
            places: Arc::new(places),
            spin_limit,
        })
    }

    /// The beginning of a member's thread.
    pub(super) fn thread(&self, member: usize) -> (String, std::thread::Builder) {
        let name = format!("{} {member}", self.name);
        let thread = std::thread::Builder::new().name(name.clone());
        match self.stack_size {
            Some(bytes) => (name, thread.stack_size(bytes)),
            None => (name, thread),
        }
    }
}

/// What a team begins with.
pub(super) struct Settled {
    pub(super) members: usize,
    pub(super) places: Arc<Places>,
    pub(super) spin_limit: SpinLimit,
}

fn check_members(members: usize) -> Result<(), Error> {
    match members {
        0 => Err(Error::Zero {
            argument: "members",
        }),
        1..=MAX_MEMBERS => Ok(()),
        found => Err(Error::TooLarge {
            argument: "members",
            found,
            most: MAX_MEMBERS,
        }),
    }
}
