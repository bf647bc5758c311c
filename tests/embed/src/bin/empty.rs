//! What every program takes: the others are measured beside it.

fn main() {}
