//! What is not heard: surveys that have stopped firing, mails that bounce, scanners instead of people, stages that quiet
//! periods starve, and counts that have stopped coming. Silence is an alarm.

use crate::period::{Period, PeriodType};
use crate::scope::{Asked, Scope, Tally};
use crate::standing::{Standing, Surveyed};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use score::{Change, Metric, Sample, Score, Verdict};
use std::collections::BTreeMap;
use survey::journey::Stage;
use survey::{Reason, Slug};

/// Something to look into.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Alarm<'a> {
    /// A survey that usually fires has not, for so many days; so many touchpoints were usual in as many.
    Silent { stage: &'a Stage, survey: &'a Slug, days: i64, usual: f64 },
    /// More of the last week's mails have bounced than of the weeks before: shares of 1.
    Bounces { before: f64, now: f64 },
    /// More of the last week's clicks without an answer are like scanners' than before: shares of 1 of the mails sent.
    Scanners { before: f64, now: f64 },
    /// Quiet periods left out so large a share of a stage's touchpoints.
    Starved { stage: &'a Stage, share: f64 },
    /// Nothing has been counted since then.
    Late { complete_to: Timestamp },
}

/// How many touchpoints must have been usual for none to be an alarm. By chance alone (Poisson) none come where ten are
/// usual once in 20,000 times; the rest is room for shops that sell in waves.
const USUAL: f64 = 10.0;
/// Fewer days than this may be a weekend, or an event that is late.
const FEWEST_DAYS: i64 = 3;
/// The days that are compared with the 28 before them.
const RECENT_DAYS: i64 = 7;
/// Smaller rises are not told, however sure, in percentage points.
const LEAST_RISE: f64 = 2.0;
/// The share of touchpoints from which a stage is starved: whoever is asked is then hardly a sample of everybody.
const STARVED: f64 = 0.3;
/// Counts come each hour.
const LATE: SignedDuration = SignedDuration::from_hours(3);

/// The alarms of a journey, the gravest first.
pub(crate) fn alarms<'a>(scope: &Scope<'_>, standings: &[Standing<'a>]) -> Vec<Alarm<'a>> {
    let mut alarms = Vec::new();
    if let Some(complete_to) = scope.complete_to.filter(|until| scope.now.duration_since(*until) > LATE) {
        alarms.push(Alarm::Late { complete_to });
    }
    for standing in standings {
        alarms.extend(standing.surveys.iter().filter_map(|surveyed| silent(standing.stage, surveyed, scope.today)));
    }
    let mails = || standings.iter().flat_map(|standing| &standing.surveys);
    let (now, before) = recent(scope.today);
    let sum = |period: Period| {
        let mut all = Asked::default();
        mails().for_each(|surveyed| all.add(&surveyed.asked.sum(period)));
        all.funnel
    };
    let (now, before) = (sum(now), sum(before));
    if let Some((before, now)) = rise((before.bounced, before.sent), (now.bounced, now.sent)) {
        alarms.push(Alarm::Bounces { before, now });
    }
    if let Some((before, now)) = rise((before.suspect, before.sent), (now.suspect, now.sent)) {
        alarms.push(Alarm::Scanners { before, now });
    }
    for standing in standings {
        alarms.extend(starved(standing, scope.today).map(|share| Alarm::Starved { stage: standing.stage, share }));
    }
    alarms
}

/// The last whole week, and the 28 days before it.
fn recent(today: Date) -> (Period, Period) {
    let day = |ago: i64| today.saturating_sub(ago.days());
    let period = |start, end| Period { kind: PeriodType::Last28d, start, end };
    (period(day(RECENT_DAYS), day(1)), period(day(RECENT_DAYS + 28), day(RECENT_DAYS + 1)))
}

fn silent<'a>(stage: &'a Stage, surveyed: &Surveyed<'a>, today: Date) -> Option<Alarm<'a>> {
    let touchpoints = |period| surveyed.asked.sum(period).funnel.touchpoints();
    let last = surveyed
        .asked
        .dates()
        .filter(|day| *day < today)
        .filter(|day| touchpoints(Period::of(PeriodType::Day, *day)) > 0)
        .last()?;
    let days = i64::from(last.until(today).ok()?.get_days()) - 1;
    let usual = touchpoints(Period { kind: PeriodType::Last28d, start: last.saturating_sub(27.days()), end: last })
        as f64
        / 28.0;
    // What is due later than today has been heard of too.
    let is_quiet = !surveyed.asked.dates().any(|day| day >= today);
    let usual = usual * days as f64;
    (days >= FEWEST_DAYS && usual >= USUAL && is_quiet).then_some(Alarm::Silent {
        stage,
        survey: &surveyed.survey.id,
        days,
        usual,
    })
}

/// The shares before and now, if that they have risen is sure and worth telling.
fn rise(before: (u64, u64), now: (u64, u64)) -> Option<(f64, f64)> {
    let share = |(part, all): (u64, u64)| {
        let some = thumbs(part, 0)?;
        let all = thumbs(part.min(all), all.saturating_sub(part))?;
        Score::share(&some, &all)
    };
    let (before, now) = (share(before)?, share(now)?);
    let change = Change::of_scores(&now, &before);
    let is_told = change.verdict == Verdict::Up && change.difference >= LEAST_RISE;
    is_told.then_some((before.value / 100.0, now.value / 100.0))
}

/// So many of one kind and so many of another.
fn thumbs(up: u64, down: u64) -> Option<Sample> {
    let mut sample = Sample::default();
    for (rating, count) in [(*Metric::Thumbs.scale().end(), up), (*Metric::Thumbs.scale().start(), down)] {
        sample.add_count(rating, count, score::EVERYBODY).ok()?;
    }
    Some(sample)
}

/// The share of a stage's touchpoints of the last 28 days that quiet periods left out, if it is large.
pub(crate) fn starved(standing: &Standing<'_>, today: Date) -> Option<f64> {
    let period = Period::of(PeriodType::Last28d, today);
    let mut all = Asked::default();
    standing.surveys.iter().for_each(|surveyed| all.add(&surveyed.asked.sum(period)));
    let count = |reasons: &BTreeMap<Reason, u64>| -> u64 {
        [Reason::QuietPeriod, Reason::AskedRecently].iter().filter_map(|reason| reasons.get(reason)).sum()
    };
    let left_out = count(&all.skips) + count(&all.skips_at_send);
    let share = left_out as f64 / all.funnel.touchpoints().max(1) as f64;
    (share > STARVED).then_some(share)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{TODAY, cells, funnel_cell, journey, scope};
    use crate::standing::standings;
    use survey::cell::{Cells, Funnel, FunnelCell};
    use survey::journey::Journey;

    /// Funnels of the survey `delivered`, of so many days ago.
    fn days(journey: &Journey, of: impl Fn(i64) -> Option<Funnel>) -> Vec<Cells<FunnelCell>> {
        let day = |ago: i64| TODAY.saturating_sub(ago.days());
        let funnel =
            |ago: i64| Some(cells(journey, "delivered", None, day(ago), vec![funnel_cell(day(ago), of(ago)?)]));
        (0..60).filter_map(funnel).collect()
    }

    fn told(of: impl Fn(i64) -> Option<Funnel>) -> Vec<String> {
        let journey = journey();
        let funnels = days(&journey, of);
        let scope = scope(&journey, &[], &funnels);
        let standings = standings(&scope);
        alarms(&scope, &standings)
            .into_iter()
            .map(|alarm| format!("{alarm:?}").split([' ', '{']).next().unwrap_or("").to_owned())
            .collect()
    }

    fn sent(sent: u64) -> Funnel {
        Funnel { sent, ..Funnel::default() }
    }

    #[test]
    fn a_survey_that_usually_fires_and_has_stopped_is_told_of() {
        assert_eq!(told(|_| Some(sent(5))), Vec::<String>::new());
        assert_eq!(told(|ago| (ago > 3).then(|| sent(5))), ["Silent"]);
        assert_eq!(told(|ago| (ago > 2).then(|| sent(5))), Vec::<String>::new(), "a weekend");
        assert_eq!(told(|ago| (ago > 9).then(|| sent(1))), Vec::<String>::new(), "nine were usual");
        assert_eq!(told(|ago| (ago > 3 || ago == 0).then(|| sent(5))), Vec::<String>::new(), "it fires again");
        assert_eq!(told(|_| None), Vec::<String>::new(), "it never has");
    }

    #[test]
    fn a_jump_in_bounces_or_scanners_is_told_of_if_it_is_sure_and_worth_telling() {
        let bouncing = |now: u64, before: u64| {
            told(move |ago| Some(Funnel { bounced: if ago <= 7 { now } else { before }, ..sent(100) }))
        };
        assert_eq!(bouncing(1, 1), Vec::<String>::new());
        assert_eq!(bouncing(8, 1), ["Bounces"]);
        assert_eq!(bouncing(2, 1), Vec::<String>::new(), "one point");
        assert_eq!(bouncing(1, 8), Vec::<String>::new(), "fewer");
        let scanned = |ago| Some(Funnel { suspect: if ago <= 7 { 40 } else { 10 }, ..sent(100) });
        assert_eq!(told(scanned), ["Scanners"]);
    }

    #[test]
    fn a_stage_that_quiet_periods_starve_and_counts_that_do_not_come_are_told_of() {
        let journey = journey();
        let skips = [(Reason::QuietPeriod, 4)].into();
        let funnel = FunnelCell { skips, ..funnel_cell(TODAY, Funnel { skipped: 4, ..sent(6) }) };
        let funnels = [cells(&journey, "delivered", None, TODAY, vec![funnel])];
        let scope = scope(&journey, &[], &funnels);
        let late = Scope { now: scope.now + SignedDuration::from_hours(4), ..scope };
        let standings = standings(&late);
        assert!(matches!(alarms(&scope, &standings)[..], [Alarm::Starved { share, .. }] if share == 0.4));
        assert!(matches!(alarms(&late, &standings)[..], [Alarm::Late { .. }, Alarm::Starved { .. }]));
    }
}
