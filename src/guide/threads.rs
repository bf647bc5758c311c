//! Choosing threads, schedule and binding.
//!
//! * [In short](#in-short)
//! * [How many members](#how-many-members): cores, hardware threads, quotas
//! * [When a team pays](#when-a-team-pays): the formula, and a program that finds the length
//! * [Which schedule](#which-schedule)
//! * [Where members run](#where-members-run): binding, containers, NUMA nodes
//! * [Teams beside other pools](#teams-beside-other-pools): nested regions, rayon, tokio, forks
//!
//! # In short
//!
//! ```
//! use hotloop::threads::{Schedule, Team};
//!
//! let team = Team::builder().spawn()?; // one member a core, no more than the quota, each on a core of its own
//! let squares = team.map(&[1, 2, 3, 4], Schedule::Adaptive, |x| x * x)?;
//! assert_eq!(squares, [1, 4, 9, 16]);
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! is right for most programs: one [team](crate::glossary#team), made once and kept. The rest of this page is for the
//! others.
//!
//! | the program | members | schedule | binding |
//! |---|---|---|---|
//! | computes, all parts alike | one a core | Static | Close |
//! | computes, parts of unknown length | one a core | Adaptive | Close |
//! | computes a few long tasks | one a core | Dynamic, chunk 1 | Close |
//! | has parts that get longer along the loop | one a core | Cyclic, or Guided, min_chunk 1 | Close |
//! | goes through arrays larger than the caches | one a core, or fewer: try | Static, which gives a member the same part in each loop | Spread, and [first touch](#numa-nodes) |
//! | waits for files or the network | as many as there are things to wait for | Dynamic, chunk 1 | None |
//! | shares the machine with other busy programs | fewer than there are cores | Adaptive | None |
//! | runs in a container with a quota | what [available](crate::threads::available) says | any of these | any of these |
//! | is a library, called by programs with threads of their own | the caller's team, as an argument | | |
//!
//! The schedules are the variants of [`Schedule`](crate::threads::Schedule) (`Dynamic { chunk: 1 }`,
//! `Guided { min_chunk: 1 }`), the bindings those of [`Binding`](crate::threads::Binding). Small loops want no team at all: see [when a team
//! pays](#when-a-team-pays).
//!
//! # How many members
//!
//! [`available`](crate::threads::available) counts the physical cores that the calling thread may use, and stops at
//! the whole processors of a container's [quota](crate::glossary#quota). It is the default of
//! [`Team::builder`](crate::threads::Team::builder).
//!
//! **Hardware threads.** Two [hardware threads](crate::glossary#hardware-thread) of a core share its arithmetic and
//! its caches. A second member on the core gains where the first waits: for divisions, mispredicted branches, a chain
//! of operations, memory that is read in no order. The `simd` rungs wait for little. If your loop does wait, measure
//! with twice as many members: [`Machine::current`](crate::machine::Machine::current) lists the processors, and
//! `Close` and `Spread` go to the second hardware threads when all cores have a member.
//!
//! ```sh
//! cargo bench --bench tour -- --members 1,2,4 mixture:: ou::
//! ```
//!
//! in hotloop's source measures the `threaded` rungs on teams of these sizes.
//!
//! **Cores of two kinds.** Where a processor has fast and slow cores, a static schedule waits for the slowest. Take a
//! schedule that deals out work as it runs, or only as many members as there are fast cores, which get their members
//! first.
//!
//! **More members than cores** make sense if members wait for something outside of the processor. Such a team does not
//! spin (see [`spin_limit`](crate::threads::Builder::spin_limit)).
//!
//! # When a team pays
//!
//! Let one thread take `t` nanoseconds an element, and a [region](crate::glossary#region) cost `r` nanoseconds. A loop
//! over `n` elements then takes
//!
//! ```text
//! alone           n t
//! m members       r + n t / m
//! ```
//!
//! and the team is faster if `n > r / t * m / (m - 1)`. For two members that is `2 r / t`, for many `r / t`. How
//! large `r` is depends on what the members were doing:
//!
//! * **They have just finished another region** and still spin: `cargo bench --bench tour -- team` in hotloop's source
//!   measures it, some 100 ns.
//! * **They sleep**, because nobody has asked for longer than the [spin limit](crate::threads::Builder::spin_limit)
//!   (100 µs). Regions that share out work do not wait for sleepers, so `r` is about a microsecond, for the call that
//!   wakes them. But until they are awake, which takes about as long as that limit, the caller computes alone.
//! * **They have other data in their caches.** The first pass of a member over its part comes from memory or from
//!   another core's cache.
//!
//! Because of the third, the true length is often larger than the formula says. And where memory is the limit, `m` in
//! it is not the number of members but the ratio of two [bandwidths](crate::glossary#bandwidth), that of all cores to
//! that of one. On a 2-core EPYC (Zen 3) these are 30.5 and 25.6 GB/s, a ratio of 1.2: a second member gains no more
//! than that.
//!
//! So measure. This program finds the length from which on two members sum faster than one thread; put your own
//! functions in the two marked lines.
//!
//! ```no_run
//! use hotloop::kernels::sum;
//! use hotloop::simd::Level;
//! use hotloop::threads::{Binding, Schedule, Team};
//! use std::hint::black_box;
//! use std::time::Instant;
//!
//! /// The least time of several runs, in nanoseconds.
//! fn least(mut f: impl FnMut()) -> f64 {
//!     let mut least = f64::INFINITY;
//!     for _ in 0..1_000 {
//!         let start = Instant::now();
//!         f();
//!         least = least.min(start.elapsed().as_nanos() as f64);
//!     }
//!     least
//! }
//!
//! fn main() -> Result<(), hotloop::Error> {
//!     let level = Level::current();
//!     Team::scope(2, Binding::Close, |team| {
//!         for len in (8..=24).map(|k| 1 << k) {
//!             let x = vec![0.5; len];
//!             let half = |range: std::ops::Range<usize>| sum::simd_at(level, &x[range]);
//!             let alone = least(|| {
//!                 black_box(sum::simd_at(level, black_box(&x))); // one thread
//!             });
//!             let shared = least(|| {
//!                 let sum = team.map_reduce(len, len / 2, Schedule::Static, half, |a, b| a + b); // the team
//!                 let _ = black_box(sum);
//!             });
//!             println!("{len:>9} elements: {alone:>9.0} ns alone, {shared:>9.0} ns shared, {:.2}", alone / shared);
//!         }
//!     })
//! }
//! ```
//!
//! The `threaded` rungs of the ladders know such a length and leave shorter inputs to the caller: `sum::threaded` up
//! to 65,536 elements. For them, `cargo bench --bench cliffs -- sum` lists each length at which a rung is slower than
//! the one below it.
//!
//! # Which schedule
//!
//! A [schedule](crate::glossary#schedule) says who gets which iterations. The [picture](crate::threads#schedules)
//! shows what each makes of a loop whose iterations get longer, and [`Schedule`](crate::threads::Schedule) has the
//! figures. Three questions lead to one of them:
//!
//! 1. **Do all iterations take equally long?** `Static`: it costs nothing, and in the next loop each member finds its
//!    part in its caches.
//! 2. **Do they get steadily longer or shorter?** `Cyclic` is as cheap, and even. It is wrong where long
//!    iterations come at equal distances that have a factor in common with the number of members (every second one,
//!    two members), and for writing an array:
//!    neighbouring elements on one cache line belong to different members ([false
//!    sharing](crate::glossary#false-sharing)).
//! 3. **Neither, or you do not know?** `Adaptive`, which measures as it goes. If a result depends on where the chunks
//!    begin (a sum of `f64` over each chunk), take `Dynamic` with a chunk that lasts some microseconds, or
//!    [`map_reduce`](crate::threads::Team::map_reduce), whose blocks are fixed under every schedule.
//!
//! [`Team::trace`](crate::threads::Team::trace) tells who ran what, and when, of a loop of yours.
//!
//! # Where members run
//!
//! A [binding](crate::glossary#pinning) keeps each member on one processor. Without it (`Binding::None`) the system
//! moves threads as it likes, which is right where other programs need the same cores: a member that is pinned to a
//! busy core waits for it, and all others wait for that member.
//!
//! | [`Binding`](crate::threads::Binding) | members are | for |
//! |---|---|---|
//! | `Close` | on neighbouring cores, which share a cache | members that hand each other data; the default |
//! | `Spread` | as far from each other as can be | members that each want a cache and a memory of their own |
//! | `Cores(list)` | where you say | two teams side by side; machines that you know better |
//! | `Primary` | all on one core | experiments |
//! | `None` | wherever the system puts them | shared machines, members that wait |
//!
//! **The caller.** A team made by [`Team::spawn`](crate::threads::Team::spawn) leaves the calling thread, its member
//! 0, unpinned. [`Team::scope`](crate::threads::Team::scope) runs its closure on a new thread that is pinned like the
//! others, so it is what to measure with. [`Team::placement`](crate::threads::Team::placement) tells where all are.
//!
//! ## Containers
//!
//! `docker run --cpuset-cpus 0-3` limits *which* processors there are, `--cpus 2` for *how long* they may be used.
//! Both are heeded by the default. If you choose the number yourself, do not take `nproc` or `os.cpu_count()`: with a
//! quota of 2 and 64 members, all are stopped for most of each period. A quota of 2.5 is two members.
//!
//! ## NUMA nodes
//!
//! A page of memory is on the [node](crate::glossary#numa-node) of the thread that first wrote to it. An array that
//! the main thread has filled is therefore on one node, and the members on all others read it from afar. Let each
//! member touch its part first, and use the same schedule, `Static`, for all loops over it:
//!
//! ```
//! use hotloop::memory::Buffer;
//! use hotloop::threads::{Binding, Team};
//!
//! let team = Team::builder().binding(Binding::Spread).spawn()?;
//! let x: Buffer<f64> = Buffer::touched_by(&team, 1_000_000)?; // zeros, each part near the member that will use it
//! assert_eq!(x[999_999], 0.0);
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! # Teams beside other pools
//!
//! * **A region inside a region** runs on the member that asks for it: it is never wrong, and never makes more
//!   threads. Share out the outer loop, if it has enough iterations to go round.
//! * **Two teams at the same time** on the same cores take turns at the system's discretion. Give each its own cores,
//!   with `Binding::Cores`.
//! * **rayon, tokio and others** keep threads of their own. If their tasks call kernels, all cores are busy already:
//!   pass [`Team::solo`](crate::threads::Team::solo). If one task at a time does, keep one team for all tasks; calls
//!   from several threads then run one after the other. What a body must not wait for is under [what is asked
//!   for](crate::threads#what-is-asked-for).
//! * **A blocking call in tokio** belongs in `spawn_blocking`, and a region is one.
//! * **After a fork** (`multiprocessing` on Linux) the child has no members: regions run on the caller. Make a new
//!   team there.
