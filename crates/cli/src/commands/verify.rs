//! `incidex verify`: reads everything in an index.

use std::io::Write;
use std::path::Path;

use incidex_storage::{Bundle, OpenError};

use crate::failure::Failure;

pub(super) fn run(path: &Path, out: &mut impl Write) -> Result<(), Failure> {
    let bundle = Bundle::open(path)?;
    let report = bundle.verify().map_err(|defect| OpenError::Refused { path: path.to_owned(), defect })?;
    writeln!(
        out,
        "{} is sound: read {} ingredients and {} regulation entries, found every ingredient again by its {} names, made \
         {} index sections anew and found them the same",
        path.display(),
        report.ingredients,
        report.regulations,
        report.names,
        report.sections
    )?;
    Ok(())
}
