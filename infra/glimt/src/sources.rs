//! The sources that `glimt dev` listens to, with keys that are the same on every machine; and what sources can tell.

use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use survey::hook::{Hook, Hooks, Which};
use survey::{Journey, Slug};
use trigger::Kind;

const KEYS: [(&str, &str); 10] = [
    ("shopify:nordlys.myshopify.com", "development-only-shopify-key"),
    ("woocommerce:nordlys", "development-only-woocommerce-key"),
    ("stripe:nordlys", "whsec_development-only-stripe-key"),
    ("zendesk:nordlys", "development-only-zendesk-key"),
    ("hook:adobe-commerce", "development-only-adobe-commerce-key"),
    ("hook:freshdesk", "development-only-freshdesk-key"),
    ("hook:gorgias", "development-only-gorgias-key"),
    ("hook:hubspot", "development-only-hubspot-key"),
    ("hook:intercom", "development-only-intercom-key"),
    ("delighted:nordlys", "development-only-delighted-key"),
];

/// Each source with its keys, as in `GLIMT_SOURCES`; what that variable says comes before what is fixed here.
pub fn development_sources() -> Map<String, Value> {
    let mut sources: Map<_, _> = KEYS.iter().map(|(name, key)| ((*name).to_owned(), json!([key]))).collect();
    let own = bootstrap::env::optional("GLIMT_SOURCES").and_then(|json| serde_json::from_str::<Map<_, _>>(&json).ok());
    sources.extend(own.unwrap_or_default());
    sources
}

/// The surveys of these journeys that no source in use ever tells of, one line each; `sources` is as `GLIMT_SOURCES` has
/// them. None where a source in use names its touchpoints itself, and so can tell of any.
pub fn never_told_of(journeys: &[Journey], hooks: &Hooks, sources: &Map<String, Value>) -> Vec<String> {
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for source in sources.keys() {
        match Kind::of_source(source) {
            (Kind::Hook, name) => told.extend(hooks.get(name).into_iter().flat_map(tells).map(Slug::as_str)),
            (kind, _) => match kind.fires() {
                Some(touchpoints) => told.extend(touchpoints),
                None => return Vec::new(),
            },
        }
    }
    let surveys = journeys.iter().flat_map(|journey| journey.surveys().map(move |(_, survey)| (journey, survey)));
    let silent = surveys.filter(|(_, survey)| !survey.on.iter().any(|touchpoint| told.contains(touchpoint.as_str())));
    let line = |(journey, survey): (&Journey, &survey::journey::Survey)| {
        let on: Vec<_> = survey.on.iter().map(Slug::as_str).collect();
        format!(
            "survey \"{}\" of \"{}\" listens to {}, which no source in GLIMT_SOURCES tells of",
            survey.id,
            journey.id,
            on.join(" and ")
        )
    };
    silent.map(line).collect()
}

fn tells(hook: &Hook) -> Vec<&Slug> {
    match &hook.touchpoint {
        Which::Always(touchpoint) => vec![touchpoint],
        Which::By { is, .. } => is.values().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_survey_that_no_source_in_use_tells_of_is_named() {
        let journeys = [crate::journeys::parse(include_str!("../../journey.toml"), "the example").unwrap()];
        let hooks = crate::hooks::shipped().unwrap();
        let silent = |sources: &[&str]| {
            let sources = sources.iter().map(|name| ((*name).to_owned(), json!(["key"]))).collect();
            never_told_of(&journeys, &hooks, &sources)
        };
        let of_a_shop = silent(&["shopify:nordlys.myshopify.com"]);
        assert!(of_a_shop.iter().any(|line| line.contains("ticket.solved")), "{of_a_shop:#?}");
        assert!(!of_a_shop.iter().any(|line| line.contains("order.delivered")), "{of_a_shop:#?}");
        let with_a_desk = silent(&["shopify:nordlys.myshopify.com", "hook:freshdesk"]);
        assert!(!with_a_desk.iter().any(|line| line.contains("ticket.solved")), "{with_a_desk:#?}");
        assert!(silent(&["https://nordlys.example"]).is_empty());
    }
}
