//! `[[stage.survey]]`.

use super::*;
use crate::journey::length::Length;
use crate::journey::{Count, Survey};
use crate::language::Language;
use score::Metric;

fn delivered(more: &str) -> Survey {
    journey(SURVEY, &format!("{SURVEY}\n{more}")).stages.remove(0).surveys.remove(0)
}

#[test]
fn what_is_not_said_has_its_default() {
    let survey = delivered("");
    assert_eq!((survey.index, survey.version, survey.metric), (0, 1, Metric::Csat));
    assert_eq!((survey.delay, survey.too_late_after, survey.ask_again_after), (Length::default(), None, None));
    assert_eq!((survey.sample_ppm, survey.priority, survey.count), (1_000_000, 0, Count::Confirmed));
    assert!(survey.void_on.is_empty() && survey.only_if.is_none());
    assert_eq!(
        (survey.low.get(Language::Nb), survey.high.get(Language::En)),
        (Some("Svært misfornøyd"), Some("Very satisfied"))
    );
}

#[test]
fn everything_said_is_kept() {
    let survey = delivered(
        "scale = \"1-5\"\ndelay = \"2d\"\ntoo_late_after = \"3d\"\nvoid_on = \"order.refunded\"\nask_again_after = \"90d\"\nsample = 0.25\n\
         priority = -3\ncount = \"confirmed+provisional\"\nonly_if = \"country == 'NO' and carrier != 'Bring' and touchpoint != 'x'\"\n\
         low = { nb = \"Dårlig\", en = \"Bad\" }",
    );
    assert_eq!((survey.delay, survey.too_late_after), (Length::days(2), Some(Length::days(3))));
    assert_eq!((survey.sample_ppm, survey.priority, survey.count), (250_000, -3, Count::ConfirmedAndProvisional));
    assert_eq!((survey.void_on[0].as_str(), survey.low.get(Language::En)), ("order.refunded", Some("Bad")));
    assert!(survey.only_if.is_some());
}

#[test]
fn a_survey_says_more_than_its_template() {
    let survey = |more: &str| journey(TEMPLATED, &format!("{TEMPLATED}\n{more}")).stages.remove(1).surveys.remove(0);
    let plain = survey("");
    assert_eq!((plain.index, plain.metric, plain.delay), (1, Metric::Csat, Length::days(1)));
    assert_eq!((plain.on[0].as_str(), plain.void_on[0].as_str()), ("ticket.solved", "ticket.reopened"));
    let own =
        survey("on = [\"order.paid\", \"shop.visited\"]\nvoid_on = []\nquestion = { nb = \"Vel?\", en = \"Well?\" }");
    assert_eq!((own.on.len(), own.void_on.len(), own.question.get(Language::En)), (2, 0, Some("Well?")));
    assert_eq!(own.too_late_after, plain.too_late_after);
}

#[test]
fn a_template_of_another_metric_lends_no_question() {
    let said = mistake(TEMPLATED, &format!("{TEMPLATED}\nmetric = \"thumbs\""));
    assert_eq!(said, "line 37: [[stage.survey]] has no \"question\"; add question.nb = \"…\" and question.en = \"…\"");
}

#[test]
fn a_template_is_a_known_one() {
    assert_eq!(
        mistake(TEMPLATED, "template = \"suport-csat\""),
        "line 39: unknown template \"suport-csat\"; did you mean \"support-csat\"?"
    );
    assert!(mistake(TEMPLATED, "template = \"magic\"").contains(
        "\"order-ces\", \"delivery-csat\", \"return-ces\", \"support-csat\", \"relationship-nps\", \"left-us\""
    ));
}

#[test]
fn a_survey_without_a_template_says_what_it_needs() {
    assert_eq!(
        mistake(&format!("{SURVEY}\n"), ""),
        "line 25: [[stage.survey]] has no \"template\"; add a template, or metric, on and question"
    );
    assert_eq!(
        mistake("on = \"order.delivered\"\n", ""),
        "line 25: [[stage.survey]] has no \"on\"; add on = \"order.delivered\", or whatever it listens to"
    );
    assert_eq!(
        mistake("question.nb = \"Hvor fornøyd er du?\"\nquestion.en = \"How satisfied are you?\"\n", ""),
        "line 25: [[stage.survey]] has no \"question\"; add question.nb = \"…\" and question.en = \"…\""
    );
}

#[test]
fn a_metric_is_a_known_one_on_its_own_scale() {
    assert_eq!(mistake(SURVEY, "metric = \"NPS\""), "line 27: unknown metric \"NPS\"; did you mean \"nps\"?");
    assert!(
        mistake(SURVEY, "metric = \"happiness\"")
            .ends_with("the metrics are \"nps\", \"csat\", \"ces\", \"enps\", \"stars\", \"thumbs\"")
    );
    assert_eq!(added(SURVEY, "scale = \"1-7\""), "csat has no scale \"1-7\"; write scale = \"1-5\", or leave it out");
}

#[test]
fn a_question_is_short() {
    let long = "?".repeat(201);
    assert_eq!(
        mistake("How satisfied are you?", &long),
        "line 30: question.en has 201 characters; shorten it to 200 at most"
    );
    assert!(read(&changed("How satisfied are you?", &long[1..])).is_ok());
    assert_eq!(
        mistake("question.nb = \"Hvor fornøyd er du?\"\n", ""),
        "line 29: question has no text in \"nb\"; add question.nb = \"…\""
    );
    assert_eq!(added(TEMPLATED, "question.nb = \"Vel?\""), "question has no text in \"en\"; add question.en = \"…\"");
}

#[test]
fn a_touchpoint_that_is_nearly_a_known_one_is_a_slip() {
    assert_eq!(
        mistake("order.delivered", "order.deliverd"),
        "line 28: unknown touchpoint \"order.deliverd\"; did you mean \"order.delivered\"?"
    );
    assert!(
        mistake("order.delivered", "visit").ends_with("\"employee.asked\", or a name of your own with a dot in it")
    );
    assert!(
        added(SURVEY, "void_on = [\"order.refunded\", \"order.canceled\"]")
            .ends_with("did you mean \"order.cancelled\"?")
    );
    assert_eq!(
        mistake("\"order.delivered\"", "[]"),
        "line 28: on is empty; name what the survey listens to, such as on = \"order.delivered\""
    );
    assert_eq!(
        mistake("\"order.delivered\"", "7"),
        "line 28: on is a number; use 1 to 40 of a-z, 0-9, _, . and -, and start with a letter or digit"
    );
}

#[test]
fn a_touchpoint_of_ones_own_is_warned_of_once() {
    let own = checked("\"order.delivered\"", "[\"shop.visited\", \"order.paid\", \"shop.visited\"]");
    assert_eq!(
        said(&own.warnings),
        [
            "line 28: \"shop.visited\" is a touchpoint of your own; see to it that a source sends it by exactly this name"
        ]
    );
    assert_eq!(own.journey.stages[0].surveys[0].on.len(), 2);
}

#[test]
fn a_survey_is_not_voided_by_what_it_listens_to() {
    assert_eq!(
        added(SURVEY, "void_on = \"order.delivered\""),
        "the survey listens to \"order.delivered\" and is voided by it; let it stand in on or in void_on, not in both"
    );
    assert!(
        added(TEMPLATED, "on = \"ticket.reopened\"")
            .starts_with("the survey listens to \"ticket.reopened\" and is voided")
    );
}

#[test]
fn a_mail_is_due_before_it_is_too_late() {
    for (delay, limit) in [("7d", "7d"), ("8d", "7d")] {
        let said = mistake(SURVEY, &format!("{SURVEY}\ndelay = \"{delay}\"\ntoo_late_after = \"{limit}\""));
        assert_eq!(
            said,
            format!(
                "line 29: with a delay of {delay} every mail is too late after {limit}; make too_late_after longer than delay"
            )
        );
    }
    assert!(added(TEMPLATED, "delay = \"9d\"").starts_with("with a delay of 9d every mail is too late after 7d"));
    for key in ["delay", "too_late_after", "ask_again_after"] {
        assert!(
            added(SURVEY, &format!("{key} = \"soon\""))
                .starts_with(&format!("{key} can't be \"soon\"; write a whole number"))
        );
    }
}

#[test]
fn a_sample_is_a_share() {
    for bad in ["0", "0.0", "1.01", "-0.5", "nan", "2"] {
        assert_eq!(
            added(SURVEY, &format!("sample = {bad}")),
            "sample is out of range; write a share of the customers above 0 and up to 1.0"
        );
    }
    assert_eq!((delivered("sample = 1").sample_ppm, delivered("sample = 1e-9").sample_ppm), (1_000_000, 1));
}

#[test]
fn priority_and_count_are_known_ones() {
    assert_eq!(added(SURVEY, "priority = 1001"), "priority can't be 1001; write a whole number from -1000 to 1000");
    assert!(added(SURVEY, "count = \"all\"").ends_with("are \"confirmed\", \"confirmed+provisional\""));
}

#[test]
fn a_condition_asks_for_what_is_kept() {
    assert!(
        added(SURVEY, "only_if = \"country is NO\"")
            .starts_with("only_if can't be \"country is NO\"; write comparisons")
    );
    assert_eq!(
        added(SURVEY, "only_if = \"carier == 'Posten'\""),
        "only_if asks for \"carier\", which is not kept; ask for one of \"country\", \"touchpoint\", \"carrier\", or declare it in [segments]"
    );
}

#[test]
fn a_journey_has_at_most_200_surveys() {
    let file = |count: usize| {
        let surveys = (1..count).map(|n| format!("[[stage.survey]]\nid = \"s{n}\"\ntemplate = \"support-csat\"\n"));
        let (before, after) = BASE.split_at(BASE.find("[[change]]").unwrap());
        let text = format!("{before}{}{after}", surveys.skip(1).collect::<String>());
        text.replace("id = \"support\"", "id = \"support\"\nheadline = \"helped\"")
    };
    assert_eq!(read(&file(200)).unwrap().journey.surveys().last().unwrap().1.index, 199);
    let mistakes = said(&read(&file(201)).unwrap_err());
    assert_eq!(mistakes, ["line 636: a journey has at most 200 surveys; divide it into several journeys"]);
}
