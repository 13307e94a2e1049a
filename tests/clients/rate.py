"""How long the front door takes at a steady rate, with nothing but Python and a running `glimt dev --empty`:

    python3 tests/clients/rate.py http://127.0.0.1:9300 200 30

200 events a second for 30 seconds, each about a new order of a new customer. Prints the time to the answer (p50, p99,
in milliseconds) and the processor time that Glimt took for 1,000 events, tables and all.
"""

import http.client
import json
import os
import sys
import threading
import time
import urllib.request
import uuid
from pathlib import Path

origin, rate, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
dev = json.load(urllib.request.urlopen(f"{origin}/dev.json"))
source, key = dev["sources"][0]["source"], dev["sources"][0]["key"]
port = int(origin.rsplit(":", 1)[1])
took, failures, lock = [], [], threading.Lock()


def glimt():
    """The process that listens on the port."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"dev" in words and str(port).encode() in words and words[0].endswith(b"glimt"):
            return folder
    sys.exit("no `glimt dev --port` of this port is running on this machine")


def cpu(process):
    fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def worker(offset, step, start):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"authorization": f"Bearer {key}", "content-type": "application/cloudevents+json"}
    due = start + offset
    while due < start + seconds:
        time.sleep(max(0, due - time.perf_counter()))
        number = uuid.uuid4().hex
        data = {"contact": {"email": f"{number}@example.no", "country": "NO"}, "order": {"id": number}}
        event = {"specversion": "1.0", "id": number, "source": source, "type": "order.delivered", "data": data}
        # From when it was due, not from when it could be sent: waiting counts.
        connection.request("POST", "/v1/events", json.dumps(event), headers)
        answer = connection.getresponse()
        answer.read()
        with lock:
            took.append(time.perf_counter() - due)
            if answer.status != 202:
                failures.append(answer.status)
        due += step


workers = 40
process = glimt()
before, start = cpu(process), time.perf_counter() + 0.5
threads = [threading.Thread(target=worker, args=(n / rate, workers / rate, start)) for n in range(workers)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
took.sort()
at = lambda share: took[min(len(took) - 1, int(len(took) * share))] * 1000
spent = (cpu(process) - before) * 1000 / len(took) * 1000
print(f"{len(took)} events in {seconds} s, {len(failures)} not answered with 202")
print(f"p50 {at(0.5):.1f} ms   p99 {at(0.99):.1f} ms   {spent:.0f} CPU-ms per 1,000 events")
