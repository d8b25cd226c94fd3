//! The pages say what is so: every test that docs/security.md names exists, every category has its measures,
//! and docs/configuration.md holds every setting as the binary states it.

use std::fs;

use incidex_tests::{incidex, root};

fn page(name: &str) -> String {
    let path = root().join("docs").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The tests that a text names, as in `crates/a/src/b.rs: c`.
fn named(text: &str) -> Vec<(&str, &str)> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted.filter_map(|quoted| quoted.split_once(".rs: ").map(|(_, test)| (quoted, test))).collect()
}

/// Whether the source holds a test of this name.
fn has_test(source: &str, test: &str) -> bool {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let head = format!("fn {test}(");
    lines.iter().enumerate().any(|(number, line)| {
        let before = lines[..number].iter().rev().take_while(|line| line.starts_with(['#', '/']));
        line.starts_with(&head) && before.into_iter().any(|line| line.starts_with("#[test]"))
    })
}

#[test]
fn every_test_that_the_page_names_exists() {
    let page = page("security.md");
    let tests = named(&page);
    assert!(tests.len() > 100, "{}", tests.len());
    for (quoted, test) in tests {
        let path = quoted.split_once(": ").expect("a path and a test").0;
        let source = fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(has_test(&source, test), "{path} has no test {test}");
    }
    // The check itself can fail.
    assert!(
        has_test("#[test]\nfn a() {\n", "a")
            && has_test("    #[test]\n    // why\n    fn a(x in b()) {", "a")
    );
    assert!(!has_test("#[test]\nfn ab() {}\nfn a() {}\n", "a"));
    assert_eq!(named("| `x/y.rs: z`, `w` |"), [("x/y.rs: z", "z")]);
}

#[test]
fn every_measure_of_the_page_names_its_test() {
    let page = page("security.md");
    let mut proven = false;
    let mut measures = 0;
    for line in page.lines() {
        if !line.starts_with('|') {
            proven = false;
        } else if line.ends_with("| proof |") {
            proven = true;
        } else if proven && !line.starts_with("| ---") {
            measures += 1;
            assert!(!named(line).is_empty(), "no test is named by: {line}");
        }
    }
    assert!(measures > 60, "{measures}");
    let categories =
        (1..=10).map(|n| format!("A{n:02}:2021")).chain((1..=10).map(|n| format!("API{n}:2023")));
    for category in categories {
        let section = page.split("\n### ").find(|section| section.starts_with(&category));
        let section = section.unwrap_or_else(|| panic!("the page has no section {category}"));
        assert!(!named(section).is_empty(), "{category} names no test");
    }
}

/// The settings as a table, from what the binary says of them.
fn table() -> String {
    let ended = incidex().args(["config", "--template"]).output().expect("the server's binary runs");
    let template = String::from_utf8(ended.stdout).expect("UTF-8");
    let mut table =
        "| setting | meaning | default | what may be given |\n| --- | --- | --- | --- |\n".to_owned();
    for entry in template.split("\n\n").skip(1) {
        let lines: Vec<&str> = entry.trim().lines().map(|line| line.trim_start_matches(['#', ' '])).collect();
        let said = |prefix: &str| {
            let line = lines.iter().find_map(|line| line.strip_prefix(prefix));
            line.map(|line| line.trim_end_matches('.').to_owned())
        };
        let (meaning, given) = lines[0].rsplit_once("; give ").expect("a meaning and a remedy");
        let name = lines.last().expect("a name").trim_end_matches('=');
        let mut names = format!("`{name}`");
        if let Some(flag) = said("Flag: ") {
            names.push_str(&format!(", `{flag}`"));
        }
        if let Some(older) = said("Older name: ") {
            names.push_str(&format!(", once `{older}`"));
        }
        let default = said("Default: ").expect("a default");
        table.push_str(&format!("| {names} | {meaning} | {default} | {} |\n", given.trim_end_matches('.')));
    }
    table
}

#[test]
fn the_page_of_settings_is_what_the_binary_says() {
    let page = page("configuration.md");
    let begin = "<!-- from `incidex config --template` -->\n\n";
    let (_, rest) = page.split_once(begin).expect("the beginning of the table");
    let (shown, _) = rest.split_once("\n<!-- end -->").expect("the end of the table");
    let table = table();
    assert!(table.lines().count() > 30, "{table}");
    assert!(shown == table, "put this into docs/configuration.md:\n{table}");
}
