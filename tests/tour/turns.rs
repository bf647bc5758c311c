//! Two builds in turns: what their ratios say, and how one is known.

use crate::against::protocol::{greeted, greeting};
use crate::against::statistic::{Ratio, Verdict, least_pairs};

fn told(sittings: &[&[f64]]) -> Verdict {
    let sittings: Vec<_> = sittings.iter().map(|ratios| ratios.to_vec()).collect();
    Ratio::of(&sittings).verdict
}

#[test]
fn a_build_is_slower_if_every_sitting_says_so() {
    let all = |ratio: f64| told(&[&[ratio; 5][..]; 3]);
    let verdicts = [1.2, 1.05, 1.02, 1.0, 0.98, 0.95, 0.8].map(all);
    let [slower, faster, unknown] = [Verdict::Slower, Verdict::Faster, Verdict::CannotTell];
    let expected = [slower, slower, unknown, unknown, unknown, faster, faster];
    assert_eq!(verdicts, expected);
    // One start of the two processes was lucky.
    assert_eq!(told(&[&[1.2; 11], &[1.2; 11], &[1.01; 5]]), unknown);
    // Too few to say anything.
    assert_eq!(least_pairs(), 15);
    assert_eq!(told(&[&[2.0; 7], &[2.0; 7]]), unknown);
}

/// Of 33 ratios the 6th from either end: twice the chance of at most 5 heads is 0.000066, of at most 6
/// 0.00032.
#[test]
fn the_interval_is_that_of_the_sign_test() {
    let ratios: Vec<_> = (0..33).map(|i| 1.0 + f64::from(i) / 100.0).collect();
    let ratio = Ratio::of(&[ratios[20..].to_vec(), ratios[..20].to_vec()]);
    assert_eq!((ratio.low, ratio.median, ratio.high), (1.05, 1.16, 1.27));
    let few = Ratio::of(&[(1..=15).rev().map(f64::from).collect()]);
    assert_eq!((few.low, few.median, few.high), (1.0, 8.0, 15.0));
    let two = Ratio::of(&[vec![1.0, 2.0]]);
    assert_eq!(two.median, 1.5);
}

#[test]
fn disturbed_pairs_do_not_matter() {
    let mut ratios = vec![1.1; 11];
    ratios[2..4].copy_from_slice(&[0.2, 7.0]);
    assert_eq!(told(&[&ratios, &ratios, &ratios]), Verdict::Slower);
    for ratio in &mut ratios[4..9] {
        *ratio = 1.0;
    }
    assert_eq!(told(&[&ratios, &ratios, &ratios]), Verdict::CannotTell);
}

#[test]
fn a_build_is_known_by_its_greeting() {
    assert_eq!(greeted(&greeting()), Ok(()));
    let later = greeted(&format!("{}0", greeting()));
    assert_eq!(later, Err("takes turns in version 10, not 1".into()));
    let foreign = greeted("running 3 tests");
    assert_eq!(foreign, Err("is no tour that takes turns".into()));
}
