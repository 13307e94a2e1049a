//! What the pages of one survey in one language need to know: a published item of its own.

use super::{Journey, Stage, Survey};
use crate::follow_up::FollowUp;
use crate::language::{Language, Text};
use score::Metric;
use serde::{Deserialize, Serialize};

/// One survey in one language, as published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Wording {
    pub language: Language,
    /// The languages that the page can be switched to.
    pub languages: Vec<Language>,
    pub metric: Metric,
    pub question: String,
    /// What the lowest rating means.
    pub low: String,
    /// What the highest rating means.
    pub high: String,
    /// The stage's name.
    pub stage: String,
    /// The company's name, as customers know it.
    pub company: String,
    pub legal: String,
    pub privacy_url: String,
    #[serde(default)]
    pub follow_ups: Vec<FollowUp<String>>,
}

impl Wording {
    /// The wording of a survey of this journey; `None` in a language that the journey has not.
    pub fn of(journey: &Journey, stage: &Stage, survey: &Survey, language: Language) -> Option<Self> {
        let text = |text: &Text| text.get(language).map(str::to_owned);
        Some(Self {
            language,
            languages: journey.languages.clone(),
            metric: survey.metric,
            question: text(&survey.question)?,
            low: text(&survey.low)?,
            high: text(&survey.high)?,
            stage: text(&stage.name)?,
            company: journey.sender.name.clone(),
            legal: journey.sender.legal.clone(),
            privacy_url: journey.sender.privacy_url.clone(),
            follow_ups: survey.follow_ups.iter().map(|f| f.in_language(language)).collect::<Option<_>>()?,
        })
    }
}
