//! A team: its members, where they run, and how a region reaches them.

use super::binding::Binding;
use super::builder::{Builder, MAX_MEMBERS, Settled};
use super::fork::Process;
use super::handshake::{Body, Leader, Member, Participation, Worker, leader_and_workers};
use super::placement::{Placement, Places};
use super::wait::SpinLimit;
use super::watch::lock;
use crate::Error;
use std::cell::Cell;
use std::fmt;
use std::mem::{forget, take};
use std::panic::{RefUnwindSafe, UnwindSafe, resume_unwind};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::thread::JoinHandle;

/// Threads that run regions together, in the OpenMP sense. See the [module](super) for what they
/// do.
///
/// Its [`Debug`] form says where they are: `Team { members: 2, on: the calling thread, core 1 }`.
#[doc(alias(
    "Pool",
    "ThreadPool",
    "ThreadPoolExecutor",
    "Parallel",
    "joblib",
    "OpenMP"
))]
pub struct Team {
    // Fields are dropped in this order: the leader tells the workers that the team is over, then
    // their threads are joined.
    leader: Mutex<Leader>,
    workers: WorkerThreads,
    placements: Arc<Vec<OnceLock<Placement>>>,
}

// A panic in a region leaves the team as it was: that is what regions promise.
impl UnwindSafe for Team {}
impl RefUnwindSafe for Team {}

impl fmt::Debug for Team {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Team")
            .field("members", &self.members())
            .field("on", &Whereabouts(&self.placements))
            .finish()
    }
}

/// Where members run, as far as they have got there: nobody is waited for.
struct Whereabouts<'a>(&'a [OnceLock<Placement>]);

impl fmt::Debug for Whereabouts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = |placement: &OnceLock<Placement>| match placement.get() {
            Some(placement) => placement.to_string(),
            None => "its way".into(),
        };
        let places: Vec<_> = self.0.iter().map(place).collect();
        f.write_str(&places.join(", "))
    }
}

impl Team {
    /// The most members that a team can have.
    pub const MAX_MEMBERS: usize = MAX_MEMBERS;

    /// The builder of a team, for the settings that [`scope`](Team::scope) and
    /// [`spawn`](Team::spawn) leave at their defaults.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// Runs `f` with a team of `members` new threads, each pinned to one processor as `binding` says,
    /// and ends them before it returns.
    ///
    /// `f` runs as member 0 on the first of them. The calling thread waits and is never pinned, so
    /// its affinity is what it was. One scope serves any number of regions.
    ///
    /// ```
    /// use hotloop::threads::{Binding, Schedule, Team};
    ///
    /// let x: Vec<u64> = (0..1000).collect();
    /// let sum = Team::scope(2, Binding::Close, |team| {
    ///     let block = |range: std::ops::Range<usize>| x[range].iter().sum::<u64>();
    ///     team.map_reduce(x.len(), 100, Schedule::Static, block, |a, b| a + b)
    /// })??;
    /// assert_eq!(sum, Some(499_500));
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Zero`] and [`Error::TooLarge`] for a number of members that is not 1 to
    /// [`MAX_MEMBERS`](Team::MAX_MEMBERS), [`Error::NoSuchProcessor`] and [`Error::Zero`] for
    /// [`Binding::Cores`] with a processor that the thread may not use or with none, [`Error::Spawn`]
    /// if a thread cannot be started. `f` has not run then.
    ///
    /// # Panics
    ///
    /// If `f` does, with what it says.
    pub fn scope<R: Send>(
        members: usize,
        binding: Binding,
        f: impl FnOnce(&Self) -> R + Send,
    ) -> Result<R, Error> {
        Self::builder().members(members).binding(binding).scope(f)
    }

    /// A team that is owned by a value and ends when it is dropped, for programs whose structure
    /// has no scope to hold it.
    ///
    /// Whichever thread asks for a region is its member 0, and is not pinned; `members - 1` threads
    /// are started and pinned for the others. Regions asked for by two threads at once run one
    /// after the other.
    ///
    /// ```
    /// use hotloop::threads::{Binding, Team};
    ///
    /// let team = Team::spawn(2, Binding::Spread)?;
    /// let (a, b) = team.invoke((|| 6 * 7, || "forty-two".len()));
    /// assert_eq!((a, b), (42, 9));
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`scope`](Team::scope).
    pub fn spawn(members: usize, binding: Binding) -> Result<Self, Error> {
        Self::builder().members(members).binding(binding).spawn()
    }

    /// A team of one: every region runs on the thread that asks. No thread is started and no atomic
    /// touched, but for those that [`invoke`](Team::invoke) and
    /// [`map_with_progress`](Team::map_with_progress) use themselves.
    ///
    /// ```
    /// use hotloop::threads::{Schedule, Team};
    ///
    /// let squares = Team::solo().map(&[1, 2, 3], Schedule::Static, |x| x * x)?;
    /// assert_eq!(squares, [1, 4, 9]);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    pub fn solo() -> Self {
        let (leader, _) = leader_and_workers(0, SpinLimit::ZERO);
        let placements = Arc::new(vec![OnceLock::from(Placement::Caller)]);
        Self {
            leader: Mutex::new(leader),
            workers: WorkerThreads::of(Process::default()),
            placements,
        }
    }

    /// [`spawn`](Team::spawn), as the builder says.
    pub(super) fn owned(builder: &Builder) -> Result<Self, Error> {
        let (team, _) = Self::start(builder)?;
        team.record(0, Placement::Caller);
        Ok(team)
    }

    /// [`scope`](Team::scope), as the builder says.
    pub(super) fn scoped<R: Send>(
        builder: &Builder,
        f: impl FnOnce(&Self) -> R + Send,
    ) -> Result<R, Error> {
        let (team, places) = Self::start(builder)?;
        let inherit = inherit();
        let outcome = std::thread::scope(|scope| {
            let first = || {
                inherit();
                team.record(0, places.pin(0));
                let result = f(&team);
                // Here and not when the team is dropped, so that the threads end side by side.
                team.leader().close();
                result
            };
            let (name, thread) = builder.thread(0);
            let spawned = thread.spawn_scoped(scope, first);
            spawned
                .map(|thread| thread.join())
                .map_err(|error| Error::spawn(name, &error))
        })?;
        drop(team);
        outcome.or_else(|payload| resume_unwind(payload))
    }

    /// How many members the team has, at least one.
    pub fn members(&self) -> usize {
        self.placements.len()
    }

    /// Where each member runs. It waits until every member has tried to go there. (In a process that
    /// has forked from the team's own, there is the caller alone.)
    pub fn placement(&self) -> Vec<Placement> {
        if !self.workers.is_here() {
            return vec![Placement::Caller];
        }
        self.placements
            .iter()
            .map(|placement| *placement.wait())
            .collect()
    }

    /// Runs `body` once for every member, all at the same time, and returns when the last is done.
    ///
    /// Members may wait for each other inside it (as with a [`Barrier`](std::sync::Barrier) of
    /// `member.members`, which is not always [`members`](Team::members)): inside a region that two
    /// or more members share, whichever team's, there is one, the member that asked; and so there is
    /// in a process that has forked from the team's own.
    ///
    /// ```
    /// use hotloop::threads::{Binding, Team};
    /// use std::sync::atomic::{AtomicUsize, Ordering};
    ///
    /// let team = Team::spawn(3, Binding::Close)?;
    /// let seen = AtomicUsize::new(0);
    /// team.parallel(|member| {
    ///     seen.fetch_add(1 << member.index, Ordering::Relaxed);
    /// });
    /// assert_eq!(seen.into_inner(), 0b111);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If `body` does, with what the first member to panic (in the order of members) says, after
    /// all have ended.
    pub fn parallel(&self, body: impl Fn(Member) + Sync) {
        self.region(self.present(), Participation::Required, &body);
    }

    /// How many members a region has that is asked for here and now.
    pub(crate) fn present(&self) -> usize {
        match self.members() {
            1 => 1,
            _ if INSIDE.get() || !self.workers.is_here() => 1,
            members => members,
        }
    }

    /// How many members can run at the same time, as far as one can know.
    #[cfg(feature = "races")]
    pub(crate) fn cores(&self) -> usize {
        let (mut pinned, mut free) = (std::collections::HashSet::new(), 0);
        for placement in self.placement() {
            match placement {
                Placement::Core(core) => drop(pinned.insert(core)),
                _ => free += 1,
            }
        }
        let processors = super::placement::machine().processors.len();
        (pinned.len() + free)
            .min(processors.max(1))
            .min(self.present())
    }

    /// Runs `body` once for every one of `members`, which are those that are
    /// [`present`](Team::present). They are counted once a region: what has been dealt out to
    /// members is run by as many.
    pub(super) fn region(&self, members: usize, participation: Participation, body: &Body<'_>) {
        if members == 1 {
            return body(Member {
                index: 0,
                members: 1,
            });
        }
        let outcome = {
            let mut leader = self.leader();
            let _inside = Inside::enter();
            leader.run(participation, body)
        };
        if let Err(payload) = outcome {
            resume_unwind(payload);
        }
    }

    /// The leader, once no other region runs.
    fn leader(&self) -> MutexGuard<'_, Leader> {
        // A panic while it was held has left it in order: `run` returns panics as values.
        lock(&self.leader)
    }

    /// Starts the threads of members 1, 2, ….
    fn start(builder: &Builder) -> Result<(Self, Arc<Places>), Error> {
        let Settled {
            members,
            places,
            spin_limit,
        } = builder.settled()?;
        let (leader, workers) = leader_and_workers(members - 1, spin_limit);
        let placements = Arc::new((0..members).map(|_| OnceLock::new()).collect());
        let mut team = Self {
            leader: Mutex::new(leader),
            workers: WorkerThreads::of(Process::watched()),
            placements,
        };
        for worker in workers {
            let thread = team.start_worker(worker, builder, &places)?;
            team.workers.threads.push(thread);
        }
        Ok((team, places))
    }

    /// Starts the thread of one member.
    fn start_worker(
        &self,
        worker: Worker,
        builder: &Builder,
        places: &Arc<Places>,
    ) -> Result<JoinHandle<()>, Error> {
        let member = worker.index();
        let (placements, places) = (Arc::clone(&self.placements), Arc::clone(places));
        let (name, thread) = builder.thread(member);
        let spawned = thread.spawn(move || {
            placements[member]
                .set(places.pin(member))
                .expect("a member is placed once");
            // All that this thread ever runs is parts of regions.
            INSIDE.set(true);
            worker.work();
        });
        spawned.map_err(|error| Error::spawn(name, &error))
    }

    fn record(&self, member: usize, placement: Placement) {
        self.placements[member]
            .set(placement)
            .expect("a member is placed once");
    }
}

// Here and not beside the settings, so that those know no team.
impl Builder {
    /// A team that is owned by a value: [`Team::spawn`].
    ///
    /// # Errors
    ///
    /// [`Error::Zero`] and [`Error::TooLarge`] for a number of members that is not 1 to
    /// [`MAX_MEMBERS`](Team::MAX_MEMBERS), [`Error::NoSuchProcessor`] and [`Error::Zero`] for
    /// [`Binding::Cores`] with a processor that the thread may not use or with none,
    /// [`Error::Invalid`] for a name with a zero byte in it, [`Error::Spawn`] if a thread cannot be
    /// started, with such a stack.
    pub fn spawn(&self) -> Result<Team, Error> {
        Team::owned(self)
    }

    /// Runs `f` with a team whose threads are all new: [`Team::scope`].
    ///
    /// ```
    /// use hotloop::threads::Team;
    ///
    /// let deep = Team::builder().members(1).stack_size(64 << 20);
    /// fn depth(n: u32) -> u32 {
    ///     std::hint::black_box([0_u8; 1024]);
    ///     if n == 0 { 0 } else { 1 + depth(n - 1) }
    /// }
    /// assert_eq!(deep.scope(|_| depth(10_000))?, 10_000);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`spawn`](Builder::spawn). `f` has not run then.
    ///
    /// # Panics
    ///
    /// If `f` does, with what it says.
    pub fn scope<R: Send>(&self, f: impl FnOnce(&Team) -> R + Send) -> Result<R, Error> {
        Team::scoped(self, f)
    }
}

/// The threads of members 1, 2, …, which are waited for when the team ends.
#[derive(Debug)]
struct WorkerThreads {
    threads: Vec<JoinHandle<()>>,
    /// Where they are.
    process: Process,
}

impl WorkerThreads {
    /// None yet, of that process.
    fn of(process: Process) -> Self {
        Self {
            threads: Vec::new(),
            process,
        }
    }

    /// Whether the threads are in this process, if there are any.
    #[inline]
    fn is_here(&self) -> bool {
        self.process.is_here()
    }
}

impl Drop for WorkerThreads {
    fn drop(&mut self) {
        if !self.is_here() {
            // Neither to be waited for nor to be let go: there are no such threads.
            return forget(take(&mut self.threads));
        }
        for thread in self.threads.drain(..) {
            // A member catches what its parts throw, so there is nothing to hear about.
            let _ = thread.join();
        }
    }
}

thread_local! {
    /// Whether this thread is running a part of a region of two or more members, or something that
    /// such a part waits for.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// For a thread that this one starts and waits for: called there, it is inside a region as this one
/// is. If it had to wait for a team that this thread is keeping, both would wait for ever.
pub(super) fn inherit() -> impl FnOnce() + Send {
    let inside = INSIDE.get();
    move || INSIDE.set(inside)
}

/// Marks this thread as inside a region for as long as it lives.
struct Inside;

impl Inside {
    fn enter() -> Self {
        INSIDE.set(true);
        Self
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        INSIDE.set(false);
    }
}
