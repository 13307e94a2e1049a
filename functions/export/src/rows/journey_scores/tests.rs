use super::*;
use crate::examples::{TODAY, answer_cell, cells, journey, scope, slug};
use survey::cell::{AnswerCell, Cells};
use survey::journey::Journey;

fn on(journey: &Journey, survey: &str, ratings: &[(u8, u64)]) -> Cells<AnswerCell> {
    cells(journey, survey, None, TODAY, vec![answer_cell(TODAY, ratings)])
}

fn find<'r>(rows: &'r [JourneyScoreRow], definition: &str) -> &'r JourneyScoreRow {
    rows.iter().find(|row| row.metric_version == definition && row.period_type == "last_28d").unwrap()
}

#[test]
fn stages_of_one_metric_roll_up_by_their_weights_and_the_others_are_named() {
    let mut journey = journey();
    journey.stages[1].weight = 3;
    let answers = [
        on(&journey, "delivered", &[(5, 80), (1, 20)]),
        on(&journey, "returned", &[(5, 40), (1, 60)]),
        on(&journey, "paid", &[(7, 3)]),
        on(&journey, "solved", &[(10, 50), (0, 50)]),
    ];
    let rows = journey_scores(&scope(&journey, &answers, &[]));
    let csat = find(&rows, "csat-top2@1");
    assert_eq!((csat.stages, csat.stages_counted, csat.answers), (2, 2, 200));
    assert_eq!((csat.score, csat.unit), (Some(70.0), "percent"), "(3 · 80 + 40) / 4, and not 60");
    assert!(csat.ci_low < csat.score && csat.score < csat.ci_high);
    // Delivery's 80 may still be its target of 85, returns' 40 is surely not their 75.
    assert_eq!((csat.targets_met, csat.targets_missed, csat.targets_cant_tell), (0, 1, 1));
    let ces = find(&rows, "ces-agree@1");
    assert_eq!((ces.score, ces.stages_missing.as_str(), ces.answers), (None, "checkout", 3));
    let nps = find(&rows, "nps@1");
    assert_eq!((nps.score, nps.unit), (Some(0.0), "points"));
    // Across metrics only the share in the top band: (3 · 80 + 40 + 50) / 5.
    let across = find(&rows, "favourable-share@1");
    assert_eq!((across.score, across.unit, across.stages, across.stages_counted), (Some(66.0), "percent", 4, 3));
    assert_eq!(across.stages_missing, "checkout");
}

#[test]
fn a_change_compares_only_the_stages_that_both_periods_have() {
    let journey = journey();
    let earlier = jiff::civil::date(2026, 10, 10);
    let answers = [
        on(&journey, "delivered", &[(5, 80), (1, 20)]),
        on(&journey, "returned", &[(5, 10), (1, 90)]),
        cells(&journey, "delivered", None, earlier, vec![answer_cell(earlier, &[(5, 80), (1, 20)])]),
    ];
    let rows = journey_scores(&scope(&journey, &answers, &[]));
    let csat = find(&rows, "csat-top2@1");
    // The score is lower by the stage that came; nothing has changed.
    assert_eq!((csat.score, csat.stages_compared, csat.change, csat.verdict), (Some(45.0), 1, Some(0.0), "cant_tell"));
}

#[test]
fn a_company_is_its_journeys_together_and_one_journey_is_none() {
    let (first, mut second) = (journey(), journey());
    second.id = slug("sydlys");
    let answers = [on(&first, "delivered", &[(5, 30), (1, 10)]), on(&second, "delivered", &[(5, 10), (1, 30)])];
    let scopes = [scope(&first, &answers, &[]), scope(&second, &answers, &[])];
    let rows = company_scores(&scopes);
    let csat = find(&rows, "csat-top2@1");
    assert_eq!((csat.journey_id.as_str(), csat.score, csat.answers), ("", Some(50.0), 80));
    assert_eq!(csat.stages_missing, "nordlys/returns sydlys/returns");
    assert!(company_scores(&scopes[..1]).is_empty());
}
