//! The tables of the funnel: from touchpoints to answers, by the local day due, and why not.

use super::rounded;
use crate::period::Period;
use crate::scope::{Asked, Days, Group, Place, Scope};
use crate::table::describe::table;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use std::borrow::Cow;
use std::collections::BTreeMap;
use survey::cell::Funnel;
use survey::journey::length::Length;

table! {
    /// What became of the touchpoints that a survey listens to in one period, by the local day that the survey was due.
    pub struct FunnelRow<'a> in "funnel" {
        /// The journey.
        key journey_id: &'a str,
        /// The stage.
        key stage_id: &'a str,
        /// The survey.
        key survey_id: &'a str,
        /// day, week (from Monday), month, quarter, last_28d or last_90d.
        key period_type: &'static str,
        /// The period's first day, in the journey's zone.
        key period_start: Date,
        /// Its last day, included.
        never period_end: Date,
        /// Its name: 2026-W47.
        never period_label: String,
        /// The segment; empty for everybody together.
        key segment: &'a str,
        /// The segment's value; empty for everybody together.
        key segment_value: Cow<'a, str>,
        /// How they were asked: email, or the channel of a link.
        key channel: Cow<'a, str>,
        /// Everything that the survey listened to: skipped and invited.
        sum touchpoints: u64,
        /// Those that led to no invitation.
        sum skipped: u64,
        /// Those whom somebody meant to ask: pending, voided, skipped_at_send, rejected, unknown and sent.
        sum invited: u64,
        /// Not due yet, or waiting for their window.
        sum pending: u64,
        /// Taken back, by a refund or the like.
        sum voided: u64,
        /// Decided against when due.
        sum skipped_at_send: u64,
        /// Refused by the mail service for good.
        sum rejected: u64,
        /// May or may not have been sent; never sent again.
        sum unknown: u64,
        /// Taken by the mail service.
        sum sent: u64,
        /// Of those, sent back for good.
        sum bounced: u64,
        /// Sent and not bounced.
        sum delivered: u64,
        /// Marked as spam.
        sum complained: u64,
        /// Opted out by the link in the mail.
        sum opted_out: u64,
        /// Reminders sent, by the day that the reminder was due.
        sum reminded: u64,
        /// With at least one visit through a rating's link, a mail scanner's or a person's.
        sum clicked: u64,
        /// Clicked as people do, and not answered.
        sum provisional: u64,
        /// Clicked otherwise, and not answered.
        sum suspect: u64,
        /// Answered.
        sum answered: u64,
        /// Answered of delivered, a share of 1; empty until mature, and for links without an email.
        never answer_rate: Option<f64>,
        /// Whether the last link of the period has expired.
        never is_mature: bool,
        /// The newest of what the row is made of, when the row last changed.
        never as_of: Option<Timestamp>,
        /// How often the row was put after its period was over, each time with other figures; 1 is the first.
        never revision: u32,
    }
}

table! {
    /// How many were left out for one reason. Over one step they add up to the funnel's column of that name.
    pub struct FunnelReasonRow<'a> in "funnel_reasons" {
        /// The journey.
        key journey_id: &'a str,
        /// The stage.
        key stage_id: &'a str,
        /// The survey.
        key survey_id: &'a str,
        /// day, week (from Monday), month, quarter, last_28d or last_90d.
        key period_type: &'static str,
        /// The period's first day, in the journey's zone.
        key period_start: Date,
        /// Its last day, included.
        never period_end: Date,
        /// Its name: 2026-W47.
        never period_label: String,
        /// The segment; empty for everybody together.
        key segment: &'a str,
        /// The segment's value; empty for everybody together.
        key segment_value: Cow<'a, str>,
        /// How they were asked: email, or the channel of a link.
        key channel: Cow<'a, str>,
        /// skipped or skipped_at_send.
        key step: &'static str,
        /// The reason's code.
        key reason: &'static str,
        /// How many.
        sum count: u64,
    }
}

/// In seconds, as the lengths of a journey count it.
pub(crate) const DAY: i64 = 86_400;

/// The funnel, in the order of the journey, then period, segment, channel. Periods in which
/// nothing was due are left out.
pub fn funnel<'a>(scope: &Scope<'a>) -> Vec<FunnelRow<'a>> {
    each(scope, |place, group, period, asked| vec![funnel_row(scope, place, group, period, asked)])
}

/// The reasons of the funnel's `skipped` and `skipped_at_send`, in the funnel's order, then by step and
/// reason.
pub fn funnel_reasons<'a>(scope: &Scope<'a>) -> Vec<FunnelReasonRow<'a>> {
    each(scope, |place, group, period, asked| {
        let steps = [("skipped", &asked.skips), ("skipped_at_send", &asked.skips_at_send)];
        let reasons = steps.into_iter().flat_map(|(step, reasons)| reasons.iter().map(move |counted| (step, counted)));
        reasons
            .filter(|(_, (_, count))| **count > 0)
            .map(|(step, (reason, count))| FunnelReasonRow {
                journey_id: scope.journey.id.as_str(),
                stage_id: place.stage.id.as_str(),
                survey_id: place.survey.id.as_str(),
                period_type: period.kind.as_str(),
                period_start: period.start,
                period_end: period.end,
                period_label: period.label(),
                segment: group.segment,
                segment_value: Cow::Borrowed(group.value),
                channel: Cow::Borrowed(group.channel),
                step,
                reason: reason.code(),
                count: *count,
            })
            .collect()
    })
}

/// The last day due whose links have all expired.
pub(crate) fn last_mature_day(link_life: Length, today: Date) -> Date {
    let days = link_life.seconds().div_euclid(DAY) + i64::from(link_life.seconds().rem_euclid(DAY) > 0);
    today.saturating_sub((days + 1).days())
}

/// The answers per email delivered, as a share of 1; None where none was.
pub(crate) fn answer_rate(asked: &Asked) -> Option<f64> {
    let delivered = asked.funnel.delivered();
    (delivered > 0).then(|| asked.funnel.answered as f64 / delivered as f64)
}

fn each<'a, R>(scope: &Scope<'a>, rows_of: impl Fn(&Place<'a>, &Group<'a>, Period, &Asked) -> Vec<R>) -> Vec<R> {
    let places = scope.places();
    let mut rows = BTreeMap::new();
    for (group, cells) in scope.funnel_groups() {
        let Some(place) = places.get(group.survey) else { continue };
        let days: Days<Asked> = Days::of(cells);
        for period in Period::touched(days.dates(), scope.today) {
            let asked = days.sum(period);
            if asked.funnel != Funnel::default() {
                rows.insert(group.order(period), rows_of(place, &group, period, &asked));
            }
        }
    }
    rows.into_values().flatten().collect()
}

fn funnel_row<'a>(
    scope: &Scope<'a>,
    place: &Place<'a>,
    group: &Group<'a>,
    period: Period,
    asked: &Asked,
) -> FunnelRow<'a> {
    let funnel = asked.funnel;
    let is_mature = period.end <= last_mature_day(scope.journey.link_life, scope.today);
    FunnelRow {
        journey_id: scope.journey.id.as_str(),
        stage_id: place.stage.id.as_str(),
        survey_id: place.survey.id.as_str(),
        period_type: period.kind.as_str(),
        period_start: period.start,
        period_end: period.end,
        period_label: period.label(),
        segment: group.segment,
        segment_value: Cow::Borrowed(group.value),
        channel: Cow::Borrowed(group.channel),
        touchpoints: funnel.touchpoints(),
        skipped: funnel.skipped,
        invited: funnel.invited(),
        pending: funnel.pending,
        voided: funnel.voided,
        skipped_at_send: funnel.skipped_at_send,
        rejected: funnel.rejected,
        unknown: funnel.unknown,
        sent: funnel.sent,
        bounced: funnel.bounced,
        delivered: funnel.delivered(),
        complained: funnel.complained,
        opted_out: funnel.opted_out,
        reminded: funnel.reminded,
        clicked: funnel.clicked,
        provisional: funnel.provisional,
        suspect: funnel.suspect,
        answered: funnel.answered,
        answer_rate: answer_rate(asked).filter(|_| is_mature).and_then(rounded),
        is_mature,
        as_of: asked.as_of,
        revision: 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{TODAY, cells, funnel_cell, journey, scope, sixty_days};
    use jiff::civil::date;
    use survey::Reason;
    use survey::cell::FunnelCell;

    const COUNTS: Funnel = Funnel {
        skipped: 7,
        pending: 1,
        voided: 2,
        skipped_at_send: 3,
        rejected: 1,
        unknown: 1,
        sent: 40,
        bounced: 4,
        complained: 1,
        opted_out: 2,
        reminded: 10,
        clicked: 15,
        provisional: 2,
        suspect: 3,
        answered: 12,
    };

    #[test]
    fn every_row_adds_up_and_longer_periods_are_the_sums_of_their_days() {
        let journey = journey();
        let (_, funnels) = sixty_days(&journey);
        let rows = funnel(&scope(&journey, &[], &funnels));
        for row in &rows {
            assert_eq!(row.touchpoints, row.skipped + row.invited);
            let states = [row.pending, row.voided, row.skipped_at_send, row.rejected, row.unknown, row.sent];
            assert_eq!(row.invited, states.iter().sum::<u64>());
            assert_eq!(row.delivered, row.sent - row.bounced);
        }
        let sent = |label: &str| -> u64 {
            rows.iter()
                .filter(|row| row.survey_id == "delivered" && row.period_label.starts_with(label))
                .map(|row| row.sent)
                .sum()
        };
        assert!(sent("2026-11-") > 0);
        assert_eq!(
            sent("2026-11-"),
            rows.iter().find(|row| row.survey_id == "delivered" && row.period_label == "2026-11").unwrap().sent
        );
        assert_eq!(sent("2026-Q"), sent("2026-W"));
    }

    #[test]
    fn the_answer_rate_waits_until_the_last_link_has_expired() {
        let journey = journey();
        let row_of = |due: Date| {
            let funnels = [cells(&journey, "delivered", None, due, vec![funnel_cell(due, COUNTS)])];
            let rows = funnel(&scope(&journey, &[], &funnels));
            (rows[0].is_mature, rows[0].answer_rate)
        };
        assert_eq!(row_of(date(2026, 10, 24)), (false, None));
        assert_eq!(row_of(date(2026, 10, 23)), (true, Some(0.3333)));
    }

    #[test]
    fn a_link_without_an_email_has_no_answer_rate() {
        let journey = journey();
        let due = date(2026, 9, 1);
        let counts = Funnel { answered: 5, ..Funnel::default() };
        let cell = FunnelCell { channel: "link".to_owned(), ..funnel_cell(due, counts) };
        let funnels = [cells(&journey, "delivered", None, due, vec![cell])];
        let rows = funnel(&scope(&journey, &[], &funnels));
        assert_eq!((rows[0].is_mature, rows[0].answered, rows[0].answer_rate), (true, 5, None));
    }

    #[test]
    fn reasons_add_up_to_the_steps_that_they_belong_to() {
        let journey = journey();
        let of = |day: Date| FunnelCell {
            skips: [(Reason::QuietPeriod, 4), (Reason::NoAddress, 3)].into(),
            skips_at_send: [(Reason::OptedOut, 3), (Reason::TooLate, 0)].into(),
            ..funnel_cell(day, COUNTS)
        };
        let funnels = [TODAY, date(2026, 11, 20)].map(|day| cells(&journey, "delivered", None, day, vec![of(day)]));
        let scope = scope(&journey, &[], &funnels);
        let week: Vec<_> = funnel_reasons(&scope).into_iter().filter(|row| row.period_label == "2026-W47").collect();
        let counted: Vec<_> = week.iter().map(|row| (row.step, row.reason, row.count)).collect();
        let expected =
            [("skipped", "no_address", 6), ("skipped", "quiet_period", 8), ("skipped_at_send", "opted_out", 6)];
        assert_eq!(counted, expected);
        let row = funnel(&scope).into_iter().find(|row| row.period_label == "2026-W47").unwrap();
        assert_eq!((row.skipped, row.skipped_at_send), (14, 6));
    }

    #[test]
    fn a_link_that_lives_part_of_a_day_longer_takes_the_whole_day() {
        let last_mature = |life| last_mature_day(Length::parse(life).unwrap(), date(2026, 11, 5));
        assert_eq!((last_mature("2d"), last_mature("49h")), (date(2026, 11, 2), date(2026, 11, 1)));
    }
}
