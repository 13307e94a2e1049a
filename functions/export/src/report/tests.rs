use super::*;
use crate::examples::{TODAY, answer_cell, cells, funnel_cell, journey, scope, sixty_days, text};
use jiff::civil::date;
use std::collections::BTreeSet;
use survey::cell::{AnswerCell, Cells, Funnel};
use survey::journey::Journey;

fn report_of(scope: &crate::Scope<'_>, options: &ReportOptions<'_>) -> anyhow::Result<String> {
    report(scope, &Beside { told: &Told::default(), drivers: &[], changes: &[] }, options)
}

const ENGLISH: ReportOptions<'_> =
    ReportOptions { language: Language::En, simulated: false, show_too_few: false, title_link: None };
const NORSK: ReportOptions<'_> = ReportOptions { language: Language::Nb, ..ENGLISH };

fn of_today(journey: &Journey, counts: &[(&str, &[(u8, u64)])]) -> Vec<Cells<AnswerCell>> {
    counts
        .iter()
        .map(|(survey, counts)| cells(journey, survey, None, TODAY, vec![answer_cell(TODAY, counts)]))
        .collect()
}

fn sixty_days_in(options: &ReportOptions<'_>) -> String {
    let journey = journey();
    let (answers, funnels) = sixty_days(&journey);
    report_of(&scope(&journey, &answers, &funnels), options).unwrap()
}

fn card<'h>(html: &'h str, stage: &str) -> &'h str {
    let from = html.find(&format!("<h3><a href=\"#stage-{stage}\">")).unwrap();
    &html[from..from + html[from..].find("</li>").unwrap()]
}

#[test]
fn the_first_sentence_counts_the_stages_and_names_the_largest_proven_move() {
    let html = sixty_days_in(&ENGLISH);
    assert!(html.contains("<span>1 of 3 stages on target, 1 missed, 1 can’t tell.</span>"));
    assert!(html.contains("\u{2068}Delivery\u{2069} fell 14 percentage points, and that is real."));
    let html = sixty_days_in(&NORSK);
    assert!(html.contains("<span>1 av 3 steg på mål, 1 ikke nådd, 1 kan ikke avgjøres.</span>"));
    assert!(html.contains("\u{2068}Levering\u{2069} gikk ned 14 prosentpoeng, og det er sikkert."));
}

#[test]
fn without_answers_every_stage_is_there_and_nothing_is_claimed() {
    let journey = journey();
    let scope = crate::Scope { complete_to: None, ..scope(&journey, &[], &[]) };
    let html = report_of(&scope, &ENGLISH).unwrap();
    assert!(html.contains("0 of 3 stages on target, 3 can’t tell."));
    assert!(html.contains("No stage has provably moved"));
    for stage in ["checkout", "delivery", "returns", "support"] {
        assert!(card(&html, stage).contains("0 of 5 answers"));
    }
    assert!(html.contains("nothing counted yet") && html.contains("no email delivered yet"));
    assert!(!html.contains("<svg"));
}

#[test]
fn below_the_minimum_the_count_stands_where_the_score_would() {
    let journey = journey();
    let answers = of_today(&journey, &[("delivered", &[(5, 1)]), ("unboxed", &[(5, 3)])]);
    let html = report_of(&scope(&journey, &answers, &[]), &ENGLISH).unwrap();
    assert!(card(&html, "delivery").contains("<p class=\"score none\">1 of 5 answers</p>"));
    assert!(html.contains("<strong>3 of 5 answers</strong>"));
    assert!(!html.contains("100% "), "no score of 1 or 3 answers");
    assert!(!html.contains("95% interval 2") && !html.contains("<svg"));
}

#[test]
fn for_trying_things_out_a_score_of_too_few_is_shown_and_marked() {
    let journey = journey();
    let answers = of_today(&journey, &[("delivered", &[(5, 1)])]);
    let html = report_of(&scope(&journey, &answers, &[]), &ReportOptions { show_too_few: true, ..ENGLISH }).unwrap();
    let card = card(&html, "delivery");
    assert!(
        card.contains("100% <span class=\"metric\">CSAT</span>") && card.contains("<span class=\"tag\">too few</span>")
    );
    assert!(card.contains("1 of 5 answers"));
    assert!(html.contains("Hollow: too few answers."));
}

#[test]
fn verdicts_are_said_in_words_with_a_sign_and_never_in_red_or_green_alone() {
    let html = sixty_days_in(&ENGLISH);
    let (checkout, delivery) = (card(&html, "checkout"), card(&html, "delivery"));
    assert!(delivery.contains(">▼&nbsp;</span>down 14 percentage points</span>"));
    assert!(delivery.contains("since the 28 days before (87%)"));
    assert!(delivery.contains("Target 85% by 30 Jun 2027") && delivery.contains(">✕&nbsp;</span>missed</span>"));
    assert!(checkout.contains(">≈&nbsp;</span>can’t tell if it moved</span>"));
    assert!(checkout.contains(">✓&nbsp;</span>met</span>"));
}

#[test]
fn norwegian_numbers_have_a_decimal_comma_a_minus_sign_and_spaced_percent() {
    let mut journey = journey();
    journey.stages[1].target =
        journey.stages[1].target.take().map(|target| survey::journey::Target { score: 82.5, ..target });
    let answers = of_today(&journey, &[("delivered", &[(1, 5_019), (5, 16_739)]), ("solved", &[(0, 60), (10, 20)])]);
    let html = report_of(&scope(&journey, &answers, &[]), &NORSK).unwrap();
    let delivery = card(&html, "delivery");
    assert!(delivery.contains(">76,9\u{a0}% <"));
    assert!(delivery.contains("95 %‑intervall 76,4 til 77,5") && delivery.contains("21\u{a0}758 svar"));
    assert!(delivery.contains("Mål 82,5\u{a0}% innen 30. juni 2027"));
    assert!(card(&html, "support").contains(">−50 <"));
}

#[test]
fn the_report_can_be_read_in_every_language_also_in_those_that_customers_are_not_asked_in() {
    let journey = journey();
    let (answers, funnels) = sixty_days(&journey);
    let mut sentences = BTreeSet::new();
    for language in Language::ALL {
        let options = ReportOptions { language, simulated: true, ..ENGLISH };
        for show_too_few in [false, true] {
            let options = ReportOptions { show_too_few, ..options };
            assert!(report_of(&scope(&journey, &[], &[]), &options).is_ok());
            let html = report_of(&scope(&journey, &answers, &funnels), &options).unwrap();
            assert!(html.contains(&format!("<html lang=\"{}\">", language.code())));
            let stage = if language == Language::Nb { "Levering" } else { "Delivery" };
            assert!(card(&html, "delivery").contains(stage));
            let sentence = html.split("<p class=\"lead\">").nth(1).unwrap().split("</p>").next().unwrap();
            sentences.insert(sentence.to_owned());
        }
    }
    assert_eq!(sentences.len(), Language::ALL.len(), "{sentences:#?}");
}

#[test]
fn names_that_people_chose_are_text_and_nothing_else() {
    let hostile = "</style><script>alert(1)</script>\"'&<img src=x onerror=alert(2)>";
    let mut journey = journey();
    journey.name = text(hostile, hostile);
    journey.stages[1].name = text(hostile, hostile);
    journey.stages[1].surveys[0].question = text(hostile, hostile);
    journey.changes[0].name = text(hostile, hostile);
    let (answers, funnels) = sixty_days(&journey);
    for options in [ENGLISH, NORSK] {
        let html = report_of(&scope(&journey, &answers, &funnels), &options).unwrap();
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("\"'&<"));
        assert_eq!(html.matches("</style>").count(), 1);
        assert!(html.matches("&lt;script&gt;").count() > 10);
    }
}

#[test]
fn the_file_needs_nothing_from_elsewhere() {
    let html = sixty_days_in(&ReportOptions { title_link: Some("/"), ..ENGLISH });
    let elsewhere = html.replace("http://www.w3.org/2000/svg", "");
    for reference in ["http:", "https:", "//", "src=", "url(", "@import", "<script", "<link"] {
        assert!(!elsewhere.contains(reference), "{reference}");
    }
    assert!(html.contains("<h1><a href=\"&#x2f;\"><bdi>Nordlys Outdoor</bdi></a></h1>"));
}

#[test]
fn each_picture_is_described_and_its_numbers_stand_in_a_table() {
    let html = sixty_days_in(&ENGLISH);
    assert_eq!(html.matches("<svg role=\"img\" aria-label=\"").count(), html.matches("<svg").count());
    assert!(html.contains("aria-label=\"\u{2068}Delivery\u{2069}, CSAT per week from 2026-W39 to 2026-W47. Latest: 2026-W47, 73%, 95% interval 64 to 81. Target: 85%.\""));
    assert!(html.contains(
        "<th scope=\"row\">2026-W47 <span class=\"monday muted\">16 Nov 2026</span></th><td class=\"n\">73%</td>"
    ));
    assert!(!html.contains("#010000") && !html.contains("NaN"));
}

#[test]
fn simulated_data_is_called_so_on_top() {
    let options = ReportOptions { simulated: true, ..ENGLISH };
    assert!(sixty_days_in(&options).contains("<p class=\"banner\"><strong>Simulated data.</strong>"));
    assert!(!sixty_days_in(&ENGLISH).contains("Simulated data"));
}

#[test]
fn the_answer_rate_is_that_of_expired_links_where_there_are_any() {
    let journey = journey();
    let asked = |due| {
        let counts = Funnel { sent: 110, bounced: 10, answered: 25, ..Funnel::default() };
        cells(&journey, "delivered", None, due, vec![funnel_cell(due, counts)])
    };
    let rate = |funnels: &[_]| report_of(&scope(&journey, &[], funnels), &ENGLISH).unwrap();
    assert!(rate(&[asked(TODAY)]).contains("25% of 100 delivered so far; links are still open"));
    let closed = rate(&[asked(TODAY), asked(date(2026, 10, 23))]);
    assert!(closed.contains("25% of 100 delivered, asked 26 Sep 2026 to 23 Oct 2026"));
}

#[test]
fn the_same_scope_gives_the_same_bytes() {
    assert_eq!(sixty_days_in(&NORSK), sixty_days_in(&NORSK));
}

#[test]
fn a_small_report_looks_like_this() {
    let mut journey = journey();
    journey.stages.truncate(2);
    let answers = [
        of_today(&journey, &[("paid", &[(7, 30), (2, 4)]), ("unboxed", &[(5, 1)])]),
        vec![cells(
            &journey,
            "delivered",
            None,
            date(2026, 11, 12),
            vec![answer_cell(date(2026, 11, 12), &[(5, 9), (1, 4)])],
        )],
    ];
    let html = report_of(&scope(&journey, &answers.concat(), &[]), &NORSK).unwrap();
    insta::assert_snapshot!(html.replace(STYLE, "…\n"));
}

#[test]
fn a_stage_that_quiet_periods_mostly_leave_out_is_warned_of() {
    let journey = journey();
    let warned = |quiet: u64| {
        let funnel = Funnel { skipped: quiet, sent: 100 - quiet, ..Funnel::default() };
        let mut cell = funnel_cell(TODAY, funnel);
        cell.skips = [(survey::Reason::QuietPeriod, quiet)].into();
        let funnels = vec![cells(&journey, "delivered", None, TODAY, vec![cell])];
        let html = report_of(&scope(&journey, &[], &funnels), &ENGLISH).unwrap();
        html.contains("of what happened was not asked about")
    };
    assert!(warned(31) && !warned(30));
}
