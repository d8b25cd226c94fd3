//! `incidex config`: every setting in force, a template of all, or the policy table in force.

use std::io::Write;

use incidex_ops::config::{Flags, Said, Settings, environment_template};
use incidex_ops::policy;

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

/// The table, under a line that says where it came from.
pub(super) fn print_policy(flags: Flags, out: &mut impl Write) -> Result<(), Failure> {
    let file = Settings::resolve(&Said::with_process_environment(flags)?)?.policy.file.value;
    let table = policy::load(file.as_deref())?;
    match &file {
        // Quoted, so that no path can break out of the comment.
        Some(path) => writeln!(out, "# The policy in force, from {:?}.", path.display().to_string())?,
        None => writeln!(out, "# The policy in force: the built-in one.")?,
    }
    Ok(write!(out, "\n{}", policy::print(&table)?)?)
}
