//! tantivy in memory: keys as terms, one segment.

use tantivy::collector::TopDocs;
use tantivy::query::{FuzzyTermQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STRING, Schema};
use tantivy::{Index, IndexWriter, Searcher, TantivyDocument, TantivyError, Term};

use super::{Engine, LIMIT};
use crate::search::names::NameSet;
use crate::search::queries::Task;

/// The longest term that tantivy takes, in bytes.
const LONGEST_TERM: usize = 65_530;

/// The index.
pub(super) struct Tantivy {
    searcher: Searcher,
    key: Field,
}

#[expect(clippy::needless_pass_by_value, reason = "it ends `map_err(fault)`")]
fn fault(error: TantivyError) -> String {
    format!("tantivy: {error}")
}

impl Tantivy {
    pub(super) fn new(set: &NameSet) -> Result<Self, String> {
        let mut schema = Schema::builder();
        let key = schema.add_text_field("key", STRING);
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 500_000_000).map_err(fault)?;
        for name in set.names().iter().filter(|name| name.key.len() < LONGEST_TERM) {
            let mut document = TantivyDocument::default();
            document.add_text(key, &name.key);
            writer.add_document(document).map_err(fault)?;
        }
        writer.commit().map_err(fault)?;
        let segments = index.searchable_segment_ids().map_err(fault)?;
        if segments.len() > 1 {
            writer.merge(&segments).wait().map_err(fault)?;
        }
        writer.wait_merging_threads().map_err(fault)?;
        let reader = index.reader().map_err(fault)?;
        reader.reload().map_err(fault)?;
        Ok(Self { searcher: reader.searcher(), key })
    }
}

impl Engine for Tantivy {
    fn label(&self) -> &'static str {
        "tantivy"
    }

    fn does(&self, task: Task) -> bool {
        matches!(task, Task::Exact | Task::OneEdit | Task::TwoEdits | Task::PrefixWithEdit)
    }

    fn find(&self, task: Task, query: &str) -> Result<usize, String> {
        let term = Term::from_field_text(self.key, query);
        let first = TopDocs::with_limit(LIMIT).order_by_score();
        let found = match task {
            Task::OneEdit => self.searcher.search(&FuzzyTermQuery::new(term, 1, true), &first),
            Task::TwoEdits => self.searcher.search(&FuzzyTermQuery::new(term, 2, true), &first),
            Task::PrefixWithEdit => self.searcher.search(&FuzzyTermQuery::new_prefix(term, 1, true), &first),
            _ => self.searcher.search(&TermQuery::new(term, IndexRecordOption::Basic), &first),
        };
        Ok(found.map_err(fault)?.len())
    }

    fn size(&self) -> Option<usize> {
        let usage = self.searcher.space_usage().ok()?;
        usize::try_from(usage.total().get_bytes()).ok()
    }
}
