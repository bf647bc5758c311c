//! Random numbers, what is drawn from them, and primes.

use super::check::{Number, agree, levelled, teamed, written};
use super::input::Input;
use hotloop::kernels::heavy::{self, Picture};
use hotloop::kernels::normal::{self, Normal};
use hotloop::kernels::primes;
use hotloop::kernels::uniform::{self, Uniform};
use hotloop::random::{Generator, SplitMix64, Streams};
use hotloop::simd::{Float, Level};
use hotloop::threads::Team;

pub(super) fn run(bytes: &[u8]) {
    let mut input = Input::new(bytes);
    match input.byte() % 9 {
        0 => streams(&mut input),
        1 => states(&mut input),
        2 => integers(&mut input),
        3 if input.flag() => uniforms::<f32>(&mut input),
        3 => uniforms::<f64>(&mut input),
        4 if input.flag() => normals::<f32>(&mut input),
        4 => normals::<f64>(&mut input),
        5 => pictures(&mut input),
        6 => heavies(&mut input),
        7 => sums_of_primes(&mut input),
        _ => some_primes(&mut input),
    }
}

/// A generator that has given some words.
fn generator(input: &mut Input<'_>) -> Generator {
    let mut generator = Generator::new(input.word(), u64::from(input.byte()));
    for _ in 0..input.byte() % 11 {
        generator.next_u64();
    }
    generator
}

fn streams(input: &mut Input<'_>) {
    let (seed, first) = (input.word(), input.word());
    let taken: Vec<_> = Generator::streams(seed, first).take(3).collect();
    assert_eq!(taken.len() as u128, 3.min((1 << 64) - u128::from(first)));
    for (stream, generator) in (first..=u64::MAX).zip(&taken) {
        assert_eq!(generator, &Generator::new(seed, stream));
    }
    assert!(Streams { seed, first }.generators().take(3).eq(taken));

    let mut here = generator(input);
    let mut there = here.clone();
    let (a, b) = match input.flag() {
        true => (input.below(3000) as u64, input.below(3000) as u64),
        false => (input.word() >> 1, input.word() >> 1),
    };
    here.advance(a);
    here.advance(b);
    there.advance(a + b);
    assert_eq!(here, there);
    if a < 3000 {
        let (_, mut words) = written(0, &vec![0_u64; a as usize], |words| {
            here.fill_u64(words);
            Ok(())
        })
        .expect("words");
        words.iter_mut().for_each(|word| *word ^= there.next_u64());
        assert!(words.iter().all(|word| *word == 0));
        assert_eq!(here, there);
    }
    let mut mix = SplitMix64::new(seed);
    assert_ne!(mix.next_u64(), mix.next_u64());
}

fn states(input: &mut Input<'_>) {
    let generator = generator(input);
    assert_eq!(
        Generator::from_state(generator.state()),
        Ok(generator.clone())
    );
    let mut state = generator.state();
    for _ in 0..input.below(6) {
        state[input.below(5)] = if input.flag() {
            input.word()
        } else {
            u64::from(input.byte())
        };
    }
    let made = Generator::from_state(state);
    let good = state[..4] != [0; 4] && state[4] < 8;
    assert_eq!(made.is_ok(), good, "{made:?}");
    if let Ok(mut made) = made {
        assert_eq!(made.state(), state);
        let mut same = made.clone();
        made.advance(17);
        (0..17).for_each(|_| {
            same.next_u64();
        });
        assert_eq!(made, same);
    }
    traits(input, generator);
}

/// As `rand` sees it.
#[cfg(feature = "rand")]
fn traits(input: &mut Input<'_>, mut generator: Generator) {
    use rand::{Rng, SeedableRng};
    let mut same = generator.clone();
    let len = input.below(40);
    let (_, bytes) = written(input.below(8), &vec![0_u8; len], |bytes| {
        generator.fill_bytes(bytes);
        Ok(())
    })
    .expect("bytes");
    let words: Vec<u8> = (0..len.div_ceil(8))
        .flat_map(|_| same.next_u64().to_le_bytes())
        .collect();
    assert_eq!(bytes, words[..len]);
    assert_eq!(generator, same);
    assert_eq!(generator.next_u32(), (same.next_u64() >> 32) as u32);
    let seed = input.word();
    assert_eq!(Generator::seed_from_u64(seed), Generator::new(seed, 0));
}

#[cfg(not(feature = "rand"))]
fn traits(_: &mut Input<'_>, _: Generator) {}

fn integers(input: &mut Input<'_>) {
    let mut here = generator(input);
    let mut there = here.clone();
    let n = if input.flag() {
        input.word()
    } else {
        u64::from(input.byte())
    };
    let len = input.len(9000);
    let drawn = written(input.below(8), &vec![7_u64; len], |out| {
        here.fill_below(n, out)
    });
    assert_eq!(drawn.is_err(), n == 0);
    if let Ok((_, drawn)) = drawn {
        assert!(drawn.iter().all(|x| *x < n));
        assert!(drawn.iter().all(|x| there.below(n) == Ok(*x)));
    }
    assert_eq!(here, there);
    let mut order: Vec<usize> = (0..len).collect();
    here.shuffle(&mut order);
    let chosen = here.choose(&order).copied();
    assert_eq!(chosen.is_some(), len > 0);
    order.sort_unstable();
    assert!(order.into_iter().eq(0..len));
    assert!(chosen.is_none_or(|chosen| chosen < len));
}

/// Draws, whatever it draws from.
type Draw<'a, T> = &'a dyn Fn(&mut Generator, &mut [T]);

/// Draws on every rung: the same numbers, and the generator is where it should be.
fn rungs<T: Number>(
    input: &mut Input<'_>,
    alike: [Draw<'_, T>; 2],
    simd: impl Fn(Level, &mut Generator, &mut [T]),
    threaded: impl Fn(Level, &Team, &mut Generator, &mut [T]),
) -> Vec<T> {
    let before = generator(input);
    let (at, len) = (input.below(8), input.len(40_000));
    let on = (input.team(), input.level());
    let drawn = |draw: Draw<'_, T>| {
        let mut generator = before.clone();
        let (_, out) = written(at, &vec![T::of_f64(7.0); len], |out| {
            draw(&mut generator, out);
            Ok(())
        })
        .expect("numbers");
        (generator.state(), out)
    };
    let first = drawn(alike[0]);
    agree("unchecked", &drawn(alike[1]), &first);
    let found = levelled("simd", |level| {
        drawn(&|generator, out| simd(level, generator, out))
    });
    agree("simd", &found, &first);
    let found = teamed("threaded", on, |level, team| {
        drawn(&|generator, out| threaded(level, team, generator, out))
    });
    agree("threaded", &found, &first);
    let mut skipped = before.clone();
    skipped.advance(len as u64);
    assert_eq!(skipped.state(), first.0, "a word each");
    first.1
}

fn uniforms<T: Float + Number>(input: &mut Input<'_>) {
    let (low, high) = (T::of_f64(input.number()), T::of_f64(input.number()));
    let (from, to): (f64, f64) = (low.into(), high.into());
    let made = Uniform::new(low, high);
    let good = from.is_finite() && to.is_finite() && to > from && (to - from).is_finite();
    assert_eq!(made.is_ok(), good, "{made:?}");
    let uniform = made.unwrap_or_else(|_| Uniform::unit());
    let drawn = rungs(
        input,
        [
            &|generator, out| uniform::checked(generator, uniform, out),
            &|generator, out| uniform::unchecked(generator, uniform, out),
        ],
        |level, generator, out| uniform::simd_at(level, generator, uniform, out),
        |level, team, generator, out| uniform::threaded_at(level, team, generator, uniform, out),
    );
    let (low, high) = if good {
        (low, high)
    } else {
        (T::of_f64(0.0), T::of_f64(1.0))
    };
    assert!(
        drawn.iter().all(|x| low <= *x && *x < high),
        "{low:?}..{high:?}"
    );
}

fn normals<T: Float + Number>(input: &mut Input<'_>) {
    let (mean, deviation) = (input.number(), input.number());
    let made = Normal::new(mean, deviation);
    let good = mean.abs() <= 1e307 && (0.0..=1e306).contains(&deviation);
    assert_eq!(made.is_ok(), good, "{made:?}");
    let normal = made.unwrap_or(Normal::STANDARD);
    let ziggurat =
        |generator: &mut Generator, out: &mut [T]| normal::ziggurat(generator, normal, out);
    let mut few = [T::of_f64(7.0); 20];
    ziggurat(&mut generator(input), &mut few);
    let drawn = rungs(
        input,
        [
            &|generator, out| normal::checked(generator, normal, out),
            &|generator, out| normal::unchecked(generator, normal, out),
        ],
        |level, generator, out| normal::simd_at(level, generator, normal, out),
        |level, team, generator, out| normal::threaded_at(level, team, generator, normal, out),
    );
    // No number is further from the mean than nine deviations.
    let (mean, deviation) = (normal.mean(), normal.deviation());
    for x in few.iter().chain(&drawn) {
        let x: f64 = (*x).into();
        let far = (x - mean).abs() > 9.0 * deviation + (mean.abs() + deviation) * 1e-6 + 1e-44;
        let beyond = mean.abs() + 9.0 * deviation > f64::from(f32::MAX);
        assert!(!x.is_nan() && (!far || beyond), "{x:e} of {normal:?}");
    }
}

fn pictures(input: &mut Input<'_>) {
    let len = input.len(900);
    let counts = input.words(len);
    let (low, high) = (input.number(), input.number());
    let picture = Picture::of_counts(&counts, low, high);
    let good = low.is_finite() && high.is_finite() && high > low && (high - low).is_finite();
    assert_eq!(picture.is_ok(), good && len > 0, "{picture:?}");
    if let Ok(picture) = picture {
        let (column, row) = (input.below(700), input.below(500));
        let inside = column < Picture::WIDTH && row < Picture::HEIGHT;
        let pixel = picture.pixel(column, row);
        assert_eq!(pixel.is_some(), inside);
        assert_eq!(picture.pixels().len(), Picture::WIDTH * Picture::HEIGHT * 3);
        if let Some(pixel) = pixel {
            let at = 3 * (row * Picture::WIDTH + column);
            assert_eq!(picture.into_pixels()[at..at + 3], pixel);
        }
    }
}

fn heavies(input: &mut Input<'_>) {
    let seeds: Vec<u64> = (0..input.below(3)).map(|_| input.word()).collect();
    // No memory is asked for that there may be.
    let size = if input.byte() < 8 {
        usize::MAX - input.below(9)
    } else {
        input.below(60)
    };
    let bins = if input.byte() < 8 {
        usize::MAX - input.below(9)
    } else {
        input.below(600)
    };
    let on = (input.team(), input.level());
    let shown = |pictures: Result<Vec<Picture>, _>| {
        pictures.map(|it| it.into_iter().map(Picture::into_pixels).collect::<Vec<_>>())
    };
    let first = shown(heavy::checked(&seeds, size, bins));
    agree(
        "unchecked",
        &shown(heavy::unchecked(&seeds, size, bins)),
        &first,
    );
    // A picture takes long, and its levels are those of what it is made of.
    let found = shown(heavy::simd_at(on.1, &seeds, size, bins));
    agree("simd", &found, &first);
    let found = shown(heavy::threaded_at(on.1, on.0, &seeds, size, bins));
    agree("threaded", &found, &first);
    let refused = size > 1 << 20 || bins == 0 || bins > 1 << 24;
    assert_eq!(first.is_err(), refused, "{size}, {bins}");
}

fn sums_of_primes(input: &mut Input<'_>) {
    let n = input.len(20_000) as u64;
    let truth: u128 = (0..n).filter(|n| divides(*n)).map(u128::from).sum();
    let on = (input.team(), input.level());
    agree("unchecked", &primes::unchecked(n), &Ok(truth));
    if n < 3000 {
        agree("checked", &primes::checked(n), &Ok(truth));
    }
    agree(
        "simd",
        &levelled("simd", |level| primes::simd_at(level, n)),
        &Ok(truth),
    );
    let threaded = teamed("threaded", on, |level, team| {
        primes::threaded_at(level, team, n)
    });
    agree("threaded", &threaded, &Ok(truth));
    let counting = levelled("counting", |level| primes::counting_at(level, n));
    agree("counting", &counting, &Ok(truth));
    let start = n.saturating_sub(u64::from(input.byte()));
    let each = primes::sum_primes_each(start..n + 1).expect("a range");
    assert_eq!(
        (each.len() as u64, each.last()),
        (n + 1 - start, Some(&truth))
    );
    assert_eq!(
        primes::sum_primes_each(n + 1..start).is_err(),
        start < n + 1
    );
}

/// Whether a small number is prime, by division.
fn divides(n: u64) -> bool {
    n > 1
        && (2..)
            .take_while(|i| i * i <= n)
            .all(|i| !n.is_multiple_of(i))
}

fn some_primes(input: &mut Input<'_>) {
    let n = input.word() >> input.below(64);
    assert_eq!(primes::is_prime(n), strong(n), "{n}");
    let len = input.below(3000) as u64;
    let start = match input.byte() % 4 {
        0 => u64::MAX - input.below(5000) as u64,
        1 => n >> 32,
        2 => n >> 44,
        _ => n,
    };
    let (end, backwards) = (start.saturating_add(len), input.byte() == 7);
    let range = if backwards { end..start } else { start..end };
    let found = primes::between_at(input.level(), range);
    assert_eq!(found.is_err(), backwards && start < end);
    let Ok(found) = found else { return };
    let mut next = start;
    for prime in found {
        assert!((next..prime).all(|n| !primes::is_prime(n)));
        assert!(primes::is_prime(prime) && prime < end);
        next = prime + 1;
    }
    assert!(backwards || (next..end).all(|n| !primes::is_prime(n)));
}

/// Miller's test in 128 bits, for the bases that are enough.
fn strong(n: u64) -> bool {
    const BASES: [u64; 12] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];
    if n < 2 || BASES.contains(&n) {
        return n >= 2;
    }
    if BASES.iter().any(|base| n.is_multiple_of(*base)) {
        return false;
    }
    let times = |a: u64, b: u64| (u128::from(a) * u128::from(b) % u128::from(n)) as u64;
    let zeros = (n - 1).trailing_zeros();
    BASES.iter().all(|&base| {
        let (mut power, mut square, mut left) = (1, base % n, (n - 1) >> zeros);
        while left > 0 {
            if left % 2 == 1 {
                power = times(power, square);
            }
            square = times(square, square);
            left /= 2;
        }
        power == 1
            || (0..zeros).any(|_| {
                let is_last = power == n - 1;
                power = times(power, power);
                is_last
            })
    })
}
