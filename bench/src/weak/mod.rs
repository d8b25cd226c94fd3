//! A small API that a reviewer would pass, and in which every fault that the scanner knows can be switched
//! on by itself. It is what the scanner is tested against.
//!
//! [`faults`] names the faults, [`app`] answers, [`frame`] writes headers, [`front`] stands before it for
//! faults that actix-web does not let one have, [`certificates`] makes certificates good and bad.

mod app;
pub mod certificates;
pub mod faults;
mod frame;
mod front;

use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Mutex, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::rt::System;
use actix_web::web::{self, Data};
use actix_web::{App, HttpServer};

use certificates::Certificates;
use faults::Fault;

/// Key of the caller whose object is `/v1/items/1`.
pub const ALICE: &str = "alice-key-4711";
/// Key of another caller.
pub const BOB: &str = "bob-key-0815";

/// How long an honest server waits for the head of a request.
const HEADER_TIME: Duration = Duration::from_secs(1);

/// What every handler knows.
struct State {
    faults: Vec<Fault>,
    is_tls: bool,
    used: Mutex<HashMap<String, u64>>,
}

impl State {
    fn has(&self, fault: Fault) -> bool {
        self.faults.contains(&fault)
    }
}

/// A running server; it stops when it is dropped.
pub struct WeakServer {
    address: SocketAddr,
    /// The issuer and the server's certificate, where it talks TLS.
    pub certificates: Option<Certificates>,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl WeakServer {
    /// Starts a server with these faults on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When the port cannot be bound or a certificate cannot be made.
    pub fn start(faults: &[Fault], is_tls: bool) -> io::Result<Self> {
        let certificates = is_tls.then(|| Certificates::new(faults)).transpose()?;
        let tls = certificates.as_ref().map(Certificates::server).transpose()?;
        let state = Data::new(State { faults: faults.to_vec(), is_tls, used: Mutex::new(HashMap::new()) });
        let header_time = if faults.contains(&Fault::SlowHeader) { Duration::ZERO } else { HEADER_TIME };
        let (sender, receiver) = mpsc::channel();
        let thread = thread::spawn(move || {
            let served = System::new().block_on(async {
                let app =
                    move || App::new().app_data(Data::clone(&state)).default_service(web::to(app::answer));
                let server =
                    HttpServer::new(app).workers(1).disable_signals().client_request_timeout(header_time);
                let any = (Ipv4Addr::LOCALHOST, 0);
                let server = match tls {
                    Some(tls) => server.bind_rustls_0_23(any, tls),
                    None => server.bind(any),
                };
                let started = server.and_then(|server| {
                    let address = server.addrs().first().copied().ok_or(io::ErrorKind::AddrNotAvailable)?;
                    Ok((address, server.run()))
                });
                match started {
                    Ok((address, server)) => {
                        let _ = sender.send(Ok((address, server.handle())));
                        server.await
                    }
                    Err(error) => {
                        let _ = sender.send(Err(error));
                        Ok(())
                    }
                }
            });
            drop(served);
        });
        let (backend, handle) = receiver.recv().map_err(io::Error::other)??;
        let address = if faults.iter().any(|fault| front::is_needed(*fault)) {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
            let address = listener.local_addr()?;
            front::start(listener, backend, faults.to_vec());
            address
        } else {
            backend
        };
        Ok(Self { address, certificates, handle, thread: Some(thread) })
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> String {
        format!("{}://{}", if self.certificates.is_some() { "https" } else { "http" }, self.address)
    }
}

impl Drop for WeakServer {
    fn drop(&mut self) {
        System::new().block_on(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
