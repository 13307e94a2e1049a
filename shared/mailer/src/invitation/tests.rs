use super::*;
use crate::letter::tests::{everywhere, journey, letter_of};
use crate::template::text;
use jiff::civil::date;
use proptest::prelude::*;
use score::Metric;
use std::sync::LazyLock;
use survey::Language;
use survey::journey::file::TOUCHPOINTS;
use survey::journey::template::{TEMPLATES, ends};

const ANSWER: &str = "https://svar.nordlys.example/r/AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKw";
const OPT_OUT: &str = "https://svar.nordlys.example/u/AgIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKw";

static DELIVERED: LazyLock<Slug> = LazyLock::new(|| slug("order.delivered"));

fn slug(text: &str) -> Slug {
    Slug::parse(text).unwrap()
}

fn letter(language: Language, metric: Metric) -> Letter {
    letter_of(&journey(metric, "", ""), language)
}

fn mail() -> InvitationMail<'static> {
    InvitationMail {
        plain: false,
        reminder: false,
        name: Some("Kari"),
        reference: "5512",
        touchpoint: &DELIVERED,
        happened_on: date(2026, 11, 19),
        answer_url: ANSWER,
        opt_out_url: OPT_OUT,
    }
}

fn shown(rendered: &Rendered) -> String {
    format!("Subject: {}\n\n{}\n\n{}", rendered.subject, rendered.text, rendered.html)
}

#[test]
fn the_mail_in_norwegian() {
    insta::assert_snapshot!(shown(&mail().fill(&letter(Language::Nb, Metric::Csat)).unwrap()));
}

#[test]
fn the_mail_in_english() {
    insta::assert_snapshot!(shown(&mail().fill(&letter(Language::En, Metric::Nps)).unwrap()));
}

#[test]
fn the_plain_mail_shows_nothing_of_the_brand_but_the_senders_name() {
    let brand = "[brand]\ncolour = \"#1a2b6d\"\nlogo = \"https://nordlys.example/logo.png\"\nlogo_alt";
    let alts: Vec<_> = Language::ALL.iter().map(|language| format!("{} = \"Nordlys\"", language.code())).collect();
    let brand = format!("{brand} = {{ {} }}\n", alts.join(", "));
    let letter = letter_of(&journey(Metric::Thumbs, "", &brand), Language::En);
    let full = InvitationMail { name: None, ..mail() }.fill(&letter).unwrap();
    assert!(full.html.contains("#1a2b6d") && full.html.contains("logo.png") && full.html.contains(">Delivery<"));
    let plain = InvitationMail { plain: true, name: None, ..mail() }.fill(&letter).unwrap();
    for brand in ["#1a2b6d", "logo.png", "<img", ">Delivery<", "#0f5a6b"] {
        assert!(!plain.html.contains(brand), "{brand}");
    }
    insta::assert_snapshot!(shown(&plain));
}

#[test]
fn the_reminder_is_the_same_mail_under_the_same_subject_and_says_that_it_is_one() {
    for language in Language::ALL {
        let letter = letter(language, Metric::Csat);
        let first = mail().fill(&letter).unwrap();
        let reminder = InvitationMail { reminder: true, ..mail() }.fill(&letter).unwrap();
        assert_eq!(first.subject, reminder.subject);
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let (before, after) = (lines(&first.html), lines(&reminder.html));
        let added: Vec<_> = after.iter().filter(|line| !before.contains(line)).collect();
        assert_eq!(added.len(), 2, "preheader and sentence: {added:?}");
        let (before, after) = (lines(&first.text), lines(&reminder.text));
        let added: Vec<_> = after.iter().filter(|line| !before.contains(line)).collect();
        assert_eq!(added.len(), 1, "the sentence: {added:?}");
    }
}

#[test]
fn every_rating_of_every_scale_has_one_link_after_the_neutral_one_and_before_the_opt_out() {
    for language in Language::ALL {
        for metric in Metric::ALL {
            let rendered = mail().fill(&letter(language, metric)).unwrap();
            let links: Vec<_> =
                rendered.html.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
            let ratings = metric.scale().map(|rating| format!("{ANSWER}/{rating}"));
            let mut expected = vec![ANSWER.to_owned()];
            expected.extend(ratings);
            expected.push("mailto:kundeservice@nordlys.example".to_owned());
            expected.push("https://nordlys.example/personvern".to_owned());
            expected.push(OPT_OUT.to_owned());
            let in_text = |link: &str| rendered.text.lines().filter(|line| line.ends_with(&format!(" {link}"))).count();
            for link in expected.iter().filter(|link| link.starts_with("https:")) {
                assert_eq!(in_text(link), 1, "{link}");
            }
            let honeypot = format!("{ANSWER}/x");
            assert!(!rendered.text.contains(&honeypot));
            expected.push(honeypot);
            assert_eq!(links, expected, "{metric}");
        }
    }
}

#[test]
fn the_mail_is_far_below_what_mailboxes_cut_off() {
    for language in Language::ALL {
        for metric in Metric::ALL {
            let bytes = mail().fill(&letter(language, metric)).unwrap().html.len();
            assert!(bytes < 14 * 1024, "{metric}: {bytes} bytes");
        }
    }
}

#[test]
fn it_says_why_it_came() {
    let letters = Language::ALL.map(|language| (language, letter(language, Metric::Csat)));
    let why = |wanted: Language, touchpoint: &str, reference: &str| {
        let letter = letters.iter().find(|(language, _)| *language == wanted).map(|(_, letter)| letter).unwrap();
        let rendered = InvitationMail { touchpoint: &slug(touchpoint), reference, ..mail() }.fill(letter).unwrap();
        let line = rendered.text.lines().skip_while(|line| *line != "--").nth(1).unwrap().to_owned();
        assert!(rendered.html.contains(&line), "{line}");
        line
    };
    let nb = |touchpoint, reference| why(Language::Nb, touchpoint, reference);
    let en = |touchpoint, reference| why(Language::En, touchpoint, reference);
    assert_eq!(nb("order.delivered", "5512"), "Du får denne e-posten fordi ordre 5512 ble levert 19. november.");
    assert_eq!(en("order.delivered", "5512"), "You got this email because order 5512 was delivered on 19 November.");
    assert_eq!(nb("ticket.solved", "77"), "Du får denne e-posten fordi sak 77 ble løst 19. november.");
    assert_eq!(nb("customer.lapsed", ""), "Du får denne e-posten fordi du tidligere har handlet hos Nordlys.");
    assert_eq!(
        en("order.delivered", " \r\n"),
        "You got this email because you were in contact with Nordlys on 19 November."
    );
    assert_eq!(en("shop.visited", "12"), "You got this email because you were in contact with Nordlys on 19 November.");
    assert_eq!(en("never.published", "12"), en("shop.visited", "12"));
}

/// The word for it in every language; who reads it in a subject does not open the mail.
const SURVEY: [&str; 7] =
    ["survey", "undersøkelse", "undersøking", "undersökning", "undersøgelse", "kysely", "umfrage"];

#[test]
fn every_touchpoint_has_a_subject_that_fits_and_names_what_happened() {
    let with_reference = &TOUCHPOINTS[3..11];
    for language in Language::ALL {
        let mut long = journey(Metric::Csat, "", "");
        let short = letter_of(&long, language);
        long.sender.name = "Nordlys Friluft og Turutstyr for hele familien".to_owned();
        let long = letter_of(&long, language);
        for touchpoint in TOUCHPOINTS.into_iter().chain(["shop.visited"]) {
            for (letter, reference) in [(&short, "5512"), (&long, "5512"), (&long, "e481f51cbdc54678b7cc49136f2d6af7")]
            {
                let slug = slug(touchpoint);
                let subject = InvitationMail { touchpoint: &slug, reference, ..mail() }.fill(letter).unwrap().subject;
                assert!(subject.chars().count() < 60, "{subject}");
                assert!(!SURVEY.iter().any(|word| subject.to_lowercase().contains(word)), "{subject}");
                let names_it = !with_reference.contains(&touchpoint) || subject.contains(&reference[..4]);
                assert!(names_it, "{subject}");
            }
        }
    }
}

#[test]
fn every_template_can_be_mailed_about_every_touchpoint_in_every_language() {
    for template in TEMPLATES {
        let (low, high) = ends(template.metric);
        let mut journey = journey(template.metric, "", "");
        let stage = &mut journey.stages[0];
        let languages = &Language::ALL;
        stage.name = template.stage.1.text(languages).unwrap();
        let survey = &mut stage.surveys[0];
        for (text, words) in
            [(&mut survey.question, template.question), (&mut survey.low, low), (&mut survey.high, high)]
        {
            *text = words.text(languages).unwrap();
        }
        for language in Language::ALL {
            let letter = letter_of(&journey, language);
            let unnamed = InvitationMail { touchpoint: &slug("shop.visited"), ..mail() }.fill(&letter).unwrap().subject;
            for touchpoint in TOUCHPOINTS.map(slug) {
                for (plain, reference) in [(false, "5512"), (true, "")] {
                    let mail = InvitationMail { touchpoint: &touchpoint, plain, reference, ..mail() };
                    let rendered = mail.fill(&letter).unwrap();
                    assert!((1..60).contains(&rendered.subject.chars().count()), "{}", rendered.subject);
                    assert!(rendered.html.starts_with(&format!("<!doctype html>\n<html lang=\"{}\"", language.code())));
                    assert!(rendered.text.contains(template.question.get(language)));
                    assert!(plain || rendered.html.contains(template.stage.1.get(language)));
                    assert!(plain || rendered.subject != unnamed, "{touchpoint}: {}", rendered.subject);
                }
            }
        }
    }
}

#[test]
fn it_says_when_it_was_as_each_language_writes_a_day() {
    let expected = [
        "You got this email because order 5512 was delivered on 19 November.",
        "Du får denne e-posten fordi ordre 5512 ble levert 19. november.",
        "Du får denne e-posten fordi ordre 5512 blei levert 19. november.",
        "Du får det här mejlet för att beställning 5512 levererades den 19 november.",
        "Du får denne mail, fordi ordre 5512 blev leveret den 19. november.",
        "Sait tämän viestin, koska tilaus 5512 toimitettiin 19. marraskuuta.",
        "Sie erhalten diese E-Mail, weil Bestellung 5512 am 19. November geliefert wurde.",
    ];
    let why = Language::ALL.map(|language| mail().why(&letter(language, Metric::Csat)));
    assert_eq!(why, expected);
    let letter = letter(Language::Nb, Metric::Csat);
    let days = [(1, 1, "1. januar."), (2, 28, "28. februar."), (7, 31, "31. juli."), (12, 24, "24. desember.")];
    for (month, day, expected) in days {
        let why = InvitationMail { happened_on: date(2026, month, day), ..mail() }.why(&letter);
        assert!(why.ends_with(expected), "{why}");
    }
}

#[test]
fn one_day_is_not_said_like_several_in_any_language() {
    for language in Language::ALL {
        let days = |days: i64| text(language, "validity", &[("days", days.into())]).unwrap();
        assert!(!days(1).contains('1') && days(2).contains('2'), "{}: {}", language.code(), days(1));
    }
}

#[test]
fn nothing_that_a_person_is_called_becomes_markup_or_a_header() {
    let mut journey = journey(Metric::Csat, "", "");
    let question = "Er <b>\"5 & 6\"</b> {{ bra }} { $name } {% if x %} 'ja'?";
    journey.stages[0].surveys[0].question = everywhere(|_| question.to_owned());
    journey.sender.name = "Nord\r\nBcc: alle@example.no".to_owned();
    let letter = letter_of(&journey, Language::Nb);
    let name = "<script>alert('hei')</script> \"Åse\" 😀 \u{202E}\r\nשרה";
    let mail = InvitationMail { name: Some(name), reference: "5512\r\nX: y<i>", ..mail() };
    let rendered = mail.fill(&letter).unwrap();
    assert_eq!(rendered.subject, "Hvordan gikk leveringen av ordre 5512 X: y<i>?");
    assert!(!rendered.html.contains("<script") && !rendered.html.contains("<i>") && !rendered.html.contains("<b>"));
    assert!(rendered.html.contains("Hei <bdi>&lt;script&gt;"), "{}", rendered.html);
    assert!(rendered.html.contains("Åse&quot; 😀 שרה</bdi>,"), "{}", rendered.html);
    let escaped = "Er &lt;b&gt;&quot;5 &amp; 6&quot;&lt;/b&gt; {{ bra }} { $name } {% if x %} &#x27;ja&#x27;?";
    assert!(rendered.html.contains(escaped), "{}", rendered.html);
    assert!(rendered.text.starts_with("Hei <script>alert('hei')</script> \"Åse\" 😀 שרה,\n"), "{}", rendered.text);
    assert!(!rendered.text.contains("\nBcc:") && !rendered.text.contains("\nX:"));
}

proptest! {
    #[test]
    fn whatever_a_person_is_called_the_mail_keeps_its_lines_and_its_tags(
        name in "(\\PC|[\r\n\u{0}\u{85}\u{2028}\u{202A}-\u{202E}\u{2066}-\u{2069}\u{F0000}-\u{F0010}<>\"'&{}%$]){0,120}",
        reference in "(\\PC|[\r\n<>\"'&{}]){0,60}",
    ) {
        static LETTER: LazyLock<Letter> = LazyLock::new(|| letter(Language::En, Metric::Csat));
        let usual = mail().fill(&LETTER).unwrap();
        let odd = InvitationMail { name: Some(&name), reference: &reference, ..mail() }.fill(&LETTER).unwrap();
        prop_assert!(!odd.subject.chars().any(char::is_control) && odd.subject.chars().count() < 60);
        prop_assert_eq!(odd.text.lines().count(), usual.text.lines().count());
        let tags = |html: &str| (html.matches('<').count(), html.matches('"').count(), html.lines().count());
        let isolated = if odd.html.contains("<bdi>") { 0 } else { 2 };
        let (tags_of_odd, usual) = (tags(&odd.html), tags(&usual.html));
        prop_assert_eq!((tags_of_odd.0 + isolated, tags_of_odd.1, tags_of_odd.2), usual);
    }
}
