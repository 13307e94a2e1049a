"""When somebody may be asked: the hours and days on their own clock, and what they were asked before."""

from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from lib import DAY, length, parse, place

zone_of = cache(ZoneInfo)


def local(ms, zone):
    return datetime.fromtimestamp(ms / 1000, zone_of(zone))


def local_day(ms, zone):
    return local(ms, zone).date().isoformat()


def is_open(journey, zone, ms):
    at = local(ms, zone)
    window = journey["send_between"]
    quiet = [at.month, at.day] in journey["quiet_days"]
    return not quiet and window["from"] <= at.time().isoformat("seconds") < window["until"]


def due_time(journey, zone, earliest, spread_ms):
    """The first moment from `earliest` on at which the journey may mail somebody in this zone."""
    if is_open(journey, zone, earliest):
        return earliest
    first = datetime.fromisoformat(f"{local_day(earliest, zone)}T{journey['send_between']['from']}")
    for days in range(400):
        opening = int((first + timedelta(days=days)).replace(tzinfo=zone_of(zone)).timestamp() * 1000)
        if opening > earliest and is_open(journey, zone, opening):
            return opening + spread_ms
    return earliest


def too_late(survey, happened_at, at):
    limit = survey["too_late_after"]
    return limit is not None and parse(happened_at) + length(limit) < at


def suppression(contact, stage):
    found = contact["suppressed"].get("*") or contact["suppressed"].get(stage["id"])
    return found and found["reason"]


def asked_recently(journey, survey, contact, id_, at):
    """Why asking at `at` would be one ask too many, if it would."""
    asks = [ask for other, ask in contact["asks"].items() if other != id_ and "reserved" in ask]
    within = lambda text, ask: text is not None and at < parse(ask["reserved"]["at"]) + length(text)
    if any(ask["survey"] == f"{journey['id']}/{survey['id']}" and within(survey["ask_again_after"], ask) for ask in asks):
        return "asked_recently"
    if any(within(journey["quiet_period"], ask) for ask in asks):
        return "quiet_period"
    today = sum(abs(at - parse(ask["reserved"]["at"])) < DAY for ask in asks)
    return "flood" if today >= journey["fuse"]["person"] else None


def is_outranked(journey, contact, id_):
    """Whether another pending ask to the same person goes first."""
    mine = contact["asks"].get(id_)
    if not mine:
        return False
    rank = lambda ask: (-ask["priority"], place(ask["key"])["due"], place(ask["key"])["id"])
    near = lambda ask: abs(place(ask["key"])["due"] - place(mine["key"])["due"]) < length(journey["quiet_period"])
    rivals = (ask for other, ask in contact["asks"].items() if other != id_ and "reserved" not in ask)
    return any(near(ask) and rank(ask) < rank(mine) for ask in rivals)
