//! Small loops in assembly, each of which shows one thing about the processor: how long it takes until a result is
//! there, or how many instructions of a kind start in a cycle.
//!
//! They are in assembly, so that no compiler has a say in what they are.

use super::operation::Kind;
use std::arch::asm;

/// A loop: how often, and memory of which it may use [`BYTES`]. It runs [`COPIES`] instructions, or pairs
/// of them, each time.
pub(crate) type Loop = fn(u64, *mut u64);

pub(crate) const COPIES: usize = 48;
/// What is swept, and as much as a turn goes beyond it; the last line holds random bits.
pub(crate) const BYTES: usize = (128 << 10) + 4096;
pub(crate) const FILLED: usize = 2048;

/// What a loop finds out.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum What {
    Cycle,
    Latency(Kind, usize),
    Cost(Kind, usize),
    /// With seven instructions that do nothing.
    Among(Kind),
    /// Of one instruction of each, of 256 bits.
    Both(Kind, Kind),
    LoadLatency,
    VectorLoad,
    /// A vector to a general register and back.
    AndBack,
    /// A mask from a comparison, and a choice by it.
    Chosen,
    LoadCost(usize),
    StoreCost(usize),
    /// Of what lies in two cache lines.
    SplitLoad(usize),
    SplitStore(usize),
    /// Of a line that the second-level cache has, to read it and to write to it.
    LineRead,
    LineWritten,
    /// A load from a place that nobody can guess, of a page or of what is swept.
    Near,
    Far,
    /// A store that is loaded again; by the same name, which processors see through; and of a vector.
    Forward,
    Named,
    VectorForward,
    /// A vector whose halves have been stored one by one.
    Joined,
    Slot,
    /// A fill of [`FILLED`] bytes that repeats itself.
    Fill,
    Foreseen,
    Unforeseen,
}

/// A loop around a text, in which `r12` counts and `r13` is memory.
macro_rules! timed {
    ($($text:expr),+) => {{
        fn run(times: u64, memory: *mut u64) {
            // SAFETY: The registers that the text changes are those of the ABI, it touches no memory but what the
            // caller lends, and the processor has its instructions, which is asked before it is listed.
            unsafe {
                asm!(
                    // Ones, with which nothing is tiny.
                    "mov rax, 0x3ff0000000000000",
                    "vmovq xmm0, rax",
                    ".irp r,15,14,13,12,11,10,9,8,7,6,5,4,3,2,1,0",
                    "vbroadcastsd ymm\\r, xmm0",
                    ".endr",
                    "xor eax, eax",
                    $($text,)+
                    "vzeroupper",
                    inout("r12") times => _, in("r13") memory,
                    // All registers that the texts name.
                    clobber_abi("C"),
                );
            }
        }
        run as Loop
    }};
}

/// The same instruction again and again, of which each waits for the one before, or none does: `\r` is
/// another register each time.
macro_rules! waiting {
    ($text:expr) => {
        timed!("2:", ".rept 48", $text, ".endr", "dec r12", "jnz 2b")
    };
}
macro_rules! waiting_on {
    ($first:expr, $second:expr) => {
        timed!(
            "2:", ".rept 48", $first, $second, ".endr", "dec r12", "jnz 2b"
        )
    };
}
macro_rules! free {
    ($text:expr) => {
        timed!(
            "2:",
            ".rept 4",
            ".irp r,0,1,2,3,4,5,6,7,8,9,10,11",
            $text,
            ".endr",
            ".endr",
            "dec r12",
            "jnz 2b"
        )
    };
}
macro_rules! free_integers {
    ($text:expr) => {
        timed!(
            "2:",
            ".rept 6",
            ".irp r,r8,r9,r10,r11,rsi,rdi,rdx,rcx",
            $text,
            ".endr",
            ".endr",
            "dec r12",
            "jnz 2b"
        )
    };
}

/// An instruction among seven that do nothing.
macro_rules! among {
    ($text:expr) => {
        timed!(
            "2:", ".rept 48", $text, "nop", "nop", "nop", "nop", "nop", "nop", "nop", ".endr",
            "dec r12", "jnz 2b"
        )
    };
}

/// One line after the other, of which each waits for the one before, in no order (a linear congruence).
macro_rules! wandering {
    ($mask:literal) => {
        timed!(
            "mov edx, 1",
            "2:",
            ".rept 48",
            "imul edx, edx, 1103515245",
            "add edx, 12345",
            "mov ecx, edx",
            "shr ecx, 8",
            concat!("and ecx, ", $mask),
            "mov rax, [r13 + rcx]",
            "and eax, 0",
            "add edx, eax",
            ".endr",
            "dec r12",
            "jnz 2b"
        )
    };
}

/// One line after the other, of more than the first cache holds and less than the second.
macro_rules! sweeping {
    ($text:expr) => {
        timed!(
            "xor edx, edx",
            "2:",
            "lea rsi, [r13 + rdx]",
            ".rept 4",
            ".irp r,0,1,2,3,4,5,6,7,8,9,10,11",
            $text,
            "add rsi, 64",
            ".endr",
            ".endr",
            "add rdx, 48 * 64",
            "and edx, 0x1ffff",
            "dec r12",
            "jnz 2b"
        )
    };
}

/// Branches on random bits, or on none of them (Marsaglia 2003).
macro_rules! jumping {
    ($mask:literal) => {
        timed!(
            "mov rdx, [r13 + 0x20fc0]",
            "2:",
            ".rept 48",
            "mov rax, rdx",
            "shl rax, 13",
            "xor rdx, rax",
            "mov rax, rdx",
            "shr rax, 7",
            "xor rdx, rax",
            "mov rax, rdx",
            "shl rax, 17",
            "xor rdx, rax",
            concat!("test dl, ", $mask),
            "jz 3f",
            "nop",
            "3:",
            ".endr",
            "dec r12",
            "jnz 2b",
            "mov [r13 + 0x20fc0], rdx"
        )
    };
}

/// Both loops of an instruction of vectors, of one width: what comes after its first source is given.
macro_rules! vector {
    ($loops:ident, $kind:ident, $bits:literal, $v:literal, $name:literal, $rest:expr) => {
        $loops.push((
            What::Latency(Kind::$kind, $bits),
            waiting!(concat!($name, " ", $v, "0, ", $v, "0", $rest)),
        ));
        $loops.push((
            What::Cost(Kind::$kind, $bits),
            free!(concat!($name, " ", $v, "\\r, ", $v, "14", $rest)),
        ));
    };
}

/// Both loops of a division, whose quotient has six tenths of the bits that there is room for: with large ones it takes
/// longer. The upper half of what is divided is zero, made of the remainder of the one before, so that each waits for
/// the other, or of nothing.
macro_rules! dividing {
    ($loops:ident, $kind:ident, $dividend:literal, $divisor:literal, $divide:literal) => {
        $loops.push((
            What::Latency(Kind::$kind, 0),
            waiting!(concat!(
                $dividend,
                "\n",
                $divisor,
                "\nand edx, 0\n",
                $divide
            )),
        ));
        $loops.push((
            What::Cost(Kind::$kind, 0),
            waiting!(concat!(
                $dividend,
                "\n",
                $divisor,
                "\nxor edx, edx\n",
                $divide
            )),
        ));
    };
}

/// Loads and stores of one width.
macro_rules! memory {
    ($loops:ident, $bits:literal, $v:literal) => {
        $loops.push((
            What::LoadCost($bits),
            free!(concat!("vmovupd ", $v, "\\r, [r13 + 64]")),
        ));
        $loops.push((
            What::StoreCost($bits),
            free!(concat!("vmovupd [r13 + 64], ", $v, "\\r")),
        ));
        $loops.push((
            What::SplitLoad($bits),
            free!(concat!("vmovupd ", $v, "\\r, [r13 + 120]")),
        ));
        $loops.push((
            What::SplitStore($bits),
            free!(concat!("vmovupd [r13 + 120], ", $v, "\\r")),
        ));
    };
}

/// Each of the kinds in turns with each of those after it.
macro_rules! pairs {
    ($loops:ident:) => {};
    ($loops:ident: $a:ident $first:literal, $($b:ident $second:literal,)*) => {
        $($loops.push((
            What::Both(Kind::$a, Kind::$b),
            timed!(
                "2:",
                ".rept 4",
                ".irp r,0,1,2,3,4,5,6,7,8,9,10,11",
                concat!($first, " ymm\\r, ymm14", ends!($a)),
                concat!($second, " ymm\\r, ymm14", ends!($b)),
                ".endr",
                ".endr",
                "dec r12",
                "jnz 2b"
            ),
        ));)*
        pairs!($loops: $($b $second,)*);
    };
}
/// What comes after the first source.
macro_rules! ends {
    (Shift) => {
        ", 1"
    };
    (Across) => {
        ", 27"
    };
    (Convert) => {
        ", 0"
    };
    ($other:ident) => {
        ", ymm15"
    };
}

/// The kinds of a width whose instructions have the same names at all.
macro_rules! width {
    ($loops:ident, $bits:literal, $v:literal) => {
        vector!($loops, Add, $bits, $v, "vaddpd", concat!(", ", $v, "15"));
        vector!(
            $loops,
            Multiply,
            $bits,
            $v,
            "vmulpd",
            concat!(", ", $v, "15")
        );
        vector!(
            $loops,
            Fma,
            $bits,
            $v,
            "vfmadd231pd",
            concat!(", ", $v, "15")
        );
        vector!($loops, Divide, $bits, $v, "vdivpd", concat!(", ", $v, "15"));
        vector!($loops, Root, $bits, $v, "vsqrtpd", "");
        vector!(
            $loops,
            Compare,
            $bits,
            $v,
            "vmaxpd",
            concat!(", ", $v, "15")
        );
        vector!(
            $loops,
            VectorInteger,
            $bits,
            $v,
            "vpaddq",
            concat!(", ", $v, "15")
        );
        vector!(
            $loops,
            VectorMultiply,
            $bits,
            $v,
            "vpmuludq",
            concat!(", ", $v, "15")
        );
        vector!($loops, Shift, $bits, $v, "vpsllq", ", 1");
        vector!($loops, Name, $bits, $v, "vmovapd", "");
        vector!(
            $loops,
            Shuffle,
            $bits,
            $v,
            "vunpcklpd",
            concat!(", ", $v, "15")
        );
        memory!($loops, $bits, $v);
    };
}

/// What every processor with AVX2 has.
pub(crate) fn of_avx2() -> Vec<(What, Loop)> {
    let mut loops = vec![
        (What::Cycle, waiting!("add rax, rcx")),
        // No part has more than it can take at once.
        (
            What::Slot,
            timed!(
                "2:",
                ".rept 8",
                "lea r8, [rax + 1]",
                "vpaddq xmm1, xmm14, xmm15",
                "lea r9, [rax + 2]",
                "vpaddq xmm2, xmm14, xmm15",
                "mov r10, [r13]",
                "mov r11, [r13 + 8]",
                ".endr",
                "dec r12",
                "jnz 2b"
            ),
        ),
        (What::Cost(Kind::Integer, 0), free_integers!("add \\r, rax")),
        (
            What::Cost(Kind::IntegerShift, 0),
            free_integers!("rol \\r, 7"),
        ),
        (
            What::Latency(Kind::IntegerMultiply, 0),
            waiting!("imul rax, rcx"),
        ),
        (
            What::Cost(Kind::IntegerMultiply, 0),
            free_integers!("imul \\r, rax, 3"),
        ),
        (
            What::LoadLatency,
            timed!(
                "mov rax, r13",
                "mov [rax], rax",
                "2:",
                ".rept 48",
                "mov rax, [rax]",
                ".endr",
                "dec r12",
                "jnz 2b"
            ),
        ),
        (
            What::VectorLoad,
            timed!(
                "mov qword ptr [r13], 0",
                "2:",
                ".rept 48",
                "vmovq xmm0, [r13 + rax]",
                "vmovq rax, xmm0",
                ".endr",
                "dec r12",
                "jnz 2b"
            ),
        ),
        (
            What::AndBack,
            timed!(
                "2:",
                ".rept 48",
                "vmovq xmm0, rax",
                "vmovq rax, xmm0",
                ".endr",
                "dec r12",
                "jnz 2b"
            ),
        ),
        (What::LoadCost(0), free_integers!("mov \\r, [r13 + 64]")),
        (What::StoreCost(0), free_integers!("mov [r13 + 64], \\r")),
        (What::Near, wandering!("0xfc0")),
        (What::Far, wandering!("0x1ffc0")),
        (What::LineRead, sweeping!("vmovupd ymm\\r, [rsi]")),
        (What::LineWritten, sweeping!("vmovupd [rsi], ymm\\r")),
        (
            What::Cost(Kind::ToInteger, 128),
            free_integers!("vmovq \\r, xmm0"),
        ),
        (What::Among(Kind::ToFlags), among!("vucomisd xmm14, xmm15")),
        (What::Among(Kind::Truncate), among!("vcvttsd2si rax, xmm15")),
        (
            What::Cost(Kind::Truncate, 128),
            free_integers!("vcvttsd2si \\r, xmm0"),
        ),
        (
            What::Cost(Kind::ToFlags, 128),
            free!("vucomisd xmm\\r, xmm15"),
        ),
        (
            What::Cost(Kind::FromInteger, 128),
            free!("vmovq xmm\\r, rax"),
        ),
        (
            What::Forward,
            timed!(
                "lea rcx, [r13 + 64]",
                "mov edx, 8",
                "2:",
                ".rept 48",
                "mov [r13 + 8*rdx], rax",
                "mov rax, [rcx]",
                ".endr",
                "dec r12",
                "jnz 2b"
            ),
        ),
        (
            What::Named,
            waiting_on!("mov [r13 + 64], rax", "mov rax, [r13 + 64]"),
        ),
        (
            What::VectorForward,
            waiting_on!("vmovupd [r13 + 64], xmm0", "vmovupd xmm0, [r13 + 64]"),
        ),
        (
            What::Joined,
            timed!(
                "2:",
                ".rept 48",
                "vmovlpd [r13 + 64], xmm0",
                "vmovhpd [r13 + 72], xmm0",
                "vmovupd xmm0, [r13 + 64]",
                ".endr",
                "dec r12",
                "jnz 2b"
            ),
        ),
        (
            What::Fill,
            timed!(
                "2:",
                ".rept 48",
                "lea rdi, [r13 + 1024]",
                "mov ecx, 2048",
                "rep stosb",
                ".endr",
                "dec r12",
                "jnz 2b"
            ),
        ),
        (What::Foreseen, jumping!("0")),
        (What::Unforeseen, jumping!("1")),
    ];
    dividing!(
        loops,
        IntegerDivide,
        "mov eax, 0x5f3759df",
        "mov ecx, 1021",
        "div ecx"
    );
    dividing!(
        loops,
        LongDivide,
        "movabs rax, 0x5f3759df5f3759df",
        "mov ecx, 0x1000003",
        "div rcx"
    );
    width!(loops, 128, "xmm");
    width!(loops, 256, "ymm");
    vector!(loops, Logic, 128, "xmm", "vandpd", ", xmm15");
    vector!(loops, Logic, 256, "ymm", "vandpd", ", ymm15");
    vector!(loops, Convert, 128, "xmm", "vroundpd", ", 0");
    vector!(loops, Convert, 256, "ymm", "vroundpd", ", 0");
    vector!(loops, Across, 256, "ymm", "vpermpd", ", 27");
    vector!(loops, Permute, 256, "ymm", "vpermps", ", ymm15");
    pairs!(loops:
        Logic "vandpd",
        Add "vaddpd",
        Multiply "vmulpd",
        Shuffle "vunpcklpd",
        Across "vpermpd",
        VectorInteger "vpaddq",
        Shift "vpsllq",
        VectorMultiply "vpmuludq",
        Compare "vmaxpd",
        Convert "vroundpd",
    );
    loops
}

pub(crate) fn of_avx512() -> Vec<(What, Loop)> {
    let mut loops = vec![
        (
            What::Chosen,
            timed!(
                "2:",
                ".rept 48",
                "vcmpltpd k1, zmm0, zmm15",
                "vmovapd zmm0{{k1}}, zmm15",
                ".endr",
                "dec r12",
                "jnz 2b"
            ),
        ),
        (
            What::Cost(Kind::CompareToMask, 512),
            free!("vcmpltpd k1, zmm\\r, zmm15"),
        ),
        (What::Latency(Kind::Mask, 0), waiting!("kaddw k1, k1, k2")),
        (What::Cost(Kind::Mask, 0), free!("korw k1, k2, k3")),
    ];
    width!(loops, 512, "zmm");
    vector!(loops, Logic, 512, "zmm", "vandpd", ", zmm15");
    vector!(loops, Convert, 512, "zmm", "vrndscalepd", ", 0");
    vector!(loops, Across, 512, "zmm", "vpermpd", ", 27");
    vector!(loops, Permute, 512, "zmm", "vpermt2pd", ", zmm15");
    loops
}
