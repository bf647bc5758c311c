//! Pieces of work that panic when they are told to, and know what became of them.

use std::any::Any;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Where a piece panics.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Place {
    /// In the body.
    Body,
    /// In the `drop` of something that the body owns.
    Drop,
}

/// The pieces of one region.
pub(crate) struct Pieces {
    /// Those that panic.
    bad: Vec<usize>,
    place: Place,
    begun: Vec<AtomicUsize>,
    ended: Vec<AtomicUsize>,
    /// As many as there are things of these pieces, and one.
    alive: Arc<()>,
}

/// What a panic carries.
pub(crate) struct Thrown {
    pub(crate) piece: usize,
    _alive: Arc<()>,
}

/// What is owned: by a body while it runs, and by whoever has its result.
pub(crate) struct Owned {
    _alive: Arc<()>,
    throws: Option<Thrown>,
}

impl Drop for Owned {
    fn drop(&mut self) {
        if let Some(thrown) = self.throws.take() {
            // It prints nothing.
            resume_unwind(Box::new(thrown));
        }
    }
}

impl Pieces {
    pub(crate) fn new(count: usize, bad: &[usize], place: Place) -> Self {
        let zeros = || (0..count).map(|_| AtomicUsize::new(0)).collect();
        Self {
            bad: bad.to_vec(),
            place,
            begun: zeros(),
            ended: zeros(),
            alive: Arc::new(()),
        }
    }

    /// Something that is counted while it lives.
    pub(crate) fn owned(&self) -> Owned {
        Owned {
            _alive: Arc::clone(&self.alive),
            throws: None,
        }
    }

    /// Runs one piece. Its result is counted while it lives.
    pub(crate) fn run(&self, piece: usize) -> Owned {
        let mut owned = self.owned();
        self.begun[piece].fetch_add(1, Relaxed);
        let thrown = self.bad.contains(&piece).then(|| Thrown {
            piece,
            _alive: Arc::clone(&self.alive),
        });
        match (thrown, self.place) {
            (Some(thrown), Place::Body) => resume_unwind(Box::new(thrown)),
            (thrown, _) => owned.throws = thrown,
        }
        // Its last act, should it throw.
        drop(owned);
        self.ended[piece].fetch_add(1, Relaxed);
        self.owned()
    }

    pub(crate) fn count(&self) -> usize {
        self.begun.len()
    }

    /// How often a piece has begun.
    pub(crate) fn begun(&self, piece: usize) -> usize {
        self.begun[piece].load(Relaxed)
    }

    /// Holds every piece that began to having come to its end, or having panicked; and all that was made
    /// to be gone but for `payload`, which it returns the piece of.
    pub(crate) fn piece_of(&self, payload: Box<dyn Any + Send>, what: &str) -> usize {
        for piece in 0..self.count() {
            let ended = self.ended[piece].load(Relaxed);
            let bad = self.bad.contains(&piece);
            assert!(self.begun(piece) <= 1, "{what}: piece {piece} ran twice");
            let expected = if bad { 0 } else { self.begun(piece) };
            assert_eq!(ended, expected, "{what}: piece {piece} was not waited for");
        }
        let thrown = payload.downcast::<Thrown>();
        let thrown = thrown.unwrap_or_else(|_| panic!("{what}: another payload"));
        assert_eq!(Arc::strong_count(&self.alive), 2, "{what}: something leaks");
        let piece = thrown.piece;
        drop(thrown);
        assert_eq!(Arc::strong_count(&self.alive), 1, "{what}: it is leaked");
        piece
    }

    /// Holds all pieces to having run, and everything to being gone.
    pub(crate) fn all_ran(&self, what: &str) {
        for ended in &self.ended {
            assert_eq!(ended.load(Relaxed), 1, "{what}");
        }
        self.nothing_lives(what);
    }

    /// Holds everything that was made to being gone.
    pub(crate) fn nothing_lives(&self, what: &str) {
        assert_eq!(Arc::strong_count(&self.alive), 1, "{what}: something leaks");
    }
}
