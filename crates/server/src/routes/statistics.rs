//! Numbers about the whole data set: `/v1/stats`.

use actix_web::HttpResponse;

use super::{ReadRequest, VERSION, json};
use crate::dto::{Envelope, StatisticsData};
use crate::problem::Problem;
use crate::query::expect_none;
use crate::state::State;

/// The numbers, counted when the data set was opened.
pub(super) fn statistics(request: &ReadRequest<'_>, state: &State) -> Result<HttpResponse, Problem> {
    expect_none(request.query)?;
    let bundle = state.dataset.current();
    let catalog = bundle.catalog();
    let data = StatisticsData::new(catalog.statistics(), catalog.manifest(), VERSION);
    json(&Envelope::new(catalog.manifest(), data, 1, 1), 1)
}
