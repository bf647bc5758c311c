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

fn main() -> Result<(), hotloop::Error> {
    let asked: Vec<_> = std::env::args().skip(1).collect();
    let threads = hotloop::threads::available();
    let team = Team::spawn(threads, Binding::Close)?;
    let tables: [(&str, &dyn Fn(&Team)); 4] = [
        ("team", &regions::table),
        ("sum", &sums::sum),
        ("pairwise", &sums::pairwise),
        ("mixture", &mixtures::table),
    ];
    println!("{}", hotloop::build_info::report());
    for (name, table) in tables {
        if asked.is_empty() || asked.iter().any(|asked| asked == name) {
            table(&team);
        }
    }
    Ok(())
}
