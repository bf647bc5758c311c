//! What `benches/annotate` says of machine code: that it takes bytes for the instructions that they are, agrees
//! with `objdump`, and finds checks; and that there is none in the loops of an `unchecked` or a `simd` rung.
//!
//! Rungs are followed instruction by instruction in a child, which is this program. It has no test harness,
//! which would run the child's rungs on a thread of its own. Words of the command line name ladders, as in
//! `cargo test --profile bench --test annotate -- histogram`: then only their loops are followed.

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
#[path = "annotate/all.rs"]
mod all;

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
fn main() -> std::process::ExitCode {
    all::run()
}

#[cfg(not(all(target_arch = "x86_64", target_os = "linux")))]
fn main() {
    println!("there is no decoder for this machine");
}
