//! Sines and cosines to about 100 bits, of any `f64`.
//!
//! They are not reduced as those of the crate are: a number is a sum of powers of two, what is left of
//! each power when whole turns are taken off stands in a table, and `pi` is Machin's.

use crate::oracle::{Double, Exact, Oracle, scaled};
use std::f64::consts::FRAC_PI_4;

/// A number that is not negative: a whole word, and bits behind the point, the highest word first.
type Fixed<const N: usize> = [u64; N];

/// 21 words behind the point: a power of two of an `f64` is doubled 1023 times, and 320 bits are left.
const LONG: usize = 22;
/// Sums of 53 are right to 186 bits behind the point. No `f64` is within `2^-61` of a multiple of `pi / 2`.
const SHORT: usize = 4;

fn add<const N: usize>(a: Fixed<N>, b: Fixed<N>) -> Fixed<N> {
    let mut sum = [0; N];
    let mut carry = 0;
    for i in (0..N).rev() {
        let word = u128::from(a[i]) + u128::from(b[i]) + carry;
        (sum[i], carry) = (word as u64, word >> 64);
    }
    sum
}

/// `a - b`, where `b` is not larger.
fn less<const N: usize>(a: Fixed<N>, b: Fixed<N>) -> Fixed<N> {
    let mut difference = [0; N];
    let mut borrow = false;
    for i in (0..N).rev() {
        let (word, first) = a[i].overflowing_sub(b[i]);
        let (word, second) = word.overflowing_sub(u64::from(borrow));
        (difference[i], borrow) = (word, first || second);
    }
    assert!(!borrow);
    difference
}

fn divided(a: Fixed<LONG>, by: u64) -> Fixed<LONG> {
    let mut rest = 0;
    a.map(|word| {
        let all = u128::from(rest) << 64 | u128::from(word);
        rest = (all % u128::from(by)) as u64;
        (all / u128::from(by)) as u64
    })
}

/// `factor * arctan(1 / n)`.
fn arctan(factor: u64, n: u64) -> Fixed<LONG> {
    let mut power = [0; LONG];
    power[0] = factor;
    power = divided(power, n);
    let (mut up, mut down) = ([0; LONG], [0; LONG]);
    let mut odd = 1;
    while power != [0; LONG] {
        let sum = if odd % 4 == 1 { &mut up } else { &mut down };
        *sum = add(*sum, divided(power, odd));
        power = divided(power, n * n);
        odd += 2;
    }
    less(up, down)
}

pub(crate) struct Angles {
    oracle: Oracle,
    /// Of `2^i`, what is left of it when whole turns are taken off.
    powers: Vec<Fixed<SHORT>>,
    turn: Fixed<SHORT>,
    quarter: Fixed<SHORT>,
    eighth: Fixed<SHORT>,
}

fn short(long: Fixed<LONG>) -> Fixed<SHORT> {
    *long.first_chunk().expect("it is longer")
}

impl Angles {
    pub(crate) fn new() -> Self {
        // pi = 16 arctan(1/5) - 4 arctan(1/239)
        let pi = less(arctan(16, 5), arctan(4, 239));
        let turn = add(pi, pi);
        let mut power = [0; LONG];
        power[0] = 1;
        let powers = (0..1024).map(|_| {
            let this = power;
            power = add(power, power);
            if power >= turn {
                power = less(power, turn);
            }
            short(this)
        });
        Self {
            oracle: Oracle::new(),
            powers: powers.collect(),
            turn: short(turn),
            quarter: short(divided(pi, 2)),
            eighth: short(divided(pi, 4)),
        }
    }

    /// Quarter turns and what is left of a number above `pi / 4`.
    fn rest(&self, x: f64) -> (u64, Double) {
        let m = x.to_bits() & ((1 << 52) - 1) | 1 << 52;
        let e = (x.to_bits() >> 52) as i32 - 1075;
        let mut sum = [0; SHORT];
        for bit in (0..53).filter(|bit| m >> bit & 1 == 1) {
            let power = e + bit;
            sum = add(
                sum,
                match usize::try_from(power) {
                    Ok(power) => self.powers[power],
                    Err(_) => [0, 1 << (64 + power), 0, 0],
                },
            );
            if sum >= self.turn {
                sum = less(sum, self.turn);
            }
        }
        let mut quarters = 0;
        while sum >= self.quarter {
            sum = less(sum, self.quarter);
            quarters += 1;
        }
        if sum > self.eighth {
            let rest = double(less(self.quarter, sum));
            return (quarters + 1, Double::from(0.0) - rest);
        }
        (quarters, double(sum))
    }

    /// The sine and the cosine of a finite number.
    pub(crate) fn sin_cos(&self, x: f64) -> (Exact, Exact) {
        let exact = |mantissa, exponent| Exact { mantissa, exponent };
        if x.abs() < scaled(1.0, -100) {
            // What is taken off a power of two is seen by `ulps`; of others it is nothing.
            let (sine, cosine) = (
                scaled(x, 1000),
                Double {
                    high: 1.0,
                    low: -scaled(1.0, -110),
                },
            );
            return (exact(sine.into(), -1000), exact(cosine, 0));
        }
        let (quarters, rest) = match x.abs() {
            x if x < FRAC_PI_4 => (0, x.into()),
            x => self.rest(x),
        };
        let square = rest * rest;
        let (sine, cosine) = (
            rest * self.oracle.alternating(square, 1),
            self.oracle.alternating(square, 0),
        );
        let (sine, cosine) = if quarters % 2 == 0 {
            (sine, cosine)
        } else {
            (cosine, sine)
        };
        let signed = |negative, x| if negative { Double::from(0.0) - x } else { x };
        let sine = signed((quarters % 4 >= 2) != (x < 0.0), sine);
        let cosine = signed((quarters + 1) % 4 >= 2, cosine);
        (exact(sine, 0), exact(cosine, 0))
    }
}

/// Of a number below 1.
fn double(fixed: Fixed<SHORT>) -> Double {
    assert_eq!(fixed[0], 0);
    let mut sum = Double::from(0.0);
    for (i, word) in fixed.into_iter().enumerate().skip(1) {
        let unit = -64 * i as i32;
        sum = sum + scaled((word >> 32) as f64, unit + 32).into();
        sum = sum + scaled((word & 0xffff_ffff) as f64, unit).into();
    }
    sum
}

#[test]
fn the_oracle_knows_angles() {
    use crate::oracle::assert_digits;
    let angles = Angles::new();
    let [_, first, second, _] = angles.quarter;
    assert_eq!(
        (angles.quarter[0], first, second),
        (1, 0x921f_b544_42d1_8469, 0x898c_c517_01b8_39a2)
    );
    for (x, sine, cosine) in [
        (
            0.5,
            "0.479425538604203000273287935215571388",
            "0.877582561890372716116281582603829652",
        ),
        (
            -0.75,
            "-0.681638760023334166733241952779893935",
            "0.731688868873820886311838753000084544",
        ),
        (
            1.0,
            "0.841470984807896506652502321630299000",
            "0.540302305868139717400936607442976604",
        ),
        (
            2.0,
            "0.909297426825681695396019865911744843",
            "-0.416146836547142386997568229500762190",
        ),
        (
            -4.0,
            "0.756802495307928251372639094511829094",
            "-0.653643620863611914639168183097750381",
        ),
        (
            5.5,
            "-0.705540325570391906231919175522070079",
            "0.708669774291260000027421181325843735",
        ),
        (
            1e6,
            "-0.349993502171292952117652486780771469",
            "0.936752127533144786938532535074918776",
        ),
        (
            -1e22,
            "0.852200849767188801772705893753029368",
            "0.523214785395138945497594473384709492",
        ),
        (
            f64::MAX,
            "0.00496195478918406179050267119707470575",
            "-0.999987689426559937464870066306934395",
        ),
    ] {
        let (found_sine, found_cosine) = angles.sin_cos(x);
        assert_digits(found_sine, sine);
        assert_digits(found_cosine, cosine);
    }
}
