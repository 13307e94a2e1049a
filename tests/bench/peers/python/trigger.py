"""A purchase event comes in; an invitation, or a coded reason why not, goes into the tables."""

import hmac
import json
import os
import re
import time
from base64 import b64decode, b64encode

import lib
from rules import asked_recently, due_time, local_day, suppression, too_late

SOURCES = json.loads(os.environ["GLIMT_SOURCES"])
ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
TIME = "must be a time such as 2026-11-19T14:03:00+01:00 (RFC 3339)"


def reply(status, body):
    kind = "application/json" if status < 300 else "application/problem+json"
    return {"statusCode": status, "headers": {"content-type": kind}, "body": json.dumps(body)}


def problem(status, title, detail, **more):
    return reply(status, {"type": "about:blank", "title": title, "status": status, "detail": detail, **more})


def fits(key, headers, body):
    """Whether a request carries this key: as a bearer token, or as a Standard Webhooks signature over the raw body."""
    bearer = headers.get("authorization", "")
    if bearer.startswith("Bearer "):
        return hmac.compare_digest(bearer[7:].strip().encode(), key.encode())
    id_, at, given = (headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
    if not given or not at.isdigit() or abs(time.time() - int(at)) > 300:
        return False
    mac = hmac.digest(b64decode(key.removeprefix("whsec_")), f"{id_}.{at}.".encode() + body, "sha256")
    return any(hmac.compare_digest(one, f"v1,{b64encode(mac).decode()}") for one in given.split())


def read(event):
    """One CloudEvent as a touchpoint, and everything that is wrong with it, by field."""
    wrong = []

    def note(field, detail):
        wrong.append({"field": field, "detail": detail})

    def text(value, field):
        if not isinstance(value, str) or not value:
            note(field, "is missing")
            return ""
        return value

    def when(value, field):
        try:
            return lib.parse(value) if value is not None else lib.now()
        except (TypeError, ValueError):
            note(field, TIME)

    if event.get("specversion") != "1.0":
        note("specversion", 'must be "1.0"')
    id_, source, kind = (text(event.get(field), field) for field in ("id", "source", "type"))
    data = event.get("data") or {}
    contact = data.get("contact")
    if not isinstance(contact, dict):
        note("data.contact", "is missing")
        contact = {}
    reference = text((data.get("order") or {}).get("id"), "data.order.id")
    happened_at = when(data["happened_at"], "data.happened_at") if "happened_at" in data else when(event.get("time"), "time")
    value = None
    if money := data.get("value"):
        try:
            value = {"minor": round(float(money["amount"]) * 100), "currency": money["currency"]}
        except (KeyError, ValueError):
            note("data.value.amount", "must be a decimal number, such as 1299.00")
    email = (contact.get("email") or "").strip()
    touchpoint = {
        "event": f"{source}#{id_}", "source": source, "kind": kind, "subject": f"order#{source}:{reference}", "reference": reference,
        "happened_at": happened_at, "email": email, "address": email if ADDRESS.fullmatch(email) else None, "name": contact.get("name"),
        "country": contact.get("country"), "locale": contact.get("locale") or "", "time_zone": contact.get("time_zone"), "value": value,
        "attributes": {name: str(given)[:100] for name, given in (data.get("attributes") or {}).items()}, "consent": data.get("consent"),
    }
    return touchpoint, wrong


def may_ask(touchpoint, journey):
    """Whether the customer may be asked, by what the law of their country asks for."""
    consent, bases = touchpoint["consent"] or {}, journey["sender"]["consent"]
    basis = bases.get(touchpoint["country"], bases["default"])
    if basis == "legitimate_interest":
        return True
    if basis == "consent":
        return consent.get("basis") == "consent"
    return consent.get("noticed_at") is not None or journey["notice_since"] <= local_day(touchpoint["happened_at"], journey["time_zone"])


def skipped(touchpoint, journey, stage, survey, id_, subject, contact, due):
    voids = (lib.parse(subject["voids"][kind]) for kind in survey["void_on"] if kind in subject["voids"])
    if any(touchpoint["happened_at"] <= at for at in voids):
        return "voided"
    if not touchpoint["address"]:
        return "bad_address" if touchpoint["email"] else "no_address"
    if lib.spread(id_, 1_000_000) >= survey["sample_ppm"]:
        return "not_sampled"
    if not may_ask(touchpoint, journey):
        return "no_notice"
    late = "too_late" if too_late(survey, lib.iso(touchpoint["happened_at"]), due) else None
    return suppression(contact, stage) or late or asked_recently(journey, survey, contact, lib.b64(id_), due)


def decide(touchpoint, subject, contact, published):
    """Decides for each survey that listens; whatever the subject has frozen stands."""
    decisions = []
    listening = ((p, stage, survey) for p in published for stage in p["journey"]["stages"] for survey in stage["surveys"])
    for p, stage, survey in listening:
        if touchpoint["kind"] not in survey["on"]:
            continue
        journey, version = p["journey"], p["version"]
        name = f"{journey['id']}/{survey['id']}#1"
        of = {"journey": journey, "version": version, "stage": stage, "survey": survey, "name": name}
        if known := subject["decisions"].get(name):
            decisions.append({**of, "frozen": known, "fresh": False})
            continue
        id_ = lib.invitation_id(journey["id"], touchpoint["subject"], survey["id"], 1)
        earliest = max(touchpoint["happened_at"] + lib.length(survey["delay"]), lib.now() + 15 * lib.MINUTE)
        due = due_time(journey, touchpoint["time_zone"] or journey["time_zone"], earliest, lib.spread(id_, 1800) * lib.SECOND)
        skip = skipped(touchpoint, journey, stage, survey, id_, subject, contact, due)
        frozen = {"key": lib.key_of(lib.now() if skip else due, id_), "version": version, "happened_at": lib.iso(touchpoint["happened_at"])}
        frozen |= {"event": touchpoint["event"], **({"skip": skip} if skip else {})}
        decisions.append({**of, "frozen": frozen, "fresh": True})
    return decisions


def invitation(touchpoint, decision):
    journey, survey, frozen = decision["journey"], decision["survey"], decision["frozen"]
    at, zone, asked = lib.place(frozen["key"]), decision["journey"]["time_zone"], "skip" not in frozen
    context = {
        "journey": journey["id"], "version": decision["version"], "stage": decision["stage"]["id"], "survey": survey["id"],
        "index": survey["index"], "survey_version": survey["version"], "metric": survey["metric"], "channel": "email",
        "segments": {name: value for name, value in touchpoint["attributes"].items() if name in journey["segments"]},
        "country": touchpoint["country"], "value": touchpoint["value"], "happened_on": local_day(touchpoint["happened_at"], zone),
        "due_on": local_day(at["due"], zone), "sample_ppm": survey["sample_ppm"],
    }
    language = next((code for code in journey["languages"] if touchpoint["locale"].startswith(code)), journey["languages"][0])
    return {
        "pk": at["pk"], "sk": at["sk"], "key": frozen["key"], "state": "pending" if asked else "skipped", "attempt": int(asked),
        "reason": frozen.get("skip"), "subject": touchpoint["subject"], "reference": touchpoint["reference"], "touchpoint": touchpoint["kind"],
        "contact": lib.contact_key(touchpoint["address"]) if touchpoint["address"] else None,
        "address": touchpoint["address"] if asked else None, "name": touchpoint["name"] if asked else None,
        "time_zone": touchpoint["time_zone"], "language": language, "context": {k: v for k, v in context.items() if v is not None},
        "clicks": {}, "expires": (at["due"] + lib.length(journey["link_life"]) + 37 * lib.DAY) // lib.SECOND,
    }


def file(touchpoint):
    """The subject first, which freezes the decisions; then the contact's pending asks; then the items themselves."""
    published = lib.journeys()
    expires = lib.remembered_until(published)
    person = touchpoint["address"] and lib.contact_key(touchpoint["address"])
    for _ in range(20):
        subject = lib.get("subjects", {"pk": touchpoint["subject"]}) or {"pk": touchpoint["subject"], "rev": 0, "decisions": {}, "voids": {}, "events": []}
        contact = (person and lib.get("contacts", {"pk": person})) or {"pk": person, "rev": 0, "asks": {}, "suppressed": {}}
        decisions = decide(touchpoint, subject, contact, published)
        missing = [decision for decision in decisions if decision["fresh"]]
        if missing:
            frozen = {decision["name"]: decision["frozen"] for decision in missing}
            events = [*subject["events"], touchpoint["event"]][-20:]
            changed = {"decisions": subject["decisions"] | frozen, "events": events, "rev": subject["rev"] + 1, "expires": expires}
            if not lib.replace("subjects", subject | changed, subject["rev"]):
                continue
        for decision in decisions:
            at = lib.place(decision["frozen"]["key"])
            if not decision["fresh"] and not lib.get("invitations", {"pk": at["pk"], "sk": at["sk"]}):
                missing.append(decision)
        ask(contact, [decision for decision in missing if "skip" not in decision["frozen"]], touchpoint["consent"], expires)
        for decision in missing:
            lib.put("invitations", invitation(touchpoint, decision), "attribute_not_exists(pk)")
        return decisions, not missing
    raise RuntimeError("the subject was changed by others 20 times in a row")


def ask(contact, asked, consent, expires):
    for _ in range(20 if asked else 0):
        asks = dict(contact["asks"])
        for decision in asked:
            journey, survey, key = decision["journey"], decision["survey"], decision["frozen"]["key"]
            new = {"survey": f"{journey['id']}/{survey['id']}", "priority": survey["priority"], "key": key}
            asks.setdefault(lib.place(key)["id"], new)
        changed = {"asks": asks, "consent": consent or contact.get("consent"), "rev": contact["rev"] + 1, "expires": expires}
        if lib.replace("contacts", contact | changed, contact["rev"]):
            return
        contact = lib.get("contacts", {"pk": contact["pk"]}) or {"pk": contact["pk"], "rev": 0, "asks": {}, "suppressed": {}}


def told(decision):
    frozen = decision["frozen"]
    said = {"journey": decision["journey"]["id"], "survey": decision["survey"]["id"]}
    if "skip" in frozen:
        return {**said, "decision": "skip", "reason": frozen["skip"]}
    return {**said, "decision": "invite", "invitation": frozen["key"], "due": lib.iso(lib.place(frozen["key"])["due"])}


@lib.logger.inject_lambda_context
def handler(event, context):
    if event["rawPath"] != "/v1/events":
        return problem(404, "No such door", "Events go to POST /v1/events.")
    body = b64decode(event.get("body") or "") if event["isBase64Encoded"] else (event.get("body") or "").encode()
    own = [name for name, keys in SOURCES.items() if any(fits(key, event["headers"], body) for key in keys)]
    if not own:
        return problem(401, "Not signed", "Sign with Standard Webhooks, or send the source's key.")
    try:
        payload = json.loads(body)
    except ValueError:
        return problem(400, "Not JSON", "The body must be one CloudEvent in JSON.")
    touchpoint, wrong = read(payload if isinstance(payload, dict) else {})
    if wrong:
        return problem(400, "Wrong field", "; ".join(f"{w['field']} {w['detail']}" for w in wrong), errors=wrong)
    if touchpoint["source"] not in own:
        return problem(401, "Not signed", "The key belongs to another source.")
    decisions, repeat = file(touchpoint)
    lib.logger.info("decided", extra={"event": touchpoint["event"], "decisions": len(decisions), "repeat": repeat})
    return reply(200 if repeat else 202, {"decisions": [told(decision) for decision in decisions], "repeat": repeat})
