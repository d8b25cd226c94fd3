//! The measurement beside a bare route: that it measures what its tables say. How fast anything is, no test on a
//! shared machine can hold.

use incidex_tests::{bench, curated_index};

/// The cells of the row that begins so.
fn row<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    let line = text.lines().find(|line| line.starts_with(&format!("| {name}")));
    line.unwrap_or_else(|| panic!("no row {name} in\n{text}")).split('|').map(str::trim).collect()
}

fn number(cell: &str) -> f64 {
    cell.parse().unwrap_or_else(|_| panic!("{cell:?} is no number"))
}

#[test]
fn every_server_is_loaded_without_a_fault_and_one_request_in_ten_is_refused() {
    let test = "every_server_is_loaded_without_a_fault_and_one_request_in_ten_is_refused";
    let Some(mut command) = bench(test) else { return };
    let output = command.arg("http").arg(curated_index()).args(["--seconds", "1"]).output().expect("it runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    let names = [
        "bare actix route, the same bodies",
        "incidex, everything",
        "incidex, one request in ten",
        "incidex, nothing kept",
        "incidex, the client has the answer",
        "incidex, gzip",
        "bare actix route, the body of /health",
        "incidex, /health",
    ];
    for name in names {
        let cells = row(&text, name);
        let [answers, refusals, faults] = [6, 7, 8].map(|column| number(cells[column]));
        assert!(answers > 100.0 && faults == 0.0, "{cells:?}");
        let share = refusals / (answers + refusals);
        let is_expected =
            if name.contains("one request in ten") { (0.08..0.12).contains(&share) } else { refusals == 0.0 };
        assert!(is_expected, "{share} refused: {cells:?}");
        assert!(number(cells[5]) >= number(cells[4]), "p99 is not below p50: {cells:?}");
    }
    for layer in ["kernel, actix", "front layer", "the gateway's secret", "both windows", "everything"] {
        assert!(number(row(&text, layer)[2]) > 0.0, "{layer}");
    }
    assert!(text.contains("incidex / bare: ") && text.contains("incidex, nothing kept, / bare: "), "{text}");
    let targets = text.split(" different targets").next().and_then(|before| before.split(' ').next_back());
    assert!(targets.is_some_and(|targets| number(targets) > 1_000.0), "{text}");
}
