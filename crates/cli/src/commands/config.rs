//! `incidex config`: every setting in force, or a template of all.

use std::io::Write;

use incidex_ops::config::{Flags, Said, Settings, environment_template};

use crate::failure::Failure;
use crate::output::Table;

pub(super) fn run(flags: Flags, out: &mut impl Write) -> Result<(), Failure> {
    let settings = Settings::resolve(&Said::with_process_environment(flags)?)?;
    let mut table = Table::new(["SETTING", "VALUE", "FROM", "DEFAULT", "MEANING"]);
    for row in settings.rows() {
        table.row([row.name, &row.value, &row.origin.to_string(), row.default, row.meaning]);
    }
    Ok(table.write(out)?)
}

/// Prints an environment file that names every setting and sets none.
pub(super) fn template(out: &mut impl Write) -> Result<(), Failure> {
    Ok(out.write_all(environment_template().as_bytes())?)
}
