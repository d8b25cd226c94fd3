//! The record rule on the official exports: principals, varieties and doubles.

use std::path::Path;

use incidex_tests::{incidex, reference, reference_arguments, xtask};
use serde_json::Value;
use tempfile::TempDir;

fn search(index: &Path, query: &str) -> Vec<Value> {
    let output = incidex().args(["search", query, "--json", "--index"]).arg(index).output().unwrap();
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    answer["data"].as_array().unwrap().iter().map(|hit| hit["ingredient"].clone()).collect()
}

#[test]
fn a_name_means_the_principal_and_a_korean_name_its_own_record() {
    let Some(exports) = reference("a_name_means_the_principal_and_a_korean_name_its_own_record") else {
        return;
    };
    let folder = TempDir::new().unwrap();
    let index = folder.path().join("full.idx");
    let built = xtask()
        .args(["build-index", "--out"])
        .arg(&index)
        .args(reference_arguments(&exports))
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    for (query, code) in [
        ("water", 2700),
        ("aqua", 2700),
        ("camellia sinensis leaf extract", 2756),
        ("beeswax", 721),
        ("cera alba", 721),
        ("niacinamide", 1941),
        ("retinol", 5489),
        ("parfum", 4852),
        ("ci 77891", 3463),
    ] {
        assert_eq!(search(&index, query)[0]["code"], code, "{query}");
    }
    for (query, code, principal) in [
        ("미네랄워터", 6210, 2700),
        ("탄산수", 7628, 2700),
        ("홍차추출물", 6296, 2756),
        ("보이차추출물", 9502, 2756),
        ("세라알바", 7425, 721),
    ] {
        let record = &search(&index, query)[0];
        assert_eq!((&record["code"], &record["variety_of"]), (&code.into(), &principal.into()), "{query}");
    }
    let variety = &search(&index, "미네랄워터")[0];
    assert_eq!(
        (&variety["inci_name"], &variety["sources"]["cosing"]),
        (&"Water".into(), &Value::Array(Vec::new()))
    );
    // Prohibited by an entry that the inventory's date does not know yet: the annex itself names it.
    let record = &search(&index, "trimethylbenzoyl diphenylphosphine oxide")[0];
    assert_eq!(record["regulation_status"], "Prohibited");
}
