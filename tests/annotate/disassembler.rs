//! The same instructions as `objdump` finds.

use super::image::Image;
use iced_x86::{Decoder, DecoderOptions};
use std::process::Command;
use std::{env, fs};

/// Functions that are compared, at most: those of kernels, in the order of their addresses.
const FUNCTIONS: usize = 20;

pub(crate) fn objdump_reads_the_same() {
    let path = env::current_exe().expect("this program has a path");
    let bytes = fs::read(&path).expect("it can be read");
    let image = Image::read(&bytes).expect("it is an executable");
    let starts = image.functions("5enter5entry");
    assert!(
        starts.len() >= FUNCTIONS,
        "{} entries of kernels",
        starts.len()
    );
    let (mut compared, step) = (0, starts.len() / FUNCTIONS);
    for (start, code) in starts.into_iter().step_by(step) {
        let end = start + code.len() as u64;
        let Some(theirs) = objdump(&path, start, end) else {
            println!("there is no objdump, so nothing is compared with it");
            return;
        };
        let ours: Vec<u64> = Decoder::with_ip(64, code, start, DecoderOptions::NONE)
            .iter()
            .map(|instruction| instruction.ip())
            .collect();
        assert_eq!(ours, theirs, "from {start:#x} to {end:#x}");
        compared += ours.len();
    }
    println!("{compared} instructions of {FUNCTIONS} functions");
    assert!(compared > 1_000);
}

/// The addresses of its instructions.
fn objdump(path: &std::path::Path, start: u64, end: u64) -> Option<Vec<u64>> {
    let mut command = Command::new("objdump");
    command.args(["-d", "-w", "--no-show-raw-insn"]).arg(path);
    command.args([
        format!("--start-address={start}"),
        format!("--stop-address={end}"),
    ]);
    let output = command.output().ok()?;
    let text = String::from_utf8(output.stdout).expect("it prints text");
    let address = |line: &str| u64::from_str_radix(line.trim().split_once(":\t")?.0, 16).ok();
    Some(text.lines().filter_map(address).collect())
}
