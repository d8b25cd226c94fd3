//! The server that Incidex is measured beside: one actix route, as `HttpServer` sets it up by itself, that
//! does nothing but answer bodies made beforehand. It runs as a process of its own, like the binary.

use std::cell::Cell;
use std::fs;
use std::io::{Write, stdout};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::rt::System;
use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse, HttpServer};

/// What the bare server answers, and on how many threads.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// A JSON array of texts: the bodies, which are answered in turn.
    bodies: PathBuf,
    /// Workers.
    #[arg(long, value_name = "N", default_value_t = 1)]
    workers: usize,
    /// Port on 127.0.0.1; a free one unless said.
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    port: u16,
}

/// Serves until the process is ended; the address is the first line on stdout.
///
/// # Errors
/// When the bodies cannot be read or the address cannot be listened on.
pub fn run(arguments: &Arguments) -> Result<(), String> {
    let bodies = read(&arguments.bodies)?;
    System::new().block_on(serve(bodies, arguments.workers, arguments.port))
}

/// Writes bodies where [`run`] reads them.
///
/// # Errors
/// When the file cannot be written.
pub fn write(path: &Path, bodies: &[String]) -> Result<(), String> {
    let text = serde_json::to_string(bodies).map_err(|error| error.to_string())?;
    fs::write(path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

fn read(path: &Path) -> Result<Vec<Bytes>, String> {
    let fault = |error: &dyn std::fmt::Display| format!("cannot read {}: {error}", path.display());
    let text = fs::read(path).map_err(|error| fault(&error))?;
    let bodies: Vec<String> = serde_json::from_slice(&text).map_err(|error| fault(&error))?;
    if bodies.is_empty() {
        return Err(fault(&"it holds no body"));
    }
    Ok(bodies.into_iter().map(Bytes::from).collect())
}

async fn serve(bodies: Vec<Bytes>, workers: usize, port: u16) -> Result<(), String> {
    let app = move || {
        // actix clones a handler for each request.
        let turns = Rc::new((Cell::new(0), bodies.clone()));
        let answer = move || {
            let (next, bodies) = turns.as_ref();
            let place = next.get();
            next.set((place + 1) % bodies.len().max(1));
            let body = bodies.get(place).cloned().unwrap_or_default();
            let mut answer = HttpResponse::Ok();
            answer.insert_header((CONTENT_TYPE, HeaderValue::from_static("application/json")));
            std::future::ready(answer.body(body))
        };
        App::new().default_service(web::to(answer))
    };
    let server = HttpServer::new(app).workers(workers).disable_signals().bind((Ipv4Addr::LOCALHOST, port));
    let server = server.map_err(|error| format!("cannot listen: {error}"))?;
    for address in server.addrs() {
        println!("{address}");
    }
    stdout().flush().map_err(|error| error.to_string())?;
    server.run().await.map_err(|error| error.to_string())
}
