#!/usr/bin/env python3
"""Counts the instructions of every kernel at AVX2 and at NEON, an element.

    .ci/arm bench --no-run --bench instructions    # unpacks the compiler and the emulators, and builds
    cargo bench --no-run --bench instructions
    benches/instructions/count.py

An emulator that takes one instruction at a time writes down where each is. What a call takes is what
three calls take and one does not; of two calls that is the half. The rest of the program, the input
among it, is the same both times. Instructions that keep vectors on the stack are told apart by what
the disassembler says: those that move a vector register, with the stack pointer in the address.
Where a library copies or clears memory with one instruction of x86-64 that repeats itself (`heavy`, and
combs of some delays), the emulator counts each time: there the two levels cannot be compared.
"""

import collections
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2] / "target"
TOOLS = ROOT / "arm" / "root"
LENGTH = 1024
# Where that is too many, or too few for what large inputs meet.
LENGTHS = {"heavy": 64, "primes": 1_000_000}
# The address at which the program was loaded.
CODE = re.compile(rb"^start_code\s+0x([0-9a-f]+)")

# Of a disassembly: a vector that is written to the stack or read from it.
LEVELS = {
    "avx2": (
        [TOOLS / "usr/bin/qemu-x86_64-static", "-cpu", "max"],
        ROOT / "release/deps",
        "objdump",
        re.compile(r"[xy]mm.*\(%rsp|\(%rsp.*[xy]mm"),
    ),
    "neon": (
        [TOOLS / "usr/bin/qemu-aarch64-static", "-L", TOOLS / "usr/aarch64-linux-gnu"],
        ROOT / "arm/build/aarch64-unknown-linux-gnu/release/deps",
        TOOLS / "wrapped/aarch64-linux-gnu-objdump",
        re.compile(r"^(ld|st)u?[rp]\s+[qd]\d.*\[(sp|x29)"),
    ),
}


def newest(folder):
    found = [path for path in folder.glob("instructions-*") if not path.suffix]
    if not found:
        sys.exit(f"nothing is built in {folder}: see the head of this script")
    return max(found, key=lambda path: path.stat().st_mtime)


def first_code(elf):
    """The least address of a segment that is executed, as the file has it."""
    (table,) = struct.unpack_from("<Q", elf, 32)
    size, count = struct.unpack_from("<HH", elf, 54)
    headers = [struct.unpack_from("<IIQQ", elf, table + i * size) for i in range(count)]
    loaded, executed = 1, 1
    return min(at for kind, flags, _, at in headers if kind == loaded and flags & executed)


class Level:
    def __init__(self, name):
        self.name = name
        self.emulator, folder, disassembler, self.spill = LEVELS[name]
        self.program = newest(folder)
        self.start = first_code(self.program.read_bytes())
        lines = subprocess.run(
            [disassembler, "-d", "--no-show-raw-insn", self.program],
            check=True, capture_output=True, text=True,
        ).stdout.splitlines()
        pairs = (line.split(":\t", 1) for line in lines if ":\t" in line)
        self.code = {int(at, 16): what.strip() for at, what in pairs}

    def places(self, ladder, kind, times):
        """How often the program was where, with so many calls."""
        length = str(LENGTHS.get(ladder, LENGTH))
        with tempfile.NamedTemporaryFile() as log:
            step = ["-singlestep", "-d", "exec,nochain,page", "-D", log.name]
            case = ["run", ladder, kind, length, self.name, str(times)]
            subprocess.run([*self.emulator, *step, self.program, *case], check=True)
            base, places = 0, collections.Counter()
            # Trace 0: 0x7f4a0c000100 [0000000001009331/0000005502a7cc40/00000001/00000201]
            for line in log:
                if line.startswith(b"Trace"):
                    places[line.split(b"/", 2)[1]] += 1
                elif found := CODE.match(line):
                    base = int(found[1], 16) - self.start
        return collections.Counter({int(at, 16) - base: n for at, n in places.items()})

    def count(self, ladder, kind):
        """The instructions of a call, and those that keep vectors on the stack."""
        calls = self.places(ladder, kind, 3)
        calls.subtract(self.places(ladder, kind, 1))
        spilled = sum(n for at, n in calls.items() if self.spill.search(self.code.get(at, "")))
        return sum(calls.values()) / 2, spilled / 2


def main():
    levels = [Level(name) for name in LEVELS]
    cases = []
    for length in {LENGTH, *LENGTHS.values()}:
        listed = subprocess.run(
            [*levels[0].emulator, levels[0].program, "list", str(length)],
            check=True, capture_output=True, text=True,
        ).stdout.splitlines()
        cases += [line for line in listed if LENGTHS.get(line.split("\t")[0], LENGTH) == length]
    names = " | ".join(f"{level.name} | on the stack" for level in levels)
    print(f"| ladder | case | {names} | ratio |\n|---|---|{'---|' * (2 * len(levels) + 1)}")
    for case in cases:
        ladder, kind, elements, name = case.split("\t")
        if sys.argv[1:] and not any(ladder.startswith(word) for word in sys.argv[1:]):
            continue
        counts = [[n / int(elements) for n in level.count(ladder, kind)] for level in levels]
        cells = " | ".join(f"{n:.2f} | {spilled:.2f}" for n, spilled in counts)
        print(f"| `{ladder}` | {name} | {cells} | {counts[1][0] / counts[0][0]:.2f} |", flush=True)


main()
