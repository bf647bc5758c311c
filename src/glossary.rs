//! The words of this crate, each in a few sentences for a reader who knows Python and NumPy.
//!
//! The pages of the crate link here where a word first falls. Each entry has the Python word for the same thing, if
//! there is one, and a page that shows it at work.
//!
//! * Code: [ladder](#ladder), [kernel](#kernel), [block](#block), [tail](#tail), [reduction](#reduction)
//! * Vectors: [vector](#vector), [lane](#lane), [mask](#mask), [register](#register), [instruction set and
//!   level](#instruction-set), [fused multiply-add](#fused-multiply-add)
//! * Time: [cycle](#cycle), [latency and throughput](#latency-and-throughput), [dependency chain](#dependency-chain),
//!   [load port](#load-port), [bounds check](#bounds-check), [branch misprediction](#branch-misprediction)
//! * Numbers: [rounding, `u` and ulp](#rounding), [subnormal](#subnormal)
//! * Memory: [cache](#cache), [cache line](#cache-line), [bandwidth](#bandwidth), [prefetch](#prefetch), [streaming
//!   store](#streaming-store), [non-temporal](#non-temporal), [page](#page), [first touch](#first-touch)
//! * Threads: [team](#team), [member](#member), [region](#region), [schedule](#schedule), [pinning](#pinning), [core
//!   and hardware thread](#hardware-thread), [quota](#quota), [NUMA node](#numa-node)
//! * Sharing: [race](#race), [atomic](#atomic), [lock](#lock), [false sharing](#false-sharing)
//!
//! # Code
//!
//! ## Ladder
//!
//! A ladder is one computation as several functions, from the plain loop to the fastest form, all with the same
//! arguments and the same answer, to the last bit or within a stated bound. Each function is a *rung*. Every ladder has the rungs `checked`, `unchecked`, `simd` and `threaded`; in
//! Python that would be the loop, Cython without bounds checks, NumPy or numba, and `prange`. All of them are in the
//! table of [`kernels`](crate::kernels).
//!
//! ## Kernel
//!
//! A kernel is the function that holds the inner loop, where a program spends its time. In Python it is the part that
//! one gives to numba or writes in Cython. It has nothing to do with the kernel of an operating system. The guide
//! shows how to [write one][kernel guide].
//!
//! ## Block
//!
//! A block is a part of an array, of fixed length, that is computed at one go: often 16,384 elements. Blocks are what
//! a team shares out. They are cut by the length of the array and not by the number of threads, so that the result
//! does not depend on that number; `np.array_split(x, threads)` does the opposite. [`sum`](crate::kernels::sum) adds
//! in blocks.
//!
//! ## Tail
//!
//! A vector takes eight elements at a time, but the length of an array need not be a multiple of eight. The tail is
//! what is left at the end: up to seven elements, which are computed one by one, or in a vector whose other lanes are
//! filled with something harmless. `as_chunks::<8>()` of a Rust slice returns the eights and the tail. The example of
//! [`simd`](crate::simd) has one.
//!
//! ## Reduction
//!
//! A reduction makes one value of many: a sum, a minimum, a count. In NumPy it is `np.add.reduce` or `x.sum()`. Where
//! floats are added, the order matters, because each addition [rounds](#rounding). So the order is fixed here, and the
//! same for all numbers of threads ([`sum`](crate::kernels::sum)).
//!
//! # Vectors
//!
//! ## Vector
//!
//! A vector is a few numbers on which one instruction works at the same time, for instance eight `f64`, which are
//! added to eight others. This is SIMD: *single instruction, multiple data*. NumPy's loops are made of such
//! instructions. In this crate a vector has eight `f64`, 64 bytes, whatever the processor has ([the
//! picture](crate::simd#one-vector-on-every-level)). Rust's type `Vec` is something else: a list that can grow.
//!
//! ## Lane
//!
//! A lane is one of the places of a [vector](#vector). Lane 3 of a sum is the sum of the two lanes 3, so what happens
//! in one lane does not disturb the others. If a vector holds `x[i:i+8]` in NumPy's notation, lane 3 is `x[i + 3]`.
//! See [`simd`](crate::simd).
//!
//! ## Mask
//!
//! A mask is a truth value for each lane. It is what `x < 2` is for a NumPy array, and
//! [`select`](crate::simd::F64x8::select) on it is `np.where`. It takes the place of an `if`, which would have to go
//! one way for all lanes. [`map`](crate::kernels::map) is made of one comparison and one mask.
//!
//! ## Register
//!
//! A register is a place in the core itself that holds one number or one vector. Instructions compute with registers,
//! which they reach without waiting. A core has 16 or 32 of them for vectors; if a loop needs more, the others go to
//! memory and come back, which is called *spilling*. [`Simd::REGISTERS`](crate::simd::Simd::REGISTERS) says how many
//! vectors fit.
//!
//! ## Instruction set
//!
//! An instruction set is the list of instructions that a processor knows. Each x86-64 processor has SSE2, whose
//! registers hold two `f64`; those since about 2015 have AVX2, four; servers and some others have AVX-512, eight; and
//! 64-bit ARM has NEON, two. A *level* is one of these choices in this crate ([`Level`](crate::simd::Level)). It is
//! made at run time, as NumPy makes it (`np.show_runtime()` prints NumPy's).
//!
//! ## Fused multiply-add
//!
//! A fused multiply-add computes `a * b + c` in one instruction, and rounds once, at the end. It does two operations
//! in the time of one, and its last bit may differ from that of a product and a sum, which round twice. In Python it
//! is `math.fma` (since 3.13), in Rust [`f64::mul_add`], in a kernel [`F64x8::mul_add`](crate::simd::F64x8::mul_add).
//! [`pairwise`](crate::kernels::pairwise) is bound by how many of them a core can do.
//!
//! # Time
//!
//! ## Cycle
//!
//! A cycle is one tick of a core's clock: about a quarter of a nanosecond at 4 GHz. Within it a core can start several
//! instructions that do not need each other's results. A line of Python takes a hundred cycles or more, one element of
//! [`sum::simd`](crate::kernels::sum) less than one.
//!
//! ## Latency and throughput
//!
//! Latency is how long one operation takes, throughput how many are completed in a given time. An addition of vectors
//! has its result after two to four cycles, and a core can start one or two in every cycle. So a loop reaches the
//! throughput only if it has four to eight additions under way that do not wait for each other.
//! [`sum`](crate::kernels::sum) shows both cases.
//!
//! ## Dependency chain
//!
//! In a dependency chain each operation needs the result of the one before. `for v in x: s += v` is one: no addition
//! can start before the last one is done, so it takes the [latency](#latency-and-throughput) of an addition for each
//! element, whatever else the core could do meanwhile. The remedy is several chains side by side, for a sum several
//! partial sums ([`sum`](crate::kernels::sum)). Where the formula is a chain itself, it takes algebra
//! ([`comb`](crate::kernels::comb)).
//!
//! ## Load port
//!
//! A load port is the part of a core that reads from the first-level cache into a register. Cores have two or three of
//! them, and each starts one load a cycle (of 64 bytes, some cores start fewer). That limits loops which do little
//! with each number that they read, once the numbers are in the cache ([`sum`](crate::kernels::sum)). There are store
//! ports, too, one or two.
//!
//! ## Bounds check
//!
//! A bounds check is the comparison of an index with the length, before each access. In Python and in Rust a bad index
//! is an error (`IndexError`, a panic) because of it. In Cython `boundscheck(False)` takes it off, and here the rung
//! `unchecked` does. Often the compiler proves that it is not needed, and then nothing is gained
//! ([`sum`](crate::kernels::sum)); [`histogram`](crate::kernels::histogram) has a loop that gains.
//!
//! ## Branch misprediction
//!
//! At every `if` a core guesses which way it will go, and works ahead. If the guess was wrong, that work is thrown
//! away: 10 to 20 cycles, and more where the branch has waited for its data. A branch that nearly always goes the same way is therefore free, and one that
//! depends on random numbers is dear. Vectors use a [mask](#mask) in its place. [`normal`](crate::kernels::normal)
//! has a case where it is a hundred cycles.
//!
//! # Numbers
//!
//! ## Rounding
//!
//! Most results do not fit in the 53 bits of an `f64`, and the nearest number that does is taken. One rounding changes
//! the result by at most the factor `1 ± u`, where `u = 2^-53`, about 1.1e-16: half of `np.finfo(float).eps`. So an
//! error of `23 u` means 23 such roundings at worst. An *ulp* (unit in the last place) is the distance from one float
//! to the next (`math.ulp(x)`). A result is *correctly rounded* if it is the float nearest to the true one, as those
//! of `+ - * /`, of `sqrt` and of `math.fsum` are, and that of [`sum::exact`](crate::kernels::sum::exact()).
//!
//! ## Subnormal
//!
//! The floats nearest to zero, below `np.finfo(float).tiny`, which is 2.2e-308, have fewer than 53 bits. They are
//! called subnormal, or denormal. Some processors take a hundred times as long for them. They are computed here as
//! IEEE 754 asks, never replaced by zero.
//!
//! # Memory
//!
//! ## Cache
//!
//! A cache is a small and fast memory that holds what was used last. A core has one of about 32 to 48 KiB (the first
//! level, 4,096 to 6,000 `f64`) and one of 0.5 to 2 MiB, and several cores share one of tens of MiB. A loop over an
//! array that fits runs at the speed of the core. Over a larger one it runs at the [bandwidth](#bandwidth) of the
//! memory. [`Machine`](crate::machine::Machine) prints the sizes.
//!
//! ## Cache line
//!
//! Caches do not hold single numbers but lines of 64 bytes (128 on some ARM processors): eight `f64` whose addresses
//! begin at a multiple of 64. Whoever reads one of them has fetched all eight, so `x[::8]` of a large NumPy array
//! takes about as long to read as `x`. Cores, too, hand memory to each other by the line, which is why there is [false
//! sharing](#false-sharing).
//!
//! ## Bandwidth
//!
//! Bandwidth is how many bytes a second the memory gives or takes, some 10 to 40 GB/s for one core. All cores share
//! what there is in total. If one core alone uses up most of it, more cores gain little. It is what limits `x.sum()`
//! and `a + b` in NumPy on large arrays. `cargo bench --bench tour` measures it, and says how much of it each rung
//! reaches.
//!
//! ## Prefetch
//!
//! To prefetch is to fetch a cache line before it is asked for. The core does it by itself for arrays that are read in
//! order. A kernel can ask for a line as well, with an instruction that does not wait for it
//! ([`Simd::prefetch`](crate::simd::Simd::prefetch)).
//!
//! ## Streaming store
//!
//! An ordinary store first reads the cache line that it writes to, and leaves it in the cache. A streaming store
//! writes to memory past the caches, which saves that reading. It pays for outputs that are larger than the cache, and
//! costs where the result is read soon, because it is no longer at hand. [`map`](crate::kernels::map) has the figures,
//! [`simd::stream`](crate::simd::stream) is for kernels of your own.
//!
//! ## Non-temporal
//!
//! Non-temporal is the processor makers' word for accesses to what will not be used again soon. A non-temporal store
//! is a [streaming store](#streaming-store).
//!
//! ## Page
//!
//! A page is the unit in which the operating system hands out memory: 4 KiB, or 2 MiB for a *huge page*. The core
//! looks up where each page is, and keeps a few thousand answers in its TLB (translation lookaside buffer). With huge
//! pages these are enough for gigabytes. NumPy asks for huge pages for large arrays, a `Vec` does not, and a large
//! [`memory::Buffer`](crate::memory) does.
//!
//! ## First touch
//!
//! The system gives a program a [page](#page) only when the program first writes to it. That first touch is slow,
//! often slower than the loop that does it. `np.zeros(n)` returns at once for that reason, and the first loop over the
//! array pays ([`memory`](crate::memory)). It also decides on which [NUMA node](#numa-node) the page is.
//!
//! # Threads
//!
//! ## Team
//!
//! A team is a group of threads that are started once and used for many loops. In Python it is
//! `ThreadPoolExecutor(n)`, `Pool(n)` or joblib's `Parallel(n_jobs=n)`. No interpreter's lock keeps its threads from
//! computing at the same time, and they share one memory, which processes do not. OpenMP calls it a team, too. The
//! page is [`threads`].
//!
//! ## Member
//!
//! A member is one thread of a [team](#team). The thread that asks for a loop works, too: it is member 0. A team of
//! four on four cores is therefore the caller and three others ([`threads`]).
//!
//! ## Region
//!
//! A region is one piece of work that all members of a team do together. It begins when a thread asks for it and ends
//! when all are done: one call of `pool.map`, one `prange` loop. An empty region costs about a tenth of a microsecond
//! on a warm team ([what it costs, and why][region]), and the guide says from which size on [a team pays][threads
//! guide].
//!
//! ## Schedule
//!
//! A schedule says which member gets which iterations of a loop: each an equal part (static), or whoever is free the
//! next piece (dynamic, guided). In Cython it is the argument of `prange(n, schedule="guided")`, in `Pool.map` it is
//! `chunksize`. It matters where iterations take unequal times. [`threads`] has the list, with a [picture][schedules].
//!
//! ## Pinning
//!
//! To pin a thread is to tell the system on which processor it has to run, so that it stays where its data are. A
//! *binding* is the rule by which a team's members get their places: close together, or spread out. In Python it is
//! `os.sched_setaffinity`, for OpenMP `OMP_PROC_BIND`. [When it helps][binding] is in the guide.
//!
//! ## Hardware thread
//!
//! Many cores can run two threads at once, and appear as two processors (Intel's word is hyper-threading). The two
//! share the arithmetic and the caches of one core. They gain where one of them often waits, and nothing where a
//! kernel keeps its core busy. `os.cpu_count()` counts hardware threads, `threads::available()` cores
//! ([`machine`](crate::machine)).
//!
//! ## Quota
//!
//! A container may be allowed a certain amount of processor time, say two processors, on a machine that has 64
//! (`docker run --cpus 2`). A program that starts 64 threads there uses up its time early in each period, and then
//! stands still. `threads::available()` heeds the quota, `os.cpu_count()` does not ([`machine`](crate::machine)).
//!
//! ## NUMA node
//!
//! A machine with several processor packages has several memories, each near to some of the cores. Such a part is a
//! node; NUMA is *non-uniform memory access*. Every core can read all memory, but what is far takes longer, and comes
//! through a narrower path. [First touch](#first-touch) decides where a page is ([`memory`](crate::memory)).
//!
//! # Sharing
//!
//! ## Race
//!
//! A race is a program whose result depends on which thread comes first. Two threads that do `x += 1` may both read 5
//! and both write 6, and one addition is lost. It happens in Python as well, where the interpreter's lock may change
//! hands between the read and the write. [`races`] draws it step by step, and says how it differs from a *data race*.
//!
//! ## Atomic
//!
//! An operation is atomic if no other thread can see it half done. `list.append` is atomic in CPython, and `x += 1` is
//! not. In Rust, `AtomicU64::fetch_add` is an addition of that kind; it is slower than a plain one, above all where
//! several threads use one counter ([`races`]).
//!
//! ## Lock
//!
//! A lock lets one thread at a time into a part of the program, the *critical section*: `threading.Lock` in Python,
//! `Mutex` in Rust. All others wait. Python's global interpreter lock (GIL) is one around the whole interpreter.
//! [`races`] measures what locks cost.
//!
//! ## False sharing
//!
//! Two threads write to two different variables that are on one [cache line](#cache-line). Neither needs the other's
//! number, but a core must have the line to itself to write to it, so it travels to and fro. The program is right and
//! several times slower. The remedy is to put the variables on lines of their own ([`races`], with a picture).
//!
#![cfg_attr(feature = "threads", doc = "[`threads`]: crate::threads")]
#![cfg_attr(
    feature = "threads",
    doc = "[region]: crate::threads#what-a-region-costs-and-why"
)]
#![cfg_attr(feature = "threads", doc = "[schedules]: crate::threads#schedules")]
#![cfg_attr(feature = "threads", doc = "[kernel guide]: crate::guide::kernel")]
#![cfg_attr(feature = "threads", doc = "[threads guide]: crate::guide::threads")]
#![cfg_attr(
    feature = "threads",
    doc = "[binding]: crate::guide::threads#where-members-run"
)]
#![cfg_attr(feature = "races", doc = "[`races`]: crate::races")]
// Pages that these features have not, as they are published.
#![cfg_attr(
    not(feature = "threads"),
    doc = "[`threads`]: https://docs.rs/hotloop/latest/hotloop/threads/
[region]: https://docs.rs/hotloop/latest/hotloop/threads/#what-a-region-costs-and-why
[schedules]: https://docs.rs/hotloop/latest/hotloop/threads/#schedules
[kernel guide]: https://docs.rs/hotloop/latest/hotloop/guide/kernel/
[threads guide]: https://docs.rs/hotloop/latest/hotloop/guide/threads/
[binding]: https://docs.rs/hotloop/latest/hotloop/guide/threads/#where-members-run"
)]
#![cfg_attr(
    not(feature = "races"),
    doc = "[`races`]: https://docs.rs/hotloop/latest/hotloop/races/"
)]
