//! Files of NumPy's, each rank its part: all that is read is what was written, and what is wrong with a file on one
//! rank is an error of all.

use crate::job::Folder;
use crate::programs::file;
use crate::{refused, teams};
use hotloop::Error;
use hotloop::kernels::summary;
use hotloop::ranks::{Element, Layout, Npy, Ranks};
use hotloop::threads::{Schedule, Team};
use mpi::topology::SimpleCommunicator;
use std::fmt::Debug;
use std::fs::{self, OpenOptions};
use std::ops::Range;
use std::path::Path;

const LEN: usize = 100_003;

fn numbers(len: usize) -> Vec<f64> {
    (0..len).map(|i| (i as f64).sqrt() - 100.0).collect()
}

fn narrow(len: usize) -> Vec<f32> {
    numbers(len).iter().map(|x| *x as f32).collect()
}

/// As NumPy 2.3 writes it.
fn npy(descr: &str, order: &str, shape: &str, elements: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x93NUMPY\x01\x00\x76\x00".to_vec();
    let text = format!("{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}");
    bytes.extend(format!("{text:<117}\n").bytes());
    assert_eq!(bytes.len(), 128);
    bytes.extend(elements);
    bytes
}

pub(crate) fn of_one_to_four_ranks(folder: &Folder) {
    let wide: Vec<u8> = numbers(LEN).iter().flat_map(|x| x.to_le_bytes()).collect();
    let slim: Vec<u8> = narrow(LEN).iter().flat_map(|x| x.to_le_bytes()).collect();
    let long = format!("({LEN},)");
    let truncated = npy("<f8", "False", &long, &wide[..wide.len() - 1]);
    let files: [(&str, Vec<u8>); 13] = [
        ("wide", npy("<f8", "False", &long, &wide)),
        ("slim", npy("<f4", "False", &long, &slim)),
        ("rows", npy("<f8", "False", "(1000, 3)", &wide[..24_000])),
        ("longer", npy("<f8", "False", "(1000, 3)", &wide[..24_007])),
        ("empty", npy("<f8", "False", "(0, 3)", &[])),
        ("one", npy("<f8", "False", "()", &wide[..8])),
        ("line", npy("<f8", "True", "(3000,)", &wide[..24_000])),
        ("columns", npy("<f8", "True", "(1000, 3)", &wide[..24_000])),
        ("big", npy(">f8", "False", "(3000,)", &wide[..24_000])),
        (
            "endless",
            npy("<f8", "False", "(4000000000, 4000000000)", &[]),
        ),
        ("truncated", truncated),
        ("foreign", b"1.0, 2.0, 3.0\n4.0, 5.0, 6.0\n".to_vec()),
        ("nothing", vec![]),
    ];
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder.jobs("files", 1..=4);
}

pub(crate) fn are_read(world: &SimpleCommunicator, folder: &Path) {
    let ranks = Ranks::new(world);
    let (rank, last) = (ranks.rank(), ranks.size() - 1);
    let path = |name: &str| folder.join(name);
    ranges(&Npy::<f64>::open(path("wide")).unwrap(), &numbers(LEN));
    ranges(&Npy::<f32>::open(path("slim")).unwrap(), &narrow(LEN));
    for (name, shape) in [
        ("rows", &[1000, 3][..]),
        ("longer", &[1000, 3]),
        ("line", &[3000]),
    ] {
        let file = Npy::<f64>::open(path(name)).unwrap();
        assert_eq!(
            (file.shape(), file.len(), file.is_empty()),
            (shape, 3000, false)
        );
        assert_eq!(file.read(0..3000).unwrap(), numbers(3000), "{name}");
    }
    let empty = Npy::<f64>::open(path("empty")).unwrap();
    assert_eq!((empty.shape(), empty.is_empty()), (&[0, 3][..], true));
    assert_eq!(empty.read(0..0), Ok(vec![]));
    let one = Npy::<f64>::open(path("one")).unwrap();
    assert_eq!((one.shape(), one.read(0..1)), (&[][..], Ok(vec![-100.0])));

    // As a rank that has another file than all others.
    let bad = |name: &str, said: &str| {
        let path = path(if rank == last { name } else { "wide" });
        let said = format!("rank {last}: {}: {said}", folder.join(name).display());
        refused(ranks.agree(Npy::<f64>::open(&path)), &said);
        let team = Team::solo();
        refused(file::over(&ranks, &team, &path), &said);
    };
    bad("not there", "No such file or directory (os error 2)");
    bad("slim", "found elements `<f4`, expected `<f8`");
    bad("big", "found elements `>f8`, expected `<f8`");
    bad(
        "columns",
        "it is in Fortran's order, expected rows: numpy.ascontiguousarray makes them",
    );
    bad(
        "endless",
        "its header asks for more elements than there can be",
    );
    let bytes = 8 * LEN;
    bad(
        "truncated",
        &format!(
            "it is truncated: found {} bytes of elements, expected {bytes}",
            bytes - 1
        ),
    );
    bad("foreign", "it does not begin as a file of NumPy's");
    bad("nothing", "it ends within its header");

    truncated_meanwhile(&ranks, folder);
    for team in &teams(&ranks) {
        let found = file::over(&ranks, team, &path("wide")).unwrap();
        let expected = summary::simd(&numbers(LEN)).to_bytes();
        assert_eq!(found.bytes, expected);
        let nothing = file::over(&ranks, team, &path("empty")).unwrap();
        assert_eq!(nothing.bytes, summary::simd::<f64>(&[]).to_bytes());
    }
}

fn ranges<T: Element + Debug>(file: &Npy<T>, x: &[T]) {
    // Pieces of 128 KiB are read at a time.
    let piece = (1 << 17) / size_of::<T>();
    for range in [
        0..0,
        0..1,
        LEN - 1..LEN,
        LEN..LEN,
        5..5,
        0..LEN,
        1..LEN - 1,
        0..piece,
        1..piece + 1,
        0..piece + 1,
        piece - 1..piece + 1,
        77..3 * piece - 5,
    ] {
        assert_eq!(file.read(range.clone()).unwrap(), x[range.clone()]);
        let sizes = file.with(range.clone(), <[T]>::len);
        assert_eq!(sizes, Ok(range.len()));
    }
    for (start, end) in [
        (0, LEN + 1),
        (LEN, LEN + 1),
        (LEN + 1, LEN + 1),
        (usize::MAX - 1, usize::MAX),
        (0, usize::MAX),
        (3, 2),
        (LEN, 0),
        (usize::MAX, 0),
    ] {
        refused(
            file.read(Range { start, end }),
            "`elements`: found a range that is not within the file, expected some of its elements",
        );
    }
}

/// The last rank's last block is gone, after all have opened the file.
fn truncated_meanwhile(ranks: &Ranks<'_>, folder: &Path) {
    let path = folder.join(format!("cut-{}", ranks.size()));
    if ranks.rank() == 0 {
        fs::copy(folder.join("wide"), &path).unwrap();
    }
    ranks.agree(Ok(())).unwrap();
    let file = ranks.agree(Npy::<f64>::open(&path)).unwrap();
    if ranks.rank() == 0 {
        let file = OpenOptions::new().write(true).open(&path).unwrap();
        file.set_len(128 + 8 * LEN as u64 - 1).unwrap();
    }
    ranks.agree(Ok(())).unwrap();
    let (len, block) = (LEN, 1000);
    let sum = |block: Range<usize>| file.with(block, |x| x.iter().sum::<f64>());
    let merge = |a: f64, b| Ok::<_, Error>(a + b);
    let found = ranks.map_reduce(
        &Team::solo(),
        Layout { len, block },
        Schedule::Static,
        sum,
        merge,
    );
    let (last, path) = (ranks.size() - 1, path.display());
    refused(
        found,
        &format!("rank {last}: {path}: failed to fill whole buffer"),
    );
    // What is there still is.
    assert_eq!(file.read(0..1000).unwrap(), numbers(1000));
}
