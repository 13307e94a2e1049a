// The answer page and the answer. A GET never creates an answer: mail scanners follow every link.
import { createHash } from "node:crypto";
import * as lib from "./lib.mjs";
import { render, scale, style, textsOf, TOP } from "./render.mjs";
import { localDay } from "./rules.mjs";

const hash = createHash("sha256").update(style).digest("base64");
const HEADERS = {
  "cache-control": "no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex, nofollow", "x-content-type-options": "nosniff",
  "strict-transport-security": "max-age=31536000",
  "content-security-policy": `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
};
const NAMES = { nb: "Norsk", en: "English" };

const seeOther = (location) => ({ statusCode: 303, headers: { ...HEADERS, location }, body: "" });
function page(statusCode, name, lang, context) {
  const body = render(name, { ...context, lang, style, t: textsOf(lang) });
  return { statusCode, headers: { ...HEADERS, "content-type": "text/html; charset=utf-8", "content-language": lang }, body };
}
const neutral = () => page(404, "notice.html", "en", { title: textsOf("en").neutral, why: textsOf("en").neutral_why, wording: null });

function question(statusCode, token, wording, { chosen, comment = "", error } = {}) {
  const cells = scale(wording.metric).map((rating) => ({ rating, shown: rating }));
  const others = wording.languages.filter((code) => code !== wording.language);
  return page(statusCode, "answer.html", wording.language, {
    wording, cells, chosen, comment, error, low: `${cells[0].rating} = ${wording.low}`, high: `${TOP[wording.metric]} = ${wording.high}`,
    question: wording.question, title: `${wording.question} – ${wording.company}`, action: `/r/${token}?lang=${wording.language}`,
    switch: others.map((code) => ({ code, name: NAMES[code], url: `/r/${token}?lang=${code}` })),
  });
}

/** Notes the first visit from a network through one of the mail's links. */
async function click(request, claim, rating) {
  const { headers, requestContext } = request;
  const { pk, sk } = lib.place(claim.key);
  const network = lib.networkName(requestContext.http.sourceIp, lib.now());
  const robot = !/^mozilla\/5\.0/i.test(headers["user-agent"] ?? "") || /bot|headless|crawl|spider|scan|preview|curl|python/i.test(headers["user-agent"]);
  const navigated = headers["sec-fetch-mode"] === "navigate" && !headers["sec-purpose"];
  return lib.update("invitations", { pk, sk }, {
    UpdateExpression: "SET clicks.#place = :seen",
    ConditionExpression: "attribute_exists(pk) AND attribute_not_exists(erased) AND attribute_not_exists(clicks.#place) AND size(clicks) < :kept",
    ExpressionAttributeNames: { "#place": `${network}#${rating}` },
    ExpressionAttributeValues: { ":seen": { at: lib.iso(lib.now()), navigated, ...(robot && { robot }) }, ":kept": 48 },
  });
}

/** A comment as it is kept: addresses and long numbers masked, at most 2,000 characters. */
function tidy(text) {
  const visible = text.replace(/\r\n?/g, "\n").replace(/[^\P{Cc}\n]/gu, "").trim().slice(0, 2500);
  const masked = visible.replace(/[^\s@]+@[^\s@]+\.[^\s@]+/g, "[email]").replace(/\+?\d[\d \-()]{6,}\d/g, "[phone]");
  return masked.slice(0, 2000).trim() || undefined;
}

async function answer(claim, rating, comment) {
  const at = lib.place(claim.key);
  const { pk, id: sk } = at;
  const given = { rating, at: lib.iso(lib.now()) };
  for (let tries = 0; tries < 20; tries++) {
    const reads = [lib.get("invitations", { pk, sk: at.sk }), lib.get("answers", { pk, sk })];
    const [invitation, before] = await Promise.all(reads);
    if (!invitation || invitation.erased) return false;
    if (before) {
      const kept = comment ?? before.comment;
      if (before.rating === rating && before.comment === kept) return true;
      const changed = { ...before, rating, comment: kept, version: before.version + 1, last: [...before.last, given].slice(-9) };
      const seen = { ":before": before.version, ":alerted": before.alerted };
      if (await lib.put("answers", changed, "version = :before AND alerted = :alerted", seen)) return true;
      continue;
    }
    const journey = await lib.publishedItem(claim.journey, lib.version(claim.version));
    const { key, language, reference, context, contact } = invitation;
    const first = {
      pk, sk, key, version: 1, rating, comment, answered_on: localDay(lib.now(), journey.time_zone), first: given, last: [given],
      language, reference, context, contact, alerted: 0,
    };
    if (await lib.put("answers", first, "attribute_not_exists(pk)")) return true;
  }
  throw new Error("the answer was changed by others 20 times in a row");
}

export async function handler(event, context) {
  lib.logger.addContext(context);
  const { method } = event.requestContext.http;
  const [door, token, rest, ...more] = event.rawPath.split("/").filter(Boolean);
  const claim = door === "r" && token && more.length === 0 ? lib.readToken(token) : null;
  if (!claim) return neutral();
  const lang = event.queryStringParameters?.lang;
  const wording = await lib.publishedItem(claim.journey, lib.sortOf({ ...claim, language: lang in NAMES ? lang : claim.language }));
  if (!wording) return neutral();
  if (method === "GET") {
    if (rest && !(/^\d+$/.test(rest) && Number(rest) <= TOP[wording.metric])) return neutral();
    if (rest) await click(event, claim, Number(rest));
    return question(200, token, wording, { chosen: rest && Number(rest) });
  }
  if (method !== "POST" || rest) return neutral();
  const body = event.isBase64Encoded ? Buffer.from(event.body ?? "", "base64").toString() : event.body;
  const form = new URLSearchParams(body);
  const [comment, rating] = [tidy(form.get("comment") ?? ""), Number(form.get("rating") || Number.NaN)];
  if (!(Number.isInteger(rating) && rating >= 0 && rating <= TOP[wording.metric])) {
    return question(422, token, wording, { comment, error: true });
  }
  if (!(await answer(claim, rating, comment))) return neutral();
  lib.logger.info("answered", { invitation: claim.key });
  return seeOther(`/r/${token}/${wording.follow_ups.length > 0 ? "more" : "thanks"}`);
}
