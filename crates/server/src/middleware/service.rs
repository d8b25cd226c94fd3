//! The service around the application: what comes in goes through the frame ([`super`] has the order), and on to the
//! handler of its route.
//!
//! A route that is only read, asked for by its path as it stands in the table, needs nothing more of actix-web: its
//! handler is called at once, which spares most requests a router, a future and a dozen allocations. Everything else,
//! bodies and paths that have to be decoded first among it, goes to the application, where the same routes are.

use std::future::{Ready, poll_fn, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_http::Request;
use actix_service::{Service, ServiceFactory};
use actix_web::body::BoxBody;
use actix_web::dev::{RequestHead, Response, ServiceResponse};
use actix_web::{Error, HttpMessage, HttpResponse};
use futures_util::FutureExt;
use futures_util::future::{Either, LocalBoxFuture};
use incidex_ops::telemetry::panics;
use tokio::time::timeout;

use super::RequestId;
use super::account::InFlight;
use super::before::settle_body;
use super::frame::{Entered, Facts, Frame};
use crate::caller::{Passage, WorkerGate};
use crate::problem::Problem;
use crate::routes::{self, Does, ROUTES, ReadRequest};

/// An answer; it has one form, be it a problem or not.
type Outcome = Result<Response<BoxBody>, Response<BoxBody>>;

/// Makes the service of each worker.
pub(crate) struct Framed<F> {
    frame: Arc<Frame>,
    app: F,
}

impl<F> Framed<F> {
    /// `frame` around the application that `app` makes.
    pub(crate) fn new(frame: Arc<Frame>, app: F) -> Self {
        Self { frame, app }
    }
}

impl<F> ServiceFactory<Request> for Framed<F>
where
    F: ServiceFactory<Request, Config = (), Response = ServiceResponse<BoxBody>, Error = Error>,
    F::Service: 'static,
    F::Future: 'static,
{
    type Response = Response<BoxBody>;
    type Error = Response<BoxBody>;
    type Config = ();
    type Service = FrameService<F::Service>;
    type InitError = F::InitError;
    type Future = LocalBoxFuture<'static, Result<Self::Service, Self::InitError>>;

    fn new_service(&self, (): ()) -> Self::Future {
        let (frame, app) = (Arc::clone(&self.frame), self.app.new_service(()));
        let gate = Rc::new(Arc::clone(&frame.state.gate));
        Box::pin(async move { Ok(FrameService { frame, gate, app: Rc::new(app.await?) }) })
    }
}

/// The service of one worker.
pub(crate) struct FrameService<A> {
    frame: Arc<Frame>,
    gate: WorkerGate,
    app: Rc<A>,
}

impl<A> Service<Request> for FrameService<A>
where
    A: Service<Request, Response = ServiceResponse<BoxBody>, Error = Error> + 'static,
{
    type Response = Response<BoxBody>;
    type Error = Response<BoxBody>;
    type Future = Either<Ready<Outcome>, LocalBoxFuture<'static, Outcome>>;

    fn poll_ready(&self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.app.poll_ready(cx).map_err(|error| error.error_response().into())
    }

    fn call(&self, request: Request) -> Self::Future {
        let frame = &self.frame;
        let in_flight = InFlight::begin(frame.state.requests.as_ref());
        let found = routes::find(request.head().uri.path());
        let Entered { facts, passage, early } =
            frame.enter(&self.gate, &request, found.map(|(place, _)| place));
        match early.or_else(|| frame.read(found, request.head(), &facts, &passage)) {
            Some(answer) => {
                let answer = frame.finish(answer, &facts, request.head(), &passage);
                Either::Left(ready(Ok(answer.into())))
            }
            None => {
                let (frame, app) = (Arc::clone(frame), Rc::clone(&self.app));
                let in_flight = in_flight.lasting(Arc::clone(&frame.state.requests));
                Either::Right(Box::pin(async move {
                    let _in_flight = in_flight;
                    // The request itself goes further in, and is lost in a panic.
                    let head = request.head().clone();
                    passage.accompany(&mut request.extensions_mut());
                    let answer = frame.through(app.as_ref(), request, &head, &facts).await;
                    Ok(frame.finish(answer, &facts, &head, &passage).into())
                }))
            }
        }
    }
}

impl Frame {
    /// The answer of the route that was found in the table, if the request needs no more than its handler.
    fn read(
        &self,
        found: Option<(usize, &str)>,
        head: &RequestHead,
        facts: &Facts,
        passage: &Passage,
    ) -> Option<HttpResponse> {
        let (place, parameter) = found?;
        let Does::Read(handler) = &ROUTES.get(place)?.does else { return None };
        let has_body = facts.link.as_ref().is_none_or(|link| link.has_body());
        if has_body || !facts.is_read || head.uri.path().contains('%') {
            return None;
        }
        let query = head.uri.query().unwrap_or_default();
        let request =
            ReadRequest { admission: Some(passage.admission()), parameter, query, target: &head.uri };
        Some(caught(|| handler(&request, &self.state), head, &facts.id))
    }

    /// The answer of the application, in time and without a panic, or what stands in for it.
    async fn through<A>(
        &self,
        app: &A,
        mut request: Request,
        head: &RequestHead,
        facts: &Facts,
    ) -> HttpResponse
    where
        A: Service<Request, Response = ServiceResponse<BoxBody>, Error = Error>,
    {
        if let Some(link) = facts.link.as_ref().filter(|link| link.has_body()) {
            match settle_body(&head.method, request.take_payload(), link).await {
                Ok(payload) => *request.payload() = payload,
                Err(problem) => return problem.answer(&head.uri, &facts.id),
            }
        }
        let mut inner = pin!(AssertUnwindSafe(async move { app.call(request).await }).catch_unwind());
        panics::collect_here();
        // Most answers are ready at once and need no timer.
        let outcome = match poll_fn(|cx| Poll::Ready(inner.as_mut().poll(cx))).await {
            Poll::Ready(outcome) => Ok(outcome),
            Poll::Pending => timeout(self.request_timeout, inner).await,
        };
        match outcome {
            Ok(Ok(Ok(answer))) => answer.into_parts().1,
            Ok(Ok(Err(error))) => error.error_response(),
            Ok(Err(_)) => panicked(head, &facts.id),
            Err(_) => {
                tracing::error!(request_id = facts.id.as_str(), "request not answered in time");
                Problem::timed_out().answer(&head.uri, &facts.id)
            }
        }
    }
}

/// The answer of a handler, be it what was asked for, a problem, or what stands in for a panic.
fn caught(
    handler: impl FnOnce() -> Result<HttpResponse, Problem>,
    head: &RequestHead,
    id: &RequestId,
) -> HttpResponse {
    panics::collect_here();
    match catch_unwind(AssertUnwindSafe(handler)) {
        Ok(answer) => answer.unwrap_or_else(|problem| problem.answer(&head.uri, id)),
        Err(_) => panicked(head, id),
    }
}

/// What stands in for the answer of a handler that panicked. What the panic said was logged where it happened, by the
/// hook of the process.
fn panicked(head: &RequestHead, id: &RequestId) -> HttpResponse {
    let cause = format!("panic in a handler of {}", crate::excerpt::excerpt(head.uri.path()));
    let mut answer = Problem::internal(cause).answer(&head.uri, id);
    if let Some(note) = panics::take() {
        answer.extensions_mut().insert(note);
    }
    answer
}

#[cfg(test)]
mod tests {
    use actix_web::body::to_bytes;
    use actix_web::http::StatusCode;
    use actix_web::test::TestRequest;
    use futures_util::FutureExt;
    use serde_json::Value;

    use super::*;

    fn answer(handler: impl FnOnce() -> Result<HttpResponse, Problem>) -> (StatusCode, Value) {
        let request = TestRequest::with_uri("/v1/stats?x=1").to_http_request();
        let answer = caught(handler, request.head(), &RequestId::random());
        let status = answer.status();
        let body = to_bytes(answer.into_body()).now_or_never().unwrap().unwrap();
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    #[test]
    fn a_handler_that_is_called_at_once_answers_refuses_or_panics() {
        assert_eq!(answer(|| Ok(HttpResponse::Ok().finish())).0, StatusCode::OK);
        let (status, problem) = answer(|| Err(Problem::route_not_found()));
        assert_eq!((status, problem["code"].as_str()), (StatusCode::NOT_FOUND, Some("route_not_found")));
        let (status, problem) = answer(|| panic!("a test wants it so"));
        assert_eq!((status, problem["code"].as_str()), (StatusCode::INTERNAL_SERVER_ERROR, Some("internal")));
        assert!(!problem.to_string().contains("a test wants it so"), "{problem}");
    }
}
