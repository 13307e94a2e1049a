"""Counts 50 million ratings with Glimt, DuckDB and Polars, side by side:

    pip install duckdb polars pyarrow numpy
    python shared/score/examples/race.py

From the same Arrow columns in memory and from the same Parquet files; by rating, and by key (8 stages × 20 segments)
and rating; with one thread and with as many as each takes unless told. Engines take turns, there and back, and every
cell of every count is compared. Of the ways to group in an engine, the quickest races: each is tried first. Beside it,
`one by one` asks for each of the eleven ratings' count by itself, which takes knowing the scale. By key that is slower
than grouping, and left out.

Each engine runs in a process of its own and has its columns in memory before its clock starts: Glimt the buffers of the
Arrow columns, Polars and DuckDB those columns without a copy, DuckDB also a table of its own. Files are in the page
cache. Ends with 1 if a count differs, whatever the times are.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

try:
    import duckdb
    import numpy
    import polars
    import pyarrow
    import pyarrow.parquet
except ImportError as missing:
    sys.exit(f"{missing}: pip install duckdb polars pyarrow numpy")

ROOT = Path(__file__).resolve().parents[3]
SOURCES, COLUMNS = ["memory", "default.parquet"], ["rating", "key,rating"]
RATINGS = range(11)


def make(folder, rows):
    """The same bytes for the same number of rows."""
    random = numpy.random.default_rng(1)
    shares = [0.03, 0.01, 0.01, 0.02, 0.02, 0.05, 0.06, 0.12, 0.18, 0.20, 0.30]
    stage, segment = random.integers(0, 8, rows, "uint8"), random.integers(0, 20, rows, "uint8")
    table = pyarrow.table({"key": stage * 20 + segment, "rating": random.choice(11, rows, p=shares).astype("uint8")})
    for name in table.column_names:
        (folder / f"{name}.u8").write_bytes(table[name].chunk(0).buffers()[1])
    pyarrow.parquet.write_table(table, folder / "default.parquet")


def load(folder):
    def column(name):
        values = pyarrow.py_buffer((folder / f"{name}.u8").read_bytes())
        return pyarrow.Array.from_buffers(pyarrow.uint8(), values.size, [None, values])

    return pyarrow.table({name: column(name) for name in ("key", "rating")})


# Each way is a name, what is timed, and how its cells, (key, rating, count), are found in what that gave.


def duckdb_ways(folder, threads):
    connection = duckdb.connect(config={"threads": threads} if threads else {})
    connection.register("arrow", load(folder))
    connection.execute("CREATE TABLE own AS FROM arrow")

    def ask(query, cells):
        return lambda: connection.execute(query).fetchall(), cells

    def ways(source, columns, one_by_one):
        key = "key, " if "key" in columns else ""
        group = "GROUP BY key" if key else ""
        pad = (lambda rows: rows) if key else (lambda rows: [(0, *row) for row in rows])
        counts = ", ".join(f"count_if(rating = {rating})" for rating in RATINGS)
        for place in ["arrow", "own"] if source == "memory" else [f"'{folder / source}'"]:
            at = f", {place}" if source == "memory" else ""
            if one_by_one:
                spread = lambda rows: [(0, *cell) for cell in enumerate(rows[0])]
                yield f"count_if{at}", *ask(f"SELECT {counts} FROM {place}", spread)
                continue
            yield f"GROUP BY{at}", *ask(f"SELECT {key}rating, count(*) FROM {place} GROUP BY {key}rating", pad)
            spread = lambda rows: [(key, *cell) for key, counted in pad(rows) for cell in counted.items()]
            yield f"histogram(){at}", *ask(f"SELECT {key}histogram(rating) FROM {place} {group}", spread)

    return ways


def polars_ways(folder, _):
    frame = polars.from_arrow(load(folder), rechunk=False)
    sums = [(polars.col("rating") == rating).sum().alias(str(rating)) for rating in RATINGS]

    def ways(source, columns, one_by_one):
        names = columns.split(",")
        pad = (lambda found: found.rows()) if len(names) == 2 else (lambda found: [(0, *row) for row in found.rows()])
        spread = lambda found: [(0, *cell) for cell in enumerate(found.row(0))]
        start = frame.lazy if source == "memory" else lambda: polars.scan_parquet(folder / source)
        for engine in ("in-memory", "streaming"):
            if one_by_one:
                yield f"sums, {engine}", lambda engine=engine: start().select(sums).collect(engine=engine), spread
            else:
                count = lambda engine=engine: start().group_by(names).len().collect(engine=engine)
                yield f"group_by, {engine}", count, pad
        if source == "memory" and columns == "rating" and not one_by_one:
            yield "value_counts", lambda: frame["rating"].value_counts(), pad

    return ways


def timed(run, cells):
    started = time.perf_counter()
    found = run()
    seconds = time.perf_counter() - started
    return seconds, sorted(cell for cell in map(list, cells(found)) if cell[2])


def serve(engine, folder, threads):
    """An engine's side of the race: a line asks, a line of JSON answers. The first time, all ways are tried."""
    ways, quickest = {"DuckDB": duckdb_ways, "Polars": polars_ways}[engine](folder, threads), {}
    for line in sys.stdin:
        source, columns, *one_by_one = line.split()
        if line not in quickest:
            tried = []
            for name, run, cells in ways(source, columns, one_by_one):
                times, counts = zip(*(timed(run, cells) for _ in range(3)))
                tried.append((min(times), name, run, cells, counts))
            if any(count != tried[0][4][0] for way in tried for count in way[4]):
                sys.exit(f"{engine} counts {line.strip()} in ways that differ")
            quickest[line] = min(tried, key=lambda way: way[0])
        _, name, run, cells, _ = quickest[line]
        seconds, counted = timed(run, cells)
        print(json.dumps({"seconds": seconds, "way": name, "cells": counted}), flush=True)


class Engine:
    def __init__(self, name, command, threads=None):
        limit = {"POLARS_MAX_THREADS": str(threads)} if threads else {}
        command = [*command, *(["--threads", str(threads)] if threads else [])]
        pipe = subprocess.PIPE
        self.name = name
        self.process = subprocess.Popen(command, cwd=ROOT, env=os.environ | limit, stdin=pipe, stdout=pipe, text=True)

    def ask(self, *words):
        print(*words, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        return json.loads(answer) if answer else sys.exit(f"{self.name} gave up on {' '.join(words)}")


def race(entries, source, columns, rounds, counted):
    """By entry, the seconds of each turn, and how it was asked. An entry: an engine, and more words for its line."""
    ways, seconds = {}, {entry: [] for entry in entries}
    turns = [entries] + [entries[::step] for _ in range((rounds + 1) // 2) for step in (1, -1)]
    for number, turn in enumerate(turns):
        for entry in turn:
            engine, *beside = entry
            answer = engine.ask(source, columns, *beside)
            # The first engine's first count is everybody's, from each source and by any number of threads.
            if answer["cells"] != counted.setdefault(columns, answer["cells"]):
                sys.exit(f"{engine.name} counts {source} {columns} differently")
            ways[entry] = answer.get("way", "")
            # The first turn warms up.
            if number > 0:
                seconds[entry].append(answer["seconds"])
    return seconds, ways


def processor():
    try:
        names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    except OSError:
        names = []
    return names[0].split(":")[1].strip() if names else "unknown processor"


def main(options, folder):
    if not all((folder / name).exists() for name in ("key.u8", "rating.u8", *SOURCES[1:])):
        make(folder, options.rows)
    rows = (folder / "rating.u8").stat().st_size
    cargo = ["--quiet", "--profile", options.profile, "-p", "score", "--example", "race"]
    subprocess.run(["cargo", "build", *cargo], cwd=ROOT, check=True)
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True)
    print(f"Glimt {commit.stdout.strip() or '?'} ({options.profile}), DuckDB {duckdb.__version__}, Polars", end=" ")
    print(f"{polars.__version__}, files by pyarrow {pyarrow.__version__}, Python {sys.version.split()[0]}")
    print(f"{rows / 1e6:g} M rows; {processor()}, {os.cpu_count()} processors; {options.rounds} rounds")
    print("Millions of rows a second: the median, and the middle half. ×: Glimt's median is so many times that.\n")
    counted = {}
    for threads in (1, None):
        engines = [Engine("Glimt", ["cargo", "run", *cargo, "--", str(folder)], threads)]
        serving = lambda name: [sys.executable, __file__, "--serve", name, "--folder", str(folder)]
        engines += [Engine(name, serving(name), threads) for name in ("DuckDB", "Polars")]
        glimt, *others = engines
        for columns in COLUMNS:
            entries = [(glimt,), *((other,) for other in others)]
            entries += [(other, "one-by-one") for other in others if columns == "rating"]
            for source in SOURCES:
                seconds, ways = race(entries, source, columns, options.rounds, counted)
                by, cells = columns.replace(",", " and "), len(counted[columns])
                using = "1 thread" if threads else "threads as by default"
                print(f"{source}, by {by}, {using}; {cells} equal cells; load {os.getloadavg()[0]:.1f}")
                for entry in entries:
                    quarters = statistics.quantiles([rows / 1e6 / taken for taken in seconds[entry]], n=4)
                    times = statistics.median(seconds[entry]) / statistics.median(seconds[entries[0]])
                    told = ", one by one" if len(entry) > 1 else ""
                    rate = f"{quarters[1]:7.0f} ({quarters[0]:.0f}–{quarters[2]:.0f})"
                    ratio = f"× {times:.1f}" if entry != entries[0] else ""
                    print(f"  {entry[0].name + told:20}{rate:24}{ratio:9}{ways[entry]}", flush=True)
        for engine in engines:
            engine.process.stdin.close()
            engine.process.wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=50_000_000)
    parser.add_argument("--rounds", type=int, default=10, help="an even number")
    parser.add_argument("--profile", default="release", help="cargo's; `lambda` is what is deployed")
    parser.add_argument("--folder", type=Path, help="where the columns and files are made, and kept")
    parser.add_argument("--threads", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, options.folder, options.threads)
    elif options.folder:
        options.folder.mkdir(parents=True, exist_ok=True)
        main(options, options.folder.resolve())
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(options, Path(folder))
