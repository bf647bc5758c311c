//! What other crates make of the same work, in turn with hotloop.
//!
//! | file | what is in it |
//! |---|---|
//! | `turns.rs` | contestants who take turns, and their table |
//! | `regions.rs` | an empty region of a team |
//! | `sums.rs` | a sum, and a sum of all products of two |
//! | `mixtures.rs` | iterations of a Gaussian mixture |

mod mixtures;
mod regions;
mod sums;
#[path = "../../../common/timing.rs"]
#[allow(dead_code, reason = "the tour uses all of it")]
mod timing;
mod turns;

use hotloop::threads::{Binding, Team};
use std::error::Error;

const TABLES: [&str; 4] = ["team", "sum", "pairwise", "mixture"];

fn main() -> Result<(), Box<dyn Error>> {
    let asked: Vec<_> = std::env::args().skip(1).collect();
    if let Some(other) = asked.iter().find(|asked| !TABLES.contains(&&***asked)) {
        return Err(format!("{other:?} is none of {TABLES:?}").into());
    }
    let threads = hotloop::threads::available();
    let team = Team::spawn(threads, Binding::Close)?;
    println!("{}", hotloop::build_info::report());
    let wanted = |name: &str| asked.is_empty() || asked.iter().any(|asked| asked == name);
    if wanted("team") {
        regions::table(&team);
    }
    if wanted("sum") {
        sums::sum(&team);
    }
    if wanted("pairwise") {
        sums::pairwise(&team);
    }
    if wanted("mixture") {
        mixtures::table(&team);
    }
    Ok(())
}
