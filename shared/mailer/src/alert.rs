//! The mail to the one who can act on an answer now. Short: it is read on the way to doing something.

use crate::line::one_line;
use crate::template::{RenderError, Rendered, built_in, render, text};
use minijinja::context;
use score::Metric;
use survey::Language;

/// One answer that somebody should hear of at once.
#[derive(Debug, Clone, Copy)]
pub struct AlertMail<'a> {
    pub rating: u8,
    /// The scale that it was given on.
    pub metric: Metric,
    /// The stage's name.
    pub stage: &'a str,
    pub question: &'a str,
    /// As the customer wrote it, lines and all.
    pub comment: Option<&'a str>,
    /// The order or ticket number.
    pub reference: &'a str,
    pub wants_contact: bool,
    /// The reader's language.
    pub language: Language,
    /// Where the stage stands in the report.
    pub report_url: Option<&'a str>,
}

/// Alerts that were not mailed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldBack<'a> {
    pub count: u32,
    /// Since when, in the reader's time.
    pub since: &'a str,
}

/// Tells of alerts that were not mailed.
#[derive(Debug, Clone, Copy)]
pub struct HeldMail<'a> {
    /// The stage's name.
    pub stage: &'a str,
    pub held: HeldBack<'a>,
    /// The reader's language.
    pub language: Language,
    /// Where the stage stands in the report.
    pub report_url: Option<&'a str>,
}

impl HeldMail<'_> {
    /// The whole mail.
    pub fn render(&self) -> Result<Rendered, RenderError> {
        let stage = one_line(self.stage, 25);
        let arguments =
            [("stage", stage.into()), ("count", self.held.count.into()), ("since", self.held.since.to_owned().into())];
        let subject = one_line(&text(self.language, "alert-summary", &arguments)?, 59);
        let context = context! {
            lang => self.language.code(),
            subject => subject.as_str(),
            stage => self.stage,
            held => context! { count => self.held.count, since => self.held.since },
            report_url => self.report_url,
        };
        let [html, text] = render(built_in()?, ["alerts-held.html", "alerts-held.txt"], &context)?;
        Ok(Rendered { subject, html, text })
    }
}

impl AlertMail<'_> {
    /// The whole mail. Nothing in it can be mistaken for markup or a header.
    pub fn render(&self) -> Result<Rendered, RenderError> {
        let (stage, reference) = (one_line(self.stage, 25), one_line(self.reference, 25));
        let (rating, top) = (i64::from(self.rating), i64::from(*self.metric.scale().end()));
        let answer = if self.metric == Metric::Thumbs {
            text(self.language, if rating == 0 { "alert-thumb-down" } else { "alert-thumb-up" }, &[])?
        } else {
            text(self.language, "rating-of", &[("rating", rating.into()), ("top", top.into())])?
        };
        let subject = text(
            self.language,
            "alert-subject",
            &[("stage", stage.into()), ("answer", answer.clone().into()), ("reference", reference.into())],
        )?;
        let subject = one_line(subject.trim_end_matches([',', ' ']), 59);
        let context = context! {
            lang => self.language.code(),
            subject => subject.as_str(),
            answer => answer,
            stage => self.stage,
            question => self.question,
            comment => self.comment,
            reference => one_line(self.reference, 40),
            wants_contact => self.wants_contact,
            report_url => self.report_url,
        };
        let [html, text] = render(built_in()?, ["alert.html", "alert.txt"], &context)?;
        Ok(Rendered { subject, html, text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alert(language: Language) -> AlertMail<'static> {
        AlertMail {
            rating: 1,
            metric: Metric::Csat,
            stage: "Levering",
            question: "Hvor fornøyd er du med leveringen?",
            comment: Some("Kom for sent.\n<b>Og esken var knust</b>"),
            reference: "5512",
            wants_contact: true,
            language,
            report_url: Some("https://glimt.example/report"),
        }
    }

    #[test]
    fn the_alert_says_what_was_answered_and_about_what() {
        let rendered = alert(Language::Nb).render().unwrap();
        assert_eq!(rendered.subject, "Levering: 1 av 5, 5512");
        assert!(!rendered.html.contains("<b>Og"));
        insta::assert_snapshot!(format!("{}\n\n{}", rendered.text, rendered.html));
    }

    #[test]
    fn those_that_were_not_mailed_are_told_of_in_every_language() {
        for language in Language::ALL {
            let held = HeldBack { count: 37, since: "14:00" };
            let mail = HeldMail { stage: "Levering", held, language, report_url: None }.render().unwrap();
            for part in [&mail.subject, &mail.text, &mail.html] {
                assert!(part.contains("Levering") && part.contains("37") && part.contains("14:00"), "{part}");
            }
        }
    }

    #[test]
    fn what_a_customer_wrote_is_neither_markup_nor_a_header_nor_a_link() {
        let evil = "=HYPERLINK(\"https://evil.example\")\n<img src=x onerror=alert(1)>\r\nBcc: all@example.no";
        let mail = AlertMail { comment: Some(evil), reference: "=1+1\r\nBcc: all@example.no", ..alert(Language::En) };
        let mail = mail.render().unwrap();
        assert!(!mail.subject.contains(['\r', '\n']));
        assert!(!mail.html.contains("<img") && mail.html.contains("&lt;img"));
        assert_eq!(mail.html.matches("href=").count(), 1, "the report's");
    }

    #[test]
    fn an_alert_can_do_without_comment_reference_and_report() {
        let bare = AlertMail {
            comment: None,
            reference: "",
            wants_contact: false,
            report_url: None,
            rating: 0,
            metric: Metric::Thumbs,
            ..alert(Language::En)
        };
        let rendered = bare.render().unwrap();
        assert_eq!(rendered.subject, "Levering: Thumb down");
        assert_eq!(rendered.text, "Levering\nThumb down: Hvor fornøyd er du med leveringen?\n\nNo comment\n");
    }
}
