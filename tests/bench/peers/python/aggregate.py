"""Each hour: recent due days, folded again from the items themselves. A day's cells are worked out whole and overwrite
what was there."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import lib
from rules import local_day

FUNNEL = ["skipped", "pending", "voided", "skipped_at_send", "rejected", "unknown", "sent", "bounced", "complained", "opted_out",
          "reminded", "clicked", "provisional", "suspect", "answered"]
workers = ThreadPoolExecutor(lib.SHARDS)


class Table:
    """Rows of counts under the key that they belong to: everybody's, and each segment's."""

    def __init__(self):
        self.keys = {}

    def count(self, context, at, newest, empty):
        yield self.row(context, None, {**at, "value": None}, newest, empty)
        for segment, value in context.get("segments", {}).items():
            yield self.row(context, segment, {**at, "value": value}, newest, empty)

    def row(self, context, segment, at, newest, empty):
        key = {"journey": context["journey"], "stage": context["stage"], "survey": context["survey"], "segment": segment}
        name = "#".join([*list(key.values())[:3], segment or ""])
        keyed = self.keys.setdefault(name, {"key": key, "rows": {}, "as_of": 0})
        keyed["as_of"] = max(keyed["as_of"], newest)
        return keyed["rows"].setdefault(tuple(str(part) for part in at.values()), {**at, **empty()})

    def items(self, kind, day):
        return [
            {"pk": f"cells#{day}", "sk": f"{kind}#{name}", "format": 1, "due_day": day, "key": keyed["key"], "part": 0,
             "as_of": lib.iso(keyed["as_of"]), "cells": [row for _, row in sorted(keyed["rows"].items())]}
            for name, keyed in self.keys.items()
        ]


def rate(answered, level, rating, context):
    """Counts a rating in a histogram by the chance to be asked: `{"1000000":{"4":1}}`."""
    histogram = answered.setdefault(level, {}).setdefault(str(context["sample_ppm"]), {})
    histogram[str(rating)] = histogram.get(str(rating), 0) + 1


def spend(answered, rating, context):
    value = context.get("value")
    if not value or value["minor"] <= 0:
        return
    ratings = answered.setdefault("spent", {}).setdefault(value["currency"], {}).setdefault(str(context["sample_ppm"]), {})
    orders, total, squares = ratings.get(str(rating), [0, "0", "0"])
    ratings[str(rating)] = [orders + 1, str(int(total) + value["minor"]), str(int(squares) + value["minor"] ** 2)]


def changes(published, context):
    """The dated changes of the stage that it happened near to, and on which side."""
    journey = next(p["journey"] for p in published if p["journey"]["id"] == context["journey"])
    happened_on = date.fromisoformat(context["happened_on"])
    for change in journey["changes"]:
        if change["stage"] == context["stage"] and abs((happened_on - date.fromisoformat(change["date"])).days) <= 90:
            yield f"change-{change['date']}", "before" if context["happened_on"] < change["date"] else "after"


def answered_at(day, context):
    return {"day": day, "survey_version": context["survey_version"], "metric": context["metric"], "channel": context["channel"]}


def fold_answer(table, answer, published):
    context, newest = answer["context"], lib.parse(answer["last"][-1]["at"])
    empty = lambda: {"answered": {}}
    rows = list(table.count(context, answered_at(answer["answered_on"], context), newest, empty))
    for segment, value in changes(published, context):
        rows.append(table.row(context, segment, {**answered_at(context["happened_on"], context), "value": value}, newest, empty))
    for row in rows:
        rate(row["answered"], "confirmed", answer["rating"], context)
        spend(row["answered"], answer["rating"], context)


def level(invitation, now):
    """What clicks without an answer are worth: one rating, from one network, by hand and unhurried, or anything else."""
    clicks = [{"link": place.split("#")[1], **seen} for place, seen in invitation["clicks"].items()]
    rated = sorted((c for c in clicks if c["link"].isdigit()), key=lambda c: lib.parse(c["at"]))
    if not rated or now < max(lib.parse(c["at"]) for c in clicks) + 30 * lib.MINUTE:
        return None
    first = rated[0]
    by_hand = first["navigated"] and not first.get("robot") and lib.parse(first["at"]) >= lib.parse(invitation["sent_at"]) + 30 * lib.SECOND
    return "provisional" if len(clicks) == 1 and by_hand else "suspect", first["link"], lib.parse(first["at"])


def fold_invitation(tables, invitation, answered, published, now):
    context, state, clicks = invitation["context"], invitation["state"], invitation["clicks"]
    if state == "superseded":
        return
    worth = None if answered else level(invitation, now)
    times = [invitation.get("sent_at"), invitation.get("unknown_since"), *(seen["at"] for seen in clicks.values())]
    settled = 0 if state == "pending" else min(lib.place(invitation["key"])["due"], now)
    newest = max([settled, *(lib.parse(at) for at in times if at)])
    if worth:
        zone = next(p["journey"]["time_zone"] for p in published if p["journey"]["id"] == context["journey"])
        at = answered_at(local_day(worth[2], zone), context)
        empty = lambda: {"answered": {}}
        rows = list(tables["clicks"].count(context, at, newest, empty))
        for segment, value in changes(published, context):
            rows.append(tables["clicks"].row(context, segment, {**answered_at(context["happened_on"], context), "value": value}, newest, empty))
        for row in rows:
            rate(row["answered"], worth[0], worth[1], context)
    skipped = "skipped_at_send" if invitation["attempt"] > 0 else "skipped"
    counted = {"dropped": "unknown", "skipped": skipped}.get(state, state)
    marks = [counted, *(mark for mark in ("bounced", "complained", "opted_out") if invitation.get(mark))]
    marks += ["clicked"] if any(place.split("#")[1].isdigit() for place in clicks) else []
    marks += [worth[0]] if worth else ["answered"] if answered else []
    at = {"day": context["due_on"], "channel": context["channel"]}
    for row in tables["funnel"].count(context, at, newest, lambda: {"funnel": dict.fromkeys(FUNNEL, 0)}):
        for name in marks:
            row["funnel"][name] += 1
        if reason := invitation.get("reason"):
            skips = row.setdefault("skips" if counted == "skipped" else "skips_at_send", {})
            skips[reason] = skips.get(reason, 0) + 1


def fold(day, with_funnel, published, now):
    """Reads a due day once, its 16 shards side by side."""
    tables = {kind: Table() for kind in ("answers", "clicks", "funnel")}

    def read(shard):
        of = lambda name: lib.query(name, "pk = :pk", {":pk": f"{day}#{shard}"})
        return of("answers"), of("invitations") if with_funnel else []

    for answers, invitations in workers.map(read, range(lib.SHARDS)):
        kept = [answer for answer in answers if "erased" not in answer]
        for answer in kept:
            fold_answer(tables["answers"], answer, published)
        answered = {answer["key"] for answer in kept}
        for invitation in invitations:
            fold_invitation(tables, invitation, invitation["key"] in answered, published, now)
    return {kind: table.items(kind, day) for kind, table in tables.items()}


def stored(kind, day):
    return lib.query("scores", "pk = :pk AND begins_with(sk, :kind)", {":pk": f"cells#{day}", ":kind": f"{kind}#"})


def compare(old, items):
    before, after = {item["sk"]: item for item in old}, {item["sk"] for item in items}
    return [item for item in items if before.get(item["sk"]) != item], [item for item in old if item["sk"] not in after]


def fold_day(day, with_funnel, published, now):
    if not with_funnel:
        news, gone = compare(stored("answers", day), fold(day, False, published, now)["answers"])
        if not news and not gone:
            return 0
    folded, changed = fold(day, True, published, now), 0
    for kind in ("funnel", "clicks", "answers"):
        news, gone = compare(stored(kind, day), folded[kind])
        list(workers.map(lambda item: lib.put("scores", item), news))
        for item in gone:
            lib.db.delete_item(TableName=lib.table("scores"), Key=lib.pack({"pk": item["pk"], "sk": item["sk"]}))
        changed += len(news) + len(gone)
    noted = {"pk": "days", "sk": day}
    if (folded["answers"] or folded["funnel"]) and not lib.get("scores", noted):
        lib.put("scores", {**noted, "due_day": day})
    return changed


@lib.logger.inject_lambda_context
def handler(event, context):
    now, published = lib.now(), lib.journeys()
    offset = lambda days: lib.utc_day(now + days * lib.DAY)
    days = event.get("days") or [offset(n) for n in range(-7, 2)]
    changed = sum(fold_day(day, "days" in event or day >= offset(-1), published, now) for day in days)
    if "days" not in event:
        lib.update("scores", {"pk": "complete", "sk": "complete"}, "SET recent = :until", values={":until": lib.iso(now)})
    lib.logger.info("folded", extra={"days": len(days), "changed": changed})
    return {"days": len(days), "items_changed": changed}
