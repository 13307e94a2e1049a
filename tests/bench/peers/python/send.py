"""Each minute: what is due becomes one email through SES, never two."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock

import lib
from mail import account, proof, send
from render import one_line, render, scale, texts_of
from rules import asked_recently, is_open, is_outranked, suppression, too_late

LEASE, OPEN_TRAILS, SETTLED_TRAILS, STRIDE = 15 * lib.MINUTE, 15 * lib.MINUTE, 45 * lib.MINUTE, 15 * lib.MINUTE
TAKEN = ["pending", "unknown", "dropped", "rejected", "skipped", "voided"]
FORGET = " REMOVE address, #name"
workers = ThreadPoolExecutor(lib.SHARDS)


@dataclass
class Run:
    me: str
    ends: float
    counts: dict = field(default_factory=lambda: {"sent": 0, "closed": 0, "unknown": 0, "failed": 0})
    stopped: str | None = None
    next: float = 0.0
    account: dict | None = None
    lock: Lock = field(default_factory=Lock)

    def count(self, what):
        with self.lock:
            self.counts[what] += 1

    def turn(self):
        """Waits for a mail's turn, as fast as SES grants the account; false if none is left."""
        with self.lock:
            self.account = self.account or account()
            if not self.account["SendingEnabled"] or time.time() >= self.ends:
                self.stopped = "out_of_time" if self.account["SendingEnabled"] else "paused"
                return False
            at = max(self.next, time.time())
            self.next = at + min(1.0, 1.0 / self.account["SendQuota"]["MaxSendRate"])
        if at - time.time() > 0.001:
            time.sleep(at - time.time())
        return True


def letter_of(invitation, letter, published):
    key, context, language = invitation["key"], invitation["context"], invitation["language"]
    t, journey = texts_of(language), published["journey"]
    last_day = (lib.place(key)["due"] + lib.length(journey["link_life"])) // lib.DAY
    claim = {"key": key, "journey": published["number"], "version": published["version"], "survey": context["index"]}
    claim |= {"language": language, "last_day": last_day}
    answer_url = f"{os.environ['GLIMT_PUBLIC_URL']}/r/{lib.token(1, claim)}"
    opt_out_url = f"{os.environ['GLIMT_PUBLIC_URL']}/u/{lib.token(2, claim, invitation['contact'])}"
    _, month, day = map(int, context["happened_on"].split("-"))
    words = {"reference": one_line(invitation["reference"], 40), "company": letter["company"], "day": day, "month": t["months"][month - 1]}
    ratings, cells = scale(context["metric"]), []
    for rating in ratings:
        end = letter["low"] if rating == ratings[0] else letter["high"] if rating == ratings[-1] else None
        label = t["rating_of"].format(rating=rating, top=ratings[-1]) + (f" ({end})" if end else "")
        cells.append({"shown": rating, "label": label, "url": f"{answer_url}/{rating}"})
    subject = one_line(t["subject"].format(**words), 59)
    name = invitation.get("name")
    filled = letter | {
        "t": t, "lang": language, "subject": subject, "cells": cells, "width": f"{100 // len(cells)}%",
        "greeting": t["greeting"].format(name=one_line(name, 80)) if name else t["greeting_nameless"],
        "why": t["why"].format(**words), "validity": t["validity"].format(days=journey["link_life"][:-1]),
        "sign_off": t["sign_off"].format(**words), "answer_url": answer_url, "opt_out_url": opt_out_url, "honeypot_url": f"{answer_url}/x",
    }
    headers = {
        "List-Unsubscribe": f"<{opt_out_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply", "Feedback-ID": f"{context['survey']}:{context['journey']}:{context['stage']}:glimt",
    }
    return {
        "from_": letter["from"], "to": invitation["address"], "reply_to": letter["reply_to"], "subject": subject,
        "html": render("invitation.html", filled), "text": render("invitation.txt", filled), "headers": headers,
        "tags": {"invitation": key, "attempt": str(invitation["attempt"])},
    }


def decide(invitation, subject, contact, journey, stage, survey):
    """May it be mailed now? `reserve`, `leave`, or the state in which it ends, and why."""
    id_, decisions = lib.place(invitation["key"])["id"], (subject or {"decisions": {}})["decisions"].values()
    frozen = next((f for f in decisions if f["key"] == invitation["key"] and "skip" not in f), None)
    if not frozen:
        return "superseded", None
    reserved = contact["asks"].get(id_, {}).get("reserved")
    if reserved and reserved["attempt"] >= invitation["attempt"]:
        return ("leave" if lib.now() < lib.parse(reserved["at"]) + LEASE else "unknown"), None
    voids = (lib.parse(subject["voids"][kind]) for kind in survey["void_on"] if kind in subject["voids"])
    if any(lib.parse(frozen["happened_at"]) <= at for at in voids):
        return "voided", None
    reason = (
        ("shadow" if journey["mode"] != "live" else None)
        or ("too_late" if too_late(survey, frozen["happened_at"], lib.now()) else None)
        or suppression(contact, stage)
        or asked_recently(journey, survey, contact, id_, lib.now())
        or ("outranked" if is_outranked(journey, contact, id_) else None)
    )
    if reason:
        return "skipped", reason
    return ("reserve" if is_open(journey, invitation.get("time_zone") or journey["time_zone"], lib.now()) else "leave"), None


def apply(invitation, to, set_="", remove="", values=None, froms=("pending", "unknown")):
    """Lets the invitation change its state, if it is in one of these at this attempt."""
    states = {f":from{n}": state for n, state in enumerate(froms)}
    names = {"#state": "state"} | ({"#name": "name"} if remove else {})
    condition = f"#state IN ({', '.join(states)}) AND attempt = :attempt"
    values = {":to": to, ":attempt": invitation["attempt"], **states, **(values or {})}
    key = {"pk": invitation["pk"], "sk": invitation["sk"]}
    return lib.update("invitations", key, f"SET #state = :to{set_}{remove}", condition, values, names)


def deliver(run, invitation):
    """One invitation: read, decide, reserve, mail, mark. Gives whether the sweep has to come back to it."""
    context, key = invitation["context"], invitation["key"]
    published = lib.journey_named(context["journey"], context["version"])
    journey = published["journey"]
    stage, survey = lib.survey_of(journey, context["survey"])
    sort = lib.sort_of({"version": context["version"], "survey": context["index"], "language": invitation["language"]})
    message = letter_of(invitation, lib.published_item(published["number"], f"{sort}#letter"), published)
    person = {"pk": invitation["contact"]}
    for _ in range(20):
        subject = lib.get("subjects", {"pk": invitation["subject"]})
        contact = lib.get("contacts", person) or {**person, "rev": 0, "asks": {}, "suppressed": {}}
        to, reason = decide(invitation, subject, contact, journey, stage, survey)
        if to == "leave":
            return True
        if to != "reserve":
            apply(invitation, to, ", reason = :reason" if reason else "", FORGET, {":reason": reason} if reason else None)
            run.count("closed")
            return False
        if not run.turn():
            return True
        ask = {"survey": f"{context['journey']}/{context['survey']}", "priority": survey["priority"], "key": key}
        ask["reserved"] = {"attempt": invitation["attempt"], "at": lib.iso(lib.now()), "by": run.me}
        changed = {"asks": contact["asks"] | {lib.place(key)["id"]: ask}, "rev": contact["rev"] + 1, "expires": lib.remembered_until([published])}
        if lib.replace("contacts", contact | changed, contact["rev"]):
            return mail(run, invitation, message)
    raise RuntimeError("the contact was changed by others 20 times in a row")


def mail(run, invitation, message):
    try:
        sent = {":now": lib.iso(lib.now()), ":message": send(**message)}
    except Exception as error:
        proven = proof(error)
        lib.logger.warning("not sent", extra={"invitation": invitation["key"], "proven": proven})
        if proven == "not_sent":
            apply(invitation, "pending", ", attempt = attempt + :one", values={":one": 1})
            return True
        if proven == "refused":
            apply(invitation, "rejected", remove=FORGET)
        else:
            apply(invitation, "unknown", ", unknown_since = :now", values={":now": lib.iso(lib.now())}, froms=["pending"])
        run.count("unknown" if proven == "unknown" else "closed")
        return False
    run.count("sent")
    apply(invitation, "sent", ", sent_at = :now, message_id = :message", FORGET, sent, TAKEN)
    return False


def sweep(run, mark):
    """One shard from its watermark to now. Watermarks trail, and never pass what is still open."""
    until, first, due = lib.now(), lib.parse(mark["open"]), []
    time_of = lambda ms: lib.iso(ms)[11:19]
    for day in range(first // lib.DAY * lib.DAY, until + 1, lib.DAY):
        values = {":pk": f"{lib.utc_day(day)}#{mark['shard']}", ":pending": "pending", ":unknown": "unknown"}
        values[":from"] = time_of(first) if day < first else "0"
        values[":until"] = f"{time_of(until)}~" if day + lib.DAY > until else "~"
        open_ = {"FilterExpression": "#state IN (:pending, :unknown)", "ExpressionAttributeNames": {"#state": "state"}}
        due += lib.query("invitations", "pk = :pk AND sk BETWEEN :from AND :until", values, **open_)
    open_ = until - OPEN_TRAILS
    for invitation in (invitation for invitation in due if invitation["state"] == "pending"):
        try:
            left = deliver(run, invitation)
        except Exception:
            run.count("failed")
            lib.logger.exception("left open; the next sweep tries again", extra={"invitation": invitation["key"]})
            left = True
        if left:
            open_ = min(open_, lib.place(invitation["key"])["due"])
    if open_ < first + STRIDE:
        return
    settled = lib.iso(max(lib.parse(mark["settled"]), min(open_, until - SETTLED_TRAILS)))
    item = {"pk": f"mark#{mark['shard']}", "sk": "mark", "shard": mark["shard"], "open": lib.iso(open_), "settled": settled}
    lib.put("invitations", item, "attribute_not_exists(pk) OR (#open = :open)", {":open": mark["open"]}, {"#open": "open"})


def marks():
    name = lib.table("invitations")
    keys = [lib.pack({"pk": f"mark#{shard}", "sk": "mark"}) for shard in range(lib.SHARDS)]
    got = lib.db.batch_get_item(RequestItems={name: {"Keys": keys, "ConsistentRead": True}})["Responses"][name]
    there, start = {mark["shard"]: mark for mark in map(lib.unpack, got)}, lib.iso(lib.now() - 30 * lib.DAY)
    return [there.get(shard) or {"shard": shard, "open": start, "settled": start} for shard in range(lib.SHARDS)]


@lib.logger.inject_lambda_context
def handler(event, context):
    run = Run(f"{context.aws_request_id}@{lib.now()}", time.time() + context.get_remaining_time_in_millis() / 1000 - 20)
    wanted = [mark for mark in marks() if mark["shard"] in event.get("shards", range(lib.SHARDS))]
    list(workers.map(lambda mark: sweep(run, mark), wanted))
    if any(run.counts.values()):
        lib.logger.info("swept", extra=run.counts)
    return {**run.counts, "stopped": run.stopped}
