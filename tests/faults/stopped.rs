//! A process that is stopped and goes on (`SIGSTOP`, `SIGCONT`), as a shell, a debugger or a job scheduler
//! does it: amid regions, amid an exchange through a ring, and wherever it happens to be.

use super::child::{is_one, part};
use super::watchdog::Watchdog;
use hotloop::threads::{Binding, Schedule, Team, ring};
use std::ffi::{c_int, c_ulong};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write, stdin, stdout};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread::yield_now;
use std::time::Duration;

/// What the child says, and the parent waits for.
const AMID_A_REGION: &str = "amid a region";
const AMID_A_LOOP: &str = "amid a loop";
const AMID_AN_EXCHANGE: &str = "amid an exchange";
const IN_TRAFFIC: &str = "in traffic";

/// Stops a process, sees that it is stopped, and lets it go on.
fn stop_for_a_while(process: u32) {
    let kill = |signal| {
        let mut command = Command::new("sh");
        command.args(["-c", "kill -\"$0\" \"$1\"", signal, &process.to_string()]);
        assert!(command.status().expect("there is a shell").success());
    };
    // PID (NAME) STATE …, and the name may hold anything.
    let is_stopped = || {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).expect("it is there");
        let (_, state) = stat.rsplit_once(") ").expect("it has a state");
        assert!(!state.starts_with(['Z', 'X']), "it has ended");
        state.starts_with('T')
    };
    kill("STOP");
    while !is_stopped() {
        yield_now();
    }
    kill("CONT");
    while is_stopped() {
        yield_now();
    }
}

#[test]
fn a_process_that_is_stopped_goes_on() {
    let _watchdog = Watchdog::over("a process that is stopped");
    let mut child = part("stopped::child_is_stopped")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this program can be started");
    let mut input = child.stdin.take().expect("it has one");
    let mut output = BufReader::new(child.stdout.take().expect("it has one"));
    for (said, times) in [
        (AMID_A_REGION, 1),
        (AMID_A_LOOP, 1),
        (AMID_AN_EXCHANGE, 1),
        (IN_TRAFFIC, 20),
    ] {
        let mut line = String::new();
        // The harness has lines of its own.
        while !line.contains(said) {
            line.clear();
            assert_ne!(output.read_line(&mut line).unwrap(), 0, "it has ended");
        }
        (0..times).for_each(|_| stop_for_a_while(child.id()));
        input.write_all(b"\n").unwrap();
    }
    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    assert!(child.wait().unwrap().success(), "{rest}");
    assert!(rest.contains("1 passed"), "{rest}");
}

/// Says where this process is, and waits until the parent has stopped it and let it go on.
fn say_and_wait(what: &str) {
    println!("{what}");
    stdout().flush().unwrap();
    stdin().read_exact(&mut [0]).unwrap();
}

#[test]
#[ignore = "run by the test above, in a process of its own"]
fn child_is_stopped() {
    // SAFETY: these are functions of the C library, as it has them on Linux, for options with one argument.
    unsafe extern "C" {
        fn prctl(option: c_int, argument: c_ulong) -> c_int;
    }
    const DIE_WITH_PARENT: c_int = 1;
    const SIGKILL: c_ulong = 9;
    if !is_one() {
        return;
    }
    // SAFETY: it is told which signal to get. One that is stopped would outlive a parent that gives up.
    assert_eq!(unsafe { prctl(DIE_WITH_PARENT, SIGKILL) }, 0);
    for members in [2, 3] {
        // Spinning, and asleep.
        for spin_limit in [Duration::from_secs(1), Duration::ZERO] {
            let order = Team::builder().members(members).binding(Binding::None);
            let team = order.spin_limit(spin_limit).spawn().unwrap();
            // The parent comes for the last alone.
            let say = |what| {
                if members == 3 && spin_limit.is_zero() {
                    say_and_wait(what);
                }
            };
            team.parallel(|member| {
                if member.index == 1 {
                    say(AMID_A_REGION);
                }
            });
            let items: Vec<usize> = (0..100).collect();
            let double = |item: &usize| {
                if *item == 50 {
                    say(AMID_A_LOOP);
                }
                2 * item
            };
            let doubled = team
                .map(&items, Schedule::Dynamic { chunk: 1 }, double)
                .unwrap();
            assert!(doubled.into_iter().eq(items.iter().map(|item| 2 * item)));
            exchange(&team, || say(AMID_AN_EXCHANGE));
            in_traffic(&team, || say(IN_TRAFFIC));
        }
    }
}

/// Sends numbers from member 0 to member 1, who does something after the tenth.
fn exchange(team: &Team, after_ten: impl Fn() + Sync) {
    let (sender, receiver) = ring::channel(4).unwrap();
    let (sender, receiver) = (Mutex::new(Some(sender)), Mutex::new(Some(receiver)));
    team.parallel(|member| match member.index {
        0 => {
            let mut sender = sender.lock().unwrap().take().expect("it is taken once");
            (0..1000).for_each(|item| sender.send(item).unwrap());
        }
        1 => {
            let mut receiver = receiver.lock().unwrap().take().expect("it is taken once");
            assert!(receiver.by_ref().take(10).eq(0..10));
            after_ten();
            assert!(receiver.eq(10..1000));
        }
        _ => {}
    });
}

/// Runs regions and exchanges for as long as somebody waits for the parent.
fn in_traffic(team: &Team, wait: impl Fn() + Sync) {
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            wait();
            over.store(true, Relaxed);
        });
        loop {
            let sum = team.map_reduce(
                100,
                7,
                Schedule::Adaptive,
                |it| it.sum::<usize>(),
                |a, b| a + b,
            );
            assert_eq!(sum, Ok(Some(4950)));
            exchange(team, || ());
            if over.load(Relaxed) {
                return;
            }
        }
    });
}
