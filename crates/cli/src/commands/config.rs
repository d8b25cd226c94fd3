//! `incidex config`: every setting in force.

use std::io::Write;

use incidex_ops::config::{Flags, Said, Settings};

use crate::failure::Failure;
use crate::output::Table;

pub(super) fn run(flags: Flags, out: &mut impl Write) -> Result<(), Failure> {
    let settings = Settings::resolve(&Said::with_process_environment(flags))?;
    let mut table = Table::new(["SETTING", "VALUE", "FROM", "MEANING"]);
    for row in settings.rows() {
        table.row([row.name, &row.value, &row.origin.to_string(), row.meaning]);
    }
    Ok(table.write(out)?)
}
