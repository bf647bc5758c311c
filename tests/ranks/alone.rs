//! What takes no ranks: who would have which part, and the headers of files.

use crate::job::Folder;
use hotloop::ranks::{Layout, Npy};
use std::fs;

/// Parts are all of it, in order, and as long as each other but for a block.
pub(crate) fn parts_are_all_of_it(_: &Folder) {
    for len in [0, 1, 2, 15, 16, 17, 1000, usize::MAX] {
        for block in [1 + len / 1000, 16, 1 << 60] {
            let layout = Layout { len, block };
            for ranks in [1, 2, 3, 4, 7, 1000] {
                let blocks = layout.blocks();
                let mut end = 0;
                for rank in 0..ranks {
                    let part = layout.part(rank, ranks);
                    assert_eq!(part.start, end, "{layout:?}, {rank} of {ranks}");
                    assert!(part.start.is_multiple_of(block) || part.is_empty());
                    assert!(part.len().div_ceil(block) >= blocks / ranks);
                    assert!(part.len().div_ceil(block) <= blocks.div_ceil(ranks));
                    end = part.end;
                }
                assert_eq!(end, len);
                // The first has some if anybody has.
                assert!(len == 0 || !layout.part(0, ranks).is_empty());
            }
        }
    }
    let nothing = Layout { len: 10, block: 0 };
    assert_eq!((nothing.blocks(), nothing.part(0, 2)), (0, 0..0));
}

/// As NumPy 2.3 writes it: padded, so that what follows begins at a multiple of 64.
fn numpys(text: &str, version: u8) -> Vec<u8> {
    let mut bytes = b"\x93NUMPY".to_vec();
    bytes.extend([version, 0]);
    let prefix = if version == 1 { 10 } else { 12 };
    let len = (prefix + text.len() + 1).next_multiple_of(64) - prefix;
    let size = (len as u32).to_le_bytes();
    bytes.extend(if version == 1 { &size[..2] } else { &size });
    bytes.extend(text.bytes());
    bytes.resize(prefix + len - 1, b' ');
    bytes.push(b'\n');
    bytes
}

fn opened(folder: &Folder, bytes: &[u8]) -> Result<Npy<f64>, String> {
    let path = folder.path().join("header");
    fs::write(&path, bytes).unwrap();
    Npy::open(&path).map_err(|error| {
        let (start, said) = (format!("{}: ", path.display()), error.to_string());
        said.strip_prefix(&start)
            .expect("the path first")
            .to_owned()
    })
}

pub(crate) fn headers_are_read(folder: &Folder) {
    for version in [1, 2, 3] {
        for (text, shape) in [
            (
                "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }",
                vec![3, 2],
            ),
            (
                "{'descr': '<f8', 'fortran_order': True, 'shape': (7,), }",
                vec![7],
            ),
            (
                "{'descr': '<f8', 'fortran_order': False, 'shape': (), }",
                vec![],
            ),
            (
                "{\"shape\":(9L,4L),\"fortran_order\":False,\"descr\":\"<f8\"}",
                vec![9, 4],
            ),
            (
                "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999, 99999999999, 0), }",
                vec![99_999_999_999, 99_999_999_999, 0],
            ),
        ] {
            let mut bytes = numpys(text, version);
            assert_eq!(bytes.len() % 64, 0);
            let len = if shape.contains(&0) {
                0
            } else {
                shape.iter().product()
            };
            bytes.extend((0..len).flat_map(|i| (i as f64).to_le_bytes()));
            let file = opened(folder, &bytes).unwrap();
            assert_eq!((file.shape(), file.len()), (&shape[..], len));
            let numbers: Vec<f64> = (0..len).map(|i| i as f64).collect();
            assert_eq!(file.read(0..len), Ok(numbers));
        }
    }
}

pub(crate) fn what_is_no_header_is_refused(folder: &Folder) {
    let refused = |bytes: &[u8]| opened(folder, bytes).unwrap_err();
    let whole = numpys(
        "{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }",
        1,
    );
    for len in 0..whole.len() {
        assert_eq!(refused(&whole[..len]), "it ends within its header");
    }
    assert!(refused(b"PK\x03\x04 and so on").contains("begin"));
    assert!(refused(b"\x93NUMPY\x04\x00 and so on").contains("version"));
    assert!(refused(b"\x93NUMPY\x02\x00\xff\xff\xff\xff").contains("long"));
    assert!(refused(b"\x93NUMPY\x01\x00\x02\x00\xff\xff").contains("text"));
    for text in [
        "",
        "{}",
        "{'descr': '<f8', 'fortran_order': False}",
        "{'descr': '<f8', 'fortran_order': 0, 'shape': (3,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-3,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (3,) ",
        "{'descr': '<f8', 'fortran_order': False, 'shape': 3, }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (3,), 'more': 1}",
        "{'descr': [('x', '<f8')], 'fortran_order': False, 'shape': (3,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,), }",
    ] {
        let said = refused(&numpys(text, 1));
        assert!(said.contains("array of numbers"), "{text}: {said}");
    }
}
