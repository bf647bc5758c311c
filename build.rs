//! Records what a report needs to be reproducible (compiler, target, compile-time features, profile),
//! and works out the tables that the random numbers need.
//!
//! It runs one command (`rustc --version`) and reads variables that cargo sets anyway: what it does
//! not find is recorded as `unknown`. The tables come from plain arithmetic, without a mathematical
//! library, so they are the same bits wherever they are built; the crate checks that they are.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

fn main() {
    // Without this line cargo would run the script again whenever any file of the package changes.
    println!("cargo::rerun-if-changed=build.rs");

    record("RUSTC", rustc_version());
    record("TARGET", env::var("TARGET").ok());
    record("TARGET_FEATURES", env::var("CARGO_CFG_TARGET_FEATURE").ok());
    record("PROFILE", profile());

    write("powers.rs", &format!("{:#x?}", powers()));
}

fn record(name: &str, value: Option<String>) {
    let value = value.unwrap_or_else(|| "unknown".into());
    println!("cargo::rustc-env=HOTLOOP_BUILD_{name}={value}");
}

fn rustc_version() -> Option<String> {
    let output = Command::new(env::var_os("RUSTC")?)
        .arg("--version")
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.lines().next()?.to_owned())
}

fn profile() -> Option<String> {
    let profile = env::var("PROFILE").ok()?;
    let opt_level = env::var("OPT_LEVEL").ok()?;
    Some(format!("{profile}, opt-level {opt_level}"))
}

/// Writes a table for the crate to include.
fn write(name: &str, table: &str) {
    let directory = env::var_os("OUT_DIR").expect("cargo gives a build script a directory");
    fs::write(Path::new(&directory).join(name), table).expect("the directory can be written to");
}

/// A polynomial over the bits, of degree below 256: the coefficient of `x^k` is bit `k % 64` of word
/// `k / 64`.
type Polynomial = [u64; 4];

/// The characteristic polynomial of xoshiro256's step, less `x^256`. (Berlekamp and Massey's
/// algorithm finds it from 512 successive values of one bit of the state.)
const STEP: Polynomial = [
    0x9d11_6f2b_b0f0_f001,
    0x0280_002b_cefd_1a5e,
    0x04b4_edcf_2625_9f85,
    0x0003_c03c_3f3e_cb19,
];

/// `x^(2^i)` modulo the characteristic polynomial, for `i` from 0 to 255.
fn powers() -> Vec<Polynomial> {
    std::iter::successors(Some([2, 0, 0, 0]), |power| Some(product(power, power)))
        .take(256)
        .collect()
}

/// `a * b` modulo the characteristic polynomial.
fn product(a: &Polynomial, b: &Polynomial) -> Polynomial {
    let mut product = [0; 4];
    // Horner's rule over the coefficients of `b`, from the highest.
    for k in (0..256).rev() {
        let carry = product[3] >> 63;
        for i in (0..4).rev() {
            let below = if i == 0 { 0 } else { product[i - 1] >> 63 };
            product[i] = product[i] << 1 | below;
        }
        for i in 0..4 {
            product[i] ^= carry * STEP[i] ^ (b[k / 64] >> (k % 64) & 1) * a[i];
        }
    }
    product
}
