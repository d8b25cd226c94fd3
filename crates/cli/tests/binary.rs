//! The binary as a process: exit codes, what goes to stdout and stderr, serving and stopping.

#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not take for tests")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use incidex_core::ingredient::{Ingredient, Language, NameKind};
use incidex_core::regulation::{Market, RegulationStatus};
use incidex_storage::{BundleContent, BundleWriter};
use serde_json::Value;
use tempfile::TempDir;

/// An index with Retinol and two hundred other records, in a folder of its own.
fn index() -> (TempDir, PathBuf) {
    let record = |code: u32, inci: &str, korean: &str| {
        let names = [(NameKind::Inci, Language::Inci, inci), (NameKind::Korean, Language::Ko, korean)];
        let status = RegulationStatus::NotListed;
        Ingredient { status, kcia_codes: vec![code], ..Ingredient::named(code, names) }
    };
    let mut retinol = record(5489, "Retinol", "레티놀");
    retinol.cas = vec!["68-26-8".parse().unwrap()];
    let others = (0..200).map(|number| record(10_000 + number, &format!("Copper {number:03}"), "구리"));
    let ingredients = others.chain([retinol]).collect();
    let content = BundleContent { ingredients, markets: vec![Market::Eu], ..BundleContent::default() };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("incidex.idx");
    BundleWriter::new(content).unwrap().publish(&path).unwrap();
    (folder, path)
}

/// What prod needs at least.
const PROD: [(&str, &str); 2] = [("INCIDEX_ENV", "prod"), ("INCIDEX_PROXY_SECRETS", "correct-horse-battery")];

/// The binary in an environment without settings, in an empty working directory.
fn incidex(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_incidex"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("INCIDEX_")) {
        command.env_remove(name);
    }
    command.env_remove("RAPIDAPI_PROXY_SECRET");
    command.current_dir(folder);
    command
}

fn run(command: &mut Command) -> (i32, String, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

#[test]
fn verify_and_info_tell_of_the_file() {
    let (folder, path) = index();
    let shown = path.display();
    for arguments in [vec!["verify", "incidex.idx"], vec!["verify", "--index", "incidex.idx"]] {
        let sections = incidex_core::index::Section::ALL.len();
        let expected = format!(
            "incidex.idx is sound: read 201 ingredients and 0 regulation entries, found every ingredient again by \
             its 402 names, made {sections} index sections anew and found them the same\n"
        );
        assert_eq!(run(incidex(folder.path()).args(arguments)), (0, expected, String::new()));
    }
    let (code, out, _) = run(incidex(folder.path()).args(["info", "--json"]).env("INCIDEX_INDEX", &path));
    let info: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &info["counts"]["ingredients"], &info["markets"][0]), (0, &201.into(), &"EU".into()));
    let (code, out, _) = run(incidex(folder.path()).arg("info").arg(&path));
    assert_eq!((code, out.lines().next()), (0, Some(format!("file        {shown}").as_str())));

    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let expected = "incidex: cannot use the index incidex.idx: its SHA-256 does not fit its content: at least one \
                    byte has changed. Copy it again, or build it again\n";
    assert_eq!(
        run(incidex(folder.path()).args(["verify", "incidex.idx"])),
        (1, String::new(), expected.into())
    );
}

#[test]
fn search_prints_a_table_or_what_the_server_would_say() {
    let (folder, path) = index();
    let search = |arguments: &[&str]| {
        run(incidex(folder.path()).arg("search").args(arguments).arg("--index").arg(&path))
    };
    for (query, matched, how) in [
        ("retinol", "Retinol", "exact"),
        ("68-26-8", "68-26-8", "identifier"),
        ("레티", "레티놀", "starts with"),
        ("retinlo", "Retinol", "fuzzy, 1 edit"),
    ] {
        let (code, out, error) = search(&[query]);
        assert_eq!((code, error.as_str(), out.lines().count()), (0, "", 2), "{query}: {out}");
        let row: Vec<&str> =
            out.lines().nth(1).unwrap().split("  ").filter(|cell| !cell.is_empty()).collect();
        let row: Vec<&str> = row.into_iter().map(str::trim).collect();
        assert_eq!(row, ["5489", matched, how, "Retinol", "레티놀", "68-26-8"], "{query}");
        assert!(!out.contains('\u{1b}'), "what is piped is plain");
    }
    assert_eq!(search(&["retinlo", "--mode", "exact"]).1, "");
    assert_eq!(search(&["retinol", "--field", "kr"]).1, "");
    let nothing = "nothing is found by \"unobtainium\"\n";
    assert_eq!(search(&["unobtainium", "--mode", "exact"]), (0, String::new(), nothing.into()));
    let (code, out, error) = search(&["copper"]);
    assert_eq!((code, out.lines().count(), error.as_str()), (0, 51, "50 of 200 shown\n"));
    assert_eq!(search(&["copper", "--limit", "3"]).1.lines().count(), 4);
    let (_, explained, _) = search(&["retinol", "--explain"]);
    for part in ["1. 5489  Retinol / 레티놀", "matched", "inci, inci", "exact", "rules", "0 left over"] {
        assert!(explained.contains(part), "{explained}");
    }
    let answer: Value = serde_json::from_str(&search(&["retinol", "--json"]).1).unwrap();
    assert_eq!((&answer["total"], &answer["total_is_exact"]), (&1.into(), &true.into()));
    assert_eq!(answer["data"][0]["ingredient"]["cas_numbers"], "68-26-8");
    for arguments in
        [&["a"][..], &["retinol", "--mode", "x"], &["retinol", "--limit", "0"], &["retinol", "--field", "x"]]
    {
        assert_eq!(search(arguments).0, 2, "{arguments:?}");
    }
}

#[test]
fn resolve_reads_a_file_or_what_comes_in() {
    let (folder, path) = index();
    let label = "Ingredients: Retinol* (0.3%), Copper 007, Unobtainium. *encapsulated";
    std::fs::write(folder.path().join("label.txt"), label).unwrap();
    let resolve = |arguments: &[&str]| {
        let mut command = incidex(folder.path());
        command.arg("resolve").args(arguments).arg("--index").arg(&path);
        command.stdin(std::fs::File::open(folder.path().join("label.txt")).unwrap());
        run(&mut command)
    };
    let (code, out, error) = resolve(&["label.txt"]);
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    for part in [
        "Retinol* (0.3%)",
        "5489",
        "exact, 99 %",
        "Copper 007",
        "3 mentions: 2 resolved, 0 ambiguous, 1 unresolved",
    ] {
        assert!(out.contains(part), "{part} in {out}");
    }
    assert!(!out.contains('\u{1b}'), "what is piped is plain");
    for arguments in [&[][..], &["-"]] {
        assert_eq!(resolve(arguments), (0, out.clone(), String::new()));
    }
    let (_, with_markets, _) = resolve(&["--markets", "EU,한국"]);
    assert!(with_markets.contains("EU KR") && with_markets.contains("not listed; unknown"), "{with_markets}");
    let report: Value = serde_json::from_str(&resolve(&["--json"]).1).unwrap();
    assert_eq!(report["items"][0]["ingredient"]["code"], 5489);
    assert_eq!(report["summary"]["mentions"], 3);
    let (code, _, error) = resolve(&["missing.txt"]);
    assert_eq!(code, 1);
    assert!(error.starts_with("incidex: cannot read missing.txt: ") && error.contains("UTF-8"), "{error}");
    std::fs::write(folder.path().join("long.txt"), "a".repeat(70_000)).unwrap();
    let (code, _, error) = resolve(&["long.txt"]);
    assert!(code == 1 && error.contains("65536"), "{error}");
    assert_eq!(resolve(&["--markets", "Atlantis"]).0, 2);
}

#[test]
fn refusals_have_their_exit_codes_and_say_what_to_do() {
    let (folder, _) = index();
    let missing = "incidex: there is no index at data/dist/incidex.idx: build one with `cargo xtask build-index`, or \
                   give the path of one\n";
    for arguments in [vec!["serve"], vec!["verify"], vec!["info"], vec!["search", "water"]] {
        let (code, _, error) = run(incidex(folder.path()).args(&arguments));
        assert_eq!((code, error.as_str()), (1, missing), "{arguments:?}");
    }
    for arguments in [
        vec![],
        vec!["serve", "--bind", "nowhere"],
        vec!["serve", "--bind", "0.0.0.0:1"],
        vec!["serve", "--env", "test"],
        vec!["verify", "a", "--index", "b"],
        vec!["search"],
    ] {
        let (code, out, error) = run(incidex(folder.path()).args(&arguments));
        assert_eq!((code, out.as_str(), error.is_empty()), (2, "", false), "{arguments:?}: {error}");
    }
    let (code, out, error) = run(incidex(folder.path()).arg("config").env("INCIDEX_WORKERS", "many"));
    let expected = "incidex: INCIDEX_WORKERS is \"many\" (environment): give a whole number from 1 to 256\n";
    assert_eq!((code, out.as_str(), error.as_str()), (1, "", expected));
}

#[test]
fn config_shows_where_each_value_comes_from() {
    let (folder, _) = index();
    let (code, out, _) = run(incidex(folder.path()).args(["config", "--bind", "127.0.0.1:1"]).envs(PROD));
    assert_eq!(code, 0);
    let line = |name: &str| {
        let line = out.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().skip(1).take(2).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line("INCIDEX_BIND"), "127.0.0.1:1 flag");
    assert_eq!(line("INCIDEX_ENV"), "prod environment");
    assert_eq!(line("INCIDEX_INDEX"), "data/dist/incidex.idx default");
    assert_eq!(line("INCIDEX_PROXY_SECRETS "), "*** (1");
    assert!(!out.contains("correct-horse"), "{out}");
    assert!(out.lines().next().unwrap().starts_with("SETTING"), "{out}");
    let drain = out.lines().find(|line| line.starts_with("INCIDEX_DRAIN_SECONDS")).unwrap();
    let cells: Vec<_> = drain.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
    assert_eq!(cells[1..], ["10", "default", "10", "seconds that stopping takes at most"]);
}

#[test]
fn one_file_gives_what_flags_and_the_environment_do_not() {
    let (folder, _) = index();
    std::fs::write(folder.path().join("incidex.toml"), "workers = 3\ndrain_seconds = 4\nlog = \"warn\"\n")
        .unwrap();
    let (code, out, error) = run(incidex(folder.path())
        .args(["config", "--config", "incidex.toml", "--set", "workers=5"])
        .env("INCIDEX_DRAIN_SECONDS", "6"));
    assert_eq!(code, 0, "{error}");
    let line = |name: &str| {
        let line = out.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().skip(1).take(2).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line("INCIDEX_CONFIG"), "incidex.toml flag");
    assert_eq!(line("INCIDEX_WORKERS"), "5 flag");
    assert_eq!(line("INCIDEX_DRAIN_SECONDS"), "6 environment");
    assert_eq!(line("INCIDEX_LOG"), "warn file:3");
    std::fs::write(folder.path().join("incidex.toml"), "workers = 3\nwrokers = 4\n").unwrap();
    for command in ["config", "serve", "verify"] {
        let (code, out, error) =
            run(incidex(folder.path()).arg(command).env("INCIDEX_CONFIG", "incidex.toml"));
        let expected = "incidex: INCIDEX_CONFIG is \"incidex.toml\" (environment): line 2: \"wrokers\" is no setting; give \
                        the names of `incidex config`, in lower case and without INCIDEX_\n";
        assert_eq!((code, out.as_str(), error.as_str()), (1, "", expected), "{command}");
    }
}

#[test]
fn the_template_sets_nothing() {
    let (folder, _) = index();
    let (code, out, _) =
        run(incidex(folder.path()).args(["config", "--template"]).env("INCIDEX_WORKERS", "wrong"));
    assert_eq!(code, 0);
    assert!(out.lines().all(|line| line.is_empty() || line.starts_with('#')), "{out}");
    assert!(out.contains("\n#INCIDEX_PROXY_SECRETS=\n"), "{out}");
}

#[test]
fn prod_does_not_start_without_a_way_to_know_its_callers() {
    let (folder, path) = index();
    let serve = |arguments: &[&str], variables: &[(&str, &str)]| {
        let variables = variables.iter().copied();
        run(incidex(folder.path()).arg("serve").args(arguments).arg("--index").arg(&path).envs(variables))
    };
    let (code, _, error) = serve(&[], &[("INCIDEX_ENV", "prod")]);
    let expected = "incidex: INCIDEX_ENV is \"prod\" (environment): prod needs a way to know its callers: give \
                    INCIDEX_PROXY_SECRETS or INCIDEX_PROXY_SECRETS_FILE, or say --allow-unauthenticated if everybody \
                    may call\n";
    assert_eq!((code, error.as_str()), (1, expected));
    let (code, _, error) = serve(&[], &[("INCIDEX_ENV", "prod"), ("INCIDEX_PROXY_SECRETS", "too-short")]);
    let expected = "incidex: INCIDEX_PROXY_SECRETS is \"***\" (environment): secret 1 is too short for prod; give at \
                    least 16 characters, chosen at random\n";
    assert_eq!((code, error.as_str()), (1, expected));
    let file = folder.path().join("secrets");
    std::fs::write(&file, "correct-horse-battery\n").unwrap();
    Command::new("chmod").arg("640").arg(&file).status().unwrap();
    let variables = [("INCIDEX_ENV", "prod"), ("INCIDEX_PROXY_SECRETS_FILE", "secrets")];
    let (code, _, error) = serve(&[], &variables);
    let expected = "incidex: INCIDEX_PROXY_SECRETS_FILE is \"secrets\" (environment): others than its owner may read it; \
                    take their permission away (chmod 600)\n";
    assert_eq!((code, error.as_str()), (1, expected));
    let (code, _, error) = serve(&["--bind", "0.0.0.0:0"], &[]);
    assert_eq!((code, error.contains("in dev only this machine is served")), (2, true), "{error}");
}

#[test]
fn letting_unknown_callers_in_is_said_loudly() {
    let (folder, path) = index();
    for (arguments, environment, tier) in
        [(&[][..], "dev", "MEGA"), (&["--allow-unauthenticated"], "prod", "BASIC")]
    {
        let mut child = incidex(folder.path())
            .args(["serve", "--bind", "127.0.0.1:0", "--env", environment, "--index"])
            .arg(&path)
            .args(arguments)
            .env("INCIDEX_DRAIN_SECONDS", "0")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
        let warning = log.next().unwrap();
        assert!(warning.contains("WARN") && warning.contains("no access control"), "{warning}");
        assert!(warning.contains(tier), "{warning}");
        log.find(|line| line.contains("serving")).unwrap();
        Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
}

#[test]
fn config_prints_the_policy_in_force_as_a_file_that_may_be_given_back() {
    let (folder, path) = index();
    let print =
        |policy: &str| run(incidex(folder.path()).args(["config", "--policy"]).env("INCIDEX_POLICY", policy));
    let (code, built_in, error) = print("");
    assert_eq!((code, error.as_str()), (0, ""));
    assert!(built_in.starts_with("# The policy in force: the built-in one.\n"), "{built_in}");
    let changed = built_in.replacen("results_per_request = 10\n", "results_per_request = 7\n", 1);
    std::fs::write(folder.path().join("own.toml"), &changed).unwrap();
    let (code, own, _) = print("own.toml");
    assert_eq!(code, 0);
    let below = |text: &str| text.split_once('\n').unwrap().1.to_owned();
    assert!(own.starts_with("# The policy in force, from \"own.toml\".\n"), "{own}");
    assert_eq!(below(&own), below(&changed));

    let wrong = changed.replacen("results_per_request = 7\n", "results_per_request = 0\n", 1);
    let line = wrong.lines().position(|line| line == "results_per_request = 0").unwrap() + 1;
    std::fs::write(folder.path().join("own.toml"), &wrong).unwrap();
    let expected = format!(
        "incidex: own.toml, line {line}: tiers.BASIC.results_per_request is 0: give a whole number from 1 to 1000\n"
    );
    assert_eq!(print("own.toml"), (1, String::new(), expected.clone()));
    let serve = run(incidex(folder.path())
        .args(["serve", "--bind", "127.0.0.1:0", "--index"])
        .arg(&path)
        .env("INCIDEX_POLICY", "own.toml"));
    assert_eq!((serve.0, serve.2), (1, expected), "a wrong file stops the start");
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let (folder, path) = index();
    let mut child = incidex(folder.path())
        .args(["search", "copper", "--json", "--index"])
        .arg(&path)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut error = String::new();
    child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
    assert_eq!((child.wait().unwrap().code(), error.as_str()), (Some(0), ""));
}

#[test]
fn serve_says_where_answers_and_stops_when_told_to() {
    let (folder, path) = index();
    for (environment, signal) in [("prod", "-TERM"), ("dev", "-INT")] {
        let mut child = incidex(folder.path())
            .args(["serve", "--bind", "127.0.0.1:0", "--env", environment, "--index"])
            .arg(&path)
            .env("INCIDEX_DRAIN_NOTICE_SECONDS", "0")
            .env("INCIDEX_PROXY_SECRETS", "correct-horse-battery")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
        let serving = log.find(|line| line.contains("serving")).unwrap();
        let (_, port) = serving.split_once("127.0.0.1:").unwrap();
        let port = port.split(|c: char| !c.is_ascii_digit()).next().unwrap();
        let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
        write!(stream, "GET /ready HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        let last = log.last().unwrap();
        assert!(last.contains("stopped"), "{last}");
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
}

#[test]
fn a_silent_log_does_not_change_what_serve_does() {
    let (folder, path) = index();
    let mut child = incidex(folder.path())
        .args(["serve", "--bind", "127.0.0.1:0", "--index"])
        .arg(&path)
        .env("INCIDEX_LOG", "off")
        .env("INCIDEX_DRAIN_SECONDS", "0")
        .spawn()
        .unwrap();
    sleep(Duration::from_millis(800));
    assert_eq!(child.try_wait().unwrap(), None, "it goes on until it is told to stop");
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
