"""Deploys Glimt's template to the emulator, and plays a shop's days through the deployed functions, step by step."""

import base64
import copy
import gzip
import hashlib
import hmac
import json
import re
import secrets
import signal
import sys
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import botocore.exceptions
import cloud as aws
import queues
from cloud import until

ROOT = Path(__file__).resolve().parents[2]
SHOP = "https://nordlys.example"
KEY = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
PARAMETERS = {
    "/glimt/naming-key": secrets.token_hex(32),
    "/glimt/link-keys": "1:" + secrets.token_hex(32),
    "/glimt/sources": json.dumps({SHOP: [KEY]}),
    "/glimt/webhook-key": "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode(),
}
TABLES = ["answers", "contacts", "invitations", "journeys", "scores", "subjects"]
# What names nobody and signs nothing needs no keys.
KEYLESS = {"GLIMT_NAMING_KEY": "", "GLIMT_LINK_KEYS": "", "GLIMT_SOURCES": ""}
FORM = {"content-type": "application/x-www-form-urlencoded"}
CLICK = {"sec-fetch-mode": "navigate", "accept": "text/html"}

STEPS = []


class NotHere(Exception):
    """The emulator can't show it; says why."""


def step(what):
    def named(play):
        STEPS.append((what, play))
        return play

    return named


# ---- What a shop sends ----


def event(order, person, kind="order.delivered", **data):
    contact = {"email": f"{person}@example.no", "name": person.title(), "locale": "nb-NO", "country": "NO"}
    attributes = {"carrier": "Bring"}
    return {
        "specversion": "1.0",
        "id": f"{kind}-{order}",
        "source": SHOP,
        "type": kind,
        "data": {"contact": contact, "order": {"id": order}, "attributes": attributes} | data,
    }


def post(cloud, sent, headers=None):
    """Through the front door, with the bearer key; gives the status and the answer."""
    headers = headers or {"authorization": f"Bearer {KEY}"}
    text = sent if isinstance(sent, str) else json.dumps(sent)
    status, _, answer = cloud.http("POST", "/v1/events", {"content-type": "application/cloudevents+json"} | headers, text)
    return status, json.loads(answer)


def signed(text, key=KEY):
    """Standard Webhooks."""
    name, at = "msg_1", str(int(time.time()))
    digest = hmac.new(base64.b64decode(key.removeprefix("whsec_")), f"{name}.{at}.{text}".encode(), hashlib.sha256).digest()
    return {"webhook-id": name, "webhook-timestamp": at, "webhook-signature": "v1," + base64.b64encode(digest).decode()}


def due(answer):
    return datetime.fromisoformat(answer["decisions"][0]["due"]).timestamp()


def told(told, *words):
    """What a command said; it must have gone well, and have said this."""
    code, text = told
    assert code == 0, f"exit code {code}: {text}"
    for word in words:
        assert word in text, f"“{word}” is not in: {text}"
    return text


def is_same(found, expected):
    assert found == expected, f"{found}, not {expected}"


def links(mail):
    """The paths of the answer page and of the way out."""
    found = re.findall(r'href="https://[^/"]+(/[ru]/[^/"?]+)', mail["html"])
    return next(path for path in found if path.startswith("/r/")), next(path for path in found if path.startswith("/u/"))


def items(cloud, table):
    return cloud.client("dynamodb").scan(TableName=f"glimt-{table}")["Items"]


def waiting(cloud, queue):
    """How many messages lie in a queue, seen or not."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"]
    told = cloud.client("sqs").get_queue_attributes(QueueUrl=cloud.resource(queue), AttributeNames=names)["Attributes"]
    return sum(int(told[name]) for name in names)


def ask(cloud, order, person):
    """An order that is decided to be asked about; gives when."""
    status, answer = post(cloud, event(order, person))
    is_same((status, answer["decisions"][0]["decision"]), (202, "invite"))
    return due(answer)


def as_role(cloud, role, service):
    """A client with a role's rights."""
    role = cloud.client("iam").get_role(RoleName=cloud.resource(role))["Role"]["Arn"]
    keys = cloud.client("sts").assume_role(RoleArn=role, RoleSessionName="trial")["Credentials"]
    return cloud.client(service, keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])


def refused(code, call):
    try:
        call()
    except botocore.exceptions.ClientError as error:
        is_same(error.response["Error"]["Code"], code)
    else:
        raise AssertionError("it was not refused")


# ---- Deploying ----


def sam_deploy(cloud, *arguments):
    """As infra/docs/deploy.md has it, but without a question, and with what was built here."""
    where = ["--config-file", ROOT / "infra/samconfig.toml", "--template-file", cloud.out / "build/template.yaml"]
    sam = [cloud.out / "tools/bin/sam", "deploy", *where, "--no-confirm-changeset", "--no-progressbar"]
    return told(cloud.run(*sam, *arguments), "Successfully created/updated stack")


@step("the keys are in SSM, and `sam deploy` makes the whole stack")
def deploy(cloud):
    ssm = cloud.client("ssm")
    for name, value in PARAMETERS.items():
        ssm.put_parameter(Name=name, Value=value, Type="SecureString")
    said = sam_deploy(
        cloud,
        *["--disable-rollback", "--parameter-overrides", "SenderAddresses=*@svar.nordlys.example"],
        *["IdentityDomain=svar.nordlys.example", "AlarmEmail=drift@nordlys.example"],
        *["WebhookKeyParameter=/glimt/webhook-key"],
    )
    (cloud.out / "deploy.log").write_text(said)
    resources = cloud.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName="glimt")
    states = [resource["ResourceStatus"] for page in resources for resource in page["StackResourceSummaries"]]
    is_same(set(states), {"CREATE_COMPLETE"})
    # Of GetParameters, the emulator does not see which parameters are asked for, and wants the right to all of them.
    allowed = {"Effect": "Allow", "Action": "ssm:GetParameters", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    for role in ["TriggerRole", "SendRole", "CollectRole", "FeedbackRole", "AlertRole"]:
        cloud.client("iam").put_role_policy(RoleName=cloud.resource(role), PolicyName="emulator", PolicyDocument=policy)
    outputs = cloud.outputs()
    cloud.base |= {
        "GLIMT_TABLES": outputs["TablesPrefix"],
        "GLIMT_CONFIGURATION_SET": outputs["ConfigurationSet"],
        "GLIMT_NAMING_KEY": "ssm:/glimt/naming-key",
        "GLIMT_LINK_KEYS": "ssm:/glimt/link-keys",
        "GLIMT_SOURCES": "ssm:/glimt/sources",
        "GLIMT_PUBLIC_URL": outputs["PublicUrl"],
    }
    return f"{len(states)} resources"


@step("what the template asks for beside that is there")
def settings(cloud):
    db, functions, missing = cloud.client("dynamodb"), cloud.client("lambda"), []

    def look(what, is_there):
        if not is_there:
            missing.append(what)

    expires = db.describe_time_to_live(TableName="glimt-contacts")["TimeToLiveDescription"]
    look("TTL", expires["TimeToLiveStatus"] == "ENABLED")
    backups = db.describe_continuous_backups(TableName="glimt-answers")["ContinuousBackupsDescription"]
    look("point-in-time recovery", backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED")
    look("deletion protection", db.describe_table(TableName="glimt-answers")["Table"]["DeletionProtectionEnabled"])
    reserved = functions.get_function_concurrency(FunctionName="glimt-send")
    look("reserved concurrency", reserved.get("ReservedConcurrentExecutions") == 2)
    schedule = cloud.client("scheduler").get_schedule(Name="glimt-export")
    look("the schedules' time zone", schedule["ScheduleExpressionTimezone"] == "Europe/Oslo")
    try:
        cloud.client("s3").get_bucket_lifecycle_configuration(Bucket=cloud.resource("Files"))
    except botocore.exceptions.ClientError:
        missing.append("the bucket's lifecycle")
    doors = cloud.client("apigatewayv2")
    stage = doors.get_stage(ApiId=cloud.resource("Api"), StageName="$default")
    look("the API's throttling", stage["DefaultRouteSettings"].get("ThrottlingRateLimit") == 200)
    if missing:
        raise NotHere("the emulator leaves out of the stack: " + ", ".join(missing))


@step("a function's role is held against its calls: send may read answers, and not delete them")
def roles(cloud):
    as_send, key = as_role(cloud, "SendRole", "dynamodb"), {"pk": {"S": "2026-01-01#0"}, "sk": {"S": "none"}}
    as_send.get_item(TableName="glimt-answers", Key=key)
    refused("AccessDeniedException", lambda: as_send.delete_item(TableName="glimt-answers", Key=key))


@step("the bucket refuses what does not come by TLS")
def tls_only(cloud):
    bucket = cloud.resource("Files")
    refused("AccessDenied", lambda: as_role(cloud, "ExportRole", "s3").list_objects_v2(Bucket=bucket))
    # The emulator speaks no TLS: without this rule from here on.
    cloud.client("s3").delete_bucket_policy(Bucket=bucket)
    as_role(cloud, "ExportRole", "s3").list_objects_v2(Bucket=bucket)


@step("`glimt check`, `publish --dry-run` and `publish` of the example journey, live")
def publish(cloud):
    journeys = cloud.out / "journeys"
    journeys.mkdir(exist_ok=True)
    text = (ROOT / "infra/journey.toml").read_text().replace('mode = "shadow"', 'mode = "live"', 1)
    (journeys / "nordlys.toml").write_text(text)
    told(cloud.glimt("check", journeys), "no mistakes")
    told(cloud.glimt("publish", "--dry-run", journeys), "nordlys: is new, and would be version 1, in live mode")
    told(cloud.glimt("publish", journeys), "nordlys: version 1 is published")


@step("`glimt doctor --mail` finds nothing bad but DKIM and DMARC, which nobody has set up")
def doctor(cloud):
    code, text = cloud.glimt("doctor", "--mail")
    bad = re.findall("^BAD +(.*)$", text, re.M)
    # The emulator leaves TTL out of the stack.
    is_same(sum("nothing expires in table" in finding for finding in bad), 4)
    bad = [finding for finding in bad if "nothing expires in table" not in finding]
    is_same([code, len(bad)], [1, 2] if len(bad) == 2 else text)
    assert "does not sign (DKIM NOT_STARTED)" in bad[0] and "no DMARC record" in bad[1], text
    for good in ["keys for names and links", "list of sources", "nordlys is live", "five schedules", "to its simulator"]:
        assert re.search(f"^ok .*{good}", text, re.M), f"“{good}” is not good in: {text}"


# ---- Events ----


# A step that others build on stops the story when it fails.
NEEDED = {deploy, publish}


@step("a signed event is decided; again, it is known; forged, torn or unknown, it is refused")
def event_by_http(cloud):
    text = json.dumps(event("1", "kari"))
    status, answer = post(cloud, text, signed(text))
    is_same((status, answer["repeat"]), (202, False))
    cloud.due = [due(answer)]
    assert cloud.due[0] - time.time() > 15 * 60
    is_same((lambda s, a: (s, a["repeat"]))(*post(cloud, text, signed(text))), (200, True))
    forged = "whsec_" + base64.b64encode(b"somebody else's key, of some length").decode()
    is_same(post(cloud, text, signed(text, forged))[0], 401)
    is_same(post(cloud, text, {"x-none": "1"})[0], 401)
    is_same(post(cloud, text[:-9])[0], 400)
    wrong = event("1", "kari")
    del wrong["data"]["order"]
    status, answer = post(cloud, wrong)
    assert status == 400 and "errors" in answer, answer
    is_same(cloud.http("POST", "/v1/nothing", {}, "{}")[0], 404)
    is_same(cloud.http("GET", "/elsewhere")[0], 404)


@step("events come by the bus and by the queue as well, each twice")
def events_by_bus(cloud):
    bus, queue = cloud.outputs()["BusArn"], cloud.outputs()["EventsQueueUrl"]
    for _ in range(2):
        entry = {"EventBusName": bus, "Source": SHOP, "DetailType": "order.delivered"}
        entry["Detail"] = json.dumps(event("2", "ola")["data"])
        is_same(cloud.client("events").put_events(Entries=[entry])["FailedEntryCount"], 0)
        cloud.client("sqs").send_message(QueueUrl=queue, MessageBody=json.dumps(event("3", "per")))
    for order, person in [("4", "anne"), ("5", "nils"), ("6", "siri")]:
        cloud.due.append(ask(cloud, order, person))
    until(60, "six invitations", lambda: len([i for i in items(cloud, "subjects") if "decisions" in i]) == 6)
    until(60, "an empty queue", lambda: waiting(cloud, "Events") == 0)
    # Those that came without an answer are spread over the same minutes.
    cloud.due.append(max(cloud.due) + 3600)


@step("a message that is no JSON is named in the log and does not come again")
def torn_message(cloud):
    cloud.client("sqs").send_message(QueueUrl=cloud.outputs()["EventsQueueUrl"], MessageBody="{torn")
    until(30, "an empty queue", lambda: waiting(cloud, "Events") == 0)
    is_same(waiting(cloud, "DeadEvents"), 0)
    until(20, "the log's line", lambda: any("the message is not JSON" in line for line in cloud.logged("trigger")))


# ---- Mail, answers, alert ----


@step("nothing leaves before it is due; then the schedule mails everybody, once, with send running twice")
def mail(cloud):
    cloud.scheduled("send")
    is_same(cloud.mails("@example.no"), [])
    cloud.at(max(cloud.due))
    until(150, "six mails", lambda: len(cloud.mails("@example.no")) == 6)
    with ThreadPoolExecutor(2) as both:
        list(both.map(cloud.scheduled, ["send", "send"]))
    mails = cloud.mails("@example.no")
    is_same(len({mail["to"] for mail in mails}), 6)
    is_same(len(mails), 6)
    for sent in mails:
        names = {header["name"].lower() for header in sent["headers"]}
        assert {"list-unsubscribe", "list-unsubscribe-post"} <= names, names
        is_same(sent["configuration_set"], "glimt")


@step("opening the page and clicking a rating makes no answer; sending does")
def answers(cloud):
    page, _ = links(cloud.mails("kari@")[0])
    for path in [page, f"{page}/5"]:
        status, headers, text = cloud.http("GET", path, CLICK)
        assert status == 200 and "<form" in text, (status, text[:300])
    is_same(items(cloud, "answers"), [])
    status, headers, compressed = cloud.http("GET", page, CLICK | {"accept-encoding": "gzip"}, raw=True)
    assert status == 200 and "<form" in gzip.decompress(compressed).decode(), headers
    is_same(cloud.http("GET", page[:-3] + "AAA", CLICK)[0], 404)
    for person, form in {
        "kari": "rating=5",
        "ola": "rating=5",
        "per": "rating=4",
        "anne": "rating=5",
        "nils": "rating=1&comment=Pakken+var+knust.+Ring+912+34+567&contact=yes",
    }.items():
        status, _, text = cloud.http("POST", links(cloud.mails(f"{person}@")[0])[0], FORM, form)
        assert status in (200, 303), (status, text[:300])
    is_same(len(items(cloud, "answers")), 5)


@step("the table's stream brings the low one to its owner, once, with the comment masked")
def alert(cloud):
    until(60, "an alert", lambda: cloud.mails("logistikk@nordlys.example"))
    cloud.scheduled("alert")
    [told_of] = cloud.mails("logistikk@nordlys.example")
    assert "Pakken var knust" in told_of["text"] and "912 34 567" not in told_of["text"], told_of["text"]


# ---- Scores ----


@step("aggregate and export run as scheduled; the bucket has the score with its interval")
def scores(cloud):
    cloud.at(cloud.now() + 3600)
    done = cloud.scheduled("aggregate-hourly")
    assert done["items_changed"] > 0, done
    is_same(cloud.scheduled("aggregate-hourly")["items_changed"], 0)
    cloud.scheduled("export")
    bucket, s3 = cloud.resource("Files"), cloud.client("s3")
    files = [found["Key"] for found in s3.list_objects_v2(Bucket=bucket, Prefix="exports/")["Contents"]]
    rows = json.load(s3.get_object(Bucket=bucket, Key="exports/nordlys/stage_scores.json")["Body"])
    [row] = [
        row
        for row in rows
        if (row["survey_id"], row["period_type"], row["segment"]) == ("delivered", "last_28d", "")
    ]
    # Four of five are 4 or 5.
    is_same((row["answers"], row["favourable"], row["score"]), (5, 4, 80.0))
    assert 0 < row["ci_low"] < 80 < row["ci_high"] <= 100, row
    assert not any("@example.no" in json.dumps(row) for row in rows)
    told(cloud.glimt("scores", **KEYLESS), "nordlys/delivery", "80.0")
    return f"{len(files)} files; 80.0, from {row['ci_low']:.1f} to {row['ci_high']:.1f}"


@step("`glimt export` writes the same rows that lie in the bucket, and `glimt restate` changes nothing")
def again(cloud):
    bucket, s3 = cloud.resource("Files"), cloud.client("s3")
    put = s3.get_object(Bucket=bucket, Key="exports/nordlys/stage_scores.csv")["Body"].read()
    told(cloud.glimt("export", "--out", cloud.out / "exported", **KEYLESS), "files in")
    assert (cloud.out / "exported/nordlys/stage_scores.csv").read_bytes() == put, "stage_scores.csv differs"
    day = time.strftime("%Y-%m-%d", time.gmtime(cloud.due[0]))
    told(cloud.glimt("restate", "--from", day, "--to", day, **KEYLESS), "1 due days counted again, 0 items changed")


# ---- What SES says, and what customers wish ----


def ses_says(cloud, example, person):
    """SES's event about the newest mail to somebody. Only AWS itself may put such a one onto the default bus: it goes to the
    queues of those of the bus's rules that take it."""
    events, sqs, mail = cloud.client("events"), cloud.client("sqs"), cloud.mails(f"{person}@")[0]
    text = (ROOT / f"events/{example}.json").read_text().replace("kari@example.no", f"{person}@example.no")
    said = json.loads(text)
    said["detail"]["mail"]["tags"] |= {tag["name"]: [tag["value"]] for tag in mail["tags"]}
    said["detail"]["mail"]["messageId"] = mail["id"]
    taken = 0
    for rule in events.list_rules()["Rules"]:
        if events.test_event_pattern(EventPattern=rule["EventPattern"], Event=json.dumps(said))["Result"]:
            for target in events.list_targets_by_rule(Rule=rule["Name"])["Targets"]:
                url = sqs.get_queue_url(QueueName=target["Arn"].rsplit(":", 1)[1])["QueueUrl"]
                sqs.send_message(QueueUrl=url, MessageBody=json.dumps(said))
                taken += 1
    is_same(taken, 1)


def reason(cloud, order, person):
    status, answer = post(cloud, event(order, person))
    is_same(status, 202)
    return answer["decisions"][0].get("reason")


@step("a bounce that SES reports, twice, takes the address off; `glimt why` tells")
def bounce(cloud):
    for _ in range(2):
        ses_says(cloud, "ses-bounce", "siri")
    until(60, "an empty queue", lambda: waiting(cloud, "Returned") == 0)
    is_same(waiting(cloud, "DeadFeedback"), 0)
    is_same(reason(cloud, "16", "siri"), "bounced")
    told(cloud.glimt("why", "siri@example.no"), "the mail bounced")
    told(cloud.glimt("why", "order#6"), "the mail bounced", "mailed")
    told(cloud.glimt("why", "order#16"), "mail to the address has bounced for good")


@step("SES's word that it has sent waits in its queue, and changes nothing that is known")
def sent(cloud):
    before, sqs = sorted(map(str, items(cloud, "invitations"))), cloud.client("sqs")
    ses_says(cloud, "ses-send", "kari")
    until(20, "a message that waits", lambda: waiting(cloud, "Sent") == 1)
    # Nobody waits for a quarter of an hour: the same without the delay.
    sqs.set_queue_attributes(QueueUrl=cloud.resource("Sent"), Attributes={"DelaySeconds": "0"})
    ses_says(cloud, "ses-send", "kari")
    time.sleep(5)
    until(60, "the one that waits", lambda: waiting(cloud, "Sent") == 1)
    is_same(sorted(map(str, items(cloud, "invitations"))), before)


@step("a way out that is taken in one click, as mail programs do, holds")
def way_out(cloud):
    _, path = links(cloud.mails("anne@")[0])
    is_same(cloud.http("GET", path, CLICK)[0], 200)
    is_same(reason(cloud, "24", "anne"), "asked_recently")
    status, _, text = cloud.http("POST", path, FORM, "List-Unsubscribe=One-Click")
    assert status == 200, (status, text[:300])
    is_same(reason(cloud, "34", "anne"), "opted_out")


# ---- Dead letters ----


@step("an event that trigger can't file five times is given up; `glimt explain` tells what it is")
def dead_letter(cloud):
    sqs, events = cloud.client("sqs"), cloud.resource("Events")
    # Three minutes between two tries are the template's; here they would be a quarter of an hour.
    sqs.set_queue_attributes(QueueUrl=events, Attributes={"VisibilityTimeout": "1"})
    cloud.set("trigger", GLIMT_TABLES="elsewhere")
    sqs.send_message(QueueUrl=events, MessageBody=json.dumps(event("7", "liv")))
    until(90, "a dead letter", lambda: waiting(cloud, "DeadEvents") == 1)
    letter = sqs.receive_message(QueueUrl=cloud.resource("DeadEvents"), VisibilityTimeout=0)["Messages"][0]["Body"]
    path = cloud.out / "letter.json"
    path.write_text(letter)
    told(cloud.glimt("explain", path), "order.delivered, id order.delivered-7", "nordlys/delivered invites")
    told(cloud.glimt("explain", path, GLIMT_TABLES="glimt"), "glimt redrive events")


@step("mended, `glimt redrive events` sends it again, and it is filed; SQS's own move is played")
def redrive(cloud):
    cloud.set("trigger", GLIMT_TABLES="glimt")
    url, server = queues.serve(cloud.client("sqs"))
    try:
        told(cloud.glimt("redrive", "feedback", AWS_ENDPOINT_URL_SQS=url), "nothing lies in DeadFeedback")
        told(cloud.glimt("redrive", "events", AWS_ENDPOINT_URL_SQS=url), "about 1 messages go from DeadEvents to Events")
    finally:
        server.shutdown()
    until(60, "an invitation", lambda: cloud.glimt("why", "order#7")[0] == 0)
    told(cloud.glimt("why", "order#7"), "is to be mailed at")
    is_same(waiting(cloud, "DeadEvents"), 0)
    told(cloud.glimt("explain", cloud.out / "letter.json"), "It was filed before: sent again, it changes nothing.")
    cloud.due = [due(post(cloud, event("7", "liv"))[1])]


# ---- The operator ----


@step("paused, what is due waits; resumed, it leaves, once")
def pause(cloud):
    told(cloud.glimt("pause", "nordlys/delivered", **KEYLESS), "is paused")
    assert "nordlys/delivered is paused: its mails wait" in cloud.glimt("doctor")[1]
    cloud.at(cloud.due[0] + 60)
    cloud.scheduled("send")
    is_same(cloud.mails("liv@"), [])
    told(cloud.glimt("resume", "nordlys/delivered", **KEYLESS), "is resumed")
    # The schedule may be quicker; a function reads the pauses each minute.
    until(150, "a mail", lambda: cloud.mails("liv@"))
    cloud.scheduled("send")
    is_same(len(cloud.mails("liv@")), 1)


@step("`publish --dry-run` says what would change, `publish` changes it, `rollback` undoes it")
def change(cloud):
    file = cloud.out / "journeys/nordlys.toml"
    file.write_text(file.read_text().replace("minimum_answers = 5", "minimum_answers = 6"))
    assert tomllib.loads(file.read_text())["journey"]["minimum_answers"] == 6
    told(cloud.glimt("publish", "--dry-run", file), "version 1 would become 2", "minimum_answers: 5 → 6")
    told(cloud.glimt("publish", file), "nordlys: version 2 is published")
    told(cloud.glimt("scores", **KEYLESS), "too few")
    told(cloud.glimt("rollback", "nordlys", **KEYLESS), "nordlys: version 3 is now as version 1 was")
    told(cloud.glimt("scores", **KEYLESS), "80.0")
    told(cloud.glimt("publish", "--dry-run", file), "version 3 would become 4")


@step("a link key is rotated as the runbook has it: other parameters stay, and so do links that have left")
def rotate(cloud):
    keys = PARAMETERS["/glimt/link-keys"] + ",2:" + secrets.token_hex(32)
    cloud.client("ssm").put_parameter(Name="/glimt/link-keys-2", Value=keys, Type="SecureString")
    sam_deploy(cloud, "--parameter-overrides", "LinkKeysParameter=/glimt/link-keys-2")
    stack = cloud.client("cloudformation").describe_stacks(StackName="glimt")["Stacks"][0]
    parameters = {each["ParameterKey"]: each["ParameterValue"] for each in stack["Parameters"]}
    is_same(parameters["WebhookKeyParameter"], "/glimt/webhook-key")
    functions = cloud.client("lambda")
    for function in ["send", "collect"]:
        now = functions.get_function_configuration(FunctionName=f"glimt-{function}")["Environment"]["Variables"]
        is_same(now["GLIMT_LINK_KEYS"], "ssm:/glimt/link-keys-2")
    # What was deployed knows nothing of the trial's clock.
    cloud.at(cloud.now())
    is_same(cloud.http("GET", links(cloud.mails("kari@")[0])[0], CLICK)[0], 200)


@step("an item that a newer version wrote is refused by name, and nothing of it is lost")
def newer(cloud):
    db = cloud.client("dynamodb")
    [subject] = [item for item in items(cloud, "subjects") if item["pk"]["S"].endswith(":7")]
    changed = copy.deepcopy(subject) | {"format": {"N": "99"}}
    db.put_item(TableName="glimt-subjects", Item=changed)
    code, text = cloud.glimt("why", "order#7")
    assert code == 1 and "glimt-subjects" in text, text
    # A touchpoint about it can't be filed, and is not: its source is to send it again.
    is_same(post(cloud, event("7", "liv", "order.refunded"))[0], 503)
    db.put_item(TableName="glimt-subjects", Item=subject)
    is_same(post(cloud, event("7", "liv", "order.refunded"))[0], 202)
    return text.strip()


@step("nothing else was given up, no role was too narrow, and nobody was mailed twice")
def nothing_lost(cloud):
    refusals = [line for line in (cloud.out / "emulator.log").read_text().splitlines() if "is not authorized to" in line]
    # But trigger's five tries, and what its starts look at, while its tables were somewhere else.
    is_same([5 <= len(refusals) <= 10, {"TriggerRole" in line for line in refusals}], [True, {True}])
    for queue in ["DeadEvents", "DeadFeedback", "DeadAlerts", "DeadRuns"]:
        is_same((queue, waiting(cloud, queue)), (queue, 0))
    addresses = [mail["to"] for mail in cloud.mails("@example.no")]
    is_same(len(addresses), len(set(addresses)))


# ---- Taking it away ----


@step("`sam delete` leaves the tables and the bucket, as it says; then they can be taken away as well")
def delete(cloud):
    about = " ".join((cloud.out / "build/template.yaml").read_text().split())
    assert "Deleting the stack leaves its six tables and the bucket of its exports where they are" in about
    bucket, counted = cloud.resource("Files"), {table: len(items(cloud, table)) for table in TABLES}
    told(cloud.run(cloud.out / "tools/bin/sam", "delete", "--stack-name", "glimt", "--no-prompts", "--region", aws.REGION))
    is_same([function for function in cloud.client("lambda").list_functions()["Functions"]], [])
    is_same(cloud.client("scheduler").list_schedules()["Schedules"], [])
    is_same({table: len(items(cloud, table)) for table in TABLES}, counted)
    assert cloud.client("s3").list_objects_v2(Bucket=bucket)["KeyCount"] > 0
    # As infra/docs/deploy.md has it.
    db = cloud.client("dynamodb")
    for table in TABLES:
        refused("ValidationException", lambda: db.delete_table(TableName=f"glimt-{table}"))
        db.update_table(TableName=f"glimt-{table}", DeletionProtectionEnabled=False)
        db.get_waiter("table_exists").wait(TableName=f"glimt-{table}")
        db.delete_table(TableName=f"glimt-{table}")
    is_same(db.list_tables()["TableNames"], [])


def main():
    # Whoever ends this also ends what it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    out, glimt = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    cloud, outcomes, began = aws.Cloud(out, glimt), [], time.monotonic()
    try:
        cloud.begin()
        for what, play in STEPS:
            at = time.monotonic()
            try:
                outcome, more = "ok", play(cloud)
            except NotHere as why:
                outcome, more = "not possible here", str(why)
            except Exception as error:  # whatever it is, the other steps are tried
                outcome, more = "FAILED", f"{type(error).__name__}: {error}"
            outcomes.append(outcome)
            print(f"{outcome:>17}  {what} ({time.monotonic() - at:.0f} s)", flush=True)
            if more:
                print(f"{'':>19}{more}", flush=True)
            if outcome == "FAILED" and play in NEEDED:
                break
    finally:
        cloud.stop()
    left = until(15, "an end", lambda: not cloud.left() and ["none"])
    assert left, cloud.left()
    counted = ", ".join(f"{outcomes.count(outcome)} {outcome}" for outcome in ["ok", "not possible here", "FAILED"])
    print(f"{counted}, of {len(STEPS)} steps in {time.monotonic() - began:.0f} s; what was said is in {out}/*.log")
    sys.exit(outcomes.count("FAILED") > 0 or len(outcomes) < len(STEPS))


if __name__ == "__main__":
    main()
