//! The builder: the same bytes for the same input, whole files whatever happens, everything accounted for.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Instant;

use incidex_storage::Bundle;
use incidex_tests::{curated_index, incidex, reference, reference_arguments, xtask};
use serde_json::Value;
use tempfile::TempDir;

fn build(out: &Path, arguments: &[String]) -> Output {
    xtask().args(["build-index", "--out"]).arg(out).args(arguments).output().expect("the builder runs")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn the_same_input_gives_the_same_bytes_wherever_it_is_written() {
    let folder = TempDir::new().unwrap();
    let elsewhere = folder.path().join("a").join("deeper").join("other-name.idx");
    let output = build(&elsewhere, &[]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(fs::read(&elsewhere).unwrap() == fs::read(curated_index()).unwrap(), "the bytes differ");
}

#[test]
fn nothing_to_build_from_is_refused() {
    let folder = TempDir::new().unwrap();
    let output = build(&folder.path().join("x.idx"), &["--no-data".to_owned()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("nothing to build from"), "{}", said(&output));
    let output = build(&folder.path().join("x.idx"), &["--annex".to_owned(), "VII=x.csv".to_owned()]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
}

#[test]
fn a_wrong_export_is_named_and_the_old_index_stays() {
    let folder = TempDir::new().unwrap();
    let (index, wrong) = (folder.path().join("x.idx"), folder.path().join("wrong.csv"));
    fs::copy(curated_index(), &index).unwrap();
    fs::write(&wrong, "a,b\n1,2\n").unwrap();
    let before = fs::read(&index).unwrap();
    for arguments in [
        vec!["--cosing".to_owned(), wrong.display().to_string()],
        vec!["--kcia".to_owned(), folder.path().join("absent.csv").display().to_string()],
    ] {
        let output = build(&index, &arguments);
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains(&arguments[1]), "{}", said(&output));
        assert!(fs::read(&index).unwrap() == before);
    }
}

#[test]
fn small_exports_alone_make_an_index_and_keep_their_codes() {
    let folder = TempDir::new().unwrap();
    let (index, inventory) = (folder.path().join("x.idx"), folder.path().join("cosing.csv"));
    let names = folder.path().join("names.json");
    let rows = "id,inci,casNo,ecNo,anx,refNo,function\n1,TEST OIL,98-92-1,-,,31001,EMOLLIENT THAT IS NOT\n\
                2,TEST WAX,98-92-0,202-713-4,III/98,31002,HUMECTANT\n";
    fs::write(&inventory, rows).unwrap();
    fs::write(&names, r#"{"NEW TEST EXTRACT":["HUMECTANT"],"TEST WAX":["SOLVENT"]}"#).unwrap();
    let arguments = |names: &Path| {
        let files = [("--cosing", &inventory), ("--names", &names.to_path_buf())];
        let mut all = vec!["--no-data".to_owned()];
        all.extend(files.iter().flat_map(|(flag, file)| [(*flag).to_owned(), file.display().to_string()]));
        all
    };
    let output = build(&index, &arguments(&names));
    assert!(output.status.success(), "{}", said(&output));
    let report = fs::read_to_string(folder.path().join("x.idx.report.csv")).unwrap();
    assert!(report.contains("98-92-1") && report.contains("EMOLLIENT THAT IS NOT"), "{report}");
    let code_of = |name: &str| {
        let output = incidex().args(["search", name, "--json", "--index"]).arg(&index).output().unwrap();
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        answer["data"][0]["ingredient"]["code"].as_u64().unwrap()
    };
    let first = code_of("new test extract");
    assert!(first >= 9_000_000);
    assert_eq!((code_of("test oil"), code_of("test wax")), (1_031_001, 1_031_002));
    // A name that sorts before it takes a code of its own and leaves the first one alone.
    fs::write(&names, r#"{"AN EARLIER EXTRACT":[],"NEW TEST EXTRACT":["HUMECTANT"]}"#).unwrap();
    assert!(build(&index, &arguments(&names)).status.success());
    assert_eq!(code_of("new test extract"), first);
    assert!(code_of("an earlier extract") > first);
}

#[test]
fn a_killed_builder_leaves_the_old_file_or_the_new_one() {
    let folder = TempDir::new().unwrap();
    let (index, inventory) = (folder.path().join("x.idx"), folder.path().join("cosing.csv"));
    fs::write(&inventory, "id,inci,casNo,ecNo,anx,refNo,function\n1,TEST OIL,-,-,,31001,HUMECTANT\n")
        .unwrap();
    let small = ["--no-data".to_owned(), "--cosing".to_owned(), inventory.display().to_string()];
    assert!(build(&index, &small).status.success());
    let (old, new) = (fs::read(&index).unwrap(), fs::read(curated_index()).unwrap());
    assert!(old != new);
    let started = Instant::now();
    assert!(build(&folder.path().join("timing.idx"), &[]).status.success());
    let whole = started.elapsed();
    let (rounds, mut replaced) = (60, 0);
    for round in 0..rounds {
        let mut builder = Command::new(xtask().get_program())
            .args(["build-index", "--out"])
            .arg(&index)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the builder runs");
        // The last rounds reach beyond the end of a build.
        thread::sleep(whole * round * 6 / (rounds * 5));
        let _ = builder.kill();
        let _ = builder.wait();
        let found = fs::read(&index).unwrap();
        assert!(found == old || found == new, "round {round}: neither the old file nor the new one");
        if found == new {
            replaced += 1;
            fs::write(&index, &old).unwrap();
        }
    }
    eprintln!("{rounds} builders killed, {replaced} of them after they had replaced the file");
    assert!(build(&index, &[]).status.success());
    let left: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with(".x.idx"))
        .collect();
    assert!(left.is_empty(), "leftovers of killed builders: {left:?}");
}

#[test]
fn builders_beside_each_other_do_no_harm() {
    let folder = TempDir::new().unwrap();
    let index = folder.path().join("x.idx");
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert!(build(&index, &[]).status.success()));
        }
    });
    assert!(fs::read(&index).unwrap() == fs::read(curated_index()).unwrap());
}

#[test]
fn all_official_exports_are_accounted_for() {
    let Some(exports) = reference("all_official_exports_are_accounted_for") else { return };
    let folder = TempDir::new().unwrap();
    let index = folder.path().join("full.idx");
    let arguments = reference_arguments(&exports);
    let output = build(&index, &arguments);
    let text = said(&output);
    assert!(output.status.success(), "{text}");
    for line in [
        "rows of the CosIng inventory: 32399 of 32399 found in the index",
        "newer CosIng names: 33111 of 33111 found in the index",
        "entries of the Korean dictionary: 21796 of 21796 found in the index",
        "annex entries: 2363 of 2363 found in the index",
    ] {
        assert!(text.contains(line), "{text}");
    }
    let bundle = Bundle::open(&index).unwrap();
    let report = bundle.verify().unwrap();
    assert!(report.ingredients > 35_000 && report.regulations >= 2_363, "{report:?}");
    let again = folder.path().join("again.idx");
    let mut reversed: Vec<String> = arguments.chunks(2).rev().flatten().cloned().collect();
    assert!(build(&again, &reversed).status.success());
    assert!(
        fs::read(&index).unwrap() == fs::read(&again).unwrap(),
        "the order of arguments changes the bytes"
    );
    reversed.push("--no-data".to_owned());
    assert!(build(&again, &reversed).status.success());
}
