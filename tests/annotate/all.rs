//! The tests, where there is a decoder and a child can be followed.

#[path = "../../benches/annotate/program/cache.rs"]
mod cache;
#[path = "../../benches/annotate/program/calls.rs"]
#[allow(dead_code, reason = "the bench uses all of it")]
mod calls;
#[path = "../../benches/annotate/program/cases.rs"]
#[allow(dead_code, reason = "the bench uses all of it")]
mod cases;
#[path = "../../benches/catalogue/mod.rs"]
mod catalogue;
#[path = "../../benches/annotate/program/checks.rs"]
mod checks;
#[path = "../../benches/annotate/program/child.rs"]
mod child;
#[path = "../../benches/common/mod.rs"]
pub(crate) mod common;
#[path = "../../benches/annotate/program/count.rs"]
#[allow(dead_code, reason = "the bench uses all of it")]
mod count;
#[path = "../../benches/tour/filters.rs"]
#[allow(dead_code, reason = "the bench uses all of it")]
mod filters;
#[path = "../../benches/annotate/program/image.rs"]
#[allow(dead_code, reason = "the bench uses all of it")]
mod image;
#[path = "../../benches/annotate/program/kind.rs"]
mod kind;
#[path = "../../benches/annotate/program/operation.rs"]
#[allow(dead_code, reason = "the bench uses all of it")]
mod operation;
#[path = "../../benches/annotate/program/pipes.rs"]
mod pipes;
#[path = "../../benches/annotate/program/process.rs"]
mod process;
#[path = "../../benches/annotate/program/source.rs"]
#[allow(dead_code, reason = "the bench uses all of it")]
mod source;
#[path = "../../benches/annotate/program/trace.rs"]
#[allow(dead_code, reason = "the bench uses all of it")]
mod trace;

#[path = "bytes.rs"]
mod bytes;
#[path = "disassembler.rs"]
mod disassembler;
#[path = "loops.rs"]
mod loops;
#[path = "processor.rs"]
mod processor;

use std::process::ExitCode;

pub(crate) fn run() -> ExitCode {
    if child::served() {
        return ExitCode::SUCCESS;
    }
    let tests: [(&str, fn()); 7] = [
        ("bytes are what they do", bytes::are_what_they_do),
        ("zeros depend on nothing", bytes::zeros_depend_on_nothing),
        ("pipes are found out", processor::pipes_are_found_out),
        (
            "caches keep what they hold",
            processor::caches_keep_what_they_hold,
        ),
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
