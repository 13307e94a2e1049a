"""Counts the exported answers with DuckDB's SQL, and compares every day's row of `stage_scores` with them.

    GLIMT_SEEDS=20 cargo test --workspace --test folding && python tests/reference/folding.py target/tmp/folding

Needs duckdb. Prints how many rows are different, and fails if any are.
"""

import pathlib
import sys

import duckdb

# The answers of one row: of everybody together (an empty segment), and of each carrier.
COUNTED = """
WITH answers AS (SELECT *, segments::JSON ->> 'carrier' AS carrier FROM read_csv('{folder}/answers.csv', all_varchar=true)),
spread AS (
    SELECT *, '' AS segment, '' AS value FROM answers
    UNION ALL SELECT *, 'carrier', carrier FROM answers WHERE carrier IS NOT NULL
)
SELECT answered_on AS period_start, survey_id, survey_version, channel, segment, value AS segment_value,
    count(*) AS answers,
    count(*) FILTER (rating::INT >= 4) AS favourable,
    count(*) FILTER (rating::INT = 3) AS neutral,
    count(*) FILTER (rating::INT <= 2) AS unfavourable,
    sum(rating::INT) AS rating_sum,
    sum(rating::INT * rating::INT) AS rating_sum_sq
FROM spread GROUP BY ALL
"""

EXPORTED = """
SELECT period_start, survey_id, survey_version, channel, coalesce(segment, '') AS segment,
    coalesce(segment_value, '') AS segment_value, answers::BIGINT AS answers, favourable::BIGINT AS favourable,
    neutral::BIGINT AS neutral, unfavourable::BIGINT AS unfavourable, rating_sum::HUGEINT AS rating_sum,
    rating_sum_sq::HUGEINT AS rating_sum_sq
FROM read_csv('{folder}/stage_scores.csv', all_varchar=true)
WHERE period_type = 'day' AND answers::BIGINT > 0
"""

rows, different = 0, 0
for folder in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    counted, exported = (duckdb.sql(sql.format(folder=folder)) for sql in (COUNTED, EXPORTED))
    rows += len(exported.fetchall())
    for these, those in ((counted, exported), (exported, counted)):
        odd = duckdb.sql("SELECT * FROM these EXCEPT ALL SELECT * FROM those").fetchall()
        different += len(odd)
        for row in odd:
            print(folder, row)
print(f"{rows} rows, {different} different")
sys.exit(1 if different or not rows else 0)
