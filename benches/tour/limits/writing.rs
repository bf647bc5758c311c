//! Copying and writing memory.

use super::pattern::{Ahead, Line, name, width};
use bytemuck::cast_slice_mut;
use hotloop::simd::{F64x8, Kernel, Level, Simd, Source, stream};

/// Copies an array to another, or writes the other.
pub(super) type Writing = Box<dyn Fn(&[Line], &mut [Line]) + Sync>;
type Patterns = Vec<(String, Writing)>;

/// Lines from a load to what is asked for meanwhile.
const DISTANCES: [usize; 2] = [8, 64];

/// What is tried to copy.
pub(super) fn copies() -> Patterns {
    let memcpy: Writing = Box::new(|from, to| to.copy_from_slice(from));
    let mut patterns = vec![("memcpy".into(), memcpy)];
    for level in Level::supported() {
        for ahead in Ahead::all(level, &DISTANCES) {
            patterns.extend(stores(level, true, ahead));
        }
    }
    patterns
}

/// What is written where nothing is copied, byte by byte: no zero, which some machines write faster.
const BYTE: u8 = 0x3f;

/// What is tried to write.
pub(super) fn fills() -> Patterns {
    let memset: Writing = Box::new(|_, to| cast_slice_mut::<_, u8>(to).fill(BYTE));
    let mut patterns = vec![("memset".into(), memset)];
    for level in Level::supported() {
        patterns.extend(stores(level, false, Ahead::Nothing));
    }
    patterns
}

/// The same vectors, stored in every way.
fn stores(level: Level, copy: bool, ahead: Ahead) -> Patterns {
    fn pattern<const STREAMS: usize>(
        level: Level,
        copy: bool,
        ahead: Ahead,
        streaming: bool,
    ) -> Writing {
        Box::new(move |from, to| {
            level.run(Write::<STREAMS> {
                from: copy.then_some(from),
                to,
                ahead,
                streaming,
            });
        })
    }
    let name = |stores| name(&[width(level), stores, &ahead.to_string()]);
    vec![
        (name(""), pattern::<1>(level, copy, ahead, false)),
        (name("4 streams"), pattern::<4>(level, copy, ahead, false)),
        (name("streaming"), pattern::<1>(level, copy, ahead, true)),
    ]
}

/// Writes an array, in so many parts at once, each from its first line to its last: what another one
/// has, or always the same.
struct Write<'a, const STREAMS: usize> {
    from: Option<&'a [Line]>,
    to: &'a mut [Line],
    ahead: Ahead,
    /// Past the caches.
    streaming: bool,
}

impl<const STREAMS: usize> Kernel for Write<'_, STREAMS> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let (to, mut vectors) = (
            self.to,
            Vectors {
                simd,
                from: self.from,
                ahead: self.ahead,
                otherwise: simd.splat(f64::from_ne_bytes([BYTE; 8])),
            },
        );
        if self.streaming {
            return stream(simd, 0..to.len(), to, vectors);
        }
        let part = to.len() / STREAMS;
        for i in 0..part {
            for line in (i..STREAMS * part).step_by(part) {
                vectors.vector(line).store(&mut to[line]);
            }
        }
    }
}

/// The vector of each line.
struct Vectors<'a, S: Simd> {
    simd: S,
    from: Option<&'a [Line]>,
    ahead: Ahead,
    otherwise: S::F64x8,
}

impl<S: Simd> Source<S, usize> for Vectors<'_, S> {
    #[inline(always)]
    fn vector(&mut self, line: usize) -> S::F64x8 {
        let Some(from) = self.from else {
            return self.otherwise;
        };
        self.ahead.ask(self.simd, from, line);
        self.simd.load(&from[line])
    }
}
