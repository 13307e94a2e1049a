"""Compares a replay of Olist's orders with DuckDB's counts on the same CSV: every month, whole, per state, per product
category, and late against on time; and opens every exported Parquet file in DuckDB and pyarrow.

    pip install duckdb pyarrow
    glimt demo --orders orders_reviews.csv --columns infra/replay/olist.toml --journey infra/replay/journey.toml --out OUT
    python tests/reference/olist.py orders_reviews.csv OUT
"""

import csv
import sys
from pathlib import Path

import duckdb
import pyarrow.parquet

ORDERS, OUT = sys.argv[1], Path(sys.argv[2])
db = duckdb.connect()

# One row an order: its day is the first answer's, its rating the latest.
db.execute(
    f"""
    CREATE TABLE answers AS
    SELECT order_id,
           strftime(min(review_answer_timestamp), '%Y-%m') AS month,
           arg_max(review_score::int, review_answer_timestamp) AS rating,
           any_value(customer_state) AS state,
           any_value(product_category_name_english) AS category,
           any_value(CASE WHEN order_delivered_customer_date IS NULL THEN NULL
                          WHEN order_delivered_customer_date::date > order_estimated_delivery_date::date THEN 'yes'
                          ELSE 'no' END) AS late
    FROM read_csv('{ORDERS}', types = {{'customer_zip_code_prefix': 'VARCHAR'}})
    WHERE review_score IS NOT NULL
    GROUP BY order_id
    """
)
expected = {}
for segment in ["", "state", "category", "late"]:
    value = segment or "''"
    counted = db.execute(
        f"""
        SELECT month, {value}, count(*), count(*) FILTER (rating > 3), count(*) FILTER (rating = 3),
               count(*) FILTER (rating < 3), sum(rating), sum(rating * rating)
        FROM answers WHERE {value} IS NOT NULL GROUP BY ALL
        """
    ).fetchall()
    expected |= {(month, segment, value): tuple(map(int, counts)) for month, value, *counts in counted}

COUNTS = ["answers", "favourable", "neutral", "unfavourable", "rating_sum", "rating_sum_sq"]
with open(OUT / "olist" / "stage_scores.csv", newline="", encoding="utf-8") as file:
    rows = [row for row in csv.DictReader(file) if row["period_type"] == "month"]
found = {
    (row["period_label"], row["segment"], row["segment_value"]): tuple(int(row[count]) for count in COUNTS) for row in rows
}
different = [key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key)]
for key in sorted(different)[:20]:
    print("DIFFERENT", key, "DuckDB", expected.get(key), "Glimt", found.get(key))
print(f"{len(expected)} groups of a month counted by both, {len(different)} different")

# The same rows again from Parquet, by two readers.
for table in sorted({path.parts[len(OUT.parts) + 1] for path in OUT.glob("parquet/**/*.parquet")}):
    files = sorted(OUT.glob(f"parquet/{table}/**/*.parquet"))
    by_arrow = sum(pyarrow.parquet.ParquetFile(file).read().num_rows for file in files)
    pattern = f"{OUT}/parquet/{table}/**/*.parquet"
    by_duckdb = db.execute(f"SELECT count(*) FROM read_parquet('{pattern}', hive_partitioning = true)").fetchone()[0]
    with open(OUT / "olist" / f"{table}.csv", newline="", encoding="utf-8") as file:
        lines = sum(1 for _ in csv.DictReader(file))
    same = by_arrow == by_duckdb == lines
    print(f"{table}: {lines} rows as CSV, {by_duckdb} in DuckDB, {by_arrow} in pyarrow{'' if same else '  DIFFERENT'}")
    different += [] if same else [table]
total = db.execute(
    f"""SELECT sum(answers), sum(favourable) FROM read_parquet('{OUT}/parquet/stage_scores/**/*.parquet', hive_partitioning = true)
        WHERE period = 'month' AND segment = ''"""
).fetchone()
print(f"{total[0]} answers, {total[1]} satisfied, score {100 * total[1] / total[0]:.10f}")
sys.exit(1 if different else 0)
