//! Why a command failed, and the exit code that says so.

use std::io::{self, ErrorKind, Write, stderr};
use std::net::SocketAddr;
use std::process::ExitCode;

use incidex_core::catalog::{CatalogError, LabelError, SearchError};
use incidex_ops::config::{Origin, SettingError};
use incidex_ops::operations::OperationsError;
use incidex_ops::policy::PolicyError;

use incidex_server::StartError;
use incidex_storage::OpenError;

/// Why a command failed. Each error names the input and the remedy itself.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// A setting cannot be used.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// The index cannot be used.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The log or alerts cannot be set up.
    #[error(transparent)]
    Operations(#[from] OperationsError),
    /// The server does not answer, or not well.
    #[error(
        "the server on {address} is not well: {path}: {why}. Look at its log, or name its address with --bind"
    )]
    Unwell {
        /// Where it should listen.
        address: SocketAddr,
        /// What was asked for.
        path: &'static str,
        /// What came instead.
        why: String,
    },
    /// The server could not start, or ended in an error.
    #[error(transparent)]
    Start(#[from] StartError),
    /// A record that the index names cannot be read; nothing is refused to whoever owns the file.
    #[error("{0}. Run `incidex verify` on the index, and build it again")]
    Catalog(#[from] CatalogError),
    /// The search failed; nothing is refused to whoever owns the file.
    #[error("{0}. Run `incidex verify` on the index, and build it again")]
    Search(#[from] SearchError),
    /// The label cannot be read.
    #[error("{0}")]
    Label(#[from] LabelError),
    /// The text of a label cannot be had.
    #[error("cannot read {path}: {source}. Give a file of UTF-8 text, or - and the text on stdin")]
    Input {
        /// The file.
        path: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// The policy cannot be used.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The answer could not be written.
    #[error("cannot write the answer: {0}. Check where the output goes")]
    Output(#[from] io::Error),
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Output(error.into())
    }
}

impl Failure {
    /// Says on stderr what failed; the exit code.
    pub(crate) fn report(&self) -> ExitCode {
        if let Self::Output(error) = self
            && error.kind() == ErrorKind::BrokenPipe
        {
            // `incidex search … | head` has what it wanted.
            return ExitCode::SUCCESS;
        }
        // Where stderr is gone, the exit code alone has to tell.
        let _ = writeln!(stderr(), "incidex: {self}");
        match self {
            Self::Setting(error) if error.origin == Origin::Flag => ExitCode::from(2),
            _ => ExitCode::FAILURE,
        }
    }
}
