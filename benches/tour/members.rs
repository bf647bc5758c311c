//! The sizes of teams that were asked for.

use hotloop::threads::Team;

/// Reads `1,2,4`.
pub(crate) fn members(list: &str) -> Result<Vec<usize>, String> {
    let mut sizes = vec![];
    for word in list.split(',') {
        let size = word.trim().parse();
        let size = size
            .ok()
            .filter(|size| (1..=Team::MAX_MEMBERS).contains(size));
        let most = Team::MAX_MEMBERS;
        let size = size.ok_or(format!("{word:?} is no number of members from 1 to {most}"))?;
        if sizes.contains(&size) {
            return Err(format!("{size} is in the list twice"));
        }
        sizes.push(size);
    }
    Ok(sizes)
}
