//! The sums below every number of a range.

use super::oracle;
use hotloop::Error;
use hotloop::kernels::primes::{counting, sum_primes_each};
use proptest::prelude::*;

#[test]
fn the_tutorials_ranges() {
    assert_eq!(
        sum_primes_each(0..10).unwrap(),
        [0, 0, 0, 2, 5, 5, 10, 10, 17, 17]
    );
    let sums = sum_primes_each(0..10_000).unwrap();
    assert_eq!(sums, oracle(10_000));
    assert_eq!(sums[9_999], 5_736_396);
}

#[test]
fn ranges_may_start_high() {
    let start = 1_000_000_000;
    let sums = sum_primes_each(start - 100..start + 101).unwrap();
    assert_eq!(sums.len(), 201);
    assert_eq!(sums[100], 24_739_512_092_254_535);
    for (k, sum) in sums.into_iter().enumerate().step_by(50) {
        assert_eq!(counting(start - 100 + k as u64), Ok(sum), "{k}");
    }
}

#[test]
fn an_empty_range_has_no_sums() {
    for start in [0, 1, 2, 100, u64::MAX] {
        assert_eq!(sum_primes_each(start..start), Ok(vec![]));
    }
}

#[test]
fn a_reversed_range_is_refused() {
    let (start, end) = (5, 3);
    let error = sum_primes_each(start..end).unwrap_err();
    let argument = "range";
    assert_eq!(
        error,
        Error::Reversed {
            argument,
            start,
            end
        }
    );
    assert_eq!(
        error.to_string(),
        "`range`: found 5..3, expected a start no higher than the end"
    );
}

#[test]
fn more_sums_than_memory_are_refused() {
    for range in [0..u64::MAX, 1..1 << 62] {
        let results = (range.end - range.start) as usize;
        let argument = "range";
        let error = sum_primes_each(range).unwrap_err();
        assert_eq!(error, Error::OutOfMemory { argument, results });
    }
}

proptest! {
    #[test]
    fn a_range_is_a_part_of_that_from_zero(start in 0_usize..3000, len in 0_usize..300) {
        let sums = sum_primes_each(start as u64..(start + len) as u64).unwrap();
        prop_assert_eq!(&sums[..], &oracle(start + len)[start..]);
    }
}
