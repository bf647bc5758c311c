//! Child processes: the pool and the pipe to a child, and children that die in every way.
//!
//! This program is its own child, and what it is to do is its argument. It has no test harness,
//! which would print to the standard output that the parent reads.

#[path = "common/again.rs"]
mod again;

use hotloop::races::processes::{self, Pool};
use hotloop::races::transport::child::{self, Child};
use std::io::{self, ErrorKind, Write};
use std::process::{Command, ExitCode};
use std::thread;

#[path = "processes/bytes.rs"]
mod bytes;
#[cfg(unix)]
#[path = "processes/forks.rs"]
mod forks;
#[cfg(unix)]
#[path = "processes/killed.rs"]
mod killed;
#[cfg(unix)]
#[path = "processes/orphans.rs"]
mod orphans;

/// What comes before the part that a child plays.
const PLAY: &str = "--play";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [option, part] if option == PLAY => play(part),
        #[cfg(unix)]
        [option, leave, holding, part] if option == PLAY && leave == "leave" => {
            orphans::leave(holding, part)
        }
        _ => run_tests(),
    }
}

/// What a child does.
fn play(part: &str) -> ExitCode {
    let outcome = match part {
        "work" => processes::serve(),
        "work and end badly" => processes::serve().and_then(|()| Err(io::Error::other("so told"))),
        "receive" => child::serve(),
        "end at once" => return ExitCode::from(3),
        "chatter" => say(b"running 1 test\n"),
        "end when ready" => end_when_ready(b"+"),
        "end when ready to receive" => end_when_ready(b">"),
        "die of a task" => die_of_a_task(b"+"),
        "die of integers" => die_of_a_task(b">>"),
        "answer wrongly" => answer_wrongly(),
        "never end" => never_end(b"+"),
        "receive and never end" => never_end(b">"),
        "expect tasks" => bytes::expect_tasks(),
        "expect integers" => bytes::expect_integers(),
        #[cfg(target_os = "linux")]
        "look around and work" => bytes::look_around_and_work(),
        #[cfg(unix)]
        "linger" => orphans::linger(),
        #[cfg(unix)]
        "babble" => orphans::babble(),
        #[cfg(unix)]
        "work once" => orphans::work_once(),
        #[cfg(unix)]
        "work and leave a babbler" => orphans::work_and_leave_a_babbler(),
        #[cfg(unix)]
        "killed when ready" => killed::be_killed_after(b"+"),
        #[cfg(unix)]
        "killed when ready to receive" => killed::be_killed_after(b">"),
        #[cfg(unix)]
        "killed amid a task" => killed::be_killed_amid_a_task(b"+"),
        #[cfg(unix)]
        "killed amid integers" => killed::be_killed_amid_a_task(b">>"),
        #[cfg(unix)]
        "killed amid an answer" => killed::be_killed_amid_an_answer(b"+", 1),
        #[cfg(unix)]
        "killed amid a tally" => killed::be_killed_amid_an_answer(b">>", 2),
        #[cfg(unix)]
        "stop and work" => orphans::stop_and_work(),
        #[cfg(unix)]
        "stop when ready" => orphans::stop_when_ready(),
        _ => panic!("no such part: {part}"),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn say(bytes: &[u8]) -> io::Result<()> {
    let mut output = io::stdout();
    output.write_all(bytes)?;
    output.flush()
}

fn end_when_ready(greeting: &[u8]) -> io::Result<()> {
    say(greeting)?;
    Err(io::Error::other("as it was told to"))
}

/// Is ready for everything, reads a little of it, and aborts.
fn die_of_a_task(greeting: &[u8]) -> io::Result<()> {
    say(greeting)?;
    io::Read::read_exact(&mut io::stdin(), &mut [0; 20])?;
    std::process::abort()
}

/// Is ready, and does not hear that it should end.
fn never_end(greeting: &[u8]) -> io::Result<()> {
    say(greeting)?;
    loop {
        thread::park();
    }
}

/// Takes a task and says that it was of seven numbers.
fn answer_wrongly() -> io::Result<()> {
    say(b"+")?;
    io::Read::read_exact(&mut io::stdin(), &mut [0; 8])?;
    say(&[7; 16])?;
    io::copy(&mut io::stdin(), &mut io::sink()).map(drop)
}

fn myself(part: &str) -> Command {
    let mut command = again::command();
    command.args([PLAY, part]);
    command
}

fn nobody() -> Command {
    Command::new("/nowhere/is/such/a/program")
}

fn run_tests() -> ExitCode {
    let tests: &[(&str, fn())] = &[
        (
            "sums are those of the parts in order",
            sums_are_those_of_the_parts_in_order,
        ),
        ("a pool serves many maps", a_pool_serves_many_maps),
        ("a pool has workers", a_pool_has_workers),
        (
            "a program that does not exist is not started",
            a_program_that_does_not_exist_is_not_started,
        ),
        (
            "a pool that cannot start says why",
            a_pool_that_cannot_start_says_why,
        ),
        ("a dead worker is named", a_dead_worker_is_named),
        ("a wrong answer is refused", a_wrong_answer_is_refused),
        (
            "closing tells how workers ended",
            closing_tells_how_workers_ended,
        ),
        ("dropping waits for nobody", dropping_waits_for_nobody),
        (
            "a worker whose parent dies ends",
            a_worker_whose_parent_dies_ends,
        ),
        ("everything reaches the child", everything_reaches_the_child),
        (
            "a child that cannot start says why",
            a_child_that_cannot_start_says_why,
        ),
        ("a dead child is an error", a_dead_child_is_an_error),
        ("a child looks at what comes", a_child_looks_at_what_comes),
        ("bad arguments are refused", bad_arguments_are_refused),
        (
            "a worker is sent the numbers and no byte more",
            bytes::a_worker_is_sent_the_numbers_and_no_byte_more,
        ),
        (
            "a receiver is sent the integers and no byte more",
            bytes::a_receiver_is_sent_the_integers_and_no_byte_more,
        ),
        #[cfg(target_os = "linux")]
        (
            "a worker has the environment of its command",
            bytes::a_worker_has_the_environment_of_its_command,
        ),
        #[cfg(target_os = "linux")]
        (
            "a pipe belongs to one worker",
            bytes::a_pipe_belongs_to_one_worker,
        ),
        #[cfg(unix)]
        (
            "a worker that ends is not waited for",
            orphans::a_worker_that_ends_is_not_waited_for,
        ),
        #[cfg(unix)]
        (
            "a child that ends is not waited for",
            orphans::a_child_that_ends_is_not_waited_for,
        ),
        #[cfg(unix)]
        (
            "an answer counts whose worker has ended",
            orphans::an_answer_counts_whose_worker_has_ended,
        ),
        #[cfg(unix)]
        (
            "closing waits for the workers alone",
            orphans::closing_waits_for_the_workers_alone,
        ),
        #[cfg(unix)]
        (
            "a worker that is stopped is waited for",
            orphans::a_worker_that_is_stopped_is_waited_for,
        ),
        #[cfg(unix)]
        (
            "a worker that is killed is named",
            killed::a_worker_that_is_killed_is_named,
        ),
        #[cfg(unix)]
        (
            "a child that is killed is an error",
            killed::a_child_that_is_killed_is_an_error,
        ),
        #[cfg(target_os = "linux")]
        (
            "a worker may be killed at any moment",
            killed::a_worker_may_be_killed_at_any_moment,
        ),
        #[cfg(unix)]
        ("a command may panic", killed::a_command_may_panic),
        #[cfg(unix)]
        (
            "a fork may drop a pool and no more",
            forks::a_fork_may_drop_a_pool_and_no_more,
        ),
        #[cfg(unix)]
        (
            "closing waits for no fork",
            forks::closing_waits_for_no_fork,
        ),
        #[cfg(unix)]
        (
            "a fork has pools of its own",
            forks::a_fork_has_pools_of_its_own,
        ),
        #[cfg(target_os = "linux")]
        (
            "a worker that leaves no trace is lost",
            forks::a_worker_that_leaves_no_trace_is_lost,
        ),
    ];
    for (name, test) in tests {
        println!("test {name} ...");
        // A child that is waited for in vain is a failure, and no reason to wait longer.
        #[cfg(unix)]
        killed::give_up_in(240);
        test();
        #[cfg(target_os = "linux")]
        assert_eq!(children(), [0; 0], "{name}: a child was left behind");
    }
    println!("test result: ok. {} passed", tests.len());
    ExitCode::SUCCESS
}

/// The children of this process, zombies among them.
#[cfg(target_os = "linux")]
fn children() -> Vec<i32> {
    let parent = std::process::id().to_string();
    let processes = std::fs::read_dir("/proc").expect("Linux has it").flatten();
    let states =
        processes.filter_map(|entry| std::fs::read_to_string(entry.path().join("stat")).ok());
    // PID (NAME) STATE PARENT …, and the name may hold anything.
    let of_this_one = states.filter_map(|state| {
        let (start, rest) = state.rsplit_once(") ")?;
        let child = start.split(' ').next()?.parse().ok()?;
        (rest.split(' ').nth(1)? == parent).then_some(child)
    });
    of_this_one.collect()
}

/// Numbers whose sum depends on the order.
fn numbers(len: usize) -> Vec<f64> {
    (0..len)
        .map(|i| (i * 7919 % 1009) as f64 * 0.1 - 37.3)
        .collect()
}

/// The parts of as many workers, one after the other, on one thread.
fn oracle(x: &[f64], workers: usize) -> f64 {
    let mut start = 0;
    (0..workers).fold(0.0, |total, worker| {
        let end = start + x.len() / workers + usize::from(worker < x.len() % workers);
        let sum = x[start..end].iter().fold(0.0, |sum, x| sum + x);
        start = end;
        total + sum
    })
}

fn sums_are_those_of_the_parts_in_order() {
    for workers in [1, 2, 4] {
        let mut pool = Pool::spawn(workers, || myself("work")).unwrap();
        assert_eq!(pool.workers(), workers);
        for len in [0, 1, 2, 3, 4, 5, 7, 1000, 8192, 32_769, 100_003, 1_000_000] {
            let x = numbers(len);
            let summary = pool.summarize(&x).unwrap();
            let what = format!("{len} numbers, {workers} workers: {summary:?}");
            assert_eq!(summary.length, len as u64, "{what}");
            assert_eq!(
                summary.sum.to_bits(),
                oracle(&x, workers).to_bits(),
                "{what}"
            );
            assert_eq!(summary.copied, 32 * len as u64, "{what}");
        }
        assert!(pool.summarize(&[1.0, f64::NAN]).unwrap().sum.is_nan());
        assert_eq!(pool.summarize(&[f64::INFINITY]).unwrap().sum, f64::INFINITY);
        pool.close().unwrap();
    }
}

fn a_pool_serves_many_maps() {
    let mut pool = Pool::spawn(3, || myself("work")).unwrap();
    for round in 0..200 {
        pool.map_nothing().unwrap();
        let summary = pool.summarize(&vec![0.5; round]).unwrap();
        assert_eq!(summary.sum, 0.5 * round as f64);
    }
    // Dropped, not closed.
}

fn a_pool_has_workers() {
    let error = Pool::spawn(usize::MAX, || unreachable!()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutOfMemory);
    let error = Pool::spawn(0, || myself("work")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(error.to_string(), "`count`: found 0, expected at least 1");
}

fn a_program_that_does_not_exist_is_not_started() {
    // In an emulator of another processor a child cannot tell its parent that it found no program: the
    // memory that they share there, until it has one, is not shared under the emulator.
    if again::is_emulated() {
        eprintln!("SKIPPED under an emulator: a program that does not exist is not started");
        return;
    }
    let reasons = [
        (
            Pool::spawn(2, nobody).unwrap_err(),
            "worker 0 could not be started",
        ),
        (
            Child::start(&mut nobody()).unwrap_err(),
            "the child could not be started",
        ),
    ];
    for (error, reason) in reasons {
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert!(error.to_string().starts_with(reason), "{error}");
    }
}

fn a_pool_that_cannot_start_says_why() {
    // The second of four is another.
    for (part, kind, reason) in [
        (
            "end at once",
            ErrorKind::UnexpectedEof,
            "worker 1 is gone (exit",
        ),
        ("chatter", ErrorKind::InvalidData, "worker 1 does not greet"),
        // A child of another kind would wait for what never comes, and so would the pool.
        ("receive", ErrorKind::InvalidData, "worker 1 does not greet"),
    ] {
        let mut parts = ["work", part, "work", "work"].into_iter();
        let error = Pool::spawn(4, || myself(parts.next().unwrap())).unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.to_string().starts_with(reason), "{error}");
    }
}

fn a_dead_worker_is_named() {
    for part in ["end when ready", "die of a task"] {
        for len in [0, 10, 1_000_000] {
            let mut parts = ["work", "work", part].into_iter();
            let mut pool = Pool::spawn(3, || myself(parts.next().unwrap())).unwrap();
            if part == "die of a task" && len == 0 {
                // It waits for more of the task than that.
                continue;
            }
            let error = pool.summarize(&numbers(len)).unwrap_err();
            let dead = [ErrorKind::BrokenPipe, ErrorKind::UnexpectedEof].contains(&error.kind());
            assert!(dead, "{error}");
            assert!(
                error.to_string().starts_with("worker 2 is gone ("),
                "{error}"
            );
            // The others are gone too.
            assert_eq!(pool.workers(), 0);
            let error = pool.map_nothing().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::NotConnected);
            pool.close().unwrap();
        }
    }
}

fn a_wrong_answer_is_refused() {
    let mut parts = ["work", "answer wrongly"].into_iter();
    let mut pool = Pool::spawn(2, || myself(parts.next().unwrap())).unwrap();
    let error = pool.summarize(&numbers(10)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidData);
    let reason = "worker 1 has summarized another part than it was sent";
    assert_eq!(error.to_string(), reason);
}

fn closing_tells_how_workers_ended() {
    Pool::spawn(2, || myself("work")).unwrap().close().unwrap();
    let mut parts = ["work", "end when ready", "work"].into_iter();
    let pool = Pool::spawn(3, || myself(parts.next().unwrap())).unwrap();
    let error = pool.close().unwrap_err();
    assert!(
        error.to_string().starts_with("worker 1 ended badly (exit"),
        "{error}"
    );
}

fn dropping_waits_for_nobody() {
    drop(Pool::spawn(2, || myself("never end")).unwrap());
    drop(Child::start(&mut myself("receive and never end")).unwrap());
}

fn a_worker_whose_parent_dies_ends() {
    let task = [3_u64, 1.0_f64.to_bits(), 2.0_f64.to_bits()].map(u64::to_le_bytes);
    for end in 8..24 {
        let mut answer = vec![];
        let error = processes::worker(&task.as_flattened()[..end], &mut answer).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
        assert_eq!(answer, b"+");
    }
    // More than there is memory for.
    let error = processes::worker(&[0xEF; 16][..], vec![]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutOfMemory);
}

fn everything_reaches_the_child() {
    let mut child = Child::start(&mut myself("receive")).unwrap();
    for items in [0, 1, 2, 1000, 10_007] {
        for batch in [1, 2, 64, 1000, items + 1, usize::MAX] {
            let transfer = child.transfer(items, batch).unwrap();
            let sent = items as u64;
            let what = format!("{items} items by {batch}: {transfer:?}");
            assert_eq!(transfer.tally.received(), sent, "{what}");
            assert_eq!(transfer.tally.in_order(), sent, "{what}");
            assert_eq!(transfer.copied, 24 * sent, "{what}");
        }
    }
    // More than a pipe holds in one batch.
    assert!(child.transfer(1_000_000, 500_000).unwrap().is_complete());
    child.close().unwrap();
}

fn a_child_that_cannot_start_says_why() {
    for (mut command, kind, reason) in [
        (
            myself("end at once"),
            ErrorKind::UnexpectedEof,
            "the child is gone (exit",
        ),
        (
            myself("chatter"),
            ErrorKind::InvalidData,
            "the child does not greet",
        ),
        (
            myself("work"),
            ErrorKind::InvalidData,
            "the child does not greet as a program that calls `transport::child::serve`",
        ),
    ] {
        let error = Child::start(&mut command).unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.to_string().starts_with(reason), "{error}");
    }
}

fn a_dead_child_is_an_error() {
    for part in ["end when ready to receive", "die of integers"] {
        for (items, batch) in [(10, 1), (1_000_000, 1000)] {
            let mut child = Child::start(&mut myself(part)).unwrap();
            // And again, in place of what was started.
            for _ in 0..2 {
                let error = child.transfer(items, batch).unwrap_err();
                let dead =
                    [ErrorKind::BrokenPipe, ErrorKind::UnexpectedEof].contains(&error.kind());
                assert!(dead, "{error}");
                assert!(
                    error.to_string().starts_with("the child is gone ("),
                    "{error}"
                );
            }
            assert!(child.close().is_err());
        }
    }
}

fn a_child_looks_at_what_comes() {
    // Six integers in batches of four, two of which have changed places; then none.
    let words = [6_u64, 4, 0, 1, 3, 2, 4, 5, 0, 1].map(u64::to_le_bytes);
    let mut answer = vec![];
    child::receive(words.as_flattened(), &mut answer).unwrap();
    let counts = [6_u64, 4].map(u64::to_le_bytes);
    let expected = [b">>", counts.as_flattened(), b">", &[0; 16]].concat();
    assert_eq!(answer, expected);

    let error = child::receive(&words.as_flattened()[..29], vec![]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
}

fn bad_arguments_are_refused() {
    let mut child = Child::start(&mut myself("receive")).unwrap();
    let error = child.transfer(10, 0).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(error.to_string(), "`batch`: found 0, expected at least 1");
    let error = child.transfer(usize::MAX, 1).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutOfMemory);
    // It knows nothing of them.
    assert!(child.transfer(10, 1).unwrap().is_complete());
    child.close().unwrap();
}
