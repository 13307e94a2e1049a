"""SES, called once per message."""

import os

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

# Never tried again by itself: a lost reply may hide a mail that was sent.
_ses = boto3.client("sesv2", config=Config(read_timeout=10, max_pool_connections=40, retries={"total_max_attempts": 1}))
account = _ses.get_account


def _utf8(data):
    return {"Data": data, "Charset": "UTF-8"}


def _pairs(values):
    return [{"Name": name, "Value": value} for name, value in values.items()]


def send(*, from_, to, subject, html, text, headers, tags, reply_to=None):
    simple = {"Subject": _utf8(subject), "Body": {"Html": _utf8(html), "Text": _utf8(text)}, "Headers": _pairs(headers)}
    call = {"FromEmailAddress": from_, "Destination": {"ToAddresses": [to]}, "Content": {"Simple": simple}, "EmailTags": _pairs(tags)}
    if reply_to:
        call["ReplyToAddresses"] = [reply_to]
    return _ses.send_email(**call, ConfigurationSetName=os.environ["GLIMT_CONFIGURATION_SET"])["MessageId"]


def proof(error):
    """What an error from SES proves: not sent and may be later, refused for good, or nothing."""
    if not isinstance(error, ClientError):
        return "unknown"
    code, status = error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
    if status == 429 or any(word in code for word in ("Throttl", "TooMany", "LimitExceeded", "Quota", "SendingPaused", "AccountSuspended")):
        return "not_sent"
    return "refused" if 400 <= status < 500 else "unknown"
