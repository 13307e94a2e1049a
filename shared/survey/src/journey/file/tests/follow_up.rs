//! `[[stage.survey.follow_up]]`.

use super::*;
use crate::follow_up::{FollowUp, Kind, Measures};
use crate::journey::template;

const WRONG: &str = r#"[[stage.survey.follow_up]]
id = "wrong"
type = "choice"
ask_when = "rating <= 3"
question.nb = "Hva gikk galt?"
question.en = "What went wrong?"
options = [
  { id = "late", nb = "Sent", en = "Late" },
  { id = "broken", nb = "Ødelagt", en = "Broken" },
]
[[stage.survey.follow_up]]
id = "told"
type = "yes_no"
ask_when = "wrong == 'late'"
question.nb = "Sa vi fra?"
question.en = "Did we tell you?"
"#;

/// The survey with these follow-ups, which begin on line 40.
fn with(follow_ups: &str) -> String {
    changed(TEMPLATED, &format!("{TEMPLATED}\n{follow_ups}"))
}

fn read_all(follow_ups: &str) -> Vec<FollowUp> {
    let text = with(follow_ups);
    let mut journey = read(&text).unwrap_or_else(|mistakes| panic!("{:#?}", said(&mistakes))).journey;
    journey.stages.remove(1).surveys.remove(0).follow_ups
}

/// The one mistake when this is replaced by that.
fn wrong(from: &str, to: &str) -> String {
    assert_eq!(WRONG.matches(from).count(), 1, "{from}");
    let mistakes = read(&with(&WRONG.replace(from, to))).unwrap_err();
    assert_eq!(mistakes.len(), 1, "{:#?}", said(&mistakes));
    mistakes[0].to_string()
}

#[test]
fn everything_said_of_a_follow_up_is_kept() {
    let all = read_all(WRONG);
    assert_eq!(all.iter().map(|f| f.id.as_str()).collect::<Vec<_>>(), ["wrong", "told"]);
    assert!(matches!(&all[0].kind, Kind::Choice { options } if options[1].label.get(Language::Nb) == Some("Ødelagt")));
    assert_eq!((all[1].measures, all[1].ask_when.is_some()), (None, true));
    let more = "follow_up = [{ id = \"a\", type = \"text\", question = { nb = \"Hva?\", en = \"What?\" } }, \
                { id = \"b\", type = \"scale\", low = { nb = \"Lite\", en = \"Little\" }, high = { nb = \"Mye\", en = \"Much\" }, \
                measures = \"driver\", ask_when = \"rating >= 2\", question = { nb = \"Hvor mye?\", en = \"How much?\" } }]";
    let all = read_all(more);
    assert!(matches!((&all[0].kind, &all[1].kind), (Kind::Text, Kind::Scale { .. })));
    assert_eq!(all[1].measures, Some(Measures::Driver));
}

#[test]
fn a_survey_has_its_templates_follow_ups_unless_it_says_otherwise() {
    let of_template = template::find("support-csat").unwrap().follow_ups.len();
    assert_eq!((read_all("").len(), read_all("follow_up = []").len()), (of_template, 0));
    assert!(of_template > 0);
}

#[test]
fn an_id_is_given_once_and_is_not_the_ratings() {
    assert_eq!(
        wrong("id = \"told\"\n", "id = \"wrong\"\n").replace("line 51: ", ""),
        "the follow-up on line 41 is also called \"wrong\"; give every follow-up of the survey an id of its own"
    );
    assert!(wrong("id = \"told\"\n", "id = \"rating\"\n").starts_with("line 51: id can't be \"rating\""));
    assert_eq!(wrong("id = \"told\"\n", ""), "line 50: [[stage.survey.follow_up]] has no \"id\"; add id = \"why\"");
}

#[test]
fn a_condition_asks_for_the_rating_or_an_earlier_follow_up_and_for_what_it_can_be() {
    assert_eq!(
        wrong("wrong == 'late'", "wrnog == 'late'"),
        "line 53: ask_when asks for \"wrnog\"; ask for one of \"rating\", \"wrong\", which stand before it"
    );
    assert!(wrong("rating <= 3", "told == 'yes'").starts_with("line 43: ask_when asks for \"told\"; ask for one of"));
    assert_eq!(
        wrong("wrong == 'late'", "wrong == 'lost'"),
        "line 53: ask_when compares wrong with lost; it can be \"late\", \"broken\""
    );
    assert!(
        wrong("rating <= 3", "rating <= 6").starts_with("line 43: ask_when compares rating with 6; it can be \"1\"")
    );
    assert!(
        wrong("type = \"choice\"", "type = \"choices\"").contains("asks for \"wrong\", whose reply can't be compared")
    );
    assert!(wrong("rating <= 3", "bad").starts_with("line 43: ask_when can't be \"bad\"; write comparisons"));
}

#[test]
fn options_are_told_apart_and_have_every_text() {
    assert_eq!(
        wrong("  { id = \"late\", nb = \"Sent\", en = \"Late\" },\n", "  { id = \"late\", nb = \"Sent\" },\n"),
        "line 47: option \"late\" has no text in \"en\"; add en = \"…\""
    );
    assert!(wrong("id = \"broken\"", "id = \"late\"").starts_with("line 48: two options have the id \"late\""));
    let (before, rest) = WRONG.split_once("options").unwrap();
    let (_, after) = rest.split_once("]\n").unwrap();
    let without = |options: &str| said(&read(&with(&format!("{before}{options}{after}"))).unwrap_err());
    assert!(
        without("")[0].starts_with("line 40: [[stage.survey.follow_up]] has no \"options\"; add options = [{ id =")
    );
    assert!(without("options = []\n")[0].starts_with("line 46: options is empty; write 2 to 12, each as {"));
}

#[test]
fn a_type_has_what_belongs_to_it_and_nothing_else() {
    assert!(wrong("type = \"yes_no\"", "type = \"yesno\"").ends_with("did you mean \"yes_no\"?"));
    let low = wrong("type = \"yes_no\"", "type = \"yes_no\"\nlow.nb = \"Lite\"\nlow.en = \"Little\"");
    assert_eq!(low, "line 53: a follow-up of type \"yes_no\" has no low; take it away, or choose another type");
    let scale = with(&WRONG.replace("type = \"yes_no\"", "type = \"scale\""));
    assert_eq!(said(&read(&scale).unwrap_err()).len(), 2, "neither low nor high");
    assert_eq!(
        wrong("question.en = \"Did we tell you?\"\n", ""),
        "line 54: question has no text in \"en\"; add question.en = \"…\""
    );
}

#[test]
fn what_measures_can_be_counted_and_depends_on_the_rating_alone() {
    assert!(read(&with(&WRONG.replace("ask_when = \"wrong == 'late'\"", "measures = \"promise\""))).is_ok());
    let unknown = wrong("ask_when = \"wrong == 'late'\"", "measures = \"promises\"");
    assert!(unknown.ends_with("did you mean \"promise\"?"), "{unknown}");
    assert!(
        wrong("type = \"choice\"", "type = \"choice\"\nmeasures = \"expectation\"")
            .contains("or a choice among \"worse\", \"as_expected\" and \"better\"")
    );
    assert!(
        wrong("type = \"choice\"", "type = \"choice\"\nmeasures = \"promise\"")
            .contains("a promise is kept or not; write type")
    );
    assert!(
        wrong("ask_when = \"wrong == 'late'\"", "ask_when = \"wrong == 'late'\"\nmeasures = \"driver\"")
            .contains("what measures can't depend on \"wrong\"")
    );
    assert!(
        wrong("type = \"yes_no\"\nask_when = \"wrong == 'late'\"", "type = \"text\"\nmeasures = \"driver\"")
            .contains("a text can't be counted")
    );
}
