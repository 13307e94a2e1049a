// When somebody may be asked: the hours and days on their own clock, and what they were asked before.
import { DAY, HOUR, length, place } from "./lib.mjs";

const clocks = new Map();
function clock(zone) {
  if (!clocks.has(zone)) clocks.set(zone, new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }));
  return clocks.get(zone);
}
/** `2026-11-21 10:15:00` */
const local = (ms, zone) => clock(zone).format(ms);
export const localDay = (ms, zone) => local(ms, zone).slice(0, 10);

export function isOpen(journey, zone, ms) {
  const [day, time] = local(ms, zone).split(" ");
  const [, month, date] = day.split("-").map(Number);
  const quiet = journey.quiet_days.some(([m, d]) => m === month && d === date);
  return !quiet && journey.send_between.from <= time && time < journey.send_between.until;
}

/** The first moment from `earliest` on at which the journey may mail somebody in this zone. */
export function dueTime(journey, zone, earliest, spreadMs) {
  if (isOpen(journey, zone, earliest)) return earliest;
  const first = Date.parse(`${localDay(earliest, zone)}T${journey.send_between.from}Z`);
  for (let day = 0; day < 400; day++) {
    const wall = first + day * DAY;
    const offset = Date.parse(`${local(wall, zone).replace(" ", "T")}Z`) - wall;
    const opening = wall - offset;
    if (opening > earliest && isOpen(journey, zone, opening)) return opening + spreadMs;
  }
  return earliest;
}

export const tooLate = (survey, happenedAt, at) =>
  survey.too_late_after != null && Date.parse(happenedAt) + length(survey.too_late_after) < at;

export function suppression(contact, stage) {
  const found = contact.suppressed["*"] ?? contact.suppressed[stage.id];
  return found?.reason;
}

/** Why asking at `at` would be one ask too many, if it would. */
export function askedRecently(journey, survey, contact, id, at) {
  const asks = Object.entries(contact.asks).filter(([other, ask]) => other !== id && ask.reserved);
  const within = (text, ask) => text != null && at < Date.parse(ask.reserved.at) + length(text);
  if (asks.some(([, ask]) => ask.survey === `${journey.id}/${survey.id}` && within(survey.ask_again_after, ask))) return "asked_recently";
  if (asks.some(([, ask]) => within(journey.quiet_period, ask))) return "quiet_period";
  const today = asks.filter(([, ask]) => Math.abs(at - Date.parse(ask.reserved.at)) < 24 * HOUR).length;
  return today >= journey.fuse.person ? "flood" : undefined;
}

/** Whether another pending ask to the same person goes first. */
export function isOutranked(journey, contact, id) {
  const mine = contact.asks[id];
  if (!mine) return false;
  const rank = (ask) => [-ask.priority, place(ask.key).due, place(ask.key).id];
  const before = (a, b) => a.map((part, n) => (part < b[n] ? -1 : part > b[n] ? 1 : 0)).find((order) => order !== 0) < 0;
  const near = (ask) => Math.abs(place(ask.key).due - place(mine.key).due) < length(journey.quiet_period);
  const rivals = Object.entries(contact.asks).filter(([other, ask]) => other !== id && !ask.reserved && near(ask));
  return rivals.some(([, ask]) => before(rank(ask), rank(mine)));
}
