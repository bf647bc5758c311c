//! The passport of bits at a level that no machine here need have: AVX-512 by its manual. The levels of
//! the machine are compared in `tests/passport.rs`.

use crate::simd::Level;
use crate::simd::modelled::Modelled;

#[path = "../../benches/passport/mod.rs"]
mod table;

use table::{TABLE, Table};

#[test]
fn the_model_of_avx_512_has_the_bits_of_the_table() {
    let rows = table::run(&[Level::Modelled(Modelled)], &table::teams());
    let differences = Table::new(TABLE).differences(&rows);
    let count = differences.len();
    assert!(
        count == 0,
        "{count} rows differ:\n{}",
        differences.join("\n")
    );
}
