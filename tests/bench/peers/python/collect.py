"""The answer page and the answer. A GET never creates an answer: mail scanners follow every link."""

import re
from base64 import b64decode, b64encode
from hashlib import sha256
from urllib.parse import parse_qs

import lib
from render import STYLE, TOP, render, scale, texts_of
from rules import local_day

_hash = b64encode(sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "cache-control": "no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex, nofollow", "x-content-type-options": "nosniff",
    "strict-transport-security": "max-age=31536000",
    "content-security-policy": f"default-src 'none'; style-src 'sha256-{_hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}
NAMES = {"nb": "Norsk", "en": "English"}
ROBOT = re.compile(r"bot|headless|crawl|spider|scan|preview|curl|python", re.I)
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
EMAIL, PHONE = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+"), re.compile(r"\+?\d[\d \-()]{6,}\d")


def see_other(location):
    return {"statusCode": 303, "headers": {**HEADERS, "location": location}, "body": ""}


def page(status, name, lang, **context):
    headers = {**HEADERS, "content-type": "text/html; charset=utf-8", "content-language": lang}
    return {"statusCode": status, "headers": headers, "body": render(name, {**context, "lang": lang, "style": STYLE, "t": texts_of(lang)})}


def neutral():
    t = texts_of("en")
    return page(404, "notice.html", "en", title=t["neutral"], why=t["neutral_why"], wording=None)


def question(status, token, wording, chosen=None, comment=None, error=False):
    ratings, language = scale(wording["metric"]), wording["language"]
    others = [code for code in wording["languages"] if code != language]
    return page(
        status, "answer.html", language, wording=wording, cells=[{"rating": rating, "shown": rating} for rating in ratings],
        chosen=chosen, comment=comment or "", error=error, low=f"{ratings[0]} = {wording['low']}", high=f"{ratings[-1]} = {wording['high']}",
        question=wording["question"], title=f"{wording['question']} – {wording['company']}", action=f"/r/{token}?lang={language}",
        switch=[{"code": code, "name": NAMES[code], "url": f"/r/{token}?lang={code}"} for code in others],
    )


def click(request, claim, rating):
    """Notes the first visit from a network through one of the mail's links."""
    headers, at = request["headers"], lib.place(claim["key"])
    network = lib.network_name(request["requestContext"]["http"]["sourceIp"], lib.now())
    agent = headers.get("user-agent", "")
    seen = {"at": lib.iso(lib.now()), "navigated": headers.get("sec-fetch-mode") == "navigate" and "sec-purpose" not in headers}
    if not agent.lower().startswith("mozilla/5.0") or ROBOT.search(agent):
        seen["robot"] = True
    open_ = "attribute_exists(pk) AND attribute_not_exists(erased) AND attribute_not_exists(clicks.#place) AND size(clicks) < :kept"
    key, names = {"pk": at["pk"], "sk": at["sk"]}, {"#place": f"{network}#{rating}"}
    return lib.update("invitations", key, "SET clicks.#place = :seen", open_, {":seen": seen, ":kept": 48}, names)


def tidy(text):
    """A comment as it is kept: addresses and long numbers masked, at most 2,000 characters."""
    visible = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()[:2500]
    return PHONE.sub("[phone]", EMAIL.sub("[email]", visible))[:2000].strip() or None


def answer(claim, rating, comment):
    at = lib.place(claim["key"])
    key = {"pk": at["pk"], "sk": at["id"]}
    given = {"rating": rating, "at": lib.iso(lib.now())}
    for _ in range(20):
        invitation = lib.get("invitations", {"pk": at["pk"], "sk": at["sk"]})
        if not invitation or invitation.get("erased"):
            return False
        if before := lib.get("answers", key):
            kept = comment or before.get("comment")
            if (before["rating"], before.get("comment")) == (rating, kept):
                return True
            changed = {"rating": rating, "comment": kept, "version": before["version"] + 1, "last": [*before["last"], given][-9:]}
            seen = {":before": before["version"], ":alerted": before["alerted"]}
            if lib.put("answers", before | changed, "version = :before AND alerted = :alerted", seen):
                return True
            continue
        journey = lib.published_item(claim["journey"], f"{claim['version']:06}")
        copied = {name: invitation.get(name) for name in ("key", "language", "reference", "context", "contact")}
        first = {**key, **copied, "version": 1, "rating": rating, "comment": comment, "first": given, "last": [given], "alerted": 0}
        first["answered_on"] = local_day(lib.now(), journey["time_zone"])
        if lib.put("answers", first, "attribute_not_exists(pk)"):
            return True
    raise RuntimeError("the answer was changed by others 20 times in a row")


@lib.logger.inject_lambda_context
def handler(event, context):
    method = event["requestContext"]["http"]["method"]
    door, token, rest = [*filter(None, event["rawPath"].split("/")), None, None, None][:3]
    claim = lib.read_token(token) if door == "r" and token and event["rawPath"].count("/") <= 3 else None
    if not claim:
        return neutral()
    lang = (event.get("queryStringParameters") or {}).get("lang")
    wording = lib.published_item(claim["journey"], lib.sort_of({**claim, "language": lang if lang in NAMES else claim["language"]}))
    if not wording:
        return neutral()
    ratings = scale(wording["metric"])
    if method == "GET":
        chosen = int(rest) if rest and rest.isdigit() else None
        if rest and chosen not in ratings:
            return neutral()
        if rest:
            click(event, claim, chosen)
        return question(200, token, wording, chosen)
    if method != "POST" or rest:
        return neutral()
    body = b64decode(event.get("body") or "").decode("utf-8", "replace") if event["isBase64Encoded"] else event.get("body") or ""
    form = parse_qs(body)
    comment, rating = tidy(form.get("comment", [""])[0]), form.get("rating", [""])[0]
    if not rating.isdigit() or int(rating) not in ratings:
        return question(422, token, wording, comment=comment, error=True)
    if not answer(claim, int(rating), comment):
        return neutral()
    lib.logger.info("answered", extra={"invitation": claim["key"]})
    return see_other(f"/r/{token}/{'more' if wording['follow_ups'] else 'thanks'}")
