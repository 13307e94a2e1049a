use super::*;
use jiff::civil::date;
use survey::Language;
use survey::journey::file::TOUCHPOINTS;
use survey::journey::template::{TEMPLATES, ends};

const ANSWER: &str = "https://svar.nordlys.example/r/AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKw";
const OPT_OUT: &str = "https://svar.nordlys.example/u/AgIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKw";

fn wording(language: Language, metric: Metric) -> Wording {
    let words = |nb: &str, en: &str| if language == Language::Nb { nb.to_owned() } else { en.to_owned() };
    let (question, low, high) = match metric {
        Metric::Nps | Metric::Enps => (
            words(
                "Hvor sannsynlig er det at du vil anbefale Nordlys til en venn?",
                "How likely are you to recommend Nordlys to a friend?",
            ),
            words("Svært lite sannsynlig", "Not at all likely"),
            words("Svært sannsynlig", "Extremely likely"),
        ),
        Metric::Ces => (
            words("Nordlys gjorde det enkelt å returnere varen.", "Nordlys made it easy to return the item."),
            words("Svært uenig", "Strongly disagree"),
            words("Svært enig", "Strongly agree"),
        ),
        Metric::Thumbs => (
            words("Hvordan var leveringen?", "How was the delivery?"),
            words("Ikke bra", "Not good"),
            words("Bra", "Good"),
        ),
        Metric::Csat | Metric::Stars => (
            words("Hvor fornøyd er du med leveringen?", "How satisfied are you with the delivery?"),
            words("Svært misfornøyd", "Very dissatisfied"),
            words("Svært fornøyd", "Very satisfied"),
        ),
    };
    Wording {
        language,
        languages: vec![Language::Nb, Language::En],
        metric,
        question,
        low,
        high,
        stage: words("Levering", "Delivery"),
        company: "Nordlys".to_owned(),
        legal: "Nordlys Friluft AS, org.nr. 999 999 999, Storgata 1, Oslo".to_owned(),
        privacy_url: "https://nordlys.example/personvern".to_owned(),
        reply_to: "kundeservice@nordlys.example".to_owned(),
        from: "Nordlys <hei@svar.nordlys.example>".to_owned(),
    }
}

fn mail(wording: &Wording) -> InvitationMail<'_> {
    InvitationMail {
        wording,
        plain: false,
        name: Some("Kari"),
        reference: "5512",
        touchpoint: "order.delivered",
        happened_on: date(2026, 11, 19),
        answer_url: ANSWER,
        opt_out_url: OPT_OUT,
        link_days: 28,
    }
}

fn shown(rendered: &Rendered) -> String {
    format!("Subject: {}\n\n{}\n\n{}", rendered.subject, rendered.text, rendered.html)
}

#[test]
fn the_mail_in_norwegian() {
    insta::assert_snapshot!(shown(&mail(&wording(Language::Nb, Metric::Csat)).render().unwrap()));
}

#[test]
fn the_mail_in_english() {
    insta::assert_snapshot!(shown(&mail(&wording(Language::En, Metric::Nps)).render().unwrap()));
}

#[test]
fn the_plain_mail_shows_nothing_of_the_brand_but_the_senders_name() {
    let wording = wording(Language::En, Metric::Thumbs);
    let rendered = InvitationMail { plain: true, name: None, ..mail(&wording) }.render().unwrap();
    assert!(!rendered.html.contains(&wording.stage));
    assert!(!rendered.html.contains("#0f5a6b"));
    insta::assert_snapshot!(shown(&rendered));
}

#[test]
fn every_rating_of_every_scale_has_one_link_after_the_neutral_one_and_before_the_opt_out() {
    for language in Language::ALL {
        for metric in Metric::ALL {
            let wording = wording(language, metric);
            let rendered = mail(&wording).render().unwrap();
            let links: Vec<_> =
                rendered.html.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
            let ratings = metric.scale().map(|rating| format!("{ANSWER}/{rating}"));
            let mut expected = vec![ANSWER.to_owned()];
            expected.extend(ratings);
            expected.push("mailto:kundeservice@nordlys.example".to_owned());
            expected.push("https://nordlys.example/personvern".to_owned());
            expected.push(OPT_OUT.to_owned());
            assert_eq!(links, expected, "{metric}");
            let in_text = |link: &str| rendered.text.lines().filter(|line| line.ends_with(&format!(" {link}"))).count();
            for link in expected.iter().filter(|link| link.starts_with("https:")) {
                assert_eq!(in_text(link), 1, "{link}");
            }
        }
    }
}

#[test]
fn the_mail_is_far_below_what_mailboxes_cut_off() {
    for language in Language::ALL {
        for metric in Metric::ALL {
            let bytes = mail(&wording(language, metric)).render().unwrap().html.len();
            assert!(bytes < 14 * 1024, "{metric}: {bytes} bytes");
        }
    }
}

#[test]
fn it_says_why_it_came() {
    let why = |language, touchpoint, reference| {
        let wording = wording(language, Metric::Csat);
        let rendered = InvitationMail { touchpoint, reference, ..mail(&wording) }.render().unwrap();
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
        en("order.delivered", ""),
        "You got this email because you were in contact with Nordlys on 19 November."
    );
    assert_eq!(en("shop.visited", "12"), "You got this email because you were in contact with Nordlys on 19 November.");
}

/// The word for it in every language; who reads it in a subject does not open the mail.
const SURVEY: [&str; 7] =
    ["survey", "undersøkelse", "undersøking", "undersökning", "undersøgelse", "kysely", "umfrage"];

#[test]
fn every_touchpoint_has_a_subject_that_fits_and_names_what_happened() {
    for language in Language::ALL {
        let mut long = wording(language, Metric::Csat);
        let short = long.clone();
        long.company = "Nordlys Friluft og Turutstyr for hele familien".to_owned();
        for touchpoint in WITH_REFERENCE.into_iter().chain(WITHOUT_REFERENCE).chain(["shop.visited"]) {
            for (wording, reference) in [(&short, "5512"), (&long, "5512"), (&long, "e481f51cbdc54678b7cc49136f2d6af7")]
            {
                let subject = InvitationMail { touchpoint, reference, ..mail(wording) }.render().unwrap().subject;
                assert!(subject.chars().count() < 60, "{subject}");
                assert!(!SURVEY.iter().any(|word| subject.to_lowercase().contains(word)), "{subject}");
                let names_it = !WITH_REFERENCE[1..].contains(&touchpoint) || subject.contains(&reference[..4]);
                assert!(names_it, "{subject}");
            }
        }
    }
}

#[test]
fn every_template_can_be_mailed_about_every_touchpoint_in_every_language() {
    for template in TEMPLATES {
        let (low, high) = ends(template.metric);
        for language in Language::ALL {
            let wording = Wording {
                question: template.question.get(language).to_owned(),
                low: low.get(language).to_owned(),
                high: high.get(language).to_owned(),
                stage: template.stage.1.get(language).to_owned(),
                ..wording(language, template.metric)
            };
            for touchpoint in TOUCHPOINTS.into_iter().chain(["shop.visited"]) {
                for (plain, reference, link_days) in [(false, "5512", 28), (true, "", 1)] {
                    let mail = InvitationMail { touchpoint, plain, reference, link_days, ..mail(&wording) };
                    let rendered = mail.render().unwrap();
                    assert!((1..60).contains(&rendered.subject.chars().count()), "{}", rendered.subject);
                    assert!(rendered.html.starts_with(&format!("<!doctype html>\n<html lang=\"{}\"", language.code())));
                    assert!(rendered.text.contains(&wording.question));
                    assert!(plain || rendered.html.contains(&wording.stage));
                    let known = touchpoint != "shop.visited"
                        && (reference == "5512" || WITHOUT_REFERENCE.contains(&touchpoint));
                    let unnamed = text(language, "subject-other", &[("company", "Nordlys".into())]).unwrap();
                    assert_eq!(rendered.subject != unnamed, known, "{touchpoint}: {}", rendered.subject);
                }
            }
        }
    }
}

#[test]
fn it_says_when_it_was_as_each_language_writes_a_day() {
    let why = Language::ALL.map(|language| {
        let wording = wording(language, Metric::Csat);
        let text = mail(&wording).render().unwrap().text;
        text.lines().skip_while(|line| *line != "--").nth(1).unwrap().to_owned()
    });
    let expected = [
        "You got this email because order 5512 was delivered on 19 November.",
        "Du får denne e-posten fordi ordre 5512 ble levert 19. november.",
        "Du får denne e-posten fordi ordre 5512 blei levert 19. november.",
        "Du får det här mejlet för att beställning 5512 levererades den 19 november.",
        "Du får denne mail, fordi ordre 5512 blev leveret den 19. november.",
        "Sait tämän viestin, koska tilaus 5512 toimitettiin 19. marraskuuta.",
        "Sie erhalten diese E-Mail, weil Bestellung 5512 am 19. November geliefert wurde.",
    ];
    assert_eq!(why, expected);
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
    let mut wording = wording(Language::Nb, Metric::Csat);
    wording.question = "Er <b>\"5 & 6\"</b> {{ bra }} { $name }?".to_owned();
    wording.company = "Nord\r\nBcc: alle@example.no".to_owned();
    let name = "<script>alert('hei')</script> \"Åse\" 😀 \u{202E}\r\nשרה";
    let rendered =
        InvitationMail { name: Some(name), reference: "5512\r\nX: y<i>", ..mail(&wording) }.render().unwrap();
    assert_eq!(rendered.subject, "Hvordan gikk leveringen av ordre 5512 X: y<i>?");
    assert!(!rendered.html.contains("<script") && !rendered.html.contains("<i>") && !rendered.html.contains("<b>"));
    assert!(rendered.html.contains("Hei <bdi>&lt;script&gt;"), "{}", rendered.html);
    assert!(rendered.html.contains("Åse&quot; 😀 שרה</bdi>,"), "{}", rendered.html);
    assert!(rendered.html.contains("Er &lt;b&gt;&quot;5 &amp; 6&quot;&lt;/b&gt; {{ bra }} { $name }?"));
    assert!(rendered.text.starts_with("Hei <script>alert('hei')</script> \"Åse\" 😀 שרה,\n"), "{}", rendered.text);
    assert!(!rendered.text.contains("\nBcc:") && !rendered.text.contains("\nX:"));
}
