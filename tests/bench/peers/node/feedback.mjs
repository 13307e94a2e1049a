// What SES says afterwards: sent after all, bounced, complained. Any event may come twice, late, in any order, or never.
import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import * as lib from "./lib.mjs";

const processor = new BatchProcessor(EventType.SQS, { logger: lib.logger });
const TAKEN = ["pending", "unknown", "dropped", "rejected", "skipped", "voided"];
const MARKS = { Bounce: "bounced", Reject: "bounced", "Rendering Failure": "bounced", Complaint: "complained" };
const KNOWN = ["Send", "Bounce", "Complaint", "Reject", "Rendering Failure"];

/** Nobody is mailed again who bounced for good or complained. */
async function suppress({ bounce, complaint }) {
  const bounced = bounce?.bounceType === "Permanent" ? bounce.bouncedRecipients : [];
  const everybody = [...bounced.map((r) => [r, "bounced"]), ...(complaint?.complainedRecipients ?? []).map((r) => [r, "complained"])];
  for (const [{ emailAddress }, reason] of everybody) {
    const pk = lib.contactKey(emailAddress.trim());
    for (let tries = 0; tries < 20; tries++) {
      const contact = (await lib.get("contacts", { pk })) ?? { pk, rev: 0, asks: {}, suppressed: {} };
      const known = contact.suppressed["*"]?.reason;
      if (known === reason || known === "complained" || known === "erased") break;
      const suppressed = { ...contact.suppressed, "*": { reason, at: lib.iso(lib.now()) } };
      const { expires, ...kept } = contact;
      if (await lib.replace("contacts", { ...kept, suppressed, rev: contact.rev + 1 }, contact.rev)) break;
    }
  }
}

/** SES has taken it: settles what the sender could not know. Read first; written only where it is not yet `sent`. */
async function reportSent({ pk, sk }, mail, attempt) {
  const invitation = await lib.get("invitations", { pk, sk });
  if (!invitation || invitation.state === "sent") return;
  const froms = Object.fromEntries(TAKEN.map((state, n) => [`:from${n}`, state]));
  await lib.update("invitations", { pk, sk }, {
    UpdateExpression: "SET #state = :to, sent_at = :now, message_id = :message REMOVE address, #name",
    ConditionExpression: `#state IN (${Object.keys(froms).join(", ")}) AND attempt >= :attempt`,
    ExpressionAttributeNames: { "#state": "state", "#name": "name" },
    ExpressionAttributeValues: { ":to": "sent", ":now": lib.iso(lib.now()), ":message": mail.messageId, ":attempt": attempt, ...froms },
  });
}

async function heard(detail) {
  if (!detail?.mail) return lib.logger.warn("not an SES event; not tried again");
  await suppress(detail);
  const { mail, eventType } = detail;
  const [key, attempt] = [mail.tags?.invitation?.[0], Number(mail.tags?.attempt?.[0])];
  if (!key || !KNOWN.includes(eventType)) return lib.logger.info("no invitation's mail", { message: mail.messageId, kind: eventType });
  const place = lib.place(key);
  await reportSent(place, mail, attempt);
  const mark = MARKS[eventType];
  if (mark) {
    await lib.update("invitations", { pk: place.pk, sk: place.sk }, {
      UpdateExpression: `SET ${mark} = :yes`,
      ConditionExpression: `attribute_exists(pk) AND attribute_not_exists(${mark})`,
      ExpressionAttributeValues: { ":yes": true },
    });
  }
  lib.logger.info("heard from SES", { invitation: key, kind: eventType });
}

export async function handler(event, context) {
  lib.logger.addContext(context);
  if (!event.Records) return heard(event.detail);
  return processPartialResponse(event, async ({ body }) => heard(JSON.parse(body).detail), processor, { context });
}
