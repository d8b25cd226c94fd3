//! The readers against the real files, which do not stand in the project: they are read from the folder that
//! `INCIDEX_REFERENCE_DIR` names. Without it the test says so and passes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use incidex_core::regulation::Annex;

use super::{Action, Finding, annex, cosing, kcia, names};

fn bytes(folder: &Path, file: &str) -> Vec<u8> {
    std::fs::read(folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn count(findings: &[Finding], action: Action) -> usize {
    findings.iter().filter(|finding| finding.action == action).count()
}

fn wrong_check_digits(findings: &[Finding], field: &str) -> usize {
    findings.iter().filter(|f| f.field == field && f.reason.contains("fails its check digit")).count()
}

/// Prints how many findings of each kind there are, with examples; seen with `--nocapture`.
fn show(file: &str, findings: &[Finding]) {
    let mut kinds: BTreeMap<(Action, &str, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        let reason = finding.reason.rsplit('"').next().unwrap_or_default();
        // Which digit fails would make a kind of its own for each pair of digits.
        let reason = reason.split(':').next().unwrap_or_default();
        kinds.entry((finding.action, finding.field, reason)).or_default().push(finding);
    }
    println!("{file}: {} findings", findings.len());
    for ((action, field, reason), found) in kinds {
        println!("  {} {field} x{}: {reason}", action.label(), found.len());
        for finding in found.iter().take(6) {
            println!("      line {}: {:?}", finding.line, finding.value);
        }
    }
}

#[test]
fn real_files() {
    let Some(folder) = crate::paths::reference() else {
        println!("skipped: INCIDEX_REFERENCE_DIR does not name the folder of the real files");
        return;
    };
    inventory(&folder);
    functions_by_name(&folder);
    annexes(&folder);
    dictionary(&folder);
}

fn inventory(folder: &Path) {
    let imported = cosing::parse(&bytes(folder, "cosing/inventory-2024-10.csv"), "inventory").unwrap();
    show("inventory", &imported.findings);
    let rows = &imported.rows;
    assert_eq!((rows.len(), imported.rows_read), (32_399, 32_399));
    // 18 rows without a number, and one whose number is none.
    assert_eq!(rows.iter().filter(|row| row.reference.is_none()).count(), 19);
    let with_cas = rows.iter().filter(|row| !row.cas.is_empty()).count();
    assert!((14_700..=14_850).contains(&with_cas), "{with_cas}");
    assert_eq!(rows.iter().map(|row| row.name.chars().count()).max(), Some(2_000));
    let refused = |field| {
        let of_field = |f: &&Finding| f.field == field && f.action == Action::ValueRefused;
        imported.findings.iter().filter(of_field).count()
    };
    assert_eq!((refused("reference"), count(&imported.findings, Action::RowRefused)), (19, 0));
    // 41 that fail the check digit, and three that are cut short or too long.
    assert_eq!((refused("cas"), wrong_check_digits(&imported.findings, "cas")), (44, 41));
    let mut names_by_cas: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for row in rows {
        for cas in &row.cas {
            names_by_cas.entry(cas.to_string()).or_default().insert(&row.name);
        }
    }
    let shared = names_by_cas.values().filter(|names| names.len() > 1).count();
    println!("inventory: {with_cas} rows with CAS, {shared} numbers of several names");
    assert_eq!(names_by_cas["9003-11-6"].len(), 75);
    let cited: BTreeSet<_> = rows.iter().flat_map(|row| &row.annexes).collect();
    let annex_ii = annex::parse(Annex::II, &bytes(folder, "annexes/annex-II-2025-12.csv"), "II").unwrap();
    let uncited = annex_ii.rows.iter().filter(|row| !cited.contains(&row.reference)).count();
    assert_eq!(uncited, 1_424);
    let of_water = rows.iter().find(|row| row.name == "AQUA").unwrap();
    assert_eq!(of_water.cas[0].to_string(), "7732-18-5");
    assert!(rows.iter().all(|row| row.functions.iter().all(|f| f != "UNKNOWN" && f != "NOT REPORTED")));
}

fn functions_by_name(folder: &Path) {
    let imported = names::parse(&bytes(folder, "cosing/names-functions-2026-07.json"), "names").unwrap();
    show("names", &imported.findings);
    assert_eq!(imported.rows_read, 33_116);
    let merged = imported.findings.iter().filter(|f| f.reason.starts_with("merged")).count();
    assert_eq!((imported.rows.len(), merged), (33_111, 5));
    assert!(imported.rows.is_sorted_by_key(|row| row.name.clone()));
}

fn annexes(folder: &Path) {
    let expected = [
        (Annex::II, "II-2025-12", 1_744, 18, "2025-12-24"),
        (Annex::III, "III-2025-12", 373, 2, "2025-12-25"),
        (Annex::IV, "IV-2024-02", 154, 0, ""),
        (Annex::V, "V-2024-02", 57, 3, ""),
        (Annex::VI, "VI-2024-02", 35, 1, ""),
    ];
    for (annex, file, rows, withdrawn, date) in expected {
        let imported =
            annex::parse(annex, &bytes(folder, &format!("annexes/annex-{file}.csv")), file).unwrap();
        show(file, &imported.findings);
        println!("{file}: {:?}", imported.date);
        assert_eq!((imported.rows.len(), imported.rows_read), (rows, rows), "{file}");
        assert_eq!(imported.rows.iter().filter(|row| row.is_withdrawn).count(), withdrawn, "{file}");
        assert!(imported.rows.iter().all(|row| row.update_date.is_some()), "{file}");
        assert!(imported.rows.iter().all(|row| row.regulation.starts_with("(E")), "{file}");
        assert!(date.is_empty() || imported.date.as_deref() == Some(date), "{file}");
        if annex == Annex::II {
            let most = imported.rows.iter().map(|row| row.cas.len()).max();
            assert!(most >= Some(170), "{most:?}");
            let third =
                imported.rows.iter().filter(|row| row.occurrence == 3).map(|r| r.reference.to_string());
            assert_eq!(third.collect::<Vec<_>>(), ["II/38"]);
        }
        if annex == Annex::IV {
            assert!(imported.rows.iter().all(|row| row.label_wording.is_empty()));
            assert_eq!(imported.rows.iter().filter(|row| !row.product_type.is_empty()).count(), 59);
            assert_eq!(imported.rows.iter().filter(|row| !row.maximum_concentration.is_empty()).count(), 6);
            assert_eq!(imported.rows.iter().filter(|row| !row.identified.is_empty()).count(), 153);
        }
        if annex == Annex::V {
            assert_eq!(imported.rows.iter().filter(|row| !row.maximum_concentration.is_empty()).count(), 54);
        }
    }
}

fn dictionary(folder: &Path) {
    let imported = kcia::parse(&bytes(folder, "kcia/dictionary-2026-03-23.csv"), "kcia").unwrap();
    show("kcia", &imported.findings);
    let rows = &imported.rows;
    assert_eq!((rows.len(), imported.rows_read), (21_796, 21_796));
    assert_eq!(imported.date.as_deref(), Some("2026-03-23"));
    // 1,199 without an English name, and one with Korean in its place.
    assert_eq!(rows.iter().filter(|row| row.english.is_none()).count(), 1_200);
    assert_eq!(rows.iter().filter(|row| !row.former.is_empty()).count(), 4_058);
    let with_cas = rows.iter().filter(|row| !row.cas.is_empty()).count();
    println!("kcia: {with_cas} with CAS");
    assert!(with_cas > 8_300, "{with_cas}");
    assert_eq!(wrong_check_digits(&imported.findings, "cas"), 19);
    assert!(rows.iter().any(|row| row.english.as_deref() == Some("Water") && row.korean == "정제수"));
}
