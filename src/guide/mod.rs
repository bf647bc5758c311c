//! How to use hotloop in a program of your own, in two parts.
//!
//! * [`kernel`]: to write a kernel, from the plain loop to SIMD on threads; to test it at all levels, to measure it,
//!   and to find the usual mistakes by their symptoms.
//! * [`threads`]: to choose how many threads, which schedule and which binding, and to find the length from which on a
//!   team pays.
//!
//! Words that are new are in the [`glossary`](crate::glossary).

pub mod kernel;
pub mod threads;
