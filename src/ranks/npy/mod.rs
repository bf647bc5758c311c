//! Files of NumPy's, part by part.

mod header;

use crate::Error;
use crate::memory::room;
use crate::simd::Float;
use header::Header;
use std::fs::File;
use std::io;
use std::marker::PhantomData;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// An array of floats in a file that `numpy.save` has written (`.npy`), of which any part can be read at any time: so
/// each rank reads its own, and a block at a time, of more than there is memory for.
///
/// ```no_run
/// use hotloop::kernels::summary::{self, Summary};
/// use hotloop::ranks::{Layout, Npy, Ranks};
/// use hotloop::threads::{Schedule, Team};
///
/// # fn f(ranks: &Ranks, team: &Team) -> Result<(), hotloop::Error> {
/// let file = ranks.agree(Npy::<f64>::open("x.npy"))?;
/// let layout = Layout { len: file.len(), block: summary::BLOCK };
/// let block = |block| file.with(block, summary::simd);
/// let merge = |a: Summary, b| Ok(a.merge(b));
/// let summary = ranks.map_reduce(team, layout, Schedule::Static, block, merge)?;
/// # Ok(())
/// # }
/// ```
///
/// Elements are in the order of the file, row by row. (On Unix.)
#[derive(Debug)]
pub struct Npy<T> {
    file: File,
    path: String,
    shape: Vec<usize>,
    len: usize,
    /// Where the elements begin, in bytes.
    data: u64,
    element: PhantomData<T>,
}

/// Bytes of what is read at a time.
const PIECE: usize = 1 << 17;

impl<T: Element> Npy<T> {
    /// Opens a file, and looks at its header and its length.
    ///
    /// # Errors
    ///
    /// [`Error::File`] if it cannot be opened or read; if it is no file of NumPy's, or of an array of other elements, or
    /// of columns in Fortran's order; if it is shorter than its header says.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let failed = |error: io::Error| Error::File {
            path: path.display().to_string(),
            reason: error.to_string(),
        };
        Self::opened(path).map_err(failed)
    }

    fn opened(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let header = Header::read(&mut file)?;
        let refused = |what: String| Err(io::Error::other(what));
        if header.descr != T::DESCR {
            let found = header.descr;
            return refused(format!("found elements `{found}`, expected `{}`", T::DESCR));
        }
        if header.fortran_order && header.shape.len() > 1 {
            return refused(
                "it is in Fortran's order, expected rows: numpy.ascontiguousarray makes them"
                    .to_owned(),
            );
        }
        let mut sizes = header.shape.iter();
        let len = match header.shape.contains(&0) {
            true => Some(0),
            false => sizes.try_fold(1_usize, |len, size| len.checked_mul(*size)),
        };
        let bytes = len.and_then(|len| (len as u64).checked_mul(size_of::<T>() as u64));
        let found = file.metadata()?.len().saturating_sub(header.data);
        let (Some(len), Some(expected)) = (len, bytes) else {
            return refused("its header asks for more elements than there can be".to_owned());
        };
        if found < expected {
            return refused(format!(
                "it is truncated: found {found} bytes of elements, expected {expected}"
            ));
        }
        Ok(Self {
            file,
            path: path.display().to_string(),
            shape: header.shape,
            len,
            data: header.data,
            element: PhantomData,
        })
    }

    /// How many elements it has.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The shape of the array: `[n, d]` of `n` rows.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// Some of the elements.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if they are not among those there are, [`Error::OutOfMemory`] if there is no memory for them,
    /// [`Error::File`] if they cannot be read.
    pub fn read(&self, elements: Range<usize>) -> Result<Vec<T>, Error> {
        if elements.start > elements.end || elements.end > self.len {
            return Err(Error::Invalid {
                argument: "elements",
                found: "a range that is not within the file",
                expected: "some of its elements",
            });
        }
        let mut x = room("elements", elements.len())?;
        let mut place = self.data + elements.start as u64 * size_of::<T>() as u64;
        while x.len() < elements.len() {
            let (before, size) = (x.len(), PIECE / size_of::<T>());
            // In pieces, so that what is read is near when it is needed, and zeros are not written all at once.
            x.resize(elements.len().min(before + size), T::default());
            let bytes = T::bytes(&mut x[before..]);
            let read = self.file.read_exact_at(bytes, place);
            read.map_err(|error| Error::File {
                path: self.path.clone(),
                reason: error.to_string(),
            })?;
            place += bytes.len() as u64;
            T::arrived(&mut x[before..]);
        }
        Ok(x)
    }

    /// What `f` makes of some of the elements.
    ///
    /// # Errors
    ///
    /// As [`read`](Npy::read).
    pub fn with<R>(&self, elements: Range<usize>, f: impl FnOnce(&[T]) -> R) -> Result<R, Error> {
        Ok(f(&self.read(elements)?))
    }
}

/// What a file may have for elements: `f64` and `f32`.
pub trait Element: Float {
    /// NumPy's name for it, with the lowest byte first.
    #[doc(hidden)]
    const DESCR: &str;

    /// Its bytes, to be written.
    #[doc(hidden)]
    fn bytes(x: &mut [Self]) -> &mut [u8];

    /// Puts bytes in the order of this machine that have arrived in that of the file.
    #[doc(hidden)]
    fn arrived(x: &mut [Self]);
}

macro_rules! element {
    ($float:ty, $descr:literal) => {
        impl Element for $float {
            const DESCR: &str = $descr;

            fn bytes(x: &mut [Self]) -> &mut [u8] {
                bytemuck::cast_slice_mut(x)
            }

            fn arrived(x: &mut [Self]) {
                if cfg!(target_endian = "big") {
                    x.iter_mut()
                        .for_each(|x| *x = Self::from_bits(x.to_bits().swap_bytes()));
                }
            }
        }
    };
}

element!(f64, "<f8");
element!(f32, "<f4");
