//! GCC's OpenMP, the peer of an empty region.

use libloading::Library;
use std::ffi::{c_uint, c_void};
use std::sync::OnceLock;
use std::time::Duration;

/// `GOMP_parallel(body, data, threads, flags)`: what GCC compiles `#pragma omp parallel` to.
type Parallel = unsafe extern "C" fn(extern "C" fn(*mut c_void), *mut c_void, c_uint, c_uint);

/// The library, loaded for good: its threads outlive every call.
#[derive(Clone, Copy)]
pub(crate) struct Libgomp(Parallel);

/// How long its threads go on spinning after a region, at most. They would take a core away from
/// whatever is measured next.
pub(crate) const SETTLE: Duration = Duration::from_millis(20);

impl Libgomp {
    /// The library, if it is there. If it is not, this says so, once.
    pub(crate) fn find() -> Option<Self> {
        static FOUND: OnceLock<Option<Libgomp>> = OnceLock::new();
        let load = || Self::load().inspect_err(|missing| eprintln!("{missing}"));
        *FOUND.get_or_init(|| load().ok())
    }

    /// The library, or a sentence that says why it is not there.
    fn load() -> Result<Self, String> {
        let missing = |error| format!("No OpenMP region is measured beside ours: {error}.");
        // SAFETY: loading it runs its initialisers, which set up its own state and ask nothing of
        // the caller.
        let library = unsafe { Library::new("libgomp.so.1") }.map_err(missing)?;
        // SAFETY: every version of the library since GCC 4.9 exports the function with this
        // signature.
        let parallel = unsafe { library.get::<Parallel>(b"GOMP_parallel\0") }.map_err(missing)?;
        let parallel = *parallel;
        // Never unloaded, because the threads that it keeps would be left without code.
        std::mem::forget(library);
        Ok(Self(parallel))
    }

    /// An empty region of `threads` threads. To be called on an unpinned thread.
    pub(crate) fn region(self, threads: usize) {
        extern "C" fn nothing(_: *mut c_void) {}
        let threads = c_uint::try_from(threads).expect("there are not that many cores");
        // SAFETY: the library is loaded for good; the body is a function that may run on any
        // thread, and it does not touch its data, so that null will do.
        unsafe { (self.0)(nothing, std::ptr::null_mut(), threads, 0) }
    }
}
