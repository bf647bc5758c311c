//! What pools are asked to do: to be made, to do nothing, a sum, a hundred sums, and to sleep.

use super::children::pool;
use super::cores;
use hotloop::kernels::normal::{self, Normal};
use hotloop::kernels::sum;
use hotloop::races::processes::Pool;
use hotloop::random::Generator;
use hotloop::threads::{Binding, Schedule, Team};
use std::hint::black_box;
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The tutorial's number of workers.
const WORKERS: usize = 4;
/// Iterations of the job that iterates.
const ITERATIONS: usize = 100;
/// What a task sleeps: a thousandth of the tutorial's.
const SLEEP: Duration = Duration::from_millis(5);

/// Ways to do the same, and whom to compare them with.
pub(crate) struct Question {
    pub(crate) title: String,
    pub(crate) baseline: &'static str,
    pub(crate) jobs: Vec<Job>,
}

/// One way, which keeps its pool for the next time. To be run on a thread that is not pinned: what
/// it starts runs where it may.
pub(crate) struct Job {
    pub(crate) name: &'static str,
    pub(crate) remark: String,
    pub(crate) run: Run,
}

/// Does it once, and returns how long it took.
pub(crate) type Run = Box<dyn FnMut() -> Duration + Send>;

/// All questions, with sums of so many numbers.
pub(crate) fn questions(numbers: usize) -> Vec<Question> {
    vec![
        making(),
        nothing(),
        summing(numbers),
        iterating(),
        sleeping(),
    ]
}

fn making() -> Question {
    Question {
        title: format!("{WORKERS} workers, made and ended"),
        baseline: "team",
        jobs: vec![
            job("processes", "", || {
                pool(WORKERS).close().expect("the workers end well");
            }),
            job("threads of std", "", || std_threads(|| ())),
            job("team", "", || in_scope(WORKERS, |_| ())),
        ],
    }
}

fn nothing() -> Question {
    let mut processes = Kept::new(|| pool(WORKERS));
    let mut four = Kept::new(|| team(WORKERS));
    let mut all = Kept::new(|| team(cores()));
    let map = |team: &Team| {
        let results = team.map(&[0; WORKERS], Schedule::Static, |item| black_box(*item));
        assert_eq!(results, Ok(vec![0; WORKERS]));
    };
    Question {
        title: format!("a map of {WORKERS} tasks that do nothing, on workers that are there"),
        baseline: "team of all cores",
        jobs: vec![
            job("processes", "", move || {
                processes.get().map_nothing().expect("the workers live");
            }),
            job("team of four", "woken each time", move || map(four.get())),
            job(
                "team of all cores",
                "woken, but not waited for",
                move || map(all.get()),
            ),
        ],
    }
}

fn summing(numbers: usize) -> Question {
    let x = Arc::new(drawn(numbers));
    let expected = sum::simd(&x);
    let (sent, shared, read) = (Arc::clone(&x), Arc::clone(&x), x);
    let mut processes = Kept::new(|| pool(WORKERS));
    let mut all = Kept::new(|| team(cores()));
    let megabytes = 32 * numbers / 1_000_000;
    Question {
        title: format!("the number and the sum of {numbers} numbers"),
        baseline: "team of all cores",
        jobs: vec![
            job("processes", &format!("{megabytes} MB copied"), move || {
                let summary = processes.get().summarize(&sent).expect("the workers live");
                assert_eq!(summary.length, numbers as u64);
                // Added up in another order.
                assert!((summary.sum - expected).abs() <= 1e-9 * expected);
            }),
            job("one thread, plain loop", "nothing copied", move || {
                black_box(sum::checked(&read));
            }),
            job("team of all cores", "nothing copied", move || {
                assert_eq!(sum::threaded(all.get(), &shared), expected);
            }),
        ],
    }
}

/// A job of many short steps, each of which needs the one before: what EM is.
fn iterating() -> Question {
    let x = Arc::new(drawn(100_000));
    let (sent, again, shared, read) = (Arc::clone(&x), Arc::clone(&x), Arc::clone(&x), x);
    let mut processes = Kept::new(|| pool(WORKERS));
    let summarize = |pool: &mut Pool, x: &[f64]| {
        black_box(pool.summarize(x).expect("the workers live"));
    };
    Question {
        title: format!("{ITERATIONS} sums of 100000 numbers, one after the other"),
        baseline: "one team",
        jobs: vec![
            job("processes, new each time", "", move || {
                repeat(|| {
                    let mut pool = pool(WORKERS);
                    summarize(&mut pool, &sent);
                    pool.close().expect("the workers end well");
                });
            }),
            job("processes, once", "", move || {
                repeat(|| summarize(processes.get(), &again));
            }),
            job("a team each time", "", move || {
                repeat(|| {
                    in_scope(cores(), |team| {
                        black_box(sum::threaded(team, &shared));
                    });
                });
            }),
            job("one team", "", move || {
                in_scope(cores(), |team| {
                    repeat(|| {
                        black_box(sum::threaded(team, &read));
                    });
                });
            }),
        ],
    }
}

fn sleeping() -> Question {
    let tasks = |team: &Team| {
        let naps = team.map(&[SLEEP; 4], Schedule::Dynamic { chunk: 1 }, |nap| {
            sleep(*nap);
        });
        naps.expect("there is room for four results");
    };
    let mut two = Kept::new(|| team(2));
    let mut four = Kept::new(|| team(4));
    Question {
        title: format!("4 tasks that sleep {} ms", SLEEP.as_millis()),
        baseline: "team of four",
        jobs: vec![
            job("one thread", "", move || tasks(&Team::solo())),
            job("team of two", "", move || tasks(two.get())),
            job("team of four", "waiting takes no core", move || {
                tasks(four.get());
            }),
        ],
    }
}

fn job(name: &'static str, remark: &str, mut work: impl FnMut() + Send + 'static) -> Job {
    Job {
        name,
        remark: remark.into(),
        run: Box::new(move || {
            let start = Instant::now();
            work();
            start.elapsed()
        }),
    }
}

/// What is made when it is used first, on the thread that uses it, and kept.
struct Kept<T> {
    make: fn() -> T,
    made: Option<T>,
}

impl<T> Kept<T> {
    fn new(make: fn() -> T) -> Self {
        Self { make, made: None }
    }

    fn get(&mut self) -> &mut T {
        self.made.get_or_insert_with(self.make)
    }
}

fn team(members: usize) -> Team {
    Team::spawn(members, Binding::Close).expect("threads can be started")
}

fn in_scope(members: usize, f: impl FnOnce(&Team) + Send) {
    Team::scope(members, Binding::Close, f).expect("threads can be started");
}

fn std_threads(f: impl Fn() + Sync) {
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(&f);
        }
    });
}

fn repeat(mut f: impl FnMut()) {
    (0..ITERATIONS).for_each(|_| f());
}

/// The tutorial's numbers: normal, around 8.342.
fn drawn(numbers: usize) -> Vec<f64> {
    let around = Normal::new(8.342, 1.0).expect("both are finite");
    let mut x = vec![0.0; numbers];
    normal::simd(&mut Generator::new(1, 0), around, &mut x);
    x
}
