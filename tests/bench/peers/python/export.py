"""Renders the scores of each journey as tables: CSV, JSON, Parquet and a workbook, in a folder or a bucket."""

import csv
import io
import json
import os
from calendar import monthrange
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

import lib
from rules import local_day

TEXT, COUNT, FIGURE = pa.string(), pa.int32(), pa.float64()
COLUMNS = {
    "journey_id": TEXT, "journey_version": COUNT, "stage_id": TEXT, "survey_id": TEXT, "survey_version": COUNT, "metric": TEXT,
    "period_type": TEXT, "period_start": TEXT, "period_end": TEXT, "segment": TEXT, "segment_value": TEXT, "channel": TEXT,
    "answers": COUNT, "favourable": COUNT, "neutral": COUNT, "unfavourable": COUNT, "rating_sum": COUNT, "score": FIGURE, "unit": TEXT,
    "ci_low": FIGURE, "ci_high": FIGURE, "quality": TEXT, "as_of": TEXT,
}
BANDS = {"nps": (7, 9), "enps": (7, 9), "csat": (3, 4), "stars": (3, 4), "ces": (4, 5), "thumbs": (1, 1)}
NET = ("nps", "enps")
Z = 1.959963984540054
workers = ThreadPoolExecutor(8)


def clamp(value, low, high):
    return min(max(value, low), high)


def wilson(part, n):
    """Wilson's interval of a share, in percent."""
    p, z2 = part / n, Z * Z
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    margin = Z / (1 + z2 / n) * (p * (1 - p) / n + z2 / (4 * n * n)) ** 0.5
    return min(clamp(100 * (centre - margin), 0, 100), 100 * p), max(clamp(100 * (centre + margin), 0, 100), 100 * p)


def adjusted_wald(up, down, n):
    """The adjusted Wald interval of a Net Promoter Score, in points."""
    p, d = (up + 0.75) / (n + 3), (down + 0.75) / (n + 3)
    centre, raw = 100 * (p - d), 100 * (up - down) / n
    margin = Z * (10_000 * (p + d - (p - d) ** 2) / (n + 3)) ** 0.5
    return min(clamp(centre - margin, -100, 100), raw), max(clamp(centre + margin, -100, 100), raw)


def weigh(strata, metric):
    """The counts of all chances by band, and the effective number of answers (Kish)."""
    neutral, favourable = BANDS[metric]
    band = lambda rating: "up" if rating >= favourable else "middle" if rating >= neutral else "down"
    highest = max(map(int, strata))
    counted, weighed = {"n": 0, "sum": 0, "up": 0, "middle": 0, "down": 0}, {"up": 0, "middle": 0, "down": 0}
    total = squared = 0
    for ppm, histogram in strata.items():
        weight = highest / int(ppm)
        for rating, count in histogram.items():
            side = band(int(rating))
            counted["n"] += count
            counted["sum"] += int(rating) * count
            counted[side] += count
            weighed[side] += weight * count
            total += weight * count
            squared += weight * weight * count
    return counted, {side: weight * total / squared for side, weight in weighed.items()}, total * total / squared


def periods_of(day):
    """The calendar periods that hold a day."""
    at = date.fromisoformat(day)
    monday, month, quarter = at - timedelta(at.weekday()), at.replace(day=1), at.replace(month=(at.month - 1) // 3 * 3 + 1, day=1)
    last = lambda first, months: date(first.year, first.month + months - 1, monthrange(first.year, first.month + months - 1)[1])
    spans = [("day", at, at), ("week", monday, monday + timedelta(6)), ("month", month, last(month, 1)), ("quarter", quarter, last(quarter, 3))]
    return [(kind, first.isoformat(), end.isoformat()) for kind, first, end in spans]


def groups_of(items):
    """The days of each survey, version, segment value and channel: histograms by chance."""
    groups = {}
    for item in items:
        if not item["sk"].startswith("answers#") or "#change-" in item["sk"]:
            continue
        for cell in item["cells"]:
            key = item["key"]
            name = (key["stage"], key["survey"], cell["survey_version"], key["segment"] or "", cell["value"] or "", cell["channel"])
            group = groups.setdefault(name, {"metric": cell["metric"], "days": []})
            group["days"].append((cell["day"], cell["answered"].get("confirmed", {}), item["as_of"]))
    return groups


def row(published, name, group, period):
    inside = [(strata, as_of) for day, strata, as_of in group["days"] if period[1] <= day <= period[2]]
    strata = {}
    for one, _ in inside:
        for ppm, histogram in one.items():
            merged = strata.setdefault(ppm, {})
            for rating, count in histogram.items():
                merged[rating] = merged.get(rating, 0) + count
    if not strata:
        return None
    journey, metric = published["journey"], group["metric"]
    counted, effective, n = weigh(strata, metric)
    shown, net = counted["n"] >= journey["minimum_answers"], metric in NET
    score = 100 * (effective["up"] - (effective["down"] if net else 0)) / n
    low, high = adjusted_wald(effective["up"], effective["down"], n) if net else wilson(effective["up"], n)
    rounded = lambda value: round(value, 4) if shown else None
    stage, survey, survey_version, segment, value, channel = name
    values = (
        journey["id"], published["version"], stage, survey, survey_version, metric, *period, segment, value, channel, counted["n"], counted["up"],
        counted["middle"], counted["down"], counted["sum"], rounded(score), "points" if net else "percent", rounded(low), rounded(high),
        "too_few" if not shown else "few" if counted["n"] <= 29 else "enough", max((as_of for _, as_of in inside), key=lib.parse),
    )
    return dict(zip(COLUMNS, values))


def rows_of(published, items):
    today = date.fromisoformat(local_day(lib.now(), published["journey"]["time_zone"]))
    rolling = [(f"last_{days}d", (today - timedelta(days - 1)).isoformat(), today.isoformat()) for days in (28, 90)]
    rows = []
    for name, group in sorted(groups_of(i for i in items if i["key"]["journey"] == published["journey"]["id"]).items()):
        calendar = dict.fromkeys(period for day, _, _ in group["days"] for period in periods_of(day))
        rows += (row(published, name, group, period) for period in [*calendar, *rolling])
    return [row for row in rows if row]


def csv_of(rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, quoting=csv.QUOTE_NONNUMERIC)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def parquet_of(rows):
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=pa.schema(list(COLUMNS.items()))), buffer)
    return buffer.getvalue()


def workbook_of(rows):
    """Everything but the single days, for people."""
    book, buffer = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("stage_scores")
    sheet.freeze_panes = "A2"
    shown = [row for row in rows if row["period_type"] != "day"]
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{len(shown) + 1}"
    heads = [WriteOnlyCell(sheet, value=name) for name in COLUMNS]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for one in shown:
        sheet.append(list(one.values()))
    book.save(buffer)
    return buffer.getvalue()


def open_at(url):
    """Reading and writing in a folder on this machine (`file:///…`) or in a bucket (`s3://bucket/folder`)."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        root = Path(parts.path)

        def put(name, data):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(data)

        return lambda name: (root / name).read_bytes() if (root / name).exists() else None, put
    import boto3

    s3 = boto3.client("s3")
    key = lambda name: f"{parts.path.strip('/')}/{name}".lstrip("/")

    def get(name):
        try:
            return s3.get_object(Bucket=parts.netloc, Key=key(name))["Body"].read()
        except s3.exceptions.NoSuchKey:
            return None

    return get, lambda name, data: s3.put_object(Bucket=parts.netloc, Key=key(name), Body=data)


@lib.logger.inject_lambda_context
def handler(event, context):
    get, put = open_at(os.environ["GLIMT_EXPORT_URL"])
    complete = lib.get("scores", {"pk": "complete", "sk": "complete"}) or {}
    everything = lambda pk: lib.query("scores", "pk = :pk", {":pk": pk})
    days = [f"cells#{day['sk']}" for day in everything("days")]
    items = [item for day in workers.map(everything, days) for item in day]
    done = 0
    for published in lib.journeys():
        folder = published["journey"]["id"]
        rows = rows_of(published, items)
        text = json.dumps(rows, indent=1, ensure_ascii=False).encode()
        made = {"stage_scores.csv": csv_of(rows), "stage_scores.json": text, "stage_scores.parquet": parquet_of(rows), "scores.xlsx": workbook_of(rows)}
        manifest = {"journey_id": folder, "complete_to": complete.get("recent"), "rows": len(rows), "sha256": sha256(text).hexdigest(), "files": list(made)}
        before = get(f"{folder}/manifest.json")
        if before and json.loads(before)["sha256"] == manifest["sha256"]:
            continue
        for name, data in {**made, "manifest.json": json.dumps(manifest).encode()}.items():
            put(f"{folder}/{name}", data)
        done += len(made) + 1
    lib.logger.info("exported", extra={"files": done})
    return {"files": done}
