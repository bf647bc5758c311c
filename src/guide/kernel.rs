//! Writing a kernel.
