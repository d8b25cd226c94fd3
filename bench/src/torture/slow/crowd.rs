//! A crowd of slow connections, kept by one thread: each is looked at once a beat, evenly spread over the beat.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::process::nice;
use socket2::{Domain, Socket, Type};

use super::kind::Kind;

/// How often each connection sends and reads a byte.
const BEAT: Duration = Duration::from_secs(1);

/// How long the crowd takes to gather, at least: as long as the longest-lived of it live, so that ever after as many
/// come again each second as the second before. To come all at once is another attack.
const GATHERING: Duration = Duration::from_secs(11);

/// Prime, so that those who may come next are spread evenly over the beat.
const STRIDE: usize = 7_919;

/// How much later than the server and its normal client the crowd's thread gets to run.
const LESS_URGENT: i32 = 10;

/// The least room for what is not read, so that it fills soon; the system makes some more of it.
const LITTLE_ROOM: usize = 4_096;

/// How long a connection may take to be made.
const CONNECTING: Duration = Duration::from_secs(2);

/// A crowd under way.
pub(super) struct Crowd {
    thread: JoinHandle<Ends>,
    shared: Arc<Shared>,
    size: usize,
}

#[derive(Default)]
struct Shared {
    /// How many places have been taken once.
    gathered: AtomicUsize,
    is_over: AtomicBool,
    /// Milliseconds after the end for which the rest is waited for.
    patience: AtomicUsize,
}

/// How the connections of a kind ended.
#[derive(Clone, Debug, Default)]
pub(super) struct Lives {
    /// How long each was let live.
    pub(super) ended: Vec<Duration>,
    /// How many were never ended.
    pub(super) left: usize,
    /// How many were told that they took too long.
    pub(super) told: usize,
}

/// How the crowd ended.
#[derive(Clone, Debug, Default)]
pub(super) struct Ends {
    lives: [Lives; Kind::ALL.len()],
    /// How many connections could not be made.
    pub(super) refused: usize,
}

impl Ends {
    pub(super) fn of(&self, kind: Kind) -> Lives {
        self.lives.get(place(kind)).cloned().unwrap_or_default()
    }

    fn at(&mut self, kind: Kind) -> Option<&mut Lives> {
        self.lives.get_mut(place(kind))
    }
}

fn place(kind: Kind) -> usize {
    Kind::ALL.iter().position(|other| *other == kind).unwrap_or_default()
}

impl Crowd {
    /// Gathers `size` connections to `address`.
    pub(super) fn start(address: SocketAddr, size: usize) -> Result<Self, String> {
        let shared = Arc::<Shared>::default();
        let keeper = Keeper {
            address,
            shared: Arc::clone(&shared),
            places: (0..size).map(|_| None).collect(),
            taken: vec![false; size],
            made: 0,
            ends: Ends::default(),
        };
        let thread = thread::Builder::new()
            .name("crowd".to_owned())
            .spawn(move || {
                // The crowd is elsewhere in life; here it must not take the time that the server answers in. On
                // Linux the priority is that of the thread; elsewhere, or where it cannot be had, nothing changes.
                let _ = nice(LESS_URGENT);
                keeper.run()
            })
            .map_err(|error| format!("no thread for the crowd: {error}"))?;
        Ok(Self { thread, shared, size })
    }

    /// Waits until every place has been taken once.
    pub(super) fn await_whole(&self, patience: Duration) -> Result<(), String> {
        let begun = Instant::now();
        while self.shared.gathered.load(Ordering::Relaxed) < self.size {
            if begun.elapsed() > patience {
                return Err("the slow connections cannot all be made".to_owned());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Lets nobody come again, and waits so long at most until all are gone.
    pub(super) fn end(self, patience: Duration) -> Ends {
        let milliseconds = usize::try_from(patience.as_millis()).unwrap_or(usize::MAX);
        self.shared.patience.store(milliseconds, Ordering::Relaxed);
        self.shared.is_over.store(true, Ordering::Release);
        self.thread.join().unwrap_or_default()
    }
}

struct Keeper {
    address: SocketAddr,
    shared: Arc<Shared>,
    places: Vec<Option<Slow>>,
    /// Which places have been taken once.
    taken: Vec<bool>,
    /// How many connections have been made.
    made: usize,
    ends: Ends,
}

struct Slow {
    kind: Kind,
    stream: TcpStream,
    begun: Instant,
}

impl Keeper {
    fn run(mut self) -> Ends {
        let size = self.places.len();
        let begun = Instant::now();
        let (mut looked_at, mut over) = (0, None::<Instant>);
        loop {
            let is_over = self.shared.is_over.load(Ordering::Acquire);
            if is_over {
                let over = *over.get_or_insert_with(Instant::now);
                let patience = Duration::from_millis(self.shared.patience.load(Ordering::Relaxed) as u64);
                if over.elapsed() > patience || self.places.iter().all(Option::is_none) {
                    break;
                }
            }
            // So many places should have been looked at by now, and so many taken.
            let due = share(begun.elapsed(), BEAT, size);
            let may_gather = share(begun.elapsed(), GATHERING, size).min(size);
            while looked_at < due {
                let at = looked_at % size;
                looked_at += 1;
                self.look(at);
                let is_free = self.places.get(at).is_some_and(Option::is_none);
                if is_free && !is_over && at * STRIDE % size < may_gather {
                    self.take(at);
                }
            }
            thread::sleep(Duration::from_millis(1));
        }
        for slow in self.places.into_iter().flatten() {
            if let Some(lives) = self.ends.at(slow.kind) {
                lives.left += 1;
            }
        }
        self.ends
    }

    /// Makes the connection of a place.
    fn take(&mut self, at: usize) {
        let Some(kind) = Kind::ALL.get(at % Kind::ALL.len()).copied() else { return };
        let number = self.made;
        self.made += 1;
        match connect(self.address, number, kind) {
            Ok(stream) => {
                let is_first = self.taken.get_mut(at).is_some_and(|taken| !std::mem::replace(taken, true));
                if let Some(place) = self.places.get_mut(at) {
                    *place = Some(Slow { kind, stream, begun: Instant::now() });
                }
                self.shared.gathered.fetch_add(usize::from(is_first), Ordering::Relaxed);
            }
            Err(_) => self.ends.refused += 1,
        }
    }

    /// Sends and reads a byte, and sees whether the connection has ended.
    fn look(&mut self, at: usize) {
        let Some(place) = self.places.get_mut(at) else { return };
        let Some(slow) = place else { return };
        let Some(lives) = self.ends.at(slow.kind) else { return };
        let mut bytes = [0; 4_096];
        let read = match bytes.get_mut(..slow.kind.reads()) {
            Some(room) if !room.is_empty() => slow.stream.read(room),
            _ => Err(ErrorKind::WouldBlock.into()),
        };
        let has_ended = match read {
            Ok(0) => true,
            Ok(_) => {
                lives.told += usize::from(slow.kind.is_told() && bytes.starts_with(b"HTTP/1.1 408 "));
                // Read to its end at once.
                slow.kind.is_told() && matches!(slow.stream.read(&mut bytes), Ok(0))
            }
            Err(error) => !is_pending(&error),
        };
        // One who does not read learns of the end by sending.
        if has_ended || slow.stream.write(b"x").is_err_and(|error| !is_pending(&error)) {
            lives.ended.push(slow.begun.elapsed());
            *place = None;
        }
    }
}

fn is_pending(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}

/// What of `whole` is due after `elapsed`, `whole` being due each `period`.
fn share(elapsed: Duration, period: Duration, whole: usize) -> usize {
    let due = elapsed.as_micros().saturating_mul(whole as u128) / period.as_micros().max(1);
    usize::try_from(due).unwrap_or(usize::MAX)
}

/// A connection of its own address out of many: the ports of one would not do.
fn connect(address: SocketAddr, number: usize, kind: Kind) -> std::io::Result<TcpStream> {
    let host = u8::try_from(number % 200).unwrap_or_default() + 1;
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    if kind.reads() < 2 {
        socket.set_recv_buffer_size(LITTLE_ROOM)?;
    }
    socket.bind(&SocketAddr::from((Ipv4Addr::new(127, 0, 1, host), 0)).into())?;
    socket.connect_timeout(&address.into(), CONNECTING)?;
    socket.set_tcp_nodelay(true)?;
    let mut stream = TcpStream::from(socket);
    stream.write_all(&kind.beginning(number))?;
    stream.set_nonblocking(true)?;
    Ok(stream)
}
