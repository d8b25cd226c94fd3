//! What holds for every text.

use proptest::prelude::*;

use super::*;

/// Texts made of what labels are made of, in any order, and of anything.
fn labels() -> impl Strategy<Value = String> {
    let names: Vec<&str> =
        RECORDS.iter().flat_map(|(_, names)| names.iter().map(|(_, name)| *name)).collect();
    let part = prop_oneof![
        4 => prop::sample::select(names).prop_map(str::to_owned),
        3 => "[,;:./ ()\\[\\]*+±•|@&\n\r\t-]{1,3}".prop_map(String::from),
        1 => prop::sample::select(vec![
            "2%", "(10,000ppm)", "Ingredients:", "[세럼]", "1) ", "**", "(+/-)", "may contain", "&amp;", "&#233;", "<br>",
            "<b>", "Ã©", "Â ", "※", "LOT 12A45", "please keep out of the reach of children", "사용하지 마십시오.", "and",
            "및", "CI 77891", "77891", "PEG-", "Organic", "\u{200b}", "\u{fffd}", "，", "Glycerine",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(part, 0..24).prop_map(|parts| parts.concat())
}

/// Every span of a report, those of the items of one mention once.
fn spans(report: &LabelReport<IngredientCode>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut position = 0;
    for item in &report.items {
        if item.position != position {
            spans.push(item.span);
            spans.extend(item.marks.iter().map(|mark| mark.span));
            spans.extend(item.amount.iter().map(|amount| amount.span));
        }
        position = item.position;
    }
    spans.extend(report.sections.iter().filter_map(|section| section.span));
    spans.extend(report.footnotes.iter().map(|footnote| footnote.span));
    spans.extend(report.separators.iter().copied());
    spans.extend(report.noise.iter().map(|noise| noise.span));
    spans.sort();
    spans
}

fn holds(catalog: &MemoryCatalog, text: &str) {
    let report = resolve(LabelText::new(text).unwrap(), catalog.index());
    let mut told = 0;
    for span in spans(&report) {
        let [start, end] = span.bytes;
        assert_eq!(start, told, "every byte once: {text:?}");
        assert!(start < end, "{text:?}");
        assert_eq!(span.chars[0], text[..start].chars().count());
        assert_eq!(span.chars[1], text[..end].chars().count());
        told = end;
    }
    assert_eq!(told, text.len(), "every byte is told: {text:?}");
    for (before, after) in report.items.iter().zip(report.items.iter().skip(1)) {
        let is_same = before.span == after.span && before.position == after.position;
        assert!(
            is_same || before.span.bytes[1] <= after.span.bytes[0] && before.position + 1 == after.position
        );
    }
    for item in &report.items {
        assert_eq!(item.text, text[item.span.bytes[0]..item.span.bytes[1]]);
        assert!(item.section < report.sections.len());
        assert!(item.candidates.len() <= MAX_CANDIDATES);
        assert_eq!(item.ingredient.is_none(), item.reason.is_some());
        assert_eq!(
            item.kind == ItemKind::Unresolved,
            item.ingredient.is_none() && item.candidates.is_empty()
        );
        assert!(item.marks.iter().filter_map(|mark| mark.footnote).all(|at| at < report.footnotes.len()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn every_byte_is_exactly_one_thing_and_spans_are_in_order(text in labels()) {
        thread_local!(static CATALOG: MemoryCatalog = catalog());
        CATALOG.with(|catalog| holds(catalog, &text));
    }
}
