//! Why a source row is part of a record.

/// One decision of the merge.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trace {
    /// Code of the record.
    pub code: u32,
    /// What was joined, such as `cosing 34040`.
    pub joined: String,
    /// The rule that joined it.
    pub rule: &'static str,
    /// What the rule rests on, such as the name or the CAS number that is shared.
    pub evidence: String,
}
