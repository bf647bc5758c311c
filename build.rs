//! Records what a report needs to be reproducible (compiler, target, compile-time features,
//! profile), and works out the tables that the random numbers need.
//!
//! It runs one command (`rustc --version`) and reads variables that cargo sets anyway: what it does
//! not find is recorded as `unknown`. The tables come from plain arithmetic, without a mathematical
//! library, so they are the same bits wherever they are built; the crate checks that they are.

use std::env;
use std::f64::consts::{LN_2, PI};
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
    let bell = Bell::new();
    let ziggurat = ziggurat();
    write(
        "ziggurat.rs",
        &format!("{:#x?}", ziggurat.map(f64::to_bits)),
    );
    write("bends.rs", &hexadecimal(bell.bends()));
    write(
        "widths.rs",
        &hexadecimal(bell.widths.iter().map(|x| x.to_bits())),
    );
    write(
        "heights.rs",
        &hexadecimal(bell.heights.iter().map(|x| x.to_bits())),
    );
    write(
        "overhangs.rs",
        &hexadecimal(alias_table(&bell.overhangs(), LAYERS)),
    );
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

/// A table of words, with zeros behind, so that there is one for each layer.
fn hexadecimal(words: impl IntoIterator<Item = u64>) -> String {
    let mut words = Vec::from_iter(words);
    words.resize(LAYERS, 0);
    format!("{words:#x?}")
}

/// Two halves as one word.
fn pair(high: u32, low: u32) -> u64 {
    u64::from(high) << 32 | u64::from(low)
}

/// A polynomial over the bits, of degree below 256: the coefficient of `x^k` is bit `k % 64` of
/// word `k / 64`.
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
            product[i] ^= carry * STEP[i];
            product[i] ^= (b[k / 64] >> (k % 64) & 1) * a[i];
        }
    }
    product
}

/// Layers of the half-bell, so many that the bits that choose one are a whole number.
const LAYERS: usize = 2048;
/// Of these, as many fit under the curve as rectangles.
const RECTANGLES: usize = LAYERS - 3;

/// What the crate needs to draw standard normals from rectangles under `exp(-x^2 / 2)`, all of the
/// same area, stacked upwards, and from what they leave over.
struct Bell {
    /// How far each rectangle reaches, then 0.
    widths: Vec<f64>,
    /// Where each ends upwards, then the top of the curve.
    heights: Vec<f64>,
}

impl Bell {
    fn new() -> Self {
        let area = (PI / 2.0).sqrt() / LAYERS as f64;
        let (mut widths, mut heights) = (vec![], vec![]);
        let (mut outer, mut floor) = (10.0, 0.0);
        for _ in 0..RECTANGLES {
            // The widest rectangle on this floor that is large enough.
            outer = last_root(|x| x * (bell(x) - floor) - area, outer);
            floor += area / outer;
            widths.push(outer);
            heights.push(floor);
        }
        widths.push(0.0);
        heights.push(1.0);
        Self { widths, heights }
    }

    /// The areas between the rectangles and the curve: of the tail, right of each rectangle (from
    /// its floor upwards), and of the cap.
    fn overhangs(&self) -> Vec<f64> {
        let tail = integral(bell, self.widths[0], self.widths[0] + 10.0, 10_000);
        let mut areas = vec![tail];
        for j in 1..self.widths.len() {
            let over = |x| bell(x) - self.heights[j - 1];
            areas.push(integral(over, self.widths[j], self.widths[j - 1], 20));
        }
        areas
    }
}

impl Bell {
    /// How far the curve bends away from the chord of each overhang, in units of its height: a
    /// factor by which the triangle under the chord has to grow to hold all that is under the
    /// curve, and the share of the triangle that is certain to be under it. Both as `f32`, in the
    /// upper and the lower half of a word. (None for the tail.)
    fn bends(&self) -> Vec<u64> {
        let mut bends = vec![0];
        for j in 1..self.widths.len() {
            let (inner, outer) = (self.widths[j], self.widths[j - 1]);
            let (top, floor) = (self.heights[j], self.heights[j - 1]);
            let (mut above, mut below) = (0.0_f64, 0.0_f64);
            for i in 1..64 {
                let a = f64::from(i) / 64.0;
                let y = (bell(inner + a * (outer - inner)) - floor) / (top - floor);
                above = above.max(y - (1.0 - a));
                below = below.max((1.0 - a) - y);
            }
            // Between the points it may bend a little more.
            let (grown, certain) = (1.001 + 1.05 * above, 0.999 - 1.05 * below);
            bends.push(pair((grown as f32).to_bits(), (certain as f32).to_bits()));
        }
        bends
    }
}

/// Columns of an alias table (Walker 1977): in column `i` of as many as there are, `i` has a share
/// of `low half / 2^32`, and the index in the high half has the rest, so that in all each index has
/// its probability.
fn alias_table(weights: &[f64], columns: usize) -> Vec<u64> {
    let scale = columns as f64 / weights.iter().sum::<f64>();
    let mut shares: Vec<f64> = weights.iter().map(|weight| weight * scale).collect();
    shares.resize(columns, 0.0);
    let mut table: Vec<_> = (0..columns as u32).map(|i| pair(i, u32::MAX)).collect();
    let (mut low, mut high): (Vec<_>, Vec<_>) = (0..columns).partition(|&i| shares[i] < 1.0);
    while let (Some(i), Some(&donor)) = (low.pop(), high.last()) {
        table[i] = pair(donor as u32, (shares[i] * 4_294_967_296.0) as u32);
        shares[donor] -= 1.0 - shares[i];
        if shares[donor] < 1.0 {
            low.extend(high.pop());
        }
    }
    table
}

/// The widths of the 256 layers of Marsaglia and Tsang's ziggurat (2000), all of the same area,
/// from the base upwards, and 0. The base is as wide as it would be if the tail were a rectangle as
/// well.
fn ziggurat() -> [f64; 257] {
    /// Where the tail begins, from the paper: with it, the top layer ends at the top of the curve.
    const TAIL: f64 = 3.654_152_885_361_009;
    let area = TAIL * bell(TAIL) + integral(bell, TAIL, TAIL + 10.0, 10_000);
    let mut widths = [0.0; 257];
    widths[0] = area / bell(TAIL);
    widths[1] = TAIL;
    for i in 2..256 {
        let below = widths[i - 1];
        let floor = bell(below) + area / below;
        widths[i] = last_root(|x| bell(x) - floor, below);
    }
    widths
}

/// The root of `f` next below `from`, where `f` is negative, and positive below the root.
fn last_root(f: impl Fn(f64) -> f64, from: f64) -> f64 {
    let step = from / 4096.0;
    let (mut low, mut high) = (from, from);
    while f(low) < 0.0 {
        high = low;
        low -= step;
    }
    loop {
        let middle = low + (high - low) / 2.0;
        if middle == low || middle == high {
            return low;
        }
        if f(middle) < 0.0 {
            high = middle;
        } else {
            low = middle;
        }
    }
}

/// The integral of `f` from `a` to `b`, by Simpson's rule on twice as many steps as given.
fn integral(f: impl Fn(f64) -> f64, a: f64, b: f64, steps: u32) -> f64 {
    let h = (b - a) / f64::from(2 * steps);
    let inner = (1..2 * steps).map(|i| f64::from(2 + 2 * (i % 2)) * f(a + h * f64::from(i)));
    (f(a) + inner.sum::<f64>() + f(b)) * h / 3.0
}

/// `exp(-x^2 / 2)`, for `x` up to 37.
fn bell(x: f64) -> f64 {
    let y = -x * x / 2.0;
    // exp(y) = 2^k exp(r), with `r` within half of ln 2 of zero: then by its series.
    let k = (y / LN_2).round();
    let r = (y - k * 0.693_147_180_369_123_8) - k * 1.908_214_929_270_587_7e-10;
    let series = (1..22)
        .rev()
        .fold(1.0, |sum, n| 1.0 + sum * r / f64::from(n));
    series * 2.0_f64.powi(k as i32)
}
