//! What an instruction does: the kind of its operation, how wide it is, and what it reads and writes.

use iced_x86::{
    FlowControl, Instruction, InstructionInfoFactory, Mnemonic, OpAccess, OpKind, Register,
};

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

/// A number for every register of 64 bits and more, and one for the flags.
pub(crate) const REGISTERS: usize = 16 + 32 + 8 + 1;
const FLAGS: u8 = REGISTERS as u8 - 1;

pub(crate) struct Operation {
    pub(crate) kind: Kind,
    /// Bits of the widest vector register, or zero.
    pub(crate) width: usize,
    /// Arithmetic of floating-point numbers: of all lanes, or of one.
    pub(crate) floating: Option<Lanes>,
    /// Registers of the operands, those of the address, and those of the result.
    pub(crate) reads: Vec<u8>,
    pub(crate) address: Vec<u8>,
    pub(crate) writes: Vec<u8>,
    /// Bytes.
    pub(crate) loads: usize,
    pub(crate) stores: usize,
    /// A line that is asked for ahead, and a store past the caches.
    pub(crate) ahead: bool,
    pub(crate) past: bool,
    /// On the stack, at a fixed place: a register that had to make room.
    pub(crate) spill: bool,
    /// It becomes one with a conditional jump that follows.
    pub(crate) fuses: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lanes {
    One,
    All,
}

impl Operation {
    pub(crate) fn of(instruction: &Instruction, factory: &mut InstructionInfoFactory) -> Self {
        let info = factory.info(instruction);
        let name = name(instruction);
        let mut operation = Self {
            kind: Kind::Name,
            width: width(instruction),
            floating: None,
            reads: vec![],
            address: vec![],
            writes: vec![],
            loads: 0,
            stores: 0,
            ahead: name.starts_with("prefetch"),
            past: name.starts_with("movnt"),
            spill: false,
            fuses: false,
        };
        for used in info.used_memory() {
            let bytes = used.memory_size().size();
            let (reads, writes) = access(used.access());
            operation.loads += if reads { bytes } else { 0 };
            operation.stores += if writes { bytes } else { 0 };
        }
        if instruction.mnemonic() == Mnemonic::Lea || operation.ahead {
            (operation.loads, operation.stores) = (0, 0);
        }
        let memory = operation.loads + operation.stores > 0;
        let address = [instruction.memory_base(), instruction.memory_index()];
        for used in info.used_registers() {
            let Some(number) = number(used.register()) else {
                continue;
            };
            let (reads, writes) = access(used.access());
            match memory && reads && !writes && address.contains(&used.register()) {
                true => operation.address.push(number),
                false if reads => operation.reads.push(number),
                false => {}
            }
            if writes {
                operation.writes.push(number);
            }
        }
        if instruction.rflags_read() != 0 {
            operation.reads.push(FLAGS);
        }
        if instruction.rflags_modified() != 0 {
            operation.writes.push(FLAGS);
        }
        operation.kind = kind(instruction, &name, memory);
        if operation.kind == Kind::Repeat {
            let bytes = instruction.memory_size().size();
            operation.loads = if name.starts_with("stos") { 0 } else { bytes };
            operation.stores = if name.starts_with("movs") || name.starts_with("stos") {
                bytes
            } else {
                0
            };
        }
        if is_zero(instruction, &name) {
            operation.kind = Kind::Name;
            operation.reads.clear();
        }
        operation.spill = memory
            && instruction.memory_base() == Register::RSP
            && instruction.memory_index() == Register::None;
        operation.floating = floating(operation.kind, &name);
        operation.fuses = matches!(
            instruction.mnemonic(),
            Mnemonic::Cmp
                | Mnemonic::Test
                | Mnemonic::Add
                | Mnemonic::Sub
                | Mnemonic::And
                | Mnemonic::Inc
                | Mnemonic::Dec
                | Mnemonic::Or
                | Mnemonic::Xor
        );
        operation
    }

    pub(crate) fn is_vector(&self) -> bool {
        use Kind::*;
        !matches!(
            self.kind,
            Name | Memory
                | Repeat
                | Integer
                | IntegerShift
                | IntegerMultiply
                | IntegerDivide
                | Branch
                | Jump
                | Mask
        )
    }
}

/// Without the letter of the newer encodings, as `addpd`.
pub(crate) fn name(instruction: &Instruction) -> String {
    let name = format!("{:?}", instruction.mnemonic()).to_lowercase();
    match name.strip_prefix('v') {
        Some(rest) if !name.starts_with("ver") => rest.to_owned(),
        _ => name,
    }
}

fn access(access: OpAccess) -> (bool, bool) {
    use OpAccess::*;
    match access {
        Read | CondRead => (true, false),
        Write => (false, true),
        // What may stay as it was is read.
        CondWrite | ReadWrite | ReadCondWrite => (true, true),
        _ => (false, false),
    }
}

fn number(register: Register) -> Option<u8> {
    let full = register.full_register();
    if full.is_gpr64() {
        Some(full.number() as u8)
    } else if full.is_vector_register() {
        Some(16 + full.number() as u8)
    } else if full.is_k() {
        Some(48 + full.number() as u8)
    } else {
        None
    }
}

fn registers(instruction: &Instruction) -> impl Iterator<Item = Register> {
    let operands = 0..instruction.op_count();
    let operands = operands.filter(|&it| instruction.op_kind(it) == OpKind::Register);
    operands.map(|operand| instruction.op_register(operand))
}

fn width(instruction: &Instruction) -> usize {
    let vectors = registers(instruction).filter(|it| it.is_vector_register());
    vectors.map(|it| 8 * it.size()).max().unwrap_or(0)
}

/// A register that is combined with itself is zero, whatever it was.
fn is_zero(instruction: &Instruction, name: &str) -> bool {
    let mut sources = registers(instruction).skip(registers(instruction).count().saturating_sub(2));
    matches!(
        name,
        "xor" | "sub" | "pxor" | "xorps" | "xorpd" | "pxord" | "pxorq"
    ) && instruction.op_kind(1) == OpKind::Register
        && sources.next() == sources.next()
}

fn floating(kind: Kind, name: &str) -> Option<Lanes> {
    use Kind::*;
    if !matches!(
        kind,
        Add | Multiply | Fma | Divide | Root | Compare | CompareToMask | Convert
    ) {
        return None;
    }
    let lanes = |all, one| match () {
        () if all => Some(Lanes::All),
        () if one => Some(Lanes::One),
        () => None,
    };
    lanes(
        name.ends_with("pd") || name.ends_with("ps"),
        name.ends_with("sd") || name.ends_with("ss") || name.ends_with("2si"),
    )
}

fn kind(instruction: &Instruction, name: &str, memory: bool) -> Kind {
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
        false => of_integers(name, memory),
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

fn of_integers(name: &str, memory: bool) -> Kind {
    match name {
        "imul" | "mul" | "mulx" => Kind::IntegerMultiply,
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
