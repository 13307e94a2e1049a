//! The table of answers: one row each, without anybody's name, where the journey's owner wants it.

use crate::mark::mark;
use crate::table::describe::table;
use jiff::civil::Date;
use survey::Answer;
use survey::follow_up::Value;

table! {
    /// One confirmed answer of the last 90 days, pseudonymous: who gave it is not in it, but whoever knows their order may
    /// know it again by its value and days.
    pub struct AnswerRow in "answers" {
        /// The journey.
        key journey_id: String,
        /// The answer, by a mark of its own: the same in every export.
        key answer: String,
        /// The stage.
        never stage_id: String,
        /// The survey.
        never survey_id: String,
        /// The journey's version in which the survey's question or scale last changed.
        never survey_version: u32,
        /// The definition that its score follows.
        never metric_version: &'static str,
        /// How they were asked: email, or the channel of a link.
        never channel: String,
        /// The language that was answered in.
        never language: &'static str,
        /// The day of the first answer, in the journey's zone.
        never answered_on: Date,
        /// The day that it happened to the customer.
        never happened_on: Date,
        /// The rating, on the question's scale.
        never rating: u64,
        /// The first rating, where it was changed.
        never first_rating: u64,
        /// How often the answer was given or changed.
        never version: u32,
        /// The chance that they had to be asked, in parts per million: an answer stands for a million by that.
        never sample_ppm: u32,
        /// Their order's value, in the currency's smallest unit.
        never order_value_minor: Option<f64>,
        /// Its currency (ISO 4217).
        never currency: Option<String>,
        /// The country, if known.
        never country: Option<String>,
        /// The segments, as JSON.
        never segments: String,
        /// What was said to follow-ups, as JSON: an option, or several, by the follow-up; texts only with comments.
        never follow_ups: String,
        /// Whether they want to be contacted.
        never wants_contact: bool,
        /// The masked comment; empty where there is none, or comments are off.
        never comment: Option<String>,
    }
}

impl AnswerRow {
    /// The row of an answer, with its words or without.
    pub fn of(answer: &Answer, with_words: bool) -> Self {
        let context = &answer.context;
        let said = answer.follow_ups.iter().filter_map(|(id, reply)| {
            let said = match &reply.value {
                Value::Text(text) => with_words.then(|| vec![text.clone()])?,
                value => value.options(),
            };
            Some((id.to_string(), said))
        });
        let said: std::collections::BTreeMap<_, _> = said.collect();
        Self {
            journey_id: context.journey.to_string(),
            answer: mark(format!("answer {}", answer.key), 8),
            stage_id: context.stage.to_string(),
            survey_id: context.survey.to_string(),
            survey_version: context.survey_version,
            metric_version: context.metric.definition(),
            channel: context.channel.clone(),
            language: answer.language.code(),
            answered_on: answer.answered_on,
            happened_on: context.happened_on,
            rating: u64::from(answer.rating.get()),
            first_rating: u64::from(answer.first.rating.get()),
            version: answer.version,
            sample_ppm: context.sample_ppm,
            order_value_minor: context.value.as_ref().map(|value| value.minor as f64),
            currency: context.value.as_ref().map(|value| value.currency.clone()),
            country: context.country.clone(),
            segments: serde_json::to_string(&context.segments).unwrap_or_default(),
            follow_ups: serde_json::to_string(&said).unwrap_or_default(),
            wants_contact: answer.wants_contact,
            comment: answer.comment.clone().filter(|_| with_words),
        }
    }
}
