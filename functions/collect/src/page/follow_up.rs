//! The page with what is asked after the rating.

use super::template;
use anyhow::Result;
use minijinja::context;
use minijinja::value::Value;
use survey::follow_up::{Asked, Choice, FollowUp, Kind, SCALE};
use survey::journey::wording::Wording;
use survey::{Language, Slug};

/// At most two questions, none of which must be answered. Posts each reply under its follow-up's id to `action`.
#[derive(Debug, Clone, Copy)]
pub struct FollowUpPage<'a> {
    pub wording: &'a Wording,
    pub asked: &'a [Asked<'a, String>],
    pub action: &'a str,
    /// Where whoever wants to say no more goes on.
    pub skip_url: &'a str,
    /// What was replied before, or was sent just now and not taken, by the field's name.
    pub sent: &'a [(String, String)],
    /// This page in the other languages.
    pub switch: &'a [(Language, String)],
    /// Why it was not taken.
    pub error: Option<FollowUpError<'a>>,
}

/// Why replies were not taken, for the one who gave them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FollowUpError<'a> {
    /// Something was sent that is not asked.
    NotAsked,
    /// This follow-up has no such reply.
    NotAReply(&'a Slug),
    /// It could not be saved now; trying again may help.
    NotSaved,
}

/// The page with the follow-ups.
pub fn follow_up(page: &FollowUpPage<'_>) -> Result<String> {
    let language = page.wording.language;
    let heading = template::text(language, if page.asked.len() == 1 { "more-one" } else { "more-two" }, &[])?;
    let title = match page.error {
        Some(_) => template::text(language, "error-title", &[("title", heading.clone())])?,
        None => heading.clone(),
    };
    let (error, wrong) = match page.error {
        Some(FollowUpError::NotAsked) => (Some("error-not-asked"), None),
        Some(FollowUpError::NotAReply(id)) => (Some("error-not-a-reply"), Some(id)),
        Some(FollowUpError::NotSaved) => (Some("error-not-saved"), None),
        None => (None, None),
    };
    let questions: Result<Vec<Value>> = page.asked.iter().map(|asked| question(page, asked.follow_up, wrong)).collect();
    let context = context! {
        title => title,
        heading => heading,
        action => page.action,
        skip_url => page.skip_url,
        error => error,
        questions => questions?,
        switch => super::switch(page.switch),
    };
    template::render("follow_up.html", language, Some(page.wording), context)
}

fn question(page: &FollowUpPage<'_>, follow_up: &FollowUp<String>, wrong: Option<&Slug>) -> Result<Value> {
    let language = page.wording.language;
    let sent = |value: &str| page.sent.iter().any(|(name, sent)| name == follow_up.id.as_str() && sent == value);
    let option = |value: &str, shown: &str| context! { value => value, shown => shown, chosen => sent(value) };
    let of = |options: &[Choice<String>]| options.iter().map(|o| option(o.id.as_str(), &o.label)).collect::<Vec<_>>();
    let (kind, options) = match &follow_up.kind {
        Kind::Text => ("text", Vec::new()),
        Kind::YesNo => {
            let [yes, no] = ["yes", "no"].map(|word| template::text(language, word, &[]));
            ("cells", vec![option("yes", &yes?), option("no", &no?)])
        }
        Kind::Choice { options } => ("choice", of(options)),
        Kind::Choices { options } => ("choices", of(options)),
        Kind::Scale { .. } => ("cells", SCALE.map(|n| n.to_string()).map(|n| option(&n, &n)).collect()),
    };
    let ends = match &follow_up.kind {
        Kind::Scale { low, high } => {
            let end = |rating: u8, label: &String| {
                template::text(language, "end", &[("rating", rating.to_string()), ("label", label.clone())])
            };
            Some([end(*SCALE.start(), low)?, end(*SCALE.end(), high)?])
        }
        _ => None,
    };
    let text = page.sent.iter().find(|(name, _)| name == follow_up.id.as_str()).map(|(_, value)| value.as_str());
    Ok(context! {
        id => follow_up.id.as_str(),
        kind => kind,
        question => follow_up.question.as_str(),
        options => options,
        ends => ends,
        text => text.unwrap_or_default(),
        wrong => wrong == Some(&follow_up.id),
    })
}
