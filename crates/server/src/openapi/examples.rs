//! Examples: answers of this very server over the data set of its tests, which a test records in
//! `examples.json` and holds against what the server answers now.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::problem::ProblemCode;
use crate::routes::Route;

/// Bodies by key.
static EXAMPLES: LazyLock<Map<String, Value>> =
    // A test reads the same text, so that it is an object is known.
    LazyLock::new(|| serde_json::from_str(include_str!("examples.json")).unwrap_or_default());

/// Where the example of a route is kept.
pub(crate) fn route_key(route: &Route) -> String {
    format!("{} {}", route.method().to_uppercase(), route.path)
}

/// Where the example of a problem is kept.
pub(crate) fn problem_key(code: ProblemCode) -> String {
    format!("problem {}", code.row().code)
}

/// The body that was recorded under a key.
pub(crate) fn recorded(key: &str) -> Option<&'static Value> {
    EXAMPLES.get(key)
}
