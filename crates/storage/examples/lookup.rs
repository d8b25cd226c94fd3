//! Looks a name up in an index file: `cargo run --example lookup [INDEX [NAME]]`.

use std::env;
use std::error::Error;
use std::path::PathBuf;

use incidex_core::catalog::LookupField;
use incidex_core::tier::TierPolicy;
use incidex_storage::Bundle;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args_os().skip(1);
    let index = arguments.next().map_or_else(|| PathBuf::from("data/dist/incidex.idx"), PathBuf::from);
    let name =
        arguments.next().map_or_else(|| "niacinamide".to_owned(), |name| name.to_string_lossy().into_owned());
    let bundle = Bundle::open(&index)?;
    let page = bundle.catalog().starts_with(&TierPolicy::unrestricted(), LookupField::Inci, &name, 1)?;
    for ingredient in page.items {
        println!("{} {} {}", ingredient.code, ingredient.inci_name, ingredient.korean_name);
    }
    Ok(())
}
