// Each hour: recent due days, folded again from the items themselves. A day's cells are worked out whole and overwrite
// what was there.
import { isDeepStrictEqual } from "node:util";
import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import * as lib from "./lib.mjs";
import { localDay } from "./rules.mjs";

const FUNNEL = ["skipped", "pending", "voided", "skipped_at_send", "rejected", "unknown", "sent", "bounced", "complained", "opted_out",
  "reminded", "clicked", "provisional", "suspect", "answered"];

/** Rows of counts under the key that they belong to: everybody's, and each segment's. */
class Table {
  keys = new Map();

  count(context, at, newest, empty, add) {
    this.row(context, null, { ...at, value: null }, newest, empty, add);
    for (const [segment, value] of Object.entries(context.segments ?? {})) this.row(context, segment, { ...at, value }, newest, empty, add);
  }

  row({ journey, stage, survey }, segment, at, newest, empty, add) {
    const name = [journey, stage, survey, segment ?? ""].join("#");
    if (!this.keys.has(name)) this.keys.set(name, { key: { journey, stage, survey, segment }, rows: new Map(), asOf: 0 });
    const keyed = this.keys.get(name);
    const place = Object.values(at).join("#");
    if (!keyed.rows.has(place)) keyed.rows.set(place, { ...at, ...empty() });
    add(keyed.rows.get(place));
    keyed.asOf = Math.max(keyed.asOf, newest);
  }

  items(kind, day) {
    return [...this.keys].map(([name, { key, rows, asOf }]) => ({
      pk: `cells#${day}`, sk: `${kind}#${name}`, format: 1, due_day: day, key, part: 0, as_of: lib.iso(asOf),
      cells: [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row),
    }));
  }
}

/** Counts a rating in a histogram by the chance to be asked: `{"1000000":{"4":1}}`. */
function rate(answered, level, rating, { sample_ppm }) {
  answered[level] ??= {};
  answered[level][sample_ppm] ??= {};
  answered[level][sample_ppm][rating] = (answered[level][sample_ppm][rating] ?? 0) + 1;
}

function spend(answered, rating, { value, sample_ppm }) {
  if (!value || value.minor <= 0) return;
  answered.spent ??= {};
  const ratings = ((answered.spent[value.currency] ??= {})[sample_ppm] ??= {});
  const [orders, sum, squares] = ratings[rating] ?? [0, "0", "0"];
  const minor = BigInt(value.minor);
  ratings[rating] = [orders + 1, String(BigInt(sum) + minor), String(BigInt(squares) + minor * minor)];
}

/** The dated changes of the stage that it happened near to, and on which side. */
function changes(published, { journey, stage, happened_on }) {
  const dates = published.find((p) => p.journey.id === journey)?.journey.changes.filter((change) => change.stage === stage) ?? [];
  const near = dates.filter(({ date }) => Math.abs(Date.parse(happened_on) - Date.parse(date)) <= 90 * lib.DAY);
  return near.map(({ date }) => [`change-${date}`, happened_on < date ? "before" : "after"]);
}

const answeredAt = (day, context) => ({ day, survey_version: context.survey_version, metric: context.metric, channel: context.channel });

function foldAnswer(table, answer, published) {
  const { context } = answer;
  const newest = Date.parse((answer.last.at(-1) ?? answer.first).at);
  const add = ({ answered }) => {
    rate(answered, "confirmed", answer.rating, context);
    spend(answered, answer.rating, context);
  };
  const empty = () => ({ answered: {} });
  table.count(context, answeredAt(answer.answered_on, context), newest, empty, add);
  for (const [segment, value] of changes(published, context)) {
    table.row(context, segment, { ...answeredAt(context.happened_on, context), value }, newest, empty, add);
  }
}

/** What clicks without an answer are worth: one rating, from one network, by hand and unhurried, or anything else. */
function level(invitation, now) {
  const clicks = Object.entries(invitation.clicks ?? {}).map(([place, seen]) => ({ link: place.split("#")[1], ...seen }));
  const rated = clicks.filter(({ link }) => /^\d+$/.test(link)).sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  if (rated.length === 0 || now < Math.max(...clicks.map(({ at }) => Date.parse(at))) + 30 * lib.MINUTE) return null;
  const [first] = rated;
  const byHand = first.navigated && !first.robot && Date.parse(first.at) >= Date.parse(invitation.sent_at) + 30 * lib.SECOND;
  return { level: clicks.length === 1 && byHand ? "provisional" : "suspect", rating: first.link, at: Date.parse(first.at) };
}

function foldInvitation({ clicks, funnel }, invitation, answered, published, now) {
  const { context, state } = invitation;
  if (state === "superseded") return;
  const seen = Object.entries(invitation.clicks ?? {});
  const worth = answered ? null : level(invitation, now);
  const { due } = lib.place(invitation.key);
  const times = [invitation.sent_at, invitation.unknown_since, ...seen.map(([, { at }]) => at)].filter(Boolean).map(Date.parse);
  const newest = Math.max(...times, state === "pending" ? 0 : Math.min(due, now));
  if (worth) {
    const zone = published.find((p) => p.journey.id === context.journey).journey.time_zone;
    const add = ({ answered }) => rate(answered, worth.level, worth.rating, context);
    clicks.count(context, answeredAt(localDay(worth.at, zone), context), newest, () => ({ answered: {} }), add);
    for (const [segment, value] of changes(published, context)) {
      clicks.row(context, segment, { ...answeredAt(context.happened_on, context), value }, newest, () => ({ answered: {} }), add);
    }
  }
  const empty = () => ({ funnel: Object.fromEntries(FUNNEL.map((name) => [name, 0])) });
  const counted = { dropped: "unknown", skipped: invitation.attempt > 0 ? "skipped_at_send" : "skipped" }[state] ?? state;
  const marks = ["bounced", "complained", "opted_out"].filter((mark) => invitation[mark]);
  if (seen.some(([place]) => /#\d+$/.test(place))) marks.push("clicked");
  if (worth) marks.push(worth.level);
  if (answered) marks.push("answered");
  funnel.count(context, { day: context.due_on, channel: context.channel }, newest, empty, (row) => {
    for (const name of [counted, ...marks]) row.funnel[name] += 1;
    if (invitation.reason) {
      const skips = (row[counted === "skipped" ? "skips" : "skips_at_send"] ??= {});
      skips[invitation.reason] = (skips[invitation.reason] ?? 0) + 1;
    }
  });
}

/** Reads a due day once, its 16 shards side by side. */
async function fold(day, withFunnel, published, now) {
  const tables = { answers: new Table(), clicks: new Table(), funnel: new Table() };
  const of = (shard) => ({ KeyConditionExpression: "pk = :pk", ExpressionAttributeValues: { ":pk": `${day}#${shard}` } });
  await Promise.all(Array.from({ length: lib.SHARDS }, async (_, shard) => {
    const reads = [lib.query("answers", of(shard)), withFunnel ? lib.query("invitations", of(shard)) : []];
    const [answers, invitations] = await Promise.all(reads);
    const kept = answers.filter((answer) => !answer.erased);
    for (const answer of kept) foldAnswer(tables.answers, answer, published);
    const answered = new Set(kept.map(({ key }) => key));
    for (const invitation of invitations) foldInvitation(tables, invitation, answered.has(invitation.key), published, now);
  }));
  return Object.fromEntries(Object.entries(tables).map(([kind, table]) => [kind, table.items(kind, day)]));
}

async function stored(kind, day) {
  return lib.query("scores", {
    KeyConditionExpression: "pk = :pk AND begins_with(sk, :kind)",
    ExpressionAttributeValues: { ":pk": `cells#${day}`, ":kind": `${kind}#` },
  });
}

function compare(old, items) {
  const before = new Map(old.map((item) => [item.sk, item]));
  const news = items.filter((item) => !isDeepStrictEqual(before.get(item.sk), item));
  return { news, gone: old.filter(({ sk }) => !items.some((item) => item.sk === sk)) };
}

async function foldDay(day, withFunnel, published, now) {
  if (!withFunnel) {
    const { news, gone } = compare(await stored("answers", day), (await fold(day, false, published, now)).answers);
    if (news.length + gone.length === 0) return 0;
  }
  const folded = await fold(day, true, published, now);
  let changed = 0;
  for (const kind of ["funnel", "clicks", "answers"]) {
    const { news, gone } = compare(await stored(kind, day), folded[kind]);
    await Promise.all(news.map((item) => lib.put("scores", item)));
    await Promise.all(gone.map(({ pk, sk }) => lib.db.send(new DeleteCommand({ TableName: lib.table("scores"), Key: { pk, sk } }))));
    changed += news.length + gone.length;
  }
  const noted = { pk: "days", sk: day };
  if (folded.answers.length + folded.funnel.length > 0 && !(await lib.get("scores", noted))) await lib.put("scores", { ...noted, due_day: day });
  return changed;
}

export async function handler(event, context) {
  lib.logger.addContext(context);
  const now = lib.now();
  const published = await lib.journeys();
  const offset = (days) => lib.utcDay(now + days * lib.DAY);
  const days = event.days ?? Array.from({ length: 9 }, (_, n) => offset(n - 7));
  let changed = 0;
  for (const day of days) changed += await foldDay(day, Boolean(event.days) || day >= offset(-1), published, now);
  if (!event.days) {
    const noted = { UpdateExpression: "SET recent = :until", ExpressionAttributeValues: { ":until": lib.iso(now) } };
    await lib.update("scores", { pk: "complete", sk: "complete" }, noted);
  }
  lib.logger.info("folded", { days: days.length, changed });
  return { days: days.length, items_changed: changed };
}
