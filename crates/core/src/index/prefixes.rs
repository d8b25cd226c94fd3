//! Common prefix search: the keys that a text begins with. It is how a text without separators is read.

use super::KeyIndex;

impl<D: AsRef<[u8]>> KeyIndex<D> {
    /// Calls `visit` with the length of every key that `text` begins with, shortest first. One walk down the
    /// FST, which ends where no key goes on: linear in the length of the longest such beginning.
    pub fn prefixes(&self, text: &str, mut visit: impl FnMut(usize)) {
        let fst = self.fst();
        let mut node = fst.root();
        for (at, byte) in text.bytes().enumerate() {
            let Some(transition) = node.find_input(byte) else { return };
            node = fst.node(node.transition_addr(transition));
            if node.is_final() {
                visit(at + 1);
            }
        }
    }
}
