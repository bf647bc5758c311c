//! Threads, stacks and buffers that the system refuses, in processes whose limits are lowered: an error,
//! nothing left behind, and the same call works when the limit is gone.

use super::child::{await_threads, is_one, plays, status};
use super::watchdog::Watchdog;
use hotloop::Error;
use hotloop::kernels::histogram::Bins;
use hotloop::memory::{Buffer, PageSize};
use hotloop::threads::{Binding, Schedule, Team, ring};
use std::ffi::{c_int, c_uint};

/// What may be limited; their numbers where the tests run.
const PROCESSES: c_int = 6;
const ADDRESSES: c_int = 9;

/// As the C library has it where a `long` has 64 bits.
#[repr(C)]
struct Limit {
    soft: u64,
    hard: u64,
}

// SAFETY: these are functions of the C library, as it has them on Linux.
unsafe extern "C" {
    fn getrlimit(resource: c_int, limit: *mut Limit) -> c_int;
    fn setrlimit(resource: c_int, limit: *const Limit) -> c_int;
    fn getuid() -> c_uint;
    fn setuid(user: c_uint) -> c_int;
}

/// Lowers a limit of this process, or gives it back all that it may have.
fn limit(resource: c_int, soft: Option<u64>) {
    let mut limit = Limit { soft: 0, hard: 0 };
    // SAFETY: it is written to what is there, and as large as the C library has it.
    assert_eq!(unsafe { getrlimit(resource, &raw mut limit) }, 0);
    limit.soft = soft.unwrap_or(limit.hard).min(limit.hard);
    // SAFETY: it is read from what is there.
    assert_eq!(unsafe { setrlimit(resource, &raw const limit) }, 0);
}

/// Becomes somebody who has this process and nothing else, because the limit counts what a user has, and
/// does not hold for root. Root alone can.
fn becomes_somebody() -> bool {
    // SAFETY: they have no preconditions. The C library changes all threads.
    unsafe { getuid() == 0 && setuid(0x4000_0000 + std::process::id()) == 0 }
}

/// The error of a thread that is refused.
#[track_caller]
fn refused<T>(result: Result<T, Error>, name: &str) {
    match result {
        Err(Error::Spawn { thread, reason }) => {
            assert_eq!(thread, name);
            assert!(!reason.is_empty());
        }
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("{name} was to be refused"),
    }
}

/// Holds a team to working.
fn works(team: &Team, members: usize) {
    assert_eq!(team.members(), members);
    let came = std::sync::Barrier::new(members);
    team.parallel(|_| {
        came.wait();
    });
    let sum = team.map_reduce(
        100,
        7,
        Schedule::Static,
        |it| it.sum::<usize>(),
        |a, b| a + b,
    );
    assert_eq!(sum, Ok(Some(4950)));
}

#[test]
fn threads_that_are_refused_are_an_error() {
    let _watchdog = Watchdog::over("threads that are refused");
    plays("refused::child_is_refused_threads");
}

#[test]
#[ignore = "run by the test above, in a process of its own"]
fn child_is_refused_threads() {
    if !is_one() {
        return;
    }
    let _watchdog = Watchdog::over("threads that are refused, the child");
    let counted = becomes_somebody();
    let running = Team::spawn(2, Binding::None).unwrap();
    let before = status("Threads:");
    // What other processes of this user have is not known: one thread is less than there are already.
    let none = if counted { before } else { 1 };
    limit(PROCESSES, Some(none));
    if std::thread::Builder::new().spawn(|| ()).is_ok() {
        eprintln!("skipped: no limit of threads is heeded here");
        return;
    }
    for granted in 0..if counted { 4 } else { 1 } {
        limit(PROCESSES, Some(none + granted));
        some_are_refused(granted, before);
        // What is there already goes on.
        works(&running, 2);
    }
    limit(PROCESSES, Some(none));
    a_hook_is_refused(&running);
    if counted {
        limit(PROCESSES, Some(none + 2));
        nothing_piles_up(before);
    }
    limit(PROCESSES, None);
    works(&Team::spawn(4, Binding::Close).unwrap(), 4);
    let scoped = Team::scope(4, Binding::Close, |team| works(team, 4));
    assert_eq!(scoped, Ok(()));
}

/// Teams of four, of whose threads so many may be started.
fn some_are_refused(granted: u64, threads: u64) {
    let spawned = Team::spawn(4, Binding::Close);
    if granted < 3 {
        refused(spawned, &format!("hotloop {}", granted + 1));
    } else {
        works(&spawned.unwrap(), 4);
    }
    await_threads(threads);
    let mut ran = false;
    let scoped = Team::scope(4, Binding::Close, |_| ran = true);
    // The one that the closure would run on comes last.
    refused(scoped, &format!("hotloop {}", (granted + 1) % 4));
    assert!(!ran);
    await_threads(threads);
}

/// A map with a hook has a thread of its own for that.
fn a_hook_is_refused(team: &Team) {
    for team in [team, &Team::solo()] {
        let never = |_: &i32| -> u32 { unreachable!() };
        let told = team.map_with_progress(&[1, 2], Schedule::Static, never, |_, _| ());
        refused(told, "hotloop progress");
    }
}

/// Members that were started, and whose team was not, leave nothing: a stack each would be 400 megabytes.
fn nothing_piles_up(threads: u64) {
    refused(Team::spawn(4, Binding::None), "hotloop 3");
    await_threads(threads);
    let before = status("VmSize:");
    for _ in 0..100 {
        refused(Team::spawn(4, Binding::None), "hotloop 3");
        await_threads(threads);
    }
    let grown = status("VmSize:").saturating_sub(before);
    assert!(grown < 40_000, "{grown} kB more");
}

#[test]
fn stacks_that_do_not_fit_are_an_error() {
    let _watchdog = Watchdog::over("stacks that do not fit");
    plays("refused::child_is_refused_stacks");
}

/// Bytes of addresses that this process may have beyond those that it has.
fn leave(bytes: u64) {
    limit(ADDRESSES, Some(1024 * status("VmSize:") + bytes));
}

/// Whether a limit of addresses is heeded: emulators of processors keep theirs.
fn addresses_are_limited() -> bool {
    leave(64 << 20);
    let heeded = Vec::<u8>::new().try_reserve_exact(256 << 20).is_err();
    limit(ADDRESSES, None);
    if !heeded {
        eprintln!("skipped: no limit of addresses is heeded here");
    }
    heeded
}

#[test]
#[ignore = "run by the test above, in a process of its own"]
fn child_is_refused_stacks() {
    const STACK: usize = 256 << 20;
    if !is_one() || !addresses_are_limited() {
        return;
    }
    let _watchdog = Watchdog::over("stacks that do not fit, the child");
    let threads = status("Threads:");
    let order = |members| Team::builder().members(members).stack_size(STACK);
    // Two, and half of a third.
    leave(5 * STACK as u64 / 2);
    for _ in 0..3 {
        refused(order(5).spawn(), "hotloop 3");
        await_threads(threads);
        let mut ran = false;
        refused(order(3).scope(|_| ran = true), "hotloop 0");
        assert!(!ran);
        await_threads(threads);
        works(&order(3).spawn().unwrap(), 3);
        await_threads(threads);
    }
    limit(ADDRESSES, None);
    works(&order(5).spawn().unwrap(), 5);
}

#[test]
fn buffers_that_do_not_fit_are_an_error() {
    let _watchdog = Watchdog::over("buffers that do not fit");
    plays("refused::child_is_refused_buffers");
}

/// What asks for memory: the call, and how many elements it says that there is none for.
type Call<'a> = (&'a str, &'a dyn Fn(usize) -> Result<(), Error>);

#[test]
#[ignore = "run by the test above, in a process of its own"]
fn child_is_refused_buffers() {
    // 128 MiB of `f64`, twice what is left.
    const LARGE: usize = 16 << 20;
    if !is_one() || !addresses_are_limited() {
        return;
    }
    let _watchdog = Watchdog::over("buffers that do not fit, the child");
    let team = Team::spawn(2, Binding::None).unwrap();
    let x = vec![0.0_f64; LARGE];
    let never = |i: usize| {
        assert!(i < 1000, "it has run");
        0.0
    };
    let calls: [Call<'_>; 8] = [
        ("zeroed", &|len| Buffer::<f64>::zeroed(len).map(drop)),
        ("zeroed on huge pages", &|len| {
            Buffer::<f64>::zeroed_on(PageSize::Huge, len).map(drop)
        }),
        ("from_fn", &|len| Buffer::from_fn(len, never).map(drop)),
        ("from_slice", &|len| Buffer::from_slice(&x[..len]).map(drop)),
        ("touched_by", &|len| {
            Buffer::<f64>::touched_by(&team, len).map(drop)
        }),
        ("map", &|len| {
            team.map(&x[..len], Schedule::Static, |_| never(0))
                .map(drop)
        }),
        ("channel", &|len| ring::channel::<u64>(len).map(drop)),
        ("bins", &|len| Bins::uniform(len, 0.0, 1.0).map(drop)),
    ];
    leave(64 << 20);
    let before = status("VmSize:");
    for (name, call) in calls {
        for _ in 0..3 {
            match call(LARGE) {
                Err(Error::OutOfMemory { results, .. }) => assert!(results >= LARGE, "{name}"),
                other => panic!("{name}: {other:?}"),
            }
            assert_eq!(call(1000), Ok(()), "{name}");
        }
    }
    let grown = status("VmSize:").saturating_sub(before);
    assert!(grown < 40_000, "{grown} kB more");
    works(&team, 2);
    limit(ADDRESSES, None);
    for (name, call) in calls {
        // What runs for every element is known to be refused any such number.
        if name != "from_fn" {
            assert_eq!(call(LARGE), Ok(()), "{name}");
        }
    }
}
