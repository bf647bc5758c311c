//! Which branches are checks: one of their sides goes straight to a panic.

use super::image::Image;
use iced_x86::{Decoder, DecoderOptions, FlowControl, Instruction};

/// Parts of the names of functions that panic, and what has been checked.
const PANICS: [(&str, &str); 8] = [
    ("panic_bounds_check", "an index"),
    ("slice_index", "a range"),
    ("slice_start_index", "a range"),
    ("slice_end_index", "a range"),
    ("len_mismatch", "two lengths"),
    ("panic_const_div", "a divisor"),
    ("panicking", "a condition"),
    ("unwrap_failed", "a value"),
];

/// Instructions between a check and its panic, at most: the arguments of the panic.
const ON_THE_WAY: usize = 40;

/// What a branch checks, if it does.
pub(crate) fn check(image: &Image<'_>, branch: &Instruction) -> Option<&'static str> {
    if branch.flow_control() != FlowControl::ConditionalBranch {
        return None;
    }
    let sides = [branch.near_branch_target(), branch.next_ip()];
    sides.into_iter().find_map(|side| panics(image, side))
}

/// What has been checked, if that is the way to a panic and to nothing else.
fn panics(image: &Image<'_>, mut at: u64) -> Option<&'static str> {
    for _ in 0..ON_THE_WAY {
        let code = image.code(at)?;
        let mut decoder =
            Decoder::with_ip(64, &code[..code.len().min(15)], at, DecoderOptions::NONE);
        let next = decoder.decode();
        at = match next.flow_control() {
            FlowControl::Next => next.next_ip(),
            FlowControl::UnconditionalBranch => next.near_branch_target(),
            FlowControl::IndirectCall if next.is_ip_rel_memory_operand() => {
                return called(image, image.pointed(next.ip_rel_memory_address())?);
            }
            FlowControl::Call => return called(image, next.near_branch_target()),
            _ => return None,
        };
    }
    None
}

fn called(image: &Image<'_>, function: u64) -> Option<&'static str> {
    let name = image.function(function)?;
    let (_, checked) = PANICS.iter().find(|(part, _)| name.contains(part))?;
    Some(checked)
}
