// Renders the scores of each journey as tables: CSV, JSON, Parquet and a workbook, in a folder or a bucket.
import { createHash } from "node:crypto";
import ExcelJS from "exceljs";
import { parquetWriteBuffer } from "hyparquet-writer";
import * as lib from "./lib.mjs";
import { localDay } from "./rules.mjs";

const COLUMNS = {
  journey_id: "STRING", journey_version: "INT32", stage_id: "STRING", survey_id: "STRING", survey_version: "INT32", metric: "STRING",
  period_type: "STRING", period_start: "STRING", period_end: "STRING", segment: "STRING", segment_value: "STRING", channel: "STRING",
  answers: "INT32", favourable: "INT32", neutral: "INT32", unfavourable: "INT32", rating_sum: "INT32", score: "DOUBLE", unit: "STRING",
  ci_low: "DOUBLE", ci_high: "DOUBLE", quality: "STRING", as_of: "STRING",
};
const BANDS = { nps: [7, 9], enps: [7, 9], csat: [3, 4], stars: [3, 4], ces: [4, 5], thumbs: [1, 1] };
const isNet = (metric) => metric === "nps" || metric === "enps";
const Z = 1.959963984540054;
const rounded = (value) => Math.round(value * 10_000) / 10_000;
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/** Wilson's interval of a share, in percent. */
function wilson(part, n) {
  const [p, z2] = [part / n, Z * Z];
  const centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const margin = (Z / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  return [Math.min(clamp(100 * (centre - margin), 0, 100), 100 * p), Math.max(clamp(100 * (centre + margin), 0, 100), 100 * p)];
}

/** The adjusted Wald interval of a Net Promoter Score, in points. */
function adjustedWald(up, down, n) {
  const [p, d] = [(up + 0.75) / (n + 3), (down + 0.75) / (n + 3)];
  const [centre, raw] = [100 * (p - d), (100 * (up - down)) / n];
  const margin = Z * Math.sqrt((10_000 * (p + d - (p - d) ** 2)) / (n + 3));
  return [Math.min(clamp(centre - margin, -100, 100), raw), Math.max(clamp(centre + margin, -100, 100), raw)];
}

/** The counts by rating of all chances, and the effective number of answers by band (Kish). */
function weigh(strata, metric) {
  const [neutral, favourable] = BANDS[metric];
  const band = (rating) => (rating >= favourable ? "up" : rating >= neutral ? "middle" : "down");
  const highest = Math.max(...Object.keys(strata).map(Number));
  const counted = { n: 0, sum: 0, up: 0, middle: 0, down: 0 };
  const weighed = { up: 0, middle: 0, down: 0 };
  let [all, squared] = [0, 0];
  for (const [ppm, histogram] of Object.entries(strata)) {
    const weight = highest / Number(ppm);
    for (const [rating, count] of Object.entries(histogram)) {
      counted.n += count;
      counted.sum += Number(rating) * count;
      counted[band(Number(rating))] += count;
      weighed[band(Number(rating))] += weight * count;
      all += weight * count;
      squared += weight * weight * count;
    }
  }
  const effective = Object.fromEntries(Object.entries(weighed).map(([side, weight]) => [side, (weight * all) / squared]));
  return { counted, effective, n: (all * all) / squared };
}

/** The calendar periods that hold a day. */
function periodsOf(day) {
  const at = new Date(`${day}T00:00:00Z`);
  const date = (...parts) => new Date(Date.UTC(...parts)).toISOString().slice(0, 10);
  const [y, m, d] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  const monday = d - ((at.getUTCDay() + 6) % 7);
  const quarter = m - (m % 3);
  return [["day", day, day], ["week", date(y, m, monday), date(y, m, monday + 6)], ["month", date(y, m, 1), date(y, m + 1, 0)],
    ["quarter", date(y, quarter, 1), date(y, quarter + 3, 0)]];
}

/** The days of each survey, version, segment value and channel: histograms by chance. */
function groupsOf(items) {
  const groups = new Map();
  for (const { key, cells, as_of } of items.filter(({ sk }) => sk.startsWith("answers#") && !sk.includes("#change-"))) {
    for (const { day, survey_version, metric, channel, value, answered } of cells) {
      const name = [key.stage, key.survey, survey_version, key.segment ?? "", value ?? "", channel].join("#");
      if (!groups.has(name)) groups.set(name, { key, survey_version, metric, channel, value, days: [] });
      groups.get(name).days.push({ day, strata: answered.confirmed ?? {}, as_of });
    }
  }
  return groups;
}

function row({ journey, version }, { key, survey_version, metric, channel, value, days }, [period_type, period_start, period_end]) {
  const inside = days.filter(({ day }) => period_start <= day && day <= period_end);
  const strata = {};
  for (const [ppm, histogram] of inside.flatMap(({ strata }) => Object.entries(strata))) {
    strata[ppm] ??= {};
    for (const [rating, count] of Object.entries(histogram)) strata[ppm][rating] = (strata[ppm][rating] ?? 0) + count;
  }
  if (Object.keys(strata).length === 0) return null;
  const { counted, effective, n } = weigh(strata, metric);
  const shown = counted.n >= journey.minimum_answers;
  const net = isNet(metric);
  const score = (100 * (effective.up - (net ? effective.down : 0))) / n;
  const [low, high] = net ? adjustedWald(effective.up, effective.down, n) : wilson(effective.up, n);
  return {
    journey_id: journey.id, journey_version: version, stage_id: key.stage, survey_id: key.survey, survey_version, metric,
    period_type, period_start, period_end, segment: key.segment ?? "", segment_value: value ?? "", channel,
    answers: counted.n, favourable: counted.up, neutral: counted.middle, unfavourable: counted.down, rating_sum: counted.sum,
    score: shown ? rounded(score) : null, unit: net ? "points" : "percent", ci_low: shown ? rounded(low) : null, ci_high: shown ? rounded(high) : null,
    quality: !shown ? "too_few" : counted.n <= 29 ? "few" : "enough",
    as_of: inside.map(({ as_of }) => as_of).reduce((a, b) => (Date.parse(a) > Date.parse(b) ? a : b)),
  };
}

function rowsOf(published, items) {
  const today = localDay(lib.now(), published.journey.time_zone);
  const back = (days) => lib.utcDay(Date.parse(today) - days * lib.DAY);
  const rolling = [["last_28d", back(27), today], ["last_90d", back(89), today]];
  const groups = [...groupsOf(items.filter(({ key }) => key.journey === published.journey.id))].sort(([a], [b]) => (a < b ? -1 : 1));
  return groups.flatMap(([, group]) => {
    const calendar = new Map(group.days.flatMap(({ day }) => periodsOf(day)).map((period) => [period.join(), period]));
    return [...calendar.values(), ...rolling].map((period) => row(published, group, period)).filter(Boolean);
  });
}

function csv(rows) {
  const quoted = (value) => (value == null ? "" : typeof value === "number" ? String(value) : `"${value.replaceAll('"', '""')}"`);
  const lines = rows.map((row) => Object.keys(COLUMNS).map((name) => quoted(row[name])).join(","));
  return `${[Object.keys(COLUMNS).join(","), ...lines].join("\r\n")}\r\n`;
}

function parquet(rows) {
  const columnData = Object.entries(COLUMNS).map(([name, type]) => ({ name, type, nullable: true, data: rows.map((row) => row[name]) }));
  return Buffer.from(parquetWriteBuffer({ columnData }));
}

/** Everything but the single days, for people. */
async function workbook(rows) {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet("stage_scores", { views: [{ state: "frozen", ySplit: 1 }] });
  sheet.columns = Object.keys(COLUMNS).map((name) => ({ header: name, key: name, width: 14 }));
  sheet.getRow(1).font = { bold: true };
  sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: 1, column: Object.keys(COLUMNS).length } };
  sheet.addRows(rows.filter((row) => row.period_type !== "day"));
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** A folder on this machine (`file:///…`) or in a bucket (`s3://bucket/folder`). */
async function open(url) {
  const { protocol, host, pathname } = new URL(url);
  if (protocol === "file:") {
    const [{ mkdir, readFile, writeFile }, path] = await Promise.all([import("node:fs/promises"), import("node:path")]);
    return {
      get: (name) => readFile(path.join(pathname, name), "utf8").catch(() => null),
      put: async (name, bytes) => {
        await mkdir(path.dirname(path.join(pathname, name)), { recursive: true });
        await writeFile(path.join(pathname, name), bytes);
      },
    };
  }
  const { GetObjectCommand, PutObjectCommand, S3Client } = await import("@aws-sdk/client-s3");
  const s3 = new S3Client({});
  const at = (name) => ({ Bucket: host, Key: `${pathname.slice(1)}/${name}`.replace(/^\//, "") });
  return {
    get: (name) => s3.send(new GetObjectCommand(at(name))).then(({ Body }) => Body.transformToString(), () => null),
    put: (name, Body) => s3.send(new PutObjectCommand({ ...at(name), Body })),
  };
}

export async function handler(event, context) {
  lib.logger.addContext(context);
  const files = await open(process.env.GLIMT_EXPORT_URL);
  const complete = await lib.get("scores", { pk: "complete", sk: "complete" });
  const all = (pk) => lib.query("scores", { KeyConditionExpression: "pk = :pk", ExpressionAttributeValues: { ":pk": pk } });
  const items = (await Promise.all((await all("days")).map(({ sk }) => all(`cells#${sk}`)))).flat();
  let put = 0;
  for (const published of await lib.journeys()) {
    const folder = published.journey.id;
    const rows = rowsOf(published, items);
    const json = `${JSON.stringify(rows, null, 1)}\n`;
    const made = { "stage_scores.csv": csv(rows), "stage_scores.json": json, "stage_scores.parquet": parquet(rows), "scores.xlsx": await workbook(rows) };
    const sha256 = createHash("sha256").update(json).digest("hex");
    const manifest = JSON.stringify({ journey_id: folder, complete_to: complete?.recent ?? null, rows: rows.length, sha256, files: Object.keys(made) });
    const before = await files.get(`${folder}/manifest.json`);
    if (before && JSON.parse(before).sha256 === sha256) continue;
    for (const [name, bytes] of Object.entries({ ...made, "manifest.json": manifest })) await files.put(`${folder}/${name}`, bytes);
    put += Object.keys(made).length + 1;
  }
  lib.logger.info("exported", { files: put });
  return { files: put };
}
