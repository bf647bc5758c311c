//! Code that is `unsafe` stands in the places that the README's section "Safety" names and in no other,
//! and all of it says why it is sound.
//!
//! The test reads source text. Clippy asks for proofs too, but sees what is compiled on one machine: not
//! the level of another processor, another system, nor the models, and of functions those alone that
//! other crates can call.

#[path = "common/sources.rs"]
mod sources;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use sources::sources;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

#[test]
fn unsafe_code_stands_where_the_readme_says() {
    let places = places(&read("README.md"));
    let mut unused: BTreeSet<_> = places.iter().collect();
    let mut elsewhere = vec![];
    for (path, text) in sources("src") {
        if uses(&text).is_empty() {
            continue;
        }
        let known: Vec<_> = places.iter().filter(|place| holds(place, &path)).collect();
        if known.is_empty() {
            elsewhere.push(path);
        }
        known.iter().for_each(|place| {
            unused.remove(place);
        });
    }
    assert!(
        elsewhere.is_empty(),
        "`unsafe` in files that README's section on safety does not name: write safe code, or name the file and \
         its proof there and in tests/README.md: {elsewhere:#?}"
    );
    assert!(
        unused.is_empty(),
        "README's section on safety names places without `unsafe`, which are to be taken out: {unused:#?}"
    );
}

/// What the tests and the benches do that the library does not.
const OUTSIDE: [(&str, &str); 14] = [
    ("benches/annotate/program/loops.rs", "is assembly"),
    ("benches/annotate/program/waiting.rs", "is assembly"),
    ("benches/common/libgomp.rs", "calls a library of C"),
    ("benches/common/primesieve.rs", "calls a library of C"),
    ("tests/allocations/allocator.rs", "is an allocator"),
    ("tests/allocations/small.rs", "forks"),
    ("tests/faults/held.rs", "handles a signal"),
    ("tests/faults/refused.rs", "sets limits"),
    ("tests/faults/stopped.rs", "is to end with its parent"),
    ("tests/fork.rs", "forks"),
    ("tests/levels.rs", "reads a register of the processor"),
    ("tests/processes/forks.rs", "forks"),
    ("tests/processes/killed.rs", "sends signals"),
    ("tests/real_time.rs", "is an allocator"),
];

#[test]
fn tests_and_benches_are_safe_code_but_for_a_few() {
    let there = [sources("tests"), sources("benches")].concat();
    let there = there.iter().filter(|(_, text)| !uses(text).is_empty());
    let there: BTreeSet<_> = there.map(|(path, _)| path.as_str()).collect();
    let listed = OUTSIDE.map(|(path, _)| path).into();
    assert_eq!(
        there, listed,
        "files with `unsafe` on the left, those that may have some on the right"
    );
}

#[test]
fn all_unsafe_code_says_why_it_is_sound() {
    let mut silent = vec![];
    for (path, text) in ["src", "tests", "benches"].map(sources).concat() {
        let lines: Vec<_> = text.lines().collect();
        for place in uses(&text) {
            if !is_proved(&lines, &place) {
                silent.push(format!("{path}:{}: {:?}", place.line, place.what));
            }
        }
    }
    assert!(
        silent.is_empty(),
        "without `// SAFETY:` right above, or `# Safety` in a function's docs: {silent:#?}"
    );
}

/// The few words that are worth a second look wherever they stand, and the files that have them.
const WORDS: [(&[&str], &[&str]); 5] = [
    (&["asm", "global_asm", "naked_asm"], &["src/simd/neon.rs"]),
    (
        &["transmute", "transmute_copy", "unreachable_unchecked"],
        &["src/threads/handshake.rs"],
    ),
    (
        &["MaybeUninit"],
        &["src/threads/results.rs", "src/threads/ring/slots.rs"],
    ),
    (
        &["from_raw_parts", "from_raw_parts_mut", "from_raw"],
        &["src/memory/buffer.rs", "src/threads/blocks.rs"],
    ),
    (
        &["set_len"],
        &[
            "src/threads/results.rs",
            "src/threads/ring/consumer.rs",
            "src/threads/ring/producer.rs",
        ],
    ),
];

#[test]
fn the_sharpest_words_stand_in_few_files() {
    let words: BTreeMap<_, _> = sources("src")
        .into_iter()
        .map(|(path, text)| {
            let mut words = BTreeSet::new();
            each_word(text.parse().unwrap(), &mut |word| {
                words.insert(word.to_owned());
            });
            (path, words)
        })
        .collect();
    let having = |some: &[&str]| -> Vec<&str> {
        let having = words
            .iter()
            .filter(|(_, words)| some.iter().any(|word| words.contains(*word)));
        having.map(|(path, _)| path.as_str()).collect()
    };
    for (some, files) in WORDS {
        assert_eq!(having(some), files, "{some:?}");
    }
    // Statics that change are atomics, and indices are unchecked in the rungs of that name.
    let statics = sources("src")
        .into_iter()
        .filter(|(_, text)| text.contains("static mut"));
    assert_eq!(statics.count(), 0);
    let unchecked = having(&["get_unchecked", "get_unchecked_mut"]);
    assert!(!unchecked.is_empty());
    assert!(
        unchecked.iter().all(|path| path.ends_with("/unchecked.rs")),
        "{unchecked:#?}"
    );
}

/// What is found, and what is not.
#[test]
fn unsafe_code_is_told_from_words_and_proofs_from_comments() {
    let proved = |text: &str| {
        let lines: Vec<_> = text.lines().collect();
        let uses = uses(text);
        let proved = uses.iter().map(|place| is_proved(&lines, place));
        proved.collect::<Vec<_>>()
    };
    let none: [bool; 0] = [];
    assert_eq!(
        proved("// unsafe {}\n/// unsafe\nfn f() -> &str { \"unsafe {}\" }"),
        none
    );
    assert_eq!(
        proved("fn f() { let unsafety = not_unsafe(r#\"unsafe\"#); }"),
        none
    );
    assert_eq!(proved("fn f() { g(); unsafe { h() } }"), [false]);
    assert_eq!(
        proved("fn f() {\n// SAFETY: so.\nlet x = a\n.b(unsafe { h() });\n}"),
        [true]
    );
    assert_eq!(
        proved("fn f() {\n// SAFETY: so.\ng();\nunsafe { h() } }"),
        [false]
    );
    assert_eq!(
        proved("fn f() {\n// It is well.\nunsafe { h() } }"),
        [false]
    );
    assert_eq!(
        proved("// SAFETY: so.\nunsafe impl A for B {}\nunsafe impl A for C {}"),
        [true, false]
    );
    assert_eq!(proved("unsafe extern \"C\" {}"), [false]);
    assert_eq!(proved("#[unsafe(no_mangle)]\nfn f() {}"), [false]);
    assert_eq!(
        proved("/// # Safety\n///\n/// Never.\n#[inline]\npub(super) unsafe fn f() {}"),
        [true]
    );
    assert_eq!(
        proved("trait A {\n/// Does it.\nunsafe fn f();\n}"),
        [false]
    );
    // The trait says it, and macros write functions as anybody does.
    assert_eq!(
        proved("impl<T: A> A for B<T> {\nunsafe fn f() {}\n}"),
        [true]
    );
    assert_eq!(
        proved("macro_rules! m { () => { unsafe fn f() {} } }"),
        [false]
    );
    // A type.
    assert_eq!(proved("fn f() { g as unsafe fn(u8) }"), none);
    assert_eq!(proved("type F = unsafe extern \"C\" fn(u8);"), none);
    assert_eq!(proved("unsafe extern \"C\" fn f() {}"), [false]);

    let table = "## Safety\n| where | what |\n|---|---|\n\
        | `src/simd`: the levels, `a.rs` | `B` |\n| the `unchecked` rungs | |\n| `src/c.rs`, `d.rs` | |\n## More\n| `src/e` |";
    let places = places(table);
    assert!(
        ["src/simd/a.rs", "unchecked.rs", "src/c.rs", "src/d.rs"]
            .iter()
            .all(|place| places.contains(*place))
    );
    assert_eq!(places.len(), 4 + LEVELS.len());
    assert!(holds("src/c.rs", "src/c.rs") && holds("src/c.rs", "src/c/tests.rs"));
    assert!(
        !holds("src/c.rs", "src/c2.rs") && holds("src/threads/ring", "src/threads/ring/slots.rs")
    );
    assert!(
        holds("unchecked.rs", "src/a/unchecked.rs") && !holds("unchecked.rs", "src/a/checked.rs")
    );
}

/// What the README calls the levels: their trait, their vectors, and what two of them share.
const LEVELS: [&str; 7] = [
    "mod.rs",
    "x86.rs",
    "portable.rs",
    "avx2.rs",
    "avx512.rs",
    "neon.rs",
    "modelled.rs",
];

/// The files and folders in the first column of the table of the section "Safety". A name without a
/// folder is in the one before it.
fn places(readme: &str) -> BTreeSet<String> {
    let (_, section) = readme
        .split_once("\n## Safety\n")
        .or_else(|| readme.split_once("## Safety\n"))
        .expect("the section is there");
    let section = section.split("\n## ").next().unwrap_or(section);
    let rows = section
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| where"));
    let mut places = BTreeSet::new();
    for row in rows {
        let cell = row.split('|').nth(1).unwrap_or("");
        let mut folder = String::new();
        for name in cell.split('`').skip(1).step_by(2) {
            if name == "unchecked" {
                places.insert("unchecked.rs".to_owned());
            } else if name == "src/simd" && cell.contains(": the levels") {
                folder = format!("{name}/");
                places.extend(LEVELS.map(|level| format!("{name}/{level}")));
            } else if let Some((within, _)) = name.rsplit_once('/') {
                folder = format!("{within}/");
                places.insert(name.to_owned());
            } else if name.ends_with(".rs") {
                places.insert(format!("{folder}{name}"));
            }
        }
    }
    places
}

/// Whether a file is one of a place: the file itself, one in the folder, one of the file's folder, or, of
/// a name without a folder, any of that name.
fn holds(place: &str, path: &str) -> bool {
    let folder = place.strip_suffix(".rs").unwrap_or(place);
    let within = path
        .strip_prefix(folder)
        .is_some_and(|rest| rest.starts_with('/'));
    let anywhere = !place.contains('/') && path.ends_with(&format!("/{place}"));
    path == place || within || anywhere
}

/// A place where `unsafe` is code.
struct Use {
    /// From 1.
    line: usize,
    what: What,
}

#[derive(Debug)]
enum What {
    /// A block, an `impl`, an `extern`, or an attribute: its proof is a comment.
    Claim,
    /// A function that asks something of its callers, and says so.
    Function,
    /// A function whose trait says so.
    Method,
}

fn uses(text: &str) -> Vec<Use> {
    let mut uses = vec![];
    // Most files are done here.
    if !text.contains("unsafe") {
        return uses;
    }
    find(text.parse().expect("sources are tokens"), false, &mut uses);
    uses
}

/// Walks through tokens. Those of an `impl` of a trait are `methods`.
fn find(tokens: TokenStream, methods: bool, uses: &mut Vec<Use>) {
    let mut tokens = tokens.into_iter().peekable();
    // The words since the last item or statement.
    let mut head: Vec<String> = vec![];
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                let has = |word: &str| head.iter().any(|other| other == word);
                let of_a_trait = has("impl") && has("for") && !has("fn");
                let is_body = group.delimiter() == Delimiter::Brace;
                find(group.stream(), is_body && of_a_trait, uses);
                if is_body {
                    head.clear();
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => head.clear(),
            TokenTree::Ident(word) => {
                let word_text = word.to_string();
                if word_text == "unsafe" {
                    // A function may be `extern "C"`.
                    let mut after = tokens.clone().skip_while(|token| match token {
                        TokenTree::Ident(word) => word == "extern",
                        token => matches!(token, TokenTree::Literal(_)),
                    });
                    let is_fn = after.next().is_some_and(|token| token.to_string() == "fn");
                    let is_named = matches!(after.next(), Some(TokenTree::Ident(_)));
                    let what = match (is_fn, is_named) {
                        (true, true) if methods => Some(What::Method),
                        (true, true) => Some(What::Function),
                        // The type of a function.
                        (true, false) => None,
                        (false, _) => Some(What::Claim),
                    };
                    let line = word.span().start().line;
                    uses.extend(what.map(|what| Use { line, what }));
                }
                head.push(word_text);
            }
            _ => {}
        }
    }
}

/// Whether a comment says why: right before the statement or item, or, of a function, in its docs.
fn is_proved(lines: &[&str], place: &Use) -> bool {
    let mark = match place.what {
        What::Method => return true,
        What::Function => "/// # Safety",
        What::Claim => "// SAFETY: ",
    };
    let before = lines[..place.line - 1].iter().map(|line| line.trim());
    // From the beginning of the statement upwards, through one comment.
    let comment = before
        .rev()
        .skip_while(|line| !line.starts_with("//") && !is_end(line));
    comment
        .take_while(|line| line.starts_with("//"))
        .any(|line| line.starts_with(mark))
}

/// Whether what comes after a line belongs to another statement or item.
fn is_end(line: &str) -> bool {
    let code = line.split("//").next().unwrap_or("").trim();
    code.is_empty() || code.ends_with([';', '}', '{', ','])
}

fn each_word(tokens: TokenStream, with: &mut impl FnMut(&str)) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => each_word(group.stream(), with),
            TokenTree::Ident(word) => with(&word.to_string()),
            _ => {}
        }
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
