//! The bill as a `CycloneDX` document.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{Crate, Role};
use crate::commands::exports::hexadecimal;

/// An index file that goes with the binary.
#[derive(Clone, Debug)]
pub struct DataSetFile {
    /// The version of its data set.
    pub version: String,
    /// SHA-256 of the file.
    pub sha256: String,
}

/// The bill of `crates`, the first of which is what the bill is of, and of the data set that goes with it.
///
/// Its serial number is made from its content (a UUID of version 8, RFC 9562): the same bill has the same
/// number, another one another.
pub fn document(crates: &[Crate], data: Option<&DataSetFile>) -> Value {
    let Some((subject, others)) = crates.split_first() else { return Value::Null };
    let mut components: Vec<Value> = others.iter().map(|one| component(one, "library")).collect();
    let mut dependencies: Vec<Value> =
        crates.iter().map(|one| json!({ "ref": one.package_url(), "dependsOn": one.dependencies })).collect();
    if let Some(data) = data {
        let reference = format!("incidex-data-set@{}", data.version);
        components.push(json!({
            "type": "data",
            "bom-ref": reference,
            "name": "incidex-data-set",
            "version": data.version,
            "description": "Index file of cosmetic ingredients; `incidex info` lists its sources and their terms",
            "hashes": [{ "alg": "SHA-256", "content": data.sha256 }],
        }));
        dependencies.push(json!({ "ref": reference, "dependsOn": [] }));
    }
    let mut document = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "lifecycles": [{ "phase": "build" }],
            "tools": { "components": [{
                "type": "application",
                "name": "cargo xtask sbom",
                "version": env!("CARGO_PKG_VERSION"),
            }] },
            "component": component(subject, "application"),
        },
        "components": components,
        "dependencies": dependencies,
    });
    let serial = serial_number(&document.to_string());
    if let Value::Object(members) = &mut document {
        members.insert("serialNumber".to_owned(), Value::String(serial));
    }
    document
}

fn component(one: &Crate, kind: &str) -> Value {
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    put("type", json!(kind));
    put("bom-ref", json!(one.package_url()));
    put("name", json!(one.name));
    put("version", json!(one.version));
    if !one.description.is_empty() {
        put("description", json!(one.description));
    }
    put("scope", json!(if one.role == Role::Shipped { "required" } else { "excluded" }));
    if let Some(checksum) = &one.checksum {
        put("hashes", json!([{ "alg": "SHA-256", "content": checksum }]));
    }
    if let Some(licence) = &one.licence {
        put("licenses", json!([{ "expression": licence }]));
    }
    put("purl", json!(one.package_url()));
    if let Some(repository) = &one.repository {
        put("externalReferences", json!([{ "type": "vcs", "url": repository }]));
    }
    Value::Object(members)
}

fn serial_number(content: &str) -> String {
    let mut bytes: [u8; 16] = [0; 16];
    for (byte, digest) in bytes.iter_mut().zip(Sha256::digest(content.as_bytes())) {
        *byte = digest;
    }
    bytes[6] = bytes[6] & 0x0f | 0x80; // version 8: made from content in a way of one's own
    bytes[8] = bytes[8] & 0x3f | 0x80; // the variant of RFC 9562
    let digits = hexadecimal(&bytes);
    let parts = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
    format!("urn:uuid:{}", parts.join("-"))
}
