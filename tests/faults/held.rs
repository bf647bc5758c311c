//! A member that the system does not run, wherever it is: between regions, or in its part. The handler of a
//! signal keeps its thread, as a system keeps one that it runs others in place of.

use super::loops;
use super::watchdog::Watchdog;
use hotloop::threads::{Binding, Member, Team};
use std::ffi::c_int;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::thread::{scope, yield_now};
use std::time::Duration;

/// Its number where the tests run.
const SIGUSR1: c_int = 10;

// SAFETY: these are functions of the C library, as it has them on Linux, where a thread and a handler are words.
unsafe extern "C" {
    fn signal(number: c_int, handler: extern "C" fn(c_int)) -> usize;
    fn pthread_self() -> usize;
    fn pthread_kill(thread: usize, number: c_int) -> c_int;
}

/// How many threads are held.
static HELD: AtomicUsize = AtomicUsize::new(0);
/// Whether they may go on.
static FREE: AtomicBool = AtomicBool::new(false);

/// Keeps the thread that it runs on.
extern "C" fn keep(_: c_int) {
    HELD.fetch_add(1, SeqCst);
    while !FREE.load(SeqCst) {
        // The bare call to the system, which may be made in a handler on Linux.
        yield_now();
    }
    HELD.fetch_sub(1, SeqCst);
}

/// A thread that is held until this is dropped.
struct Hold;

impl Hold {
    fn on(thread: usize) -> Self {
        FREE.store(false, SeqCst);
        // SAFETY: the thread is a member's of a team that is there, and the signal has a handler.
        assert_eq!(unsafe { pthread_kill(thread, SIGUSR1) }, 0);
        while HELD.load(SeqCst) == 0 {
            yield_now();
        }
        Self
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        FREE.store(true, SeqCst);
        while HELD.load(SeqCst) > 0 {
            yield_now();
        }
    }
}

/// The threads of the members.
fn threads(team: &Team) -> Vec<usize> {
    let threads = Mutex::new(vec![0; team.members()]);
    team.parallel(|member| {
        // SAFETY: it has no preconditions.
        threads.lock().unwrap()[member.index] = unsafe { pthread_self() };
    });
    threads.into_inner().unwrap()
}

/// One test, because there is one handler.
#[test]
fn a_member_that_is_not_run() {
    let _watchdog = Watchdog::over("a member that is not run");
    // SAFETY: the handler uses atomics and yields, which may be done wherever the thread is.
    assert_ne!(unsafe { signal(SIGUSR1, keep) }, usize::MAX);
    for members in [2, 3] {
        // Asleep, and spinning.
        for spin_limit in [Duration::ZERO, Duration::from_secs(1)] {
            let order = Team::builder().members(members).binding(Binding::None);
            let team = order.spin_limit(spin_limit).spawn().unwrap();
            let threads = threads(&team);
            for &thread in &threads[1..] {
                between_regions_it_is_let_off(&team, thread);
                whoever_needs_it_waits(&team, thread);
                in_its_part_it_is_waited_for(&team, &threads, thread);
            }
        }
    }
}

/// The caller does its part, and returns.
fn between_regions_it_is_let_off(team: &Team, thread: usize) {
    let _hold = Hold::on(thread);
    loops::run_on(team);
    assert_eq!(team.invoke((|| 1, || 2, || 3)), (1, 2, 3));
    assert_eq!(HELD.load(SeqCst), 1);
}

/// Runs a region on a thread of its own, and sees that it has not returned before the hold is over.
fn returns_after(team: &Team, body: impl Fn(Member) + Sync, hold: impl FnOnce() -> Hold) {
    let returned = AtomicBool::new(false);
    let early = scope(|scope| {
        scope.spawn(|| {
            team.parallel(&body);
            returned.store(true, SeqCst);
        });
        let hold = hold();
        let early = returned.load(SeqCst);
        drop(hold);
        early
    });
    assert!(!early && returned.into_inner());
}

/// All are to run at the same time.
fn whoever_needs_it_waits(team: &Team, thread: usize) {
    let came = AtomicUsize::new(0);
    let hold = Hold::on(thread);
    let body = |_: Member| {
        came.fetch_add(1, SeqCst);
    };
    returns_after(team, body, || {
        while came.load(SeqCst) < team.members() - 1 {
            yield_now();
        }
        hold
    });
    assert_eq!(came.into_inner(), team.members());
}

fn in_its_part_it_is_waited_for(team: &Team, threads: &[usize], thread: usize) {
    let (inside, go_on) = (AtomicBool::new(false), AtomicBool::new(false));
    let body = |member: Member| {
        if threads[member.index] == thread {
            inside.store(true, SeqCst);
            while !go_on.load(SeqCst) {
                yield_now();
            }
        }
    };
    returns_after(team, body, || {
        while !inside.load(SeqCst) {
            yield_now();
        }
        let hold = Hold::on(thread);
        go_on.store(true, SeqCst);
        hold
    });
}
