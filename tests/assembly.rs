//! What the increments of the racy and of the atomic counter are in a release binary. On x86-64 they
//! are the same instruction, without and with the prefix `lock`; on 64-bit ARM a load, an addition and
//! a store, and a call of a function that the compiler brings along, which asks the processor whether
//! it has one instruction for it.

#![cfg(all(
    feature = "races",
    any(
        target_arch = "x86_64",
        all(target_arch = "aarch64", target_endian = "little")
    ),
    target_os = "linux"
))]

use hotloop::races::counters::{Atomic, AtomicSeqCst, CompareExchange, Racy};
use hotloop::races::{Counter, Private};
use object::{Object, ObjectSection, ObjectSymbol};
use std::hint::black_box;

#[inline(never)]
fn increment_of_racy(counter: &Racy, private: &mut Private) {
    counter.increment(private);
}

#[inline(never)]
fn increment_of_atomic(counter: &Atomic, private: &mut Private) {
    counter.increment(private);
}

#[inline(never)]
fn increment_of_ordered(counter: &AtomicSeqCst, private: &mut Private) {
    counter.increment(private);
}

#[inline(never)]
fn increment_of_exchanging(counter: &CompareExchange, private: &mut Private) {
    counter.increment(private);
}

/// The machine code of a function of this executable.
fn code(executable: &object::File<'_>, function: &str) -> Vec<u8> {
    let mut symbols = executable
        .symbols()
        .filter(|symbol| symbol.name().is_ok_and(|name| name.contains(function)));
    let symbol = symbols.next().expect("the function is in the executable");
    assert!(symbols.next().is_none(), "there is one {function}");
    let section = symbol.section_index().expect("a function is in a section");
    let section = executable.section_by_index(section).unwrap();
    let code = section.data_range(symbol.address(), symbol.size()).unwrap();
    let code = code.expect("the section holds the function").to_vec();
    println!("{function}: {code:02x?}");
    code
}

#[test]
#[cfg_attr(
    debug_assertions,
    ignore = "nothing is one instruction without optimisation: use --release"
)]
fn the_racy_increment_locks_nothing_and_the_atomic_one_does() {
    let mut private = Private::of(0).unwrap();
    black_box(increment_of_racy as fn(&Racy, &mut Private))(&Racy::default(), &mut private);
    black_box(increment_of_atomic as fn(&Atomic, &mut Private))(&Atomic::default(), &mut private);
    black_box(increment_of_ordered as fn(&AtomicSeqCst, &mut Private))(
        &AtomicSeqCst::default(),
        &mut private,
    );
    black_box(increment_of_exchanging as fn(&CompareExchange, &mut Private))(
        &CompareExchange::default(),
        &mut private,
    );

    let executable = std::fs::read(std::env::current_exe().unwrap()).unwrap();
    let executable = object::File::parse(executable.as_slice()).unwrap();
    judge(|function| code(&executable, function));
}

#[cfg(target_arch = "x86_64")]
fn judge(code: impl Fn(&str) -> Vec<u8>) {
    const LOCK: u8 = 0xf0;
    // `inc qword ptr [rdi]` or `add qword ptr [rdi], 1`.
    let additions: [&[u8]; 2] = [&[0x48, 0xff, 0x07], &[0x48, 0x83, 0x07, 0x01]];
    let adds = |code: &[u8]| additions.iter().any(|addition| contains(code, addition));
    let adds_locked = |code: &[u8]| {
        additions
            .iter()
            .any(|addition| contains(code, &[&[LOCK], *addition].concat()))
    };
    // Where the byte is nowhere, the prefix is nowhere.
    let racy = code("increment_of_racy");
    assert!(adds(&racy) && !racy.contains(&LOCK));
    assert!(adds_locked(&code("increment_of_atomic")));
    assert!(adds_locked(&code("increment_of_ordered")));
    // `lock cmpxchg [rdi], …`.
    assert!(contains(
        &code("increment_of_exchanging"),
        &[LOCK, 0x48, 0x0f, 0xb1]
    ));
}

#[cfg(target_arch = "x86_64")]
fn contains(code: &[u8], part: &[u8]) -> bool {
    code.windows(part.len()).any(|window| window == part)
}

#[cfg(target_arch = "aarch64")]
fn judge(code: impl Fn(&str) -> Vec<u8>) {
    // `ldr x, [x0]`, `add x, x, #1`, `str x, [x0]` and `ret`, with any registers for `x`.
    const PLAIN: [(u32, u32); 4] = [
        (0xffff_ffe0, 0xf940_0000),
        (0xffff_fc00, 0x9100_0400),
        (0xffff_ffe0, 0xf900_0000),
        (0xffff_ffff, 0xd65f_03c0),
    ];
    let words = |function| -> Vec<u32> {
        let code = code(function);
        let words = code.as_chunks().0.iter();
        words.map(|&word| u32::from_le_bytes(word)).collect()
    };
    let racy = words("increment_of_racy");
    let plain = |(word, (mask, truth)): (&u32, (u32, u32))| word & mask == truth;
    assert!(racy.len() == PLAIN.len() && racy.iter().zip(PLAIN).all(plain));

    // A call of that function, `bl` or `b`; where the build may assume it, the one instruction
    // (`ldadd`, `cas`); or a load and a store that belong together (`ldxr`, `stxr`).
    let atomic = |word: &u32| {
        let called = word & 0x7c00_0000 == 0x1400_0000;
        let added = word & 0x3f20_7c00 == 0x3820_0000;
        let exclusive = word & 0x3f00_0000 == 0x0800_0000;
        called || added || exclusive
    };
    assert!(!racy.iter().any(atomic));
    for function in [
        "increment_of_atomic",
        "increment_of_ordered",
        "increment_of_exchanging",
    ] {
        assert!(words(function).iter().any(atomic), "{function}");
    }
}
