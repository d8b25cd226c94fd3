//! The strict reader of query strings.
//!
//! actix-web's own extractor replaces bad UTF-8 silently and does not say which parameter is at fault. Here
//! everything that is not exactly what a route documents is refused, and named: unknown names, repeats,
//! missing parameters, malformed percent-encoding, bytes that are no UTF-8. What a value may be is stated
//! on the wire types in [`crate::dto`].

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde::de::value::{BorrowedStrDeserializer, Error as ValueError, MapDeserializer};
use validator::{Validate, ValidationErrors};

use crate::excerpt::excerpt;
use crate::problem::{ParameterFault, Problem};

/// How many faults an answer names; a query may hold thousands.
const MOST_FAULTS: usize = 8;

/// The parameters of a route.
pub(crate) trait Parameters<'a>: Deserialize<'a> + Validate {
    /// Every name that the route knows.
    const NAMES: &'static [&'static str];
    /// Names of which exactly one must be given; empty if nothing must be.
    const ONE_OF: &'static [&'static str];
}

/// The decoded parameters of a query.
#[derive(Debug)]
pub(crate) struct Query<'a> {
    pairs: Vec<(&'static str, Cow<'a, str>)>,
}

impl<'a> Query<'a> {
    /// Decodes `query`, the part of a request target after `?`, whose names must be those of `P`, each at
    /// most once. Empty pieces (`a=1&&b=2`) are passed over, `+` is a blank.
    ///
    /// # Errors
    /// A problem that names the first eight faults.
    pub(crate) fn decode<P: Parameters<'a>>(query: &'a str) -> Result<Self, Problem> {
        let mut pairs: Vec<(&'static str, Cow<'a, str>)> = Vec::with_capacity(P::NAMES.len());
        let mut faults = Faults::default();
        for piece in query.split('&').filter(|piece| !piece.is_empty()) {
            let (raw_name, raw_value) = piece.split_once('=').unwrap_or((piece, ""));
            let Some(given) = decoded(raw_name) else {
                faults.add(excerpt(raw_name), "the name is not percent-encoded UTF-8");
                continue;
            };
            let Some(name) = P::NAMES.iter().find(|name| **name == given) else {
                let known = if P::NAMES.is_empty() { "none".to_owned() } else { P::NAMES.join(", ") };
                faults.add(excerpt(&given), format!("unknown parameter; this route takes {known}"));
                continue;
            };
            if pairs.iter().any(|(other, _)| other == name) {
                faults.add(*name, "given more than once");
            } else if let Some(value) = decoded(raw_value) {
                pairs.push((name, value));
            } else {
                faults.add(*name, "the value is not percent-encoded UTF-8");
            }
            if faults.is_full() {
                break;
            }
        }
        check_one_of(P::ONE_OF, &pairs, &mut faults);
        faults.into_result().map(|()| Self { pairs })
    }

    /// The parameters as the wire type states them.
    ///
    /// # Errors
    /// A problem that names every parameter whose value breaks a rule.
    pub(crate) fn read<'q, P: Parameters<'q>>(&'q self) -> Result<P, Problem> {
        let pairs = self.pairs.iter().map(|(name, value)| {
            (BorrowedStrDeserializer::<ValueError>::new(name), BorrowedStrDeserializer::new(value.as_ref()))
        });
        let parameters = P::deserialize(MapDeserializer::new(pairs))
            // The names were checked and every value is a text, so a mismatch is ours.
            .map_err(|error| Problem::internal(format!("query parameters: {error}")))?;
        parameters.validate().map_err(|errors| from_validation(&errors))?;
        Ok(parameters)
    }
}

/// Refuses any parameter.
///
/// # Errors
/// A problem that names the first eight.
pub(crate) fn expect_none(query: &str) -> Result<(), Problem> {
    if query.is_empty() { Ok(()) } else { Query::decode::<crate::dto::NoParameters>(query).map(drop) }
}

/// The text that a percent-encoded piece stands for (WHATWG URL, `application/x-www-form-urlencoded`);
/// `None` where a `%` is not followed by two hexadecimal digits, or the bytes are no UTF-8.
fn decoded(piece: &str) -> Option<Cow<'_, str>> {
    let is_whole = piece.split('%').skip(1).all(|rest| {
        rest.as_bytes().first_chunk::<2>().is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    if !is_whole {
        return None;
    }
    if piece.contains('+') {
        let spaced = piece.replace('+', " ");
        return percent_decode_str(&spaced).decode_utf8().ok().map(|text| Cow::Owned(text.into_owned()));
    }
    percent_decode_str(piece).decode_utf8().ok()
}

fn check_one_of(names: &'static [&'static str], pairs: &[(&'static str, Cow<'_, str>)], faults: &mut Faults) {
    let given = || names.iter().filter(|name| pairs.iter().any(|(other, _)| other == *name));
    match (given().count(), names) {
        // One that is there and malformed has been named already.
        (0, [first, ..]) if !names.iter().any(|name| faults.names(name)) => faults.add(*first, "missing"),
        (0 | 1, _) => {}
        _ => given().for_each(|name| faults.add(*name, format!("give only one of {}", names.join(", ")))),
    }
}

/// Our own words for what `validator` found: its own serialisation repeats the caller's values.
fn from_validation(errors: &ValidationErrors) -> Problem {
    let mut faults: Vec<ParameterFault> = errors
        .field_errors()
        .into_iter()
        .flat_map(|(field, errors)| errors.iter().map(move |error| (field.clone(), error)))
        .map(|(field, error)| ParameterFault {
            parameter: field.into_owned(),
            detail: error.message.clone().unwrap_or(Cow::Borrowed("not valid")),
        })
        .collect();
    faults.sort_by(|a, b| a.parameter.cmp(&b.parameter));
    Problem::invalid_parameters(faults)
}

/// Faults as they are found, each parameter once, at most [`MOST_FAULTS`].
#[derive(Default)]
struct Faults(Vec<ParameterFault>);

impl Faults {
    fn add(&mut self, parameter: impl Into<String>, detail: impl Into<Cow<'static, str>>) {
        let parameter = parameter.into();
        if !self.is_full() && !self.names(&parameter) {
            self.0.push(ParameterFault { parameter, detail: detail.into() });
        }
    }

    fn names(&self, parameter: &str) -> bool {
        self.0.iter().any(|fault| fault.parameter == parameter)
    }

    fn is_full(&self) -> bool {
        self.0.len() >= MOST_FAULTS
    }

    fn into_result(self) -> Result<(), Problem> {
        if self.0.is_empty() { Ok(()) } else { Err(Problem::invalid_parameters(self.0)) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dto::LookupParameters;

    #[test]
    fn pieces_decode_as_forms_do() {
        assert_eq!(decoded("%EB%A0%88").as_deref(), Some("레"));
        assert_eq!(decoded("a+b%2Bc").as_deref(), Some("a b+c"));
        for piece in ["%", "%4", "a%zz", "%ff", "%EB%A0"] {
            assert_eq!(decoded(piece), None, "{piece}");
        }
    }

    proptest! {
        #[test]
        fn what_was_encoded_decodes(text in "\\PC{0,24}") {
            let encoded = percent_encoding::utf8_percent_encode(&text, percent_encoding::NON_ALPHANUMERIC);
            let encoded = encoded.to_string();
            let decoded = decoded(&encoded);
            prop_assert_eq!(decoded.as_deref(), Some(text.as_str()));
        }

        #[test]
        fn no_query_panics(query in "[%&=+qpage0-9a-f]{0,48}") {
            if let Ok(query) = Query::decode::<LookupParameters<'_>>(&query) {
                let _ = query.read::<LookupParameters<'_>>();
            }
        }
    }
}
