//! What an operator's command works on: the tables and keys of the environment, or of a running `glimt dev`.

use crate::aws::loopback;
use anyhow::{Context, Result, bail};
use bootstrap::{Clock, env};
use jiff::Timestamp;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::{Store, Tables};
use survey::journey::length::Length;
use survey::{Address, ContactKey, Secrets};

/// Where things are looked up, and changed.
pub struct Library {
    pub store: Store,
    pub secrets: Secrets,
    pub clock: Clock,
    /// The sources that an order may be of, where none is named.
    pub sources: Vec<String>,
    /// Where customers reach the pages, if that is known.
    pub public_url: Option<String>,
}

impl Library {
    /// That of a running `glimt dev` at this URL; without one, of the environment.
    pub async fn open(dev: Option<&str>) -> Result<Self> {
        match dev {
            Some(url) => Self::of_dev(url),
            None => Ok(Self {
                store: Store::new(Box::pin(bootstrap::dynamodb()).await, Tables::named(&env::tables()?)),
                secrets: env::secrets().await?,
                clock: bootstrap::system_clock()?,
                sources: names(env::optional("GLIMT_SOURCES").as_deref()),
                public_url: env::optional("GLIMT_PUBLIC_URL").map(|_| env::public_url()).transpose()?,
            }),
        }
    }

    /// The tables, keys and clock of a running `glimt dev`, as its `/dev.env` has them.
    fn of_dev(url: &str) -> Result<Self> {
        if !env::is_loopback(url) {
            bail!("--dev {url} is not on this machine; it must start with http://127.0.0.1 or http://localhost");
        }
        let url = format!("{}/dev.env", url.trim_end_matches('/'));
        let mut answer =
            ureq::get(&url).call().with_context(|| format!("{url} does not answer; is “glimt dev” running?"))?;
        let text = answer.body_mut().read_to_string()?;
        let variables: BTreeMap<_, _> = text.lines().filter_map(|line| line.split_once('=')).collect();
        let variable = |name: &str| variables.get(name).map_or("", |value| value.trim_matches('\''));
        let (dynamodb, _) =
            loopback::clients(variable("AWS_ENDPOINT_URL_DYNAMODB"), variable("AWS_ENDPOINT_URL_SESV2"));
        let ahead = Length::parse(variable("GLIMT_CLOCK_AHEAD"))?.duration();
        Ok(Self {
            store: Store::new(dynamodb, Tables::named(variable("GLIMT_TABLES"))),
            secrets: Secrets::parse(variable("GLIMT_NAMING_KEY"), variable("GLIMT_LINK_KEYS"))?,
            clock: Arc::new(move || Timestamp::now() + ahead),
            sources: names(Some(variable("GLIMT_SOURCES"))),
            public_url: Some(variable("GLIMT_PUBLIC_URL").to_owned()),
        })
    }

    /// Whom an operator means: by their address, or by the contact key that logs name them by.
    pub fn person(&self, who: &str) -> Result<ContactKey> {
        if let Ok(address) = Address::parse(who) {
            return Ok(ContactKey::of(&address, &self.secrets));
        }
        ContactKey::try_from(who.trim().to_owned())
            .with_context(|| format!("“{who}” is neither an email address nor the contact key that a log line has"))
    }
}

/// The names that subjects are known under: what follows a platform's prefix, or the whole.
fn names(sources: Option<&str>) -> Vec<String> {
    let sources: Value = sources.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    let name = |source: &String| trigger::Kind::of_source(source).1.to_owned();
    let names: BTreeSet<_> = sources.as_object().into_iter().flat_map(|sources| sources.keys()).map(name).collect();
    names.into_iter().collect()
}
