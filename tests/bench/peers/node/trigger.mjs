// A purchase event comes in; an invitation, or a coded reason why not, goes into the tables.
import { createHmac, timingSafeEqual } from "node:crypto";
import * as lib from "./lib.mjs";
import { askedRecently, dueTime, localDay, suppression, tooLate } from "./rules.mjs";

const sources = JSON.parse(process.env.GLIMT_SOURCES);
const reply = (statusCode, body) => ({
  statusCode,
  headers: { "content-type": statusCode < 300 ? "application/json" : "application/problem+json" },
  body: JSON.stringify(body),
});
const problem = (status, title, detail, more) => reply(status, { type: "about:blank", title, status, detail, ...more });
const same = (a, b) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** Whether a request carries this key: as a bearer token, or as a Standard Webhooks signature over the raw body. */
function fits(key, headers, body) {
  const bearer = headers.authorization?.startsWith("Bearer ") ? headers.authorization.slice(7).trim() : "";
  if (bearer) return same(bearer, key);
  const [id, at] = [headers["webhook-id"], headers["webhook-timestamp"]];
  if (!headers["webhook-signature"] || Math.abs(Date.now() / 1000 - Number(at)) > 300) return false;
  const secret = Buffer.from(key.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", secret).update(`${id}.${at}.`).update(body).digest("base64");
  return headers["webhook-signature"].split(" ").some((given) => same(given, `v1,${signature}`));
}

/** One CloudEvent as a touchpoint, or everything that is wrong with it, by field. */
function read(event) {
  const wrong = [];
  const text = (value, field) => (typeof value === "string" && value ? value : (wrong.push({ field, detail: "is missing" }), ""));
  const time = (value, field) => {
    if (value == null) return lib.now();
    const ms = Date.parse(value);
    if (Number.isNaN(ms)) wrong.push({ field, detail: "must be a time such as 2026-11-19T14:03:00+01:00 (RFC 3339)" });
    return ms;
  };
  if (event?.specversion !== "1.0") wrong.push({ field: "specversion", detail: 'must be "1.0"' });
  const [id, source, kind] = ["id", "source", "type"].map((field) => text(event?.[field], field));
  const data = event?.data ?? {};
  const { email, name, country, locale, time_zone } = data.contact ?? (wrong.push({ field: "data.contact", detail: "is missing" }), {});
  const reference = text(data.order?.id, "data.order.id");
  const happenedAt = data.happened_at == null ? time(event?.time, "time") : time(data.happened_at, "data.happened_at");
  const value = data.value && { minor: Math.round(Number(data.value.amount) * 100), currency: data.value.currency };
  if (value && !Number.isFinite(value.minor)) wrong.push({ field: "data.value.amount", detail: "must be a decimal number, such as 1299.00" });
  const address = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(email ?? "") ? email.trim() : null;
  const attributes = Object.fromEntries(Object.entries(data.attributes ?? {}).map(([key, value]) => [key, String(value).slice(0, 100)]));
  const touchpoint = { event: `${source}#${id}`, source, kind, subject: `order#${source}:${reference}`, reference, happenedAt };
  return { ...touchpoint, email, address, name, country, locale, timeZone: time_zone, value, attributes, consent: data.consent, wrong };
}

/** Whether the customer may be asked, by what the law of their country asks for. */
function mayAsk(touchpoint, journey) {
  const basis = journey.sender.consent[touchpoint.country] ?? journey.sender.consent.default;
  if (basis === "legitimate_interest") return true;
  if (basis === "consent") return touchpoint.consent?.basis === "consent";
  return touchpoint.consent?.noticed_at != null || journey.notice_since <= localDay(touchpoint.happenedAt, journey.time_zone);
}

function skipped(touchpoint, { journey, stage, survey }, id, subject, contact, due) {
  const voided = survey.void_on.map((kind) => subject.voids[kind]).filter(Boolean).map(Date.parse);
  if (voided.some((at) => touchpoint.happenedAt <= at)) return "voided";
  if (!touchpoint.address) return touchpoint.email ? "bad_address" : "no_address";
  if (lib.spread(id, 1_000_000) >= survey.sample_ppm) return "not_sampled";
  if (!mayAsk(touchpoint, journey)) return "no_notice";
  const late = tooLate(survey, touchpoint.happenedAt, due) ? "too_late" : undefined;
  return suppression(contact, stage) ?? late ?? askedRecently(journey, survey, contact, id.toString("base64url"), due);
}

/** Decides for each survey that listens; whatever the subject has frozen stands. */
function decide(touchpoint, subject, contact, published) {
  const decisions = [];
  for (const { journey, version } of published) {
    for (const stage of journey.stages) {
      for (const survey of stage.surveys.filter((survey) => survey.on.includes(touchpoint.kind))) {
        const name = `${journey.id}/${survey.id}#1`;
        const of = { journey, version, stage, survey, name };
        const known = subject.decisions[name];
        if (known) {
          decisions.push({ ...of, frozen: known });
          continue;
        }
        const id = lib.invitationId(journey.id, touchpoint.subject, survey.id, 1);
        const earliest = Math.max(touchpoint.happenedAt + lib.length(survey.delay), lib.now() + 15 * lib.MINUTE);
        const due = dueTime(journey, touchpoint.timeZone ?? journey.time_zone, earliest, lib.spread(id, 1800) * lib.SECOND);
        const skip = skipped(touchpoint, of, id, subject, contact, due);
        const frozen = { key: lib.keyOf(skip ? lib.now() : due, id), version, skip, happened_at: lib.iso(touchpoint.happenedAt), event: touchpoint.event };
        decisions.push({ ...of, frozen, fresh: true });
      }
    }
  }
  return decisions;
}

function invitation(touchpoint, { journey, version, stage, survey, frozen }) {
  const { pk, sk, due } = lib.place(frozen.key);
  const asked = !frozen.skip;
  const kept = Object.entries(touchpoint.attributes).filter(([name]) => name in journey.segments);
  return {
    pk, sk, key: frozen.key, state: asked ? "pending" : "skipped", attempt: asked ? 1 : 0, reason: frozen.skip,
    subject: touchpoint.subject, reference: touchpoint.reference, touchpoint: touchpoint.kind,
    contact: touchpoint.address ? lib.contactKey(touchpoint.address) : undefined,
    address: asked ? touchpoint.address : undefined, name: asked ? touchpoint.name : undefined, time_zone: touchpoint.timeZone,
    language: journey.languages.find((language) => touchpoint.locale?.startsWith(language)) ?? journey.languages[0],
    context: {
      journey: journey.id, version, stage: stage.id, survey: survey.id, index: survey.index, survey_version: survey.version,
      metric: survey.metric, channel: "email", segments: Object.fromEntries(kept), country: touchpoint.country, value: touchpoint.value,
      happened_on: localDay(touchpoint.happenedAt, journey.time_zone), due_on: localDay(due, journey.time_zone), sample_ppm: survey.sample_ppm,
    },
    clicks: {},
    expires: Math.floor((due + lib.length(journey.link_life) + 37 * lib.DAY) / lib.SECOND),
  };
}

/** The subject first, which freezes the decisions; then the contact's pending asks; then the items themselves. */
async function file(touchpoint) {
  const published = await lib.journeys();
  const expires = lib.rememberedUntil(published);
  const person = touchpoint.address && lib.contactKey(touchpoint.address);
  for (let tries = 0; tries < 20; tries++) {
    const reads = [lib.get("subjects", { pk: touchpoint.subject }), person && lib.get("contacts", { pk: person })];
    const [known, remembered] = await Promise.all(reads);
    const subject = known ?? { pk: touchpoint.subject, rev: 0, decisions: {}, voids: {}, events: [] };
    const contact = remembered || { pk: person, rev: 0, asks: {}, suppressed: {} };
    const decisions = decide(touchpoint, subject, contact, published);
    const fresh = decisions.filter((decision) => decision.fresh);
    if (fresh.length > 0) {
      const frozen = Object.fromEntries(fresh.map((decision) => [decision.name, decision.frozen]));
      const events = [...subject.events, touchpoint.event].slice(-20);
      const next = { ...subject, decisions: { ...subject.decisions, ...frozen }, events, rev: subject.rev + 1, expires };
      if (!(await lib.replace("subjects", next, subject.rev))) continue;
    }
    const missing = [...fresh];
    for (const known of decisions.filter((decision) => !decision.fresh)) {
      const { pk, sk } = lib.place(known.frozen.key);
      if (!(await lib.get("invitations", { pk, sk }))) missing.push(known);
    }
    await ask(contact, missing.filter((decision) => !decision.frozen.skip), touchpoint.consent, expires);
    await Promise.all(missing.map((decision) => lib.put("invitations", invitation(touchpoint, decision), "attribute_not_exists(pk)")));
    return { decisions, repeat: missing.length === 0 };
  }
  throw new Error("the subject was changed by others 20 times in a row");
}

async function ask(contact, asked, consent, expires) {
  let seen = contact;
  for (let tries = 0; asked.length > 0 && tries < 20; tries++) {
    const asks = { ...seen.asks };
    for (const { journey, survey, frozen } of asked) {
      asks[lib.place(frozen.key).id] ??= { survey: `${journey.id}/${survey.id}`, priority: survey.priority, key: frozen.key };
    }
    if (await lib.replace("contacts", { ...seen, asks, consent: consent ?? seen.consent, rev: seen.rev + 1, expires }, seen.rev)) return;
    seen = (await lib.get("contacts", { pk: contact.pk })) ?? { pk: contact.pk, rev: 0, asks: {}, suppressed: {} };
  }
}

export async function handler(event, context) {
  lib.logger.addContext(context);
  if (event.rawPath !== "/v1/events") return problem(404, "No such door", "Events go to POST /v1/events.");
  const body = event.isBase64Encoded ? Buffer.from(event.body ?? "", "base64") : Buffer.from(event.body ?? "");
  const own = Object.keys(sources).filter((name) => sources[name].some((key) => fits(key, event.headers, body)));
  if (own.length === 0) return problem(401, "Not signed", "Sign with Standard Webhooks, or send the source's key.");
  let payload;
  try {
    payload = JSON.parse(body.toString());
  } catch {
    return problem(400, "Not JSON", "The body must be one CloudEvent in JSON.");
  }
  const { wrong, ...touchpoint } = read(payload);
  if (wrong.length > 0) return problem(400, "Wrong field", wrong.map((w) => `${w.field} ${w.detail}`).join("; "), { errors: wrong });
  if (!own.includes(touchpoint.source)) return problem(401, "Not signed", "The key belongs to another source.");
  const { decisions, repeat } = await file(touchpoint);
  lib.logger.info("decided", { event: touchpoint.event, decisions: decisions.length, repeat });
  const told = decisions.map(({ journey, survey, frozen }) => ({
    journey: journey.id, survey: survey.id, decision: frozen.skip ? "skip" : "invite", reason: frozen.skip,
    ...(!frozen.skip && { invitation: frozen.key, due: lib.iso(lib.place(frozen.key).due) }),
  }));
  return reply(repeat ? 200 : 202, { decisions: told, repeat });
}
