//! What an operator's command works on: the tables and keys of the environment, or of a running `glimt dev`.

use crate::aws::loopback;
use anyhow::{Context, Result, bail};
use bootstrap::{Aws, Clock, env};
use jiff::Timestamp;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::Arc;
use store::{Store, Tables};
use survey::journey::length::Length;
use survey::{Address, ContactKey, Secrets};

/// The tables and the clock: all that is needed where nobody is named and no link is signed.
pub struct Shelves {
    pub store: Store,
    pub clock: Clock,
}

impl Shelves {
    /// Those of a running `glimt dev` at this URL; without one, of the environment, which needs no keys for that.
    pub async fn open(dev: Option<&str>) -> Result<Self> {
        match dev {
            Some(url) => Self::of_dev(&Variables::of_dev(url)?),
            None => Self::of_environment(&Aws::of_operator().await),
        }
    }

    fn of_environment(aws: &Aws) -> Result<Self> {
        let store = Store::new(aws.dynamodb(), Tables::named(&env::tables()?));
        Ok(Self { store, clock: bootstrap::system_clock()? })
    }

    fn of_dev(variables: &Variables) -> Result<Self> {
        let (dynamodb, _) =
            loopback::clients(variables.get("AWS_ENDPOINT_URL_DYNAMODB"), variables.get("AWS_ENDPOINT_URL_SESV2"));
        let ahead = Length::parse(variables.get("GLIMT_CLOCK_AHEAD"))?.duration();
        Ok(Self {
            store: Store::new(dynamodb, Tables::named(variables.get("GLIMT_TABLES"))),
            clock: Arc::new(move || Timestamp::now() + ahead),
        })
    }
}

/// Where things are looked up, and changed, with the keys that name people and sign links.
pub struct Library {
    pub shelves: Shelves,
    pub secrets: Secrets,
    /// The sources that an order may be of, where none is named.
    pub sources: Vec<String>,
    /// Where customers reach the pages, if that is known.
    pub public_url: Option<String>,
}

impl Deref for Library {
    type Target = Shelves;

    fn deref(&self) -> &Shelves {
        &self.shelves
    }
}

impl Library {
    /// That of a running `glimt dev` at this URL; without one, of the environment.
    pub async fn open(dev: Option<&str>) -> Result<Self> {
        if let Some(url) = dev {
            let variables = Variables::of_dev(url)?;
            return Ok(Self {
                shelves: Shelves::of_dev(&variables)?,
                secrets: Secrets::parse(variables.get("GLIMT_NAMING_KEY"), variables.get("GLIMT_LINK_KEYS"))?,
                sources: names(variables.get("GLIMT_SOURCES")),
                public_url: Some(variables.get("GLIMT_PUBLIC_URL").to_owned()),
            });
        }
        let aws = Aws::of_operator().await;
        let sources = match env::optional("GLIMT_SOURCES") {
            Some(_) => names(&env::sources(&aws).await?),
            None => Vec::new(),
        };
        Ok(Self {
            shelves: Shelves::of_environment(&aws)?,
            secrets: env::secrets(&aws).await?,
            sources,
            public_url: env::optional("GLIMT_PUBLIC_URL").map(|_| env::public_url()).transpose()?,
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
fn names(sources: &str) -> Vec<String> {
    let sources: Value = serde_json::from_str(sources).unwrap_or_default();
    let name = |source: &String| trigger::Kind::of_source(source).1.to_owned();
    let names: BTreeSet<_> = sources.as_object().into_iter().flat_map(|sources| sources.keys()).map(name).collect();
    names.into_iter().collect()
}

/// The variables of a running `glimt dev`, as its `/dev.env` has them.
struct Variables(BTreeMap<String, String>);

impl Variables {
    fn of_dev(url: &str) -> Result<Self> {
        if !env::is_loopback(url) {
            bail!("--dev {url} is not on this machine; it must start with http://127.0.0.1 or http://localhost");
        }
        let url = format!("{}/dev.env", url.trim_end_matches('/'));
        let mut answer =
            ureq::get(&url).call().with_context(|| format!("{url} does not answer; is “glimt dev” running?"))?;
        let text = answer.body_mut().read_to_string()?;
        let variables = text.lines().filter_map(|line| line.split_once('='));
        Ok(Self(variables.map(|(name, value)| (name.to_owned(), value.trim_matches('\'').to_owned())).collect()))
    }

    /// A variable's value; empty, if it is not there.
    fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}
