//! What every mail must have, whoever wrote its template. Looked for in a mail that is filled in, as a customer gets it.

use super::compile::Compiler;
use super::{BadMail, mistake};
use crate::invitation::{InvitationMail, escaped};
use crate::template::Rendered;
use jiff::civil::date;
use std::collections::BTreeSet;
use survey::click::Link;
use survey::journey::letter::{Body, Letter};

/// Mailboxes cut off what is longer, and with it the way out. In bytes.
pub const LARGEST_HTML: usize = 20 * 1024;

/// As long as the links that Glimt writes.
const ANSWER: &str =
    "https://survey.customers.example.com/r/AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKw";
const OPT_OUT: &str =
    "https://survey.customers.example.com/u/AgIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKw";

/// Mailboxes take them out, or take the mail for fraud.
const FORBIDDEN: [&str; 8] = ["<script", "<form", "<iframe", "<object", "<embed", "<base", "<link", "=\"javascript:"];

/// What is wrong with a letter, by the names of its templates.
pub(super) fn check(compiler: &Compiler, letter: &Letter, names: [&str; 2]) -> Vec<BadMail> {
    let Some(touchpoint) = compiler.survey.on.first() else { return Vec::new() };
    let specimen = |body: &Body| InvitationMail {
        plain: body.plain,
        reminder: body.reminder,
        name: Some("Kari Nordmann"),
        reference: "1001-5512",
        touchpoint,
        happened_on: date(2026, 9, 19),
        answer_url: ANSWER,
        opt_out_url: OPT_OUT,
    };
    let mails = letter.bodies.iter().map(specimen);
    mails.flat_map(|mail| missing(compiler, &mail.why(letter), mail.fill(letter), names)).collect()
}

fn missing(compiler: &Compiler, why: &str, mail: Option<Rendered>, [html, text]: [&str; 2]) -> Vec<BadMail> {
    let Some(mail) = mail else { return Vec::new() };
    let mut bad = Vec::new();
    let ratings = compiler.survey.metric.scale().map(|rating| (format!("link to rating {rating}"), rating.to_string()));
    let ratings = ratings.map(|(what, rating)| (what, format!("{ANSWER}/{rating}"), "{{ cell.url }}"));
    let needed_links = [
        ("link that opens the survey".to_owned(), ANSWER.to_owned(), "{{ answer_url }}"),
        ("way out".to_owned(), OPT_OUT.to_owned(), "{{ opt_out_url }}"),
        ("link to the privacy page".to_owned(), compiler.privacy_url(), "{{ privacy_url }}"),
    ];
    let safety = compiler.text("safety", &[]).unwrap_or_default();
    let needed_texts = [
        ("reason why it came", why, "{{ why }}"),
        ("sentence on what is never asked for", safety.as_str(), "{{ text(\"safety\") }}"),
        ("legal name and address", &compiler.legal(), "{{ legal }}"),
    ];

    let (in_html, in_text) = (links(&mail.html), words(&mail.text));
    for (what, url, how) in needed_links.into_iter().chain(ratings) {
        if !in_html.contains(escaped(&url).as_str()) {
            bad.push(mistake(html, format!("the mail has no {what}"), format!("add <a href=\"{how}\">")));
        }
        if !in_text.contains(url.as_str()) {
            bad.push(mistake(text, format!("the mail has no {what}"), format!("add {how}")));
        }
    }
    for (what, needed, how) in needed_texts {
        for (file, there) in [(html, mail.html.contains(&escaped(needed))), (text, mail.text.contains(needed))] {
            if !there {
                bad.push(mistake(file, format!("the mail has no {what}"), format!("add {how}")));
            }
        }
    }
    let honeypot = format!("{ANSWER}/{}", Link::HONEYPOT);
    if in_text.contains(honeypot.as_str()) {
        bad.push(mistake(text, "the honeypot's link can be seen", "take {{ honeypot_url }} out of the text part"));
    }
    for forbidden in FORBIDDEN.iter().filter(|forbidden| mail.html.to_ascii_lowercase().contains(**forbidden)) {
        bad.push(mistake(html, format!("the mail has {forbidden}"), "take it out; mailboxes take such mail for fraud"));
    }
    if mail.html.len() > LARGEST_HTML {
        let what = format!("the mail has {} bytes of HTML", mail.html.len());
        bad.push(mistake(html, what, format!("shorten it to {LARGEST_HTML}; mailboxes cut off what is longer")));
    }
    bad
}

/// Where the links of a page lead, as they are written.
fn links(html: &str) -> BTreeSet<&str> {
    let values = html.split("href=").skip(1).filter_map(|rest| {
        let quote = rest.chars().next().filter(|c| ['"', '\''].contains(c))?;
        rest[1..].split(quote).next()
    });
    values.collect()
}

/// What stands between spaces, without the brackets and stops around it.
fn words(text: &str) -> BTreeSet<&str> {
    text.split_whitespace().map(|word| word.trim_matches(|c| "<>()[].,;".contains(c))).collect()
}
