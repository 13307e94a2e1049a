//! Why was this customer asked, or not? The whole story of an order, a person or one invitation, in plain words.

mod story;

use crate::library::Library;
use anyhow::{Result, bail};
use clap::Args;
use survey::{Address, ContactKey, InvitationKey, SubjectKey};

/// What `glimt why` is asked about.
#[derive(Debug, Clone, Args)]
pub struct Wanted {
    /// order#5512, ticket#77, customer#12, a customer's address, or an invitation's key
    pub what: String,
    /// The shop or desk that the order or ticket is of; every source in GLIMT_SOURCES without
    #[arg(long)]
    pub source: Option<String>,
    /// Ask a running `glimt dev`, such as http://127.0.0.1:9300, instead of the account in the environment
    #[arg(long, value_name = "URL")]
    pub dev: Option<String>,
}

/// Tells the story, each thing on a line of its own.
pub async fn run(wanted: &Wanted) -> Result<String> {
    let library = Library::open(wanted.dev.as_deref()).await?;
    library.tell(&wanted.what, wanted.source.as_deref()).await
}

impl Library {
    /// The story of whatever `what` names.
    pub async fn tell(&self, what: &str, source: Option<&str>) -> Result<String> {
        let what = what.trim();
        if let Some((kind, rest)) = what.split_once('#') {
            return self.subject(kind, rest, source).await;
        }
        if let Ok(address) = Address::parse(what) {
            return self.contact(&ContactKey::of(&address, &self.secrets)).await;
        }
        if let Ok(key) = InvitationKey::try_from(what.to_owned()) {
            return self.invitation(&key).await;
        }
        if let Ok(key) = ContactKey::try_from(what.to_owned()) {
            return self.contact(&key).await;
        }
        bail!(
            "“{what}” is none of order#5512, ticket#77, customer#12, an address, or an invitation's key \
             (20261121T101500-…)"
        )
    }

    async fn subject(&self, kind: &str, rest: &str, source: Option<&str>) -> Result<String> {
        let make = match kind {
            "order" => SubjectKey::order,
            "ticket" => SubjectKey::ticket,
            "customer" => SubjectKey::customer,
            other => bail!("“{other}#” is none of order#, ticket# and customer#"),
        };
        // The whole key as it stands in logs: order#<shop>:<number>.
        let whole = rest.rsplit_once(':').and_then(|(shop, number)| make(shop, number).ok());
        let sources = source.map_or_else(|| self.sources.clone(), |source| vec![source.to_owned()]);
        let candidates = sources.iter().filter_map(|source| make(source, rest).ok());
        let mut told = Vec::new();
        for key in whole.into_iter().chain(candidates) {
            let subject = self.store.subject(&key).await?;
            if subject.rev > 0 {
                told.push(self.tell_subject(&key, &subject).await?);
            }
        }
        if told.is_empty() {
            let where_ =
                if sources.is_empty() { "any source; name one with --source".to_owned() } else { sources.join(", ") };
            bail!(
                "nothing is known of {kind} {rest} at {where_}: no event about it that a survey listens to has come, \
                 or it was so long ago that it is forgotten"
            );
        }
        Ok(told.join("\n"))
    }
}
