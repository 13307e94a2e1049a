//! The one reminder of a mail: an item of its own, which is put before its mail counts as sent. Pure.

use crate::click::Clicks;
use crate::due;
use crate::invitation::{FirstMail, Invitation, State};
use crate::journey::{Journey, Survey};
use crate::key::InvitationKey;
use crate::touchpoint::Basis;
use jiff::{SignedDuration, Timestamp};

/// The reminder of a mail that SES has taken now, if there is to be one: the survey has reminders, the customer's
/// country does not want consent, and it comes neither too late after what happened nor after the link has expired.
/// A reminder has none.
pub fn reminder(
    mailed: &Invitation,
    message_id: &str,
    journey: &Journey,
    survey: &Survey,
    occurred_at: Timestamp,
    now: Timestamp,
) -> Option<Invitation> {
    let after = survey.reminder.filter(|_| mailed.reminds.is_none())?;
    let country = mailed.context.country.as_deref();
    if journey.sender.basis(country) == Basis::Consent {
        return None;
    }
    let zone = due::zone(journey, mailed.time_zone.as_deref(), country);
    let due = due::due(journey, &zone, now + after.duration(), mailed.key.id());
    // The last day belongs to who answers, not to who is reminded.
    let link_ends = mailed.key.due() + journey.link_life.duration() - SignedDuration::from_hours(24);
    if due >= link_ends || crate::dispatch::too_late(survey, occurred_at, due) {
        return None;
    }
    let mut context = mailed.context.clone();
    context.due_on = due.to_zoned(journey.time_zone.clone()).date();
    Some(Invitation {
        key: InvitationKey::new(due, mailed.key.id().reminder()),
        state: State::Pending,
        attempt: 1,
        context,
        sent_at: None,
        unknown_since: None,
        message_id: None,
        bounced: false,
        complained: false,
        opted_out: false,
        clicks: Clicks::default(),
        reminder: None,
        reminds: Some(FirstMail { key: mailed.key, message_id: message_id.to_owned() }),
        ..mailed.clone()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::Contact;
    use crate::decide::{self, decide};
    use crate::examples::{SECRETS, at, journey, published, rules, slug, touchpoint};
    use crate::journey::length::Length;
    use crate::subject::Subject;

    const HAPPENED: &str = "2026-11-20T10:00:00Z";
    const SENT: &str = "2026-11-21T10:01:00Z";

    /// The reminder of a delivery's mail to this country, with reminders after so many days.
    fn remind(country: &str, days: i64) -> Option<Invitation> {
        let mut journey = journey();
        journey.stages[0].surveys[0].reminder = Some(Length::days(days)).filter(|after| !after.is_zero());
        let mut touchpoint = touchpoint("order.delivered", "shop#1", HAPPENED);
        touchpoint.person.country = Some(country.to_owned());
        let journeys = published(journey.clone());
        let plan = decide(&touchpoint, &Subject::default(), &Contact::default(), &rules(&journeys, at(HAPPENED)));
        let mailed = decide::invitation(&touchpoint, &plan.decisions[0], &journeys[0], &SECRETS).unwrap();
        let survey = &journey.survey(&slug("delivered")).unwrap().1;
        let reminder = reminder(&mailed, "0100", &journey, survey, at(HAPPENED), at(SENT));
        if let Some(again) = &reminder {
            assert_eq!(again.named(), mailed.key);
            assert_eq!((again.key.id(), again.key.id().is_reminder()), (mailed.key.id().reminder(), true));
            assert_eq!(super::reminder(again, "0101", &journey, survey, at(HAPPENED), at(SENT)), None, "at most one");
        }
        reminder
    }

    #[test]
    fn a_reminder_comes_so_long_after_the_mail_and_goes_to_the_same_person() {
        let reminder = remind("NO", 4).unwrap();
        assert_eq!(reminder.key.due(), at("2026-11-25T10:01:00Z"));
        assert_eq!(reminder.context.due_on.to_string(), "2026-11-25");
        assert!(reminder.address.is_some() && reminder.state == State::Pending && reminder.attempt == 1);
    }

    #[test]
    fn nobody_is_reminded_unless_the_survey_says_so_or_where_consent_is_strict() {
        assert_eq!(remind("NO", 0), None);
        assert_eq!(remind("DE", 4), None);
    }

    #[test]
    fn nobody_is_reminded_too_late() {
        assert!(remind("NO", 5).is_some());
        assert_eq!(remind("NO", 6), None, "too_late_after is 7 days, of which one and a minute are over");
    }
}
