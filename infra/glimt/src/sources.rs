//! The sources that `glimt dev` listens to, with keys that are the same on every machine.

use serde_json::{Map, Value, json};

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
