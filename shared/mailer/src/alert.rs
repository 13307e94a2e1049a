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
    /// The reader's language.
    pub language: Language,
    pub report_url: Option<&'a str>,
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
    fn an_alert_can_do_without_comment_reference_and_report() {
        let bare = AlertMail {
            comment: None,
            reference: "",
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
