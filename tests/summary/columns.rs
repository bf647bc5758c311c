//! Summaries of the columns of a table.

use super::*;
use hotloop::Error;
use hotloop::kernels::summary::columns;
use hotloop::simd::{Float, Level};

/// What a column's rung promises.
const COLUMN: Bound = Bound {
    sum: |_| 27.0,
    variance: |n, ratio| (140.0 + n / 2048.0 + 160.0 * ratio) * U + (100.0 * U * ratio).powi(2),
};

/// Rows and columns that cross every boundary of a vector, a strip, a group and a block.
fn shapes() -> impl Iterator<Item = (usize, usize)> {
    let narrow = (0..20).flat_map(|rows| (1..20).map(move |columns| (rows, columns)));
    let rows = [127, 128, 129, 1000, 4095, 4096, 4097, 9001];
    let tall = rows
        .into_iter()
        .flat_map(|rows| [1, 5, 9].map(|columns| (rows, columns)));
    let columns = [31, 32, 33, 255, 256, 257, 700];
    let wide = columns
        .into_iter()
        .flat_map(|columns| [1, 9, 140].map(|rows| (rows, columns)));
    narrow.chain(tall).chain(wide)
}

fn at<T: Float>(level: Level, x: &[T], columns: usize) -> Vec<Summary> {
    // What is there before makes no difference.
    let mut summaries = vec![summary::checked(&[7.0, f64::NAN]); columns];
    columns::simd_at(level, x, &mut summaries).unwrap();
    summaries
}

fn column<T: Float>(x: &[T], columns: usize, column: usize) -> Vec<T> {
    x.iter().skip(column).step_by(columns).copied().collect()
}

#[test]
fn the_longest_chain_of_roundings_is_within_the_bound() {
    // Each of these rounds to the even one of its neighbours, downwards: in the first eight, at every eight
    // after them, and at each of the seven rows that are left.
    let mut x = [0.0; 127];
    x[0] = 1.0;
    let rounded = [1, 2, 4]
        .into_iter()
        .chain((8..120).step_by(8))
        .chain(120..127);
    for (i, row) in rounded.enumerate() {
        x[row] = U;
        assert!(i < 24);
    }
    let exact = 1.0 + 24.0 * U;
    for level in levels() {
        let [summary] = at(level, &x, 1)[..] else {
            unreachable!("there is one column")
        };
        let error = exact - summary.sum();
        assert!(
            0.0 < error && error <= (COLUMN.sum)(127.0) * U * exact,
            "{error:e}"
        );
    }
}

/// All that a summary is, with one NaN for all.
fn bits(summary: Summary) -> Vec<u64> {
    let bytes = summary.to_bytes();
    let words = bytes
        .as_chunks()
        .0
        .iter()
        .map(|word| u64::from_le_bytes(*word));
    let one_nan = |word: u64| match f64::from_bits(word).is_nan() {
        true => f64::NAN.to_bits(),
        false => word,
    };
    let (count, numbers) = (summary.count(), words.skip(1));
    [count].into_iter().chain(numbers.map(one_nan)).collect()
}

#[test]
fn every_column_stays_within_its_bound() {
    let data = mixed(21, 180_000);
    for (rows, columns) in shapes() {
        let x = &data[..rows * columns];
        let mut checked = vec![Summary::default(); columns];
        columns::checked(x, &mut checked).unwrap();
        let mut unchecked = vec![Summary::default(); columns];
        columns::unchecked(x, &mut unchecked).unwrap();
        assert_eq!(checked, unchecked);
        let simd = at(levels()[0], x, columns);
        for c in (0..columns).step_by(1 + columns / 20) {
            let x = column(x, columns, c);
            let what = format!("column {c} of {rows} by {columns}");
            assert_eq!(checked[c], summary::checked(&x), "{what}");
            check(&simd[c], &x, &COLUMN, &what);
        }
    }
}

#[test]
fn a_column_has_the_bits_that_it_has_alone_at_every_level_and_alignment() {
    let data = mixed(22, 180_000);
    let narrow: Vec<f32> = data.iter().map(|x| *x as f32).collect();
    let wide: Vec<f64> = narrow.iter().map(|x| f64::from(*x)).collect();
    for (i, (rows, columns)) in shapes().enumerate() {
        let all = i % 8..i % 8 + rows * columns;
        let truth = at(levels()[0], &data[all.clone()], columns);
        for c in [0, columns / 2, columns - 1] {
            let alone = at(levels()[0], &column(&data[all.clone()], columns, c), 1);
            assert_eq!(bits(truth[c]), bits(alone[0]), "{rows} by {columns}, {c}");
        }
        let singles = at(levels()[0], &wide[all.clone()], columns);
        for level in levels() {
            let what = format!("{level}, {rows} by {columns}");
            assert_eq!(at(level, &data[all.clone()], columns), truth, "{what}");
            assert_eq!(at(level, &narrow[all.clone()], columns), singles, "{what}");
        }
    }
}

#[cfg(feature = "threads")]
#[test]
fn every_team_gives_the_same_bits_to_columns() {
    let data = mixed(23, 300_007);
    let shapes = [
        (9, 7),
        (1, 70_000),
        (140, 700),
        (9001, 9),
        (20_000, 15),
        (3000, 100),
    ];
    for team in common::teams() {
        for (rows, columns) in shapes {
            let x = &data[..rows * columns];
            for level in levels() {
                let mut found = vec![summary::checked(&[7.0]); columns];
                columns::threaded_at(level, &team, x, &mut found).unwrap();
                let what = format!("{level}, {rows} by {columns}, {}", team.members());
                assert_eq!(found, at(level, x, columns), "{what}");
            }
        }
    }
}

#[test]
fn a_column_that_is_far_infinite_or_nan_leaves_the_others_alone() {
    let data = mixed(24, 5000 * 11);
    let truth = at(levels()[0], &data, 11);
    let odd = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, -1e150];
    for odd in odd {
        for (row, c) in [(0, 0), (77, 4), (4999, 10)] {
            let mut x = data.clone();
            x[row * 11 + c] = odd;
            let first = at(levels()[0], &x, 11);
            for level in levels() {
                let found = at(level, &x, 11);
                for other in (0..11).filter(|other| *other != c) {
                    assert_eq!(bits(found[other]), bits(truth[other]), "{odd}");
                }
                assert_eq!(bits(found[c]), bits(first[c]), "{level}, {odd}");
                let whole = summary::simd(&column(&x, 11, c));
                assert_eq!((found[c].min(), found[c].max()), (whole.min(), whole.max()));
                assert_eq!(found[c].sum().is_nan(), whole.sum().is_nan());
                let [found, whole] = [found[c], whole].map(|summary| summary.variance().unwrap());
                assert_eq!(found.is_nan(), whole.is_nan(), "{odd}");
                assert!(found.is_nan() || found == whole || (found / whole - 1.0).abs() < 1e-12);
            }
        }
    }
}

#[test]
fn columns_of_equal_numbers_have_no_variance() {
    for (rows, columns) in [(7, 3), (1000, 9), (5001, 40)] {
        let value = |c: usize| [0.1, -1.0 / 3.0, 1e-320, 1.1e308, 0.0][c % 5];
        let x: Vec<f64> = (0..rows * columns).map(|i| value(i % columns)).collect();
        for level in levels() {
            for (c, summary) in at(level, &x, columns).into_iter().enumerate() {
                assert_eq!(summary.mean(), Some(value(c)));
                assert_eq!(summary.variance(), Some(0.0));
            }
        }
    }
}

#[test]
fn tables_that_are_none_are_refused_and_nothing_is_written() {
    let seven = summary::checked(&[7.0]);
    let refused = |x: &[f64], columns: usize, expected: &Error| {
        let mut summaries = vec![seven; columns];
        let rungs = [
            columns::checked(x, &mut summaries),
            columns::unchecked(x, &mut summaries),
            columns::simd(x, &mut summaries),
            #[cfg(feature = "threads")]
            columns::threaded(&hotloop::threads::Team::solo(), x, &mut summaries),
        ];
        for outcome in rungs {
            assert_eq!(outcome.as_ref(), Err(expected));
        }
        assert!(summaries.iter().all(|summary| *summary == seven));
    };
    let argument = "summaries";
    refused(&[1.0, 2.0], 0, &Error::Zero { argument });
    refused(&[], 0, &Error::Zero { argument });
    let multiple = Error::NotMultiple {
        argument: "x",
        found: 5,
        group: "columns",
        size: 2,
    };
    refused(&[1.0; 5], 2, &multiple);
    assert_eq!(at::<f64>(levels()[0], &[], 3), [Summary::default(); 3]);
}

proptest! {
    #[test]
    fn columns_of_any_finite_numbers_are_within_the_bound(x in finite_numbers(), columns in 1_usize..20) {
        let x = &x[..x.len() / columns * columns];
        let found = at(levels()[0], x, columns);
        for level in levels() {
            prop_assert_eq!(&at(level, x, columns), &found);
        }
        for (c, summary) in found.iter().enumerate() {
            check(summary, &column(x, columns, c), &COLUMN, "any");
            prop_assert!(Summary::from_bytes(&summary.to_bytes()).is_ok());
        }
    }
}
