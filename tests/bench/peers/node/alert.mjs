// A new answer (from the table's stream) reaches the person who can act on it, if it is one to act on.
import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import * as lib from "./lib.mjs";
import { send } from "./mail.mjs";
import { fill, oneLine, render, textsOf, TOP } from "./render.mjs";

const processor = new BatchProcessor(EventType.DynamoDBStreams, { logger: lib.logger });
const LEASE = 2 * lib.MINUTE;

/** Claims the alert of this version on the answer: `mine`, `done`, or since when it is somebody else's. */
async function claim({ pk, sk, version }, by) {
  const claimed = await lib.update("answers", { pk, sk }, {
    UpdateExpression: "SET alerted = :version, alerted_by = :by",
    ConditionExpression: "attribute_exists(pk) AND alerted < :version",
    ExpressionAttributeValues: { ":version": version, ":by": by },
  });
  if (claimed) return "mine";
  const there = await lib.get("answers", { pk, sk });
  return there?.alerted === version && there.alerted_by ? there.alerted_by.split("#")[0] : "done";
}

const end = ({ pk, sk, version }, by) =>
  lib.update("answers", { pk, sk }, {
    UpdateExpression: "REMOVE alerted_by",
    ConditionExpression: "alerted = :version AND alerted_by = :by",
    ExpressionAttributeValues: { ":version": version, ":by": by },
  });

/** Counts the alert in the stage's hour; whether it is to be mailed. Counting it again gives the same. */
async function count(journey, stage, name, atMost) {
  const key = { pk: "alerts", sk: `${journey.id}#${stage.id}` };
  const hour = lib.iso(Math.floor(lib.now() / lib.HOUR) * lib.HOUR);
  for (let tries = 0; tries < 20; tries++) {
    const seen = (await lib.get("scores", key)) ?? { ...key, rev: 0, hour, mailed: 0, tries: 0, given_up: 0, next: lib.iso(0), recent: [] };
    const known = seen.recent.find((counted) => counted.name === name);
    if (known) return known.mailed;
    const before = seen.hour === hour ? seen.mailed : 0;
    const mailed = before < atMost;
    const held = mailed ? seen.held : { count: (seen.held?.count ?? 0) + 1, since: seen.held?.since ?? hour };
    const recent = [...seen.recent, { name, mailed }].slice(-20);
    const next = { ...seen, rev: seen.rev + 1, hour, mailed: before + (mailed ? 1 : 0), held, recent };
    if (await lib.replace("scores", next, seen.rev)) return mailed;
  }
  throw new Error("the tally was changed by others 20 times in a row");
}

function mail(answer, { journey, stage, survey }) {
  const lang = journey.languages[0];
  const t = textsOf(lang);
  const said = fill(t.rating_of, { rating: answer.rating, top: TOP[survey.metric] });
  const reference = oneLine(answer.reference, 40);
  const subject = oneLine(fill(t.alert_subject, { stage: oneLine(stage.name[lang], 25), answer: said, reference }).replace(/[, ]+$/, ""), 59);
  const filled = {
    t, lang, subject, answer: said, stage: stage.name[lang], question: survey.question[lang], comment: answer.comment, reference,
    wants_contact: answer.wants_contact, report_url: process.env.GLIMT_REPORT_URL,
  };
  return send({
    from: journey.sender.from, to: stage.alert.to, subject, html: render("alert.html", filled), text: render("alert.txt", filled),
    headers: { "Auto-Submitted": "auto-generated" }, tags: { alert: `${answer.key}-v${answer.version}` },
  });
}

async function one(record, request) {
  if (record.eventName === "REMOVE") return;
  const answer = unmarshall(record.dynamodb.NewImage);
  const old = record.dynamodb.OldImage && unmarshall(record.dynamodb.OldImage);
  if (answer.erased) return;
  const { survey } = lib.surveyOf((await lib.journeyNamed(answer.context.journey, answer.context.version)).journey, answer.context.survey);
  const { journey } = (await lib.journeys()).find(({ journey }) => journey.id === answer.context.journey);
  const stage = journey.stages.find((stage) => stage.id === answer.context.stage);
  if (!stage?.alert) return;
  const most = Number(stage.alert.when.match(/^rating <= (\d+)$/)?.[1] ?? -1);
  const meets = (answer) => answer != null && answer.rating <= most;
  const isNew = (meets(answer) && !meets(old)) || (answer.wants_contact && !old?.wants_contact);
  if (!isNew || answer.alerted >= answer.version) return;
  const by = `${lib.iso(lib.now())}#${request}#${record.eventID}`;
  const claimed = await claim(answer, by);
  if (claimed === "done") return;
  if (claimed !== "mine") {
    if (lib.now() < Date.parse(claimed) + LEASE) throw new Error("another invocation is at this alert");
    return lib.logger.error("an alert may be lost", { invitation: answer.key, version: answer.version });
  }
  if (await count(journey, stage, `${answer.key}-v${answer.version}`, stage.alert.at_most)) {
    await mail(answer, { journey, stage, survey });
    lib.logger.info("alerted", { invitation: answer.key, version: answer.version });
  }
  await end(answer, by);
}

export async function handler(event, context) {
  lib.logger.addContext(context);
  return processPartialResponse(event, (record) => one(record, context.awsRequestId), processor, { context, processInParallel: false });
}
