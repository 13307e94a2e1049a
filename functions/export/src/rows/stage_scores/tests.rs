use super::*;
use crate::examples::{TODAY, answer_cell, cells, journey, sample, scope, sixty_days, stamp};
use jiff::civil::date;
use score::Metric;
use survey::cell::{AnswerCell, Cells};
use survey::follow_up::Measures;
use survey::journey::{Count, Journey};

const OCTOBER: jiff::civil::Date = date(2026, 10, 10);

fn on(journey: &Journey, survey: &str, day: jiff::civil::Date, ratings: &[(u8, u64)]) -> Cells<AnswerCell> {
    cells(journey, survey, None, day, vec![answer_cell(day, ratings)])
}

fn find<'r, 'a>(rows: &'r [StageScoreRow<'a>], survey: &str, label: &str) -> &'r StageScoreRow<'a> {
    rows.iter().find(|row| row.survey_id == survey && row.period_label == label).unwrap()
}

#[test]
fn the_replayed_orders_give_their_known_score() {
    let journey = journey();
    let answers = [on(&journey, "delivered", TODAY, &[(1, 2_500), (2, 694), (3, 1_825), (4, 4_273), (5, 12_466)])];
    let rows = stage_scores(&scope(&journey, &answers, &[]));
    let row = find(&rows, "delivered", "last 28 days");
    assert_eq!(
        (row.answers, row.favourable, row.neutral, row.unfavourable),
        (21_758, Some(16_739), Some(1_825), Some(3_194))
    );
    assert_eq!((row.rating_sum, row.rating_sum_sq), (Some(88_785), Some(401_719)));
    assert_eq!((row.score, row.ci_low, row.ci_high), (Some(76.9326), Some(76.3681), Some(77.4876)));
    assert_eq!((row.metric_version, row.unit, row.quality), ("csat-top2@1", "percent", "enough"));
    assert_eq!((row.target, row.target_verdict), (Some(85.0), Some("missed")));
}

#[test]
fn nps_is_promoters_less_detractors_with_the_adjusted_interval() {
    let journey = journey();
    let answers = [on(&journey, "solved", TODAY, &[(10, 60), (7, 25), (3, 15)])];
    let rows = stage_scores(&scope(&journey, &answers, &[]));
    let row = find(&rows, "solved", "2026-W47");
    assert_eq!((row.score, row.unit, row.metric_version), (Some(45.0), "points", "nps@1"));
    let (low, high) = (row.ci_low.unwrap(), row.ci_high.unwrap());
    assert!((low - 29.4).abs() < 0.1 && (high - 58.0).abs() < 0.1, "{low} {high}");
    assert_eq!((row.target, row.target_by, row.target_verdict), (None, None, None));
}

#[test]
fn below_the_minimum_n_is_there_and_every_figure_made_of_it_is_not() {
    let mut journey = journey();
    journey.minimum_answers = 12;
    let (answers, _) = sixty_days(&journey);
    let rows = stage_scores(&scope(&journey, &answers, &[]));
    let (below, reached): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.answers < 12);
    assert!(!below.is_empty() && !reached.is_empty());
    for row in below {
        let of_score = [row.score, row.ci_low, row.ci_high];
        let of_change = [row.previous_score, row.change, row.change_low, row.change_high, row.year_ago_score];
        assert_eq!((of_score, of_change), ([None; 3], [None; 5]), "{row:?}");
        assert_eq!(row.quality, if row.answers == 0 { "empty" } else { "too_few" });
        assert_eq!((row.verdict, row.year_ago_verdict), ("cant_tell", "cant_tell"));
        assert_eq!(row.target_verdict, row.target.map(|_| "cant_tell"));
    }
    for row in reached {
        assert!(row.score.is_some() && row.ci_low.is_some() && row.ci_high.is_some());
        assert_eq!(row.change.is_some(), row.previous_answers >= 12, "{row:?}");
        assert_eq!(row.previous_score.is_some(), row.change_low.is_some());
    }
}

#[test]
fn the_last_28_days_are_compared_with_the_28_before_and_with_a_year_ago() {
    let journey = journey();
    let answers = [
        on(&journey, "delivered", TODAY, &[(5, 60), (1, 40)]),
        on(&journey, "delivered", date(2026, 10, 25), &[(5, 10)]),
        on(&journey, "delivered", date(2026, 10, 24), &[(5, 90), (1, 10)]),
        on(&journey, "delivered", date(2025, 11, 21), &[(5, 20), (1, 80)]),
    ];
    let rows = stage_scores(&scope(&journey, &answers, &[]));
    let row = find(&rows, "delivered", "last 28 days");
    assert_eq!((row.answers, row.previous_answers, row.previous_score), (110, 100, Some(90.0)));
    assert_eq!((row.change, row.verdict), (Some(-26.3636), "down"));
    assert_eq!((row.year_ago_score, row.year_ago_verdict), (Some(20.0), "up"));
    let week = find(&rows, "delivered", "2026-W47");
    assert_eq!((week.previous_answers, week.change, week.verdict), (0, None, "cant_tell"));
    assert_eq!(find(&rows, "delivered", "2026-10").year_ago_score, None);
}

#[test]
fn a_survey_without_answers_still_has_its_last_28_days_and_nothing_else() {
    let journey = journey();
    let answers = [on(&journey, "delivered", OCTOBER, &[(5, 9)])];
    let rows = stage_scores(&scope(&journey, &answers, &[]));
    let of = |survey| {
        rows.iter().filter(|row| row.survey_id == survey).map(|row| row.period_label.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(of("solved"), ["last 28 days"]);
    let expected = ["2026-10-10", "2026-W41", "2026-10", "2026-Q4", "last 28 days", "last 90 days"];
    assert_eq!(of("delivered"), expected);
    let empty = find(&rows, "delivered", "last 28 days");
    assert_eq!((empty.answers, empty.quality, empty.channel.as_ref()), (0, "empty", "email"));
    assert_eq!(empty.as_of, Some(stamp(OCTOBER)));
    let mut another = answers;
    another[0].key.journey = crate::examples::slug("another");
    assert_eq!(stage_scores(&scope(&journey, &another, &[]))[0].as_of, None);
}

#[test]
fn the_promise_stands_beside_the_score_where_enough_have_said() {
    let journey = journey();
    let of = |said, kept| {
        let mut cell = answer_cell(TODAY, &[(5, 20)]);
        cell.answered.said = crate::examples::said(Measures::Promise, &[("yes", kept), ("no", said - kept)]);
        let answers = [cells(&journey, "delivered", None, TODAY, vec![cell])];
        let rows = stage_scores(&scope(&journey, &answers, &[]));
        let row = find(&rows, "delivered", "2026-11-21");
        (row.promise_asked.unwrap(), row.promise_kept.unwrap(), row.promise_share, row.promise_low, row.promise_high)
    };
    // Wilson's interval of 8 of 10, as statsmodels' proportion_confint(8, 10, method="wilson") gives it.
    assert_eq!(of(10, 8), (10, 8, Some(80.0), Some(49.0162), Some(94.3318)));
    assert_eq!(of(4, 3), (4, 3, None, None, None), "below the minimum");
    assert_eq!(of(0, 0), (0, 0, None, None, None));
}

#[test]
fn lone_clicks_count_only_where_the_survey_says_so() {
    let mut journey = journey();
    let mut cell = answer_cell(TODAY, &[(5, 6)]);
    cell.answered.provisional = sample(&[(5, 4)]);
    cell.answered.suspect = sample(&[(1, 7)]);
    let answers = [cells(&journey, "delivered", None, TODAY, vec![cell])];
    let counted = |journey: &Journey| {
        let rows = stage_scores(&scope(journey, &answers, &[]));
        let row = find(&rows, "delivered", "2026-11-21");
        (row.answers, row.favourable, row.answers_provisional, row.answers_suspect, row.count_policy)
    };
    assert_eq!(counted(&journey), (6, Some(6), 4, 7, "confirmed"));
    journey.stages[1].surveys[0].count = Count::ConfirmedAndProvisional;
    assert_eq!(counted(&journey), (10, Some(10), 4, 7, "confirmed+provisional"));
}

#[test]
fn versions_channels_and_segment_values_stand_in_rows_of_their_own() {
    let journey = journey();
    let plain = answer_cell(TODAY, &[(5, 6)]);
    let link = AnswerCell { channel: "link".to_owned(), ..plain.clone() };
    let newer = AnswerCell { survey_version: 2, ..plain.clone() };
    let value = |value: &str| AnswerCell { value: Some(value.to_owned()), ..plain.clone() };
    let answers = [
        cells(&journey, "delivered", None, TODAY, vec![newer, link, plain.clone()]),
        cells(&journey, "delivered", Some("carrier"), TODAY, vec![value("Posten"), value("Bring")]),
    ];
    let rows = stage_scores(&scope(&journey, &answers, &[]));
    let today = rows.iter().filter(|row| row.period_label == "2026-11-21");
    let keys: Vec<_> = today.map(|row| (row.survey_version, row.segment, &*row.segment_value, &*row.channel)).collect();
    let first = [
        (1, "", "", "email"),
        (1, "", "", "link"),
        (1, "carrier", "Bring", "email"),
        (1, "carrier", "Posten", "email"),
    ];
    assert_eq!(keys, [first.as_slice(), &[(2, "", "", "email")]].concat());
}

#[test]
fn answers_to_asks_of_several_days_meet_on_the_day_answered_in_any_order() {
    let journey = journey();
    let due = |due, ratings: &[(u8, u64)]| cells(&journey, "delivered", None, due, vec![answer_cell(TODAY, ratings)]);
    let mut other = due(TODAY, &[(1, 50)]);
    other.key.journey = crate::examples::slug("another");
    let mut gone = due(TODAY, &[(1, 50)]);
    gone.key.survey = crate::examples::slug("gone");
    let mut answers = [due(date(2026, 11, 3), &[(5, 4)]), due(TODAY, &[(4, 2)]), other, gone];
    let forward = format!("{:?}", stage_scores(&scope(&journey, &answers, &[])));
    answers.reverse();
    let rows = stage_scores(&scope(&journey, &answers, &[]));
    assert_eq!(format!("{rows:?}"), forward);
    let row = find(&rows, "delivered", "2026-11-21");
    assert_eq!((row.answers, row.score, row.as_of), (6, Some(100.0), Some(stamp(TODAY))));
    assert_eq!(row.metric, Metric::Csat.as_str());
}

#[test]
fn employees_of_a_small_team_stay_among_others_and_no_total_gives_them_away() {
    let mut journey = journey();
    journey.stages[3].surveys[0].metric = Metric::Enps;
    let value = |value: &str, n: u64| AnswerCell { value: Some(value.to_owned()), ..answer_cell(TODAY, &[(10, n)]) };
    let teams = vec![value("Butikk", 40), value("Lager", 7), value("Ledelse", 2)];
    let answers = [
        cells(&journey, "solved", Some("carrier"), TODAY, teams),
        cells(&journey, "solved", None, TODAY, vec![answer_cell(TODAY, &[(10, 49)])]),
    ];
    let rows = stage_scores(&scope(&journey, &answers, &[]));
    let told = |value: &str| {
        let row =
            rows.iter().find(|row| row.segment_value == value && row.period_type == "day" && row.survey_id == "solved");
        let row = row.unwrap();
        (row.answers, row.favourable, row.score, row.rating_sum, row.quality)
    };
    assert_eq!(told("Ledelse"), (2, None, None, None, "too_few"));
    assert_eq!(told("Lager"), (7, None, None, None, "hidden"), "or the two could be worked out");
    assert_eq!(told("Butikk"), (40, Some(40), Some(100.0), Some(400), "enough"));
    assert_eq!(told("").2, Some(100.0));
}

#[test]
fn of_many_values_only_those_are_told_that_their_number_leaves_standing() {
    let journey = journey();
    let (now, before) = (TODAY, TODAY.yesterday().unwrap());
    // One in twenty is just told by itself (p about 0.04), the others have not changed.
    let ratings = |up: u64| [(5, up), (1, 100 - up)];
    let values = |day, first: u64| {
        let value = |n: u64| {
            let up = if n == 0 { first } else { 70 };
            AnswerCell { value: Some(format!("v{n:02}")), ..answer_cell(day, &ratings(up)) }
        };
        (0..20).map(value).collect::<Vec<_>>()
    };
    let of = |many: usize| {
        let answers = [
            cells(&journey, "delivered", Some("carrier"), now, values(now, 83)[..many].to_vec()),
            cells(&journey, "delivered", Some("carrier"), before, values(before, 70)[..many].to_vec()),
        ];
        let rows = stage_scores(&scope(&journey, &answers, &[]));
        let row = rows
            .into_iter()
            .find(|row| row.segment_value == "v00" && row.period_start == now && row.period_type == "day");
        let row = row.unwrap();
        (row.verdict, row.change_low.unwrap() > 0.0)
    };
    assert_eq!(of(1), ("up", true));
    assert_eq!(of(20), ("cant_tell", true));
}

#[test]
fn a_survey_that_the_journey_no_longer_has_keeps_its_rows_under_its_own_stage() {
    let (before, mut after) = (journey(), journey());
    let day = jiff::civil::date(2026, 10, 5);
    let answers = [cells(&before, "returned", None, day, vec![answer_cell(day, &[(5, 9)])])];
    let dropped = after.stages.remove(2);
    let former = [crate::Former { survey: dropped.surveys[0].clone(), stage: dropped }];
    let is_month = |row: &&StageScoreRow<'_>| row.survey_id == "returned" && row.period_type == "month";
    let was = stage_scores(&scope(&before, &answers, &[]));
    let is = stage_scores(&Scope { former: &former, ..scope(&after, &answers, &[]) });
    let (was, is) = (was.iter().find(is_month).unwrap(), is.iter().find(is_month).unwrap());
    assert_eq!((is.stage_id, is.score, is.target), (was.stage_id, was.score, was.target));
    let everywhere = stage_scores(&Scope { former: &former, ..scope(&after, &answers, &[]) });
    let rolling = everywhere.iter().filter(|row| row.survey_id == "returned" && row.period_type == "last_28d");
    assert_eq!(rolling.count(), 0, "nobody waits for it");
}
