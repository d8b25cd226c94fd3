//! Common prefix search: the keys that a text begins with. It is how a text without separators is read.

use super::SearchIndex;
use super::number::Fields;
use super::symbols::encode_into;

impl<D: AsRef<[u8]>> SearchIndex<D> {
    /// Calls `visit` with the length in bytes of every key of these fields that `text` begins with, where a
    /// character ends; for each field the shortest first, a length once for each field that has it.
    ///
    /// One walk down the FST for each field, which ends where no key goes on: linear in the length of the
    /// longest such beginning.
    pub fn prefixes(&self, text: &str, fields: Fields, mut visit: impl FnMut(usize)) {
        let fst = self.keys.fst();
        let mut bytes = Vec::with_capacity(4);
        for head in fields.bytes() {
            let Some(first) = fst.root().find_input(head) else { continue };
            let mut node = fst.node(fst.root().transition_addr(first));
            'characters: for (at, character) in text.char_indices() {
                let length = character.len_utf8();
                bytes.clear();
                encode_into(text.get(at..at + length).unwrap_or_default(), &mut bytes);
                for byte in &bytes {
                    let Some(transition) = node.find_input(*byte) else { break 'characters };
                    node = fst.node(node.transition_addr(transition));
                }
                if node.is_final() {
                    visit(at + length);
                }
            }
        }
    }
}
