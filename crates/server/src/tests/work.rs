//! Work on a body that goes on until a test lets it end.

use std::collections::BTreeSet;
use std::sync::{Condvar, Mutex};

use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::problem::Problem;
use crate::state::State;

/// Gates that have been reached, and gates that are open.
static GATES: Mutex<(BTreeSet<u32>, BTreeSet<u32>)> = Mutex::new((BTreeSet::new(), BTreeSet::new()));
static CHANGE: Condvar = Condvar::new();

/// What a test asks for.
#[derive(Debug, Deserialize, Serialize, Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct Order {
    #[validate(length(max = 300_000, message = "too long"))]
    text: String,
    #[serde(default)]
    gate: u32,
}

#[expect(clippy::needless_pass_by_value, reason = "work owns what it works on")]
/// The order again, once its gate is open; 0 always is, and 13 panics.
pub(super) fn work(_: &State, order: Order) -> Result<Vec<u8>, Problem> {
    assert_ne!(order.gate, 13, "a test wants it so");
    if order.gate > 0 {
        let mut gates = GATES.lock().unwrap();
        gates.0.insert(order.gate);
        CHANGE.notify_all();
        drop(CHANGE.wait_while(gates, |gates| !gates.1.contains(&order.gate)).unwrap());
    }
    serde_json::to_vec(&order).map_err(|error| Problem::internal(error.to_string()))
}

/// Waits until somebody works before this gate.
pub(super) fn wait_for(gate: u32) {
    drop(CHANGE.wait_while(GATES.lock().unwrap(), |gates| !gates.0.contains(&gate)).unwrap());
}

/// Opens a gate for good.
pub(super) fn open(gate: u32) {
    GATES.lock().unwrap().1.insert(gate);
    CHANGE.notify_all();
}
