use super::*;
use crate::Former;
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

/// Of the survey `delivered`, which is in version 2 now.
fn edited(version: u32, ratings: &[(u8, u64)]) -> Vec<AnswerCell> {
    vec![AnswerCell { survey_version: version, ..answer_cell(TODAY, ratings) }]
}

#[test]
fn when_a_question_has_been_edited_the_version_with_the_most_answers_speaks_and_none_are_added_up() {
    let mut journey = journey();
    journey.stages[1].surveys[0].version = 2;
    let of = |newer: u64| {
        let old = cells(&journey, "delivered", None, TODAY, edited(1, &[(5, 30), (1, 10)]));
        let new = cells(&journey, "delivered", None, TODAY, edited(2, &[(5, newer)]));
        let answers = [old, new];
        let rows = journey_scores(&scope(&journey, &answers, &[]));
        let csat = find(&rows, "csat-top2@1");
        (csat.score, csat.answers)
    };
    assert_eq!(of(7), (Some(75.0), 40), "a mended comma does not take the score away");
    assert_eq!(of(40), (Some(100.0), 40), "of as many, the newest");
}

#[test]
fn a_stage_takes_part_from_its_first_day_and_one_that_is_dropped_stays_where_it_was() {
    let (before, mut after) = (journey(), journey());
    let dropped = after.stages.remove(2);
    let october = jiff::civil::date(2026, 10, 10);
    let month = |rows: &[JourneyScoreRow], start| {
        let is_it = |row: &&JourneyScoreRow| {
            (row.metric_version, row.period_type, row.period_start) == ("csat-top2@1", "month", start)
        };
        rows.iter().find(is_it).map(|row| (row.score, row.stages, row.stages_missing.clone()))
    };
    let answers = [
        on(&before, "delivered", &[(5, 80), (1, 20)]),
        cells(&before, "returned", None, october, vec![answer_cell(october, &[(5, 40), (1, 60)])]),
    ];
    let former = [Former { survey: dropped.surveys[0].clone(), stage: dropped }];
    let (october, november) = (jiff::civil::date(2026, 10, 1), jiff::civil::date(2026, 11, 1));
    let rows = journey_scores(&scope(&before, &answers, &[]));
    assert_eq!(month(&rows, october), Some((Some(40.0), 1, String::new())), "nothing was due at delivery yet");
    assert_eq!(month(&rows, november), Some((Some(80.0), 2, "returns".to_owned())));
    let rows = journey_scores(&Scope { former: &former, ..scope(&after, &answers, &[]) });
    assert_eq!(month(&rows, october), Some((Some(40.0), 1, String::new())), "as before it was dropped");
    assert_eq!(month(&rows, november), Some((Some(80.0), 1, String::new())), "it is missed no more");
}

#[test]
fn a_stage_that_is_alone_in_its_metric_has_moved_as_its_own_row_says() {
    let journey = journey();
    let earlier = jiff::civil::date(2026, 10, 10);
    let answers = [
        on(&journey, "solved", &[(10, 15), (0, 5)]),
        cells(&journey, "solved", None, earlier, vec![answer_cell(earlier, &[(10, 8), (0, 12)])]),
    ];
    let scope = scope(&journey, &answers, &[]);
    let rows = journey_scores(&scope);
    let nps = find(&rows, "nps@1");
    let own = crate::stage_scores(&scope);
    let own = own.iter().find(|row| row.survey_id == "solved" && row.period_type == "last_28d").unwrap();
    assert!(nps.change_low.is_some());
    assert_eq!((nps.change, nps.change_low, nps.change_high), (own.change, own.change_low, own.change_high));
}
