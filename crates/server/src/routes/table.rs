//! The one table of routes. What is registered is made from it, and so is what is documented.

use actix_web::Resource;
use incidex_core::tier::Feature;
use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::posted::{Task, posted};
use super::{Handler, dataset, health, ingredient, lookup, search, statistics};
use crate::dto::{
    DatasetData, Envelope, Functions, Health, LookupBody, LookupEntry, LookupParameters, Markets,
    NoParameters, OneBoxParameters, PagedEnvelope, Ready, Record, Records, Regulations,
    RegulationsParameters, ResolveBody, Resolved, SearchParameters, SearchResults, StatisticsData,
    StatusParameters, SuggestParameters, Suggestions,
};
use crate::openapi;
use crate::query::Parameters;

/// A route.
pub(crate) struct Route {
    /// The path, with `{code}` for the code of an ingredient.
    pub(crate) path: &'static str,
    /// What answers.
    pub(crate) does: Does,
    /// Its name for programs, one of its kind, in camel case.
    pub(crate) operation: &'static str,
    /// What it does, in a few words.
    pub(crate) summary: &'static str,
    /// What it does, in full.
    pub(crate) description: &'static str,
    /// Who may ask.
    pub(crate) access: Access,
    /// The feature that the caller's plan must include, beyond what every plan does.
    pub(crate) feature: Option<Feature>,
    /// What its query may say.
    pub(crate) query: QueryRule,
    /// What it answers.
    pub(crate) answer: Answer,
    /// Whether a client may keep the answer and ask for it again by its entity tag.
    pub(crate) is_kept: bool,
    /// A target whose answer is the documented example; empty where none is shown.
    pub(crate) example: &'static str,
}

/// What a route does.
pub(crate) enum Does {
    /// It is read: `GET`, and `HEAD` with it.
    Read(Handler),
    /// It takes a body: `POST`.
    Post(Post),
}

/// A route that takes a body.
pub(crate) struct Post {
    /// Puts it on a path.
    pub(crate) resource: fn(&str) -> Resource,
    /// What its body may say, as the wire type states it.
    pub(crate) body: fn(&mut SchemaGenerator) -> Schema,
    /// The body that the documented example answers.
    pub(crate) example: &'static str,
}

impl Does {
    const fn post<T: Task + JsonSchema>(example: &'static str) -> Self {
        Self::Post(Post { resource: posted::<T>, body: T::json_schema, example })
    }
}

impl Route {
    /// Its method, as OpenAPI names it.
    pub(crate) fn method(&self) -> &'static str {
        if self.post().is_some() { "post" } else { "get" }
    }

    /// What it takes, if it takes a body.
    pub(crate) fn post(&self) -> Option<&Post> {
        match &self.does {
            Does::Read(_) => None,
            Does::Post(post) => Some(post),
        }
    }
}

/// Who may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Anybody.
    Anybody,
    /// Callers, and anybody where the settings make the documentation public.
    Readers,
    /// Callers.
    Callers,
}

/// What a query may say.
pub(crate) enum QueryRule {
    /// Whatever it says, nobody minds.
    Ignored,
    /// These parameters and no other.
    Strict(ParameterSet),
}

/// The parameters of a route, as the wire type states them.
pub(crate) struct ParameterSet {
    /// Every name.
    pub(crate) names: &'static [&'static str],
    /// Names of which exactly one must be given.
    pub(crate) one_of: &'static [&'static str],
    /// The wire type as an object.
    pub(crate) schema: fn(&mut SchemaGenerator) -> Schema,
}

impl ParameterSet {
    const fn of<P: Parameters<'static> + JsonSchema>() -> QueryRule {
        QueryRule::Strict(Self { names: P::NAMES, one_of: P::ONE_OF, schema: P::json_schema })
    }
}

/// What a route answers when all is well.
pub(crate) enum Answer {
    /// JSON of this shape.
    Json(fn(&mut SchemaGenerator) -> Schema),
    /// A page.
    Html,
    /// The style of a page.
    Css,
}

type Shape = fn(&mut SchemaGenerator) -> Schema;

const RECORDS: Shape = SchemaGenerator::subschema_for::<Envelope<'static, Records<'static>>>;
const RECORD: Shape = SchemaGenerator::subschema_for::<Envelope<'static, Record<'static>>>;
const PAGED: Shape = SchemaGenerator::subschema_for::<PagedEnvelope<'static>>;
const REGULATIONS: Shape = SchemaGenerator::subschema_for::<Regulations<'static>>;
const STATISTICS: Shape = SchemaGenerator::subschema_for::<Envelope<'static, StatisticsData<'static>>>;
const SEARCH: Shape = SchemaGenerator::subschema_for::<SearchResults<'static>>;
const SUGGESTIONS: Shape = SchemaGenerator::subschema_for::<Envelope<'static, Suggestions<'static>>>;
const LABELS: Shape = SchemaGenerator::subschema_for::<Envelope<'static, Resolved<'static>>>;
const LOOKUP_ANSWERS: Shape = SchemaGenerator::subschema_for::<Envelope<'static, Vec<LookupEntry<'static>>>>;
const FUNCTIONS: Shape = SchemaGenerator::subschema_for::<Envelope<'static, Functions<'static>>>;
const MARKETS: Shape = SchemaGenerator::subschema_for::<Envelope<'static, Markets<'static>>>;
const DATASET: Shape = SchemaGenerator::subschema_for::<Envelope<'static, DatasetData<'static>>>;
const HEALTH: Shape = SchemaGenerator::subschema_for::<Health>;
const READY: Shape = SchemaGenerator::subschema_for::<Ready<'static>>;

/// What most routes are: for callers of every plan, with no parameters.
const USUAL: Route = Route {
    path: "",
    does: Does::Read(health::health),
    operation: "",
    summary: "",
    description: "",
    access: Access::Callers,
    feature: None,
    query: ParameterSet::of::<NoParameters>(),
    answer: Answer::Json(RECORD),
    is_kept: true,
    example: "",
};

/// What is not about ingredients: of its moment, or the description.
const BESIDE: Route = Route { is_kept: false, ..USUAL };

/// A lookup of what begins with a text.
const LOOKUP: Route = Route {
    description: "Whole-name matches come first, then shorter names, then lower codes. A text that folds to \
                  nothing, such as two hyphens, finds nothing.",
    query: ParameterSet::of::<LookupParameters<'static>>(),
    answer: Answer::Json(RECORDS),
    ..USUAL
};

/// Every route. Fixed words stand before `{code}`, which would match them too.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        path: "/v1/search",
        does: Does::Read(search::search),
        operation: "searchEverything",
        summary: "One box for everything: names in any script, parts of names, numbers, typing mistakes",
        description: "Each hit says which name or number matched, how, where, and what each ranking rule saw. \
                      `next_cursor` goes on; it holds for the same request on the same data set, across \
                      restarts.\n\nA plan that includes one way of matching may ask for that `mode` alone; \
                      `auto` wants `one_box_search`.",
        feature: Some(Feature::OneBoxSearch),
        query: ParameterSet::of::<OneBoxParameters<'static>>(),
        answer: Answer::Json(SEARCH),
        example: "/v1/search?q=retinl&limit=1",
        ..USUAL
    },
    Route {
        path: "/v1/suggest",
        does: Does::Read(search::suggest),
        operation: "suggest",
        summary: "What has been typed, completed: made for every keystroke",
        description: "Names and numbers that begin so, each ingredient once, those that most labels bear first. \
                      Korean also by initials and with a half-typed last syllable.",
        query: ParameterSet::of::<SuggestParameters<'static>>(),
        answer: Answer::Json(SUGGESTIONS),
        example: "/v1/suggest?q=reti",
        ..USUAL
    },
    Route {
        path: "/v1/ingredient/inci",
        does: Does::Read(lookup::inci),
        operation: "findByInci",
        summary: "Ingredients whose INCI name begins with a text",
        example: "/v1/ingredient/inci?q=retinol",
        ..LOOKUP
    },
    Route {
        path: "/v1/ingredient/kr",
        does: Does::Read(lookup::korean),
        operation: "findByKoreanName",
        summary: "Ingredients whose Korean name, standard or former, begins with a text",
        example: "/v1/ingredient/kr?q=%EB%A0%88%ED%8B%B0%EB%86%80",
        ..LOOKUP
    },
    Route {
        path: "/v1/ingredient/cas",
        does: Does::Read(lookup::cas),
        operation: "findByCas",
        summary: "Ingredients with a CAS number that begins with a text",
        example: "/v1/ingredient/cas?q=68-26-8",
        ..LOOKUP
    },
    Route {
        path: "/v1/ingredient/ec",
        does: Does::Read(lookup::ec),
        operation: "findByEc",
        summary: "Ingredients with an EC number that begins with a text",
        example: "/v1/ingredient/ec?q=200-683-7",
        ..LOOKUP
    },
    Route {
        path: "/v1/ingredient/search",
        does: Does::Read(lookup::search),
        operation: "search",
        summary: "Ingredients with a name or number that holds a text",
        description: "The text is taken literally: there are no wildcards. The order is that of the lookups.",
        feature: Some(Feature::Contains),
        query: ParameterSet::of::<SearchParameters<'static>>(),
        answer: Answer::Json(RECORDS),
        example: "/v1/ingredient/search?q=tino&field=all",
        ..USUAL
    },
    Route {
        path: "/v1/ingredient/status",
        does: Does::Read(lookup::status),
        operation: "listByStatus",
        summary: "Ingredients with a regulation status, page by page",
        description: "In the order of codes. The size of a page is that of the plan.",
        query: ParameterSet::of::<StatusParameters<'static>>(),
        answer: Answer::Json(PAGED),
        example: "/v1/ingredient/status?s=Restricted&page=1",
        ..USUAL
    },
    Route {
        path: "/v1/ingredient/random",
        does: Does::Read(ingredient::at_random),
        operation: "getRandomIngredient",
        summary: "Any one ingredient",
        description: "Drawn anew for each request, each ingredient as likely as any other.",
        is_kept: false,
        example: "/v1/ingredient/random",
        ..USUAL
    },
    Route {
        path: "/v1/ingredient/{code}/regulations",
        does: Does::Read(ingredient::regulations),
        operation: "getRegulations",
        summary: "What the law of each market says of an ingredient",
        description: "The entries of the markets in the caller's plan, uncut. `result_status` says why there \
                      are none: nothing is listed, nothing is known, or the market is not in the plan.",
        feature: Some(Feature::Regulations),
        query: ParameterSet::of::<RegulationsParameters<'static>>(),
        answer: Answer::Json(REGULATIONS),
        example: "/v1/ingredient/5489/regulations?country=EU",
        ..USUAL
    },
    Route {
        path: "/v1/ingredient/{code}",
        does: Does::Read(ingredient::by_code),
        operation: "getIngredient",
        summary: "One ingredient",
        description: "Codes are stable: once given, a code is never given again.",
        example: "/v1/ingredient/5489",
        ..USUAL
    },
    Route {
        path: "/v1/labels/resolve",
        does: Does::post::<ResolveBody>(
            r#"{"text": "Ingredients: Water, Retinl* (0.3%), Unobtainium. *encapsulated", "markets": ["EU"]}"#,
        ),
        operation: "resolveLabels",
        summary: "The ingredients of a label, as it stands on the package",
        description: "What the text names, in order, each with its place in the text, the ingredient or why there is \
                      none, and how sure that is; sections, marks, amounts and noise with theirs; and for each market \
                      asked for what its law says.\n\nSend one label as `text`, or several as `labels`. Each label costs \
                      as much of the limits as five requests.",
        feature: Some(Feature::Labels),
        answer: Answer::Json(LABELS),
        is_kept: false,
        example: "/v1/labels/resolve",
        ..USUAL
    },
    Route {
        path: "/v1/ingredients/lookup",
        does: Does::post::<LookupBody>(
            r#"{"queries": ["Retinol", "정제수", "68-26-8", "68-26-9", "Unobtainium"]}"#,
        ),
        operation: "lookUpNames",
        summary: "Many names or numbers at once",
        description: "Answers stand in the order of the queries. Every twenty queries cost as much of the limits as \
                      one request.",
        feature: Some(Feature::Batch),
        answer: Answer::Json(LOOKUP_ANSWERS),
        is_kept: false,
        example: "/v1/ingredients/lookup",
        ..USUAL
    },
    Route {
        path: "/v1/functions",
        does: Does::Read(dataset::functions),
        operation: "listFunctions",
        summary: "Every function that an ingredient can have",
        description: "A closed list, sorted by code, with English and Korean names.",
        answer: Answer::Json(FUNCTIONS),
        example: "/v1/functions",
        ..USUAL
    },
    Route {
        path: "/v1/markets",
        does: Does::Read(dataset::markets),
        operation: "listMarkets",
        summary: "Every market, whether its law is loaded and whether the plan shows it",
        description: "Where no source of a market is loaded, nothing is known of it, which is not the same as \
                      nothing being listed there.",
        answer: Answer::Json(MARKETS),
        example: "/v1/markets",
        ..USUAL
    },
    Route {
        path: "/v1/dataset",
        does: Does::Read(dataset::dataset),
        operation: "getDataset",
        summary: "What the data set says of itself",
        description: "Versions, counts, loaded markets and sources. The digest is over the content: two servers \
                      with the same digest answer alike.",
        answer: Answer::Json(DATASET),
        example: "/v1/dataset",
        ..USUAL
    },
    Route {
        path: "/v1/stats",
        does: Does::Read(statistics::statistics),
        operation: "getStatistics",
        summary: "Numbers about the whole data set, and its sources",
        description: "Counted when the data set was opened.",
        answer: Answer::Json(STATISTICS),
        example: "/v1/stats",
        ..USUAL
    },
    Route {
        path: "/health",
        does: Does::Read(health::health),
        operation: "getHealth",
        summary: "Whether the process lives",
        description: "For probes; parameters are passed over.",
        access: Access::Anybody,
        query: QueryRule::Ignored,
        answer: Answer::Json(HEALTH),
        example: "/health",
        ..BESIDE
    },
    Route {
        path: "/ready",
        does: Does::Read(health::ready),
        operation: "getReadiness",
        summary: "Whether the server wants requests",
        description: "For probes and load balancers; parameters are passed over. 503 from the moment the \
                      server is told to stop.",
        access: Access::Anybody,
        query: QueryRule::Ignored,
        answer: Answer::Json(READY),
        example: "/ready",
        ..BESIDE
    },
    Route {
        path: "/openapi.json",
        does: Does::Read(openapi::document),
        operation: "getDocument",
        summary: "This document",
        description: "OpenAPI 3.1, for programs.",
        access: Access::Readers,
        answer: Answer::Json(openapi::shape),
        ..BESIDE
    },
    Route {
        path: "/docs",
        does: Does::Read(openapi::page),
        operation: "getPage",
        summary: "The same document as a page",
        description: "For people; needs no script and loads nothing from elsewhere.",
        access: Access::Readers,
        answer: Answer::Html,
        ..BESIDE
    },
    Route {
        path: "/docs/style.css",
        does: Does::Read(openapi::style),
        operation: "getPageStyle",
        summary: "The style of the page",
        description: "",
        access: Access::Readers,
        answer: Answer::Css,
        ..BESIDE
    },
];
