//! Threads that end: those of a team, and those that use one while they do.

use super::TEAMS;
use hotloop::threads::{Binding, Team, available};
use std::cell::OnceCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread::sleep;
use std::time::Duration;

#[test]
fn members_have_ended_when_their_team_has() {
    struct Last(Arc<AtomicUsize>);
    impl Drop for Last {
        fn drop(&mut self) {
            // Long enough to be missed by who does not wait for it.
            sleep(Duration::from_millis(20));
            self.0.fetch_add(1, Relaxed);
        }
    }
    thread_local! {
        static LAST: OnceCell<Last> = const { OnceCell::new() };
    }
    let keep = |team: &Team, ended: &Arc<AtomicUsize>| {
        team.parallel(|member| {
            if member.index > 0 {
                LAST.with(|last| assert!(last.set(Last(Arc::clone(ended))).is_ok()));
            }
        });
    };
    for members in TEAMS {
        let ended = Arc::default();
        let team = Team::spawn(members, Binding::None).unwrap();
        keep(&team, &ended);
        drop(team);
        assert_eq!(ended.swap(0, Relaxed), members - 1);
        Team::scope(members, Binding::None, |team| keep(team, &ended)).unwrap();
        assert_eq!(ended.load(Relaxed), members - 1);
    }
}

#[test]
fn a_thread_that_ends_can_still_make_a_team() {
    use std::sync::mpsc::{Sender, channel};
    struct Last(Sender<usize>);
    impl Drop for Last {
        fn drop(&mut self) {
            let made = Team::spawn(2, Binding::Close).map(|team| team.members());
            let _ = self.0.send(made.unwrap_or(0).min(available() + 1));
        }
    }
    thread_local! {
        static LAST: OnceCell<Last> = const { std::cell::OnceCell::new() };
    }
    // What a thread uses first is what it gives back last, or the other way round.
    for early in [true, false] {
        let (sender, receiver) = channel();
        let ends = move || {
            let keep = || LAST.with(|last| assert!(last.set(Last(sender)).is_ok()));
            if early {
                keep();
                assert!(available() >= 1);
            } else {
                assert!(available() >= 1);
                keep();
            }
        };
        std::thread::spawn(ends).join().unwrap();
        assert_eq!(receiver.recv(), Ok(2), "{early}");
    }
}
