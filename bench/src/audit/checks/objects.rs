//! Whether one caller gets another's objects (broken object level authorization).
//!
//! A scanner cannot know whose an object is. Whoever gives two identities and URLs with ids says that none
//! of these objects belongs to both.

use super::super::catalogue::access::CROSS_CALLER_OBJECT;
use super::super::client::Spent;
use super::super::message::{Answer, Request, Who};
use super::super::scan::Scan;
use super::super::target::bears_an_id;

pub(super) fn run(scan: &mut Scan<'_>) -> Result<(), Spent> {
    let labels: Vec<String> = scan.options.identities.iter().map(|identity| identity.label.clone()).collect();
    let [first, second, ..] = labels.as_slice() else { return Ok(()) };
    let paths: Vec<String> = scan.given.iter().filter(|path| bears_an_id(path)).cloned().collect();
    if paths.is_empty() {
        scan.note("objects across callers: two identities were given, and no URL with an id");
    }
    for path in paths {
        let (one, other) =
            (Request::get(&path).by(Who::Identity(0)), Request::get(&path).by(Who::Identity(1)));
        let (Some(seen), Some(also)) = (scan.ask(&one)?, scan.ask(&other)?) else { continue };
        if seen.status == 429 || also.status == 429 {
            scan.note(&format!("objects across callers: {path} was answered with 429"));
        } else if !seen.is_success() && !also.is_success() {
            scan.note(&format!("objects across callers: neither {first} nor {second} gets {path}"));
        } else if both(&seen, &also) {
            let same = if seen.body == also.body { "with the same bytes" } else { "with different bytes" };
            scan.found(
                &CROSS_CALLER_OBJECT,
                &format!("GET {path} → {} to {first} and {} to {second}, {same}", seen.status, also.status),
            );
        }
    }
    Ok(())
}

fn both(seen: &Answer, also: &Answer) -> bool {
    seen.is_success() && also.is_success()
}
