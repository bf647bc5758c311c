//! What `benches/annotate` says of machine code: that it takes bytes for the instructions that they are, agrees
//! with `objdump`, and finds checks; and that there is none in the loops of an `unchecked` or a `simd` rung.
//!
//! Rungs are followed instruction by instruction in a child, which is this program. It has no test harness,
//! which would run the child's rungs on a thread of its own. Words of the command line name ladders, as in
//! `cargo test --profile bench --test annotate -- histogram`: then only their loops are followed.

#![cfg_attr(
    not(all(target_arch = "x86_64", target_os = "linux")),
    allow(unused, reason = "there is no decoder")
)]

#[path = "../benches/annotate/program/cases.rs"]
#[allow(dead_code, reason = "the bench uses all of it")]
mod cases;
#[path = "../benches/catalogue/mod.rs"]
mod catalogue;
#[path = "../benches/annotate/program/checks.rs"]
mod checks;
#[path = "../benches/annotate/program/child.rs"]
mod child;
#[path = "../benches/common/mod.rs"]
mod common;
#[path = "../benches/annotate/program/count.rs"]
#[allow(dead_code, reason = "the bench uses all of it")]
mod count;
#[path = "../benches/tour/filters.rs"]
#[allow(dead_code, reason = "the bench uses all of it")]
mod filters;
#[path = "../benches/annotate/program/image.rs"]
#[allow(dead_code, reason = "the bench uses all of it")]
mod image;
#[path = "../benches/annotate/program/operation.rs"]
#[allow(dead_code, reason = "the bench uses all of it")]
mod operation;
#[path = "../benches/annotate/program/source.rs"]
#[allow(dead_code, reason = "the bench uses all of it")]
mod source;
#[path = "../benches/annotate/program/trace.rs"]
#[allow(dead_code, reason = "the bench uses all of it")]
mod trace;

#[path = "annotate/bytes.rs"]
mod bytes;
#[path = "annotate/disassembler.rs"]
mod disassembler;
#[path = "annotate/loops.rs"]
mod loops;

use std::process::ExitCode;

fn main() -> ExitCode {
    if child::served() {
        return ExitCode::SUCCESS;
    }
    let tests: [(&str, fn()); 5] = [
        ("bytes are what they do", bytes::are_what_they_do),
        ("zeros depend on nothing", bytes::zeros_depend_on_nothing),
        (
            "a check on purpose is found",
            loops::a_check_on_purpose_is_found,
        ),
        ("no check is in a loop", loops::no_check_is_in_a_loop),
        (
            "objdump reads the same",
            disassembler::objdump_reads_the_same,
        ),
    ];
    if cfg!(debug_assertions) {
        println!("nothing is inlined without optimisation: use --release");
        return ExitCode::SUCCESS;
    }
    for (name, test) in tests {
        test();
        println!("test {name} ... ok");
    }
    ExitCode::SUCCESS
}
