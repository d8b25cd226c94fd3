//! A small data set.

use std::path::Path;

use incidex_core::ingredient::{Function, Ingredient, Language, NameKind};
use incidex_core::manifest::SourceInfo;
use incidex_core::regulation::{Market, RegulationEntry, RegulationStatus, SourceType};
use incidex_storage::{Bundle, BundleContent, BundleWriter};

fn ingredient(code: u32, names: &[(NameKind, Language, &str)]) -> Ingredient {
    let names = names.iter().copied();
    let status = RegulationStatus::NotListed;
    Ingredient { status, kcia_codes: vec![code], ..Ingredient::named(code, names) }
}

/// Retinol with everything; Water, its variety 빙하수; sixty records that begin with `Copper`.
pub(super) fn bundle() -> Bundle {
    use Language::{Inci, Ko};
    let function = Function {
        code: "skin_conditioning".into(),
        english: "Skin conditioning".into(),
        korean: "피부컨디셔닝제".into(),
    };
    let mut retinol = ingredient(
        5489,
        &[
            (NameKind::Inci, Inci, "Retinol"),
            (NameKind::Korean, Ko, "레티놀"),
            (NameKind::FormerKorean, Ko, "비타민에이"),
            (NameKind::FormerKorean, Ko, "비타민A"),
        ],
    );
    retinol.cas = vec!["68-26-8".parse().unwrap(), "11103-57-4".parse().unwrap()];
    retinol.ec = vec!["200-683-7".parse().unwrap()];
    retinol.functions = vec![function.clone()];
    retinol.status = RegulationStatus::Restricted;
    let limit = RegulationEntry {
        key: "EU III/98".parse().unwrap(),
        source_type: SourceType::Limit,
        substance: "Retinol".into(),
        cas: retinol.cas.clone(),
        ec: Vec::new(),
        product_type: "Body lotion".into(),
        maximum_concentration: "0.3 %".into(),
        conditions: "As Retinol equivalent".into(),
        label_wording: "Contains Vitamin A".into(),
        source: "test".into(),
        source_date: "2025-12-08".into(),
        is_withdrawn: false,
    };
    retinol.regulations = vec![limit.key.clone()];
    retinol.limit_value = "EU III/98: 0.3 %".into();
    retinol.cosing_references = vec![79_599];
    retinol.oldest_source = "2024-10-01".into();
    retinol.newest_source = "2026-03-23".into();
    let water = ingredient(2700, &[(NameKind::Inci, Inci, "Water"), (NameKind::Korean, Ko, "정제수")]);
    let mut glacial = ingredient(3107, &[(NameKind::Inci, Inci, "Water"), (NameKind::Korean, Ko, "빙하수")]);
    glacial.variety_of = Some(water.code);
    let honey = ingredient(400, &[(NameKind::Inci, Inci, "Honey"), (NameKind::Korean, Ko, "꿀")]);
    let mut ingredients = vec![retinol, water, glacial, honey];
    for number in 0..60 {
        let name = format!("Copper Compound {number:02}");
        ingredients.push(ingredient(10_000 + number, &[(NameKind::Inci, Inci, &name)]));
    }
    let source = SourceInfo {
        id: "test".into(),
        title: "A source, made up".into(),
        date: "2026-03-23".into(),
        terms: "none".into(),
        sha256: "00".into(),
        rows: 64,
    };
    written(BundleContent {
        ingredients,
        functions: vec![function],
        regulations: vec![limit],
        markets: vec![Market::Eu],
        sources: vec![source.clone(), SourceInfo { id: "other".into(), title: "Another".into(), ..source }],
    })
}

/// One record, with the code of Retinol and this INCI name, from one source with this title.
pub(super) fn other_bundle(name: &str, title: &str) -> Bundle {
    written(other(name, title))
}

/// The same as a file.
pub(super) fn write_other(path: &Path, name: &str, title: &str) {
    BundleWriter::new(other(name, title)).unwrap().publish(path).unwrap();
}

fn other(name: &str, title: &str) -> BundleContent {
    let source = SourceInfo {
        id: "test".into(),
        title: title.into(),
        date: "2026-03-24".into(),
        terms: "none".into(),
        sha256: "00".into(),
        rows: 1,
    };
    BundleContent {
        ingredients: vec![ingredient(5489, &[(NameKind::Inci, Language::Inci, name)])],
        functions: Vec::new(),
        regulations: Vec::new(),
        markets: vec![Market::Eu],
        sources: vec![source],
    }
}

fn written(content: BundleContent) -> Bundle {
    Bundle::from_bytes(BundleWriter::new(content).unwrap().bytes().to_vec()).unwrap()
}
