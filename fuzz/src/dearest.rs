//! What no question may cost.

use std::time::{Duration, Instant};

use incidex_core::catalog::{LookupField, SearchField};
use incidex_core::search::{Field, Filters, Query, SearchMode, SearchRequest, Sort};
use incidex_core::tier::TierPolicy;

use crate::{SLOW, catalog};

/// What no question may cost of a processor in a build for fuzzing, which counts every branch: several times the
/// five milliseconds that hold for a release over ten times as many names.
const DEAR: Duration = Duration::from_millis(20);

/// A question costs less than it may. The first two characters of the text say what is asked, the others are
/// what is looked for.
///
/// What is measured is the time of this thread, the least of three where it seems too much: a fault that is
/// found again when it is looked for again.
pub fn dearest_query(text: &str) {
    let mut characters = text.chars();
    let mut number = || characters.next().map_or(0, |character| character as usize);
    let (how, where_) = (number(), number());
    let text = characters.as_str();
    let Ok(query) = Query::parse(text) else { return };
    let most = if cfg!(fuzzing) { DEAR } else { SLOW };
    let mut least = Duration::MAX;
    for _ in 0..3 {
        least = least.min(cost(how, where_, text, &query));
        if least < most {
            return;
        }
    }
    panic!("{least:?} for {how} {where_} {text:?}");
}

fn cost(how: usize, where_: usize, text: &str, query: &Query) -> Duration {
    let (catalog, policy) = (catalog(), TierPolicy::unrestricted());
    let modes = SearchMode::ALL.len() * Sort::ALL.len();
    let before = now();
    let is_answered = match how % (modes + 3) {
        0 => catalog.suggest(&policy, query, incidex_core::search::Limit::default()).is_ok(),
        1 => {
            let fields = [LookupField::Inci, LookupField::Korean, LookupField::Cas, LookupField::Ec];
            catalog.starts_with(&policy, fields[where_ % fields.len()], text, 1).is_ok()
        }
        2 => {
            let fields = [SearchField::All, SearchField::Inci, SearchField::Korean, SearchField::Cas];
            catalog.contains(&policy, fields[where_ % fields.len()], text, 1).is_ok()
        }
        other => {
            let (mode, sort) = ((other - 3) % SearchMode::ALL.len(), (other - 3) / SearchMode::ALL.len());
            let field = Field::ALL[where_ % Field::ALL.len()];
            let has_cas = [None, Some(true), Some(false)][where_ / Field::ALL.len() % 3];
            let request = SearchRequest {
                mode: SearchMode::ALL[mode],
                sort: Sort::ALL[sort],
                field,
                filters: Filters { has_cas, ..Filters::default() },
                ..SearchRequest::new(query.clone())
            };
            catalog.search(&policy, &request).is_ok()
        }
    };
    assert!(is_answered, "nothing here can be refused");
    now().saturating_sub(before)
}

/// The clock of this thread; that of the machine where there is none.
fn now() -> Duration {
    #[cfg(target_os = "linux")]
    if let Ok(now) = Duration::try_from(rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime)) {
        return now;
    }
    static BEGUN: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    BEGUN.get_or_init(Instant::now).elapsed()
}
