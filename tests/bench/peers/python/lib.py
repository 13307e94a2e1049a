"""What the seven functions share: the clock, names and links, the tables, the published journeys."""

import hmac
import json
import os
import re
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timezone

import boto3
from aws_lambda_powertools import Logger
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.config import Config

SHARDS = 16
SECOND, MINUTE, HOUR, DAY = 1000, 60_000, 3_600_000, 86_400_000
logger = Logger(service="glimt")


def table(name):
    return f"{os.environ.get('GLIMT_TABLES', 'python')}-{name}"


_ahead = int(os.environ.get("GLIMT_CLOCK_AHEAD", "0s").rstrip("s")) * SECOND


def now():
    return int(time.time() * 1000) + _ahead


def iso(ms):
    text = datetime.fromtimestamp(ms / 1000, timezone.utc).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z").replace(".000Z", "Z")


def parse(text):
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def utc_day(ms):
    return iso(ms)[:10]


def length(text):
    return int(text[:-1]) * {"h": HOUR, "d": DAY}[text[-1]]


def b64(data):
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


# Names: keyed hashes that never change.
_naming = os.environ.get("GLIMT_NAMING_KEY", "").encode()


def _name(kind, *parts):
    return hmac.digest(_naming, "\0".join((kind, *parts)).encode(), "sha256")


def contact_key(address):
    return b64(_name("contact", address.lower())[:16])


def invitation_id(journey, subject, survey, number):
    return _name("invitation", journey, subject, survey, str(number))[:12]


def network_name(ip, ms):
    prefix = "".join(f"{int(part):02x}" for part in ip.split(".")[:3])
    return _name("network", utc_day(ms), prefix)[:4].hex()


def spread(id_, below):
    return int.from_bytes(id_[:8], "big") % below


# An invitation's one key, as text: 20261121T101500-<id>.
_KEY = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)-(.+)")


def key_of(due, id_):
    return f"{datetime.fromtimestamp(due // SECOND, timezone.utc):%Y%m%dT%H%M%S}-{b64(id_)}"


def place(key):
    y, m, d, hh, mm, ss, id_ = _KEY.fullmatch(key).groups()
    raw = unb64(id_)
    due = int(datetime(int(y), int(m), int(d), int(hh), int(mm), int(ss), tzinfo=timezone.utc).timestamp()) * SECOND
    return {"pk": f"{y}-{m}-{d}#{raw[11] % SHARDS}", "sk": f"{hh}:{mm}:{ss}#{id_}", "id": id_, "hash": raw, "due": due}


# Links: everything that is needed to find an invitation, under a MAC.
_links = {int(number): key.encode() for number, key in (e.strip().split(":", 1) for e in os.environ.get("GLIMT_LINK_KEYS", "0:").split(","))}
_LANGUAGES = {1: "en", 2: "nb"}


def _mac(number, data):
    return hmac.digest(_links[number], data, "sha256")[:16]


def token(kind, claim, contact=None):
    at = place(claim["key"])
    second, language = at["due"] % DAY // SECOND, next(n for n, code in _LANGUAGES.items() if code == claim["language"])
    data = bytes([kind]) + (at["due"] // DAY).to_bytes(2, "big") + second.to_bytes(3, "big") + at["hash"]
    data += claim["journey"].to_bytes(2, "big") + claim["version"].to_bytes(2, "big") + bytes([claim["survey"], language])
    number = next(iter(_links))
    signed = data + claim["last_day"].to_bytes(2, "big") + (unb64(contact) if contact else b"") + bytes([number])
    return b64(signed + _mac(number, signed))


def read_token(text):
    try:
        data = unb64(text)
    except ValueError:
        return None
    if len(data) != 43 or data[0] != 1 or data[26] not in _links or not hmac.compare_digest(_mac(data[26], data[:27]), data[27:]):
        return None
    two = lambda at: int.from_bytes(data[at : at + 2], "big")
    if now() // DAY > two(24):
        return None
    due = two(1) * DAY + int.from_bytes(data[3:6], "big") * SECOND
    return {"key": key_of(due, data[6:18]), "journey": two(18), "version": two(20), "survey": data[22], "language": _LANGUAGES.get(data[23])}


# The tables. A client and its own types: less to load than a resource.
db = boto3.client("dynamodb", config=Config(read_timeout=5, max_pool_connections=40, retries={"mode": "standard"}))


class _Numbers(TypeDeserializer):
    def _deserialize_n(self, value):
        return int(value)


_pack, _unpack = TypeSerializer().serialize, _Numbers().deserialize


def pack(item):
    return {name: _pack(value) for name, value in item.items() if value is not None}


def unpack(item):
    return {name: _unpack(value) for name, value in item.items()}


def get(of, key, consistent=True):
    item = db.get_item(TableName=table(of), Key=pack(key), ConsistentRead=consistent).get("Item")
    return item and unpack(item)


def put(of, item, condition=None, values=None, names=None):
    call = {"TableName": table(of), "Item": pack({**item, "format": 1})}
    return _happened(db.put_item, call, ConditionExpression=condition, ExpressionAttributeValues=values and pack(values), ExpressionAttributeNames=names)


def update(of, key, expression, condition=None, values=None, names=None):
    call = {"TableName": table(of), "Key": pack(key), "UpdateExpression": expression}
    return _happened(db.update_item, call, ConditionExpression=condition, ExpressionAttributeValues=values and pack(values), ExpressionAttributeNames=names)


def _happened(write, call, **optional):
    try:
        write(**call, **{name: value for name, value in optional.items() if value})
        return True
    except db.exceptions.ConditionalCheckFailedException:
        return False


def query(of, condition, values, **more):
    call = {"TableName": table(of), "ConsistentRead": True, "KeyConditionExpression": condition, "ExpressionAttributeValues": pack(values), **more}
    items = []
    while True:
        page = db.query(**call)
        items += map(unpack, page["Items"])
        if "LastEvaluatedKey" not in page:
            return items
        call["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def replace(of, item, seen):
    """Puts an item with a `rev` over the one that was read (0: over none)."""
    return put(of, item, "rev = :seen", {":seen": seen}) if seen else put(of, item, "attribute_not_exists(pk)")


# Published journeys: versions never change; the pointer to the newest is believed for a minute.
_published = {}
_pointer = {"at": float("-inf"), "journeys": []}


def published_item(number, sort):
    if (number, sort) not in _published:
        item = get("journeys", {"pk": str(number), "sk": sort}, consistent=False)
        if not item:
            return None
        _published[number, sort] = json.loads(item["json"])
    return _published[number, sort]


def sort_of(claim):
    return f"{claim['version']:06}#{claim['survey']:03}#{claim['language']}"


def journeys():
    if now() - _pointer["at"] >= MINUTE:
        newest = (get("journeys", {"pk": "pointer", "sk": "pointer"}) or {"journeys": {}})["journeys"].values()
        read = [{**n, "journey": published_item(n["number"], f"{n['version']:06}")} for n in newest]
        _pointer.update(at=now(), journeys=read)
    return _pointer["journeys"]


def journey_named(id_, version):
    newest = next(p for p in journeys() if p["journey"]["id"] == id_)
    if newest["version"] == version:
        return newest
    return {**newest, "version": version, "journey": published_item(newest["number"], f"{version:06}")}


def survey_of(journey, id_):
    return next((stage, survey) for stage in journey["stages"] for survey in stage["surveys"] if survey["id"] == id_)


def remembered_until(published):
    """When a subject or a contact that is written now may be forgotten, in seconds."""
    surveys = [survey for p in published for stage in p["journey"]["stages"] for survey in stage["surveys"]]
    memory = max(length(s["ask_again_after"] or "0d") for s in surveys)
    return (now() + max([memory, *(length(p["journey"]["quiet_period"]) for p in published)]) + 60 * DAY) // SECOND
