//! Who says that he is the gateway, another customer or of another plan.

use super::Expected::{AnotherCustomer, Customer, Refused};
use super::Peer::Stranger;
use super::{Case, Deployment, Expected, Lined, Row};

const FORBIDDEN: Expected = Refused(403, "caller_refused");
const HEADER: Expected = Refused(400, "invalid_header");
const MALFORMED: Expected = Refused(400, "malformed_request");
const PLAN: Expected = Refused(403, "feature_not_in_plan");

const SECRETS: [Row; 55] = [
    ("secret: the right one", Stranger, "X-RapidAPI-Proxy-Secret: {s}\r\nX-RapidAPI-User: {u}", Customer),
    (
        "secret: name in lower case",
        Stranger,
        "x-rapidapi-proxy-secret: {s}\r\nx-rapidapi-user: {u}",
        Customer,
    ),
    (
        "secret: name in upper case",
        Stranger,
        "X-RAPIDAPI-PROXY-SECRET: {s}\r\nX-RAPIDAPI-USER: {u}",
        Customer,
    ),
    ("secret: blanks around", Stranger, "X-RapidAPI-Proxy-Secret:   {s}  \r\nX-RapidAPI-User: {u}", Customer),
    ("secret: tabs around", Stranger, "X-RapidAPI-Proxy-Secret:\t{s}\t\r\nX-RapidAPI-User:\t{u}", Customer),
    ("secret: empty", Stranger, "X-RapidAPI-Proxy-Secret:", FORBIDDEN),
    ("secret: blank", Stranger, "X-RapidAPI-Proxy-Secret: \t ", FORBIDDEN),
    ("secret: empty, with a name", Stranger, "X-RapidAPI-Proxy-Secret:\r\nX-RapidAPI-User: {u}", FORBIDDEN),
    ("secret: one byte", Stranger, "X-RapidAPI-Proxy-Secret: a", FORBIDDEN),
    (
        "secret: a beginning",
        Stranger,
        "X-RapidAPI-Proxy-Secret: a-secret-of-the-gateway-012345678",
        FORBIDDEN,
    ),
    ("secret: one byte more", Stranger, "X-RapidAPI-Proxy-Secret: {s}0", FORBIDDEN),
    (
        "secret: upper case",
        Stranger,
        "X-RapidAPI-Proxy-Secret: A-SECRET-OF-THE-GATEWAY-0123456789",
        FORBIDDEN,
    ),
    ("secret: in quotes", Stranger, "X-RapidAPI-Proxy-Secret: \"{s}\"", FORBIDDEN),
    ("secret: a list of itself", Stranger, "X-RapidAPI-Proxy-Secret: {s},{s}", FORBIDDEN),
    ("secret: a list with a blank", Stranger, "X-RapidAPI-Proxy-Secret: wrong, {s}", FORBIDDEN),
    ("secret: a list that ends", Stranger, "X-RapidAPI-Proxy-Secret: {s},", FORBIDDEN),
    ("secret: with a parameter", Stranger, "X-RapidAPI-Proxy-Secret: {s};q=1", FORBIDDEN),
    ("secret: as a bearer's", Stranger, "X-RapidAPI-Proxy-Secret: Bearer {s}", FORBIDDEN),
    (
        "secret: percent-encoded",
        Stranger,
        "X-RapidAPI-Proxy-Secret: %61-secret-of-the-gateway-0123456789",
        FORBIDDEN,
    ),
    (
        "secret: base64",
        Stranger,
        "X-RapidAPI-Proxy-Secret: YS1zZWNyZXQtb2YtdGhlLWdhdGV3YXktMDEyMzQ1Njc4OQ==",
        FORBIDDEN,
    ),
    (
        "secret: full-width",
        Stranger,
        "X-RapidAPI-Proxy-Secret: ａ-secret-of-the-gateway-0123456789",
        FORBIDDEN,
    ),
    ("secret: a hard blank before", Stranger, "X-RapidAPI-Proxy-Secret: \u{a0}{s}", FORBIDDEN),
    ("secret: nothing visible behind", Stranger, "X-RapidAPI-Proxy-Secret: {s}\u{200b}", FORBIDDEN),
    ("secret: no UTF-8 behind", Stranger, "X-RapidAPI-Proxy-Secret: {s}{ff}", FORBIDDEN),
    ("secret: null", Stranger, "X-RapidAPI-Proxy-Secret: null", FORBIDDEN),
    ("secret: a wildcard", Stranger, "X-RapidAPI-Proxy-Secret: *", FORBIDDEN),
    ("secret: SQL", Stranger, "X-RapidAPI-Proxy-Secret: ' OR '1'='1", FORBIDDEN),
    ("secret: a variable", Stranger, "X-RapidAPI-Proxy-Secret: ${INCIDEX_PROXY_SECRETS}", FORBIDDEN),
    ("secret: under a longer name", Stranger, "X-RapidAPI-Proxy-Secrets: {s}", FORBIDDEN),
    ("secret: under a name with underscores", Stranger, "X_RapidAPI_Proxy_Secret: {s}", FORBIDDEN),
    ("secret: under an older name", Stranger, "X-Mashape-Proxy-Secret: {s}", FORBIDDEN),
    ("secret: as authorisation", Stranger, "Authorization: Bearer {s}", FORBIDDEN),
    ("secret: as a proxy's authorisation", Stranger, "Proxy-Authorization: Basic {s}", FORBIDDEN),
    ("secret: as a cookie", Stranger, "Cookie: X-RapidAPI-Proxy-Secret={s}", FORBIDDEN),
    ("secret: as an API key", Stranger, "X-API-Key: {s}", FORBIDDEN),
    ("secret: as a gateway's key", Stranger, "X-RapidAPI-Key: {s}", FORBIDDEN),
    ("secret: in Forwarded", Stranger, "Forwarded: secret={s}", FORBIDDEN),
    (
        "secret: named by Connection",
        Stranger,
        "X-RapidAPI-Proxy-Secret: x\r\nConnection: X-RapidAPI-Proxy-Secret",
        FORBIDDEN,
    ),
    ("secret: twice", Stranger, "X-RapidAPI-Proxy-Secret: {s}\r\nX-RapidAPI-Proxy-Secret: {s}", HEADER),
    (
        "secret: right, then wrong",
        Stranger,
        "X-RapidAPI-Proxy-Secret: {s}\r\nX-RapidAPI-Proxy-Secret: x",
        HEADER,
    ),
    (
        "secret: wrong, then right",
        Stranger,
        "X-RapidAPI-Proxy-Secret: x\r\nX-RapidAPI-Proxy-Secret: {s}",
        HEADER,
    ),
    (
        "secret: empty, then right",
        Stranger,
        "X-RapidAPI-Proxy-Secret:\r\nX-RapidAPI-Proxy-Secret: {s}",
        HEADER,
    ),
    (
        "secret: right, then empty",
        Stranger,
        "X-RapidAPI-Proxy-Secret: {s}\r\nX-RapidAPI-Proxy-Secret:",
        HEADER,
    ),
    (
        "secret: twice in two cases",
        Stranger,
        "x-rapidapi-proxy-secret: x\r\nX-RAPIDAPI-PROXY-SECRET: {s}",
        HEADER,
    ),
    ("secret: on a folded line", Stranger, "X-RapidAPI-Proxy-Secret:\r\n {s}", MALFORMED),
    ("secret: folded with a tab", Stranger, "X-Filler: a\r\n\tX-RapidAPI-Proxy-Secret: {s}", MALFORMED),
    ("secret: a blank before the colon", Stranger, "X-RapidAPI-Proxy-Secret : {s}", MALFORMED),
    ("secret: a tab in the name", Stranger, "X-RapidAPI\t-Proxy-Secret: {s}", MALFORMED),
    ("secret: a NUL in the name", Stranger, "X-RapidAPI-Proxy-Secret\0: {s}", MALFORMED),
    ("secret: UTF-8 in the name", Stranger, "X-RapidAPI-Próxy-Secret: {s}", MALFORMED),
    ("secret: a NUL behind", Stranger, "X-RapidAPI-Proxy-Secret: {s}\0", MALFORMED),
    ("secret: behind a bare line feed", Stranger, "X-Filler: a\nX-RapidAPI-Proxy-Secret: {s}", MALFORMED),
    (
        "secret: behind a bare carriage return",
        Stranger,
        "X-Filler: a\rX-RapidAPI-Proxy-Secret: {s}",
        MALFORMED,
    ),
    ("secret: no colon", Stranger, "X-RapidAPI-Proxy-Secret {s}", MALFORMED),
    ("secret: an equals sign for the colon", Stranger, "X-RapidAPI-Proxy-Secret={s}", MALFORMED),
];

const CUSTOMERS: [Row; 12] = [
    (
        "name: twice",
        Stranger,
        "X-RapidAPI-Proxy-Secret: {s}\r\nX-RapidAPI-User: {u}\r\nX-RapidAPI-User: x",
        HEADER,
    ),
    ("name: with a blank", Stranger, "X-RapidAPI-Proxy-Secret: {s}\r\nX-RapidAPI-User: {u} x", HEADER),
    ("name: with a tab", Stranger, "X-RapidAPI-Proxy-Secret: {s}\r\nX-RapidAPI-User: {u}\tx", HEADER),
    ("name: UTF-8", Stranger, "X-RapidAPI-Proxy-Secret: {s}\r\nX-RapidAPI-User: {u}é", HEADER),
    ("name: no UTF-8", Stranger, "X-RapidAPI-Proxy-Secret: {s}\r\nX-RapidAPI-User: {u}{ff}", HEADER),
    ("name: a NUL", Stranger, "X-RapidAPI-Proxy-Secret: {s}\r\nX-RapidAPI-User: {u}\0", MALFORMED),
    ("name: a list", Stranger, "X-RapidAPI-Proxy-Secret: {s}\r\nX-RapidAPI-User: {u},x", AnotherCustomer),
    (
        "name: percent-encoded",
        Stranger,
        "X-RapidAPI-Proxy-Secret: {s}\r\nX-RapidAPI-User: %75{u}",
        AnotherCustomer,
    ),
    ("name: longer", Stranger, "X-RapidAPI-Proxy-Secret: {s}\r\nX-RapidAPI-User: X{u}", AnotherCustomer),
    ("name: a path", Stranger, "X-RapidAPI-Proxy-Secret: {s}\r\nX-RapidAPI-User: ./{u}", AnotherCustomer),
    (
        "name: underscores",
        Stranger,
        "X-RapidAPI-Proxy-Secret: {s}\r\nX_RapidAPI_User: x\r\nX-RapidAPI-User: {u}",
        Customer,
    ),
    (
        "plan: twice",
        Stranger,
        "X-RapidAPI-Proxy-Secret: {s}\r\nX-RapidAPI-Subscription: PRO\r\nX-RapidAPI-Subscription: MEGA",
        HEADER,
    ),
];

/// A search that BASIC does not include.
const SEARCH: &str = "GET /v1/ingredient/search?q=glycerin HTTP/1.1";

/// Plans that a customer of the gateway does not have by them.
const PLANS: [Lined; 9] = [
    ("plan: none", SEARCH, "X-RapidAPI-Proxy-Secret: {s}\r\nX-RapidAPI-User: {u}", PLAN),
    (
        "plan: empty",
        SEARCH,
        "X-RapidAPI-Proxy-Secret: {s}\r\nX-RapidAPI-User: {u}\r\nX-RapidAPI-Subscription:",
        PLAN,
    ),
    (
        "plan: a list",
        SEARCH,
        "X-RapidAPI-Proxy-Secret: {s}\r\nX-RapidAPI-User: {u}\r\nX-RapidAPI-Subscription: PRO,MEGA",
        PLAN,
    ),
    (
        "plan: with a parameter",
        SEARCH,
        "X-RapidAPI-Proxy-Secret: {s}\r\nX-RapidAPI-User: {u}\r\nX-RapidAPI-Subscription: MEGA;x",
        PLAN,
    ),
    (
        "plan: a wildcard",
        SEARCH,
        "X-RapidAPI-Proxy-Secret: {s}\r\nX-RapidAPI-User: {u}\r\nX-RapidAPI-Subscription: *",
        PLAN,
    ),
    (
        "plan: unknown",
        SEARCH,
        "X-RapidAPI-Proxy-Secret: {s}\r\nX-RapidAPI-User: {u}\r\nX-RapidAPI-Subscription: ADMIN",
        PLAN,
    ),
    (
        "plan: full-width",
        SEARCH,
        "X-RapidAPI-Proxy-Secret: {s}\r\nX-RapidAPI-User: {u}\r\nX-RapidAPI-Subscription: ＭＥＧＡ",
        PLAN,
    ),
    (
        "plan: under another name",
        SEARCH,
        "X-RapidAPI-Proxy-Secret: {s}\r\nX-RapidAPI-User: {u}\r\nX-RapidAPI-Plan: MEGA",
        PLAN,
    ),
    (
        "plan: under a name with underscores",
        SEARCH,
        "X-RapidAPI-Proxy-Secret: {s}\r\nX-RapidAPI-User: {u}\r\nX_RapidAPI_Subscription: MEGA",
        PLAN,
    ),
];

/// Plans without the secret, where nobody needs to be known.
const UNKNOWN: [Lined; 8] = [
    ("nobody: no plan", SEARCH, "", PLAN),
    ("nobody: MEGA", SEARCH, "X-RapidAPI-Subscription: MEGA", PLAN),
    ("nobody: mega", SEARCH, "x-rapidapi-subscription: mega", PLAN),
    ("nobody: PRO", SEARCH, "X-RapidAPI-Subscription: PRO", PLAN),
    ("nobody: CUSTOM", SEARCH, "X-RapidAPI-Subscription: CUSTOM", PLAN),
    ("nobody: a customer's plan", SEARCH, "X-RapidAPI-User: {u}\r\nX-RapidAPI-Subscription: ULTRA", PLAN),
    ("nobody: a plan twice", SEARCH, "X-RapidAPI-Subscription: PRO\r\nX-RapidAPI-Subscription: MEGA", PLAN),
    (
        "nobody: a wrong secret",
        SEARCH,
        "X-RapidAPI-Proxy-Secret: x\r\nX-RapidAPI-Subscription: MEGA",
        FORBIDDEN,
    ),
];

/// The secret where it does not belong.
const ELSEWHERE: [Lined; 6] = [
    ("secret: in the query", "GET /v1/stats?x-rapidapi-proxy-secret={s} HTTP/1.1", "", FORBIDDEN),
    ("secret: in the path", "GET /v1/stats/{s} HTTP/1.1", "", FORBIDDEN),
    ("secret: in the target", "GET http://gateway:{s}@localhost/v1/stats HTTP/1.1", "", FORBIDDEN),
    (
        "secret: in a body",
        "POST /v1/stats HTTP/1.1",
        "Content-Length: 59\r\n\r\nX-RapidAPI-Proxy-Secret: {s}",
        FORBIDDEN,
    ),
    (
        "secret: in a trailer",
        "GET /v1/stats HTTP/1.1",
        "Transfer-Encoding: chunked\r\nTrailer: X-RapidAPI-Proxy-Secret\r\n\r\n0\r\nX-RapidAPI-Proxy-Secret: {s}",
        FORBIDDEN,
    ),
    ("plan: without the secret", SEARCH, "X-RapidAPI-User: {u}\r\nX-RapidAPI-Subscription: MEGA", FORBIDDEN),
];

/// Every case of this file.
pub(super) fn cases() -> Vec<Case> {
    [
        super::from_rows(&SECRETS, Deployment::Gateway),
        super::from_rows(&CUSTOMERS, Deployment::Gateway),
        super::from_lined(&PLANS, Deployment::Gateway),
        super::from_lined(&ELSEWHERE, Deployment::Gateway),
        super::from_lined(&UNKNOWN, Deployment::Open),
    ]
    .concat()
}
