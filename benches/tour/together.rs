//! Which options of the command line go together.

/// What has the tour do something else, and the options that it heeds. Filters go with everything.
const ELSE: [(&str, &[&str]); 3] = [
    ("list", &[]),
    ("bits", &[]),
    ("against", &["quick", "members", "pages", "json"]),
];

/// Refuses options of which one would have no effect beside another.
pub(crate) fn together(given: &[String]) -> Result<(), String> {
    let is_given = |name: &str| given.iter().any(|option| option == name);
    for (name, heeded) in ELSE {
        let alone = |option: &String| option == name || heeded.contains(&option.as_str());
        if is_given(name) && !given.iter().all(alone) {
            return Err(format!("--{name} goes with {} only", list(heeded)));
        }
    }
    match is_given("table") && !is_given("peers") {
        true => Err("--table is of peers, and goes with --peers".into()),
        false => Ok(()),
    }
}

/// Filters and these options, as prose.
fn list(options: &[&str]) -> String {
    let Some((last, others)) = options.split_last() else {
        return "filters".into();
    };
    let others: String = others
        .iter()
        .map(|option| format!(", --{option}"))
        .collect();
    format!("filters{others} and --{last}")
}
