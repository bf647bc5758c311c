#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hotloop_fuzz::run("sums", bytes));
