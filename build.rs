//! Records what a report needs to be reproducible: compiler, target, compile-time features, profile.
//!
//! It runs one command (`rustc --version`), reads variables that cargo sets anyway, and cannot fail a
//! dependent's build: what it does not find is recorded as `unknown`.

use std::env;
use std::process::Command;

fn main() {
    // Without this line cargo would run the script again whenever any file of the package changes.
    println!("cargo::rerun-if-changed=build.rs");

    record("RUSTC", rustc_version());
    record("TARGET", env::var("TARGET").ok());
    record("TARGET_FEATURES", env::var("CARGO_CFG_TARGET_FEATURE").ok());
    record("PROFILE", profile());
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
