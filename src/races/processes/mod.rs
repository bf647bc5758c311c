//! A pool of worker processes, as Python's `multiprocessing.Pool` is.
//!
//! The tutorial has four processes add up parts of an array, and finds it slower than one loop by
//! an order of magnitude. It gives three reasons, and each is a method here, to be measured alone.
//!
//! | the tutorial's reason | method |
//! |---|---|
//! | setting up the pool costs | [`Pool::spawn`]: a program is loaded in each process |
//! | handing out tasks costs, even empty ones | [`Pool::map_nothing`]: a write, two wake-ups and a read for each worker |
//! | data is copied and goes through pipes | [`Pool::summarize`]: see below |
//!
//! # The way of a number
//!
//! | step | who | bytes written to memory |
//! |---|---|---|
//! | serialised | the parent | 8, into a buffer of 64 KiB |
//! | written to the pipe | the kernel, for the parent | 8, into the pipe |
//! | read from the pipe | the kernel, for the worker | 8, into another buffer |
//! | made a number again | the worker | 8, into its part |
//! | added | the worker | none |
//!
//! Four copies for one addition, and [`Summary::copied`] counts them. The buffers stay in the
//! caches and only the last copy goes to memory, but the addition is too small for even that to
//! pay. A thread adds the number where it is. So a pool is for work that takes long on each number,
//! as in the tutorial's mixture model, and never for a sum.
//!
//! # What it shows
//!
//! Medians of `cargo bench --bench tour -- races::processes`, four workers or members on a 2-core
//! EPYC (Zen 5), a virtual machine:
//!
//! | | processes | threads |
//! |---|---|---|
//! | made and ended | 3,600 µs | 160 µs (`std`), 240 µs (a team, pinned) |
//! | an empty map | 28 µs | 14 µs (a team of four), 0.4 µs (a team of two, nobody waited for) |
//! | the sum of 10,000,000 numbers | 28,000 µs, 320 MB copied | 2,900 µs (a team of two), 5,600 µs (one plain loop) |
//! | 100 sums of 100,000, pool or team made each time | 405,000 µs | 12,700 µs |
//! | the same, made once | 38,000 µs | 450 µs |
//! | four tasks that sleep 5 ms | | 5,150 µs (team of four), 20,300 µs (one thread) |
//!
//! The last row is what more workers than cores are good for: waiting takes no core.
//!
//! # What is promised
//!
//! * **The parts are contiguous**, `X[i*n:(i+1)*n]`, and together they are all of `X`. The
//!   tutorial's `n = len(X) / 4` leaves out up to three numbers at the end.
//! * **The sum has the same bits each time**, for as many workers: each part is added up from its
//!   first number to its last, and the parts' sums in the order of workers.
//! * **Nobody waits for the dead.** A worker that ends early is an error that names it and says how
//!   it ended, within milliseconds, whether it is found out in writing, in reading or in closing. It
//!   is the process that counts and not the pipe: a process that the worker has started, and that
//!   still holds the pipe, is not waited for. (Where the system is not Unix, it is.) What a worker
//!   has answered before it ended counts. No signal comes of any of it: Rust's `main` has the
//!   operating system ignore `SIGPIPE`. A program whose `main` is in another language has to do
//!   that itself, as Python does.
//! * **The process that is started does the work itself.** A shell that starts the worker in the
//!   background and ends has ended, whatever the other answers. `exec` makes one of the two.
//! * **No process is left behind.** [`Pool::close`] tells workers to end and waits for them;
//!   dropping the pool kills them and waits. Workers whose parent is dead find the end of their
//!   input, and end. What workers start themselves is theirs to end.
//! * **A pool belongs to the process that made it.** A process that is forked from it, as Python's
//!   `multiprocessing` does, has a copy of the pool, and of its ends of the pipes. It can drop the
//!   copy, which does nothing to the workers. All else is an error, and the workers know nothing of
//!   it. As long as it holds the pipes, workers whose parent was killed do not find the end of
//!   their input.
//! * A worker that lives and does not answer is waited for, even if it is stopped. There is no time
//!   after which it counts as dead.
//!
//! # How one waits
//!
//! A worker's pipe is read and written without waiting in the kernel, which would see the end of
//! the pipe alone. Whoever would have to wait tries again for 100 µs, and offers its core to others
//! in between: workers that answer at once are heard at once. Then it naps, and looks whether the
//! worker lives. A nap is a thirty-second part as long as the waiting so far, and 5 ms at most.
//!
//! The files to read, in order: `wire.rs`, `worker.rs`, `pipes.rs`, `process.rs`, `pool.rs`.

mod pipes;
mod pool;
mod process;
mod stdio;
pub(in crate::races) mod wire;
mod worker;

pub use pool::{Pool, Summary};
pub(in crate::races) use process::{Process, Role, say_ready};
pub(in crate::races) use stdio::unbuffered;
pub use worker::{serve, worker};
