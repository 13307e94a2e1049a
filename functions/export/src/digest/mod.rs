//! The digest: on a schedule, to each stage's owner of their stages and to the journey's owner of the whole.

mod mail;

use crate::App;
use crate::mark::mark;
use crate::period::{Period, PeriodType};
use crate::release::Files;
use crate::rows::DriverRow;
use crate::scope::Scope;
use crate::told::Told;
use anyhow::{Result, anyhow};
use mailer::{Attachment, Mailer, Message, Rendered, SendError};
use survey::Address;
use survey::journey::reporting::Digest;
use survey::journey::{Journey, Stage};

/// Larger files are left out: mailboxes refuse large mails, and 40 MB is SES's own limit.
const LARGEST: usize = 5_000_000;

/// What a digest is made of.
pub(crate) struct Material<'m, 'a> {
    pub scope: &'m Scope<'a>,
    pub told: &'m Told,
    pub drivers: &'m [DriverRow<'a>],
    pub files: &'m Files,
}

/// Sends what is due of a journey and was not sent yet: of the last day, week or month that is over. Gives how many mails
/// that were. A mail that SES does not take is tried again by the next run.
pub(crate) async fn send_due(app: &App, material: &Material<'_, '_>) -> Result<u64> {
    let (Some(mailer), Some(period)) = (&app.mailer, due(material.scope)) else { return Ok(0) };
    if !anything_until(material.scope, period) {
        return Ok(0);
    }
    let journey = material.scope.journey;
    let mut sent = 0;
    let mut outcome = Ok(());
    for (reader, stages) in readers(material.scope) {
        let whole = is_same(reader, &journey.owner);
        let write = || mail::write(material, period, (!whole).then_some(stages.as_slice()));
        let attachments = if journey.reporting.attach { attachments(material) } else { Vec::new() };
        match send_once(app, mailer, journey, &period.label(), reader, write, &attachments).await {
            Ok(was_sent) => sent += u64::from(was_sent),
            Err(error) => outcome = Err(error),
        }
    }
    outcome.map(|()| sent)
}

/// Tells a journey's owner, once a day, that its files could not be made or put. Says nothing where they want no digests.
pub(crate) async fn tell_failed(app: &App, scope: &Scope<'_>) -> Result<()> {
    let journey = scope.journey;
    let Some(mailer) = app.mailer.as_ref().filter(|_| journey.reporting.digest != Digest::Off) else { return Ok(()) };
    let name = format!("failed {}", scope.today);
    send_once(app, mailer, journey, &name, &journey.owner, || mail::failed(scope), &[]).await.map(drop)
}

/// Sends a mail of this name to its reader unless that was done before; gives whether it was sent now. Fails, to be tried
/// again, if SES has not taken it.
async fn send_once(
    app: &App,
    mailer: &Mailer,
    journey: &Journey,
    name: &str,
    reader: &Address,
    write: impl FnOnce() -> Result<Rendered>,
    attachments: &[Attachment],
) -> Result<bool> {
    let id = reader_name(reader);
    if app.store.digest_sent(&journey.id, name, &id).await?.is_some() {
        return Ok(false);
    }
    let rendered = write()?;
    // First, so that nobody gets it twice.
    app.store.note_digest_sent(&journey.id, name, &id, (app.clock)()).await?;
    match hand_over(mailer, journey, reader, &rendered, attachments).await {
        Ok(()) => {
            tracing::info!(journey = %journey.id, digest = name, "a digest is sent");
            Ok(true)
        }
        Err(error) if error.is_transient() => {
            app.store.forget_digest(&journey.id, name, &id).await?;
            Err(anyhow!("SES did not take a digest ({}); the next run tries again", error.code()))
        }
        Err(error) => {
            let code = error.code();
            tracing::error!(journey = %journey.id, reader = id, code, "a digest may be lost: look at its owner's address");
            Ok(false)
        }
    }
}

/// The last period that is over, of the kind that the journey has a digest of.
fn due(scope: &Scope<'_>) -> Option<Period> {
    let kind = match scope.journey.reporting.digest {
        Digest::Day => PeriodType::Day,
        Digest::Week => PeriodType::Week,
        Digest::Month => PeriodType::Month,
        Digest::Off => return None,
    };
    Some(Period::of(kind, scope.today).previous())
}

/// Each owner once, with the stages that are theirs; the journey's owner reads of all.
fn readers<'a>(scope: &Scope<'a>) -> Vec<(&'a Address, Vec<&'a Stage>)> {
    let mut readers: Vec<(&Address, Vec<&Stage>)> = vec![(&scope.journey.owner, Vec::new())];
    for stage in &scope.journey.stages {
        match readers.iter_mut().find(|(reader, _)| is_same(reader, &stage.owner)) {
            Some((_, theirs)) => theirs.push(stage),
            None => readers.push((&stage.owner, vec![stage])),
        }
    }
    readers
}

/// Mailboxes do not tell capitals from small letters.
fn is_same(a: &Address, b: &Address) -> bool {
    a.as_str().eq_ignore_ascii_case(b.as_str())
}

fn reader_name(reader: &Address) -> String {
    mark(reader.as_str().to_ascii_lowercase(), 8)
}

/// Whether anything was asked or answered by the end of the period.
fn anything_until(scope: &Scope<'_>, period: Period) -> bool {
    let asked = scope.funnels.iter().filter(|cells| cells.key.journey == scope.journey.id);
    let answered = scope.answers.iter().filter(|cells| cells.key.journey == scope.journey.id);
    let days = asked.flat_map(|cells| cells.cells.iter().map(|cell| cell.day));
    days.chain(answered.flat_map(|cells| cells.cells.iter().map(|cell| cell.day))).any(|day| day <= period.end)
}

/// The report in the owners' language, and the workbook.
fn attachments(material: &Material<'_, '_>) -> Vec<Attachment> {
    let journey = material.scope.journey;
    let report = format!("report.{}.html", journey.language(None).code());
    let kinds = [
        (report.as_str(), "text/html"),
        ("scores.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ];
    let attachment = |(name, content_type): (&str, &str)| {
        let bytes = &material.files.get(&format!("{}/{name}", journey.id))?.bytes;
        (bytes.len() <= LARGEST).then(|| Attachment {
            name: name.to_owned(),
            content_type: content_type.to_owned(),
            bytes: bytes.to_vec(),
        })
    };
    kinds.into_iter().filter_map(attachment).collect()
}

async fn hand_over(
    mailer: &Mailer,
    journey: &Journey,
    to: &Address,
    mail: &Rendered,
    attachments: &[Attachment],
) -> Result<(), SendError> {
    let headers = [("Auto-Submitted".to_owned(), "auto-generated".to_owned())];
    let message = Message {
        from: &journey.sender.from,
        to: to.as_str(),
        reply_to: None,
        subject: &mail.subject,
        html: &mail.html,
        text: &mail.text,
        headers: &headers,
        tags: &[],
        attachments,
    };
    mailer.insist(&message).await.map(drop)
}

/// The scope as it was on the last day of a period, so that "the last 28 days" are those that ended with it.
pub(crate) fn at_the_end_of<'a>(scope: &Scope<'a>, period: Period) -> Scope<'a> {
    Scope { today: period.end, ..*scope }
}
