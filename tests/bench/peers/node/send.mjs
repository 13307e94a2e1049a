// Each minute: what is due becomes one email through SES, never two.
import { BatchGetCommand } from "@aws-sdk/lib-dynamodb";
import * as lib from "./lib.mjs";
import { account, proof, send } from "./mail.mjs";
import { fill, oneLine, render, scale, textsOf } from "./render.mjs";
import { askedRecently, isOpen, isOutranked, suppression, tooLate } from "./rules.mjs";

const LEASE = 15 * lib.MINUTE, OPEN_TRAILS = 15 * lib.MINUTE, SETTLED_TRAILS = 45 * lib.MINUTE, STRIDE = 15 * lib.MINUTE;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits for a mail's turn, as fast as SES grants the account; false if none is left. */
async function turn(run) {
  run.account ??= account();
  const { SendingEnabled, SendQuota } = await run.account;
  if (!SendingEnabled || Date.now() >= run.ends) {
    run.stopped = SendingEnabled ? "out_of_time" : "paused";
    return false;
  }
  const at = Math.max(run.next, Date.now());
  run.next = at + Math.min(1000, 1000 / SendQuota.MaxSendRate);
  if (at - Date.now() > 1) await sleep(at - Date.now());
  return true;
}

function letterOf(invitation, letter, { number, version, journey }) {
  const { key, context, language } = invitation;
  const t = textsOf(language);
  const { due } = lib.place(key);
  const lastDay = Math.floor((due + lib.length(journey.link_life)) / lib.DAY);
  const claim = { key, journey: number, version, survey: context.index, language, lastDay };
  const answerUrl = `${process.env.GLIMT_PUBLIC_URL}/r/${lib.token(1, claim)}`;
  const optOutUrl = `${process.env.GLIMT_PUBLIC_URL}/u/${lib.token(2, claim, invitation.contact)}`;
  const [, month, day] = context.happened_on.split("-").map(Number);
  const words = { reference: oneLine(invitation.reference, 40), company: letter.company, day, month: t.months[month - 1] };
  const cells = scale(context.metric).map((rating, n, all) => {
    const end = n === 0 ? letter.low : n === all.length - 1 ? letter.high : null;
    const label = fill(t.rating_of, { rating, top: all.at(-1) }) + (end ? ` (${end})` : "");
    return { shown: rating, label, url: `${answerUrl}/${rating}` };
  });
  const subject = oneLine(fill(t.subject, words), 59);
  const filled = {
    ...letter, t, lang: language, subject, cells, width: `${Math.floor(100 / cells.length)}%`,
    greeting: invitation.name ? fill(t.greeting, { name: oneLine(invitation.name, 80) }) : t.greeting_nameless,
    why: fill(t.why, words), validity: fill(t.validity, { days: Number.parseInt(journey.link_life, 10) }),
    sign_off: fill(t.sign_off, words), answer_url: answerUrl, opt_out_url: optOutUrl, honeypot_url: `${answerUrl}/x`,
  };
  return {
    from: letter.from, to: invitation.address, replyTo: letter.reply_to, subject,
    html: render("invitation.html", filled), text: render("invitation.txt", filled),
    headers: {
      "List-Unsubscribe": `<${optOutUrl}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "OOF, AutoReply", "Feedback-ID": `${context.survey}:${context.journey}:${context.stage}:glimt`,
    },
    tags: { invitation: key, attempt: String(invitation.attempt) },
  };
}

/** May it be mailed now? `reserve`, `leave`, or the state in which it ends. */
function decide(run, invitation, subject, contact, { journey, stage, survey }) {
  const { id } = lib.place(invitation.key);
  const frozen = Object.values(subject?.decisions ?? {}).find((frozen) => frozen.key === invitation.key && !frozen.skip);
  if (!frozen) return { to: "superseded" };
  const reserved = contact.asks[id]?.reserved;
  if (reserved && reserved.attempt >= invitation.attempt) {
    return lib.now() < Date.parse(reserved.at) + LEASE ? "leave" : { to: "unknown" };
  }
  const voids = survey.void_on.map((kind) => subject.voids[kind]).filter(Boolean).map(Date.parse);
  if (voids.some((at) => Date.parse(frozen.happened_at) <= at)) return { to: "voided" };
  const reason = (journey.mode !== "live" ? "shadow" : undefined)
    ?? (tooLate(survey, frozen.happened_at, lib.now()) ? "too_late" : undefined)
    ?? suppression(contact, stage)
    ?? askedRecently(journey, survey, contact, id, lib.now())
    ?? (isOutranked(journey, contact, id) ? "outranked" : undefined);
  if (reason) return { to: "skipped", reason };
  return isOpen(journey, invitation.time_zone ?? journey.time_zone, lib.now()) ? "reserve" : "leave";
}

/** Lets the invitation change its state, if it is still pending, or unknown, at this attempt. */
function apply({ pk, sk, attempt }, to, { set = "", remove = "", values = {}, from = ["pending", "unknown"] } = {}) {
  const froms = Object.fromEntries(from.map((state, n) => [`:from${n}`, state]));
  return lib.update("invitations", { pk, sk }, {
    UpdateExpression: `SET #state = :to${set}${remove}`,
    ConditionExpression: `#state IN (${Object.keys(froms).join(", ")}) AND attempt = :attempt`,
    ExpressionAttributeNames: { "#state": "state", ...(remove && { "#name": "name" }) },
    ExpressionAttributeValues: { ":to": to, ":attempt": attempt, ...froms, ...values },
  });
}
const FORGET = " REMOVE address, #name";
const TAKEN = ["pending", "unknown", "dropped", "rejected", "skipped", "voided"];

/** One invitation: read, decide, reserve, mail, mark. Gives whether the sweep has to come back to it. */
async function deliver(run, invitation) {
  const { context } = invitation;
  const published = await lib.journeyNamed(context.journey, context.version);
  const { stage, survey } = lib.surveyOf(published.journey, context.survey);
  const sort = lib.sortOf({ version: context.version, survey: context.index, language: invitation.language });
  const letter = await lib.publishedItem(published.number, `${sort}#letter`);
  const message = letterOf(invitation, letter, published);
  const { id } = lib.place(invitation.key);
  for (let tries = 0; tries < 20; tries++) {
    const reads = [lib.get("subjects", { pk: invitation.subject }), lib.get("contacts", { pk: invitation.contact })];
    const [subject, remembered] = await Promise.all(reads);
    const contact = remembered ?? { pk: invitation.contact, rev: 0, asks: {}, suppressed: {} };
    const decided = decide(run, invitation, subject, contact, { journey: published.journey, stage, survey });
    if (decided === "leave") return true;
    if (decided !== "reserve") {
      const reason = decided.reason && { set: ", reason = :reason", values: { ":reason": decided.reason } };
      await apply(invitation, decided.to, { remove: FORGET, ...reason });
      run.closed += 1;
      return false;
    }
    if (!(await turn(run))) return true;
    const reserved = { attempt: invitation.attempt, at: lib.iso(lib.now()), by: run.me };
    const asks = { ...contact.asks, [id]: { survey: `${context.journey}/${context.survey}`, priority: survey.priority, key: invitation.key, reserved } };
    const next = { ...contact, asks, rev: contact.rev + 1, expires: lib.rememberedUntil([published]) };
    if (await lib.replace("contacts", next, contact.rev)) return mail(run, invitation, message);
  }
  throw new Error("the contact was changed by others 20 times in a row");
}

async function mail(run, invitation, message) {
  try {
    const id = await send(message);
    run.sent += 1;
    const sent = { ":now": lib.iso(lib.now()), ":message": id };
    await apply(invitation, "sent", { set: ", sent_at = :now, message_id = :message", remove: FORGET, values: sent, from: TAKEN });
    return false;
  } catch (error) {
    lib.logger.warn("not sent", { invitation: invitation.key, code: error.name });
    const proven = proof(error);
    if (proven === "not_sent") await apply(invitation, "pending", { set: ", attempt = attempt + :one", values: { ":one": 1 } });
    else if (proven === "refused") await apply(invitation, "rejected", { remove: FORGET });
    else await apply(invitation, "unknown", { set: ", unknown_since = :now", values: { ":now": lib.iso(lib.now()) }, from: ["pending"] });
    run[proven === "unknown" ? "unknown" : "closed"] += proven === "not_sent" ? 0 : 1;
    return proven === "not_sent";
  }
}

/** One shard from its watermark to now. Watermarks trail, and never pass what is still open. */
async function sweep(run, mark) {
  const until = lib.now();
  const first = Date.parse(mark.open);
  const due = [];
  for (let day = Date.parse(lib.utcDay(first)); day <= until; day += lib.DAY) {
    const time = (ms) => new Date(ms).toISOString().slice(11, 19);
    due.push(...(await lib.query("invitations", {
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :until",
      FilterExpression: "#state IN (:pending, :unknown)",
      ExpressionAttributeNames: { "#state": "state" },
      ExpressionAttributeValues: {
        ":pk": `${lib.utcDay(day)}#${mark.shard}`, ":from": day < first ? time(first) : "0",
        ":until": day + lib.DAY > until ? `${time(until)}~` : "~", ":pending": "pending", ":unknown": "unknown",
      },
    })));
  }
  const pending = due.filter((invitation) => invitation.state === "pending");
  let open = until - OPEN_TRAILS;
  for (let n = 0; n < pending.length; n += 2) {
    const outcomes = await Promise.all(pending.slice(n, n + 2).map(async (invitation) => {
      const left = await deliver(run, invitation).catch((error) => {
        run.failed += 1;
        lib.logger.warn("left open; the next sweep tries again", { invitation: invitation.key, error });
        return true;
      });
      return left ? lib.place(invitation.key).due : Number.POSITIVE_INFINITY;
    }));
    open = Math.min(open, ...outcomes);
  }
  if (open < first + STRIDE) return;
  const settled = lib.iso(Math.max(Date.parse(mark.settled), Math.min(open, until - SETTLED_TRAILS)));
  const item = { pk: `mark#${mark.shard}`, sk: "mark", shard: mark.shard, open: lib.iso(open), settled };
  await lib.put("invitations", item, "attribute_not_exists(pk) OR (#open = :open)", { ":open": mark.open }, { "#open": "open" });
}

async function marks() {
  const TableName = lib.table("invitations");
  const Keys = Array.from({ length: lib.SHARDS }, (_, shard) => ({ pk: `mark#${shard}`, sk: "mark" }));
  const got = await lib.db.send(new BatchGetCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } }));
  const start = lib.iso(lib.now() - 30 * lib.DAY);
  return Keys.map((_, shard) => got.Responses[TableName].find((mark) => mark.shard === shard) ?? { shard, open: start, settled: start });
}

export async function handler(event, context) {
  lib.logger.addContext(context);
  const run = { me: `${context.awsRequestId}@${lib.now()}`, sent: 0, closed: 0, unknown: 0, failed: 0, stopped: null, next: 0 };
  run.ends = Date.now() + context.getRemainingTimeInMillis() - 20_000;
  const wanted = (await marks()).filter((mark) => event.shards?.includes(mark.shard) ?? true);
  await Promise.all(wanted.map((mark) => sweep(run, mark)));
  const { sent, closed, unknown, failed, stopped } = run;
  if (sent + closed + unknown + failed > 0) lib.logger.info("swept", { sent, closed, unknown, failed });
  return { sent, closed, unknown, failed, stopped };
}
