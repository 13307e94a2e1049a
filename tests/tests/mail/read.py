"""Reads a message on standard input with Python's own email package, and says in JSON what it found."""

import email
import email.policy
import json
import re
import sys
from html.parser import HTMLParser


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.links = []

    def handle_starttag(self, tag, attributes):
        self.links += [value for name, value in attributes if tag == "a" and name == "href"]


message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
html, text = message.get_body(("html",)), message.get_body(("plain",))
page = Links()
page.feed(html.get_content())
page.close()
json.dump({
    "defects": [str(defect) for part in message.walk() for defect in part.defects]
    + [str(defect) for header in message.values() for defect in header.defects],
    "type": message.get_content_type(),
    "parts": [part.get_content_type() for part in message.iter_parts()],
    "headers": [[name, str(value)] for name, value in message.items()],
    "from": [[one.display_name, one.addr_spec] for one in message["From"].addresses],
    "to": [one.addr_spec for one in message["To"].addresses],
    "reply_to": [one.addr_spec for one in message["Reply-To"].addresses],
    "text": text.get_content(),
    "links": page.links,
    "text_links": re.findall(r"https?://\S+", text.get_content()),
}, sys.stdout)
