//! What an instruction does: the kind of its operation, how wide it is, and what it reads and writes.

pub(crate) use super::kind::Kind;

use super::kind::{kind, registers, width};
use iced_x86::{Instruction, InstructionInfoFactory, Mnemonic, OpAccess, OpKind, Register};

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
                | LongDivide
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

/// A register that is combined with itself is zero, whatever it was.
fn is_zero(instruction: &Instruction, name: &str) -> bool {
    let mut sources = registers(instruction).skip(registers(instruction).count().saturating_sub(2));
    matches!(
        name,
        "xor" | "sub" | "pxor" | "xorps" | "xorpd" | "pxord" | "pxorq"
    ) && instruction.op_kind(1) == OpKind::Register
        && instruction.op_kind(instruction.op_count() - 1) == OpKind::Register
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
