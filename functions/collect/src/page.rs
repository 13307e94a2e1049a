//! The pages that customers see: whole HTML documents, without script, image or any other request.
//!
//! Pure: what a page shows is all in its struct. Words are in `page/texts/<language>.ftl`. No text of a page tells
//! more than its reader may know, and nothing that is put in can become markup.

mod follow_up;
mod template;

use anyhow::Result;
use minijinja::context;
use minijinja::value::Value;
use score::Metric;
use survey::Language;
use survey::journey::wording::Wording;

pub use follow_up::{FollowUpError, FollowUpPage, follow_up};
pub use template::csp;

/// The question, to be answered or changed. Posts `rating` and `comment` to `action`.
#[derive(Debug, Clone, Copy)]
pub struct AnswerPage<'a> {
    pub wording: &'a Wording,
    /// Where the answer goes: `/r/<token>`, or below it.
    pub action: &'a str,
    /// The rating that was clicked in the mail, or given before. One that is not on the scale chooses nothing.
    pub chosen: Option<u8>,
    /// What was written before.
    pub comment: Option<&'a str>,
    /// Why the answer was not taken.
    pub error: Option<PageError>,
    /// This page in the other languages.
    pub switch: &'a [(Language, String)],
}

/// Why an answer was not taken, for the one who gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageError {
    /// No rating was chosen.
    Missing,
    /// The rating is not on the scale, or there were several.
    OffScale,
    /// It could not be saved now; trying again may help.
    NotSaved,
}

/// What follows an answer. Posts `contact=yes` or `contact=no` to `contact_url`.
#[derive(Debug, Clone, Copy)]
pub struct ThanksPage<'a> {
    pub wording: &'a Wording,
    /// Where the answer can be changed.
    pub change_url: &'a str,
    pub contact: Contact,
    /// `/r/<token>/contact`.
    pub contact_url: &'a str,
    /// What has been changed at this stage, which customers are told of.
    pub told: Option<&'a str>,
    /// Where the company can be reviewed in public.
    pub review_url: Option<&'a str>,
    /// This page in the other languages.
    pub switch: &'a [(Language, String)],
}

/// Whether somebody is to be contacted about an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Contact {
    #[default]
    NotOffered,
    Offered,
    /// They want to be, and can take it back.
    Wanted,
}

/// The way out. Posts `scope=all`, `scope=stage`, or `undo=1` with the scope to undo, to `action`.
#[derive(Debug, Clone, Copy)]
pub struct OptOutPage<'a> {
    pub language: Language,
    /// Without it, the page names neither company nor stage.
    pub wording: Option<&'a Wording>,
    /// `/u/<token>`.
    pub action: &'a str,
    pub state: OptOutState,
    /// This page in the other languages.
    pub switch: &'a [(Language, String)],
}

/// Where somebody is on their way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptOutState {
    /// Nothing has been decided: opening the page changes nothing.
    Ask,
    Done(Scope),
    Undone,
}

/// What somebody does not want to be asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Stage,
    All,
}

impl Scope {
    /// As in the form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stage => "stage",
            Self::All => "all",
        }
    }

    /// Reads what the form sends.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Stage, Self::All].into_iter().find(|scope| scope.as_str() == text)
    }
}

fn switch(to: &[(Language, String)]) -> Vec<Value> {
    let link = |(language, url): &(Language, String)| {
        context! { code => language.code(), name => language.own_name(), url => url.as_str() }
    };
    to.iter().map(link).collect()
}

/// The page with the question.
pub fn answer(page: &AnswerPage<'_>) -> Result<String> {
    let wording = page.wording;
    let language = wording.language;
    let scale = wording.metric.scale();
    let thumbs = wording.metric == Metric::Thumbs;
    let end = |rating: &u8, label: &str| {
        template::text(language, "end", &[("rating", rating.to_string()), ("label", label.to_owned())])
    };
    let cell = |rating: u8| {
        let shown = match rating {
            0 if thumbs => wording.low.clone(),
            _ if thumbs => wording.high.clone(),
            _ => rating.to_string(),
        };
        context! { rating => rating, shown => shown }
    };
    let mut title = template::text(
        language,
        "title",
        &[("question", wording.question.clone()), ("company", wording.company.clone())],
    )?;
    if page.error.is_some() {
        title = template::text(language, "error-title", &[("title", title)])?;
    }
    let error = page.error.map(|error| match error {
        PageError::Missing => "error-missing",
        PageError::OffScale => "error-off-scale",
        PageError::NotSaved => "error-not-saved",
    });
    let context = context! {
        title => title,
        switch => switch(page.switch),
        action => page.action,
        question => wording.question.as_str(),
        thumbs => thumbs,
        cells => scale.clone().map(cell).collect::<Vec<Value>>(),
        chosen => page.chosen.filter(|rating| scale.contains(rating)),
        low => end(scale.start(), &wording.low)?,
        high => end(scale.end(), &wording.high)?,
        comment => page.comment.unwrap_or_default(),
        error => error,
    };
    template::render("answer.html", language, Some(wording), context)
}

/// The thank-you. It can be opened again and again.
pub fn thanks(page: &ThanksPage<'_>) -> Result<String> {
    let language = page.wording.language;
    let context = context! {
        title => template::text(language, "thanks", &[])?,
        change_url => page.change_url,
        contact => match page.contact {
            Contact::NotOffered => None,
            Contact::Offered => Some("offered"),
            Contact::Wanted => Some("wanted"),
        },
        contact_url => page.contact_url,
        told => page.told,
        review_url => page.review_url,
        switch => switch(page.switch),
    };
    template::render("thanks.html", language, Some(page.wording), context)
}

/// The opt-out page, in any of its states.
pub fn opt_out(page: &OptOutPage<'_>) -> Result<String> {
    let (state, title) = match page.state {
        OptOutState::Ask => ("ask", "opt-out"),
        OptOutState::Done(scope) => (scope.as_str(), "opted-out"),
        OptOutState::Undone => ("undone", "undone"),
    };
    let title = template::text(page.language, title, &[])?;
    let context = context! { title => title, state => state, action => page.action, switch => switch(page.switch) };
    template::render("opt_out.html", page.language, page.wording, context)
}

/// The one page for every link that is not valid: changed, foreign, expired, or to something that has been erased.
pub fn neutral(language: Language) -> Result<String> {
    notice(language, "neutral", "neutral-why")
}

/// For when a valid link cannot be served now.
pub fn unavailable(language: Language) -> Result<String> {
    notice(language, "unavailable", "unavailable-why")
}

fn notice(language: Language, title: &str, why: &str) -> Result<String> {
    let context =
        context! { title => template::text(language, title, &[])?, why => template::text(language, why, &[])? };
    template::render("notice.html", language, None, context)
}

#[cfg(test)]
mod tests;
