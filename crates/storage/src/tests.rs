//! Files whose bytes are whole and whose parts are not what they should be, made by changing the tables of a
//! sound file: what opening refuses, what it lets pass and verifying names, and what reading one record says.

use incidex_core::index::Section;
use incidex_core::ingredient::{Function, Ingredient, IngredientCode, Language, Name, NameKind};
use incidex_core::manifest::SourceInfo;
use incidex_core::regulation::{EntryKey, Market, RegulationEntry, RegulationStatus, SourceType};
use incidex_core::store::RecordStore;
use redb::{Builder, ReadableTable, StorageBackend, WriteTransaction};

use crate::backend::{GrowingImage, ReadOnlyImage};
use crate::format::{self, tables};
use crate::{Bundle, BundleContent, BundleWriter, Defect, OpenError};

/// So many that opening looks at every second record alone.
const RECORDS: u32 = 20;
/// A record that opening looks at.
const LOOKED_AT: u32 = 1;
/// A record that it does not.
const PASSED_OVER: u32 = 2;
/// No record at all.
const UNDECODABLE: &[u8] = &[0xff; 3];

fn entry() -> RegulationEntry {
    RegulationEntry {
        key: EntryKey { market: Market::Eu, reference: "III/98".into(), occurrence: 1 },
        source_type: SourceType::Limit,
        substance: "Salicylic acid".into(),
        cas: Vec::new(),
        ec: Vec::new(),
        product_type: String::new(),
        maximum_concentration: "3 %".into(),
        conditions: String::new(),
        label_wording: String::new(),
        source: "annex-iii".into(),
        source_date: "2025-12-25".into(),
        is_withdrawn: false,
    }
}

fn ingredient(code: u32) -> Ingredient {
    let inci_name = format!("Peptide-{code}");
    Ingredient {
        code: IngredientCode::new(code),
        names: vec![Name::new(NameKind::Inci, Language::Inci, &*inci_name)],
        inci_name,
        korean_name: String::new(),
        cas: vec!["56-81-5".parse().unwrap()],
        ec: vec!["200-289-5".parse().unwrap()],
        functions: Vec::new(),
        regulations: if code == LOOKED_AT { vec![entry().key] } else { Vec::new() },
        status: RegulationStatus::NotListed,
        limit_value: String::new(),
        label_frequency: 0,
        variety_of: None,
        cosing_references: Vec::new(),
        kcia_codes: Vec::new(),
        oldest_source: String::new(),
        newest_source: String::new(),
    }
}

fn whole() -> Vec<u8> {
    let function = |code: &str| Function { code: code.into(), english: code.into(), korean: code.into() };
    let content = BundleContent {
        ingredients: (1..=RECORDS).map(ingredient).collect(),
        regulations: vec![entry()],
        functions: vec![function("humectant"), function("solvent")],
        markets: vec![Market::Eu],
        sources: Vec::new(),
    };
    BundleWriter::new(content).unwrap().bytes().to_vec()
}

/// Manifest and image of the sound file.
fn parts() -> (String, Vec<u8>) {
    let bytes = whole();
    let parts = format::check(&bytes).unwrap();
    (String::from_utf8(bytes[parts.manifest].to_vec()).unwrap(), bytes[parts.image].to_vec())
}

/// The file with its tables changed.
fn with_tables(change: impl FnOnce(&WriteTransaction)) -> Vec<u8> {
    let (manifest, bytes) = parts();
    let image = GrowingImage::default();
    image.set_len(bytes.len() as u64).unwrap();
    image.write(0, &bytes).unwrap();
    let database = Builder::new().create_with_backend(image.clone()).unwrap();
    let transaction = database.begin_write().unwrap();
    change(&transaction);
    transaction.commit().unwrap();
    drop(database);
    format::assemble(manifest.as_bytes(), &image.take())
}

/// The file with its manifest changed.
fn with_manifest(old: &str, new: &str) -> Vec<u8> {
    let (manifest, image) = parts();
    assert!(manifest.contains(old), "{manifest}");
    format::assemble(manifest.replacen(old, new, 1).as_bytes(), &image)
}

fn with_ingredient(code: u32, bytes: &[u8]) -> Vec<u8> {
    with_tables(|tables| {
        tables.open_table(tables::INGREDIENTS).unwrap().insert(code, bytes).unwrap();
    })
}

fn with_section(name: &str, bytes: &[u8]) -> Vec<u8> {
    with_tables(|tables| {
        tables.open_table(tables::SECTIONS).unwrap().insert(name, bytes).unwrap();
    })
}

/// Holds the part and the beginning of the fault against a defect.
#[track_caller]
fn is_defect<T>(outcome: Result<T, Defect>, expected_part: &str, expected: &str) {
    match outcome.err() {
        Some(Defect::Content { part, fault }) => {
            assert_eq!(part, expected_part, "{fault}");
            assert!(fault.starts_with(expected), "{part}: {fault}");
        }
        other => panic!("{expected_part}: {other:?}"),
    }
}

#[track_caller]
fn opening_refuses(bytes: Vec<u8>, part: &str, fault: &str) {
    is_defect(Bundle::from_bytes(bytes), part, fault);
}

#[track_caller]
fn verifying_refuses(bytes: Vec<u8>, part: &str, fault: &str) {
    is_defect(Bundle::from_bytes(bytes).unwrap().verify(), part, fault);
}

#[test]
fn the_file_that_is_changed_here_is_sound() {
    let bytes = with_tables(|_| {});
    let size = bytes.len() as u64;
    let bundle = Bundle::from_bytes(bytes).unwrap();
    assert_eq!(bundle.size(), size);
    assert_eq!(bundle.verify().unwrap().ingredients, RECORDS as usize);
}

#[test]
fn a_manifest_or_an_image_that_is_none_is_refused() {
    let (manifest, image) = parts();
    opening_refuses(format::assemble(b"{", &image), "manifest", "EOF while parsing");
    opening_refuses(format::assemble(manifest.as_bytes(), b"no redb"), "redb image", "");
    opening_refuses(format::assemble(manifest.as_bytes(), &image[..image.len() / 2]), "redb image", "");
}

#[test]
fn a_table_that_is_missing_is_named() {
    opening_refuses(with_tables(|t| _ = t.delete_table(tables::INGREDIENTS)), "ingredients", "Table");
    opening_refuses(with_tables(|t| _ = t.delete_table(tables::REGULATIONS)), "regulations", "Table");
    opening_refuses(with_tables(|t| _ = t.delete_table(tables::FUNCTIONS)), "functions", "Table");
    opening_refuses(with_tables(|t| _ = t.delete_table(tables::SECTIONS)), "sections", "Table");
}

#[test]
fn a_section_that_is_missing_foreign_or_one_too_many_is_named() {
    for section in Section::ALL {
        let name = section.name();
        let without = with_tables(|tables| {
            tables.open_table(tables::SECTIONS).unwrap().remove(name).unwrap().unwrap();
        });
        opening_refuses(without, name, "it is missing");
    }
    opening_refuses(with_section("names", UNDECODABLE), "names", "");
    verifying_refuses(with_section("names.of_tomorrow", b""), "sections", "there are 18 where");
}

#[test]
fn a_section_of_other_records_is_told_from_its_own() {
    // A directory whose list of functions holds one that no record has.
    let other = with_tables(|tables| {
        let mut sections = tables.open_table(tables::SECTIONS).unwrap();
        let directory = sections.get("directory").unwrap().unwrap().value().to_vec();
        assert_eq!(directory[..4], [0; 4], "no record has a function");
        let other = [b"\x08\0\0\0solvent\n", &directory[4..]].concat();
        sections.insert("directory", other.as_slice()).unwrap();
    });
    verifying_refuses(other, "directory", "it is not what its records make");
}

#[test]
fn records_that_cannot_be_read_are_named() {
    opening_refuses(with_ingredient(LOOKED_AT, UNDECODABLE), "ingredient 1", "cannot read ingredient 1");
    verifying_refuses(with_ingredient(PASSED_OVER, UNDECODABLE), "ingredient 2", "cannot read ingredient 2");
    let key = entry().key.to_string();
    let entry = with_tables(|tables| {
        tables.open_table(tables::REGULATIONS).unwrap().insert(key.as_str(), UNDECODABLE).unwrap();
    });
    opening_refuses(entry, "ingredient 1", "cannot read regulation EU III/98");
    let function = with_tables(|tables| {
        tables.open_table(tables::FUNCTIONS).unwrap().insert(1, UNDECODABLE).unwrap();
    });
    opening_refuses(function, "functions", "");
}

#[test]
fn a_whole_table_is_read_up_to_what_cannot_be() {
    let bundle = Bundle::from_bytes(with_ingredient(PASSED_OVER, UNDECODABLE)).unwrap();
    let read: Vec<_> = bundle.catalog().store().ingredients().unwrap().collect();
    assert_eq!(read.len(), RECORDS as usize);
    let unreadable: Vec<_> = read.into_iter().filter_map(Result::err).map(|error| error.what).collect();
    assert_eq!(unreadable, ["ingredient 2"]);
    let strange = with_tables(|tables| {
        tables.open_table(tables::REGULATIONS).unwrap().insert("EU III/99", UNDECODABLE).unwrap();
    });
    let bundle = Bundle::from_bytes(strange).unwrap();
    let store = bundle.catalog().store();
    let read: Vec<_> = store.regulations().unwrap().map(|entry| entry.map_err(|error| error.what)).collect();
    assert_eq!(read, [Ok(entry()), Err("regulation EU III/99".to_owned())]);
    let key = EntryKey { reference: "III/99".into(), ..entry().key };
    assert_eq!(store.regulation(&key).unwrap_err().what, "regulation EU III/99");
    assert_eq!(store.regulation(&EntryKey { reference: "III/1".into(), ..entry().key }), Ok(None));
}

#[test]
fn a_record_that_the_directory_names_must_be_there() {
    let fewer = with_tables(|tables| {
        tables.open_table(tables::INGREDIENTS).unwrap().remove(PASSED_OVER).unwrap().unwrap();
    });
    opening_refuses(fewer, "number of ingredients", "the file holds 19, its directory 20, its manifest 20");
    let other = |code: u32| {
        with_tables(|tables| {
            let mut table = tables.open_table(tables::INGREDIENTS).unwrap();
            let bytes = table.remove(code).unwrap().unwrap().value().to_vec();
            table.insert(RECORDS + 1, bytes.as_slice()).unwrap();
        })
    };
    let fault = "the directory names it and it is not there";
    opening_refuses(other(LOOKED_AT), "ingredient 1", fault);
    verifying_refuses(other(PASSED_OVER), "ingredient 2", fault);
}

#[test]
fn functions_stand_under_their_positions() {
    let moved = with_tables(|tables| {
        let mut table = tables.open_table(tables::FUNCTIONS).unwrap();
        let bytes = table.remove(1).unwrap().unwrap().value().to_vec();
        table.insert(2, bytes.as_slice()).unwrap();
    });
    verifying_refuses(moved, "functions", "number 1 is missing");
}

#[test]
fn a_manifest_that_says_something_else_is_named() {
    verifying_refuses(
        with_manifest("\"names\":20,", ""),
        "counts",
        "of names the manifest says nothing, and 20 are there",
    );
    verifying_refuses(
        with_manifest("\"undated-", "\"undated-0"),
        "manifest",
        "the version of its data set does not end with its digest",
    );
}

#[test]
fn a_data_set_is_called_after_its_newest_source() {
    let source = |id: &str, date: &str| SourceInfo {
        id: id.into(),
        title: String::new(),
        date: date.into(),
        terms: String::new(),
        sha256: String::new(),
        rows: 0,
    };
    let version = |sources| {
        let content = BundleContent { sources, ..BundleContent::default() };
        let bundle = Bundle::from_bytes(BundleWriter::new(content).unwrap().bytes().to_vec()).unwrap();
        let manifest = bundle.catalog().manifest();
        let (date, digest) = manifest.dataset_version.rsplit_once('-').unwrap();
        assert_eq!((digest.len(), manifest.digest.starts_with(digest)), (12, true));
        date.to_owned()
    };
    assert_eq!(version(vec![source("b", "2026-03-23"), source("a", "2025-12-25")]), "2026-03-23");
    assert_eq!(version(vec![source("b", "")]), "undated");
}

#[test]
fn what_cannot_be_read_is_told_from_what_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(Bundle::open(folder.path()), Err(OpenError::Io { path, .. }) if path == folder.path()));
    let foreign = folder.path().join("x.idx");
    std::fs::write(&foreign, "PK").unwrap();
    let refused = Bundle::open(&foreign).err().unwrap();
    assert!(matches!(refused, OpenError::Refused { path, defect: Defect::Foreign } if path == foreign));
}

#[test]
fn the_image_of_an_opened_file_cannot_be_written() {
    let image = ReadOnlyImage::new(std::sync::Arc::new(b"0123456789".to_vec()), 2..6);
    let kind = |outcome: std::io::Result<()>| outcome.unwrap_err().kind();
    assert_eq!(image.len().unwrap(), 4);
    let mut out = [0; 2];
    image.read(2, &mut out).unwrap();
    assert_eq!(&out, b"45");
    for at in [3, 4, 5, u64::MAX] {
        assert_eq!(kind(image.read(at, &mut out)), std::io::ErrorKind::UnexpectedEof, "{at}");
    }
    assert_eq!(kind(image.write(0, b"x")), std::io::ErrorKind::PermissionDenied);
    assert_eq!(kind(image.set_len(9)), std::io::ErrorKind::PermissionDenied);
    assert_eq!(kind(image.sync_data()), std::io::ErrorKind::PermissionDenied);
}

#[test]
fn an_image_in_the_making_grows_only_when_told_to() {
    let image = GrowingImage::default();
    image.set_len(4).unwrap();
    image.write(1, b"abc").unwrap();
    for at in [2, 4, u64::MAX] {
        assert_eq!(image.write(at, b"xyz").unwrap_err().kind(), std::io::ErrorKind::UnexpectedEof, "{at}");
    }
    assert_eq!(image.take(), b"\0abc");
}
