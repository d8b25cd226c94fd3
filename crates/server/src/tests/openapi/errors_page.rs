//! `docs/errors.md`, made from the table of problem codes.

use std::fmt::Write;

use super::kept;
use crate::openapi::problems::explanation;
use crate::problem::ProblemCode;
use crate::routes::ROUTES;

const HEAD: &str = "\
# Errors

Made from the table of codes in `crates/server/src/problem/table.rs` and from what
`crates/server/src/openapi/problems.rs` says of them; a test keeps it true.

Every error is a problem (RFC 9457) of the type `application/problem+json`:

| member | what it says |
| --- | --- |
| `type` | `urn:incidex:problem:` and the code; it identifies and need not be fetched |
| `title` | the same for every occurrence of the code |
| `status` | the HTTP status |
| `detail` | what went wrong this time, for people; at most 64 characters of the input, never a secret or a path of the server |
| `instance` | the path of the request, cut to 64 characters |
| `code` | what went wrong, for programs |
| `request_id` | the same as in `X-Request-Id`: under it the request stands in the server's log |
| `success` | always `false` |
| `errors` | where there are several things at fault: a list of `parameter` (or, within a body, `pointer`) and `detail` |

Codes and types never change their meaning, and new ones may come. Rely on `code`, not on `title` or `detail`.
";

#[test]
fn errors_page() {
    let mut page = HEAD.to_owned();
    page.push_str("\n| status | code |\n| --- | --- |\n");
    let mut codes = ProblemCode::ALL;
    codes.sort_by_key(|code| (code.row().status, code.row().code));
    for code in codes {
        let row = code.row();
        let _ = writeln!(page, "| {} | [`{}`](#{}) |", row.status.as_u16(), row.code, row.code);
    }
    for code in codes {
        let (row, said) = (code.row(), explanation(code));
        let _ = write!(page, "\n## {}\n\n{} ({}), `{}`.\n\n", row.code, row.status, row.title, row.uri);
        let _ = writeln!(page, "When {}.\n\nWhat to do: {}", said.when, said.remedy);
        let paths: Vec<String> = ROUTES
            .iter()
            .filter(|route| (said.occurs)(route))
            .map(|route| format!("`{}`", route.path))
            .collect();
        let paths = match paths.len() {
            0 => "no path of the document".to_owned(),
            all if all == ROUTES.len() => "every path".to_owned(),
            _ => paths.join(", "),
        };
        let _ = writeln!(page, "\nOn {paths}.");
    }
    kept("../../docs/errors.md", &page, "errors_page");
}
