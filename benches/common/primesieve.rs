//! primesieve, the peer of the sieve: counting the primes below a bound, and adding them up as its
//! iterator hands them out.

use libloading::Library;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::sync::OnceLock;

/// What is called of the library.
#[derive(Clone, Copy)]
pub(crate) struct Primesieve {
    set_num_threads: unsafe extern "C" fn(c_int),
    count_primes: unsafe extern "C" fn(u64, u64) -> u64,
    init: unsafe extern "C" fn(*mut Batches),
    jump_to: unsafe extern "C" fn(*mut Batches, u64, u64),
    generate_next_primes: unsafe extern "C" fn(*mut Batches),
    free_iterator: unsafe extern "C" fn(*mut Batches),
}

/// `primesieve_iterator` of version 11: a buffer of primes that the library refills.
#[repr(C)]
struct Batches {
    place: usize,
    size: usize,
    start: u64,
    stop_hint: u64,
    primes: *mut u64,
    memory: *mut c_void,
    is_error: c_int,
}

impl Primesieve {
    /// The library, if it is there. If it is not, this says so, once.
    pub(crate) fn find() -> Option<Self> {
        static FOUND: OnceLock<Option<Primesieve>> = OnceLock::new();
        let load = || Self::load().inspect_err(|missing| eprintln!("{missing}"));
        *FOUND.get_or_init(|| load().ok())
    }

    /// The library, or a sentence that says why it is not there.
    fn load() -> Result<Self, String> {
        let missing = |error| format!("primesieve is not measured beside our sieve: {error}.");
        // SAFETY: loading it runs its initialisers, which set up its own state and ask nothing of
        // the caller.
        let library = unsafe { Library::new("libprimesieve.so.11") }.map_err(missing)?;
        // SAFETY: the version in the library's name exports all of these with these signatures.
        let found = unsafe {
            let version = *library
                .get::<unsafe extern "C" fn() -> *const c_char>(b"primesieve_version\0")
                .map_err(missing)?;
            if !CStr::from_ptr(version()).to_bytes().starts_with(b"11.") {
                return Err("primesieve is not measured: it is not version 11.".into());
            }
            Self {
                set_num_threads: *library
                    .get(b"primesieve_set_num_threads\0")
                    .map_err(missing)?,
                count_primes: *library.get(b"primesieve_count_primes\0").map_err(missing)?,
                init: *library.get(b"primesieve_init\0").map_err(missing)?,
                jump_to: *library.get(b"primesieve_jump_to\0").map_err(missing)?,
                generate_next_primes: *library
                    .get(b"primesieve_generate_next_primes\0")
                    .map_err(missing)?,
                free_iterator: *library
                    .get(b"primesieve_free_iterator\0")
                    .map_err(missing)?,
            }
        };
        // Never unloaded, so that the functions stay where they are.
        std::mem::forget(library);
        Ok(found)
    }

    /// How many primes are below `n`, found by so many threads. To be called on an unpinned thread.
    pub(crate) fn count(self, n: u64, threads: usize) -> u64 {
        let threads = c_int::try_from(threads).expect("there are not that many cores");
        // SAFETY: the library is loaded for good, and takes any numbers.
        unsafe {
            (self.set_num_threads)(threads);
            (self.count_primes)(0, n - 1)
        }
    }

    /// The sum of the primes below `n`, of one thread.
    pub(crate) fn sum(self, n: u64) -> u128 {
        let mut batches = Batches {
            place: 0,
            size: 0,
            start: 0,
            stop_hint: 0,
            primes: std::ptr::null_mut(),
            memory: std::ptr::null_mut(),
            is_error: 0,
        };
        let mut sum = 0;
        // SAFETY: the library is loaded for good; the iterator is initialised by its own function
        // before it is used, and freed after it; a buffer has `size` primes until it is refilled.
        unsafe {
            (self.init)(&raw mut batches);
            (self.jump_to)(&raw mut batches, 0, n);
            'all: loop {
                (self.generate_next_primes)(&raw mut batches);
                for &prime in std::slice::from_raw_parts(batches.primes, batches.size) {
                    if prime >= n {
                        break 'all;
                    }
                    sum += u128::from(prime);
                }
            }
            (self.free_iterator)(&raw mut batches);
        }
        sum
    }
}
