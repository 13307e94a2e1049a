//! Who may send: the sources that are set up, each with one or two live keys.

use std::collections::BTreeMap;
use survey::secret::same;

/// The kinds of source, each with its own payload and signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// CloudEvents, named by their `source`.
    Events,
    Shopify,
    WooCommerce,
    Stripe,
    Zendesk,
    /// Any system with a template body, through a mapping file of the same name.
    Hook,
    /// Code that was written against Delighted.
    Delighted,
}

/// The sources that are set up, with their keys. `Debug` shows no key.
#[derive(Clone, Default)]
pub struct Sources(BTreeMap<(Kind, String), Vec<String>>);

/// The variable that sets the sources up can't be read. Says which source, and shows no key.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSources {
    #[error(
        "GLIMT_SOURCES must be JSON like {{\"https://shop.example\":[\"whsec_…\"],\"shopify:shop.myshopify.com\":[\"…\"]}}"
    )]
    Malformed,
    #[error("GLIMT_SOURCES gives “{0}” {1} keys; give it one, or two while one takes the other's place")]
    Keys(String, usize),
    #[error("GLIMT_SOURCES gives “{0}” a key that is not whsec_ and base64 of at least 24 bytes")]
    EventsKey(String),
    #[error("GLIMT_SOURCES gives “{0}” a key of less than 16 characters")]
    ShortKey(String),
}

/// Whose request it is.
#[derive(Debug, PartialEq, Eq)]
pub enum Caller<'a> {
    /// Of the sources of these names, whose key it carries.
    Of(Vec<&'a str>),
    /// No source of this kind is set up.
    NotSetUp,
    /// There are such sources, and it carries the key of none.
    Stranger,
}

impl Kind {
    const PREFIXED: [(&'static str, Self); 6] = [
        ("shopify", Self::Shopify),
        ("woocommerce", Self::WooCommerce),
        ("stripe", Self::Stripe),
        ("zendesk", Self::Zendesk),
        ("hook", Self::Hook),
        ("delighted", Self::Delighted),
    ];

    /// What stands before the colon in `GLIMT_SOURCES`; empty for CloudEvents.
    pub fn prefix(self) -> &'static str {
        Self::PREFIXED.into_iter().find(|(_, kind)| *kind == self).map_or("", |(prefix, _)| prefix)
    }

    /// The kind of this prefix, and so of the door `/v1/{prefix}`.
    pub fn of_prefix(prefix: &str) -> Option<Self> {
        Self::PREFIXED.into_iter().find(|(own, _)| *own == prefix).map(|(_, kind)| kind)
    }

    /// The kind of a source by its name in `GLIMT_SOURCES`, and the name under which its subjects are known.
    pub fn of_source(name: &str) -> (Self, &str) {
        let prefixed = name.split_once(':').and_then(|(prefix, rest)| Some((Self::of_prefix(prefix)?, rest)));
        prefixed.unwrap_or((Self::Events, name))
    }

    /// The touchpoints that a source of this kind can ever tell of; `None` if it names them itself.
    pub fn fires(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Events | Self::Hook | Self::Delighted => None,
            Self::Shopify | Self::WooCommerce => {
                Some(&["order.paid", "order.fulfilled", "order.delivered", "order.refunded", "order.cancelled"])
            }
            Self::Stripe => Some(&["order.paid", "order.refunded", "subscription.cancelled"]),
            Self::Zendesk => Some(&["ticket.solved", "ticket.reopened"]),
        }
    }
}

impl Sources {
    /// Reads `{"https://shop.example":["whsec_…"],"shopify:shop.myshopify.com":["…"]}`.
    pub fn parse(json: &str) -> Result<Self, BadSources> {
        let given: BTreeMap<String, Vec<String>> = serde_json::from_str(json).map_err(|_| BadSources::Malformed)?;
        let mut sources = BTreeMap::new();
        for (name, keys) in given {
            if !(1..=2).contains(&keys.len()) {
                return Err(BadSources::Keys(name, keys.len()));
            }
            let (kind, own) = Kind::of_source(&name);
            match kind {
                Kind::Events if !keys.iter().all(|key| is_standard(key)) => return Err(BadSources::EventsKey(name)),
                _ if keys.iter().any(|key| key.len() < 16) => return Err(BadSources::ShortKey(name)),
                _ => sources.insert((kind, own.to_owned()), keys),
            };
        }
        Ok(Self(sources))
    }

    /// The sources of this kind one of whose keys `fits`.
    pub fn caller(&self, kind: Kind, fits: impl Fn(&str) -> bool) -> Caller<'_> {
        let mut own = self.0.iter().filter(|((of, _), _)| *of == kind).peekable();
        if own.peek().is_none() {
            return Caller::NotSetUp;
        }
        let names: Vec<_> =
            own.filter(|(_, keys)| keys.iter().any(|key| fits(key))).map(|((_, name), _)| name.as_str()).collect();
        if names.is_empty() { Caller::Stranger } else { Caller::Of(names) }
    }

    /// Whether a source of this name is set up.
    pub fn has(&self, kind: Kind, name: &str) -> bool {
        self.0.contains_key(&(kind, name.to_owned()))
    }

    /// Every source, by kind and name.
    pub fn all(&self) -> impl Iterator<Item = (Kind, &str)> {
        self.0.keys().map(|(kind, name)| (*kind, name.as_str()))
    }

    /// The keys of one source.
    pub fn keys(&self, kind: Kind, name: &str) -> &[String] {
        self.0.get(&(kind, name.to_owned())).map_or(&[], Vec::as_slice)
    }
}

/// A key as Standard Webhooks has it: `whsec_` and base64 of at least 24 bytes.
fn is_standard(key: &str) -> bool {
    key.starts_with("whsec_") && key.len() >= 38 && standardwebhooks::Webhook::new(key).is_ok()
}

/// Whether this is the key, in constant time.
pub fn is_key(given: &str, key: &str) -> bool {
    same(given.as_bytes(), key.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENTS: &str = "whsec_ZGV2ZWxvcG1lbnQtb25seS1rZXktb2YtZ2xpbXQh";

    fn sources(name: &str, keys: &[&str]) -> Result<Sources, BadSources> {
        Sources::parse(&serde_json::json!({ name: keys }).to_string())
    }

    #[test]
    fn a_sources_kind_stands_before_its_colon() {
        let shopify = sources("shopify:nordlys.myshopify.com", &["0123456789abcdef"]).unwrap();
        assert_eq!(shopify.caller(Kind::Shopify, |_| true), Caller::Of(vec!["nordlys.myshopify.com"]));
        assert_eq!(shopify.caller(Kind::Stripe, |_| true), Caller::NotSetUp);
        let events = sources("https://shop.example", &[EVENTS]).unwrap();
        assert_eq!(events.caller(Kind::Events, |_| true), Caller::Of(vec!["https://shop.example"]));
    }

    #[test]
    fn two_keys_live_side_by_side_and_any_other_is_a_strangers() {
        let zendesk = sources("zendesk:nordlys", &["old-old-old-old-old", "new-new-new-new-new"]).unwrap();
        for live in ["old-old-old-old-old", "new-new-new-new-new"] {
            assert_eq!(zendesk.caller(Kind::Zendesk, |key| is_key(live, key)), Caller::Of(vec!["nordlys"]));
        }
        assert_eq!(zendesk.caller(Kind::Zendesk, |key| is_key("older-older-older", key)), Caller::Stranger);
    }

    #[test]
    fn what_is_wrong_is_said_by_the_sources_name() {
        let wrong = |name, keys: &[&str]| sources(name, keys).err();
        assert_eq!(wrong("stripe:n", &[]), Some(BadSources::Keys("stripe:n".into(), 0)));
        assert_eq!(wrong("stripe:n", &["short"]), Some(BadSources::ShortKey("stripe:n".into())));
        assert_eq!(wrong("https://n", &["0123456789abcdef"]), Some(BadSources::EventsKey("https://n".into())));
        assert_eq!(Sources::parse("[]").err(), Some(BadSources::Malformed));
    }
}
