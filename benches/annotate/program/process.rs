//! A process that is stopped, and goes on as it is told.

use iced_x86::{Decoder, DecoderOptions, Instruction};
use nix::libc::user_regs_struct;
use nix::sys::ptrace;
use nix::sys::signal::Signal;
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::Pid;
use object::{Object, ObjectSymbol};
use std::fs::{self, File, OpenOptions};
use std::ops::Range;
use std::os::unix::fs::FileExt;

pub(crate) struct Process {
    pid: Pid,
    memory: File,
    /// Where its executable lies, and where the system's functions that read the clock.
    executable: Range<u64>,
    clock: Range<u64>,
    /// Where that one begins that everybody calls.
    look: u64,
    /// Where arrays lie that are too long to lie among other things.
    pub(crate) arrays: Vec<Range<u64>>,
}

/// Bytes from which on memory is an array's own.
const ARRAY: u64 = 1 << 20;

/// An instruction at which a process stops: `int3`.
const STOP: u8 = 0xcc;

pub(crate) fn refused(error: nix::Error) -> String {
    format!("the system does not let a child be followed: {error}")
}

impl Process {
    /// Of a child that lets itself be followed, and has stopped itself, or will.
    pub(crate) fn stopped(pid: Pid) -> Result<Self, String> {
        wait_for(pid, Signal::SIGSTOP)?;
        ptrace::setoptions(pid, ptrace::Options::PTRACE_O_EXITKILL).map_err(refused)?;
        let read = |what| format!("/proc/{pid}/{what}");
        let maps = fs::read_to_string(read("maps")).map_err(|error| error.to_string())?;
        let name = fs::read_link(read("exe")).map_err(|error| error.to_string())?;
        let memory = OpenOptions::new().read(true).write(true).open(read("mem"));
        let memory = memory.map_err(|error| format!("the child's memory: {error}"))?;
        let clock = mapped(&maps, "[vdso]");
        Ok(Self {
            pid,
            look: look(&memory, &clock).ok_or("the system has no function that reads the clock")?,
            memory,
            arrays: arrays(&maps),
            executable: mapped(&maps, &name.to_string_lossy()),
            clock,
        })
    }

    /// Lets it run until it stops itself.
    pub(crate) fn go_on(&self) -> Result<(), String> {
        ptrace::cont(self.pid, None).map_err(refused)?;
        wait_for(self.pid, Signal::SIGSTOP)
    }

    /// Lets it run until it is about to read the clock.
    pub(crate) fn run_to_the_clock(&self) -> Result<(), String> {
        self.run_to(self.look).map(|_| ())
    }

    /// Lets it run until it is about to execute what is at that address.
    pub(crate) fn run_to(&self, address: u64) -> Result<user_regs_struct, String> {
        let mut first = [0];
        self.memory
            .read_exact_at(&mut first, address)
            .map_err(|error| unread(&error))?;
        self.memory
            .write_all_at(&[STOP], address)
            .map_err(|error| unread(&error))?;
        ptrace::cont(self.pid, None).map_err(refused)?;
        wait_for(self.pid, Signal::SIGTRAP)?;
        self.memory
            .write_all_at(&first, address)
            .map_err(|error| unread(&error))?;
        // It has executed what it was stopped by.
        let mut registers = ptrace::getregs(self.pid).map_err(refused)?;
        if registers.rip != address + 1 {
            return Err(format!("the child was stopped at {:#x}", registers.rip));
        }
        registers.rip = address;
        ptrace::setregs(self.pid, registers).map_err(refused)?;
        Ok(registers)
    }

    /// Lets it execute an instruction.
    pub(crate) fn step(&self) -> Result<user_regs_struct, String> {
        let mut signal = None;
        loop {
            ptrace::step(self.pid, signal).map_err(refused)?;
            match waitpid(self.pid, None).map_err(refused)? {
                WaitStatus::Stopped(_, Signal::SIGTRAP) => {
                    return ptrace::getregs(self.pid).map_err(refused);
                }
                other => signal = Some(passed_on(other)?),
            }
        }
    }

    pub(crate) fn is_clock(&self, address: u64) -> bool {
        self.clock.contains(&address)
    }

    /// What the executable takes for an address; that of a library stays as it is.
    pub(crate) fn number(&self, address: u64) -> u64 {
        match self.executable.contains(&address) {
            true => address - self.executable.start,
            false => address,
        }
    }

    /// The instruction at an address, which goes by that number.
    pub(crate) fn decode(&self, address: u64, at: u64) -> Result<Instruction, String> {
        let mut bytes = [0; 15];
        let len = self
            .memory
            .read_at(&mut bytes, address)
            .map_err(|error| unread(&error))?;
        Ok(Decoder::with_ip(64, &bytes[..len], at, DecoderOptions::NONE).decode())
    }
}

fn unread(error: &std::io::Error) -> String {
    format!("the child's memory: {error}")
}

/// Waits until it is stopped by that signal, and passes over others.
fn wait_for(pid: Pid, signal: Signal) -> Result<(), String> {
    loop {
        match waitpid(pid, None).map_err(refused)? {
            WaitStatus::Stopped(_, by) if by == signal => return Ok(()),
            other => ptrace::cont(pid, passed_on(other)?).map_err(refused)?,
        }
    }
}

/// Signals after which a process would only be stopped again.
const FATAL: [Signal; 5] = [
    Signal::SIGSEGV,
    Signal::SIGBUS,
    Signal::SIGILL,
    Signal::SIGFPE,
    Signal::SIGABRT,
];

/// The signal that a process was stopped by, if that is nothing to stop for.
fn passed_on(status: WaitStatus) -> Result<Signal, String> {
    match status {
        WaitStatus::Stopped(_, Signal::SIGSTOP) => {
            Err("the clock is not read where it was expected".into())
        }
        WaitStatus::Stopped(_, signal) if !FATAL.contains(&signal) => Ok(signal),
        ended => Err(format!("the child has ended: {ended:?}")),
    }
}

/// From the first to the last address of what is mapped under that name.
fn mapped(maps: &str, name: &str) -> Range<u64> {
    let lines = maps.lines().filter(|line| line.ends_with(name));
    let places: Vec<_> = lines.filter_map(place).collect();
    let start = places.iter().map(|it| it.start).min().unwrap_or(0);
    let end = places.iter().map(|it| it.end).max().unwrap_or(0);
    start..end
}

/// What is mapped under no name, and long.
fn arrays(maps: &str) -> Vec<Range<u64>> {
    // Addresses, rights, offset, device and number of the file.
    let nameless = maps
        .lines()
        .filter(|line| line.split_whitespace().count() == 5);
    let places = nameless.filter_map(place);
    places.filter(|it| it.end - it.start >= ARRAY).collect()
}

fn place(line: &str) -> Option<Range<u64>> {
    let (start, rest) = line.split_once('-')?;
    let (end, _) = rest.split_once(' ')?;
    let number = |text| u64::from_str_radix(text, 16).ok();
    Some(number(start)?..number(end)?)
}

/// Where the function begins that reads the clock, of those that the system gives every process.
fn look(memory: &File, clock: &Range<u64>) -> Option<u64> {
    let mut bytes = vec![0; usize::try_from(clock.end - clock.start).ok()?];
    memory.read_exact_at(&mut bytes, clock.start).ok()?;
    let file = object::File::parse(&*bytes).ok()?;
    let mut symbols = file.dynamic_symbols();
    let symbol = symbols.find(|symbol| symbol.name() == Ok("__vdso_clock_gettime"))?;
    Some(clock.start + symbol.address())
}
