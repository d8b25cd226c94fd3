//! A list of name numbers, compressed, ascending.
//!
//! A list is a sequence of *chunks*, one for each 65,536 numbers that it has any of (the layout of Roaring
//! bitmaps: S. Chambi, D. Lemire, O. Kaser, R. Godin, 2016). Numbers are little-endian.
//!
//! | bytes | content |
//! | --- | --- |
//! | 2 | the upper half of the numbers of the chunk |
//! | 2 | how many they are, less one |
//! | 2 each | up to 4,096 of them: their lower halves, ascending |
//! | 8,192 | more of them: one bit per number, lowest bit first |

use std::ops::ControlFlow;

const SPARSE: usize = 4_096;
const WORD: usize = 8;
const WORDS: usize = 65_536 / (WORD * 8);

/// A list where it lies.
#[derive(Clone, Copy)]
pub(super) struct PostingList<'a> {
    bytes: &'a [u8],
}

/// The numbers of a list that share their upper half.
#[derive(Clone, Copy)]
pub(super) struct Chunk<'a> {
    /// The upper half, moved up.
    pub(super) base: u32,
    /// How many numbers there are.
    pub(super) len: usize,
    low: Low<'a>,
}

#[derive(Clone, Copy)]
enum Low<'a> {
    Sparse(&'a [[u8; 2]]),
    Dense(&'a [[u8; WORD]]),
}

impl<'a> PostingList<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// The chunks, ascending.
    pub(super) fn chunks(self) -> impl Iterator<Item = Chunk<'a>> {
        let mut rest = self.bytes;
        std::iter::from_fn(move || {
            let ([h0, h1, c0, c1], after) = rest.split_first_chunk()?;
            let len = usize::from(u16::from_le_bytes([*c0, *c1])) + 1;
            let size = if len <= SPARSE { len * 2 } else { WORDS * WORD };
            let (data, after) = after.split_at_checked(size)?;
            rest = after;
            let low =
                if len <= SPARSE { Low::Sparse(data.as_chunks().0) } else { Low::Dense(data.as_chunks().0) };
            Some(Chunk { base: u32::from(u16::from_le_bytes([*h0, *h1])) << 16, len, low })
        })
    }

    /// Number of numbers. Linear in the number of chunks.
    pub(super) fn len(self) -> usize {
        self.chunks().map(|chunk| chunk.len).sum()
    }

    /// Calls `visit` with every number, ascending, until it breaks.
    pub(super) fn each(self, mut visit: impl FnMut(u32) -> ControlFlow<()>) -> ControlFlow<()> {
        self.chunks().try_for_each(|chunk| chunk.each(&mut visit))
    }

    /// Whether the list is whole, ascends and stays below `names`.
    pub(super) fn verify(self, names: usize) -> bool {
        let mut size = 0;
        let mut before = None;
        for chunk in self.chunks() {
            let (is_right, last, bytes) = match chunk.low {
                Low::Sparse(low) => {
                    let rises = low.is_sorted_by(|a, b| u16::from_le_bytes(*a) < u16::from_le_bytes(*b));
                    (rises, low.last().map(|last| u32::from(u16::from_le_bytes(*last))), low.len() * 2)
                }
                Low::Dense(words) => {
                    let count: usize =
                        words.iter().map(|w| u64::from_le_bytes(*w).count_ones() as usize).sum();
                    let last = (0_u32..).zip(words).filter(|(_, word)| **word != [0; WORD]).last();
                    let last =
                        last.map(|(place, word)| place * 64 + 63 - u64::from_le_bytes(*word).leading_zeros());
                    (count == chunk.len, last, WORDS * WORD)
                }
            };
            let is_below = last.is_some_and(|last| ((chunk.base | last) as usize) < names);
            if !is_right || !is_below || before.is_some_and(|before| before >= chunk.base) {
                return false;
            }
            before = Some(chunk.base);
            size += 4 + bytes;
        }
        size == self.bytes.len()
    }
}

impl Chunk<'_> {
    /// Calls `visit` with every number, ascending, until it breaks.
    fn each(self, visit: &mut impl FnMut(u32) -> ControlFlow<()>) -> ControlFlow<()> {
        match self.low {
            Low::Sparse(low) => {
                low.iter().try_for_each(|low| visit(self.base | u32::from(u16::from_le_bytes(*low))))
            }
            Low::Dense(words) => (0..).zip(words).try_for_each(|(place, word)| {
                bits(self.base | (place * 64), u64::from_le_bytes(*word), visit)
            }),
        }
    }
}

fn bits(base: u32, mut word: u64, visit: &mut impl FnMut(u32) -> ControlFlow<()>) -> ControlFlow<()> {
    while word != 0 {
        visit(base | word.trailing_zeros())?;
        word &= word - 1;
    }
    ControlFlow::Continue(())
}

/// Walks upwards through a list, for being asked about rising numbers.
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
    chunk: Option<Chunk<'a>>,
    /// How far into a sparse chunk it has come.
    place: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(list: PostingList<'a>) -> Self {
        let mut cursor = Self { rest: list.bytes, chunk: None, place: 0 };
        cursor.next_chunk();
        cursor
    }

    fn next_chunk(&mut self) {
        let list = PostingList::new(self.rest);
        self.chunk = list.chunks().next();
        self.place = 0;
        let size = match self.chunk.map(|chunk| chunk.low) {
            None => self.rest.len(),
            Some(Low::Sparse(low)) => 4 + low.len() * 2,
            Some(Low::Dense(_)) => 4 + WORDS * WORD,
        };
        self.rest = self.rest.get(size..).unwrap_or_default();
    }

    /// The chunk of the numbers with this upper half, if the list has one.
    fn chunk_of(&mut self, base: u32) -> Option<Chunk<'a>> {
        while self.chunk.is_some_and(|chunk| chunk.base < base) {
            self.next_chunk();
        }
        self.chunk.filter(|chunk| chunk.base == base)
    }

    /// Whether the list holds `number`, which is not smaller than the one asked about before.
    pub(super) fn holds(&mut self, number: u32) -> bool {
        let Some(chunk) = self.chunk_of(number & 0xffff_0000) else { return false };
        let low = number & 0xffff;
        match chunk.low {
            Low::Dense(words) => words
                .get((low / 64) as usize)
                .is_some_and(|word| u64::from_le_bytes(*word) & (1 << (low % 64)) != 0),
            Low::Sparse(all) => {
                // Steps double until they pass it, then the last one is halved.
                let is_before = |other: &[u8; 2]| u32::from(u16::from_le_bytes(*other)) < low;
                let mut step = 1;
                while all.get(self.place + step).is_some_and(is_before) {
                    self.place += step;
                    step *= 2;
                }
                let window = all.get(self.place..all.len().min(self.place + step + 1)).unwrap_or_default();
                self.place += window.partition_point(is_before);
                all.get(self.place).is_some_and(|other| u32::from(u16::from_le_bytes(*other)) == low)
            }
        }
    }
}

/// Calls `visit` with every number that all `lists` hold, ascending, until it breaks. Reads about as much as
/// the shortest of them is long, chunk by chunk; nothing without lists.
pub(super) fn intersect(
    lists: &[PostingList<'_>],
    mut visit: impl FnMut(u32) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let Some((first, others)) = lists.split_first() else { return ControlFlow::Continue(()) };
    let mut cursors: Vec<Cursor<'_>> = others.iter().map(|list| Cursor::new(*list)).collect();
    for driver in first.chunks() {
        let chunks: Option<Vec<Chunk<'_>>> =
            cursors.iter_mut().map(|cursor| cursor.chunk_of(driver.base)).collect();
        let Some(chunks) = chunks else { continue };
        let dense = |chunk: &Chunk<'_>| matches!(chunk.low, Low::Dense(_));
        if dense(&driver) && chunks.iter().all(dense) {
            let words = |chunk: &Chunk<'_>, place: usize| match chunk.low {
                Low::Dense(words) => words.get(place).map_or(0, |word| u64::from_le_bytes(*word)),
                Low::Sparse(_) => 0,
            };
            for (place, base) in (0..WORDS).zip((driver.base..).step_by(64)) {
                let word =
                    chunks.iter().fold(words(&driver, place), |word, chunk| word & words(chunk, place));
                bits(base, word, &mut visit)?;
            }
            continue;
        }
        // The shortest chunk leads; of the list that led so far, its own place is asked instead.
        let shortest =
            (0..).zip(&chunks).min_by_key(|(_, chunk)| chunk.len).filter(|(_, chunk)| chunk.len < driver.len);
        match shortest {
            None => driver.each(&mut |number| {
                if cursors.iter_mut().all(|cursor| cursor.holds(number)) {
                    visit(number)
                } else {
                    ControlFlow::Continue(())
                }
            })?,
            Some((leader, chunk)) => {
                let mut own = Cursor { rest: &[], chunk: Some(driver), place: 0 };
                chunk.each(&mut |number| {
                    let held = own.holds(number)
                        && (0_usize..)
                            .zip(&mut cursors)
                            .all(|(place, cursor)| place == leader || cursor.holds(number));
                    if held { visit(number) } else { ControlFlow::Continue(()) }
                })?;
            }
        }
    }
    ControlFlow::Continue(())
}

/// Adds the bytes of a list of ascending numbers.
#[expect(clippy::cast_possible_truncation, reason = "halves of numbers, and a count below 65,536")]
pub(super) fn encode_list(numbers: &[u32], bytes: &mut Vec<u8>) {
    for chunk in numbers.chunk_by(|a, b| a >> 16 == b >> 16) {
        let Some(first) = chunk.first() else { continue };
        bytes.extend(((first >> 16) as u16).to_le_bytes());
        bytes.extend(((chunk.len() - 1) as u16).to_le_bytes());
        if chunk.len() <= SPARSE {
            bytes.extend(chunk.iter().flat_map(|number| (*number as u16).to_le_bytes()));
        } else {
            let mut words = vec![0_u64; WORDS];
            for number in chunk {
                if let Some(word) = words.get_mut(((number & 0xffff) / 64) as usize) {
                    *word |= 1 << (number % 64);
                }
            }
            bytes.extend(words.into_iter().flat_map(u64::to_le_bytes));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// Sets of numbers, some of them dense in some chunk.
    fn sets() -> impl Strategy<Value = BTreeSet<u32>> {
        let dense = (0_u32..3, 1_u32..9, 0_u32..40_000).prop_map(|(chunk, step, from)| {
            (from..65_536).step_by(step as usize).map(|low| (chunk << 16) | low).collect()
        });
        let sparse = prop::collection::btree_set(0_u32..200_000, 0..300);
        let small = prop::collection::btree_set(0_u32..60, 0..30);
        prop_oneof![dense, sparse, small]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn lists_hold_and_share_what_sets_do(sets in prop::collection::vec(sets(), 1..4), asked in sets()) {
            let encoded: Vec<Vec<u8>> = sets.iter().map(|set| {
                let mut bytes = Vec::new();
                encode_list(&set.iter().copied().collect::<Vec<_>>(), &mut bytes);
                bytes
            }).collect();
            let lists: Vec<PostingList<'_>> = encoded.iter().map(|bytes| PostingList::new(bytes)).collect();
            for (list, set) in lists.iter().zip(&sets) {
                prop_assert!(list.verify(200_000));
                prop_assert_eq!(list.len(), set.len());
                let mut all = Vec::new();
                let _ = list.each(|number| { all.push(number); ControlFlow::Continue(()) });
                prop_assert_eq!(all, set.iter().copied().collect::<Vec<_>>());
                let mut cursor = Cursor::new(*list);
                for number in &asked {
                    prop_assert_eq!(cursor.holds(*number), set.contains(number));
                }
            }
            let mut shared = Vec::new();
            let _ = intersect(&lists, |number| { shared.push(number); ControlFlow::Continue(()) });
            let expected: Vec<u32> =
                sets[0].iter().filter(|n| sets.iter().all(|set| set.contains(n))).copied().collect();
            prop_assert_eq!(shared, expected);
        }

        #[test]
        fn damaged_lists_are_refused_or_harmless(
            set in sets(),
            damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        ) {
            let mut bytes = Vec::new();
            encode_list(&set.iter().copied().collect::<Vec<_>>(), &mut bytes);
            prop_assume!(!bytes.is_empty());
            for (at, value) in damage {
                let at = at.index(bytes.len());
                bytes[at] = value;
            }
            let list = PostingList::new(&bytes);
            let mut all = Vec::new();
            let _ = list.each(|number| { all.push(number); ControlFlow::Continue(()) });
            if list.verify(200_000) {
                prop_assert!(all.is_sorted_by(|a, b| a < b) && all.last().is_none_or(|last| *last < 200_000));
                prop_assert_eq!(all.len(), list.len());
            }
        }
    }
}
