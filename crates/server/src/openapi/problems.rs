//! What there is to say of each problem code: where it can occur, when, and what whoever meets it can do. A
//! code that is not explained does not compile.

use crate::problem::ProblemCode;
use crate::routes::{QueryRule, Route};

/// What there is to say of a problem code.
pub(crate) struct Explanation {
    /// Whether a route can answer with it.
    pub(crate) occurs: fn(&Route) -> bool,
    /// When it occurs, as the end of a sentence that begins with "when".
    pub(crate) when: &'static str,
    /// What to do.
    pub(crate) remedy: &'static str,
}

fn everywhere(_: &Route) -> bool {
    true
}

fn nowhere(_: &Route) -> bool {
    false
}

/// What there is to say of `code`.
pub(crate) fn explanation(code: ProblemCode) -> Explanation {
    match code {
        ProblemCode::InvalidParameter => Explanation {
            occurs: |route| matches!(route.query, QueryRule::Strict(_)),
            when: "a parameter is unknown, repeated, missing or malformed",
            remedy: "`errors` names each parameter at fault and what it may be.",
        },
        ProblemCode::FeatureNotInPlan => Explanation {
            occurs: |route| route.feature.is_some(),
            when: "the caller's plan does not include what the route does",
            remedy: "`feature` names what is missing, `tier` the caller's plan, `tiers` the plans that have it.",
        },
        ProblemCode::RouteNotFound => Explanation {
            occurs: nowhere,
            when: "no route has the path",
            remedy: "Look the path up in `/openapi.json`. A slash at the end makes another path.",
        },
        ProblemCode::IngredientNotFound => Explanation {
            occurs: |route| route.path.contains("{code}"),
            when: "no ingredient has the code",
            remedy: "Find the code by a name or a number first.",
        },
        ProblemCode::MethodNotAllowed => Explanation {
            occurs: everywhere,
            when: "the route does not take the method",
            remedy: "`Allow` names the methods that it takes.",
        },
        ProblemCode::Internal => Explanation {
            occurs: everywhere,
            when: "the server failed",
            remedy: "Tell whoever runs the server the `request_id`: the cause stands in its log under it.",
        },
        ProblemCode::NotReady => Explanation {
            occurs: |route| route.path == "/ready",
            when: "the server is about to stop",
            remedy: "Ask again after `Retry-After` seconds; another instance may answer then.",
        },
    }
}
