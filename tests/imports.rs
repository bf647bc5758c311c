//! No circle between files, nor between rooms: whoever reads one can begin with what it rests on.
//!
//! The test reads source text. What it takes for an arrow is a path that begins with `crate`, `super`,
//! `self`, a module that the file declares, or a name that it imports; names that are handed on by
//! `pub use` lead to the file that has them. Comments, tests and models do not count.

#[path = "common/sources.rs"]
mod sources;

use sources::sources;
use std::collections::{BTreeMap, BTreeSet};

type Arrows = BTreeMap<String, BTreeSet<String>>;

#[test]
fn no_circle_between_the_files_of_the_library() {
    let tree = Tree::read(&[("src", "crate")]);
    assert_eq!(circle(tree.arrows()), None);
}

#[test]
fn no_circle_between_the_rooms_of_the_library() {
    let mut rooms = Arrows::new();
    for (from, to) in Tree::read(&[("src", "crate")]).arrows() {
        let to = to.iter().map(|to| room(to));
        let others = to.filter(|to| *to != room(&from));
        rooms.entry(room(&from)).or_default().extend(others);
    }
    assert!(rooms[&room("crate::kernels::sum")].contains("crate::simd"));
    assert_eq!(circle(rooms), None);
}

#[test]
fn no_circle_between_the_files_of_the_tour() {
    let tree = Tree::read(&[
        ("benches/tour", "crate"),
        ("benches/catalogue", "crate::catalogue"),
        ("benches/passport", "crate::passport"),
        ("benches/common", "crate::common"),
    ]);
    assert_eq!(circle(tree.arrows()), None);
}

#[test]
fn no_circle_between_the_files_of_the_search_for_cliffs() {
    let tree = Tree::read(&[
        ("benches/cliffs", "crate"),
        ("benches/catalogue", "crate::catalogue"),
        ("benches/common", "crate::common"),
    ]);
    assert_eq!(circle(tree.arrows()), None);
}

#[test]
fn no_circle_between_the_files_of_annotate() {
    let tree = Tree::read(&[
        ("benches/annotate", "crate"),
        ("benches/catalogue", "crate::program::catalogue"),
        ("benches/common", "crate::program::common"),
        ("benches/tour/filters.rs", "crate::program::filters"),
        ("benches/tour/lines.rs", "crate::program::lines"),
    ]);
    assert_eq!(circle(tree.arrows()), None);
}

#[test]
fn a_circle_is_found() {
    let tree = |files: &[(&str, &str)]| {
        let files = files
            .iter()
            .map(|(name, text)| (name.to_string(), code(text)));
        Tree(files.collect())
    };
    let open = [
        ("crate", "mod a;\nmod b;\npub use b::{B, Other as Name};"),
        (
            "crate::a",
            "use crate::{\n    B,\n    Name,\n};\nfn f() { super::b::g(); }",
        ),
        (
            "crate::b",
            "//! See crate::a::f.\n#[cfg(test)]\nmod tests {\n    use crate::a::f;\n}",
        ),
    ];
    let arrows = tree(&open).arrows();
    assert_eq!(arrows["crate::a"], BTreeSet::from(["crate::b".to_owned()]));
    assert_eq!(circle(arrows), None);

    let mut closed = open;
    closed[2].1 = "use super::a;\nfn g() { a::f(); }";
    let found = circle(tree(&closed).arrows()).unwrap();
    assert_eq!(found.len(), 2, "{found:?}");
}

/// The room that a module is in: a ladder, or what stands beside `kernels`.
fn room(module: &str) -> String {
    let depth = if module.starts_with("crate::kernels::") {
        3
    } else {
        2
    };
    let parts: Vec<_> = module.split("::").take(depth).collect();
    parts.join("::")
}

/// Modules that go round, if there are any.
fn circle(mut arrows: Arrows) -> Option<Vec<String>> {
    // Whoever leads to nobody who is left is in no circle.
    loop {
        let left: BTreeSet<_> = arrows.keys().cloned().collect();
        arrows
            .values_mut()
            .for_each(|to| to.retain(|to| left.contains(to)));
        arrows.retain(|_, to| !to.is_empty());
        if arrows.len() == left.len() {
            break;
        }
    }
    let mut path = vec![arrows.keys().next()?.clone()];
    loop {
        let next = arrows[&path[path.len() - 1]].first()?;
        if let Some(start) = path.iter().position(|module| module == next) {
            return Some(path.split_off(start));
        }
        path.push(next.clone());
    }
}

/// The code of every module, by the module's path.
struct Tree(BTreeMap<String, String>);

impl Tree {
    fn read(folders: &[(&str, &str)]) -> Self {
        let mut files = BTreeMap::new();
        for (folder, module) in folders {
            for (path, text) in sources(folder) {
                let inner = path[folder.len()..].trim_end_matches(".rs");
                let inner = ["/mod", "/main", "/lib"]
                    .iter()
                    .find_map(|end| inner.strip_suffix(end))
                    .unwrap_or(inner);
                files.insert(format!("{module}{}", inner.replace('/', "::")), code(&text));
            }
        }
        let mut tree = Self(files);
        for outside in tree.tests() {
            let inside = format!("{outside}::");
            tree.0
                .retain(|module, _| *module != outside && !module.starts_with(&inside));
        }
        tree
    }

    /// The modules that are there for tests and models alone.
    fn tests(&self) -> Vec<String> {
        let mut found = vec![];
        for (module, text) in &self.0 {
            let mut lines = text.lines().peekable();
            while let Some(line) = lines.next() {
                let for_models = line.contains("loom") && !line.contains("not(loom)");
                let for_tests =
                    line.contains("cfg(test") || line.contains("all(test") || for_models;
                let declared = lines.peek().and_then(|next| declared(next));
                if let Some(name) = declared.filter(|_| for_tests && line.starts_with("#[")) {
                    found.push(format!("{module}::{name}"));
                }
            }
        }
        found
    }

    /// From each module to those that its code names.
    fn arrows(&self) -> Arrows {
        let arrows_of = |(module, text): (&String, &String)| {
            let (imports, rest) = imports(text);
            let mut names = declarations(&rest);
            let mut to = BTreeSet::new();
            for (public, name, path) in imports {
                let path = absolute(&path, module, &names);
                // A module that is imported is named again where it is used, and what is handed on
                // is an arrow of whoever takes it.
                if !public && !self.0.contains_key(&path) {
                    to.extend(self.home(&path));
                }
                names.insert(name, path);
            }
            for path in paths(&rest) {
                to.extend(self.home(&absolute(&path, module, &names)));
            }
            to.remove(module);
            (module.clone(), to)
        };
        self.0.iter().map(arrows_of).collect()
    }

    /// The module that has what an absolute path names, through those that hand it on.
    fn home(&self, path: &str) -> Option<String> {
        let parts: Vec<_> = path.split("::").collect();
        let mut module = parts
            .first()
            .filter(|first| **first == "crate")?
            .to_string();
        for (i, part) in parts.iter().enumerate().skip(1) {
            let inner = format!("{module}::{part}");
            if self.0.contains_key(&inner) {
                module = inner;
            } else if let Some(path) = self.handed_on(&module, part) {
                return self.home(&[&[path.as_str()], &parts[i + 1..]].concat().join("::"));
            } else {
                break;
            }
        }
        Some(module)
    }

    /// The path of what a module hands on under a name.
    fn handed_on(&self, module: &str, name: &str) -> Option<String> {
        let (imports, rest) = imports(&self.0[module]);
        let (_, _, path) = imports
            .into_iter()
            .find(|(public, own, _)| *public && own == name)?;
        Some(absolute(&path, module, &declarations(&rest)))
    }
}

/// The modules that code declares, as names.
fn declarations(code: &str) -> BTreeMap<String, String> {
    let names = code.lines().filter_map(declared);
    names
        .map(|name| (name.to_owned(), format!("self::{name}")))
        .collect()
}

/// Without comments, without what macros write elsewhere, and without the tests, which come last.
fn code(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or(""));
    let code: Vec<_> = lines.collect();
    let code = code.join("\n").replace("$crate", "");
    let tests = code.find("]\nmod tests {");
    code[..tests.unwrap_or(code.len())].to_owned()
}

/// The module that a line declares.
fn declared(line: &str) -> Option<&str> {
    let line = line.trim().strip_suffix(';')?;
    let (visibility, name) = line.rsplit_once("mod ")?;
    (visibility.is_empty() || visibility.starts_with("pub")).then_some(name)
}

/// Whether each import is handed on, the name that it brings, and its path; and the code without
/// them.
fn imports(text: &str) -> (Vec<(bool, String, String)>, String) {
    let (mut imports, mut rest) = (vec![], String::new());
    for statement in text.split_inclusive(';') {
        let start = statement.rfind("use ").filter(|_| statement.ends_with(';'));
        let words = start.map(|start| {
            (
                statement[..start].lines().last().unwrap_or(""),
                &statement[start + 4..],
            )
        });
        match words {
            Some((before, tree)) if before.is_empty() || before.starts_with("pub") => {
                let mut paths = vec![];
                expand("", tree.trim_end_matches(';'), &mut paths);
                for path in paths {
                    let (path, alias) = path.split_once(" as ").unwrap_or((&path, ""));
                    let last = path.rsplit("::").next().unwrap_or(path);
                    let name = if alias.is_empty() { last } else { alias };
                    imports.push((!before.is_empty(), name.to_owned(), path.to_owned()));
                }
            }
            _ => rest.push_str(statement),
        }
    }
    (imports, rest)
}

/// The paths of an import with braces.
fn expand(before: &str, tree: &str, paths: &mut Vec<String>) {
    let tree = tree.trim();
    let Some((path, inner)) = tree.split_once('{') else {
        let path = format!("{before}{tree}");
        paths.push(path.strip_suffix("::self").unwrap_or(&path).to_owned());
        return;
    };
    let (before, mut depth, mut start) = (format!("{before}{path}"), 0, 0);
    for (i, letter) in inner.char_indices() {
        match letter {
            '{' => depth += 1,
            ',' | '}' if depth == 0 => {
                if !inner[start..i].trim().is_empty() {
                    expand(&before, &inner[start..i], paths);
                }
                start = i + 1;
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
}

/// All paths of more than one part. (Those of macros that are called are no modules.)
fn paths(code: &str) -> Vec<String> {
    let letter = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let words = code
        .split(|c| !letter(c))
        .map(|word| word.trim_matches(':'));
    words
        .filter(|word| word.contains("::"))
        .map(str::to_owned)
        .collect()
}

/// The path from the root, of one as it stands in a module that has these names.
fn absolute(path: &str, module: &str, names: &BTreeMap<String, String>) -> String {
    let (first, rest) = path.split_once("::").unwrap_or((path, ""));
    let base = match first {
        "crate" => return path.to_owned(),
        "self" => module.to_owned(),
        "super" => {
            let outer = module.rsplit_once("::").map_or("crate", |(outer, _)| outer);
            return absolute(&format!("self::{rest}"), outer, names);
        }
        _ => match names.get(first) {
            Some(known) => absolute(known, module, &BTreeMap::new()),
            None => return path.to_owned(),
        },
    };
    let path = format!("{base}::{rest}");
    if let Some((outer, rest)) = path.split_once("::super") {
        return absolute(&format!("super{rest}"), outer, names);
    }
    path.trim_end_matches("::").to_owned()
}
