//! A process that forks after it has made a team: its child has the team's memory, and not its
//! threads.
//!
//! It has a `main` of its own, because a child of the test harness would have the locks of its other
//! tests.

#[cfg(unix)]
fn main() {
    unix::main();
}

#[cfg(not(unix))]
fn main() {
    println!("skipped: nothing forks here");
}

#[cfg(unix)]
mod unix {
    use hotloop::kernels::sum;
    use hotloop::threads::{Binding, Placement, Schedule, Team};
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
    use std::time::Duration;

    // SAFETY: these are the functions of POSIX, as the C library has them.
    unsafe extern "C" {
        fn fork() -> i32;
        fn waitpid(pid: i32, status: *mut i32, options: i32) -> i32;
        fn alarm(seconds: u32) -> u32;
    }

    pub(crate) fn main() {
        let tests: [(&str, fn()); 7] = [
            ("the child of a warm team", the_child_of_a_warm_team),
            ("the child of a team asleep", the_child_of_a_team_asleep),
            ("a child while a region runs", a_child_while_a_region_runs),
            ("a child of the child", a_child_of_the_child),
            ("a team of the child's own", a_team_of_the_childs_own),
            ("a child of a member", a_child_of_a_member),
            ("another program in a region", another_program_in_a_region),
        ];
        let count = tests.len();
        for (name, test) in tests {
            test();
            println!("test {name} ... ok");
        }
        println!("\ntest result: ok. {count} passed; 0 failed");
    }

    /// Runs `f` in a child of this process, and fails where it fails there, or does not end.
    fn in_child(f: impl FnOnce()) {
        // SAFETY: POSIX's function. The child runs no code of the parent's other threads, and needs
        // no lock that one of them may hold: it allocates, which the C library allows for, and prints
        // only if it fails.
        let pid = unsafe { fork() };
        assert!(pid >= 0, "the fork is refused");
        if pid == 0 {
            // SAFETY: POSIX's function, without preconditions. It ends a child that hangs.
            unsafe { alarm(60) };
            let outcome = catch_unwind(AssertUnwindSafe(f));
            std::process::exit(i32::from(outcome.is_err()));
        }
        let mut status = 0;
        // SAFETY: `status` may be written to.
        let waited = unsafe { waitpid(pid, &raw mut status, 0) };
        assert_eq!((waited, status), (pid, 0), "the child failed, or hung");
    }

    /// What has to hold of a team in another process.
    fn alone(team: Team, members: usize) {
        assert_eq!(team.members(), members);
        assert_eq!(team.placement(), [Placement::Caller]);
        let parts = AtomicUsize::new(0);
        team.parallel(|member| {
            assert_eq!((member.index, member.members), (0, 1));
            // Who waits for all members waits for itself.
            Barrier::new(member.members).wait();
            parts.fetch_add(1, Relaxed);
        });
        assert_eq!(parts.into_inner(), 1);
        let items: Vec<usize> = (0..1000).collect();
        for schedule in [
            Schedule::Static,
            Schedule::Cyclic,
            Schedule::Dynamic { chunk: 3 },
            Schedule::Guided { min_chunk: 1 },
            Schedule::Adaptive,
        ] {
            let doubled = team.map(&items, schedule, |i| 2 * i).unwrap();
            assert!(doubled.into_iter().eq((0..1000).map(|i| 2 * i)));
            let trace = team.trace(0..100, schedule, |_| ()).unwrap();
            assert_eq!(trace.members(), 1);
        }
        let x: Vec<f64> = (0..50_000).map(|i| f64::from(i) * 0.1).collect();
        assert_eq!(sum::threaded(&team, &x), sum::simd(&x));
        assert_eq!(team.invoke((|| 1, || 2, || 3)), (1, 2, 3));
        let hook = |_, _| ();
        let told = team.map_with_progress(&items, Schedule::Static, |i| *i, hook);
        assert_eq!(told, Ok(items));
        drop(team);
    }

    /// That the team is what it was, in the process that made it.
    fn together(team: &Team, members: usize) {
        let barrier = Barrier::new(members);
        team.parallel(|member| {
            assert_eq!(member.members, members);
            barrier.wait();
        });
    }

    fn the_child_of_a_warm_team() {
        for members in [2, 3, 5] {
            // They spin for as long as the test takes: the child finds words that look like theirs.
            let order = Team::builder().members(members).binding(Binding::None);
            let team = order.spin_limit(Duration::from_secs(1)).spawn().unwrap();
            together(&team, members);
            let mut team = Some(team);
            in_child(|| alone(team.take().expect("it is here"), members));
            together(team.as_ref().expect("it is here, too"), members);
        }
    }

    fn the_child_of_a_team_asleep() {
        let order = Team::builder().members(3).binding(Binding::None);
        let team = order.spin_limit(Duration::ZERO).spawn().unwrap();
        together(&team, 3);
        std::thread::sleep(Duration::from_millis(20));
        let mut team = Some(team);
        in_child(|| alone(team.take().expect("it is here"), 3));
        together(team.as_ref().expect("it is here, too"), 3);
    }

    fn a_child_while_a_region_runs() {
        let team = Team::spawn(2, Binding::None).unwrap();
        let (begun, over) = (Barrier::new(2), Barrier::new(2));
        std::thread::scope(|scope| {
            scope.spawn(|| {
                team.parallel(|member| {
                    if member.index == 0 {
                        begun.wait();
                        over.wait();
                    }
                });
            });
            begun.wait();
            // The team is lent to a thread that is not in the child, so it cannot be given away.
            in_child(|| {
                let parts = AtomicUsize::new(0);
                team.parallel(|member| {
                    assert_eq!(member.members, 1);
                    parts.fetch_add(1, Relaxed);
                });
                assert_eq!(parts.into_inner(), 1);
            });
            over.wait();
        });
        together(&team, 2);
    }

    fn a_child_of_the_child() {
        let mut team = Some(Team::spawn(3, Binding::Close).unwrap());
        in_child(|| {
            in_child(|| alone(team.take().expect("it is here"), 3));
            alone(team.take().expect("it is here, too"), 3);
        });
        together(team.as_ref().expect("it is here, too"), 3);
    }

    fn a_team_of_the_childs_own() {
        let first = Team::spawn(2, Binding::None).unwrap();
        in_child(|| {
            let own = Team::spawn(3, Binding::None).unwrap();
            together(&own, 3);
            let scoped = Team::scope(2, Binding::None, |team| together(team, 2));
            assert_eq!(scoped, Ok(()));
            let mut own = Some(own);
            in_child(|| alone(own.take().expect("it is here"), 3));
            together(own.as_ref().expect("it is here, too"), 3);
            // In its own process a team ends as it should.
            drop(own);
        });
        together(&first, 2);
    }

    /// It may not return from the region, and may do everything else alone.
    fn a_child_of_a_member() {
        for members in [2, 3] {
            let team = Team::spawn(members, Binding::None).unwrap();
            for forks in 0..members {
                let ended = AtomicUsize::new(0);
                team.parallel(|member| {
                    if member.index == forks {
                        in_child(|| {
                            let inner = AtomicUsize::new(0);
                            team.parallel(|member| {
                                assert_eq!(member.members, 1);
                                inner.fetch_add(1, Relaxed);
                            });
                            assert_eq!(inner.into_inner(), 1);
                        });
                    }
                    ended.fetch_add(1, Relaxed);
                });
                assert_eq!(ended.into_inner(), members);
                together(&team, members);
            }
            let scoped = Team::scope(members, Binding::None, |scope| {
                in_child(|| assert_eq!(scope.invoke((|| 1, || 2)), (1, 2)));
                together(scope, members);
            });
            assert_eq!(scoped, Ok(()));
        }
    }

    fn another_program_in_a_region() {
        use std::os::unix::process::CommandExt;
        use std::process::Command;
        let team = Team::spawn(3, Binding::None).unwrap();
        let ended = AtomicUsize::new(0);
        team.parallel(|_| {
            // Without a step of one's own it would be started without a fork.
            for forks in [false, true] {
                let mut command = Command::new("true");
                if forks {
                    // SAFETY: the step does nothing.
                    unsafe { command.pre_exec(|| Ok(())) };
                }
                let status = command.status().expect("there is such a program");
                ended.fetch_add(usize::from(status.success()), Relaxed);
            }
        });
        assert_eq!(ended.into_inner(), 6);
        together(&team, 3);
    }
}
