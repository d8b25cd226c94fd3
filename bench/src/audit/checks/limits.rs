//! A bounded burst, in the name of the caller and of nobody: is it refused, or at least counted, and does a
//! refusal say when to come back?

use std::thread;

use super::super::catalogue::limits::{NO_RATE_LIMIT, NO_RETRY_AFTER};
use super::super::client::Spent;
use super::super::message::{Answer, Request, Who};
use super::super::scan::Scan;
use super::spoofing;

pub(super) fn run(scan: &mut Scan<'_>) -> Result<(), Spent> {
    let path = scan.first();
    if scan.caller() == Who::Caller {
        let request = Request::get(&path).by(Who::Caller);
        burst(scan, &request)?;
        spoofing::run(scan, &request)?;
    }
    let request = Request::get(&path);
    burst(scan, &request)?;
    spoofing::run(scan, &request)
}

fn burst(scan: &mut Scan<'_>, request: &Request) -> Result<(), Spent> {
    let threads = scan.options.concurrency.max(1);
    let each = scan.options.burst.div_ceil(threads);
    let client = &scan.client;
    let answers: Vec<Result<Vec<Answer>, Spent>> = thread::scope(|scope| {
        let run = || -> Result<Vec<Answer>, Spent> {
            let mut answers = Vec::with_capacity(each);
            for _ in 0..each {
                answers.extend(client.ask(request)?);
            }
            Ok(answers)
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        workers.into_iter().map(|worker| worker.join().unwrap_or(Err(Spent))).collect()
    });
    let answers: Vec<Answer> =
        answers.into_iter().collect::<Result<Vec<_>, Spent>>()?.into_iter().flatten().collect();
    let Some(first) = answers.first() else {
        scan.note("burst: no request of it was answered");
        return Ok(());
    };
    let is_limited = answers.iter().any(|a| matches!(a.status, 429 | 503) || a.speaks_of_a_limit());
    if !is_limited {
        let part = format!("{} requests, none refused and none counted", answers.len());
        scan.shown(&NO_RATE_LIMIT, request, first, &part);
    }
    let silent = answers.iter().find(|answer| {
        let wait = answer.header("retry-after").map(str::trim);
        answer.status == 429 && wait.is_none_or(|wait| wait.is_empty() || wait == "0")
    });
    if let Some(answer) = silent {
        let part = format!("retry-after: {}", answer.header("retry-after").unwrap_or("absent"));
        scan.shown(&NO_RETRY_AFTER, request, answer, &part);
    }
    Ok(())
}
