//! Counters and locks, on teams of many sizes.

#![cfg(feature = "races")]

mod common;

use hotloop::Error;
use hotloop::races::contention::{Contention, Lock, Work, contend};
use hotloop::races::counters::{self, LockedStore, Racy};
use hotloop::races::{Counter, Private, SpinLock, race};
use hotloop::threads::{Binding, Schedule, Team};
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

const GUIDED: Schedule = Schedule::Guided { min_chunk: 1 };

/// The tutorial's number of threads, and others.
const MEMBERS: [usize; 4] = [1, 2, 4, 8];

fn is_broken(counter: &dyn Counter) -> bool {
    ["Racy", "LockedStore"].contains(&counter.name())
}

#[test]
fn all_but_the_broken_are_exact() {
    for members in MEMBERS {
        for binding in [Binding::Close, Binding::Primary, Binding::None] {
            let team = Team::spawn(members, binding).unwrap();
            for counter in counters::all() {
                let outcome = race(&team, &*counter, 20_000, GUIDED).unwrap();
                assert_eq!(outcome.counter, counter.name());
                assert_eq!(outcome.expected, 20_000);
                assert_eq!(outcome.observed + outcome.lost(), 20_000);
                if !is_broken(&*counter) || members == 1 {
                    assert_eq!(outcome.lost(), 0, "{outcome}");
                    assert_eq!(counter.value(), 20_000);
                }
            }
        }
    }
}

#[test]
fn every_schedule_deals_out_every_increment() {
    let schedules = [
        Schedule::Static,
        Schedule::Cyclic,
        Schedule::Dynamic { chunk: 7 },
        GUIDED,
    ];
    let team = Team::spawn(3, Binding::Close).unwrap();
    for counter in counters::all() {
        for (schedule, increments) in schedules
            .into_iter()
            .flat_map(|s| [(s, 0), (s, 1), (s, 9_973)])
        {
            // What earlier races have counted is not counted again.
            let outcome = race(&team, &*counter, increments, schedule).unwrap();
            let made: u64 = outcome.shares.iter().map(|share| share.increments).sum();
            assert_eq!((made, outcome.shares.len()), (increments as u64, 3));
            let longest = outcome.shares.iter().map(|share| share.longest_wait).max();
            assert!(longest.unwrap() <= outcome.time);
            if !is_broken(&*counter) {
                assert_eq!(outcome.observed, increments as u64, "{outcome}");
            }
        }
    }
}

/// However unlucky the first races are: a machine may be so busy that the members take turns.
fn loses_sooner_or_later(counter: &dyn Counter) {
    let team = Team::spawn(2, Binding::Close).unwrap();
    let mut races = (0..1_000).map(|_| race(&team, counter, 1_000_000, GUIDED).unwrap());
    let losing = races.find(|outcome| outcome.lost() > 0);
    let losing = losing.expect("one race of a thousand loses");
    assert!(losing.observed > 0 && losing.cores == 2);
    assert!(losing.to_string().contains(" lost ("), "{losing}");
}

#[test]
fn the_broken_lose() {
    if std::thread::available_parallelism().unwrap().get() < 2 {
        println!("skipped: on one core it may take any number of races to lose anything");
        return;
    }
    loses_sooner_or_later(&Racy::default());
    loses_sooner_or_later(&LockedStore::default());
}

#[test]
fn where_nothing_can_be_lost_it_is_said() {
    let alone = race(&Team::solo(), &Racy::default(), 1_000, GUIDED).unwrap();
    assert_eq!((alone.lost(), alone.cores), (0, 1));
    let told = alone.to_string();
    assert!(
        told.starts_with("Racy: 1000 increments by 1 member, and nothing could be lost"),
        "{told}"
    );

    let team = Team::scope(2, Binding::Primary, |team| {
        race(team, &counters::Atomic::default(), 1_000, GUIDED).unwrap()
    });
    let told = team.unwrap().to_string();
    if cfg!(target_os = "linux") {
        assert!(told.contains("2 members, none lost on one core"), "{told}");
    }
}

/// Counts every increment twice.
#[derive(Default)]
struct Double(AtomicU64);

impl Counter for Double {
    fn name(&self) -> &'static str {
        "Double"
    }

    fn increment(&self, _: &mut Private) {
        self.0.fetch_add(2, Relaxed);
    }

    fn value(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

/// Loses every other increment.
#[derive(Default)]
struct Half(AtomicU64);

impl Counter for Half {
    fn name(&self) -> &'static str {
        "Half"
    }

    fn increment(&self, _: &mut Private) {
        self.0.fetch_add(1, Relaxed);
    }

    fn value(&self) -> u64 {
        self.0.load(Relaxed) / 2
    }
}

#[test]
fn counters_are_called_what_their_types_are() {
    let all = counters::all();
    let names: Vec<_> = all.iter().map(|it| it.name()).collect();
    let expected = [
        "Racy",
        "LockedStore",
        "StdMutex",
        "ParkingLotMutex",
        "SpinLock",
        "Atomic",
        "AtomicSeqCst",
        "CompareExchange",
        "SharedLine",
        "Padded",
        "Local",
    ];
    assert_eq!(names, expected);
}

#[test]
fn what_is_told_is_what_happened() {
    let team = Team::spawn(2, Binding::Close).unwrap();
    let half = race(&team, &Half::default(), 1_000, GUIDED).unwrap();
    let told = half.to_string();
    assert!(told.contains("500 lost (50.0 %)"), "{told}");
    let double = race(&team, &Double::default(), 1_000, GUIDED).unwrap();
    let told = double.to_string();
    assert!(told.contains("1000 too many counted, "), "{told}");
    let nothing = race(&team, &Double::default(), 0, GUIDED).unwrap();
    assert!(nothing.nanoseconds_per_increment().is_nan());
    assert!(
        nothing
            .to_string()
            .starts_with("Double: 0 increments by 2 members, none lost")
    );
    assert!(!nothing.to_string().contains(" ns each"));
}

#[test]
fn members_have_numbers() {
    assert_eq!(Private::of(1023).unwrap().member(), 1023);
    assert_eq!(
        Private::of(Team::MAX_MEMBERS),
        Err(Error::TooLarge {
            argument: "member",
            found: 1024,
            most: 1023
        })
    );
}

#[test]
fn a_race_in_a_region_has_one_member() {
    let team = Team::spawn(2, Binding::Close).unwrap();
    team.parallel(|_| {
        let outcome = race(&team, &Racy::default(), 1_000, GUIDED).unwrap();
        assert_eq!((outcome.shares.len(), outcome.lost()), (1, 0));
    });
}

#[test]
fn a_schedule_without_a_chunk_is_refused() {
    let counter = Racy::default();
    let error = race(&Team::solo(), &counter, 10, Schedule::Dynamic { chunk: 0 });
    assert_eq!(error, Err(Error::Zero { argument: "chunk" }));
    assert_eq!(counter.value(), 0);
}

/// Runs a check on every kind of lock.
macro_rules! every_lock {
    ($check:ident) => {
        $check::<std::sync::Mutex<()>>();
        $check::<std::sync::RwLock<()>>();
        $check::<parking_lot::Mutex<()>>();
        $check::<parking_lot::RwLock<()>>();
        $check::<SpinLock>();
    };
}

/// Writers are alone, and readers see nothing half done.
fn excludes<L: Lock>() {
    for members in MEMBERS {
        let team = Team::spawn(members, Binding::Close).unwrap();
        let (lock, pair) = (L::default(), [AtomicU64::new(0), AtomicU64::new(0)]);
        team.parallel(|_| {
            for _ in 0..2_000 {
                lock.write(|| {
                    for number in &pair {
                        number.store(number.load(Relaxed) + 1, Relaxed);
                    }
                });
                lock.read(|| assert_eq!(pair[0].load(Relaxed), pair[1].load(Relaxed)));
            }
        });
        let expected = 2_000 * members as u64;
        assert_eq!(
            pair.map(AtomicU64::into_inner),
            [expected; 2],
            "{}",
            L::NAME
        );
    }
}

#[test]
fn locks_exclude() {
    every_lock!(excludes);
}

fn tells_who_waits<L: Lock>() {
    let lock = L::default();
    let mut inside = false;
    assert!(!lock.write(|| inside = true) && inside);
    assert!(!lock.read(|| inside = false) && !inside);
    // Whoever asks may be kept from asking until the lock is free again, but not every time.
    let waits = (0..1_000).any(|_| asked_while_held(&lock));
    assert!(waits, "{}", L::NAME);
}

/// Has one thread take the lock, give another some time to ask for it, and give it back. Returns
/// what the other was told.
fn asked_while_held<L: Lock>(lock: &L) -> bool {
    let barrier = std::sync::Barrier::new(2);
    std::thread::scope(|scope| {
        let holder = scope.spawn(|| {
            lock.write(|| {
                barrier.wait();
                std::thread::sleep(Duration::from_millis(1));
            })
        });
        barrier.wait();
        let waits = lock.write(|| ());
        assert!(!holder.join().unwrap(), "it was free");
        waits
    })
}

#[test]
fn locks_tell_who_waits() {
    every_lock!(tells_who_waits);
}

fn counts_turns<L: Lock>() {
    let work = Work {
        inside: 3,
        outside: 5,
        reads_to_a_write: 2,
    };
    for members in MEMBERS {
        for binding in [Binding::Close, Binding::Primary] {
            let team = Team::spawn(members, binding).unwrap();
            let contention = contend::<L>(&team, work, Duration::from_micros(200));
            assert_eq!(contention.lock, L::NAME);
            assert_eq!(contention.turns.len(), members);
            check_figures(&contention);
            if members == 1 {
                assert_eq!(
                    (contention.waited_share(), contention.most_to_least()),
                    (0.0, 1.0)
                );
            }
        }
    }
}

fn check_figures(contention: &Contention) {
    let turns = &contention.turns;
    assert!(
        turns
            .iter()
            .all(|turns| turns.acquisitions >= 1 && turns.waited <= turns.acquisitions)
    );
    let sum: u64 = turns.iter().map(|turns| turns.acquisitions).sum();
    assert_eq!(contention.acquisitions(), sum);
    assert!((0.0..=1.0).contains(&contention.waited_share()));
    let each = || turns.iter().map(|turns| turns.acquisitions as f64);
    let (most, least) = (each().fold(0.0, f64::max), each().fold(f64::MAX, f64::min));
    assert_eq!(contention.most_to_least(), most / least);
    assert!(contention.time >= Duration::from_micros(200));
    let nanoseconds = contention.nanoseconds_per_acquisition() * sum as f64;
    assert!((nanoseconds / contention.time.as_nanos() as f64 - 1.0).abs() < 1e-9);
}

#[test]
fn contention_counts_turns() {
    every_lock!(counts_turns);
}

#[test]
fn a_spin_lock_is_given_back_by_a_panic() {
    let lock = SpinLock::default();
    let held = std::panic::catch_unwind(|| {
        let _guard = lock.lock();
        std::panic::resume_unwind(Box::new(()));
    });
    assert!(held.is_err());
    let guard = lock.try_lock().expect("it has been given back");
    assert!(lock.try_lock().is_none());
    // A try that fails takes nothing and gives nothing back.
    assert!(lock.try_lock().is_none());
    drop(guard);
    assert!(lock.try_lock().is_some());
}
