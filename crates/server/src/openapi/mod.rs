//! The description of the interface: an OpenAPI 3.1 document for programs (`/openapi.json`) and the same as a
//! page for people (`/docs`).
//!
//! Nothing is described twice. Paths, parameters and answers come from the table of routes and the wire
//! types, problems from the table of codes and [`problems`], which says where each occurs and what to do,
//! examples from answers of this very server that a test records ([`examples`]). The page is made from the
//! document.

mod build;
mod examples;
mod headers;
mod html;
mod markup;
mod parameters;
pub(crate) mod problems;
mod responses;
mod schemas;
mod serve;

pub(crate) use serve::{document, page, shape, style};

#[cfg(test)]
pub(crate) use build::build;
#[cfg(test)]
pub(crate) use examples::{problem_key, recorded, route_key};
