//! What a rung executes, instruction by instruction.
//!
//! The system stops the child after every instruction (`ptrace`), and this reads where it stands. That
//! is exact, needs no rights and no counters of the processor, and takes some microseconds an
//! instruction.

use super::child::{self, Place};
use super::process::Process;
use iced_x86::{Instruction, OpKind, Register};
use nix::libc::user_regs_struct;
use nix::unistd::Pid;
use std::collections::HashMap;
use std::ops::Range;
use std::thread;

/// What a call executed, in order.
#[derive(Default)]
pub(crate) struct Trace {
    pub(crate) steps: Vec<Step>,
    /// The instructions at all addresses of the steps.
    pub(crate) code: HashMap<u64, Instruction>,
    /// Where its arrays lie.
    pub(crate) arrays: Vec<Range<u64>>,
    /// Whether that is all of the call.
    pub(crate) ended: bool,
}

/// One instruction that was executed.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    /// Where it is: in the executable's own numbers, or in the process, if it is in a library.
    pub(crate) at: u64,
    /// The address in memory that it names; zero if it names none.
    pub(crate) memory: u64,
    /// How often it repeats itself, which only those do that move or fill strings.
    pub(crate) repeats: u32,
}

/// How much of a call is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Until {
    /// Its end, which must not be further than so many instructions.
    End(usize),
    /// So many instructions, or its end.
    Enough(usize),
}

/// Follows one call of each of the rungs. What is no rung's is left out: between two looks at the clock
/// stands what is measured.
pub(crate) fn follow(place: Place, rungs: &[usize], until: Until) -> Result<Vec<Trace>, String> {
    // The child has the processor of the thread that starts it, and waits for nothing but this one. To wake
    // another processor at every instruction takes three times as long.
    let traces = thread::scope(|scope| {
        let followed = scope.spawn(|| {
            if let Some(core) =
                core_affinity::get_core_ids().and_then(|cores| cores.last().copied())
            {
                core_affinity::set_for_current(core);
            }
            follow_here(place, rungs, until)
        });
        followed.join()
    });
    let traces = traces.unwrap_or_else(|_| Err("the thread that follows has panicked".into()));
    traces.map_err(|error| format!("{}: {error}", place.path))
}

fn follow_here(place: Place, rungs: &[usize], until: Until) -> Result<Vec<Trace>, String> {
    let mut child = child::start(place, rungs).map_err(|error| format!("no child: {error}"))?;
    let pid = Pid::from_raw(child.id() as i32);
    let traces = follow_all(pid, rungs.len(), until);
    // It has ended, or must.
    let _ = child.kill();
    let _ = child.wait();
    traces
}

fn follow_all(pid: Pid, count: usize, until: Until) -> Result<Vec<Trace>, String> {
    let process = Process::stopped(pid)?;
    let mut traces = vec![];
    for rung in 0..count {
        if rung > 0 {
            process.go_on()?;
        }
        traces.push(follow_one(&process, until)?);
    }
    Ok(traces)
}

/// What is between two looks at the clock.
fn follow_one(process: &Process, until: Until) -> Result<Trace, String> {
    let mut trace = Trace {
        arrays: process.arrays.clone(),
        ..Trace::default()
    };
    process.run_to_the_clock()?;
    let mut repeated = None;
    loop {
        let registers = match repeated {
            // It stops as often as it repeats itself, which nobody waits for.
            Some(next) => process.run_to(next)?,
            None => process.step()?,
        };
        if process.is_clock(registers.rip) {
            if trace.steps.is_empty() {
                continue;
            }
            trace.ended = true;
            return Ok(trace);
        }
        repeated = trace.note(process, &registers)?;
        match until {
            Until::End(most) if trace.steps.len() > most => {
                return Err(format!("a call of more than {most} instructions"));
            }
            Until::Enough(most) if trace.steps.len() == most => return Ok(trace),
            _ => {}
        }
    }
}

impl Trace {
    /// Its first so many instructions.
    pub(crate) fn beginning(&self, len: usize) -> Self {
        Self {
            steps: self.steps[..len].to_vec(),
            code: self.code.clone(),
            arrays: self.arrays.clone(),
            ended: false,
        }
    }

    /// Notes the instruction that comes next, and says where the one after it is, if it repeats itself.
    fn note(
        &mut self,
        process: &Process,
        registers: &user_regs_struct,
    ) -> Result<Option<u64>, String> {
        let at = process.number(registers.rip);
        let instruction = match self.code.get(&at) {
            Some(instruction) => instruction,
            None => {
                let instruction = process.decode(registers.rip, at)?;
                self.code.entry(at).or_insert(instruction)
            }
        };
        let repeated = instruction.is_string_instruction()
            && (instruction.has_rep_prefix() || instruction.has_repne_prefix());
        self.steps.push(Step {
            at,
            memory: address(instruction, registers).unwrap_or(0),
            repeats: match repeated {
                true => u32::try_from(registers.rcx).unwrap_or(u32::MAX),
                false => 1,
            },
        });
        Ok(repeated.then(|| registers.rip + instruction.len() as u64))
    }
}

/// The address of the memory that an instruction names, if its registers say which: of a move of strings, where it
/// goes.
fn address(instruction: &Instruction, registers: &user_regs_struct) -> Option<u64> {
    let kinds = [OpKind::Memory, OpKind::MemoryESRDI, OpKind::MemorySegRSI];
    let named = |operand| kinds.contains(&instruction.op_kind(operand));
    let operand = (0..instruction.op_count()).find(|&operand| named(operand))?;
    instruction.virtual_address(operand, 0, |register, _, _| general(register, registers))
}

fn general(register: Register, from: &user_regs_struct) -> Option<u64> {
    Some(match register {
        Register::RAX => from.rax,
        Register::RBX => from.rbx,
        Register::RCX => from.rcx,
        Register::RDX => from.rdx,
        Register::RSI => from.rsi,
        Register::RDI => from.rdi,
        Register::RBP => from.rbp,
        Register::RSP => from.rsp,
        Register::R8 => from.r8,
        Register::R9 => from.r9,
        Register::R10 => from.r10,
        Register::R11 => from.r11,
        Register::R12 => from.r12,
        Register::R13 => from.r13,
        Register::R14 => from.r14,
        Register::R15 => from.r15,
        // In 64-bit programs those segments begin at 0.
        Register::CS | Register::DS | Register::ES | Register::SS => 0,
        Register::FS => from.fs_base,
        Register::GS => from.gs_base,
        _ => return None,
    })
}
