"""The field's own Python libraries against a running `glimt dev`:

    python3 -m venv /tmp/clients-py && /tmp/clients-py/bin/pip install standardwebhooks cloudevents requests
    /tmp/clients-py/bin/python tests/clients/clients.py http://127.0.0.1:9300

Ends with 1 if a client and the door do not understand each other.
"""

import json
import sys
import uuid
from datetime import datetime, timezone

import requests
from standardwebhooks.webhooks import Webhook

ORIGIN = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:9300"
DEV = requests.get(f"{ORIGIN}/dev.json", timeout=10).json()
SOURCE, KEY = DEV["sources"][0]["source"], DEV["sources"][0]["key"]
failed = 0


def expect(what, found, wanted):
    global failed
    same = found in wanted
    failed += not same
    print("ok  " if same else "FAIL", f"{what}: {found}")


def post(headers, body):
    return requests.post(f"{ORIGIN}/v1/events", data=body, headers=headers, timeout=30)


def data():
    number = uuid.uuid4().hex
    return {"contact": {"email": f"{number}@example.no", "country": "NO"}, "order": {"id": number}}


# Standard Webhooks
event = {"specversion": "1.0", "id": uuid.uuid4().hex, "source": SOURCE, "type": "order.delivered", "data": data()}
body = json.dumps(event)
now = datetime.now(tz=timezone.utc)
headers = {
    "content-type": "application/cloudevents+json",
    "webhook-id": "msg_1",
    "webhook-timestamp": str(int(now.timestamp())),
    "webhook-signature": Webhook(KEY).sign("msg_1", now, body),
}
expect("standardwebhooks, signed", post(headers, body).status_code, [202])
expect("standardwebhooks, again", post(headers, body).status_code, [200])

# CloudEvents' own SDK: structured, batch and binary.
bearer = {"authorization": f"Bearer {KEY}"}
try:
    from cloudevents.core.bindings.http import to_binary_event, to_structured_event
    from cloudevents.core.formats.json import JSONFormat
    from cloudevents.core.v1.event import CloudEvent

    def made():
        attributes = {"id": uuid.uuid4().hex, "source": SOURCE, "type": "order.delivered", "specversion": "1.0"}
        return CloudEvent(attributes=attributes, data=data())

    structured = to_structured_event(made(), JSONFormat())
    binary = to_binary_event(made(), JSONFormat())
    structured, binary = [(message.headers, message.body) for message in (structured, binary)]
except ImportError:
    from cloudevents.http import CloudEvent, to_binary, to_structured

    def made():
        return CloudEvent({"type": "order.delivered", "source": SOURCE}, data())

    structured, binary = to_structured(made()), to_binary(made())
expect("cloudevents, structured", post({**structured[0], **bearer}, structured[1]).status_code, [202])
expect("cloudevents, binary", post({**binary[0], **bearer}, binary[1]).status_code, [202])

sys.exit(1 if failed else 0)
