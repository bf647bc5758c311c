//! Which rungs were asked for, by their names.

use std::collections::BTreeSet;

/// Words of the command line; none of them asks for everything.
#[derive(Default)]
pub(crate) struct Filters(Vec<String>);

impl From<Vec<String>> for Filters {
    fn from(words: Vec<String>) -> Self {
        Self(words)
    }
}

/// Names that a word which finds nothing may have meant, at most.
const NEAR: usize = 5;

impl Filters {
    pub(crate) fn add(&mut self, filter: String) {
        self.0.push(filter);
    }

    pub(crate) fn words(&self) -> &[String] {
        &self.0
    }

    /// Whether a name, as `comb::forward::simd`, is one that was asked for.
    pub(crate) fn take(&self, name: &str) -> bool {
        self.0.is_empty() || self.0.iter().any(|filter| finds(filter, name))
    }

    /// Fails if one of the words finds none of these names, and says which ones are like it.
    pub(crate) fn check<'n>(
        &self,
        names: impl Iterator<Item = &'n str> + Clone,
    ) -> Result<(), String> {
        let lost = |filter: &&String| !names.clone().any(|name| finds(filter, name));
        let Some(filter) = self.0.iter().find(lost) else {
            return Ok(());
        };
        let hint = match near(filter, names).join(", ") {
            none if none.is_empty() => none,
            near => format!("; near it: {near}"),
        };
        Err(format!(
            "nothing is called {filter:?}{hint}; --list prints all names"
        ))
    }
}

/// Whether parts of the name, one after the other, are those of the filter: `comb` finds
/// `comb::forward::simd` and `ou` does not find `histogram::counting`. A part of the filter that is
/// empty may be any: `sum::` finds `sum::simd`.
fn finds(filter: &str, name: &str) -> bool {
    let (filter, name): (Vec<_>, Vec<_>) =
        (filter.split("::").collect(), name.split("::").collect());
    let same = |(wanted, part): (&&str, &&str)| wanted.is_empty() || wanted == part;
    let mut places = name.windows(filter.len());
    places.any(|parts| filter.iter().zip(parts).all(same))
}

/// Parts of names, and names, that contain the filter or are within a slip or two of it.
fn near<'n>(filter: &str, names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let filter = filter.trim_matches(':').to_lowercase();
    let slips = 1 + filter.chars().count() / 6;
    let mut near = BTreeSet::new();
    for name in names {
        let path = name.rsplit_once("::").map(|(path, _)| path);
        for part in name.split("::").chain([name]).chain(path) {
            let lower = part.to_lowercase();
            let apart = match !filter.is_empty() && lower.contains(&filter) {
                true => 0,
                false => distance(&filter, &lower),
            };
            if apart <= slips {
                near.insert((apart, part.len(), part));
            }
        }
    }
    near.into_iter()
        .take(NEAR)
        .map(|(_, _, part)| part)
        .collect()
}

/// How many letters have to be put in, left out or replaced (Levenshtein 1966).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, a) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in b.chars().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[row.len() - 1]
}
