"""A new answer (from the table's stream) reaches the person who can act on it, if it is one to act on."""

import os
import re

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

import lib
from mail import send
from render import TOP, one_line, render, texts_of

processor = BatchProcessor(event_type=EventType.DynamoDBStreams)
LEASE = 2 * lib.MINUTE


def claim(answer, by):
    """Claims the alert of this version on the answer: `mine`, `done`, or since when it is somebody else's."""
    key, version = {"pk": answer["pk"], "sk": answer["sk"]}, answer["version"]
    condition, values = "attribute_exists(pk) AND alerted < :version", {":version": version, ":by": by}
    if lib.update("answers", key, "SET alerted = :version, alerted_by = :by", condition, values):
        return "mine"
    there = lib.get("answers", key) or {}
    return there["alerted_by"].split("#")[0] if there.get("alerted") == version and "alerted_by" in there else "done"


def end(answer, by):
    key, values = {"pk": answer["pk"], "sk": answer["sk"]}, {":version": answer["version"], ":by": by}
    lib.update("answers", key, "REMOVE alerted_by", "alerted = :version AND alerted_by = :by", values)


def count(journey, stage, name, at_most):
    """Counts the alert in the stage's hour; whether it is to be mailed. Counting it again gives the same."""
    key = {"pk": "alerts", "sk": f"{journey['id']}#{stage['id']}"}
    hour = lib.iso(lib.now() // lib.HOUR * lib.HOUR)
    fresh = {**key, "rev": 0, "hour": hour, "mailed": 0, "tries": 0, "given_up": 0, "next": lib.iso(0), "recent": []}
    for _ in range(20):
        seen = lib.get("scores", key) or fresh
        known = next((counted for counted in seen["recent"] if counted["name"] == name), None)
        if known:
            return known["mailed"]
        before = seen["mailed"] if seen["hour"] == hour else 0
        mailed, held = before < at_most, seen.get("held")
        if not mailed:
            held = {"count": held["count"] + 1 if held else 1, "since": held["since"] if held else hour}
        recent = [*seen["recent"], {"name": name, "mailed": mailed}][-20:]
        changed = {"rev": seen["rev"] + 1, "hour": hour, "mailed": before + mailed, "held": held, "recent": recent}
        if lib.replace("scores", seen | changed, seen["rev"]):
            return mailed
    raise RuntimeError("the tally was changed by others 20 times in a row")


def mail(answer, journey, stage, survey):
    lang = journey["languages"][0]
    t, reference = texts_of(lang), one_line(answer["reference"], 40)
    said = t["rating_of"].format(rating=answer["rating"], top=TOP[survey["metric"]])
    subject = t["alert_subject"].format(stage=one_line(stage["name"][lang], 25), answer=said, reference=reference)
    filled = {
        "t": t, "lang": lang, "subject": one_line(subject.rstrip(", "), 59), "answer": said, "stage": stage["name"][lang],
        "question": survey["question"][lang], "comment": answer.get("comment"), "reference": reference,
        "wants_contact": answer.get("wants_contact"), "report_url": os.environ.get("GLIMT_REPORT_URL"),
    }
    send(
        from_=journey["sender"]["from"], to=stage["alert"]["to"], subject=filled["subject"], html=render("alert.html", filled),
        text=render("alert.txt", filled), headers={"Auto-Submitted": "auto-generated"}, tags={"alert": f"{answer['key']}-v{answer['version']}"},
    )


def one(record, request):
    if record["eventName"] == "REMOVE":
        return
    answer = lib.unpack(record["dynamodb"]["NewImage"])
    old = lib.unpack(record["dynamodb"].get("OldImage", {}))
    if "erased" in answer:
        return
    asked = lib.journey_named(answer["context"]["journey"], answer["context"]["version"])
    _, survey = lib.survey_of(asked["journey"], answer["context"]["survey"])
    journey = next(p["journey"] for p in lib.journeys() if p["journey"]["id"] == answer["context"]["journey"])
    stage = next((stage for stage in journey["stages"] if stage["id"] == answer["context"]["stage"]), None)
    if not stage or not stage["alert"]:
        return
    when = re.fullmatch(r"rating <= (\d+)", stage["alert"]["when"])
    meets = lambda answer: bool(when) and "rating" in answer and answer["rating"] <= int(when[1])
    is_new = (meets(answer) and not meets(old)) or (answer.get("wants_contact") and not old.get("wants_contact"))
    if not is_new or answer["alerted"] >= answer["version"]:
        return
    by = f"{lib.iso(lib.now())}#{request}#{record['eventID']}"
    claimed = claim(answer, by)
    if claimed == "done":
        return
    if claimed != "mine":
        if lib.now() < lib.parse(claimed) + LEASE:
            raise RuntimeError("another invocation is at this alert")
        return lib.logger.error("an alert may be lost", extra={"invitation": answer["key"], "version": answer["version"]})
    if count(journey, stage, f"{answer['key']}-v{answer['version']}", stage["alert"]["at_most"]):
        mail(answer, journey, stage, survey)
        lib.logger.info("alerted", extra={"invitation": answer["key"], "version": answer["version"]})
    end(answer, by)


@lib.logger.inject_lambda_context
def handler(event, context):
    see_to = lambda record: one(record.raw_event, context.aws_request_id)
    return process_partial_response(event=event, record_handler=see_to, processor=processor, context=context)
