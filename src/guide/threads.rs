//! Choosing threads, schedule and binding.
//!
//! # Where members run
