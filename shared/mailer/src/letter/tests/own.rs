//! Mails of the owner's own.

use super::*;
use survey::Slug;
use survey::journey::OwnMail;

const HTML: &str = r#"<!doctype html><html lang="{{ lang }}"><title>{{ subject }}</title>
<p>{{ greeting }}</p>{% if reminder %}<p>{{ text("reminder") }}</p>{% endif %}
<h1>{{ question }}</h1><a href="{{ answer_url }}">{{ text("open") }}</a>
{% for row in rows %}{% for cell in row %}<a href="{{ cell.url }}">{{ cell.label }}</a>{% endfor %}{% endfor %}
<p>{{ why }} {{ text("safety") }} {{ legal }}</p>
<a href='{{ privacy_url }}'>{{ text("privacy") }}</a> <a href="{{ opt_out_url }}">{{ text("opt-out") }}</a>
"#;
const TEXT: &str = r#"{{ greeting }}
{{ question }} {{ answer_url }}
{% for row in rows %}{% for cell in row %}{{ cell.label }}: <{{ cell.url }}>
{% endfor %}{% endfor %}
{{ why }} {{ text("safety") }} {{ legal }}
{{ privacy_url }}, {{ opt_out_url }}.
"#;

fn own(html: &str, text: &str) -> Journey {
    let mut journey = journey(Metric::Csat, "mail = \"mail\"", "");
    let own = OwnMail { html: Some(html.to_owned()), text: Some(text.to_owned()) };
    journey.mails.insert(Slug::parse("mail").unwrap(), own);
    journey
}

fn refused(html: &str, text: &str) -> Vec<String> {
    let bad = letters(&own(html, text)).unwrap_err();
    bad.into_iter().map(|bad| format!("{}: {}", bad.file, bad.mistake)).collect()
}

#[test]
fn a_mail_of_ones_own_with_everything_in_it_becomes_the_letter() {
    let letter = letter_of(&own(HTML, TEXT), Language::En);
    assert_eq!(letter.bodies.len(), 4);
    assert_ne!(letter, letter_of(&journey(Metric::Csat, "", ""), Language::En));
}

#[test]
fn a_copy_of_glimts_own_mail_becomes_the_same_letter() {
    let html = include_str!("../../../templates/invitation.html");
    let copied = own(html, include_str!("../../../templates/invitation.txt"));
    assert_eq!(letter_of(&copied, Language::Nb), letter_of(&journey(Metric::Csat, "", ""), Language::Nb));
}

#[test]
fn whatever_is_missing_is_named_with_its_file() {
    let all = |html: &str, text: &str| -> Vec<String> {
        let said = refused(html, text);
        said.iter().map(|said| said.split(';').next().unwrap().to_owned()).collect()
    };
    let without = |place: &str| refused(&HTML.replace(place, "x"), TEXT);
    assert_eq!(
        without("{{ opt_out_url }}"),
        ["mail.html: line 1: the mail has no way out; add <a href=\"{{ opt_out_url }}\">"]
    );
    assert_eq!(
        refused(HTML, &TEXT.replace("{{ opt_out_url }}", "x")),
        ["mail.txt: line 1: the mail has no way out; add {{ opt_out_url }}"]
    );
    for (place, what) in [
        ("{{ answer_url }}", "link that opens the survey"),
        ("{{ privacy_url }}", "link to the privacy page"),
        ("{{ why }}", "reason why it came"),
        ("{{ text(\"safety\") }}", "sentence on what is never asked for"),
        ("{{ legal }}", "legal name and address"),
    ] {
        assert_eq!(
            all(&HTML.replace(place, "x"), &TEXT.replace(place, "x")),
            ["mail.html", "mail.txt"].map(|file| format!("{file}: line 1: the mail has no {what}"))
        );
    }
    let half = HTML.replace("{{ cell.url }}", "{{ cell.url if loop.index < 4 else '' }}");
    let ratings = [4, 5].map(|rating| format!("mail.html: line 1: the mail has no link to rating {rating}"));
    assert_eq!(all(&half, TEXT), ratings);
}

#[test]
fn scripts_forms_and_long_mails_are_refused_and_the_honeypot_stays_hidden() {
    assert!(refused(&format!("{HTML}<SCRIPT src=x>"), TEXT)[0].contains("the mail has <script; take it out"));
    assert!(refused(&format!("{HTML}<form action=x>"), TEXT)[0].contains("the mail has <form; take it out"));
    let long = refused(&format!("{HTML}{}", "x".repeat(LARGEST_HTML)), TEXT);
    assert!(long[0].contains("bytes of HTML; shorten it to 20480"), "{long:?}");
    assert!(refused(HTML, &format!("{TEXT}{{{{ honeypot_url }}}}"))[0].contains("honeypot's link can be seen"));
}

#[test]
fn what_can_not_be_rendered_is_told_with_file_and_line() {
    let syntax = refused(&HTML.replace("{% if reminder %}", "{% if %}"), TEXT);
    assert_eq!(syntax.len(), 1, "{syntax:?}");
    assert!(syntax[0].starts_with("mail.html: line 2: syntax error: "), "{syntax:?}");
    let unknown = refused(HTML, &TEXT.replace("{{ question }}", "{{ qestion }}"));
    assert_eq!(unknown.len(), 1, "{unknown:?}");
    assert!(unknown[0].starts_with("mail.txt: line 2: undefined value"), "{unknown:?}");
    let text = refused(&HTML.replace("text(\"open\")", "text(\"opne\")"), TEXT);
    assert!(text[0].starts_with("mail.html: line 3: ") && text[0].contains("opne"), "{text:?}");
}

#[test]
fn a_mail_that_was_not_found_is_told() {
    let bad = letters(&journey(Metric::Csat, "mail = \"mail\"", "")).unwrap_err();
    let files: Vec<_> = bad.iter().map(|bad| bad.file.as_str()).collect();
    assert_eq!(files, ["mail.html", "mail.txt"]);
    let mut half = own(HTML, TEXT);
    half.mails.values_mut().for_each(|own| own.text = None);
    let bad = letters(&half).unwrap_err();
    assert_eq!(bad.iter().map(|bad| bad.file.as_str()).collect::<Vec<_>>(), ["mail.txt"]);
}
