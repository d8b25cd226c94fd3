//! A JSON value, read more strictly than `serde_json` reads one: no member twice, no deep nesting, and an
//! error knows where it is.

use std::cell::RefCell;
use std::fmt::{self, Display};

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::excerpt::excerpt;
use crate::problem::{MemberFault, Problem};

/// How deeply arrays and objects may nest.
pub(super) const DEEPEST: usize = 16;

/// Where in a document something is.
#[derive(Clone, Debug, Default)]
pub(super) struct Place(Vec<String>);

impl Place {
    pub(super) fn push(&mut self, segment: impl Display) {
        // `~` and `/` are escaped (RFC 6901 section 3).
        self.0.push(segment.to_string().replace('~', "~0").replace('/', "~1"));
    }

    /// The place as a JSON pointer, cut to 64 characters.
    pub(super) fn pointer(&self) -> String {
        let mut pointer = String::new();
        for segment in &self.0 {
            pointer.push('/');
            pointer.push_str(segment);
        }
        excerpt(&pointer)
    }
}

/// What went wrong that `serde_json` has no words for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    TooDeep,
    Twice,
}

#[derive(Debug, Default)]
struct Trace {
    place: Place,
    refusal: Option<Refusal>,
}

/// The value that `text` is.
///
/// # Errors
/// 400 for what is no JSON or nests too deeply, 422 for a member that is there twice.
pub(super) fn value(text: &str) -> Result<Value, Problem> {
    let trace = RefCell::new(Trace::default());
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let outcome = Strict { trace: &trace, depth: 0 }.deserialize(&mut deserializer);
    let outcome = outcome.and_then(|value| deserializer.end().map(|()| value));
    outcome.map_err(|error| {
        let trace = trace.take();
        let pointer = trace.place.pointer();
        match trace.refusal {
            Some(Refusal::TooDeep) => {
                Problem::malformed_body(pointer, format!("nested deeper than {DEEPEST} levels"))
            }
            Some(Refusal::Twice) => {
                Problem::invalid_body(vec![MemberFault { pointer, detail: "given more than once".into() }])
            }
            None => {
                let place = format!("no JSON from line {} column {} on", error.line(), error.column());
                Problem::malformed_body(pointer, place)
            }
        }
    })
}

/// Reads one value, and knows where it is.
struct Strict<'t> {
    trace: &'t RefCell<Trace>,
    depth: usize,
}

impl Strict<'_> {
    /// Reads what stands one level further in, under `segment`.
    fn within(&self, segment: impl Display) -> Self {
        self.trace.borrow_mut().place.push(segment);
        Self { trace: self.trace, depth: self.depth + 1 }
    }

    /// Comes back out of where [`within`](Self::within) led. (After an error nothing does, so that the
    /// place of the error stays.)
    fn leave(&self) {
        self.trace.borrow_mut().place.0.pop();
    }

    fn enter<E: Error>(&self) -> Result<(), E> {
        if self.depth < DEEPEST {
            return Ok(());
        }
        Err(self.refuse(Refusal::TooDeep))
    }

    fn refuse<E: Error>(&self, refusal: Refusal) -> E {
        self.trace.borrow_mut().refusal = Some(refusal);
        E::custom("refused")
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("no number"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        self.enter()?;
        let mut values = Vec::new();
        while let Some(value) = entries.next_element_seed(self.within(values.len()))? {
            values.push(value);
            self.leave();
        }
        self.leave();
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        self.enter()?;
        let mut members = Map::new();
        while let Some(name) = entries.next_key::<String>()? {
            let inner = self.within(&name);
            if members.contains_key(&name) {
                return Err(self.refuse(Refusal::Twice));
            }
            let value = entries.next_value_seed(inner)?;
            members.insert(name, value);
            self.leave();
        }
        Ok(Value::Object(members))
    }
}
