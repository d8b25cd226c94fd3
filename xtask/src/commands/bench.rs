//! `cargo xtask bench`: builds the bench, the server and this command for release and starts a measurement:
//! `cargo xtask bench --help`.

use super::audit::start;

/// What is passed on as it is.
#[derive(clap::Args, Debug)]
#[command(disable_help_flag = true)]
pub struct Arguments {
    /// `startup`, `http`, `search` or `labels`, and arguments of it.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENT")]
    passed: Vec<String>,
}

/// Builds and measures.
///
/// # Errors
/// When something cannot be built or started.
pub fn run(arguments: &Arguments) -> Result<(), String> {
    start(&["incidex-bench", "incidex", "xtask"], &arguments.passed)
}
