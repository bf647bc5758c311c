//! That none is forgotten: every public function whose documentation says that memory may be refused is among
//! those that are run here, or runs elsewhere.
//!
//! The test reads source text.

use crate::sources::sources;

/// Functions whose file is not where their path says, and that path.
const ELSEWHERE: &[(&str, &str)] = &[
    ("comb::echo::Echo::backward", "comb::Echo::backward"),
    ("comb::echo::Echo::forward", "comb::Echo::forward"),
    ("mixture::simd::Points::moments", "mixture::Points::moments"),
    ("primes::counting::counting", "primes::counting"),
    ("threads::Buffer::touched_by", "memory::Buffer::touched_by"),
    ("threads::ring::channel", "ring::channel"),
];

/// Functions that start processes, and are held to it in `tests/processes.rs`.
const OF_PROCESSES: &[&str] = &[
    "races::processes::Pool::spawn",
    "races::transport::Child::transfer",
];

/// Functions of a feature that is not switched on here.
const OF_RANKS: &[&str] = &["ranks::npy::Npy::read"];

/// The functions of a file whose documentation speaks of the error: `Type::name`, or `name`.
fn functions(source: &str) -> Vec<String> {
    let (mut found, mut spoken_of, mut of) = (vec![], false, String::new());
    for line in source.lines() {
        let text = line.trim();
        let word = |text: &str| {
            let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
            text[..end.unwrap_or(text.len())].to_owned()
        };
        if text.starts_with("///") {
            spoken_of |= text.contains("OutOfMemory");
            continue;
        }
        if line.starts_with("impl") {
            // Of `impl<T: Bound> Type<T> {`, the type.
            let start = line.find("> ").filter(|_| line.starts_with("impl<"));
            of = word(&line[start.map_or(5, |start| start + 2)..]) + "::";
        } else if line.starts_with('}') {
            of.clear();
        }
        if let Some(name) = text.strip_prefix("pub fn ")
            && spoken_of
        {
            found.push(format!("{of}{}", word(name)));
        }
        spoken_of &= text.starts_with("#[");
    }
    found
}

/// Those of all files, by the path of the module: a kernel is called by its own name.
fn all() -> Vec<String> {
    let of = |(path, text): (String, String)| {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let module = folder.strip_prefix("src").unwrap_or(folder);
        let module = module.strip_prefix("/kernels").unwrap_or(module);
        let module = format!("{module}/").replace('/', "::");
        let named = move |name| format!("{}{name}", &module[2..]);
        functions(&text).into_iter().map(named).collect::<Vec<_>>()
    };
    sources("src").into_iter().flat_map(of).collect()
}

/// Holds all that may be refused memory to being covered.
pub(crate) fn all_are(covered: &[&str]) {
    let found = all();
    assert!(found.len() > 40, "{found:?}");
    let name = |found: &String| {
        let other = ELSEWHERE.iter().find(|(file, _)| file == found);
        other.map_or(found.clone(), |(_, name)| String::from(*name))
    };
    let elsewhere = [OF_PROCESSES, OF_RANKS].concat();
    let named = |name: &String| covered.contains(&&name[..]) || elsewhere.contains(&&name[..]);
    let forgotten: Vec<String> = found.iter().map(name).filter(|it| !named(it)).collect();
    assert!(
        forgotten.is_empty(),
        "refused memory by no case: {forgotten:?}"
    );
}
