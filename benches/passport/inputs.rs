//! Numbers that are the same everywhere: random words, integers, and one rounded operation at a time.

use hotloop::Error;
use hotloop::random::SplitMix64;
use hotloop::simd::Float;

/// As long as may be of interest, and short enough for a plain loop at any level.
pub(super) const LENGTHS: [usize; 5] = [0, 1, 5, 67, 1000];

/// Random numbers from -1 to 1.
pub(super) fn usual(len: usize) -> Vec<f64> {
    let unit = |word: u64| (word >> 11) as f64 / (1_u64 << 52) as f64 - 1.0;
    words(len as u64).take(len).map(unit).collect()
}

/// Random integers.
pub(super) fn integers(len: usize) -> Vec<i64> {
    words(len as u64 + 1)
        .take(len)
        .map(u64::cast_signed)
        .collect()
}

/// Endless random words.
pub(super) fn words(seed: u64) -> impl Iterator<Item = u64> {
    let mut words = SplitMix64::new(seed);
    std::iter::repeat_with(move || words.next_u64())
}

/// Random numbers with all exponents from `low` to `high`, as their bits have them.
pub(super) fn of_exponents(len: usize, low: u64, high: u64) -> Vec<f64> {
    let number = |bits: u64| {
        let exponent = low + (bits >> 52 & 0x7ff) % (high - low + 1);
        f64::from_bits(bits & !(0x7ff << 52) | exponent << 52)
    };
    words(low + 7).take(len).map(number).collect()
}

/// What is out of the ordinary, by name: subnormal numbers and the smallest of the others; numbers
/// whose sums and squares overflow; of all sizes; the ends of every range; zeros of both signs; and
/// infinities, of both signs, and NaN among others.
pub(super) fn kinds(len: usize) -> Vec<(&'static str, Vec<f64>)> {
    let ends = [
        f64::from_bits(1),
        -f64::MIN_POSITIVE,
        f64::from_bits(0xf_ffff_ffff_ffff),
        1.0,
        -1.0_f64.next_down(),
        f64::MAX,
        -f64::MAX,
        0.0,
        -0.0,
    ];
    let ends: Vec<_> = ends.into_iter().cycle().take(len).collect();
    let zero = |word: u64| if word >> 63 == 0 { 0.0 } else { -0.0 };
    let zeros: Vec<_> = words(1).take(len).map(zero).collect();
    let among = |special: &[f64]| {
        let mut x = usual(len);
        let places = x.iter_mut().step_by(11);
        places
            .zip(special.iter().cycle())
            .for_each(|(x, special)| *x = *special);
        x
    };
    vec![
        ("tiny", of_exponents(len, 0, 2)),
        ("huge", of_exponents(len, 0x7fd, 0x7fe)),
        ("any", of_exponents(len, 0, 0x7fe)),
        ("ends", ends),
        ("zeros", zeros),
        ("infinite", among(&[f64::INFINITY])),
        ("opposite", among(&[f64::INFINITY, -f64::INFINITY])),
        ("nan", among(&[f64::NAN])),
    ]
}

/// Usual numbers of every length, and all kinds of one length.
pub(super) fn all(lengths: &[usize], special: usize) -> Vec<(String, Vec<f64>)> {
    let usual = lengths.iter().map(|&len| ("usual", usual(len)));
    let all = usual.chain(kinds(special));
    all.map(|(kind, x)| (format!("{}/{kind}", x.len()), x))
        .collect()
}

/// The same as `f32`. What is tiny or huge there is so among those.
pub(super) fn narrowed(x: &[(String, Vec<f64>)]) -> Vec<(String, Vec<f32>)> {
    let narrow = |(name, x): &(String, Vec<f64>)| {
        let exponents = match name.split('/').next_back() {
            Some("tiny") => Some((0, 2)),
            Some("huge") => Some((0xfd, 0xfe)),
            Some("any") => Some((0, 0xfe)),
            _ => None,
        };
        let x = match exponents {
            None => x.iter().map(|&x| x as f32).collect(),
            Some((low, high)) => {
                let number = |word: u64| {
                    let exponent = low + (word >> 32) as u32 % (high - low + 1);
                    f32::from_bits(word as u32 & !(0xff << 23) | exponent << 23)
                };
                words(u64::from(low) + 9)
                    .take(x.len())
                    .map(number)
                    .collect()
            }
        };
        (name.clone(), x)
    };
    x.iter().map(narrow).collect()
}

/// What a rung writes into so many numbers, unless it refuses: then what it has left of them.
pub(super) fn written<T: Float>(
    len: usize,
    write: impl FnOnce(&mut [T]) -> Result<(), Error>,
) -> (Result<(), Error>, Vec<T>) {
    let mut out = vec![T::nearest(7.0); len];
    let outcome = write(&mut out);
    (outcome, out)
}
