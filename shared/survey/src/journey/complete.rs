//! A journey has all its texts in all its languages: what is read back is held to that as `check` holds the file to it.

use super::Journey;
use crate::follow_up::FollowUp;
use crate::language::{Language, Text};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A journey has a language that one of its texts has not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{text}” has no translation into “{}”, a language of the journey", language.code())]
pub struct Untranslated {
    /// The text in a language that it has.
    pub text: String,
    pub language: Language,
}

impl Journey {
    /// Whether every text exists in every language of the journey; if not, the first that does not.
    pub fn complete(&self) -> Result<(), Untranslated> {
        for text in self.texts() {
            if let Some(language) = self.languages.iter().find(|language| text.get(**language).is_none()) {
                return Err(Untranslated { text: text.for_reader(Language::En).to_owned(), language: *language });
            }
        }
        Ok(())
    }

    fn texts(&self) -> impl Iterator<Item = &Text> {
        let surveys = self.surveys().flat_map(|(_, survey)| [&survey.question, &survey.low, &survey.high]);
        let follow_ups = self.surveys().flat_map(|(_, survey)| &survey.follow_ups).flat_map(FollowUp::texts);
        let stages = self.stages.iter().flat_map(|stage| [Some(&stage.name), stage.promise.as_ref()]).flatten();
        let changes = self.changes.iter().map(|change| &change.name);
        let logo = self.brand.logo.iter().map(|logo| &logo.alt);
        [&self.name]
            .into_iter()
            .chain(logo)
            .chain(self.segments.values())
            .chain(stages)
            .chain(surveys)
            .chain(follow_ups)
            .chain(changes)
    }
}

// The derived functions, which know nothing of completeness, are inherent ones (`remote = "Self"`).
impl<'de> Deserialize<'de> for Journey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let journey = Self::deserialize(deserializer)?;
        journey.complete().map_err(de::Error::custom)?;
        Ok(journey)
    }
}

impl Serialize for Journey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::brand::Logo;
    use crate::journey::file;

    #[test]
    fn a_journey_that_lacks_a_text_can_not_be_read_back() {
        let example = include_str!("../../../../infra/journey.toml");
        let mut journey = file::read(example).unwrap().journey;
        journey.brand.logo = Some(Logo { url: "https://shop.example/logo.png".to_owned(), alt: journey.name.clone() });
        assert_eq!(journey.complete(), Ok(()));
        let whole = serde_json::to_value(&journey).unwrap();
        assert_eq!(serde_json::from_value::<Journey>(whole.clone()).unwrap(), journey);
        for text in [
            "/name",
            "/brand/logo/alt",
            "/segments/carrier",
            "/stages/1/name",
            "/stages/1/promise",
            "/stages/4/surveys/0/question",
            "/stages/0/surveys/0/low",
            "/stages/0/surveys/0/high",
            "/stages/1/surveys/0/follow_ups/0/question",
            "/stages/1/surveys/0/follow_ups/1/options/0/label",
            "/changes/0/name",
        ] {
            let mut lacking = whole.clone();
            lacking.pointer_mut(text).unwrap().as_object_mut().unwrap().remove("en").unwrap();
            let error = serde_json::from_value::<Journey>(lacking).unwrap_err().to_string();
            assert!(error.contains("has no translation into “en”"), "{text}: {error}");
        }
    }
}
