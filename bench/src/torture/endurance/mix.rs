//! Requests of every kind that the API has an answer to, most of them cheap.

use std::io::{self, Write};
use std::net::SocketAddr;

use incidex_storage::Bundle;

use super::lane::Lane;
use crate::http::draw;
use crate::random::Random;
use crate::served::{Binary, LOOKUP};

/// Different lookups that are drawn from.
const LOOKUPS: usize = 20_000;
/// Customers: so many that none of them meets a limit.
const CUSTOMERS: u64 = 2_000;

/// A kind of request.
struct Kind {
    /// What it is called.
    name: &'static str,
    /// How many of a thousand it is; a last one takes what is left.
    share: u64,
    /// The statuses that answer it.
    statuses: &'static [u16],
    ask: Ask,
    asked: u64,
}

/// What is sent.
enum Ask {
    /// One of the lookups, with further lines of the head.
    Lookup(&'static str),
    /// The one lookup whose entity tag is known.
    Known,
    /// One of these targets.
    Targets(&'static [&'static str]),
    /// A lookup with a wrong secret.
    WrongSecret,
    /// A lookup by a customer who has asked far too often.
    Greedy,
    /// Bodies for a route.
    Post(&'static str, &'static [&'static str]),
}

const SEARCHES: &[&str] = &[
    "/v1/search?q=niacinamide",
    "/v1/search?q=nicainamide",
    "/v1/search?q=%EB%82%98%EC%9D%B4%EC%95%84%EC%8B%A0",
    "/v1/search?q=%EB%82%98%EC%9D%B4%EC%95%84%E3%85%85",
    "/v1/search?q=skdldktls",
    "/v1/search?q=98-92-0",
    "/v1/search?q=glycerin&mode=exact",
    "/v1/search?q=glyc&mode=prefix",
    "/v1/search?q=%E3%84%B1%E3%84%B9%E3%85%85&mode=prefix",
    "/v1/search?q=tino&mode=contains&limit=5",
    "/v1/search?q=gylcerin&mode=fuzzy",
    "/v1/search?q=extract%20leaf%20tea&mode=words&market=EU&sort=name&limit=5",
    "/v1/ingredient/search?q=tinol",
    "/v1/ingredient/status?s=Prohibited&page=3",
];

const SUGGESTIONS: &[&str] = &[
    "/v1/suggest?q=re",
    "/v1/suggest?q=reti",
    "/v1/suggest?q=%EB%A0%88%ED%8B%B0",
    "/v1/suggest?q=%E3%84%B4",
];

const OTHERS: &[&str] = &[
    "/v1/stats",
    "/v1/functions",
    "/v1/markets",
    "/v1/dataset",
    "/health",
    "/ready",
    "/openapi.json",
    "/docs",
];

const MISSING: &[&str] = &["/nowhere", "/v1/ingredient/4000000000", "/v9/search?q=water", "/v1/ingredient"];

const MALFORMED: &[&str] = &[
    "/v1/ingredient/inci",
    "/v1/ingredient/inci?q=a",
    "/v1/ingredient/inci?q=%ff%fe",
    "/v1/ingredient/inci?q=water&q=aqua",
    "/v1/ingredient/inci?q=water&other=1",
    "/v1/ingredient/inci?q=water&page=0",
    "/v1/ingredient/inci?q=%zz",
    "/v1/search?q=water&mode=none",
    "/v1/search?q=water&cursor=nonsense",
    "/v1/ingredient/nonsense",
];

const LABELS: &[&str] = &[
    "{\"text\":\"Water/Aqua/Eau, 1,2-Hexanediol, Retnol* (0.3%), Niacinamide, Parfum\",\"markets\":[\"EU\"]}",
    "{\"text\":\"정제수, 글리세린, 나이아신아마이드, 1,2-헥산다이올, 향료\"}",
];

const BATCHES: &[&str] = &["{\"queries\":[\"Avobenzone\",\"정제수\",\"98-92-0\",\"nonsense of nobody\"]}"];

const NOT_JSON: &[&str] = &["{\"queries\":", "[]", "{\"other\":1}"];

/// The requests.
pub(super) struct Mix {
    kinds: Vec<Kind>,
    targets: Vec<String>,
    secret: String,
    entity_tag: String,
}

impl Mix {
    /// A mix for a server over this index.
    ///
    /// # Errors
    /// When the index holds nothing to look up, or the server gives no entity tag.
    pub(super) fn of(bundle: &Bundle, binary: &Binary, address: SocketAddr) -> Result<Self, String> {
        let targets = draw::lookups(bundle, LOOKUPS)?.iter().map(draw::Lookup::target).collect();
        let entity_tag = entity_tag(binary, address)?;
        Ok(Self { kinds: kinds(), targets, secret: binary.secret.clone(), entity_tag })
    }

    /// Writes a request behind what is there; the place of its kind.
    pub(super) fn write(&mut self, out: &mut Vec<u8>, random: &mut Random) -> usize {
        let mut mark = random.below(1_000);
        let last = self.kinds.len() - 1;
        let is_drawn = |kind: &Kind| {
            let is_here = mark < kind.share;
            mark = mark.saturating_sub(kind.share);
            is_here
        };
        let place = self.kinds.iter().position(is_drawn).unwrap_or(last);
        let target = random.choose(&self.targets).map_or("", String::as_str);
        let customer = random.below(CUSTOMERS);
        let Some(kind) = self.kinds.get_mut(place) else { return last };
        kind.asked += 1;
        let customer = format!("customer-{customer}");
        let known = Caller { secret: &self.secret, tier: "MEGA", user: &customer };
        let greedy = Caller { tier: "BASIC", user: "greedy", ..known };
        let unknown = Caller { secret: "a wrong secret of the bench", ..known };
        match &kind.ask {
            Ask::Lookup(lines) => known.write(out, "GET", target, lines, ""),
            Ask::Known => {
                known.write(out, "GET", LOOKUP, &format!("If-None-Match: {}\r\n", self.entity_tag), "");
            }
            Ask::Targets(targets) => {
                known.write(out, "GET", random.choose(targets).copied().unwrap_or("/"), "", "");
            }
            Ask::WrongSecret => unknown.write(out, "GET", target, "", ""),
            Ask::Greedy => greedy.write(out, "GET", target, "", ""),
            Ask::Post(route, bodies) => {
                let body = random.choose(bodies).copied().unwrap_or("{}");
                let lines = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
                known.write(out, "POST", route, &lines, body);
            }
        }
        place
    }

    /// What is wrong with an answer, if anything is.
    pub(super) fn fault(&self, place: usize, status: u16) -> Option<String> {
        let kind = self.kinds.get(place)?;
        (!kind.statuses.contains(&status)).then(|| format!("{} with {status}", kind.name))
    }

    /// Kinds of which none has been sent.
    pub(super) fn kinds_without_answers(&self) -> Vec<&'static str> {
        self.kinds.iter().filter(|kind| kind.asked == 0).map(|kind| kind.name).collect()
    }

    /// How many of each kind.
    pub(super) fn summary(&self) -> String {
        let kinds = self.kinds.iter().map(|kind| format!("{} {}", kind.asked, kind.name));
        kinds.collect::<Vec<_>>().join(", ")
    }
}

/// Whoever sends a request.
#[derive(Clone, Copy)]
struct Caller<'a> {
    secret: &'a str,
    tier: &'a str,
    user: &'a str,
}

impl Caller<'_> {
    /// Writes a request with these further lines of the head.
    fn write(self, out: &mut Vec<u8>, method: &str, target: &str, lines: &str, body: &str) {
        let Self { secret, tier, user } = self;
        // Writing to a vector cannot fail.
        let _ = write!(
            out,
            "{method} {target} HTTP/1.1\r\nHost: localhost\r\nX-RapidAPI-Proxy-Secret: {secret}\r\n\
             X-RapidAPI-Subscription: {tier}\r\nX-RapidAPI-User: {user}\r\n{lines}\r\n{body}"
        );
    }
}

fn kinds() -> Vec<Kind> {
    let kind = |name, share, statuses, ask| Kind { name, share, statuses, ask, asked: 0 };
    vec![
        kind("searches", 4, &[200], Ask::Targets(SEARCHES)),
        kind("suggestions", 3, &[200], Ask::Targets(SUGGESTIONS)),
        kind("labels", 1, &[200], Ask::Post("/v1/labels/resolve", LABELS)),
        kind("batches", 1, &[200], Ask::Post("/v1/ingredients/lookup", BATCHES)),
        kind("bad bodies", 1, &[400, 422], Ask::Post("/v1/ingredients/lookup", NOT_JSON)),
        kind("other routes", 2, &[200], Ask::Targets(OTHERS)),
        kind("known ones (304)", 30, &[304], Ask::Known),
        kind("compressed ones", 10, &[200], Ask::Lookup("Accept-Encoding: gzip\r\n")),
        kind("unknown ones (404)", 15, &[404], Ask::Targets(MISSING)),
        kind("malformed ones (400)", 20, &[400], Ask::Targets(MALFORMED)),
        kind("wrong secrets (403)", 15, &[403], Ask::WrongSecret),
        // The first of them are answered.
        kind("beyond the limit (429)", 15, &[200, 429], Ask::Greedy),
        kind("exact lookups", 0, &[200], Ask::Lookup("")),
    ]
}

fn entity_tag(binary: &Binary, address: SocketAddr) -> Result<String, String> {
    let ask = || {
        let mut lane = Lane::connect(address)?;
        lane.out().extend(binary.request(LOOKUP, "customer-0"));
        lane.flush()?;
        lane.field("etag")
    };
    let tag: io::Result<Option<String>> = ask();
    let tag = tag.map_err(|error| format!("{LOOKUP}: {error}"))?;
    tag.ok_or_else(|| format!("{LOOKUP} has no entity tag"))
}
