//! Arguments that make no sense, and slices that do not fit.

use super::InPlace;
use hotloop::Error;
use hotloop::kernels::comb::{Comb, backward, forward};

#[test]
fn filters_that_make_no_sense_are_refused() {
    assert_eq!(Comb::new(0, 0.5), Err(Error::Zero { argument: "delay" }));
    for gain in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let error = Comb::new(1, gain).unwrap_err();
        let expected = format!("`gain`: found {gain:?}, expected a finite number");
        assert_eq!(error.to_string(), expected);
    }
    assert_eq!(
        Comb::new(1, 0.5).unwrap().interleaved(0),
        Err(Error::Zero {
            argument: "channels"
        })
    );
}

type Apart = fn(&[f64], Comb, &mut [f64]) -> Result<(), Error>;

#[test]
fn slices_that_do_not_fit_are_refused_and_nothing_is_written() {
    let comb = Comb::new(1, 0.5).unwrap();
    let x = [1.0, 2.0, 3.0];
    let stereo = comb.interleaved(2).unwrap();
    let whole = Error::NotMultiple {
        argument: "x",
        found: 3,
        group: "channels",
        size: 2,
    };
    let rungs: &[Apart] = &[
        forward::checked,
        forward::unchecked,
        forward::simd,
        backward::checked,
        backward::unchecked,
        backward::simd,
        #[cfg(feature = "threads")]
        |x, comb, y| forward::threaded(&hotloop::threads::Team::solo(), x, comb, y),
        #[cfg(feature = "threads")]
        |x, comb, y| backward::threaded(&hotloop::threads::Team::solo(), x, comb, y),
    ];
    for rung in rungs {
        for found in [0, 2, 4] {
            let mut y = vec![7.0; found];
            let error = rung(&x, comb, &mut y).unwrap_err();
            let expected = format!("`y`: found {found} elements, expected 3 to go with `x`");
            assert_eq!(error.to_string(), expected);
            assert!(y.iter().all(|y| *y == 7.0));
        }
        let mut y = [7.0; 3];
        assert_eq!(rung(&x, stereo, &mut y), Err(whole.clone()));
        assert_eq!(y, [7.0; 3]);
    }
    let rungs: &[InPlace] = &[
        forward::in_place::checked,
        forward::in_place::unchecked,
        forward::in_place::simd,
        backward::in_place::checked,
        backward::in_place::unchecked,
        backward::in_place::simd,
        #[cfg(feature = "threads")]
        |signal, comb| forward::in_place::threaded(&hotloop::threads::Team::solo(), signal, comb),
        #[cfg(feature = "threads")]
        |signal, comb| backward::in_place::threaded(&hotloop::threads::Team::solo(), signal, comb),
    ];
    for rung in rungs {
        let mut signal = [1.0, 2.0, 3.0];
        let error = rung(&mut signal, stereo).unwrap_err();
        let expected =
            "`signal`: found 3 elements, expected a multiple of 2, the number of channels";
        assert_eq!(error.to_string(), expected);
        assert_eq!(signal, [1.0, 2.0, 3.0]);
    }
}
