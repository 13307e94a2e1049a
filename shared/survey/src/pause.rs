//! What an operator has paused: nothing of it is mailed until it is resumed. Events and answers still come in.

use crate::Slug;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// What is paused: everything, a journey, or one survey of it. Written `all`, `nordlys`, `nordlys/delivered`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Pause {
    All,
    Journey(Slug),
    Survey(Slug, Slug),
}

/// The text names nothing that can be paused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” names nothing to pause; expected all, a journey's id, or JOURNEY/SURVEY")]
pub struct BadPause(String);

impl FromStr for Pause {
    type Err = BadPause;

    fn from_str(text: &str) -> Result<Self, BadPause> {
        let slug = |part: &str| Slug::parse(part).map_err(|_| BadPause(text.to_owned()));
        match text.split_once('/') {
            None if text == "all" => Ok(Self::All),
            None => Ok(Self::Journey(slug(text)?)),
            Some((journey, survey)) => Ok(Self::Survey(slug(journey)?, slug(survey)?)),
        }
    }
}

impl TryFrom<String> for Pause {
    type Error = BadPause;

    fn try_from(text: String) -> Result<Self, BadPause> {
        text.parse()
    }
}

impl From<Pause> for String {
    fn from(pause: Pause) -> Self {
        pause.to_string()
    }
}

impl fmt::Display for Pause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Journey(journey) => write!(f, "{journey}"),
            Self::Survey(journey, survey) => write!(f, "{journey}/{survey}"),
        }
    }
}

/// Everything that is paused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pauses(BTreeSet<Pause>);

impl Pauses {
    /// Whether mails of this survey wait.
    pub fn hold(&self, journey: &Slug, survey: &Slug) -> bool {
        self.0.iter().any(|pause| match pause {
            Pause::All => true,
            Pause::Journey(paused) => paused == journey,
            Pause::Survey(paused, one) => paused == journey && one == survey,
        })
    }

    /// False: it was paused already.
    pub fn add(&mut self, pause: Pause) -> bool {
        self.0.insert(pause)
    }

    /// False: it was not paused.
    pub fn remove(&mut self, pause: &Pause) -> bool {
        self.0.remove(pause)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Pause> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slug(text: &str) -> Slug {
        Slug::parse(text).unwrap()
    }

    #[test]
    fn a_pause_holds_what_it_names_and_nothing_else() {
        let holds = |paused: &str, survey: &str| {
            let mut pauses = Pauses::default();
            assert!(pauses.add(paused.parse().unwrap()) && !pauses.add(paused.parse().unwrap()));
            pauses.hold(&slug("nordlys"), &slug(survey))
        };
        assert!(holds("all", "delivered") && holds("nordlys", "delivered") && holds("nordlys/delivered", "delivered"));
        assert!(!holds("sydlys", "delivered") && !holds("nordlys/delivered", "solved"));
        assert!(!Pauses::default().hold(&slug("nordlys"), &slug("delivered")));
    }

    #[test]
    fn what_is_no_name_is_refused_by_what_was_expected() {
        for text in ["", "/", "nordlys/", "a b", "nordlys/delivered/x"] {
            assert!(text.parse::<Pause>().unwrap_err().to_string().contains("JOURNEY/SURVEY"), "{text}");
        }
        let pauses: Pauses = serde_json::from_str(r#"["all","nordlys/delivered"]"#).unwrap();
        assert_eq!(serde_json::to_string(&pauses).unwrap(), r#"["all","nordlys/delivered"]"#);
    }
}
