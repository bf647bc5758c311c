//! Processors that are taken away from a running team, as `taskset`, a container or a job scheduler does it
//! from outside: answers stay right, and teams that are made afterwards keep to what is left.

use super::child::{is_one, plays};
use super::loops;
use super::watchdog::Watchdog;
use hotloop::Error;
use hotloop::machine::Machine;
use hotloop::threads::{Binding, Placement, Team, available};
use std::fs;
use std::process::Command;
use std::sync::{Barrier, Mutex};

#[test]
fn a_team_whose_processors_go_works_on() {
    let _watchdog = Watchdog::over("processors that go");
    plays("masks::child_loses_processors");
}

/// The processors that this thread may use, as the kernel lists them: `0-3,8`.
fn allowed() -> String {
    let status = fs::read_to_string("/proc/thread-self/status").expect("Linux has it");
    let mut lines = status.lines();
    let list = lines.find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    list.expect("Linux has it").trim().to_owned()
}

/// Gives all threads of this process these processors, by another program. Returns whether that could be
/// done.
fn give(list: &str) -> bool {
    let process = std::process::id().to_string();
    let taskset = |_| {
        let arguments = ["-a", "-c", "-p", list, &process];
        let output = Command::new("taskset").args(arguments).output();
        output.is_ok_and(|output| output.status.success())
    };
    // It goes from thread to thread, and fails where one has just ended.
    (0..100).any(taskset)
}

/// Holds a team to working, and all of its members to being there.
fn works(team: &Team) {
    let barrier = Barrier::new(team.members());
    team.parallel(|_| {
        barrier.wait();
    });
    loops::run_on(team);
}

/// Holds new teams to the one processor that is left.
fn new_teams_keep_to(left: usize, gone: usize) {
    assert_eq!(available(), 1);
    assert_eq!(Team::builder().scope(Team::members), Ok(1));
    for binding in [Binding::Close, Binding::Spread, Binding::Primary] {
        let places = Team::scope(3, binding, |team| {
            works(team);
            team.placement()
        });
        assert_eq!(places, Ok(vec![Placement::Core(left); 3]));
    }
    let error = Error::NoSuchProcessor {
        argument: "binding",
        found: gone,
        allowed: left.to_string(),
    };
    let elsewhere = Binding::Cores(vec![gone]);
    assert_eq!(Team::spawn(2, elsewhere).unwrap_err(), error);
}

#[test]
#[ignore = "run by the test above, in a process of its own"]
fn child_loses_processors() {
    if !is_one() {
        return;
    }
    let _watchdog = Watchdog::over("processors that go, the child");
    let all = allowed();
    let processors = Binding::Close.places(&Machine::current()).unwrap();
    let [first, .., last] = processors[..] else {
        eprintln!("skipped: there is one processor, and none can go");
        return;
    };
    if !give(&all) {
        eprintln!("skipped: there is no `taskset -a -c -p` here");
        return;
    }
    let made = available();
    let spawn = |members, binding| Team::spawn(members, binding).unwrap();
    let teams = [
        spawn(2, Binding::Close),
        spawn(3, Binding::Close),
        spawn(3, Binding::None),
        spawn(processors.len() + 1, Binding::Spread),
    ];
    // In a scope, where member 0 is pinned as well.
    let scoped = Team::scope(3, Binding::Close, |scope| {
        for (left, gone) in [(first, last), (last, first)] {
            leave_one_amid_a_region(&teams[0], left);
            teams.iter().for_each(works);
            works(scope);
            std::thread::scope(|it| {
                // Neither a member nor the maker of a team.
                it.spawn(|| new_teams_keep_to(left, gone));
            });
        }
        assert!(give(&all));
        teams.iter().for_each(works);
        works(scope);
    });
    assert_eq!(scoped, Ok(()));
    // They are given back: new teams have them, and old ones work.
    teams.iter().for_each(works);
    assert_eq!((allowed(), available()), (all, made));
    let places = Team::scope(2, Binding::Cores(vec![first, last]), Team::placement);
    assert_eq!(
        places,
        Ok(vec![Placement::Core(first), Placement::Core(last)])
    );
}

/// Leaves one processor while a region runs.
fn leave_one_amid_a_region(team: &Team, left: usize) {
    let barrier = Barrier::new(team.members());
    // Looked at when it is over: who panicked in there would leave the others at the barrier.
    let seen = Mutex::new(vec![]);
    team.parallel(|member| {
        barrier.wait();
        let given = member.index != 1 || give(&left.to_string());
        barrier.wait();
        seen.lock().unwrap().push((given, allowed()));
    });
    let each = (true, left.to_string());
    assert_eq!(seen.into_inner().unwrap(), vec![each; team.members()]);
}
