//! The mail to owners on a schedule: what moved, what to do first, and what customers said. What it says is written by
//! whoever knows the scores; this is its shape.

use crate::line::one_line;
use crate::template::{RenderError, Rendered, built_in, render};
use minijinja::{Value, context};
use survey::Language;

/// A digest, in the reader's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigestMail {
    pub subject: String,
    /// The company's, or the stage's, and the period.
    pub heading: String,
    /// The first sentences, a line each.
    pub lead: Vec<String>,
    pub sections: Vec<Section>,
    /// How far the counts go, and how to be rid of this mail.
    pub foot: Vec<String>,
    pub language: Language,
}

/// Lines under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub heading: String,
    pub lines: Vec<Line>,
}

/// Something said, with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    /// Smaller, below it.
    pub more: Vec<String>,
    /// A customer's own words, which may be of any language and hold anything.
    pub is_quote: bool,
}

impl Section {
    fn view(&self) -> Value {
        let line =
            |line: &Line| context! { text => line.text.as_str(), more => line.more.clone(), is_quote => line.is_quote };
        context! { heading => self.heading.as_str(), lines => self.lines.iter().map(line).collect::<Vec<_>>() }
    }
}

impl DigestMail {
    /// The whole mail. Nothing in it can be mistaken for markup or a header.
    pub fn render(&self) -> Result<Rendered, RenderError> {
        let subject = one_line(&self.subject, 78);
        let context = context! {
            lang => self.language.code(),
            subject => subject.as_str(),
            heading => self.heading.as_str(),
            lead => self.lead.clone(),
            sections => self.sections.iter().map(Section::view).collect::<Vec<_>>(),
            foot => self.foot.clone(),
        };
        let [html, text] = render(built_in()?, ["digest.html", "digest.txt"], &context)?;
        Ok(Rendered { subject, html, text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_looks_like_this_and_quotes_are_never_markup() {
        let line = |text: &str, more: &[&str], is_quote| Line {
            text: text.to_owned(),
            more: more.iter().map(|more| (*more).to_owned()).collect(),
            is_quote,
        };
        let mail = DigestMail {
            subject: "Uke 47: Levering ned 6 (sikkert), 4 av 6 på mål\r\nBcc: all@example.no".to_owned(),
            heading: "Nordlys Friluft, uke 47".to_owned(),
            lead: vec!["4 av 6 steg på mål.".to_owned()],
            sections: vec![
                Section {
                    heading: "Steg".to_owned(),
                    lines: vec![line("Levering 78 %", &["71 til 84", "312 svar"], false)],
                },
                Section { heading: "Ord".to_owned(), lines: vec![line("<b>Kom\nfor sent</b>", &["1 av 5"], true)] },
            ],
            foot: vec!["Talt opp til 14:00.".to_owned()],
            language: Language::Nb,
        };
        let Rendered { subject, html, text } = mail.render().unwrap();
        assert!(!subject.contains(['\r', '\n']) && !html.contains("<b>Kom"));
        insta::assert_snapshot!(format!("{text}\n\n{html}"));
    }
}
