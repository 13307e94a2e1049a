//! Compiles a survey's mail in one language: everything is rendered now, with a mark for whatever only the one mail
//! knows.

use crate::line::one_line;
use crate::template::{Argument, RenderError, render, text};
use minijinja::value::Value;
use minijinja::{Environment, context};
use score::Metric;
use survey::click::Link;
use survey::journey::brand::{CARD, CELL, Colour, PAGE, PETROL};
use survey::journey::file::TOUCHPOINTS;
use survey::journey::letter::{Body, Letter, Occasion, Pieces, Slot, without_marks};
use survey::journey::{Branding, Journey, Stage, Survey};
use survey::{Language, Text};

/// Text, and links, where nothing of the brand is shown.
const INK: &str = "#14323c";

/// What a letter is made of.
pub(super) struct Compiler<'a> {
    pub(super) journey: &'a Journey,
    pub(super) stage: &'a Stage,
    pub(super) survey: &'a Survey,
    pub(super) language: Language,
}

impl Compiler<'_> {
    pub(super) fn letter(&self, templates: &Environment<'_>, names: [&str; 2]) -> Result<Letter, RenderError> {
        let worded = self.survey.on.iter().filter(|touchpoint| TOUCHPOINTS.contains(&touchpoint.as_str()));
        let occasion = |key: &str| self.occasion(&key.replace('.', "-"));
        let mut bodies = Vec::new();
        for branding in self.journey.sender.brandings() {
            for reminder in [false, true] {
                let plain = branding == Branding::Plain;
                let [html, text] = render(templates, names, &self.context(plain, reminder)?)?;
                bodies.push(Body { plain, reminder, html: Pieces::of(&html), text: Pieces::of(&text) });
            }
        }
        Ok(Letter {
            from: self.journey.sender.from.clone(),
            reply_to: self.journey.sender.reply_to.as_str().to_owned(),
            greeting: self.pieces("greeting", &[("name", mark(Slot::Name))])?,
            greeting_nameless: self.pieces("greeting-nameless", &[])?,
            dates: self.dates()?,
            occasions: worded.map(|t| Ok((t.clone(), occasion(t.as_str())?))).collect::<Result<_, _>>()?,
            otherwise: occasion("other")?,
            bodies,
        })
    }

    /// The text in the letter's language.
    pub(super) fn text(&self, key: &str, arguments: &[(&str, Argument)]) -> Result<String, RenderError> {
        text(self.language, key, arguments)
    }

    /// A text of the owner's in the letter's language.
    fn own(&self, text: &Text) -> Result<String, RenderError> {
        let missing = || RenderError::Text {
            key: "of the journey".to_owned(),
            language: self.language,
            reason: "it is missing".to_owned(),
        };
        text.get(self.language).map(without_marks).ok_or_else(missing)
    }

    pub(super) fn legal(&self) -> String {
        without_marks(&self.journey.sender.legal)
    }

    pub(super) fn privacy_url(&self) -> String {
        without_marks(&self.journey.sender.privacy_url)
    }

    fn company(&self) -> String {
        one_line(&without_marks(&self.journey.sender.name), 60)
    }

    fn pieces(&self, key: &str, arguments: &[(&str, Argument)]) -> Result<Pieces, RenderError> {
        Ok(Pieces::of(&self.text(key, arguments)?))
    }

    fn occasion(&self, key: &str) -> Result<Occasion, RenderError> {
        let arguments =
            [("company", self.company().into()), ("reference", mark(Slot::Reference)), ("date", mark(Slot::Date))];
        Ok(Occasion {
            subject: self.pieces(&format!("subject-{key}"), &arguments)?,
            short_subject: self.pieces(&format!("subject-{key}.short"), &arguments)?,
            why: self.pieces(&format!("why-{key}"), &arguments)?,
        })
    }

    fn dates(&self) -> Result<[Pieces; 12], RenderError> {
        let mut dates = [const { None }; 12];
        for (month, date) in (1i64..).zip(&mut dates) {
            *date = Some(self.pieces("date", &[("day", mark(Slot::Day)), ("month", month.into())])?);
        }
        Ok(dates.map(|date| date.unwrap_or_else(|| Pieces::of(""))))
    }

    /// What a template may use; it is told to template writers at the top of `invitation.html`.
    fn context(&self, plain: bool, reminder: bool) -> Result<Value, RenderError> {
        let Self { journey, survey, .. } = self;
        let scale = survey.metric.scale();
        let answer_url = Slot::AnswerUrl.mark();
        let brand = Some(&journey.brand).filter(|_| !plain);
        let logo = brand.and_then(|brand| brand.logo.as_ref());
        let colour = brand.map(|brand| brand.colour.unwrap_or(PETROL).to_string());
        let page = |branded: Colour| if plain { CARD } else { branded }.to_string();
        Ok(context! {
            lang => self.language.code(),
            plain => plain,
            reminder => reminder,
            subject => Slot::Subject.mark(),
            preheader => self.text(if reminder { "preheader-reminder" } else { "preheader" }, &[])?,
            greeting => Slot::Greeting.mark(),
            company => self.company(),
            stage => if plain { String::new() } else { self.own(&self.stage.name)? },
            question => self.own(&survey.question)?,
            thumbs => survey.metric == Metric::Thumbs,
            rows => self.rows()?,
            low => self.end(*scale.start(), &survey.low)?,
            high => self.end(*scale.end(), &survey.high)?,
            days => journey.link_life.seconds() / 86_400,
            why => Slot::Why.mark(),
            answer_url => answer_url,
            honeypot_url => format!("{answer_url}/{}", Link::HONEYPOT),
            opt_out_url => Slot::OptOutUrl.mark(),
            legal => self.legal(),
            privacy_url => self.privacy_url(),
            reply_to => journey.sender.reply_to.as_str(),
            colour => colour.as_deref().unwrap_or(INK),
            logo => logo.map_or("", |logo| logo.url.as_str()),
            logo_alt => logo.map(|logo| self.own(&logo.alt)).transpose()?.unwrap_or_default(),
            page => page(PAGE),
            card => CARD.to_string(),
            cell => page(CELL),
            ink => INK,
        })
    }

    /// The cells of the scale. Eleven wrap into two rows where eleven do not fit, so they come as two.
    fn rows(&self) -> Result<Vec<Vec<Value>>, RenderError> {
        let ratings: Vec<u8> = self.survey.metric.scale().collect();
        let row_length = if ratings.len() > 7 { ratings.len().div_ceil(2) } else { ratings.len() };
        ratings.chunks(row_length).map(|row| row.iter().map(|rating| self.cell(*rating)).collect()).collect()
    }

    fn cell(&self, rating: u8) -> Result<Value, RenderError> {
        let survey = self.survey;
        let scale = survey.metric.scale();
        let end = match rating {
            _ if rating == *scale.start() => self.own(&survey.low)?,
            _ if rating == *scale.end() => self.own(&survey.high)?,
            _ => String::new(),
        };
        let (shown, label) = if survey.metric == Metric::Thumbs {
            (end.clone(), end)
        } else {
            let arguments = [("rating", i64::from(rating).into()), ("top", i64::from(*scale.end()).into())];
            let place = self.text("rating-of", &arguments)?;
            let label = if end.is_empty() { place } else { format!("{place} ({end})") };
            let star = if survey.metric == Metric::Stars { " ★" } else { "" };
            (format!("{rating}{star}"), label)
        };
        Ok(context! { shown => shown, label => label, url => format!("{}/{rating}", Slot::AnswerUrl.mark()) })
    }

    /// What stands at one end of the scale: `1 = Very dissatisfied`.
    fn end(&self, rating: u8, meaning: &Text) -> Result<String, RenderError> {
        self.text("end", &[("rating", i64::from(rating).into()), ("label", self.own(meaning)?.into())])
    }
}

fn mark(slot: Slot) -> Argument {
    slot.mark().to_string().into()
}
