"""Tables, items and events for the peers, and for anything else that works on the same items.

    seed.py --endpoint URL --prefix node- --out DIR --count N

makes the six tables with this prefix where they are missing, fills them, and writes DIR/<function>.json: N events for each
function, in the order in which they may be fed. Events of `send` need something that falls due: DIR/send.before.json has what is
to be put for each of them, right before it. Prints, as JSON, the files and the environment that the functions need. Run it
with OUT_DIR/tools/venv/bin/python of build.sh, once for each set of tables.
"""

import argparse
import base64
import json
import os
import random
import sys
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

HERE = Path(__file__).parent
EVENTS = HERE.parents[2] / "events"
SOURCE, KEY = "https://nordlys.example", "whsec_ZGV2ZWxvcG1lbnQtb25seS1rZXktb2YtZ2xpbXQh"
JOURNEY = json.loads((HERE / "journey.json").read_text("utf-8"))
TEXTS = json.loads((HERE / "texts.json").read_text("utf-8"))

arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
arguments.add_argument("--endpoint", required=True, help="where DynamoDB is served")
arguments.add_argument("--prefix", required=True, help="of the tables' names: node- or python-")
arguments.add_argument("--out", required=True, type=Path)
arguments.add_argument("--count", type=int, default=100, help="events for each function")
arguments.add_argument("--batch", type=int, default=1, help="records in one event of feedback and alert")
arguments.add_argument("--due", type=int, default=1, help="mails that fall due before one event of send")
arguments.add_argument("--feedback", choices=["bounce", "send", "complaint"], default="bounce", help="what SES says")
arguments.add_argument("--per-day", type=int, default=100, help="invitations on each of the last eight due days, for aggregate")
arguments.add_argument("--days", type=int, default=28, help="older days that have been folded, for export")
arguments.add_argument("--journeys-from", metavar="PREFIX", help="copy the published journeys of these tables instead of journey.json")
arguments.add_argument("--only", metavar="NAME", help="events of one kind alone, such as collect.get")
arguments.add_argument("--at", help="the time that it is taken to be, such as 2026-11-23T12:00:00Z; without it, the next hour in which mail may go")
given = arguments.parse_args()


def opening():
    """The next moment, from now on by whole hours, at which the journey may mail somebody."""
    for hours in range(0, 24 * 7):
        at = datetime.fromtimestamp(time.time() + hours * 3600, ZoneInfo(JOURNEY["time_zone"]))
        if 10 <= at.hour < 17 and [at.month, at.day] not in JOURNEY["quiet_days"]:
            return at
    raise SystemExit("no moment within a week at which mail may go")


AT = datetime.fromisoformat(given.at) if given.at else opening()
if AT.timestamp() < time.time() - 1:
    raise SystemExit("--at has passed; a function's clock can be ahead, not behind")
PREFIX = given.prefix.rstrip("-")
ENVIRONMENT = {
    "AWS_ENDPOINT_URL_DYNAMODB": given.endpoint,
    "AWS_REGION": "eu-north-1",
    "AWS_DEFAULT_REGION": "eu-north-1",
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "GLIMT_TABLES": PREFIX,
    "GLIMT_NAMING_KEY": os.environ.get("GLIMT_NAMING_KEY", "development-only-naming-key-of-glimt"),
    "GLIMT_LINK_KEYS": os.environ.get("GLIMT_LINK_KEYS", "1:development-only-link-key-of-glimt-0001"),
    "GLIMT_SOURCES": json.dumps({SOURCE: [KEY]}),
    "GLIMT_PUBLIC_URL": "http://127.0.0.1:9300",
    "GLIMT_CONFIGURATION_SET": "glimt",
    "GLIMT_CLOCK_AHEAD": f"{max(0, round(AT.timestamp() - time.time()))}s",
    "GLIMT_EXPORT_URL": f"file://{(given.out / 'export').resolve()}",
}
os.environ.update(ENVIRONMENT)
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE / "python"))
import lib  # noqa: E402  its keys and clock are the environment's

dice = random.Random(2026)
NOW = int(AT.timestamp() * 1000)
written = []


def create(name, sorted_):
    keys = [("pk", "HASH"), ("sk", "RANGE")][: 2 if sorted_ else 1]
    try:
        lib.db.create_table(
            TableName=lib.table(name),
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in keys],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key, _ in keys],
        )
    except lib.db.exceptions.ResourceInUseException:
        pass


def put(name, item):
    written.append({"table": lib.table(name), "item": lib.pack({**item, "format": 1})})


def flush():
    for at in range(0, len(written), 25):
        wanted = {}
        for one in written[at : at + 25]:
            wanted.setdefault(one["table"], []).append({"PutRequest": {"Item": one["item"]}})
        while wanted:
            wanted = lib.db.batch_write_item(RequestItems=wanted).get("UnprocessedItems", {})
    written.clear()


def publish():
    """The journey as Glimt publishes it: a pointer, a version, and each survey's wording and letter in each language."""
    if given.journeys_from:
        table = f"{given.journeys_from.rstrip('-')}-journeys"
        for item in map(lib.unpack, lib.db.scan(TableName=table)["Items"]):
            if item["sk"].isdigit():
                item["json"] = item["json"].replace('"at_most":20', '"at_most":1000')
            put("journeys", item)
        return
    put("journeys", {"pk": "pointer", "sk": "pointer", "rev": 1, "journeys": {JOURNEY["id"]: {"number": 1, "version": 1}}})
    store = lambda sort, value: put("journeys", {"pk": "1", "sk": sort, "published": "version 1", "json": json.dumps(value, ensure_ascii=False)})
    store("000001", JOURNEY)
    sender = JOURNEY["sender"]
    for stage in JOURNEY["stages"]:
        for survey in stage["surveys"]:
            for language in JOURNEY["languages"]:
                own = lambda text: text[language]
                follow_ups = [
                    {**f, "question": own(f["question"]), "options": [{**o, "label": own(o["label"])} for o in f.get("options", [])]}
                    for f in survey["follow_ups"]
                ]
                words = {"question": own(survey["question"]), "low": own(survey["low"]), "high": own(survey["high"]), "stage": own(stage["name"])}
                words |= {"company": sender["name"], "legal": sender["legal"], "privacy_url": sender["privacy_url"]}
                sort = f"000001#{survey['index']:03}#{language}"
                wording = {"language": language, "languages": JOURNEY["languages"], "metric": survey["metric"], "follow_ups": follow_ups}
                store(sort, {**wording, **words})
                store(f"{sort}#letter", {**words, "from": sender["from"], "reply_to": sender["reply_to"], "colour": JOURNEY["brand"]["colour"]})


def marks():
    at = lambda minutes: lib.iso(NOW - minutes * lib.MINUTE)
    for shard in range(lib.SHARDS):
        put("invitations", {"pk": f"mark#{shard}", "sk": "mark", "shard": shard, "open": at(15), "settled": at(45)})


def invited(order, due, state="pending", reserved=False):
    """An order's subject, contact and invitation, as trigger files them, and as send leaves them."""
    subject, address = f"order#{SOURCE}:{order}", f"kari.nordmann.{order}@example.no"
    id_ = lib.invitation_id("nordlys", subject, "delivered", 1)
    key = lib.key_of(due, id_)
    at, happened, person = lib.place(key), due - lib.DAY, lib.contact_key(address)
    expires = (NOW + 240 * lib.DAY) // lib.SECOND
    frozen = {"key": key, "version": 1, "happened_at": lib.iso(happened), "event": f"{SOURCE}#evt-{order}"}
    ask = {"survey": "nordlys/delivered", "priority": 10, "key": key}
    if reserved:
        ask["reserved"] = {"attempt": 1, "at": lib.iso(at["due"]), "by": "00000000-0000-4000-8000-000000000001@1795507725000"}
    put("subjects", {"pk": subject, "rev": 1, "decisions": {"nordlys/delivered#1": frozen}, "voids": {}, "events": [frozen["event"]], "expires": expires})
    put("contacts", {"pk": person, "rev": 2 if reserved else 1, "asks": {at["id"]: ask}, "suppressed": {}, "expires": expires})
    context = {
        "journey": "nordlys", "version": 1, "stage": "delivery", "survey": "delivered", "index": 1, "survey_version": 1, "metric": "csat",
        "channel": "email", "segments": {"carrier": dice.choice(["Bring", "Posten", "PostNord"])}, "country": "NO",
        "value": {"minor": dice.randrange(9_900, 499_900), "currency": "NOK"}, "happened_on": lib.utc_day(happened), "due_on": lib.utc_day(due),
        "sample_ppm": 1_000_000,
    }
    item = {
        "pk": at["pk"], "sk": at["sk"], "key": key, "state": state, "attempt": 1, "subject": subject, "reference": str(order),
        "touchpoint": "order.delivered", "contact": person, "language": "nb", "context": context, "clicks": {},
        "expires": (at["due"] + 65 * lib.DAY) // lib.SECOND,
    }
    if state == "pending":
        item |= {"address": address, "name": "Kari Nordmann"}
    else:
        item |= {"sent_at": lib.iso(at["due"] + 5_000), "message_id": f"0110-{order}"}
    return item


def answered(invitation, rating, at, comment=None):
    place, given_ = lib.place(invitation["key"]), {"rating": rating, "at": lib.iso(at)}
    copied = {name: invitation[name] for name in ("key", "language", "reference", "context", "contact")}
    item = {"pk": place["pk"], "sk": place["id"], **copied, "version": 1, "rating": rating, "answered_on": lib.utc_day(at)}
    return {**item, "comment": comment, "first": given_, "last": [given_], "alerted": 0}


def template(name):
    return json.loads((EVENTS / f"{name}.json").read_text("utf-8"))


def save(name, events):
    (given.out / f"{name}.json").write_text(json.dumps(events, ensure_ascii=False), "utf-8")


def trigger():
    for n in range(given.count):
        order, event = 2_000_000 + n, template("apigateway-post-events")
        contact = {"email": f"ola.nordmann.{order}@example.no", "name": "Ola Nordmann", "country": "NO"}
        data = {"contact": contact, "order": {"id": str(order)}, "value": {"amount": "1299.00", "currency": "NOK"}, "attributes": {"carrier": "Bring"}}
        body = {"specversion": "1.0", "id": f"evt-{order}", "source": SOURCE, "type": "order.delivered", "time": lib.iso(NOW - lib.HOUR), "data": data}
        event["body"] = base64.b64encode(json.dumps(body).encode()).decode()
        yield event


def send():
    before = []
    for n in range(given.count):
        flush()
        for m in range(given.due):
            put("invitations", invited(3_000_000 + n * given.due + m, NOW - 60_000))
        before.append(list(written))
        written.clear()
        yield template("send-scheduled")
    save("send.before", before)


def link(order):
    """The token of an invitation that was sent some days ago."""
    invitation = invited(order, NOW - 10 * lib.DAY, "sent", reserved=True)
    put("invitations", invitation)
    last_day = (lib.place(invitation["key"])["due"] + 28 * lib.DAY) // lib.DAY
    return lib.token(1, {"key": invitation["key"], "journey": 1, "version": 1, "survey": 1, "language": "nb", "last_day": last_day})


def visit(name, path, body=None):
    event = template(name)
    event["rawPath"] = event["requestContext"]["http"]["path"] = path
    if body:
        event["body"] = base64.b64encode(body).decode()
    return event


def collect_get():
    return (visit("apigateway-collect-get-page", f"/r/{link(4_000_000 + n)}") for n in range(given.count))


def collect_click():
    return (visit("apigateway-collect-get-page", f"/r/{link(4_500_000 + n)}/4") for n in range(given.count))


def collect_post():
    for n in range(given.count):
        yield visit("apigateway-collect-post-answer", f"/r/{link(5_000_000 + n)}", b"rating=4&comment=Kom+fram+i+tide%2C+takk+for+det.")


def feedback():
    for n in range(given.count):
        records = []
        for m in range(given.batch):
            order, event = 6_000_000 + n * given.batch + m, template(f"ses-{given.feedback}")
            invitation = invited(order, NOW - 10 * lib.DAY, "sent", reserved=True)
            put("invitations", invitation)
            event["detail"]["mail"]["tags"] |= {"invitation": [invitation["key"]], "attempt": ["1"]}
            for recipients in ("bouncedRecipients", "complainedRecipients"):
                for part in event["detail"].values():
                    if isinstance(part, dict) and recipients in part:
                        part[recipients][0]["emailAddress"] = f"kari.nordmann.{order}@example.no"
            record = template("sqs-feedback-send")["Records"][0]
            records.append({**record, "messageId": f"00000000-0000-4000-8000-{order:012}", "body": json.dumps(event)})
        yield {"Records": records}


def alert():
    for n in range(given.count):
        records = []
        for m in range(given.batch):
            order = 7_000_000 + n * given.batch + m
            answer = answered(invited(order, NOW - 10 * lib.DAY, "sent", reserved=True), 1, NOW - 60_000, "Pakken kom aldri.")
            put("answers", answer)
            record = template("stream-answers")["Records"][0]
            image = lib.pack({**answer, "format": 1})
            change = {**record["dynamodb"], "Keys": {"pk": image["pk"], "sk": image["sk"]}, "NewImage": image}
            change["SequenceNumber"] = f"1{order:020}"
            records.append({**record, "eventID": f"{order:032x}", "dynamodb": change})
        yield {"Records": records}


def aggregate():
    """Eight due days of mails, of which three in ten were answered and some more clicked."""
    midnight = NOW // lib.DAY * lib.DAY
    for day in range(-7, 1):
        latest = min(midnight + (day + 1) * lib.DAY, NOW - lib.HOUR) - midnight - day * lib.DAY
        for n in range(given.per_day if latest > 0 else 0):
            order = 8_000_000 + (day + 7) * 100_000 + n
            invitation = invited(order, midnight + day * lib.DAY + dice.randrange(latest), "sent", reserved=True)
            due, chance = lib.place(invitation["key"])["due"], dice.random()
            rating = dice.choice([1, 2, 3, 4, 4, 5, 5, 5])
            if chance < 0.45:
                invitation["clicks"] = {f"{order:08x}#{rating}": {"at": lib.iso(due + 20 * lib.MINUTE), "navigated": True}}
            if chance < 0.3:
                put("answers", answered(invitation, rating, due + 21 * lib.MINUTE, "Kom fram i tide, takk." if rating > 3 else None))
            put("invitations", invitation)
    return ({"schedule": "hourly"} for _ in range(given.count))


def export():
    """Older days, as they stand once they have been folded."""
    for back in range(8, 8 + given.days):
        day = lib.utc_day(NOW - back * lib.DAY)
        put("scores", {"pk": "days", "sk": day, "due_day": day})
        for segment, values in ((None, [None]), ("carrier", ["Bring", "PostNord", "Posten"])):
            key = {"journey": "nordlys", "stage": "delivery", "survey": "delivered", "segment": segment}
            item = {"pk": f"cells#{day}", "due_day": day, "key": key, "part": 0, "as_of": f"{day}T21:00:00Z"}
            at, counts = {"day": day, "channel": "email"}, lambda: {str(rating): dice.randrange(1, 12) for rating in range(1, 6)}
            answers = [{**at, "survey_version": 1, "metric": "csat", "value": v, "answered": {"confirmed": {"1000000": counts()}}} for v in values]
            funnel = dict.fromkeys(("skipped", "pending", "voided", "skipped_at_send", "rejected", "unknown", "bounced", "complained", "opted_out"), 0)
            funnel |= {"sent": 100, "reminded": 0, "clicked": 45, "provisional": 15, "suspect": 0, "answered": 30}
            name = f"nordlys#delivery#delivered#{segment or ''}"
            put("scores", {**item, "sk": f"answers#{name}", "cells": answers})
            put("scores", {**item, "sk": f"funnel#{name}", "cells": [{**at, "value": v, "funnel": funnel} for v in values]})
    return (template("export-scheduled") for _ in range(given.count))


given.out.mkdir(parents=True, exist_ok=True)
for name, sorted_ in (("invitations", True), ("subjects", False), ("contacts", False), ("answers", True), ("scores", True), ("journeys", True)):
    create(name, sorted_)
publish()
marks()
told = {}
for name, make in {
    "trigger": trigger, "send": send, "collect.get": collect_get, "collect.click": collect_click, "collect.post": collect_post,
    "feedback": feedback, "alert": alert, "aggregate": aggregate, "export": export,
}.items():
    if given.only not in (None, name):
        continue
    events = list(make())
    flush()
    save(name, events)
    told[name] = {"function": name.split(".")[0], "file": str(given.out / f"{name}.json"), "count": len(events)}
if "send" in told:
    told["send"]["before"] = str(given.out / "send.before.json")
print(json.dumps({"environment": ENVIRONMENT, "events": told}, indent=1))
