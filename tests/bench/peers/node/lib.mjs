// What the seven functions share: the clock, names and links, the tables, the published journeys.
import { createHmac, timingSafeEqual } from "node:crypto";
import { Logger } from "@aws-lambda-powertools/logger";
import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";

export const SHARDS = 16;
export const SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
export const logger = new Logger({ serviceName: "glimt" });
export const table = (name) => `${process.env.GLIMT_TABLES ?? "node"}-${name}`;

const ahead = Number.parseInt(process.env.GLIMT_CLOCK_AHEAD ?? "0", 10) * SECOND;
export const now = () => Date.now() + ahead;
export const iso = (ms) => new Date(ms).toISOString().replace(".000Z", "Z");
export const utcDay = (ms) => new Date(ms).toISOString().slice(0, 10);
export const length = (text) => Number.parseInt(text, 10) * { h: HOUR, d: DAY }[text.at(-1)];

// Names: keyed hashes that never change.
const naming = process.env.GLIMT_NAMING_KEY;
const name = (kind, ...parts) => createHmac("sha256", naming).update([kind, ...parts].join("\0")).digest();
export const contactKey = (address) => name("contact", address.toLowerCase()).subarray(0, 16).toString("base64url");
export const invitationId = (journey, subject, survey, round) =>
  name("invitation", journey, subject, survey, String(round)).subarray(0, 12);
export const networkName = (ip, ms) => {
  const prefix = ip.split(".").slice(0, 3).map((part) => Number(part).toString(16).padStart(2, "0")).join("");
  return name("network", utcDay(ms), prefix).subarray(0, 4).toString("hex");
};
export const spread = (id, below) => Number(id.readBigUInt64BE(0) % BigInt(below));

// An invitation's one key, as text: 20261121T101500-<id>.
export const keyOf = (due, id) => `${iso(Math.floor(due / SECOND) * SECOND).replace(/[-:Z]/g, "")}-${id.toString("base64url")}`;
export function place(key) {
  const [, y, m, d, hh, mm, ss, id] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)-(.+)$/.exec(key);
  const hash = Buffer.from(id, "base64url");
  const pk = `${y}-${m}-${d}#${hash[11] % SHARDS}`;
  return { pk, sk: `${hh}:${mm}:${ss}#${id}`, id, hash, due: Date.parse(`${y}-${m}-${d}T${hh}:${mm}:${ss}Z`) };
}

// Links: everything that is needed to find an invitation, under a MAC.
const links = new Map(process.env.GLIMT_LINK_KEYS?.split(",").map((entry) => entry.trim().split(/:(.*)/s).slice(0, 2)));
const LANGUAGES = [, "en", "nb"];
const mac = (number, bytes) => createHmac("sha256", links.get(String(number))).update(bytes).digest().subarray(0, 16);
export function token(kind, claim, contact) {
  const bytes = Buffer.alloc(26);
  const { hash, due } = place(claim.key);
  bytes.writeUInt8(kind, 0);
  bytes.writeUInt16BE(Math.floor(due / DAY), 1);
  bytes.writeUIntBE((due % DAY) / SECOND, 3, 3);
  hash.copy(bytes, 6);
  bytes.writeUInt16BE(claim.journey, 18);
  bytes.writeUInt16BE(claim.version, 20);
  bytes.writeUInt8(claim.survey, 22);
  bytes.writeUInt8(LANGUAGES.indexOf(claim.language), 23);
  bytes.writeUInt16BE(claim.lastDay, 24);
  const number = links.keys().next().value;
  const signed = Buffer.concat([bytes, contact ? Buffer.from(contact, "base64url") : Buffer.alloc(0), Buffer.of(number)]);
  return Buffer.concat([signed, mac(number, signed)]).toString("base64url");
}
export function readToken(text) {
  const bytes = Buffer.from(text, "base64url");
  if (bytes.length !== 43 || bytes[0] !== 1 || !links.has(String(bytes[26]))) return null;
  if (!timingSafeEqual(mac(bytes[26], bytes.subarray(0, 27)), bytes.subarray(27))) return null;
  const due = bytes.readUInt16BE(1) * DAY + bytes.readUIntBE(3, 3) * SECOND;
  const [journey, version, survey] = [bytes.readUInt16BE(18), bytes.readUInt16BE(20), bytes[22]];
  const valid = Math.floor(now() / DAY) <= bytes.readUInt16BE(24);
  return valid ? { key: keyOf(due, bytes.subarray(6, 18)), journey, version, survey, language: LANGUAGES[bytes[23]] } : null;
}

// The tables.
export const db = DynamoDBDocumentClient.from(new DynamoDBClient({ requestHandler: { requestTimeout: 5000 } }), {
  marshallOptions: { removeUndefinedValues: true },
});
export const get = async (of, Key, ConsistentRead = true) =>
  (await db.send(new GetCommand({ TableName: table(of), Key, ConsistentRead }))).Item;
async function happened(writing) {
  try {
    await writing;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
export const put = (of, item, condition, values, names) => {
  const expression = { ConditionExpression: condition, ExpressionAttributeValues: values, ExpressionAttributeNames: names };
  return happened(db.send(new PutCommand({ TableName: table(of), Item: { ...item, format: 1 }, ...expression })));
};
export const update = (of, Key, expression) => happened(db.send(new UpdateCommand({ TableName: table(of), Key, ...expression })));
export async function query(of, expression) {
  const items = [];
  let page = {};
  do {
    page = await db.send(
      new QueryCommand({ TableName: table(of), ConsistentRead: true, ExclusiveStartKey: page.LastEvaluatedKey, ...expression }),
    );
    items.push(...page.Items);
  } while (page.LastEvaluatedKey);
  return items;
}
/** Puts an item with a `rev` over the one that was read (0: over none). */
export const replace = (of, item, seen) =>
  seen === 0 ? put(of, item, "attribute_not_exists(pk)") : put(of, item, "rev = :seen", { ":seen": seen });

// Published journeys: versions never change; the pointer to the newest is believed for a minute.
const published = new Map();
let pointer = { at: Number.NEGATIVE_INFINITY };
export async function publishedItem(number, sort) {
  const at = `${number}/${sort}`;
  if (!published.has(at)) {
    const item = await get("journeys", { pk: String(number), sk: sort }, false);
    if (!item) return null;
    published.set(at, JSON.parse(item.json));
  }
  return published.get(at);
}
export const version = (number) => String(number).padStart(6, "0");
export const sortOf = (claim) => `${version(claim.version)}#${String(claim.survey).padStart(3, "0")}#${claim.language}`;
export async function journeys() {
  if (now() - pointer.at >= MINUTE) {
    const item = await get("journeys", { pk: "pointer", sk: "pointer" });
    const newest = Object.values(item?.journeys ?? {});
    const all = newest.map(async (n) => ({ ...n, journey: await publishedItem(n.number, version(n.version)) }));
    pointer = { at: now(), journeys: await Promise.all(all) };
  }
  return pointer.journeys;
}
export async function journeyNamed(id, wanted) {
  const newest = (await journeys()).find(({ journey }) => journey.id === id);
  if (!newest || newest.version === wanted) return newest;
  return { ...newest, version: wanted, journey: await publishedItem(newest.number, version(wanted)) };
}
export const surveyOf = (journey, id) => {
  const stage = journey.stages.find((stage) => stage.surveys.some((survey) => survey.id === id));
  return { stage, survey: stage?.surveys.find((survey) => survey.id === id) };
};
/** When a subject or a contact that is written now may be forgotten, in seconds. */
export const rememberedUntil = (all) => {
  const surveys = all.flatMap(({ journey }) => journey.stages.flatMap((stage) => stage.surveys));
  const memory = Math.max(...surveys.map((s) => length(s.ask_again_after ?? "0d")), ...all.map((p) => length(p.journey.quiet_period)));
  return Math.floor((now() + memory + 60 * DAY) / SECOND);
};
