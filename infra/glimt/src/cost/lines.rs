//! The lines of what comes with each survey.

use super::measured::{Figures, Measured};
use super::volumes::Volumes;
use super::{Bill, GB, Options, Part, Plan, Prices, Through};

/// What one read unit reads.
const READ_BYTES: f64 = 4_096.0;
/// … eventually consistent, as what is folded and exported on a schedule is read.
const READ_BYTES_EVENTUALLY: f64 = 2.0 * READ_BYTES;

/// What SES asks: the floor.
pub(super) fn mails(bill: &mut Bill, options: &Options, prices: &Prices, measured: &Measured) {
    let v = Volumes::of(options, &measured.figures);
    let price = match options.ses_plan {
        Plan::ALaCarte => &prices.ses_a_la_carte,
        Plan::Essentials => &prices.ses_essentials,
    };
    let lower = "Nothing of Glimt's: the plan, PutAccountPricingAttributes.";
    bill.add(Part::Mail, "SES: surveys, reminders and alerts", v.mails + v.alerts, price, lower);
}

/// Everything else.
pub(super) fn surveys(bill: &mut Bill, options: &Options, prices: &Prices, measured: &Measured) {
    let m = &measured.figures;
    let v = Volumes::of(options, m);
    ways_in(bill, options.through, prices, m, &v);
    tables(bill, prices, m, &v);
    kept(bill, prices, m, &v);
    after(bill, prices, m, &v);
    functions(bill, options.through, prices, m, &v);
    logs(bill, options.through, prices, m, &v);
}

/// How events get to trigger.
fn ways_in(bill: &mut Bill, through: Through, prices: &Prices, m: &Figures, v: &Volumes) {
    let mut add = |item, units, price, lower| bill.add(Part::Survey, item, units, price, lower);
    if through == Through::Door {
        add(
            "API Gateway: events",
            v.events,
            &prices.http_api,
            "Sources that put events on the queue: --through queue.",
        );
        return;
    }
    if through == Through::Bus {
        add("EventBridge: events", v.events, &prices.event, "Sources that put events on the queue: --through queue.");
        let archived = v.events * m.event.payload_bytes / GB;
        add("EventBridge: archive of events", archived, &prices.event_archive, "No Archive, and no way to play again.");
    }
    let requests = v.events * (1.0 + 2.0 / m.shop.queued);
    add("SQS: events", requests, &prices.sqs_request, "A batching window on the queue of events: fuller batches.");
}

/// Calls of DynamoDB.
fn tables(bill: &mut Bill, prices: &Prices, m: &Figures, v: &Volumes) {
    let mut write = |item, units, lower| bill.add(Part::Survey, item, units, &prices.dynamodb_write, lower);
    let sent = v.surveys * (m.event.invited_writes + m.mail.writes);
    write(
        "DynamoDB writes: event to mail",
        sent + v.reminders * m.mail.reminder_writes + v.events * m.event.fuse_writes,
        "Nothing that is safe: decision, pending ask, item, claim and mark are one write each.",
    );
    let skipped = v.skips * m.event.skipped_writes + v.skips_at_send * m.mail.closed_writes;
    write("DynamoDB writes: skips", skipped, "Sources that leave out events which no survey listens to.");
    let answered = v.answers * m.page.answer_writes + v.replies * m.page.replies_writes;
    write(
        "DynamoDB writes: clicks and answers",
        answered + v.clicks * m.page.click_writes + v.opt_outs * m.page.opt_out_writes,
        "One click noted for all that a network follows within seconds.",
    );
    let told = v.alerts * m.alert.writes + v.returned * m.feedback.returned_writes;
    write("DynamoDB writes: alerts and bounces", told, "Fewer alerts: a stricter `when`.");

    let mut read = |item, units, lower| bill.add(Part::Survey, item, units, &prices.dynamodb_read, lower);
    let decided = v.surveys * (m.event.invited_reads + m.mail.reads) + v.skips * m.event.skipped_reads;
    let looked = v.skips_at_send * m.mail.closed_reads + v.reminders * m.mail.reminder_reads;
    let shown = v.answers * (m.page.answer_reads + m.page.shown_reads) + v.replies * m.page.replies_reads;
    let heard = v.heard * m.feedback.reads + v.returned * m.feedback.returned_reads;
    read(
        "DynamoDB reads: event to answer",
        decided + looked + shown + heard + v.opt_outs * m.page.opt_out_reads + v.alerts * m.alert.reads,
        "Eventually consistent reads where nothing is decided: follow-ups, thank-yous, what SES says.",
    );
    let due = (v.surveys + v.reminders) * m.bytes.invitation + v.skips * m.bytes.skip;
    read(
        "DynamoDB reads: sweeps",
        due * m.mail.swept / READ_BYTES,
        "Marks that trail by less: now 15 to 30 minutes are read again each minute.",
    );
    let invited = (v.surveys + v.reminders) * m.bytes.invitation;
    let (skipped, answers) = (v.skips * m.bytes.skip, v.answers * m.bytes.answer);
    let hourly = invited * m.fold.invitation_hourly + skipped * m.fold.skip_hourly + answers * m.fold.answer_hourly;
    read(
        "DynamoDB reads: hourly fold",
        hourly / READ_BYTES_EVENTUALLY,
        "A fold each three hours instead of each hour: a third of it.",
    );
    let nightly = (invited + skipped) * m.fold.invitation_nightly + answers * m.fold.answer_nightly;
    read(
        "DynamoDB reads: nightly fold",
        nightly / READ_BYTES_EVENTUALLY,
        "A shorter link_life; older days once a week.",
    );
    let months = m.export.days * 24.0 / m.anyway.hours;
    let nights = m.anyway.hours / 24.0;
    read(
        "DynamoDB reads: export",
        (v.answers * months).min(m.export.enough) * nights * m.bytes.answer / READ_BYTES_EVENTUALLY,
        "Drivers and comments weekly.",
    );
}

/// Bytes that stay, of the surveys of a month over all months that they stay.
fn kept(bill: &mut Bill, prices: &Prices, m: &Figures, v: &Volumes) {
    let of = |items: f64, bytes: f64, months: f64| items * (bytes + m.bytes.of_item) * months / GB;
    let invitations = of(v.surveys + v.reminders, m.bytes.invitation, m.months.invitation)
        + of(v.skips, m.bytes.skip, m.months.invitation);
    let subjects = of(v.events, m.bytes.subject, m.months.people);
    let contacts = of(v.surveys, m.bytes.contact, m.months.people);
    let answers = of(v.answers, m.bytes.answer, m.shop.answer_months);
    let mut keep = |item, units, price, lower| bill.add(Part::Survey, item, units, price, lower);
    let price = &prices.dynamodb_storage;
    keep("DynamoDB storage: invitations", invitations, price, "A shorter link_life.");
    keep(
        "DynamoDB storage: subjects, contacts",
        subjects + contacts,
        price,
        "A shorter `people` of [retention]; in code, each remembered as long as what they were asked needs.",
    );
    keep("DynamoDB storage: answers", answers, price, "A shorter `answers` of [retention].");
    keep(
        "DynamoDB recovery: contacts, answers",
        contacts + answers,
        &prices.dynamodb_recovery,
        "A shorter `answers` of [retention]. RecoverInvitations of the template adds to it.",
    );
}

/// What follows a mail: pages, and what SES says.
fn after(bill: &mut Bill, prices: &Prices, m: &Figures, v: &Volumes) {
    let mut add = |item, units, price, lower| bill.add(Part::Survey, item, units, price, lower);
    add("API Gateway: pages", v.visits, &prices.http_api, "A function URL, which costs nothing, behind a CloudFront.");
    let questions = v.visits - v.posts - 2.0 * v.answers;
    let bytes = questions * m.page.question_bytes
        + v.answers * (m.page.replies_bytes + m.page.thanks_bytes)
        + v.posts * m.page.redirect_bytes
        + v.events * m.event.reply_bytes;
    add(
        "Transfer out: pages",
        bytes / GB,
        &prices.transfer_out,
        "Nothing that a reader would not miss: they are compressed.",
    );
    add(
        "EventBridge: what SES says",
        v.heard,
        &prices.event,
        "SES to an SNS topic, which feedback reads too: half of it.",
    );
    let requests = v.heard * (1.0 + 2.0 / m.feedback.batch);
    add("SQS: what SES says", requests, &prices.sqs_request, "None but SES's word on an SNS topic: see above.");
}

/// Lambda.
fn functions(bill: &mut Bill, through: Through, prices: &Prices, m: &Figures, v: &Volumes) {
    let triggers = if through == Through::Door { v.events } else { v.events / m.shop.queued };
    let batches = v.heard / m.feedback.batch;
    let changes = v.answers + v.replies + v.alerts * m.alert.records;
    bill.add(
        Part::Survey,
        "Lambda: requests",
        triggers + v.visits + batches + changes,
        &prices.lambda_request,
        "Batching windows; a stream's filter that lets no claim of an alert through.",
    );
    let mut run = |item, milliseconds: f64, memory_mb: f64, lower| {
        let units = milliseconds / 1e3 * memory_mb / 1_024.0;
        bill.add(Part::Survey, item, units, &prices.lambda_time, lower);
    };
    let (ms, memory) = (&m.ms, &m.memory_mb);
    run("Lambda: trigger", v.events * ms.event, memory.trigger, "Calls side by side where none waits for another.");
    run(
        "Lambda: send",
        v.mails * ms.mail,
        memory.send,
        "A higher rate granted by SES: the function waits for its turns.",
    );
    run("Lambda: collect", v.visits * ms.page, memory.collect, "256 MB, and slower first pages.");
    run("Lambda: feedback", batches * ms.feedback_batch, memory.feedback, "A batching window.");
    let alerting = changes * ms.stream_batch + v.alerts * ms.alert;
    run("Lambda: alert", alerting, memory.alert, "A batching window on the stream.");
    let folded = (v.surveys + v.reminders) * (m.fold.invitation_hourly + m.fold.invitation_nightly)
        + v.skips * (m.fold.skip_hourly + m.fold.invitation_nightly)
        + v.answers * (m.fold.answer_hourly + m.fold.answer_nightly);
    run("Lambda: aggregate", folded * ms.folded_item, memory.aggregate, "As for the reads of the hourly fold.");
    let months = m.export.days * 24.0 / m.anyway.hours;
    let exported = (v.answers * months).min(m.export.enough) * m.anyway.hours / 24.0;
    run("Lambda: export", exported * ms.exported_answer, memory.export, "As for the reads of the export.");
}

/// CloudWatch's logs.
fn logs(bill: &mut Bill, through: Through, prices: &Prices, m: &Figures, v: &Volumes) {
    let of = |lines: f64, bytes: f64| lines * (bytes + m.overhead.log_line) / GB;
    let functions = of(v.surveys, m.event.log_bytes)
        + of(v.heard, m.feedback.log_bytes)
        + of(v.posts, m.page.log_bytes)
        + of(v.alerts, m.alert.log_bytes);
    let through_doors = v.visits + if through == Through::Door { v.events } else { 0.0 };
    let doors = of(through_doors, m.overhead.access_line);
    let mut add = |item, units, price, lower| bill.add(Part::Survey, item, units, price, lower);
    add(
        "Logs: functions",
        functions,
        &prices.logs,
        "Send events that change nothing at debug; no span beside the spans.",
    );
    add("Logs: doors", doors, &prices.logs, "An access log of errors alone.");
    let stored = (functions + doors) * m.overhead.kept_share * m.months.logs;
    add("Logs: kept", stored, &prices.logs_kept, "A smaller LogDays.");
}
