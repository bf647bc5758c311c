//! The four tutorials, cell by cell, and what hotloop has for each.
//!
//! hotloop's loops come from four Python notebooks. This page goes through them in their own order, for readers who
//! know a cell and look for its counterpart. It also says what each cell does, because of two of the notebooks no
//! address is known. A cell has the number that the notebook prints beside it, and *text*
//! stands for what is said between two cells. A `-` means that there is nothing to look for. Terms are in the
//! [`glossary`](crate::glossary).
//!
//! * [*Accelerating Applications*](#accelerating-applications): maps, a pool, sums
//! * [Jacob Schreiber](#jacob-schreiber-on-parallel-processing-in-python): locks, summaries, pairs, mixtures
//! * [*Parallel/efficient coding in Python*](#parallelefficient-coding-in-python): primes, comb filters
//! * [Antonino Ingargiola](#antonino-ingargiola-a-tour-of-python-profiling-and-optimization): random numbers, a random
//!   process
//! * [What Rust does in another way](#what-rust-does-in-another-way): lazy maps, compilation, `nogil`, I/O, Ctrl-C,
//!   profiling
//!
//! [`races`] takes the feature of that name and `ranks` the feature `mpi`. Benches are run in the source of hotloop,
//! by the commands shown. Where a cell times something, `%timeit` becomes such a command.
//!
//! # *Accelerating Applications*
//!
//! Its cells have no numbers, so those that hold code are counted here, from 1.
//!
//! | cell | here | |
//! |---|---|---|
//! | 1: imports NumPy | slices; [`Buffer`] | All kernels take slices. A `Buffer` is a slice which, if it is large, asks for huge pages, as NumPy's large arrays do |
//! | 2: a function with a branch | [`map::checked`] | The tutorial's threshold is 2 |
//! | 3: gives it an array, and fails | [`map::simd`] | An array has no one truth value. Eight comparisons make a mask, and the mask selects |
//! | 4: maps it over a range | [`map::checked`], [`Team::map`] | [A map that is lazy](#a-map-that-is-lazy) |
//! | text: no side effects | [`Team::map`], [`races`] | A closure that changes what it shares with others compiles only if it takes a lock or an atomic. `races` shows what happens otherwise |
//! | 5: imports the pool and matplotlib | [`threads`], [`Picture`] | |
//! | 6: the heavy function, from a seed to pixels | [`heavy::difficult_function`] | Its parts are [`uniform`], [`histogram`] and [`Picture`] |
//! | 7: eight seeds | the first argument of [`heavy::simd`] | |
//! | 8: one after the other, timed | [`heavy::checked`], [`heavy::simd`] | `cargo bench --bench tour -- heavy` |
//! | 9: a pool of two | [`Team::spawn`] | Threads, which share memory |
//! | 10: the pool's map, timed | [`heavy::threaded`] | Two members take half of the time of one: nothing is sent. For a function of your own, [`Team::map`] |
//! | 11: `standard`, the loop | [`sum::checked`] | |
//! | 12: `numpy_way`, the array's own sum | [`sum::simd`] | On all cores, [`sum::threaded`] |
//! | 13: `python_way`, the built-in sum | `x.iter().sum::<i64>()` | The standard library's. In a debug build it panics on overflow, where [`sum::checked`] wraps |
//! | 14: ten million integers | `(0..10_000_000).collect::<Vec<i64>>()` | The rungs of `sum` take integers, too |
//! | 15 to 17: the three, timed | `cargo bench --bench tour -- sum::` | It has the same ten million, as `i64` |
//! | 18: imports numba | [`dispatch!`] | |
//! | 19: `numba_way`, the loop compiled | [`sum::checked`], [`sum::simd`] | LLVM compiles both. `checked` is for any processor of the target, and `simd`, as numba's, for the one that is there. Of a loop over integers LLVM makes vectors by itself. Of one over floats it may not, because another order is another sum; `simd` has an order of its own |
//! | 20: timed, the first call slow | `cargo bench --bench tour -- sum::` | [Types, and when code is compiled](#types-and-when-code-is-compiled) |
//! | text: type annotations | - | [Types, and when code is compiled](#types-and-when-code-is-compiled) |
//! | text: mpi4py | the module [`ranks`], with the feature `mpi` | Any number of ranks give the bits of one machine |
//!
//! # Jacob Schreiber, on parallel processing in Python
//!
//! [*Parallel Processing in Python*](https://homes.cs.washington.edu/~jmschr/lectures/Parallel_Processing_in_Python.html),
//! a lecture.
//!
//! | cell | here | |
//! |---|---|---|
//! | text: the interpreter's lock | - | [What `nogil` asks for](#what-nogil-asks-for) |
//! | 1: loads Cython and pictures | - | `cargo bench --bench tour -- mixture:: --mixture scatter.svg` draws cells 17 and 18 |
//! | 2: four threads count without a lock | [`counters::Racy`], [`race`] | It loses counts, as the cell does, and has no undefined behaviour |
//! | 3: with the lock | [`counters::StdMutex`] | [`counters::Local`] is right and fast |
//! | 4: with the lock taken too late | [`counters::LockedStore`] | |
//! | text: a lock leaves one thread at a time | [`contention`] | `cargo bench --bench tour -- races` measures it, and cells 2 to 4 |
//! | text: the data cut by hand, a process for each part | [`processes`], [`ranks`] | |
//! | 5: `summarize`, length and sum | [`summary::checked`] | A [`Summary`] has both, and more |
//! | 6: the mean of ten million numbers | [`normal::simd`], [`Summary::mean`] | They are normal around 8.342: `Normal::new(8.342, 1.0)` |
//! | 7: timed | [`summary::simd`] | `cargo bench --bench tour -- summary` |
//! | 8: four processes, every fourth number each | [`summary::strided`] | [`Pool::summarize`] does it with processes, over parts in a row |
//! | 9: puts the parts together | [`Summary::merge`] | |
//! | 10: parts in a row, timed | [`Pool::summarize`], [`summary::threaded`] | `cargo bench --bench tour -- races::processes` |
//! | 11: making a pool, timed | [`Pool::spawn`], [`Team::spawn`] | The same command |
//! | text: data copied, pipes and queues | [`transport`] | `cargo bench --bench tour -- races::transport` |
//! | 12: `scalar_sum` and `pairwise_sum` | [`between::checked`], [`pairwise::checked`] | `scalar_sum(X, y)` is `between::checked(x, &[y])`. [`general`] takes any function in place of the product |
//! | 13: timed with 1,000 numbers | `cargo bench --bench ladders -- pairwise` | The benches have 5,000 and 100,000. [`closed_form`] needs no pairs |
//! | 14: a task for each number | [`pairwise::scheduled`] | A task is 120 rows here, and the array is sent nowhere |
//! | text: the density of a normal distribution | [`Mixture::ln_densities`] | Of a mixture with one component it is the logarithm of that density |
//! | 15: expectation, covariance, maximisation | [`Mixture::responsibilities`], [`Moments`], [`Moments::maximise`] | |
//! | 16: fifty iterations | [`mixture::checked`], [`iterate`] | [`Settings`] shows the tutorial's own |
//! | 17: 400,000 points, drawn | [`Mixture::sample`] | |
//! | 18: the fit, timed and coloured | [`mixture::simd`], [`Mixture::labels`] | `cargo bench --bench tour -- mixture` |
//! | text: share out the model, or the data | [`model_parallel`], [`mixture::threaded`] | [Which is faster, and when](crate::kernels::mixture#data-parallel-or-model-parallel) |
//! | text: what joblib adds to the pool | [`Team::scope`], [`Schedule::Adaptive`], [`Team::solo`] | A pool kept from loop to loop; batches whose size is found as the loop runs; one job without a pool |
//! | 19: the fit on joblib's processes | [`model_parallel`] | Joblib's tasks are components, too. Here the team is kept for all iterations, and no density is sent |
//! | 20: 5,000 numbers | [`normal::simd`] | |
//! | 21: the pairs in Python, timed | - | [From untyped to typed](#from-untyped-to-typed) |
//! | 22, 23: the same text through Cython | - | The same section |
//! | 24, 25: `scalar_sum` typed | [`between::checked`] | Here Rust begins |
//! | 26, 27: `pairwise_sum` typed, too | [`pairwise::checked`] | |
//! | text: rules for code without the lock | - | [What `nogil` asks for](#what-nogil-asks-for) |
//! | 28, 29: pointers, without the lock | [`pairwise::unchecked`] | A pointer has no bounds to check |
//! | 30, 31: OpenMP's guided loop | [`pairwise::scheduled`], [`Schedule::Guided`] | OpenMP adds up the threads' sums in any order. Here every team gives the same bits |
//! | text: no OpenMP on Windows | [`Team`] | A team needs no OpenMP, on any system |
//! | 32, 33: joblib's threads, a task for each number | [`Team::map`], [`between::checked`] | [`Schedule::Adaptive`] puts small tasks together |
//! | 34: every `n`-th number to each thread | [`pairwise::strided`], [`between::strided`] | |
//! | 35, 36: 100,000 numbers, one thread and four | `cargo bench --bench tour -- pairwise` | |
//! | 37: 4,000,000 points, drawn | [`Mixture::sample`] | |
//! | 38: the maximisation, and 25 iterations | [`Moments::maximise`], [`iterate`] | |
//! | 39: `log_probability` and the rest written out | [`Mixture::ln_densities`], [`mixture::checked`] | `checked` goes by inverses, as the cell does, and [`mixture::simd`] by Cholesky factors |
//! | 40: timed in Python | - | [From untyped to typed](#from-untyped-to-typed) |
//! | 41, 42: the same text through Cython, timed | - | The same section |
//! | 43, 44: typed, with pointers, timed | [`mixture::checked`], [`mixture::unchecked`] | |
//! | 45, 46: C's exponential function, timed | [`mixture::unchecked`] | The cell's logarithm of 2π is the decimal one. That cancels in responsibilities, but not in a likelihood |
//! | 47, 48: the points shared out, timed | [`mixture::threaded`] | |
//! | 49, 50: the components shared out, timed | [`model_parallel`] | Here, with four components in the plane, [the points win](crate::kernels::mixture#data-parallel-or-model-parallel) |
//! | 51, 52: joblib's threads, timed | [`model_parallel`] | The cell asks joblib for one job, which is one thread |
//!
//! # *Parallel/efficient coding in Python*
//!
//! Its first cell with a number is 2.
//!
//! | cell | here | |
//! |---|---|---|
//! | 2, 3: a function, and a call | `fn` | |
//! | 4, 5: a class with a method, and an instance | `struct` and `impl` | [`Comb`] is a small one |
//! | 6, 7: asks for the documentation | `cargo doc --open` | Examples in it are run as tests |
//! | 8 to 10: a list of numbers and a text, indexed | `Vec` | All elements have one type. Where there are several, that is an `enum` or a tuple |
//! | 11: squares by a list comprehension | `(0..10).map(\|x: u32\| x.pow(2)).collect::<Vec<_>>()` | |
//! | text: threads for what is bound by I/O | [`ring`] | [Threads that wait](#threads-that-wait) |
//! | 12: imports multiprocessing | [`threads`], [`processes`] | |
//! | 13: `isprime`, `sum_primes` | [`is_prime`], [`primes::checked`] | `checked` divides as the cell does, `is_prime` has a faster test, for any `u64`. The cell's test of a type is the compiler's |
//! | 14: below 100 | [`primes::checked`] | 1060 |
//! | 15, 16: below 100 and 10,000, timed | `cargo bench --bench tour -- primes` | It has 10,000 |
//! | 17, 18: the sums below many numbers, timed | [`sum_primes_each`] | All of them in one pass |
//! | 19, 20: the same by a map, timed | [`Team::map`], [`Team::solo`] | [A map that is lazy](#a-map-that-is-lazy) |
//! | 21, 22: the same by a pool of two, timed | [`Team::map`], [`Schedule`] | The sums take longer and longer: `Schedule` shows what becomes of such a loop (`cargo bench --bench schedules`) |
//! | 23: imports NumPy | slices; [`Buffer`] | |
//! | 24, 25: an array of four integers, shown | `let x = [1, 2, 5, 15];` | `println!("{x:?}")` |
//! | 26: an array of a map | [`sum_primes_each`] | In general `collect` |
//! | 27: ten zeros | `vec![0.0; 10]`; [`Buffer::zeroed`] | |
//! | 28: ten floats that count up | `(0..10).map(f64::from).collect::<Vec<_>>()` | |
//! | 29 to 33: an element, and slices | `x[3]`, `&x[1..5]`, `&x[4..]`, `&x[..x.len() - 1]` | Slices copy nothing, as in NumPy. While there is one, nobody else changes what is in it. No index counts from the end |
//! | 34: a forward comb filter, as a loop | [`forward::checked`] | [The loop forgets a term](crate::kernels::comb::forward#what-the-tutorials-loop-forgets) |
//! | 35: its output | [`forward::simd`] | Its example has the same signal, and the right output |
//! | 36: timed | `cargo bench --bench ladders -- comb::forward` | |
//! | 37, 38: as an expression, timed | [`forward::simd`] | One pass in place of NumPy's three |
//! | 39, 40: a backward comb filter, as a loop, timed | [`backward::checked`] | For NumPy this is the end. [`backward::simd`] takes eight lanes of it |
//! | 41: loads Cython | - | `cargo build` compiles all |
//! | 42, 43: `isprime` typed, timed | [`primes::checked`] | [From untyped to typed](#from-untyped-to-typed) |
//! | 44: the sums below 10,000 numbers, timed | [`sum_primes_each`], [`primes::checked`] | `cargo bench --bench schedules` has the loop |
//! | 45: by pools of two and of four | [`Team::map`], [`available`] | [More threads than cores](#more-threads-than-cores), on hyper-threading |
//! | 46, 47: as a C function, timed; pool of four | [`primes::checked`], [`Team::map`] | [What `nogil` asks for](#what-nogil-asks-for) |
//! | 48, 49: the backward filter through Cython, timed | - | Its signal is untyped still |
//! | 50: what calls Python, in yellow | `cargo bench --bench annotate` | It has yellow, too: [From untyped to typed](#from-untyped-to-typed) |
//! | 51 to 53: the signal typed, timed, and looked at | [`backward::checked`] | |
//! | 54, 55: no bounds checks, timed | [`backward::unchecked`] | [It gains nothing](crate::kernels::comb::backward#the-rungs) |
//! | 56, 57: one channel or two, timed | [`Comb::interleaved`] | Any number of channels, and no second loop |
//!
//! # Antonino Ingargiola, *A tour of python profiling and optimization*
//!
//! EuroScipy 2018, [with its notebooks](https://github.com/tritemio/euroscipy2018_python_optimization).
//!
//! This is its second part. The page that it calls the first is not among the four.
//!
//! | cell | here | |
//! |---|---|---|
//! | text: profiling | [`Team::trace`] | [Profiling](#profiling) |
//! | 1, 2: imports | [`Generator`] | xoshiro256++ in place of xoroshiro128 |
//! | 3: the Ornstein-Uhlenbeck process in Cython | [`ou::unchecked`], [`Process`] | |
//! | 4: in numba | [`ou::checked`], [`ou::simd`] | A path by `simd` does not wait for each of its steps |
//! | 5: imports joblib | [`threads`] | |
//! | 6, 7: ten square roots, and again on two processes | [`Team::map`] | [Below](#ten-square-roots) |
//! | 8 to 10: `verbose_sleep`, alone and by four | [`Team::map`] | [Threads that wait](#threads-that-wait) |
//! | 11: a generator, eight times 5,000,000 numbers | [`Generator::new`] | |
//! | 12: `np.random.randn`, timed | [`normal::simd`] | `cargo bench --bench tour -- normal` has all 40,000,000 |
//! | 13: on four threads | [`normal::threaded`] | [One generator, several threads](#one-generator-several-threads) |
//! | 14: `randomgen`, timed | [`normal::simd`] | |
//! | 15: on four threads | [`normal::threaded`] | The same section |
//! | 16, 17: on processes, commented out | [`transport`] | The numbers would have to be sent back |
//! | 18: noise and process in one function | [`ou::seeded`] | A stream for each simulation, so that it can be repeated. The cell's generators have no seed |
//! | 19: calls of them | [`ou::ensemble`], [`ou::seeded`] | |
//! | text: how Cython gives up the lock | - | [What `nogil` asks for](#what-nogil-asks-for) |
//! | 20: sizes | `cargo bench --bench tour -- ou` | It has eight paths of 5,000,000 |
//! | 21: Cython, one after the other | [`ensemble::unchecked`] | |
//! | 22: on four threads | [`ensemble::threaded`] | One path alone, [`ou::threaded`] |
//! | 23: with the noise, one after the other | [`seeded::unchecked`] | |
//! | 24: on four threads | [`seeded::threaded`] | |
//! | text: best with four threads on two cores | [`available`] | [More threads than cores](#more-threads-than-cores) |
//! | 25: sizes | - | Those of 20 |
//! | 26: numba, one after the other | [`ensemble::simd`] | |
//! | 27: on four threads | [`ensemble::threaded`] | |
//! | 28: with the noise, one after the other | [`seeded::simd`] | |
//! | 29: on four threads | [`seeded::threaded`] | |
//! | text: NumPy gives up the lock | - | [What `nogil` asks for](#what-nogil-asks-for) |
//! | 30: imports the pool | [`Team`] | |
//! | 31: a pool, tasks one by one, and Ctrl-C | [`Team::map`], [`Team::invoke`] | [An interrupt in the middle of a map](#an-interrupt-in-the-middle-of-a-map). `invoke` runs different closures at the same time |
//!
//! # What Rust does in another way
//!
//! ## A map that is lazy
//!
//! The `map` of Python 3 computes nothing until somebody asks for a result. The `map` of Rust's iterators is the same,
//! and `collect` makes a list of it. [`Team::map`] and the kernels are not lazy: when they return, all is done, as with
//! `pool.map`. For results that are used while others are still made, there is the [`ring`].
//!
//! ```
//! let lazy = (0..10).map(|x| if x < 2 { 0 } else { x }); // nothing has run
//! let list: Vec<i32> = lazy.collect();
//! assert_eq!(list, [0, 0, 2, 3, 4, 5, 6, 7, 8, 9]);
//! ```
//!
//! ## Types, and when code is compiled
//!
//! numba compiles a function when it is first called, for the types that it finds there; annotations tell it earlier.
//! In Rust every argument has a type, and all is compiled before the program starts, once for each type that the
//! program uses: `sum::simd` of `f64` and of `i64` are two functions. So no first call waits for a compiler.
//!
//! One thing is settled at run time: the instruction set. [`dispatch!`] compiles a kernel for every [level], the first
//! call looks which of them the processor has, and later calls know. Where a first run is still slower, it is the
//! [first touch of its memory](crate::memory#a-page-at-a-time).
//!
//! ## From untyped to typed
//!
//! | step | Rust |
//! |---|---|
//! | plain Python | - |
//! | the same text through Cython | - |
//! | typed variables and arrays | `checked`: it begins here |
//! | `boundscheck(False)`, or pointers | `unchecked` |
//! | `nogil` | always |
//! | `prange` | `threaded` |
//!
//! The first two have no counterpart, because there is no code without types. Cython's yellow lines call the
//! interpreter, and here nothing does. What may be left in a loop are bounds checks, and often the compiler finds that
//! none is needed. Then `checked` and `unchecked` are the same instructions, and each kernel's page says so.
//! `cargo bench --bench annotate -- comb:: --html comb.html` is what `cython -a` is to Cython: it prints what is left
//! of checks, calls and single numbers in every rung, and colours the source, yellow where a check is left. Three tests
//! look at the machine code: `cargo test --profile bench --test inlining --test assembly --test annotate`.
//!
//! ## What `nogil` asks for
//!
//! Rust has no lock around the interpreter, because it has no interpreter. What Cython asks of code that gives up the
//! lock holds for all Rust code, or is checked by the compiler:
//!
//! | Cython's rule | Rust |
//! |---|---|
//! | nothing but numbers of C | any type: all of them are known when it is compiled |
//! | pointers in place of arrays | slices, which are a pointer and a length |
//! | nothing of Python | there is nothing |
//! | `nogil` on every function that is called | `Send` and `Sync`: the compiler finds out which values may go to other threads |
//!
//! That two threads do not write to one place is left to the author in Cython. In Rust it is the compiler's:
//!
//! ```compile_fail
//! use hotloop::threads::{Schedule, Team};
//!
//! let mut sum = 0;
//! Team::solo().for_each(0..10, Schedule::Static, |range| sum += range.len());
//! // error: cannot assign to `sum`, as it is a captured variable in a `Fn` closure
//! ```
//!
//! [`Team::map_reduce`] is how to write it.
//!
//! ## Ten square roots
//!
//! Cells 6 and 7 of the last tutorial, a loop and a team:
//!
//! ```
//! use hotloop::threads::{Binding, Schedule, Team};
//!
//! let squares: Vec<f64> = (0..10).map(|i| f64::from(i * i)).collect();
//! let alone: Vec<f64> = squares.iter().map(|x| x.sqrt()).collect();
//!
//! let team = Team::spawn(2, Binding::Close)?;
//! assert_eq!(team.map(&squares, Schedule::Static, |x| x.sqrt())?, alone);
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! Ten roots are not worth it: an empty region of two members takes some 100 ns (`cargo bench --bench tour -- team`;
//! the guide says [when a team pays](crate::guide::threads#when-a-team-pays)). For millions, [`Team::for_each_block`]
//! hands out slices, and [a kernel of your own](crate::guide::kernel) takes eight at a time.
//!
//! ## Threads that wait
//!
//! A thread that waits for a file, a network or a clock takes no core. Threads are enough for such work, in Python
//! too, and there may be more of them than cores. A team can have as many members as there are things to wait for:
//!
//! ```
//! use hotloop::threads::{Binding, Schedule, Team};
//! use std::time::Duration;
//!
//! let team = Team::spawn(4, Binding::None)?;
//! let verbose_sleep = |n: &u64| {
//!     println!("{:?} sleeps", std::thread::current().id());
//!     std::thread::sleep(Duration::from_millis(*n));
//!     *n
//! };
//! assert_eq!(team.map(&[5; 4], Schedule::Dynamic { chunk: 1 }, verbose_sleep)?, [5; 4]);
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! Four members take about as long for four such tasks as one takes for one
//! (`cargo bench --bench tour -- races::processes`). But a team is made for computing. For hundreds of connections, let
//! an asynchronous runtime like tokio wait, or threads of the standard library, and hand what arrives to the team, for
//! instance through a [`ring`].
//!
//! ## One generator, several threads
//!
//! In cells 13 and 15 of the last tutorial four threads draw from one generator. It has a lock, so they take turns, and
//! gain little: 1.31 seconds in place of 1.55, and 0.58 in place of 0.63. Here drawing takes a `&mut` [`Generator`],
//! which one thread has at a time, so such a cell does not compile. There are two ways to share the work:
//!
//! * [`normal::threaded`] draws one sequence. Each member skips to its own part of it, so the numbers are those of
//!   [`normal::simd`].
//! * Each task has a stream of its own. Streams of a seed never overlap, and each can be repeated alone.
//!
//! ```
//! use hotloop::kernels::normal::{self, Normal};
//! use hotloop::random::Generator;
//! use hotloop::threads::{Binding, Schedule, Team};
//!
//! let team = Team::spawn(2, Binding::Close)?;
//! let streams: Vec<u64> = (0..8).collect();
//! let paths = team.map(&streams, Schedule::Dynamic { chunk: 1 }, |stream| {
//!     let mut noise = vec![0.0; 1000];
//!     normal::simd(&mut Generator::new(10, *stream), Normal::STANDARD, &mut noise);
//!     noise
//! })?;
//! assert_eq!(paths.len(), 8);
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! ## More threads than cores
//!
//! Two of the tutorials are fastest with four threads on two cores, and one of them says why: hyper-threading. Where a
//! core has two [hardware threads](crate::glossary#hardware-thread), the second computes while the first waits. There
//! is a lot to wait for in their loops: a division, the step before, the interpreter. The `simd` rungs are written to
//! wait for nothing. What limits them is arithmetic or memory, which the two threads of a core share, so [`available`]
//! counts cores. A team may have more members all the same: [`Team::spawn`] and [`Builder::members`] take any number
//! to [`Team::MAX_MEMBERS`]. The guide has more on [how many](crate::guide::threads#how-many-members).
//!
//! Four parts also even out a loop whose parts are unequal. A [`Schedule`] does that with two threads.
//!
//! ## An interrupt in the middle of a map
//!
//! Python turns Ctrl-C into an exception (`KeyboardInterrupt`), which the last cell of all catches so that its pool can
//! be closed. A Rust program ends at once, with all of its threads, and nothing is left to close. If what has been done
//! is to be kept, let a handler (the crate `ctrlc` installs one) set a flag, and look at it in the closure:
//!
//! ```
//! use hotloop::kernels::heavy;
//! use hotloop::threads::{Binding, Schedule, Team};
//! use std::sync::atomic::{AtomicBool, Ordering};
//!
//! static STOP: AtomicBool = AtomicBool::new(false); // the handler sets it
//!
//! let team = Team::spawn(2, Binding::Close)?;
//! let seeds: Vec<u64> = (0..8).collect();
//! let pictures = team.map(&seeds, Schedule::Dynamic { chunk: 1 }, |seed| {
//!     let go_on = !STOP.load(Ordering::Relaxed);
//!     go_on.then(|| heavy::difficult_function(*seed, 64, 32))
//! })?;
//! assert!(pictures.iter().all(Option::is_some)); // nobody has pressed Ctrl-C
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! The seeds that were not reached are `None`. To see how far a map has come, there is [`Team::map_with_progress`].
//!
//! ## Profiling
//!
//! | question | answer |
//! |---|---|
//! | How long does it take? | `%timeit` is `cargo bench`, by criterion: `cargo bench --bench ladders -- sum/` |
//! | Where does the time go? | A profiler of the system, as `perf record` on Linux; `debug = "line-tables-only"` in the profile keeps the lines |
//! | Who ran which part of a loop, and when? | [`Team::trace`] |
//! | Could it be faster? | No profiler says. `cargo bench --bench tour` measures the limits of the machine beside the loops |
//! | What binds a loop? | `cargo bench --bench annotate` predicts its time from its instructions, and names what binds |
//!
//! Joblib also keeps results by their arguments (`joblib.Memory`). hotloop has nothing for that: a `HashMap` does.
//!
//! [`Buffer`]: crate::memory::Buffer
//! [`Buffer::zeroed`]: crate::memory::Buffer::zeroed
//! [`Builder::members`]: crate::threads::Builder::members
//! [`Comb`]: crate::kernels::comb::Comb
//! [`Comb::interleaved`]: crate::kernels::comb::Comb::interleaved
//! [`Generator`]: crate::random::Generator
//! [`Generator::new`]: crate::random::Generator::new
//! [`Mixture::labels`]: crate::kernels::mixture::Mixture::labels
//! [`Mixture::ln_densities`]: crate::kernels::mixture::Mixture::ln_densities
//! [`Mixture::responsibilities`]: crate::kernels::mixture::Mixture::responsibilities
//! [`Mixture::sample`]: crate::kernels::mixture::Mixture::sample
//! [`Moments`]: crate::kernels::mixture::Moments
//! [`Moments::maximise`]: crate::kernels::mixture::Moments::maximise
//! [`Picture`]: crate::kernels::heavy::Picture
//! [`Process`]: crate::kernels::ou::Process
//! [`Schedule`]: crate::threads::Schedule
//! [`Schedule::Adaptive`]: crate::threads::Schedule::Adaptive
//! [`Schedule::Guided`]: crate::threads::Schedule::Guided
//! [`Settings`]: crate::kernels::mixture::Settings
//! [`Summary`]: crate::kernels::summary::Summary
//! [`Summary::mean`]: crate::kernels::summary::Summary::mean
//! [`Summary::merge`]: crate::kernels::summary::Summary::merge
//! [`Team`]: crate::threads::Team
//! [`Team::MAX_MEMBERS`]: crate::threads::Team::MAX_MEMBERS
//! [`Team::for_each_block`]: crate::threads::Team::for_each_block
//! [`Team::invoke`]: crate::threads::Team::invoke
//! [`Team::map`]: crate::threads::Team::map
//! [`Team::map_reduce`]: crate::threads::Team::map_reduce
//! [`Team::map_with_progress`]: crate::threads::Team::map_with_progress
//! [`Team::scope`]: crate::threads::Team::scope
//! [`Team::solo`]: crate::threads::Team::solo
//! [`Team::spawn`]: crate::threads::Team::spawn
//! [`Team::trace`]: crate::threads::Team::trace
//! [`available`]: crate::threads::available
//! [`backward::checked`]: crate::kernels::comb::backward::checked
//! [`backward::simd`]: crate::kernels::comb::backward::simd
//! [`backward::unchecked`]: crate::kernels::comb::backward::unchecked
//! [`between::checked`]: crate::kernels::pairwise::between::checked
//! [`between::strided`]: crate::kernels::pairwise::between::strided
//! [`closed_form`]: crate::kernels::pairwise::closed_form
//! [`dispatch!`]: crate::dispatch
//! [`ensemble::simd`]: crate::kernels::ou::ensemble::simd
//! [`ensemble::threaded`]: crate::kernels::ou::ensemble::threaded
//! [`ensemble::unchecked`]: crate::kernels::ou::ensemble::unchecked
//! [`forward::checked`]: crate::kernels::comb::forward::checked
//! [`forward::simd`]: crate::kernels::comb::forward::simd
//! [`general`]: crate::kernels::pairwise::general
//! [`heavy::checked`]: crate::kernels::heavy::checked
//! [`heavy::difficult_function`]: crate::kernels::heavy::difficult_function
//! [`heavy::simd`]: crate::kernels::heavy::simd
//! [`heavy::threaded`]: crate::kernels::heavy::threaded
//! [`histogram`]: crate::kernels::histogram
//! [`is_prime`]: crate::kernels::primes::is_prime
//! [`iterate`]: crate::kernels::mixture::iterate
//! [level]: crate::simd::Level
//! [`map::checked`]: crate::kernels::map::checked
//! [`map::simd`]: crate::kernels::map::simd
//! [`mixture::checked`]: crate::kernels::mixture::checked
//! [`mixture::simd`]: crate::kernels::mixture::simd
//! [`mixture::threaded`]: crate::kernels::mixture::threaded
//! [`mixture::unchecked`]: crate::kernels::mixture::unchecked
//! [`model_parallel`]: crate::kernels::mixture::model_parallel
//! [`normal::simd`]: crate::kernels::normal::simd
//! [`normal::threaded`]: crate::kernels::normal::threaded
//! [`ou::checked`]: crate::kernels::ou::checked
//! [`ou::ensemble`]: crate::kernels::ou::ensemble
//! [`ou::seeded`]: crate::kernels::ou::seeded
//! [`ou::simd`]: crate::kernels::ou::simd
//! [`ou::threaded`]: crate::kernels::ou::threaded
//! [`ou::unchecked`]: crate::kernels::ou::unchecked
//! [`pairwise::checked`]: crate::kernels::pairwise::checked
//! [`pairwise::scheduled`]: crate::kernels::pairwise::scheduled
//! [`pairwise::strided`]: crate::kernels::pairwise::strided
//! [`pairwise::unchecked`]: crate::kernels::pairwise::unchecked
//! [`primes::checked`]: crate::kernels::primes::checked
//! [`ring`]: crate::threads::ring
//! [`seeded::simd`]: crate::kernels::ou::seeded::simd
//! [`seeded::threaded`]: crate::kernels::ou::seeded::threaded
//! [`seeded::unchecked`]: crate::kernels::ou::seeded::unchecked
//! [`sum::checked`]: crate::kernels::sum::checked
//! [`sum::simd`]: crate::kernels::sum::simd
//! [`sum::threaded`]: crate::kernels::sum::threaded
//! [`sum_primes_each`]: crate::kernels::primes::sum_primes_each
//! [`summary::checked`]: crate::kernels::summary::checked
//! [`summary::simd`]: crate::kernels::summary::simd
//! [`summary::strided`]: crate::kernels::summary::strided
//! [`summary::threaded`]: crate::kernels::summary::threaded
//! [`threads`]: crate::threads
//! [`uniform`]: crate::kernels::uniform
//!
//! [`Pool::spawn`]: https://docs.rs/hotloop/latest/hotloop/races/processes/struct.Pool.html#method.spawn
//! [`Pool::summarize`]: https://docs.rs/hotloop/latest/hotloop/races/processes/struct.Pool.html#method.summarize
//! [`contention`]: https://docs.rs/hotloop/latest/hotloop/races/contention/
//! [`counters::Local`]: https://docs.rs/hotloop/latest/hotloop/races/counters/struct.Local.html
//! [`counters::LockedStore`]: https://docs.rs/hotloop/latest/hotloop/races/counters/struct.LockedStore.html
//! [`counters::Racy`]: https://docs.rs/hotloop/latest/hotloop/races/counters/struct.Racy.html
//! [`counters::StdMutex`]: https://docs.rs/hotloop/latest/hotloop/races/counters/struct.StdMutex.html
//! [`processes`]: https://docs.rs/hotloop/latest/hotloop/races/processes/
//! [`race`]: https://docs.rs/hotloop/latest/hotloop/races/fn.race.html
//! [`races`]: https://docs.rs/hotloop/latest/hotloop/races/
//! [`ranks`]: https://docs.rs/crate/hotloop/latest/source/src/ranks/mod.rs
//! [`transport`]: https://docs.rs/hotloop/latest/hotloop/races/transport/
