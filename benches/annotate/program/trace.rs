//! What a rung executes, instruction by instruction.
//!
//! The system stops the child after every instruction (`ptrace`), and this reads where it stands. That
//! is exact, needs no rights and no counters of the processor, and takes some microseconds an instruction.

use super::child::{self, Place};
use iced_x86::{Decoder, DecoderOptions, Instruction, Register};
use nix::libc::user_regs_struct;
use nix::sys::ptrace;
use nix::sys::signal::Signal;
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::Pid;
use std::collections::HashMap;
use std::fs::{self, File};
use std::ops::Range;
use std::os::unix::fs::FileExt;

/// What a call executed, in order.
#[derive(Default)]
pub(crate) struct Trace {
    pub(crate) steps: Vec<Step>,
    /// The instructions at all addresses of the steps.
    pub(crate) code: HashMap<u64, Instruction>,
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

/// The most instructions that a call is followed through.
const MOST: usize = 6_000_000;

/// Follows one call of each of the rungs. What is no rung's is left out: between two looks at the clock
/// stands what is measured.
pub(crate) fn follow(place: Place, rungs: &[usize]) -> Result<Vec<Trace>, String> {
    let mut child = child::start(place, rungs).map_err(|error| format!("no child: {error}"))?;
    let pid = Pid::from_raw(child.id() as i32);
    let traces = follow_all(pid, rungs.len());
    // It has ended, or must.
    let _ = child.kill();
    let _ = child.wait();
    traces.map_err(|error| format!("{}: {error}", place.path))
}

fn follow_all(pid: Pid, count: usize) -> Result<Vec<Trace>, String> {
    let mut traces = vec![];
    for rung in 0..count {
        if rung > 0 {
            ptrace::cont(pid, None).map_err(refused)?;
        }
        stopped(pid)?;
        if rung == 0 {
            let options = ptrace::Options::PTRACE_O_EXITKILL;
            ptrace::setoptions(pid, options).map_err(refused)?;
        }
        let mut process = Process::of(pid)?;
        traces.push(process.follow()?);
    }
    Ok(traces)
}

fn refused(error: nix::Error) -> String {
    format!("the system does not let a child be followed: {error}")
}

/// Waits for the next stop of the child's own.
fn stopped(pid: Pid) -> Result<(), String> {
    loop {
        match waitpid(pid, None).map_err(refused)? {
            WaitStatus::Stopped(_, Signal::SIGSTOP) => return Ok(()),
            WaitStatus::Stopped(..) => ptrace::cont(pid, None).map_err(refused)?,
            ended => return Err(format!("the child has ended: {ended:?}")),
        }
    }
}

/// A stopped child.
struct Process {
    pid: Pid,
    memory: File,
    /// Where its executable lies, and where the system's functions that read the clock.
    executable: Range<u64>,
    clock: Range<u64>,
}

impl Process {
    fn of(pid: Pid) -> Result<Self, String> {
        let read = |what| format!("/proc/{pid}/{what}");
        let maps = fs::read_to_string(read("maps")).map_err(|error| error.to_string())?;
        let name = fs::read_link(read("exe")).map_err(|error| error.to_string())?;
        let memory = File::open(read("mem")).map_err(|error| error.to_string())?;
        Ok(Self {
            pid,
            memory,
            executable: mapped(&maps, &name.to_string_lossy()),
            clock: mapped(&maps, "[vdso]"),
        })
    }

    fn follow(&mut self) -> Result<Trace, String> {
        let mut trace = Trace::default();
        let mut looks = 0;
        let mut on_the_clock = false;
        loop {
            ptrace::step(self.pid, None).map_err(refused)?;
            match waitpid(self.pid, None).map_err(refused)? {
                WaitStatus::Stopped(_, Signal::SIGTRAP) => {}
                WaitStatus::Stopped(_, Signal::SIGSTOP) => break,
                WaitStatus::Stopped(..) => continue,
                ended => return Err(format!("the child has ended: {ended:?}")),
            }
            let registers = ptrace::getregs(self.pid).map_err(refused)?;
            let look = self.clock.contains(&registers.rip);
            looks += usize::from(look && !on_the_clock);
            on_the_clock = look;
            self.note(&registers, &mut trace)?;
            if trace.steps.len() > MOST {
                return Err(format!("a call of more than {MOST} instructions"));
            }
        }
        match looks {
            2.. => trace.steps = self.timed(trace.steps),
            _ => return Err("the clock is not read where it was expected".into()),
        }
        Ok(trace)
    }

    /// Notes the instruction that comes next.
    fn note(&self, registers: &user_regs_struct, trace: &mut Trace) -> Result<(), String> {
        let at = match self.executable.contains(&registers.rip) {
            true => registers.rip - self.executable.start,
            false => registers.rip,
        };
        let instruction = match trace.code.get(&at) {
            Some(instruction) => instruction,
            None => {
                let instruction = self.decode(registers.rip, at)?;
                trace.code.entry(at).or_insert(instruction)
            }
        };
        let repeated = instruction.has_rep_prefix() || instruction.has_repne_prefix();
        match trace
            .steps
            .last_mut()
            .filter(|last| repeated && last.at == at)
        {
            Some(last) => last.repeats += 1,
            None => trace.steps.push(Step {
                at,
                memory: address(instruction, registers).unwrap_or(0),
                repeats: 1,
            }),
        }
        Ok(())
    }

    fn decode(&self, address: u64, at: u64) -> Result<Instruction, String> {
        let mut bytes = [0; 15];
        let len = self.memory.read_at(&mut bytes, address);
        let len = len.map_err(|error| format!("the child's memory: {error}"))?;
        Ok(Decoder::with_ip(64, &bytes[..len], at, DecoderOptions::NONE).decode())
    }

    /// What is between the first look at the clock and the last.
    fn timed(&self, mut steps: Vec<Step>) -> Vec<Step> {
        let look = |step: &Step| self.clock.contains(&step.at);
        let end = steps.iter().rposition(look).unwrap_or(0);
        // The last look begins where the one before it has been left.
        let end = steps[..end]
            .iter()
            .rposition(|step| !look(step))
            .unwrap_or(0);
        steps.truncate(end + 1);
        let start = steps.iter().position(look).unwrap_or(0);
        let len = steps[start..].iter().position(|step| !look(step));
        steps.drain(..start + len.unwrap_or(0));
        steps
    }
}

/// From the first to the last address of what is mapped under that name.
fn mapped(maps: &str, name: &str) -> Range<u64> {
    let lines = maps.lines().filter(|line| line.ends_with(name));
    let ends = lines.filter_map(|line| {
        let (start, rest) = line.split_once('-')?;
        let (end, _) = rest.split_once(' ')?;
        Some((
            u64::from_str_radix(start, 16).ok()?,
            u64::from_str_radix(end, 16).ok()?,
        ))
    });
    let ends: Vec<_> = ends.collect();
    let start = ends.iter().map(|(start, _)| *start).min().unwrap_or(0);
    let end = ends.iter().map(|(_, end)| *end).max().unwrap_or(0);
    start..end
}

/// The address of the memory that an instruction names, if its registers say which.
fn address(instruction: &Instruction, registers: &user_regs_struct) -> Option<u64> {
    let named = |operand| instruction.op_kind(operand) == iced_x86::OpKind::Memory;
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
