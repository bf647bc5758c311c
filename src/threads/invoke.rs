//! Different closures at the same time.

use super::discard::discard;
use super::schedule::Schedule;
use super::team::Team;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Mutex;

impl Team {
    /// Runs up to eight different closures, given as a tuple, and returns their results in the same
    /// order: several `apply_async` and the `get` of each.
    ///
    /// ```
    /// use hotloop::threads::{Binding, Team};
    ///
    /// let team = Team::spawn(2, Binding::Close)?;
    /// let x = [3.0, 1.0, 2.0];
    /// let (sum, largest) = team.invoke((
    ///     || x.iter().sum::<f64>(),
    ///     || x.iter().copied().reduce(f64::max),
    /// ));
    /// assert_eq!((sum, largest), (6.0, Some(3.0)));
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// Each runs once, in any order and not always at the same time, so they must not wait for each
    /// other.
    ///
    /// # Panics
    ///
    /// If a closure does, with what the first member to panic (in the order of members) says, after
    /// all that were begun have ended.
    #[doc(alias("apply_async", "submit", "join"))]
    pub fn invoke<T: Tasks>(&self, tasks: T) -> T::Results {
        tasks.run(self)
    }
}

/// Tuples of one to eight closures that [`Team::invoke`] runs.
pub trait Tasks: sealed::Sealed {
    /// The tuple of what they return.
    type Results;
    #[doc(hidden)]
    fn run(self, team: &Team) -> Self::Results;
}

/// A closure that has yet to run, or what it returned.
enum Task<F, R> {
    Waiting(F),
    Running,
    Done(R),
}

impl<F: FnOnce() -> R, R> Task<F, R> {
    fn run(task: &Mutex<Self>) {
        // Each task is dealt to one member, which alone locks it, so the lock is never waited for;
        // it is how the task moves there and its result back.
        let mut task = task.lock().expect("a task is locked once");
        if let Self::Waiting(f) = std::mem::replace(&mut *task, Self::Running) {
            *task = Self::Done(f());
        }
    }

    fn result(task: Mutex<Self>) -> R {
        match task.into_inner() {
            Ok(Self::Done(result)) => result,
            _ => unreachable!("the region is over, and it did not panic"),
        }
    }
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! tasks {
    ($($f:ident $r:ident $index:tt),+) => {
        impl<$($r: Send, $f: FnOnce() -> $r + Send),+> sealed::Sealed for ($($f,)+) {}

        impl<$($r: Send, $f: FnOnce() -> $r + Send),+> Tasks for ($($f,)+) {
            type Results = ($($r,)+);

            fn run(self, team: &Team) -> Self::Results {
                let tasks = ($(Mutex::new(Task::Waiting(self.$index)),)+);
                let count = [$($index),+].len();
                let schedule = Schedule::Dynamic { chunk: 1 };
                let body = |chunk| {
                    for index in chunk {
                        match index {
                            $($index => Task::run(&tasks.$index),)+
                            _ => unreachable!("there are no more tasks"),
                        }
                    }
                };
                let region = || team.for_each(0..count, schedule, body).expect("the chunk is not zero");
                if let Err(payload) = catch_unwind(AssertUnwindSafe(region)) {
                    // Results, and closures that have not run: here and not in unwinding, where one
                    // whose `drop` panics would end the process.
                    $(discard(tasks.$index);)+
                    resume_unwind(payload);
                }
                ($(Task::result(tasks.$index),)+)
            }
        }
    };
}

tasks!(A RA 0);
tasks!(A RA 0, B RB 1);
tasks!(A RA 0, B RB 1, C RC 2);
tasks!(A RA 0, B RB 1, C RC 2, D RD 3);
tasks!(A RA 0, B RB 1, C RC 2, D RD 3, E RE 4);
tasks!(A RA 0, B RB 1, C RC 2, D RD 3, E RE 4, F RF 5);
tasks!(A RA 0, B RB 1, C RC 2, D RD 3, E RE 4, F RF 5, G RG 6);
tasks!(A RA 0, B RB 1, C RC 2, D RD 3, E RE 4, F RF 5, G RG 6, H RH 7);
