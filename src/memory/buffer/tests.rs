//! Where buffers lie, and what they hold.

use super::*;

#[test]
fn buffers_hold_what_is_written() {
    for len in [0, 1, 7, 100, 4_097] {
        let mut x = Buffer::<u16>::zeroed(len).unwrap();
        assert!(x.iter().all(|&x| x == 0) && x.len() == len);
        x.iter_mut().zip(1..).for_each(|(x, i)| *x = i);
        assert!(x.iter().zip(1..).all(|(&x, i)| x == i));
    }
    let squares = Buffer::from_fn(4, |i| i * i).unwrap();
    assert_eq!(*squares, [0, 1, 4, 9]);
    assert_eq!(format!("{squares:?}"), "[0, 1, 4, 9]");
    let copy = Buffer::from_slice(&squares[1..]).unwrap();
    assert_eq!(*copy, [1, 4, 9]);
    assert!(Buffer::<[f64; 0]>::zeroed(5).unwrap().len() == 5);
}

#[test]
fn they_begin_at_a_line_or_at_what_their_elements_ask_for() {
    #[derive(Clone, Copy)]
    #[repr(align(256))]
    struct Wide;
    // SAFETY: it has no bits.
    unsafe impl Zeroable for Wide {}
    #[derive(Clone, Copy)]
    #[repr(align(4096))]
    struct Page([u8; 4096]);
    // SAFETY: all bits zero are 4096 zeros.
    unsafe impl Zeroable for Page {}

    for len in 1..20 {
        let x = Buffer::<u8>::zeroed(len).unwrap();
        assert!(x.as_ptr().addr().is_multiple_of(LINE));
        let x = Buffer::<Wide>::zeroed(len).unwrap();
        assert!(x.as_ptr().addr().is_multiple_of(256));
        let x = Buffer::<Page>::zeroed(len).unwrap();
        assert!(x.as_ptr().addr().is_multiple_of(4096) && x[len - 1].0[4095] == 0);
    }
}

#[test]
fn no_size_of_huge_pages_misaligns_elements() {
    for huge in [0, 1, 16, 2048, 3 << 20, 2 << 20, 32 << 20, 512 << 20] {
        for alignment in [1, 8, 64, 128, 512, 4096] {
            let known = [2 << 20, 32 << 20].contains(&huge) && alignment <= 512;
            let found = suited(Some(huge), 80 << 20, alignment);
            assert_eq!(found, known.then_some(huge), "{huge}, {alignment}");
            // Too short for two.
            assert_eq!(suited(Some(huge), 2 * huge.max(1) - 1, alignment), None);
        }
    }
    assert_eq!(suited(None, 80 << 20, 8), None);
    assert!((0..PLACES).all(|turn| stagger(turn).is_multiple_of(512)));
}

#[test]
fn large_ones_begin_at_a_huge_page_and_not_alike() {
    let Some(huge) = machine::pages().huge.filter(|&huge| huge <= LARGEST) else {
        return eprintln!("skipped: this machine has no huge pages");
    };
    if Mapping::new(1, huge, PageSize::Huge).is_none() {
        return eprintln!("skipped: there are no mappings here");
    }
    for pages in [PageSize::Huge, PageSize::Base] {
        let mut x = Buffer::<u8>::zeroed_on(pages, 2 * huge).unwrap();
        let past = x.as_ptr().addr() % huge;
        assert!(past < PAGE && past.is_multiple_of(PAGE / PLACES), "{past}");
        *x.last_mut().unwrap() = 1;
        assert_eq!(x[2 * huge - 2..], [0, 1]);
    }
}

#[test]
fn neighbours_are_a_quarter_of_a_page_apart() {
    let places: std::collections::BTreeSet<_> = (0..PLACES).map(stagger).collect();
    assert_eq!(places.len(), PLACES);
    for turn in 0..2 * PLACES {
        let apart = stagger(turn).abs_diff(stagger(turn + 1));
        assert!(apart.min(PAGE - apart) >= PAGE / 4, "{turn}");
    }
}

/// Large ones have new pages, however often one of their size has been given back.
#[test]
fn what_is_given_back_leaves_nothing_behind() {
    for _ in 0..20 {
        let mut x = Buffer::<u64>::zeroed(1 << 20).unwrap();
        assert!(x.iter().all(|&x| x == 0));
        x.fill(u64::MAX);
        let mut y = Buffer::<u64>::zeroed(1000).unwrap();
        assert!(y.iter().all(|&y| y == 0));
        y.fill(u64::MAX);
    }
}

#[test]
fn what_does_not_fit_is_an_error() {
    for len in [usize::MAX, usize::MAX / 8, isize::MAX as usize / 8] {
        let error = Error::OutOfMemory {
            argument: "len",
            results: len,
        };
        assert_eq!(Buffer::<f64>::zeroed(len).unwrap_err(), error);
    }
}
