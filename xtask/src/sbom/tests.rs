//! The bill of this very tree: valid by the schema, complete, and the same every time.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use super::*;
use crate::commands::sbom::metadata;
use crate::paths;

const TARGET: &str = "x86_64-unknown-linux-gnu";

fn crates() -> Vec<Crate> {
    let lock = fs::read_to_string(paths::root().join("Cargo.lock")).unwrap();
    crates_of(&metadata(TARGET).unwrap(), &lock, "incidex").unwrap()
}

/// What is wrong with a bill, by the published schema.
fn faults(bill: &Value) -> Vec<String> {
    let schema = |name: &str| -> Value {
        let path = paths::root().join("xtask/schemas/cyclonedx").join(format!("{name}.SNAPSHOT.schema.json"));
        serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
    };
    let mut registry = jsonschema::Registry::new();
    for name in ["spdx", "jsf-0.82"] {
        let uri = format!("http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json");
        registry = registry.add(uri, schema(name)).unwrap();
    }
    let registry = registry.prepare().unwrap();
    let schema = schema("bom-1.5");
    let validator =
        jsonschema::options().with_registry(&registry).should_validate_formats(true).build(&schema).unwrap();
    validator.iter_errors(bill).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn the_bill_is_valid_and_the_same_every_time() {
    let data = DataSetFile { version: "2026-07-01-0f3a5c7e9b1d".to_owned(), sha256: "0".repeat(64) };
    for data in [None, Some(&data)] {
        let bill = document(&crates(), data);
        assert_eq!(faults(&bill), [""; 0]);
        assert_eq!(bill, document(&crates(), data));
    }
    let (without, with) = (document(&crates(), None), document(&crates(), Some(&data)));
    assert_ne!(without["serialNumber"], with["serialNumber"]);
    // The check itself can fail.
    let mut wrong = without;
    wrong["components"][0]["type"] = json!("crate");
    wrong["serialNumber"] = json!("1");
    assert_eq!(faults(&wrong).len(), 2, "{:?}", faults(&wrong));
}

#[test]
fn the_bill_is_complete() {
    let crates = crates();
    let bill = document(&crates, None);
    assert_eq!(
        bill["metadata"]["component"]["purl"],
        format!("pkg:cargo/incidex@{}", env!("CARGO_PKG_VERSION"))
    );
    let named = |name: &str| crates.iter().find(|one| one.name == name);
    for shipped in ["incidex", "incidex-core", "incidex-server", "actix-web", "redb", "fst", "rustls"] {
        assert_eq!(named(shipped).map(|one| one.role), Some(Role::Shipped), "{shipped}");
    }
    // Procedural macros and what they are made of run at build time alone.
    for build in ["serde_derive", "syn", "clap_derive"] {
        assert_eq!(named(build).map(|one| one.role), Some(Role::Build), "{build}");
    }
    // What only tests, the bench or this command use is not in the binary.
    for absent in ["tempfile", "incidex-bench", "xtask", "cargo_metadata", "jsonschema-referencing"] {
        assert!(named(absent).is_none(), "{absent}");
    }
    for one in &crates {
        assert!(one.licence.is_some(), "{} states no licence", one.name);
        let is_ours = one.name == "incidex" || one.name.starts_with("incidex-");
        assert_eq!(one.checksum.is_none(), is_ours, "{}", one.name);
        assert!(one.checksum.as_ref().is_none_or(|sum| sum.len() == 64), "{}", one.name);
    }
    // Whatever is referred to is there, once.
    let urls: BTreeSet<String> = crates.iter().map(Crate::package_url).collect();
    assert_eq!(urls.len(), crates.len());
    for one in &crates {
        for dependency in &one.dependencies {
            assert!(urls.contains(dependency), "{} needs {dependency}", one.name);
        }
    }
}

#[test]
fn old_licences_and_versions_with_a_plus_are_written_as_the_standards_have_it() {
    let crates = crates();
    assert!(crates.iter().all(|one| !one.licence.as_deref().unwrap_or_default().contains('/')));
    let plus = Crate {
        name: "a".to_owned(),
        version: "1.0.0+b.2".to_owned(),
        role: Role::Shipped,
        description: String::new(),
        licence: None,
        repository: None,
        checksum: None,
        dependencies: Vec::new(),
    };
    assert_eq!(plus.package_url(), "pkg:cargo/a@1.0.0%2Bb.2");
    assert_eq!(faults(&document(&[plus.clone(), Crate { name: "b".to_owned(), ..plus }], None)), [""; 0]);
}

#[test]
fn a_package_that_is_not_there_is_named() {
    let error = crates_of(&metadata(TARGET).unwrap(), "package = []", "nobody").unwrap_err();
    assert_eq!(error, "the workspace has no package nobody");
    assert!(
        crates_of(&metadata(TARGET).unwrap(), "package = 1", "incidex").unwrap_err().contains("Cargo.lock")
    );
}
