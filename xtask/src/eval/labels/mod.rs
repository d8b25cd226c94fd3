//! Label texts, mention by mention, against what a resolver says of them.
//!
//! - [`truth`]: what stands in the truth files. [`Said`]: what was said, in the same terms.
//! - [`matching`]: which item of an answer speaks of which item of the truth, and whether it is right.
//! - [`tally`]: shares over many labels: by language, by construct, and how far confidence can be believed.
//! - [`measure`]: truth, index and engine together; and real labels without truth.

pub mod matching;
pub mod measure;
pub mod tally;
pub mod truth;

use std::ops::Range;

/// One item of a resolver's answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// Its span in Unicode code points.
    pub span: Range<usize>,
    /// The one ingredient that it is said to be.
    pub code: Option<u32>,
    /// The ingredients that it may be, where it is not said to be one.
    pub candidates: Vec<u32>,
    /// How sure the resolver is, 0 to 1.
    pub confidence: f64,
}

/// What was said of a whole label.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// Items in the order of the text.
    pub items: Vec<Said>,
    /// Spans of what is no list of ingredients, in code points.
    pub noise: Vec<Range<usize>>,
}
