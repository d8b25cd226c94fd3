//! Stands before the server for faults that actix-web and rustls do not let one have: looks at the first
//! bytes of a connection, answers itself where a fault is asked for, and else passes bytes on.

use std::io::{self, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use super::faults::Fault;

/// Whether actix-web cannot be brought to have this fault.
pub(super) fn is_needed(fault: Fault) -> bool {
    matches!(fault, Fault::OldTls | Fault::WeakCipher | Fault::AmbiguousLength | Fault::TwoLengths)
}

/// Accepts until the process ends; a front is for tests, which are short.
pub(super) fn start(listener: TcpListener, backend: SocketAddr, faults: Vec<Fault>) {
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let faults = faults.clone();
            thread::spawn(move || serve(client, backend, &faults));
        }
    });
}

fn serve(mut client: TcpStream, backend: SocketAddr, faults: &[Fault]) -> io::Result<()> {
    client.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut head = [0; 4096];
    // What a scanner sends in one piece arrives in one piece on this machine, or nearly: a head without its
    // end is waited for.
    let mut count = client.peek(&mut head)?;
    for _ in 0..20 {
        let is_whole =
            head.first() == Some(&0x16) || head[..count].windows(4).any(|window| window == b"\r\n\r\n");
        if is_whole || count == 0 {
            break;
        }
        thread::sleep(Duration::from_millis(5));
        count = client.peek(&mut head)?;
    }
    if let Some(answer) = faults.iter().find_map(|fault| own_answer(*fault, &head[..count])) {
        client.write_all(&answer)?;
        return client.shutdown(Shutdown::Write);
    }
    client.set_read_timeout(None)?;
    let server = TcpStream::connect(backend)?;
    let (mut up_from, mut up_to) = (client.try_clone()?, server.try_clone()?);
    let up = thread::spawn(move || {
        let _ = io::copy(&mut up_from, &mut up_to);
        let _ = up_to.shutdown(Shutdown::Write);
    });
    let (mut down_from, mut down_to) = (server, client);
    let _ = io::copy(&mut down_from, &mut down_to);
    let _ = down_to.shutdown(Shutdown::Both);
    let _ = up.join();
    Ok(())
}

fn own_answer(fault: Fault, head: &[u8]) -> Option<Vec<u8>> {
    let text = String::from_utf8_lossy(head).to_lowercase();
    let has_length = text.contains("\r\ncontent-length: ");
    let fine = || b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}".to_vec();
    match fault {
        Fault::AmbiguousLength => (has_length && text.contains("\r\ntransfer-encoding: ")).then(fine),
        Fault::TwoLengths => (text.matches("\r\ncontent-length: ").count() == 2).then(fine),
        Fault::OldTls => (head.get(9..11) == Some(&[3, 1])).then(|| server_hello([3, 1], [0xc0, 0x13])),
        // A hello of a client of today names its versions in an extension (43) and ciphers of TLS 1.3.
        Fault::WeakCipher => {
            let is_of_today = head.windows(2).any(|window| window == [0x13, 0x01]);
            (head.get(9..11) == Some(&[3, 3]) && !is_of_today).then(|| server_hello([3, 3], [0x00, 0x2f]))
        }
        _ => None,
    }
}

/// A `ServerHello` that chooses this version and cipher; the handshake goes no further.
fn server_hello(version: [u8; 2], cipher: [u8; 2]) -> Vec<u8> {
    let mut hello = vec![0x16, version[0], version[1], 0, 42, 2, 0, 0, 38, version[0], version[1]];
    hello.extend([0x7f; 32]);
    hello.extend([0, cipher[0], cipher[1], 0]);
    hello
}
