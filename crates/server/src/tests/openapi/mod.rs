//! The description of the interface against the running server, in both directions.

mod conformance;
mod document;
mod errors_page;
mod examples;
mod page;
mod requests;

use std::path::Path;
use std::{env, fs};

/// Holds `fresh` against a file of the source tree, or writes it there when `INCIDEX_REWRITE=1`; `test` is
/// what the command that does so has to name.
#[track_caller]
fn kept(file: &str, fresh: &str, test: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if env::var_os("INCIDEX_REWRITE").is_some_and(|value| value == "1") {
        fs::write(&path, fresh).unwrap();
        return;
    }
    let old = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        old == fresh,
        "{file} is stale. Rewrite it with: INCIDEX_REWRITE=1 cargo test -p incidex-server {test}\nand see what changed."
    );
}
