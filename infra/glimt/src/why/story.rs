//! The words of the story, from what the tables hold.

use crate::library::Library;
use anyhow::{Result, bail};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::fmt::Write;
use survey::click::Link;
use survey::contact::EVERYTHING;
use survey::invitation::{EMAIL, Invitation, State};
use survey::subject::Frozen;
use survey::{Answer, Contact, ContactKey, InvitationKey, Slug, Subject, SubjectKey};

impl Library {
    /// What is known of a person.
    pub(super) async fn contact(&self, key: &ContactKey) -> Result<String> {
        let contact = self.store.contact(key).await?;
        if contact.rev == 0 {
            bail!("nothing is known of this person: nobody was to be asked at this address, or it is forgotten");
        }
        let mut told = format!("contact {key}\n");
        wishes(&mut told, &contact)?;
        if contact.asks.is_empty() {
            writeln!(told, "  nothing was to be asked of them lately")?;
        }
        for ask in contact.asks.values() {
            match self.store.invitation(&ask.key).await? {
                Some(invitation) => told += &self.tell_invitation(&invitation).await?,
                None => writeln!(told, "  {}: {} due {}; its item is gone", ask.survey, ask.key, utc(ask.key.due()))?,
            }
        }
        Ok(told)
    }

    /// What became of one invitation, and of the order or ticket that it is about.
    pub(super) async fn invitation(&self, key: &InvitationKey) -> Result<String> {
        let Some(invitation) = self.store.invitation(key).await? else {
            bail!("there is no invitation {key}: it has expired, was erased, or never was");
        };
        let subject = self.store.subject(&invitation.subject).await?;
        if subject.rev == 0 {
            return self.tell_invitation(&invitation).await;
        }
        self.tell_subject(&invitation.subject, &subject).await
    }

    pub(super) async fn tell_subject(&self, key: &SubjectKey, subject: &Subject) -> Result<String> {
        let mut told = format!("{key}\n");
        for (name, frozen) in &subject.decisions {
            told += &self.tell_decision(name, frozen).await?;
        }
        if subject.decisions.is_empty() {
            writeln!(told, "  no survey has been decided about it")?;
        }
        for (kind, at) in &subject.voids {
            writeln!(told, "  {}  {kind} takes away what happened until then", utc(*at))?;
        }
        writeln!(told, "  events seen: {}", subject.events.join(", "))?;
        Ok(told)
    }

    async fn tell_decision(&self, name: &str, frozen: &Frozen) -> Result<String> {
        if let Some(invitation) = self.store.invitation(&frozen.key).await? {
            let mut told = self.tell_invitation(&invitation).await?;
            if let Some(after) = frozen.presumed_after {
                writeln!(told, "    that it happened is only presumed, {after} after {}", utc(frozen.happened_at))?;
            }
            return Ok(told);
        }
        let fate = match frozen.skip {
            Some(reason) => format!("not asked, because {}", reason.explain()),
            None => format!("invited, due {}; the item is not there (yet, or any more)", utc(frozen.key.due())),
        };
        Ok(format!("  {name}: {fate}\n"))
    }

    async fn tell_invitation(&self, invitation: &Invitation) -> Result<String> {
        let context = &invitation.context;
        let zone = self.zone(&context.journey, context.version).await?;
        let at = |time: Timestamp| time.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S %Z").to_string();
        let mut told = String::new();
        let (journey, survey, key) = (&context.journey, &context.survey, invitation.key);
        writeln!(told, "  {journey}/{survey}, version {}: invitation {key}", context.version)?;
        writeln!(told, "    {} happened on {}", invitation.touchpoint, context.happened_on)?;
        if context.sample_ppm < 1_000_000 {
            writeln!(told, "    sampled: {} % are asked", f64::from(context.sample_ppm) / 10_000.0)?;
        }
        let because = invitation.reason.map(|reason| format!(", because {}", reason.explain())).unwrap_or_default();
        let due = at(key.due());
        match invitation.state {
            State::Pending => writeln!(told, "    is to be mailed at {due}{}", attempt(invitation.attempt))?,
            // A skip that was decided when the event came is filed at that time.
            State::Skipped if invitation.attempt == 0 => writeln!(told, "    {due}  not asked{because}")?,
            State::Skipped => writeln!(told, "    was due at {due}, and was not mailed{because}")?,
            State::Voided => writeln!(told, "    was due at {due}; a refund, cancellation or re-opening came before")?,
            State::Superseded => writeln!(told, "    gave way to another decision about the same")?,
            State::Rejected => writeln!(told, "    was due at {due}; SES refused the message{because}")?,
            State::Unknown => {
                writeln!(told, "    was due at {due}; it may or may not have been mailed, and is looked into")?
            }
            State::Dropped => {
                writeln!(told, "    was due at {due}; it may or may not have been mailed, and is not tried again")?
            }
            State::Sent if context.channel != EMAIL => writeln!(told, "    came by a link ({})", context.channel)?,
            State::Sent => {
                let sent = invitation.sent_at.map_or_else(|| "at a time unknown".to_owned(), at);
                writeln!(told, "    {sent}  mailed{}", attempt(invitation.attempt))?;
            }
        }
        if invitation.erased {
            writeln!(told, "    everything about the person was erased")?;
        }
        for (happened, what) in [
            (invitation.bounced, "the mail bounced"),
            (invitation.complained, "they marked it as spam"),
            (invitation.opted_out, "they asked not to be asked any more"),
        ] {
            if happened {
                writeln!(told, "    {what}")?;
            }
        }
        let mut clicks: Vec<_> = invitation.clicks.iter().collect();
        clicks.sort_by_key(|(_, _, seen)| seen.at);
        for (_, link, seen) in clicks {
            let by_hand = seen.navigated && !seen.robot && link != Link::Honeypot;
            let who = if by_hand { "by hand, it seems" } else { "by a machine, it seems" };
            let link = match link {
                Link::Rating(rating) => format!("the link of rating {rating}"),
                Link::Honeypot => "a hidden link".to_owned(),
                Link::WayOut => "the way out".to_owned(),
            };
            writeln!(told, "    {}  {link} was followed, {who}", at(seen.at))?;
        }
        if let Some(reminder) = &invitation.reminder {
            self.tell_reminder(&mut told, reminder, &at).await?;
        }
        if let Some(answer) = self.store.answer(&key).await? {
            tell_answer(&mut told, &answer, at)?;
        }
        Ok(told)
    }

    async fn tell_reminder(
        &self,
        told: &mut String,
        key: &InvitationKey,
        at: impl Fn(Timestamp) -> String,
    ) -> Result<()> {
        let Some(reminder) = self.store.invitation(key).await? else { return Ok(()) };
        let because = reminder.reason.map(|reason| format!(", because {}", reason.explain())).unwrap_or_default();
        match (reminder.state, reminder.sent_at) {
            (State::Pending, _) => writeln!(told, "    is to be reminded at {}", at(key.due()))?,
            (State::Sent, Some(sent)) => writeln!(told, "    {}  reminded", at(sent))?,
            (State::Unknown | State::Dropped, _) => {
                writeln!(told, "    may or may not have been reminded at {}", at(key.due()))?;
            }
            _ => writeln!(told, "    was not reminded{because}")?,
        }
        Ok(())
    }

    async fn zone(&self, journey: &Slug, version: u32) -> Result<TimeZone> {
        let published = self.store.journey_named(journey, version, Timestamp::UNIX_EPOCH).await?;
        Ok(published.map_or(TimeZone::UTC, |published| published.journey.time_zone.clone()))
    }
}

fn tell_answer(told: &mut String, answer: &Answer, at: impl Fn(Timestamp) -> String) -> std::fmt::Result {
    writeln!(told, "    {}  answered {}", at(answer.first.at), answer.first.rating.get())?;
    if let Some(newest) = answer.last.last().filter(|_| answer.version > 1) {
        writeln!(told, "    {}  changed to {} (version {})", at(newest.at), newest.rating.get(), answer.version)?;
    }
    if answer.comment.is_some() {
        writeln!(told, "    with a comment")?;
    }
    Ok(())
}

fn attempt(attempt: u32) -> String {
    if attempt > 1 { format!(" (attempt {attempt})") } else { String::new() }
}

fn wishes(told: &mut String, contact: &Contact) -> std::fmt::Result {
    for (scope, suppression) in &contact.suppressed {
        let scope = if scope == EVERYTHING { "anything" } else { scope };
        let why = suppression.reason.explain();
        writeln!(told, "  {}  may not be asked about {scope}: {why}", utc(suppression.at))?;
    }
    if let Some(consent) = &contact.consent {
        let told_at = consent.noticed_at.map(|at| format!(", told {}", utc(at))).unwrap_or_default();
        writeln!(told, "  ground of the newest event: {:?}{told_at}", consent.basis)?;
    }
    Ok(())
}

fn utc(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}
