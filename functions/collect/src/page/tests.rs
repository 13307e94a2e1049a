use super::*;
use std::sync::LazyLock;
use survey::Slug;
use survey::follow_up::{Asked, Choice, FollowUp, Kind};
use survey::journey::template::{TEMPLATES, ends};

fn wording(language: Language, metric: Metric) -> Wording {
    let question = match (language, metric) {
        (Language::Nb, Metric::Csat) => "Hvor fornøyd er du med leveringen?",
        (Language::En, Metric::Csat) => "How satisfied are you with the delivery?",
        (Language::En, Metric::Nps) => "How likely are you to recommend Nordlys to a friend?",
        // Those without a template are asked another one's question.
        _ => TEMPLATES.iter().find(|t| t.metric == metric).unwrap_or(&TEMPLATES[1]).question.get(language),
    };
    let (low, high) = ends(metric);
    let (low, high, stage) = (low.get(language), high.get(language), TEMPLATES[1].stage.1.get(language));
    let [question, low, high, stage] = [question, low, high, stage].map(str::to_owned);
    Wording {
        language,
        languages: vec![Language::Nb, Language::En],
        metric,
        question,
        low,
        high,
        stage,
        company: "Nordlys".to_owned(),
        legal: "Nordlys Friluft AS, org.nr. 999 999 999, Storgata 1, Oslo".to_owned(),
        privacy_url: "https://nordlys.example/personvern".to_owned(),
        follow_ups: TEMPLATES[1]
            .follow_ups_in(&[language])
            .unwrap()
            .iter()
            .map(|follow_up| follow_up.in_language(language).unwrap())
            .collect(),
    }
}

fn page(wording: &Wording) -> AnswerPage<'_> {
    AnswerPage { wording, action: "/r/token", chosen: None, comment: None, error: None, switch: switch_from(wording) }
}

/// To Norwegian, from Norwegian to English.
fn switch_from(wording: &Wording) -> &'static [(Language, String)] {
    static SWITCH: LazyLock<[(Language, String); 2]> = LazyLock::new(|| {
        [Language::En, Language::Nb].map(|language| (language, format!("/r/token?lang={}", language.code())))
    });
    if wording.language == Language::Nb { &SWITCH[..1] } else { &SWITCH[1..] }
}

/// The page without its style, which has a file of its own.
fn shown(page: String) -> String {
    let (before, rest) = page.split_once("<style>").unwrap();
    format!("{before}<style>…{}", &rest[rest.find("</style>").unwrap()..])
}

#[test]
fn the_answer_page_with_the_clicked_rating_chosen() {
    let wording = wording(Language::Nb, Metric::Csat);
    insta::assert_snapshot!(shown(answer(&AnswerPage { chosen: Some(4), ..page(&wording) }).unwrap()));
}

#[test]
fn the_answer_page_with_an_error_keeps_what_was_written() {
    let wording = wording(Language::En, Metric::Nps);
    let page = AnswerPage { comment: Some("Fast,\nbut dented."), error: Some(PageError::Missing), ..page(&wording) };
    insta::assert_snapshot!(shown(answer(&page).unwrap()));
}

#[test]
fn what_follows_an_answer() {
    let pages = Language::ALL.map(|language| {
        let wording = wording(language, Metric::Csat);
        shown(thanks(&thank_you(&wording)).unwrap())
    });
    insta::assert_snapshot!(pages.join("\n"));
}

fn thank_you(wording: &Wording) -> ThanksPage<'_> {
    let (contact, told, review_url) = (Contact::NotOffered, None, None);
    let (change_url, contact_url, switch) = ("/r/token/change", "/r/token/contact", switch_from(wording));
    ThanksPage { wording, change_url, contact, contact_url, told, review_url, switch }
}

#[test]
fn what_follows_a_low_rating_and_a_change_that_customers_are_told_of() {
    let wording = wording(Language::En, Metric::Csat);
    let page = ThanksPage {
        told: Some("New carrier"),
        review_url: Some("https://reviews.example/nordlys"),
        ..thank_you(&wording)
    };
    let page = |contact| shown(thanks(&ThanksPage { contact, ..page }).unwrap());
    insta::assert_snapshot!([Contact::Offered, Contact::Wanted].map(page).join("\n"));
    assert!(!page(Contact::NotOffered).contains("<form"));
}

/// Every kind of follow-up, as long as it may be.
fn follow_ups() -> Vec<FollowUp<String>> {
    let long = |n: usize| "W".repeat(n);
    let options = || (1..=12).map(|n| Choice { id: Slug::parse(&format!("o{n}")).unwrap(), label: long(60) }).collect();
    let kinds = [
        Kind::Text,
        Kind::YesNo,
        Kind::Choice { options: options() },
        Kind::Choices { options: options() },
        Kind::Scale { low: long(60), high: long(60) },
    ];
    let of = |(n, kind)| {
        let id = Slug::parse(&format!("f{n}")).unwrap();
        FollowUp { id, kind, ask_when: None, question: long(200), measures: None }
    };
    kinds.into_iter().enumerate().map(of).collect()
}

fn more<'a>(wording: &'a Wording, asked: &'a [Asked<'a, String>]) -> FollowUpPage<'a> {
    let (action, skip_url, switch) = ("/r/token/more", "/r/token/thanks", switch_from(wording));
    FollowUpPage { wording, asked, action, skip_url, sent: &[], switch, error: None }
}

#[test]
fn what_is_asked_after_the_rating() {
    let pages = Language::ALL.map(|language| {
        let wording = wording(language, Metric::Csat);
        let asked: Vec<_> = wording.follow_ups.iter().map(|follow_up| Asked { follow_up, asked_ppm: None }).collect();
        shown(super::follow_up(&more(&wording, &asked)).unwrap())
    });
    insta::assert_snapshot!(pages.join("\n"));
}

#[test]
fn a_reply_that_is_not_taken_is_kept_and_its_question_is_led_to() {
    let wording = wording(Language::En, Metric::Csat);
    let follow_ups = follow_ups();
    let asked = [&follow_ups[0], &follow_ups[3]].map(|follow_up| Asked { follow_up, asked_ppm: None });
    let sent = [("f0", "</textarea><script>"), ("f3", "o2"), ("f3", "o13")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    let error = Some(FollowUpError::NotAReply(&follow_ups[3].id));
    let html = super::follow_up(&FollowUpPage { sent: &sent, error, ..more(&wording, &asked) }).unwrap();
    assert!(html.contains("<a href=\"#q-f3\">Choose among") && html.contains("<fieldset id=\"q-f3\" tabindex=\"-1\""));
    assert!(html.contains("&lt;/textarea&gt;&lt;script&gt;</textarea>"), "{html}");
    assert_eq!((html.matches(" checked>").count(), html.matches("value=\"o2\" checked>").count()), (1, 1));
    for error in [FollowUpError::NotAsked, FollowUpError::NotSaved] {
        let html = super::follow_up(&FollowUpPage { error: Some(error), ..more(&wording, &[]) }).unwrap();
        assert!(html.contains("role=\"alert\"") && html.contains("href=\"/r/token/thanks\""));
    }
}

/// Even before it is compressed.
#[test]
fn every_page_is_smaller_than_the_first_flight_of_a_connection() {
    for language in Language::ALL {
        let wording = wording(language, Metric::Nps);
        for follow_up in &follow_ups() {
            let asked = [0, 1].map(|_| Asked { follow_up, asked_ppm: None });
            for error in [None, Some(FollowUpError::NotAReply(&follow_up.id))] {
                let html = super::follow_up(&FollowUpPage { error, ..more(&wording, &asked) }).unwrap();
                assert!(html.len() < 14 * 1024, "{}", html.len());
            }
        }
        let long = "W".repeat(80);
        let page =
            ThanksPage { contact: Contact::Offered, told: Some(&long), review_url: Some(&long), ..thank_you(&wording) };
        assert!(thanks(&page).unwrap().len() < 14 * 1024);
    }
}

#[test]
fn the_way_out_and_back() {
    let mut pages = Vec::new();
    for language in Language::ALL {
        let wording = wording(language, Metric::Csat);
        let (action, state, switch) = ("/u/token", OptOutState::Ask, switch_from(&wording));
        let page = OptOutPage { language, wording: Some(&wording), action, state, switch };
        for state in
            [OptOutState::Ask, OptOutState::Done(Scope::All), OptOutState::Done(Scope::Stage), OptOutState::Undone]
        {
            pages.push(shown(opt_out(&OptOutPage { state, ..page }).unwrap()));
            assert!(opt_out(&OptOutPage { state, wording: None, ..page }).is_ok());
        }
    }
    insta::assert_snapshot!(pages.join("\n"));
}

#[test]
fn the_pages_that_tell_nothing() {
    let pages = Language::ALL
        .map(|language| [neutral(language).unwrap(), unavailable(language).unwrap()].map(shown).join("\n"));
    insta::assert_snapshot!(pages.join("\n"));
}

#[test]
fn every_rating_of_every_scale_has_one_radio_and_only_the_chosen_one_is_checked() {
    for language in Language::ALL {
        for metric in Metric::ALL {
            let wording = wording(language, metric);
            for chosen in metric.scale().map(Some).chain([None, Some(99)]) {
                let html = answer(&AnswerPage { chosen, ..page(&wording) }).unwrap();
                let radios: Vec<_> = html
                    .split("<input type=\"radio\" name=\"rating\" value=\"")
                    .skip(1)
                    .map(|r| r.split('"').next().unwrap())
                    .collect();
                let scale: Vec<_> = metric.scale().map(|rating| rating.to_string()).collect();
                assert_eq!(radios, scale, "{metric}");
                let checked = chosen.filter(|rating| metric.scale().contains(rating));
                assert_eq!(html.matches(" checked>").count(), usize::from(checked.is_some()));
                assert!(checked.is_none_or(|rating| html.contains(&format!("value=\"{rating}\" checked>"))));
                assert!(html.len() < 14 * 1024, "{}", html.len());
            }
        }
    }
}

#[test]
fn every_page_says_its_language_and_leads_to_each_other_one_by_its_own_name() {
    for language in Language::ALL {
        let wording = wording(language, Metric::Csat);
        let others = Language::ALL.into_iter().filter(|other| *other != language);
        let switch: Vec<_> = others.map(|other| (other, format!("/r/token?lang={}", other.code()))).collect();
        let html = answer(&AnswerPage { switch: &switch, ..page(&wording) }).unwrap();
        assert!(html.contains(&format!("<html lang=\"{}\"", language.code())));
        for (other, url) in switch {
            let (code, name) = (other.code(), other.own_name());
            assert!(
                html.contains(&format!("<a href=\"{url}\" lang=\"{code}\" hreflang=\"{code}\">{name}</a>")),
                "{html}"
            );
        }
        for error in [PageError::Missing, PageError::OffScale, PageError::NotSaved] {
            assert!(answer(&AnswerPage { error: Some(error), ..page(&wording) }).unwrap().contains("role=\"alert\""));
        }
    }
}

#[test]
fn nothing_that_is_put_in_becomes_markup() {
    let mut wording = wording(Language::Nb, Metric::Csat);
    let hostile = "</textarea></title><script>alert(1)</script>\" onfocus=\"x & {{ 7 * 7 }} { $x } שלום";
    wording.question = hostile.to_owned();
    wording.company = hostile.to_owned();
    wording.stage = hostile.to_owned();
    wording.low = hostile.to_owned();
    wording.legal = hostile.to_owned();
    let pages = [
        answer(&AnswerPage { comment: Some(hostile), action: hostile, ..page(&wording) }).unwrap(),
        thanks(&ThanksPage { change_url: hostile, told: Some(hostile), ..thank_you(&wording) }).unwrap(),
        opt_out(&OptOutPage {
            language: Language::Nb,
            wording: Some(&wording),
            action: hostile,
            state: OptOutState::Ask,
            switch: &[],
        })
        .unwrap(),
    ];
    for page in pages {
        assert!(!page.contains("<script") && !page.contains("\" onfocus"), "{page}");
        assert!(page.matches("</textarea>").count() <= 1);
        assert!(
            page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot; onfocus=&quot;x &amp; {{ 7 * 7 }} { $x } שלום")
        );
    }
}

#[test]
fn the_pages_run_nothing_and_load_nothing() {
    let wording = wording(Language::En, Metric::Csat);
    for html in [answer(&page(&wording)).unwrap(), neutral(Language::En).unwrap()] {
        for foreign in ["<script", "<img", "<link", "url(", "@import", " style=", " on"] {
            let inside_tags =
                html.split('<').filter_map(|part| part.split('>').next()).any(|tag| tag.contains(foreign));
            assert!(!inside_tags && (foreign == " on" || !html.contains(foreign)), "{foreign}");
        }
        let style = &html[html.find("<style>").unwrap() + 7..html.find("</style>").unwrap()];
        let hash = base64::Engine::encode(
            &base64::engine::general_purpose::STANDARD,
            <sha2::Sha256 as sha2::Digest>::digest(style),
        );
        assert!(csp().contains(&format!("style-src 'sha256-{hash}'")));
    }
}

/// WCAG 2.2, 1.4.3 (text, 4.5:1) and 1.4.11 (edges and focus, 3:1).
#[test]
fn every_text_and_edge_stands_out_in_light_and_dark() {
    let css = include_str!("style.css");
    for theme in css.split(":root{").skip(1) {
        let colour = |name: &str| -> f64 {
            let hex = theme.split(&format!("--{name}:#")).nth(1).unwrap().get(..6).unwrap();
            let channel = |at: usize| {
                let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
                if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
        };
        let contrast = |a: &str, b: &str| (colour(a).max(colour(b)) + 0.05) / (colour(a).min(colour(b)) + 0.05);
        let texts = [
            ("ink", "page"),
            ("ink", "card"),
            ("ink", "cell"),
            ("soft", "page"),
            ("soft", "card"),
            ("accent", "page"),
            ("accent", "card"),
            ("on-accent", "accent"),
            ("on-error", "error"),
        ];
        for (text, ground) in texts {
            assert!(contrast(text, ground) >= 4.5, "{text} on {ground}: {:.2}", contrast(text, ground));
        }
        for (edge, ground) in [("edge", "card"), ("edge", "cell"), ("accent", "cell"), ("error", "card")] {
            assert!(contrast(edge, ground) >= 3.0, "{edge} on {ground}: {:.2}", contrast(edge, ground));
        }
    }
}
