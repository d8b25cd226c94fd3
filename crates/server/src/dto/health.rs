//! Whether the process lives, whether it wants requests, and which data set it serves.

use incidex_core::manifest::Manifest;
use schemars::JsonSchema;
use serde::Serialize;

use super::schema;

/// Which data set an answer comes from.
#[derive(Clone, Copy, Debug, JsonSchema, Serialize)]
pub struct DatasetReference<'a> {
    /// Version of the data set.
    pub version: &'a str,
    /// SHA-256 over its content, in hexadecimal digits.
    pub digest: &'a str,
}

impl<'a> From<&'a Manifest> for DatasetReference<'a> {
    fn from(manifest: &'a Manifest) -> Self {
        Self { version: &manifest.dataset_version, digest: &manifest.digest }
    }
}

/// The answer of `/health`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Health {
    /// Always `healthy`: who is not does not answer.
    #[schemars(schema_with = "schema::healthy")]
    pub status: &'static str,
    /// Version of the program.
    pub version: &'static str,
    /// Now, in UTC to the second (RFC 3339).
    #[schemars(schema_with = "schema::timestamp")]
    pub timestamp: String,
}

/// The answer of `/ready` while requests are wanted.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Ready<'a> {
    /// Always `ready`.
    #[schemars(schema_with = "schema::ready")]
    pub status: &'static str,
    /// Version of the program.
    pub version: &'static str,
    /// Which data set is served.
    pub dataset: DatasetReference<'a>,
}
