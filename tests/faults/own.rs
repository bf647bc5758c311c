//! Panics in functions and locks of one's own, and the one that ends the process.

use super::panics::on_teams;
use super::watchdog::Watchdog;
#[cfg(target_os = "linux")]
use hotloop::threads::{Binding, Team};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A function of one's own in a threaded rung.
#[test]
fn a_function_of_pairs_may_panic() {
    use hotloop::kernels::pairwise::general::{self, Pair};
    use hotloop::simd::{F64x8, Level, Simd};

    /// A product, of all numbers but one.
    struct Product(f64);
    impl Pair for Product {
        #[inline(always)]
        fn apply<S: Simd>(&self, _: S, x: S::F64x8, y: S::F64x8) -> S::F64x8 {
            if x.to_array().contains(&self.0) {
                std::panic::resume_unwind(Box::new(self.0));
            }
            x * y
        }
    }
    let _watchdog = Watchdog::over("panics in pairs");
    let x: Vec<f64> = (0..8000).map(f64::from).collect();
    let y: Vec<f64> = (0..20).map(f64::from).collect();
    on_teams(|team| {
        for level in Level::supported() {
            for bad in [0.0, 3999.0, 7999.0] {
                let call = || general::threaded_at(level, team, &Product(bad), &x, &y);
                let payload = catch_unwind(AssertUnwindSafe(call)).expect_err("it panics");
                assert_eq!(payload.downcast_ref(), Some(&bad), "{level}");
            }
            let fine = general::threaded_at(level, team, &Product(-1.0), &x, &y);
            assert_eq!(fine, general::simd_at(level, &Product(-1.0), &x, &y));
        }
    });
}

/// A lock of one's own, whose turns may panic: the first, and later ones.
#[cfg(feature = "races")]
#[test]
fn a_lock_may_panic() {
    use hotloop::races::contention::{Lock, Work, contend};
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
    use std::time::Duration;

    static TURNS: AtomicUsize = AtomicUsize::new(0);
    static BAD: AtomicUsize = AtomicUsize::new(0);
    #[derive(Default)]
    struct Fragile(Mutex<()>);
    impl Lock for Fragile {
        const NAME: &'static str = "fragile";

        fn write(&self, critical: impl FnOnce()) -> bool {
            let turn = TURNS.fetch_add(1, Relaxed);
            let _guard = self.0.lock();
            critical();
            if turn == BAD.load(Relaxed) {
                std::panic::resume_unwind(Box::new(turn));
            }
            false
        }
    }
    let _watchdog = Watchdog::over("panics in locks");
    on_teams(|team| {
        for bad in [0, 1, 20] {
            TURNS.store(0, Relaxed);
            BAD.store(bad, Relaxed);
            let call = || contend::<Fragile>(team, Work::default(), Duration::ZERO);
            let payload = catch_unwind(AssertUnwindSafe(call)).expect_err("it panics");
            assert_eq!(payload.downcast_ref(), Some(&bad));
        }
        BAD.store(usize::MAX, Relaxed);
        let contention = contend::<Fragile>(team, Work::default(), Duration::ZERO);
        assert_eq!(contention.turns.len(), team.members());
    });
}

/// What is promised of a body that owns something whose `drop` panics: it is dropped in unwinding, which
/// ends the process.
#[cfg(target_os = "linux")]
#[test]
fn a_body_that_owns_a_bomb_ends_the_process() {
    use super::child;
    let _watchdog = Watchdog::over("a body that owns a bomb");
    let output = child::part("own::child_owns_a_bomb").output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("about to"), "{output:?}");
    assert!(!text.contains("caught"), "{output:?}");
    assert_eq!(output.status.code(), None, "it was no signal: {output:?}");
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "run by the test above, in a process of its own"]
fn child_owns_a_bomb() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            std::panic::resume_unwind(Box::new(2));
        }
    }
    if !super::child::is_one() {
        return;
    }
    let team = Team::spawn(2, Binding::None).unwrap();
    let bomb = Bomb;
    println!("about to");
    let region = AssertUnwindSafe(|| {
        team.parallel(move |_| {
            let _it = &bomb;
            std::panic::resume_unwind(Box::new(1));
        });
    });
    let _ = catch_unwind(region);
    println!("caught");
}
