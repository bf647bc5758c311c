//! Instructions that were assembled by hand.

use super::operation::{Kind, Lanes, Operation};
use iced_x86::{Decoder, DecoderOptions, InstructionInfoFactory};

fn operation(bytes: &[u8]) -> Operation {
    let instruction = Decoder::new(64, bytes, DecoderOptions::NONE).decode();
    assert_eq!(instruction.len(), bytes.len(), "{instruction:?}");
    Operation::of(&instruction, &mut InstructionInfoFactory::new())
}

/// Bytes; kind, bits of the vectors, lanes of the arithmetic; bytes loaded and stored.
type Row = (&'static [u8], Kind, usize, Option<Lanes>, usize, usize);

pub(crate) fn are_what_they_do() {
    let (one, all) = (Some(Lanes::One), Some(Lanes::All));
    let rows: [Row; 16] = [
        // addsd xmm0, [rsi + 8 * rdi]
        (&[0xf2, 0x0f, 0x58, 0x04, 0xfe], Kind::Add, 128, one, 8, 0),
        // vaddpd ymm0, ymm0, [rax]
        (&[0xc5, 0xfd, 0x58, 0x00], Kind::Add, 256, all, 32, 0),
        // vaddpd zmm0, zmm0, zmm1
        (
            &[0x62, 0xf1, 0xfd, 0x48, 0x58, 0xc1],
            Kind::Add,
            512,
            all,
            0,
            0,
        ),
        // vfmadd231pd ymm0, ymm1, ymm2
        (&[0xc4, 0xe2, 0xf5, 0xb8, 0xc2], Kind::Fma, 256, all, 0, 0),
        // vdivsd xmm0, xmm1, xmm2
        (&[0xc5, 0xf3, 0x5e, 0xc2], Kind::Divide, 128, one, 0, 0),
        // vxorpd ymm0, ymm1, ymm2
        (&[0xc5, 0xf5, 0x57, 0xc2], Kind::Logic, 256, None, 0, 0),
        // vmovapd ymm0, ymm1
        (&[0xc5, 0xfd, 0x28, 0xc1], Kind::Name, 256, None, 0, 0),
        // vmovupd [rdi], ymm0
        (&[0xc5, 0xfd, 0x11, 0x07], Kind::Memory, 256, None, 0, 32),
        // vpermpd ymm0, ymm1, 27
        (
            &[0xc4, 0xe3, 0xfd, 0x01, 0xc1, 0x1b],
            Kind::Across,
            256,
            None,
            0,
            0,
        ),
        // vmovq rax, xmm0
        (
            &[0xc4, 0xe1, 0xf9, 0x7e, 0xc0],
            Kind::ToInteger,
            128,
            None,
            0,
            0,
        ),
        // vcvtsi2sd xmm0, xmm0, rax
        (
            &[0xc4, 0xe1, 0xfb, 0x2a, 0xc0],
            Kind::FromInteger,
            128,
            None,
            0,
            0,
        ),
        // inc qword ptr [rdi + 8 * rax]
        (&[0x48, 0xff, 0x04, 0xc7], Kind::Integer, 0, None, 8, 8),
        // imul rax, rcx
        (
            &[0x48, 0x0f, 0xaf, 0xc1],
            Kind::IntegerMultiply,
            0,
            None,
            0,
            0,
        ),
        // lea rax, [rdi + 8 * rax], which loads nothing
        (&[0x48, 0x8d, 0x04, 0xc7], Kind::Integer, 0, None, 0, 0),
        // jne, back by 16
        (&[0x75, 0xf0], Kind::Branch, 0, None, 0, 0),
        // rep stosb
        (&[0xf3, 0xaa], Kind::Repeat, 0, None, 0, 1),
    ];
    for (bytes, kind, width, floating, loads, stores) in rows {
        let operation = operation(bytes);
        assert_eq!(operation.kind, kind, "{bytes:02x?}");
        assert_eq!(operation.width, width, "{bytes:02x?}");
        assert!(operation.floating == floating, "{bytes:02x?}");
        assert_eq!(
            (operation.loads, operation.stores),
            (loads, stores),
            "{bytes:02x?}"
        );
    }
    // vmovapd [rsp + 32], ymm0, and the same at an index
    assert!(operation(&[0xc5, 0xfd, 0x29, 0x44, 0x24, 0x20]).spill);
    assert!(!operation(&[0xc5, 0xfd, 0x29, 0x44, 0xc4, 0x20]).spill);
}

pub(crate) fn zeros_depend_on_nothing() {
    // xor eax, eax; vxorps xmm0, xmm0, xmm0; and xor eax, ecx, which is no zero
    for zero in [&[0x31, 0xc0][..], &[0xc5, 0xf8, 0x57, 0xc0]] {
        let operation = operation(zero);
        assert_eq!((operation.kind, operation.reads), (Kind::Name, vec![]));
    }
    // vxorpd ymm0, ymm0, [rax], which changes signs
    assert_eq!(operation(&[0xc5, 0xfd, 0x57, 0x00]).kind, Kind::Logic);
    let operation = operation(&[0x31, 0xc8]);
    assert_eq!((operation.kind, operation.reads.len()), (Kind::Integer, 2));
}
