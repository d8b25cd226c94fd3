//! Work on a body that goes on until a test lets it end.

use std::collections::BTreeSet;
use std::sync::{Condvar, Mutex};

use incidex_core::tier::{Feature, TierPolicy};
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::problem::Problem;
use crate::routes::{Task, Worked};
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

impl Task for Order {
    const FEATURE: Feature = Feature::Exact;

    fn amount(&self) -> usize {
        1
    }

    fn most(_: &TierPolicy) -> usize {
        1
    }

    /// The order again, once its gate is open; 0 always is, and 13 panics.
    fn work(self, _: &State, _: &TierPolicy) -> Result<Worked, Problem> {
        assert_ne!(self.gate, 13, "a test wants it so");
        if self.gate > 0 {
            let mut gates = GATES.lock().unwrap();
            gates.0.insert(self.gate);
            CHANGE.notify_all();
            drop(CHANGE.wait_while(gates, |gates| !gates.1.contains(&self.gate)).unwrap());
        }
        let json = serde_json::to_vec(&self).map_err(|error| Problem::internal(error.to_string()))?;
        Ok(Worked { json, shown: Vec::new() })
    }
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
