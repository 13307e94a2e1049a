"""What SES says afterwards: sent after all, bounced, complained. Any event may come twice, late, in any order, or never."""

import json

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

import lib

processor = BatchProcessor(event_type=EventType.SQS)
TAKEN = ["pending", "unknown", "dropped", "rejected", "skipped", "voided"]
MARKS = {"Bounce": "bounced", "Reject": "bounced", "Rendering Failure": "bounced", "Complaint": "complained"}


def suppress(detail):
    """Nobody is mailed again who bounced for good or complained."""
    bounce = detail.get("bounce", {})
    bounced = bounce["bouncedRecipients"] if bounce.get("bounceType") == "Permanent" else []
    complained = detail.get("complaint", {}).get("complainedRecipients", [])
    for recipient, reason in [*((r, "bounced") for r in bounced), *((r, "complained") for r in complained)]:
        key = {"pk": lib.contact_key(recipient["emailAddress"].strip())}
        for _ in range(20):
            contact = lib.get("contacts", key) or {**key, "rev": 0, "asks": {}, "suppressed": {}}
            if contact["suppressed"].get("*", {}).get("reason") in (reason, "complained", "erased"):
                break
            suppressed = contact["suppressed"] | {"*": {"reason": reason, "at": lib.iso(lib.now())}}
            changed = contact | {"suppressed": suppressed, "rev": contact["rev"] + 1, "expires": None}
            if lib.replace("contacts", changed, contact["rev"]):
                break


def report_sent(key, mail, attempt):
    """SES has taken it: settles what the sender could not know. Read first; written only where it is not yet `sent`."""
    invitation = lib.get("invitations", key)
    if not invitation or invitation["state"] == "sent":
        return
    froms = {f":from{n}": state for n, state in enumerate(TAKEN)}
    values = {":to": "sent", ":now": lib.iso(lib.now()), ":message": mail["messageId"], ":attempt": attempt, **froms}
    condition, names = f"#state IN ({', '.join(froms)}) AND attempt >= :attempt", {"#state": "state", "#name": "name"}
    lib.update("invitations", key, "SET #state = :to, sent_at = :now, message_id = :message REMOVE address, #name", condition, values, names)


def heard(detail):
    if not isinstance(detail, dict) or "mail" not in detail:
        return lib.logger.warning("not an SES event; not tried again")
    suppress(detail)
    mail, kind = detail["mail"], detail["eventType"]
    tags = mail.get("tags", {})
    if "invitation" not in tags or kind not in ("Send", *MARKS):
        return lib.logger.info("no invitation's mail", extra={"message": mail["messageId"], "kind": kind})
    at = lib.place(tags["invitation"][0])
    key = {"pk": at["pk"], "sk": at["sk"]}
    report_sent(key, mail, int(tags["attempt"][0]))
    if mark := MARKS.get(kind):
        condition = f"attribute_exists(pk) AND attribute_not_exists({mark})"
        lib.update("invitations", key, f"SET {mark} = :yes", condition, {":yes": True})
    lib.logger.info("heard from SES", extra={"invitation": tags["invitation"][0], "kind": kind})


@lib.logger.inject_lambda_context
def handler(event, context):
    if "Records" not in event:
        return heard(event.get("detail"))
    hear = lambda record: heard(json.loads(record["body"])["detail"])
    return process_partial_response(event=event, record_handler=hear, processor=processor, context=context)
