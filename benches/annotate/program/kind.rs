//! Kinds of instructions, by their names.

use iced_x86::{FlowControl, Instruction, OpKind, Register};

/// Instructions that take the same time, and the same part of the processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Nothing but a change of names: a move from register to register, or a zero.
    Name,
    /// Moves to or from memory, and nothing else.
    Memory,
    /// A move or a fill that repeats itself.
    Repeat,
    /// Additions and logic of integers in general registers; shifts; and so on.
    Integer,
    IntegerShift,
    IntegerMultiply,
    IntegerDivide,
    /// Of 64 bits, for which some processors have another way.
    LongDivide,
    Branch,
    /// Jumps that are always taken, calls and returns.
    Jump,
    Add,
    Multiply,
    Fma,
    Divide,
    Root,
    /// The lesser or the greater, and comparisons that make a vector of bits.
    Compare,
    /// Comparisons that make a mask register.
    CompareToMask,
    /// The bits of vectors: and, or, exclusive or, and choices between two vectors.
    Logic,
    /// Additions and comparisons of integers in vectors.
    VectorInteger,
    VectorMultiply,
    Shift,
    /// Elements change places, within 16 bytes or across.
    Shuffle,
    Across,
    /// Across, as another vector says.
    Permute,
    /// Conversions, and rounding to whole numbers.
    Convert,
    /// From a vector or a mask to a general register, and back; a number that is converted, and a comparison that
    /// goes to the flags.
    ToInteger,
    Truncate,
    ToFlags,
    FromInteger,
    Mask,
    Gather,
}

pub(crate) fn kind(instruction: &Instruction, name: &str, memory: bool) -> Kind {
    match instruction.flow_control() {
        FlowControl::ConditionalBranch => return Kind::Branch,
        FlowControl::Next => {}
        _ => return Kind::Jump,
    }
    if instruction.is_string_instruction() {
        return Kind::Repeat;
    }
    let mut registers = registers(instruction);
    let vector = width(instruction) > 0;
    if registers.any(|it| it.is_k()) && (!vector || name.starts_with('k')) {
        return mask(instruction, name);
    }
    match vector {
        true => of_vectors(instruction, name, memory),
        false => of_integers(instruction, name, memory),
    }
}

fn mask(instruction: &Instruction, name: &str) -> Kind {
    let general = registers(instruction).any(|it| it.is_gpr());
    match (name.starts_with("kmov"), general) {
        (true, true) if registers(instruction).next().is_some_and(|it| it.is_k()) => {
            Kind::FromInteger
        }
        (true, true) => Kind::ToInteger,
        _ if name.starts_with("kortest") || name.starts_with("ktest") => Kind::ToInteger,
        _ => Kind::Mask,
    }
}

fn of_integers(instruction: &Instruction, name: &str, memory: bool) -> Kind {
    match name {
        "imul" | "mul" | "mulx" => Kind::IntegerMultiply,
        "div" | "idiv" if size(instruction) == 8 => Kind::LongDivide,
        "div" | "idiv" => Kind::IntegerDivide,
        "shl" | "shr" | "sar" | "rol" | "ror" | "rorx" | "shlx" | "shrx" | "sarx" => {
            Kind::IntegerShift
        }
        "mov" | "movzx" | "movsxd" | "movsx" if memory => Kind::Memory,
        "push" | "pop" => Kind::Memory,
        "mov" | "nop" | "endbr64" => Kind::Name,
        _ if name.starts_with("prefetch") => Kind::Memory,
        _ => Kind::Integer,
    }
}

/// The beginnings of names, of which the first that fits counts.
const NAMES: &[(&str, Kind)] = &[
    ("addsub", Kind::Add),
    ("add", Kind::Add),
    ("sub", Kind::Add),
    ("hadd", Kind::Add),
    ("mul", Kind::Multiply),
    ("fmadd", Kind::Fma),
    ("fmsub", Kind::Fma),
    ("fnmadd", Kind::Fma),
    ("fnmsub", Kind::Fma),
    ("div", Kind::Divide),
    ("sqrt", Kind::Root),
    ("min", Kind::Compare),
    ("max", Kind::Compare),
    ("cmp", Kind::Compare),
    ("comi", Kind::ToFlags),
    ("ucomi", Kind::ToFlags),
    ("ptest", Kind::ToFlags),
    ("and", Kind::Logic),
    ("or", Kind::Logic),
    ("xor", Kind::Logic),
    ("blend", Kind::Logic),
    ("pblend", Kind::Logic),
    ("pternlog", Kind::Logic),
    ("pand", Kind::Logic),
    ("por", Kind::Logic),
    ("pxor", Kind::Logic),
    ("cvt", Kind::Convert),
    ("round", Kind::Convert),
    ("rndscale", Kind::Convert),
    ("getexp", Kind::Convert),
    ("getmant", Kind::Convert),
    ("scalef", Kind::Convert),
    ("fixup", Kind::Convert),
    ("range", Kind::Convert),
    ("padd", Kind::VectorInteger),
    ("psub", Kind::VectorInteger),
    ("pcmp", Kind::VectorInteger),
    ("pmin", Kind::VectorInteger),
    ("pmax", Kind::VectorInteger),
    ("pmul", Kind::VectorMultiply),
    ("pmadd", Kind::VectorMultiply),
    ("psll", Kind::Shift),
    ("psrl", Kind::Shift),
    ("psra", Kind::Shift),
    ("pro", Kind::Shift),
    ("plzcnt", Kind::Shift),
    ("pmovmsk", Kind::ToInteger),
    ("movmsk", Kind::ToInteger),
    ("pextr", Kind::ToInteger),
    ("pinsr", Kind::FromInteger),
    ("pgather", Kind::Gather),
    ("gather", Kind::Gather),
    ("permt2", Kind::Permute),
    ("permi2", Kind::Permute),
    ("perm2", Kind::Across),
    ("perm", Kind::Permute),
    ("extract", Kind::Across),
    ("insert", Kind::Across),
    ("compress", Kind::Across),
    ("expand", Kind::Across),
    ("pcompress", Kind::Across),
    ("pexpand", Kind::Across),
    ("pmovzx", Kind::Across),
    ("pmovsx", Kind::Across),
    ("pmov", Kind::Across),
    ("align", Kind::Across),
    ("shuff", Kind::Across),
    ("shufi", Kind::Across),
    ("unpck", Kind::Shuffle),
    ("punpck", Kind::Shuffle),
    ("shuf", Kind::Shuffle),
    ("pshuf", Kind::Shuffle),
    ("pack", Kind::Shuffle),
    ("palign", Kind::Shuffle),
];

fn of_vectors(instruction: &Instruction, name: &str, memory: bool) -> Kind {
    let mut registers = registers(instruction);
    let first = registers.next().unwrap_or(Register::None);
    let general = |register: Register| register.is_gpr();
    if first.is_k() {
        return Kind::CompareToMask;
    }
    if name.starts_with("broadcast") || name.starts_with("pbroadcast") {
        return match (memory, registers.next().is_some_and(general)) {
            (true, _) => Kind::Memory,
            (_, true) => Kind::FromInteger,
            _ => Kind::Across,
        };
    }
    if name.starts_with("permil") {
        return Kind::Shuffle;
    }
    if name.starts_with("mov") && !name.starts_with("movmsk") {
        return moved(first, registers.next(), name, instruction, memory);
    }
    let found = NAMES.iter().find(|(start, _)| name.starts_with(start));
    match found.map(|(_, kind)| *kind) {
        Some(Kind::Convert) if general(first) => Kind::Truncate,
        Some(Kind::Permute)
            if instruction.op_kind(instruction.op_count() - 1) == OpKind::Immediate8 =>
        {
            Kind::Across
        }
        Some(Kind::Convert) if registers.last().is_some_and(general) => Kind::FromInteger,
        Some(kind) => kind,
        None => Kind::Logic,
    }
}

fn moved(
    first: Register,
    second: Option<Register>,
    name: &str,
    instruction: &Instruction,
    memory: bool,
) -> Kind {
    let masked = instruction.op_mask() != Register::None;
    if memory && masked {
        return Kind::Logic;
    }
    if memory {
        return match name {
            "movhpd" | "movhps" | "movlps" | "movlpd" if first.is_vector_register() => {
                Kind::Shuffle
            }
            _ => Kind::Memory,
        };
    }
    if first.is_gpr() {
        return Kind::ToInteger;
    }
    if second.is_some_and(|it| it.is_gpr()) {
        return Kind::FromInteger;
    }
    match name {
        "movddup" | "movshdup" | "movsldup" | "movhlps" | "movlhps" => Kind::Shuffle,
        // One lane of it changes, or those of a mask.
        "movsd" | "movss" | "movq" => Kind::Logic,
        _ if masked => Kind::Logic,
        _ => Kind::Name,
    }
}

pub(crate) fn registers(instruction: &Instruction) -> impl Iterator<Item = Register> {
    let operands = 0..instruction.op_count();
    let operands = operands.filter(|&it| instruction.op_kind(it) == OpKind::Register);
    operands.map(|operand| instruction.op_register(operand))
}

/// Bytes of its only operand.
fn size(instruction: &Instruction) -> usize {
    match instruction.op0_kind() {
        OpKind::Register => instruction.op0_register().size(),
        _ => instruction.memory_size().size(),
    }
}

/// Bits of its widest vector register.
pub(crate) fn width(instruction: &Instruction) -> usize {
    let vectors = registers(instruction).filter(|it| it.is_vector_register());
    vectors.map(|it| 8 * it.size()).max().unwrap_or(0)
}
