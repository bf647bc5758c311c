//! An end for tests that wait for ever.

use std::io::{Write, stderr};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// Longer than any of these tests takes on a machine that is busy, under an emulator, or watched by a
/// sanitizer.
const PATIENCE: Duration = Duration::from_secs(240);

/// The variable by which a [child](super::child) knows that it is one.
pub(crate) const PART: &str = "HOTLOOP_TEST_PART";

/// Ends the process, unless it is dropped before.
pub(crate) struct Watchdog {
    /// Nothing is ever sent; it is closed.
    _end: Sender<()>,
}

impl Watchdog {
    /// Watches over what is called `what`.
    pub(crate) fn over(what: &'static str) -> Self {
        let (_end, ended) = channel();
        // A child gives up first, so that its parent can say why.
        let is_child = std::env::var_os(PART).is_some();
        let patience = PATIENCE / if is_child { 2 } else { 1 };
        std::thread::spawn(move || {
            if ended.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
                // Past the harness, which keeps what tests print until they end.
                let _ = writeln!(stderr(), "{what}: somebody waits for ever");
                std::process::abort();
            }
        });
        Self { _end }
    }
}
