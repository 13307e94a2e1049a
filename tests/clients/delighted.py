"""Delighted's own client (pip install delighted) against a running Glimt.

    python tests/clients/delighted.py http://127.0.0.1:9300 development-only-delighted-key
"""

import os
import sys
import time
import warnings

# This file bears the library's name.
sys.path = [folder for folder in sys.path if os.path.abspath(folder or ".") != os.path.dirname(os.path.abspath(__file__))]
warnings.simplefilter("ignore", FutureWarning)
import delighted  # noqa: E402
from delighted import errors  # noqa: E402

base, key = sys.argv[1:3]
client = delighted.Client(api_key=key, api_base_url=base.rstrip("/") + "/v1/")
run = str(int(time.time()))
kari, ola, per = (f"{name}+{run}@example.no" for name in ("kari", "ola", "per"))


def say(what, value):
    print(f"{what}: {value}")


def ticket(email, number, **more):
    properties = {"touchpoint": "ticket.solved", "ticket_id": f"{run}-{number}", "country": "NO", "Carrier": "Bring"}
    return delighted.Person.create(client=client, email=email, name="Kari", properties=properties, **more)


def refused(error, call, *args, **more):
    try:
        call(*args, client=client, **more)
    except error as caught:
        say(f"{error.__name__}", caught.response.body)
    else:
        sys.exit(f"{error.__name__} was expected")


first = ticket(kari, 1, delay=60)
say("Person.create", dict(first))
assert first.survey_scheduled_at > time.time(), "scheduled"
again = ticket(kari, 1)
assert again.id == first.id and again.survey_scheduled_at == first.survey_scheduled_at, "asked once"
say("the same again", again.glimt)

known = delighted.Person.create(client=client, email=ola, send=False, last_sent_at=int(time.time()) - 86400)
say("send=False", dict(known))
quiet = ticket(ola, 2)
assert quiet.survey_scheduled_at is None, "the quiet period holds"
say("within the quiet period", quiet.glimt["decisions"])

say("Unsubscribe.create", delighted.Unsubscribe.create(client=client, person_email=per))
out = ticket(per, 3)
assert out.survey_scheduled_at is None, "unsubscribed"
say("after the unsubscribe", out.glimt["decisions"])
listed = [dict(one) for one in delighted.Unsubscribe.all(client=client, per_page=100)]
assert any(one["person_id"] == out.id for one in listed), "listed"
say("Unsubscribe.all, its last", listed[-1])
say("Bounce.all", delighted.Bounce.all(client=client))

say("SurveyRequest.delete_pending", delighted.SurveyRequest.delete_pending(client=client, person_email=kari))
gone = ticket(kari, 1)
say("after delete_pending", gone.glimt["decisions"])
assert gone.glimt["decisions"][0]["decision"] == "skip", "called off"

refused(errors.ResourceValidationError, delighted.Person.create, email="nobody")
refused(errors.GeneralAPIError, delighted.Metrics.retrieve)
client = delighted.Client(api_key="wrong-wrong-wrong", api_base_url=client.api_base_url)
refused(errors.AuthenticationError, delighted.Person.create, email=kari)
print("Delighted's client works with Glimt.")
