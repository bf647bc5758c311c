//! The numbers that 2, 3, 5 and 7 do not divide.

/// `2 * 3 * 5 * 7`: what is left repeats after so many numbers.
const TURN: u64 = 210;

/// How many numbers from 1 to each remainder are left, and their sum.
const LEFT: [(u16, u16); TURN as usize] = {
    let mut left = [(0, 0); TURN as usize];
    let mut i = 1;
    while i < TURN as usize {
        let is_left = i % 2 != 0 && i % 3 != 0 && i % 5 != 0 && i % 7 != 0;
        let (count, sum) = left[i - 1];
        left[i] = (count + is_left as u16, sum + is_left as u16 * i as u16);
        i += 1;
    }
    left
};

/// What 2, 3, 5 and 7 add to a sum of primes.
pub(super) const PRIMES: u64 = 17;

/// How many numbers from 1 to `v` are left.
pub(super) fn count(v: u64) -> u64 {
    let (turns, (count, _)) = split(v);
    48 * turns + u64::from(count)
}

/// The sum of the numbers from 1 to `v` that are left.
pub(super) fn sum(v: u64) -> u128 {
    let (turns, (count, sum)) = split(v);
    let turns = u128::from(turns);
    // The 48 numbers of a turn are as far from its beginning as from its end, in the mean.
    24 * 210 * turns * turns + 210 * turns * u128::from(count) + u128::from(sum)
}

fn split(v: u64) -> (u64, (u16, u16)) {
    (v / TURN, LEFT[(v % TURN) as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn count_and_sum_are_those_of_the_numbers() {
        let (mut counted, mut summed) = (0, 0);
        for v in 0..2000 {
            if [2, 3, 5, 7].iter().all(|p| v % p != 0) {
                counted += 1;
                summed += u128::from(v);
            }
            assert_eq!((count(v), sum(v)), (counted, summed), "{v}");
        }
    }

    #[test]
    fn the_largest_sum_fits() {
        let all = u128::from(u64::MAX) * (u128::from(u64::MAX) + 1) / 2;
        let share = sum(u64::MAX) as f64 / all as f64;
        assert!((share - 48.0 / 210.0).abs() < 1e-9, "{share}");
    }
}
