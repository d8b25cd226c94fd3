//! `cargo xtask torture`: builds the bench, the server and this command for release and starts the proofs that
//! take minutes: `cargo xtask torture --help`.

use super::audit::start;

/// What is passed on as it is.
#[derive(clap::Args, Debug)]
#[command(disable_help_flag = true)]
pub struct Arguments {
    /// An index, names of proofs, and options.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENT")]
    passed: Vec<String>,
}

/// Builds and proves.
///
/// # Errors
/// When something cannot be built or started.
pub fn run(arguments: &Arguments) -> Result<(), String> {
    let passed = [&["torture".to_owned()], arguments.passed.as_slice()].concat();
    start(&["incidex-bench", "incidex", "xtask"], &passed)
}
