//! A ladder on one input: what it is called, and what binds it.

use super::limit::Limit;

/// What a case is called, and what binds it.
#[derive(Clone)]
pub(crate) struct Case {
    /// The module's path under `kernels`.
    pub(crate) ladder: &'static str,
    pub(crate) name: String,
    pub(crate) elements: usize,
    /// Bytes of the input and the output to an element: those that no rung can do without.
    pub(crate) bytes: usize,
    /// What binds it where its bytes come from memory, or go there.
    pub(crate) memory: Option<Limit>,
    pub(crate) limit: Option<Limit>,
    /// Bytes or operations of the limit to an element.
    pub(crate) work: f64,
    /// Floating-point operations of its formula to an element, and the bytes to set against them, where
    /// that is not what [`bytes`](Self::bytes) says.
    pub(crate) operations: Option<f64>,
    moved: Option<f64>,
}

impl Case {
    pub(crate) fn new(ladder: &'static str, name: impl Into<String>, elements: usize) -> Self {
        Self {
            ladder,
            name: name.into(),
            elements,
            bytes: 0,
            memory: None,
            limit: None,
            work: 0.0,
            operations: None,
            moved: None,
        }
    }

    pub(crate) fn bytes(self, bytes: usize) -> Self {
        Self { bytes, ..self }
    }

    /// What binds it in the end, if so many bytes are bound by it. A case that is bound by nothing
    /// that is measured is measured all the same.
    pub(crate) fn bound(mut self, limit: Limit) -> Self {
        if limit.is_memory() {
            self.memory = Some(limit);
        }
        if limit.binds(self.bytes * self.elements) {
            (self.limit, self.work) = (Some(limit), self.bytes as f64);
        }
        self
    }

    /// What binds it in the end, where that is no matter of bytes, and how much of it an element
    /// takes.
    pub(crate) fn work(mut self, limit: Limit, work: f64) -> Self {
        (self.limit, self.work) = (Some(limit), work);
        if limit == Limit::Fma {
            self.operations = Some(work);
        }
        self
    }

    /// How many floating-point operations an element takes, by the formula.
    pub(crate) fn operations(mut self, operations: f64) -> Self {
        self.operations = Some(operations);
        self
    }

    /// How many bytes an element moves, where each is used many times.
    pub(crate) fn moving(mut self, bytes: f64) -> Self {
        self.moved = Some(bytes);
        self
    }

    /// Bytes to an element, if it has any.
    pub(crate) fn traffic(&self) -> Option<f64> {
        self.moved.or((self.bytes > 0).then_some(self.bytes as f64))
    }
}
