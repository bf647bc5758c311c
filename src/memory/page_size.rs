//! The pages that a buffer asks for.

/// The pages that a buffer asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PageSize {
    /// Huge ones, if it is so long that two of them fit in, and the system has them: 2 MiB on x86-64.
    #[default]
    Huge,
    /// Ordinary ones, however long it is: for comparison, and for buffers of which little is used.
    Base,
}
