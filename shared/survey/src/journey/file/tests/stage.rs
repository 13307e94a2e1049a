//! `[[stage]]`.

use super::*;
use crate::journey::Phase;
use jiff::civil::date;

#[test]
fn what_is_not_said_has_its_default() {
    let journey = base();
    let stage = &journey.stages[0];
    assert_eq!((stage.phase, stage.weight, &stage.owner), (Phase::After, 1, &journey.owner));
    assert_eq!(stage.headline.as_str(), "delivered");
    assert!(stage.promise.is_none() && stage.target.is_none() && stage.alert.is_none());
}

#[test]
fn everything_said_is_kept() {
    let all = "owner = \"log@shop.example\"\nphase = \"before\"\nweight = 1000\nheadline = \"delivered\"\npromise.nb = \"x\"\n\
               promise.en = \"y\"\ntarget = { score = 85.5, by = 2027-06-30 }\nalert = { to = \"log@shop.example\", when = \"rating <= 2\" }";
    let journey = journey(STAGE, &format!("{STAGE}\n{all}"));
    let stage = &journey.stages[0];
    assert_eq!((stage.phase, stage.weight, stage.owner.as_str()), (Phase::Before, 1_000, "log@shop.example"));
    let target = stage.target.as_ref().unwrap();
    assert_eq!((target.score, target.by), (85.5, date(2027, 6, 30)));
    assert!(stage.alert.as_ref().unwrap().when.holds(|_| Some("2")));
    assert!(stage.promise.is_some());
}

#[test]
fn an_id_is_given_once() {
    assert_eq!(
        mistake("id = \"support\"", "id = \"delivery\""),
        "line 33: the stage on line 21 is also called \"delivery\"; give every stage of the journey an id of its own"
    );
    assert_eq!(
        mistake("id = \"helped\"", "id = \"delivered\""),
        "line 38: the survey on line 26 is also called \"delivered\"; give every survey of the journey an id of its own"
    );
}

#[test]
fn a_headline_is_a_survey_of_its_stage() {
    assert_eq!(
        added(STAGE, "headline = \"deliverd\""),
        "unknown survey in this stage \"deliverd\"; did you mean \"delivered\"?"
    );
    assert_eq!(
        added(STAGE, "headline = \"helped\""),
        "unknown survey in this stage \"helped\"; the only survey in this stage is \"delivered\""
    );
}

#[test]
fn a_headline_is_only_needed_where_there_is_a_choice() {
    let second = "template = \"support-csat\"\n[[stage.survey]]\nid = \"second\"\ntemplate = \"return-ces\"";
    assert_eq!(
        mistake(TEMPLATED, second),
        "line 32: [[stage]] has no \"headline\"; add headline = the id of the survey whose score is the stage's"
    );
    let named = changed(TEMPLATED, second).replace("id = \"support\"", "id = \"support\"\nheadline = \"second\"");
    assert_eq!(read(&named).unwrap().journey.stages[1].headline.as_str(), "second");
}

#[test]
fn a_stage_asks_something_and_a_journey_has_stages() {
    let survey = &BASE[BASE.rfind("[[stage.survey]]").unwrap()..BASE.find("[[change]]").unwrap()];
    assert_eq!(
        mistake(survey, ""),
        "line 32: [[stage]] has no \"survey\"; add a [[stage.survey]] with id and template below it"
    );
    let stages = &BASE[BASE.find("[[stage]]").unwrap()..];
    assert_eq!(
        mistake(stages, ""),
        "line 1: the file has no \"stage\"; add [[stage]] with id and name, and a [[stage.survey]] below it"
    );
    let heading = mistake(
        stages,
        &format!(
            "[stage]{}",
            &stages[9..BASE[..BASE.len()].rfind("[[stage]]").unwrap() - BASE.find("[[stage]]").unwrap()]
        ),
    );
    assert_eq!(heading, "line 20: stage is a table; write [[stage]], in double brackets");
}

#[test]
fn phase_and_weight_are_in_range() {
    assert_eq!(added(STAGE, "phase = \"later\""), "unknown phase \"later\"; did you mean \"after\"?");
    for bad in ["0", "1001", "-1"] {
        assert_eq!(
            added(STAGE, &format!("weight = {bad}")),
            format!("weight can't be {bad}; write a whole number from 1 to 1000")
        );
    }
    assert_eq!(added(STAGE, "weight = 1.5"), "weight is a number; write a whole number from 1 to 1000");
}

#[test]
fn a_target_is_a_score_that_the_metric_can_have() {
    let target = |score: &str| added(STAGE, &format!("target = {{ score = {score}, by = 2027-06-30 }}"));
    for bad in ["-1", "100.5", "nan", "inf"] {
        assert_eq!(target(bad), "target.score is out of range; write percent, from 0 to 100");
    }
    let nps = |score| {
        BASE.replace("metric = \"csat\"", "metric = \"nps\"")
            .replace(STAGE, &format!("{STAGE}\ntarget = {{ score = {score}, by = 2027-06-30 }}"))
    };
    assert!(read(&nps(-20)).is_ok());
    assert!(said(&read(&nps(-101)).unwrap_err())[0].ends_with("write points, from -100 to 100"));
    assert_eq!(added(STAGE, "target = { score = 85 }"), "target has no \"by\"; add by = 2027-06-30");
    assert_eq!(added(STAGE, "target = 85"), "target is a number; write target = { score = 85, by = 2027-06-30 }");
}

#[test]
fn an_alert_is_on_a_rating_that_can_be_given() {
    let alert = |when: &str| added(STAGE, &format!("alert = {{ to = \"a@shop.example\", when = \"{when}\" }}"));
    assert!(alert("rating <= two").starts_with("alert.when can't be \"rating <= two\"; write comparisons"));
    assert_eq!(alert("country == 'NO'"), "alert.when asks for country; ask only for rating, such as \"rating <= 2\"");
    for bad in ["6", "0", "2.5", "-1"] {
        let said = alert(&format!("rating >= 2 and rating <= {bad}"));
        assert_eq!(
            said,
            format!("alert.when compares the rating with {bad}; the csat scale of \"delivered\" has 1 to 5")
        );
    }
    let more =
        |more: &str| added(STAGE, &format!("alert = {{ to = \"a@shop.example\", when = \"rating <= 2\", {more} }}"));
    assert_eq!(more("at_most = 0"), "alert.at_most can't be 0; write a whole number from 1 to 1000");
    assert_eq!(
        more("webhook = \"http://shop.no/hook\""),
        "alert.webhook can't be \"http://shop.no/hook\": it does not begin with https://, and comments are not sent in \
         the open; write the whole address of the webhook, such as \"https://hooks.shop.no/glimt\""
    );
    assert!(more("webhook = \"https://10.0.0.1/\"").contains("its host is a number"));
    assert!(more("webhook = \"https://localhost/\"").contains("its host is not on the internet"));
    let to = added(STAGE, "alert = { to = \"nobody\", when = \"rating <= 2\" }");
    assert!(to.starts_with("alert.to can't be \"nobody\": it is no email address"));
    assert_eq!(
        added(STAGE, "alert = { to = \"a@shop.example\", wen = \"rating <= 2\", when = \"rating <= 2\" }"),
        "unknown key \"wen\" in alert; did you mean \"when\"?"
    );
}
