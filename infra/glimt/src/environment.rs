//! The environment in which the functions' own programs work on this machine.

use crate::aws::REGION;
use crate::world::Settings;
use jiff::SignedDuration;
use std::collections::BTreeMap;

/// Where this machine's tables, mail and files are.
#[derive(Debug, Clone)]
pub struct Endpoints {
    pub dynamodb: String,
    pub ses: String,
    /// A URL for `GLIMT_EXPORT_URL`.
    pub files: String,
}

impl Endpoints {
    /// The variables that send the SDKs here.
    pub fn variables(&self) -> BTreeMap<&'static str, String> {
        BTreeMap::from([
            ("AWS_ENDPOINT_URL_DYNAMODB", self.dynamodb.clone()),
            ("AWS_ENDPOINT_URL_DYNAMODB_STREAMS", self.dynamodb.clone()),
            ("AWS_ENDPOINT_URL_SESV2", self.ses.clone()),
        ])
    }
}

/// Every variable that any of the seven functions reads; their clocks are `ahead` of the machine's by whole seconds.
pub fn variables(settings: &Settings, endpoints: &Endpoints, ahead: SignedDuration) -> BTreeMap<&'static str, String> {
    let mut variables = endpoints.variables();
    variables.extend([
        ("AWS_REGION", REGION.to_owned()),
        ("AWS_ACCESS_KEY_ID", "local".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "local".to_owned()),
        ("GLIMT_TABLES", "glimt".to_owned()),
        ("GLIMT_NAMING_KEY", settings.naming_key.clone()),
        ("GLIMT_LINK_KEYS", settings.link_keys.clone()),
        ("GLIMT_SOURCES", settings.sources()),
        ("GLIMT_WEBHOOK_KEY", settings.webhook_key.clone()),
        ("GLIMT_PUBLIC_URL", settings.public_url.clone()),
        ("GLIMT_CONFIGURATION_SET", "glimt".to_owned()),
        ("GLIMT_EXPORT_URL", endpoints.files.clone()),
        ("GLIMT_CLOCK_AHEAD", format!("{}s", ahead.as_secs().max(0))),
    ]);
    variables
}
