//! What a question costs: in this process, and in the server's.

use std::net::TcpStream;
use std::time::Duration;

use incidex_core::search::{Cursor, Limit, Query, SearchRequest};
use incidex_core::tier::TierPolicy;
use incidex_storage::Bundle;

use super::shape::{Ask, Shape};
use crate::load::Connection;
use crate::process::Stopwatch;
use crate::served::{Binary, Served};

/// The most lists that a cursor leads past, in hits.
const FARTHEST: usize = Limit::MOST;

/// Time of this thread on a processor for answering a question out of `bundle`; `None` where it is no question.
///
/// Everything is timed that the server does with the text, from checking it to the views of the page.
pub(super) fn in_process(bundle: &Bundle, policy: &TierPolicy, shape: &Shape) -> Option<Duration> {
    let catalog = bundle.catalog();
    let cursor = cursor(bundle, policy, shape);
    let page = shape.page + 1;
    let watch = Stopwatch::start();
    let is_answered = match &shape.ask {
        Ask::Search { mode, field, filters, sort } => {
            let query = Query::parse(&shape.text).ok()?;
            let (filters, limit) = (filters.clone(), Limit::default());
            let request =
                SearchRequest { query, mode: *mode, field: *field, filters, sort: *sort, limit, cursor };
            catalog.search(policy, &request).is_ok()
        }
        Ask::Suggest => {
            let query = Query::parse(&shape.text).ok()?;
            catalog.suggest(policy, &query, Limit::default()).is_ok()
        }
        Ask::Begins(field) => catalog.starts_with(policy, *field, &shape.text, page).is_ok(),
        Ask::Holds(field) => catalog.contains(policy, *field, &shape.text, page).is_ok(),
        Ask::Status(status) => catalog.by_status(policy, *status, page).is_ok(),
    };
    let took = watch.elapsed();
    is_answered.then_some(took)
}

/// The cursor that leads to the page of a search; `None` for the first page and for lists that do not go on.
pub(super) fn cursor(bundle: &Bundle, policy: &TierPolicy, shape: &Shape) -> Option<Cursor> {
    let Ask::Search { mode, field, filters, sort } = &shape.ask else { return None };
    let before = shape.page * policy.results_per_request;
    let limit = Limit::new(before.min(FARTHEST))?;
    // What a cursor is bound to does not include how long the answers are.
    let policy = TierPolicy { results_per_request: FARTHEST, ..policy.clone() };
    let query = Query::parse(&shape.text).ok()?;
    let request = SearchRequest {
        query,
        mode: *mode,
        field: *field,
        filters: filters.clone(),
        sort: *sort,
        limit,
        cursor: None,
    };
    bundle.catalog().search(&policy, &request).ok()?.next_cursor
}

/// What a server took for one answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answered {
    /// Time of all of its threads on a processor.
    pub(super) busy: Duration,
    /// Status of the answer.
    pub(super) status: u16,
}

/// A server that is asked, each time by another customer, so that no limit is met.
pub(super) struct Server<'a> {
    binary: &'a Binary,
    served: Served,
    connection: Connection,
    customers: u64,
}

impl<'a> Server<'a> {
    /// Starts it.
    ///
    /// # Errors
    /// When it cannot be started or reached.
    pub(super) fn start(binary: &'a Binary) -> Result<Self, String> {
        let served = binary.serve()?;
        let connection = connect(&served)?;
        Ok(Self { binary, served, connection, customers: 0 })
    }

    /// Asks for a target so many times; the mean of what it took. `None` on systems that do not say.
    ///
    /// # Errors
    /// When it does not answer.
    pub(super) fn ask(&mut self, target: &str, times: usize) -> Result<Option<Answered>, String> {
        let before = self.served.process.busy();
        let mut status = 0;
        for _ in 0..times {
            self.customers += 1;
            let user = format!("customer-{}", self.customers);
            let request = self.binary.request_with(target, &user, "Accept-Encoding: gzip\r\n");
            let reply = match self.connection.ask(&request) {
                Ok(reply) => reply,
                Err(error) => return Err(format!("no answer to {target}: {error}")),
            };
            status = reply.status;
            if reply.head.contains("\nconnection: close") {
                self.connection = connect(&self.served)?;
            }
        }
        let spent = before.zip(self.served.process.busy());
        let each = |spent: Duration| spent / u32::try_from(times.max(1)).unwrap_or(u32::MAX);
        Ok(spent.map(|(before, after)| Answered { busy: each(after.saturating_sub(before)), status }))
    }
}

fn connect(served: &Served) -> Result<Connection, String> {
    let connection = TcpStream::connect(served.address).and_then(Connection::new);
    connection.map_err(|error| format!("{}: {error}", served.address))
}
