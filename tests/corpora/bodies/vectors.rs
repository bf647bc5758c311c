//! Vectors at every level, beside the same on numbers.

use super::check::{Number, agree, levelled};
use super::input::Input;
use hotloop::simd::{
    self, F32x16, F64x8, Float, I64x8, LANES, Mask8, Mask16, Simd, Source, U64x8, math,
};

pub(super) fn run(bytes: &[u8]) {
    let mut input = Input::new(bytes);
    match input.byte() % 6 {
        0 => doubles(&mut input),
        1 => singles(&mut input),
        2 => words(&mut input),
        3 => functions(&mut input),
        4 => streams(&mut input),
        _ => ends(&mut input),
    }
}

fn array<T: Number, const N: usize>(input: &mut Input<'_>) -> [T; N] {
    let numbers: Vec<T> = input.numbers(N);
    std::array::from_fn(|i| numbers[i])
}

/// Arithmetic, whose NaN is any, and then what only moves and chooses, whose bits are those that there were.
type Lanes<T> = (Vec<[T; 8]>, Vec<[u64; 8]>);

#[inline(always)]
fn of_doubles<S: Simd>(simd: S, [x, y, z]: &[[f64; 8]; 3], found: &mut Lanes<f64>) {
    let (x, y, z) = (simd.load(x), simd.load(y), simd.load(z));
    let mut sum = x;
    sum += y;
    sum -= z;
    sum *= y;
    sum /= z;
    let numbers = [
        (x + y).to_array(),
        (x - y).to_array(),
        (x * y).to_array(),
        (x / y).to_array(),
        (-x + 2.0).to_array(),
        x.mul_add(y, z).to_array(),
        x.sqrt().to_array(),
        x.floor().to_array(),
        x.ceil().to_array(),
        x.round_ties_even().to_array(),
        sum.to_array(),
        x.scale(y).to_array(),
        [
            x.reduce_sum(),
            x.reduce_min(),
            x.reduce_max(),
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
        ],
    ];
    found.0.extend(numbers);
    let bits = [
        x.to_bits().to_array(),
        x.abs().to_bits().to_array(),
        x.min(y).to_bits().to_array(),
        x.max(y).to_bits().to_array(),
        S::F64x8::select(x.lt(y), y, z).to_bits().to_array(),
        S::F64x8::from_bits(x.to_bits()).to_bits().to_array(),
        x.window::<3>(y).to_bits().to_array(),
        [
            x.lt(y),
            x.le(y),
            x.eq(y),
            x.gt(y),
            x.ge(y),
            x.ne(y),
            !x.lt(y),
            x.lt(y) ^ y.le(z),
        ]
        .map(|mask| u64::from(mask.to_bits())),
    ];
    found.1.extend(bits);
}

hotloop::dispatch! {
    fn of_doubles_at(level, x: &[[f64; 8]; 3], found: &mut Lanes<f64>) = of_doubles
}

fn doubles(input: &mut Input<'_>) {
    let x = [array(input), array(input), array(input)];
    let (numbers, bits) = levelled("doubles", |level| {
        let mut found = Default::default();
        of_doubles_at(level, &x, &mut found);
        found
    });
    let [x, y, z] = x;
    let each = |f: &dyn Fn(f64, f64, f64) -> f64| std::array::from_fn(|i| f(x[i], y[i], z[i]));
    let truth: [[f64; 8]; 11] = [
        each(&|x, y, _| x + y),
        each(&|x, y, _| x - y),
        each(&|x, y, _| x * y),
        each(&|x, y, _| x / y),
        each(&|x, _, _| -x + 2.0),
        each(&f64::mul_add),
        each(&|x, _, _| x.sqrt()),
        each(&|x, _, _| x.floor()),
        each(&|x, _, _| x.ceil()),
        each(&|x, _, _| x.round_ties_even()),
        each(&|x, y, z| (x + y - z) * y / z),
    ];
    agree("numbers", &numbers[..11].to_vec(), &truth.to_vec());
    let each =
        |f: &dyn Fn(f64, f64, f64) -> f64| std::array::from_fn(|i| f(x[i], y[i], z[i]).to_bits());
    let truth: [[u64; 8]; 5] = [
        each(&|x, _, _| x),
        each(&|x, _, _| x.abs()),
        each(&|x, y, _| if x < y { x } else { y }),
        each(&|x, y, _| if x > y { x } else { y }),
        each(&|x, y, z| if x < y { y } else { z }),
    ];
    agree("bits", &bits[..5].to_vec(), &truth.to_vec());
    let both = [x, y].concat();
    assert!(both[3..11].iter().map(|x| x.to_bits()).eq(bits[6]));
}

#[inline(always)]
fn of_singles<S: Simd>(simd: S, [x, y, z]: &[[f32; 16]; 3], found: &mut Vec<[f32; 16]>) {
    let (x, y, z) = (
        simd.load_f32x16(x),
        simd.load_f32x16(y),
        simd.load_f32x16(z),
    );
    let count = |mask: S::Mask16| f32::from(mask.to_bits());
    let mut sum = x;
    sum += y;
    sum -= z;
    sum *= 3.0;
    sum /= y;
    let numbers = [
        (x + y).to_array(),
        (x - y).to_array(),
        (x * y).to_array(),
        (x / y).to_array(),
        (-x + 2.0).to_array(),
        x.mul_add(y, z).to_array(),
        x.sqrt().to_array(),
        x.abs().to_array(),
        x.floor().to_array(),
        x.ceil().to_array(),
        x.round_ties_even().to_array(),
        x.min(y).to_array(),
        x.max(y).to_array(),
        S::F32x16::select(x.lt(y), y, z).to_array(),
        sum.to_array(),
        [
            count(x.lt(y)),
            count(x.le(y)),
            count(x.eq(y)),
            count(x.ne(y)),
            x.reduce_sum(),
            x.reduce_min(),
            x.reduce_max(),
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
        ],
    ];
    found.extend(numbers);
}

hotloop::dispatch! {
    fn of_singles_at(level, x: &[[f32; 16]; 3], found: &mut Vec<[f32; 16]>) = of_singles
}

fn singles(input: &mut Input<'_>) {
    let x = [array(input), array(input), array(input)];
    let found = levelled("singles", |level| {
        let mut found = vec![];
        of_singles_at(level, &x, &mut found);
        found
    });
    let [x, y, z] = x;
    let each = |f: &dyn Fn(f32, f32, f32) -> f32| std::array::from_fn(|i| f(x[i], y[i], z[i]));
    let truth: [[f32; 16]; 15] = [
        each(&|x, y, _| x + y),
        each(&|x, y, _| x - y),
        each(&|x, y, _| x * y),
        each(&|x, y, _| x / y),
        each(&|x, _, _| -x + 2.0),
        each(&f32::mul_add),
        each(&|x, _, _| x.sqrt()),
        each(&|x, _, _| x.abs()),
        each(&|x, _, _| x.floor()),
        each(&|x, _, _| x.ceil()),
        each(&|x, _, _| x.round_ties_even()),
        each(&|x, y, _| if x < y { x } else { y }),
        each(&|x, y, _| if x > y { x } else { y }),
        each(&|x, y, z| if x < y { y } else { z }),
        each(&|x, y, z| (x + y - z) * 3.0 / y),
    ];
    agree("singles", &found[..15].to_vec(), &truth.to_vec());
}

#[inline(always)]
fn of_words<S: Simd>(simd: S, x: &[u64; 8], y: &[u64; 8], found: &mut Vec<[u64; 8]>) {
    let signed = |x: &[u64; 8]| simd.load_i64(&x.map(|x| x as i64));
    let (a, b) = (signed(x), signed(y));
    let (x, y) = (simd.load_u64(x), simd.load_u64(y));
    let mut bytes = [0; 64];
    x.store_bytes(&mut bytes);
    let mut lower = [0; 4];
    x.store_lower(&mut lower);
    let mut halves: Vec<u32> = lower
        .iter()
        .flat_map(|it| [*it as u32, (it >> 32) as u32])
        .collect();
    halves.sort_unstable();
    let halves = std::array::from_fn(|i| u64::from(halves[i]));
    let words = [
        (x + y).to_array(),
        (x & y).to_array(),
        (x | y).to_array(),
        (x ^ y).to_array(),
        x.shl::<13>().to_array(),
        x.shr::<29>().to_array(),
        x.rotate_left::<45>().to_array(),
        x.less_one(x.gt(y)).to_array(),
        x.to_f64().to_bits().to_array(),
        simd.load_bytes(&bytes).to_array(),
        (a + b).to_array().map(|x| x as u64),
        (a - b).to_array().map(|x| x as u64),
        halves,
    ];
    found.extend(words);
}

hotloop::dispatch! {
    fn of_words_at(level, x: &[u64; 8], y: &[u64; 8], found: &mut Vec<[u64; 8]>) = of_words
}

fn words(input: &mut Input<'_>) {
    let mut eight = || -> [u64; 8] {
        let words = input.words(8);
        std::array::from_fn(|i| words[i])
    };
    let (x, y) = (eight(), eight());
    let found = levelled("words", |level| {
        let mut found = vec![];
        of_words_at(level, &x, &y, &mut found);
        found
    });
    let each = |f: &dyn Fn(u64, u64) -> u64| std::array::from_fn(|i| f(x[i], y[i]));
    let mut lower = x.map(|x| u64::from(x as u32));
    lower.sort_unstable();
    let truth: [[u64; 8]; 13] = [
        each(&u64::wrapping_add),
        each(&|x, y| x & y),
        each(&|x, y| x | y),
        each(&|x, y| x ^ y),
        each(&|x, _| x << 13),
        each(&|x, _| x >> 29),
        each(&|x, _| x.rotate_left(45)),
        each(&|x, y| x.wrapping_sub(u64::from(x > y))),
        each(&|x, _| (x as f64).to_bits()),
        x,
        each(&u64::wrapping_add),
        each(&u64::wrapping_sub),
        lower,
    ];
    agree("words", &found, &truth.to_vec());
}

#[inline(always)]
fn of_functions<S: Simd>(simd: S, x: &[f64; 8], n: i32, found: &mut Vec<[f64; 8]>) {
    let x = simd.load(x);
    let (sin, cos) = math::sin_cos(simd, x);
    let numbers = [
        math::exp(simd, x).to_array(),
        math::exp2(simd, x).to_array(),
        math::ln(simd, x).to_array(),
        math::sin(simd, x).to_array(),
        math::cos(simd, x).to_array(),
        math::tanh(simd, x).to_array(),
        math::powi(simd, x, n).to_array(),
        sin.to_array(),
        cos.to_array(),
    ];
    found.extend(numbers);
}

hotloop::dispatch! {
    fn of_functions_at(level, x: &[f64; 8], n: i32, found: &mut Vec<[f64; 8]>) = of_functions
}

fn functions(input: &mut Input<'_>) {
    let x: [f64; 8] = array(input);
    let n = match input.flag() {
        true => i32::from(input.byte() as i8),
        false => input.word() as i32,
    };
    let found = levelled("functions", |level| {
        let mut found = vec![];
        of_functions_at(level, &x, n, &mut found);
        found
    });
    agree("together", &found[7..].to_vec(), &found[3..5].to_vec());
    let library: [&dyn Fn(f64) -> f64; 7] = [
        &f64::exp,
        &f64::exp2,
        &f64::ln,
        &f64::sin,
        &f64::cos,
        &f64::tanh,
        // 1 whatever it was; a signalling NaN is NaN to some libraries.
        &|x| if n == 0 { 1.0 } else { x.powf(n.into()) },
    ];
    for (place, (found, library)) in found.iter().zip(library).enumerate() {
        for (x, found) in x.iter().zip(found) {
            let expected = library(*x);
            // Units in the last place between them: those of the library are good to one or two.
            let ordered =
                |x: f64| (x.to_bits() as i64) ^ ((x.to_bits() as i64 >> 63) as u64 >> 1) as i64;
            let apart = ordered(*found).abs_diff(ordered(expected));
            let same = apart <= 4 || (found.is_nan() && expected.is_nan());
            assert!(
                same,
                "function {place} of {x:e}, {n}: {found:e} and {expected:e}"
            );
        }
    }
}

/// A third of each number, of which a vector is made.
struct Thirds<S>(S);

impl<S: Simd> Source<S, (&[f64; 8], &[f64; 8])> for Thirds<S> {
    #[inline(always)]
    fn vector(&mut self, (x, y): (&[f64; 8], &[f64; 8])) -> S::F64x8 {
        self.0.load(x) + self.0.load(y) / 3.0
    }
}

#[inline(always)]
fn streamed<S: Simd>(simd: S, x: &[[f64; 8]], y: &[[f64; 8]], to: &mut [[f64; 8]]) {
    simd::stream(simd, x.iter().zip(y), to, Thirds(simd));
}

hotloop::dispatch! {
    fn streamed_at(level, x: &[[f64; 8]], y: &[[f64; 8]], to: &mut [[f64; 8]]) = streamed
}

fn streams(input: &mut Input<'_>) {
    let lens = [input.len(200), input.len(200), input.len(200)];
    let [x, y] = [lens[0], lens[1]].map(|len| input.numbers::<f64>(8 * len));
    let at = input.below(16);
    let found = levelled("streamed", |level| {
        let mut room = vec![7.0; at + 8 * lens[2] + 8];
        let to = room[at..at + 8 * lens[2]].as_chunks_mut().0;
        streamed_at(level, x.as_chunks().0, y.as_chunks().0, to);
        room
    });
    let done = 8 * lens[0].min(lens[1]).min(lens[2]);
    let truth = |i: usize| match i.checked_sub(at).filter(|i| *i < done) {
        Some(i) => x[i] + y[i] / 3.0,
        None => 7.0,
    };
    agree("streamed", &found, &(0..found.len()).map(truth).collect());
}

/// Loads and stores of less than a vector, tables, and numbers of other types.
#[inline(always)]
fn of_ends<S: Simd>(simd: S, x: &[f64], indices: &[usize; 8], found: &mut Vec<f64>) {
    let part = simd.load_partial(x, 0.25);
    found.extend(part.to_array());
    found.extend(simd.gather_or(x, indices, -1.0).to_array());
    let mut table = [0.5; 64];
    part.store_partial(&mut table[3..3 + x.len().min(20)]);
    let indices = indices.map(|i| i as u64);
    found.extend(simd.lookup(&table, &indices).to_array());
    let (first, _) = table.split_first_chunk::<16>().expect("64 are more");
    found.extend(simd.lookup_16(first, simd.load_u64(&indices)).to_array());
    let mut singles = [0.0_f32; 8];
    f32::store(part, &mut singles);
    found.extend(f32::load(simd, &singles).to_array());
    found.extend(simd.load_i32(&indices.map(|i| i as i32)).to_array());
    let sixteen = |f: fn(u64) -> u64| -> [u64; 16] { std::array::from_fn(|i| f(indices[i % 8])) };
    let bytes = simd
        .load_u8(&sixteen(|i| i >> 3).map(|i| i as u8))
        .to_array();
    let shorts = simd
        .load_i16(&sixteen(|i| i >> 5).map(|i| i as i16))
        .to_array();
    found.extend(bytes.iter().chain(&shorts).map(|x| f64::from(*x)));
    let narrow = x.iter().map(|x| *x as f32).collect::<Vec<_>>();
    let part = simd.load_partial_f32(&narrow, 0.25);
    let mut stored = [0.5_f32; 20];
    part.store_partial(&mut stored[1..1 + x.len().min(19)]);
    found.extend(stored.map(f64::from));
}

hotloop::dispatch! {
    fn of_ends_at(level, x: &[f64], indices: &[usize; 8], found: &mut Vec<f64>) = of_ends
}

fn ends(input: &mut Input<'_>) {
    let len = input.len(40);
    let x: Vec<f64> = input.numbers(len);
    let indices: [usize; LANES] = std::array::from_fn(|_| match input.flag() {
        true => input.below(64),
        false => input.word() as usize,
    });
    let found = levelled("ends", |level| {
        let mut found = vec![];
        of_ends_at(level, &x, &indices, &mut found);
        found
    });
    let lane = |i: usize| x.get(i).copied();
    let part = |i: usize| lane(i).unwrap_or(0.25);
    let gathered = |i: usize| lane(indices[i]).unwrap_or(-1.0);
    agree("part", &found[..8].to_vec(), &(0..8).map(part).collect());
    agree(
        "gathered",
        &found[8..16].to_vec(),
        &(0..8).map(gathered).collect(),
    );
    let stored = |at: usize| match at.checked_sub(3) {
        Some(i) if i < x.len().min(20).min(8) => part(i),
        _ => 0.5,
    };
    let looked = indices.map(|i| stored(i % 64)).into_iter();
    let looked = looked.chain(indices.map(|i| stored(i % 16)));
    agree("looked up", &found[16..32].to_vec(), &looked.collect());
    let rounded = (0..8).map(|i| f64::from(part(i) as f32));
    let wide = rounded.chain(indices.map(|i| f64::from(i as i32)));
    agree("rounded", &found[32..48].to_vec(), &wide.collect());
}
