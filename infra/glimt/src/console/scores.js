// The cards: one a stage, with its interval, and what has changed since this tab last looked.

const figure = (value) => (Math.round(value * 10) / 10).toLocaleString("en", { minimumFractionDigits: 1 }).replace("-", "−");
const shown = (value, unit) => (unit === "percent" ? `${figure(value)}%` : figure(value));
const count = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;

const keyOf = (row) => `${row.journey_id}/${row.stage_id}`;

// One row a stage: everybody's, in the last 28 days, of the newest version.
function headlines() {
  const stages = new Map();
  for (const row of rows) {
    if (row.period_type !== "last_28d" || row.segment !== "" || !row.is_headline) continue;
    const other = stages.get(keyOf(row));
    const newer = !other || row.survey_version > other.survey_version;
    if (newer || (row.survey_version === other.survey_version && row.channel === "email")) stages.set(keyOf(row), row);
  }
  return [...stages.values()].sort((a, b) => a.journey_id.localeCompare(b.journey_id) || a.stage_order - b.stage_order);
}

function bar(row, before) {
  const low = row.unit === "percent" ? 0 : -100;
  const at = (value) => ((value - low) * 100) / (100 - low);
  const span = (name, from, to) => el("i", { class: name, style: `left:${at(from)}%;width:${at(to) - at(from)}%` });
  const whole = el("div", { class: "bar", "aria-hidden": "true" });
  if (before?.low != null) whole.append(span("before", before.low, before.high));
  whole.append(span("band", row.ci_low, row.ci_high));
  if (row.target != null) whole.append(el("i", { class: "goal", style: `left:${at(row.target)}%` }));
  whole.append(el("i", { class: "point", style: `left:${at(row.score)}%` }));
  return whole;
}

const VERDICTS = { up: ["up", "▲ up"], down: ["down", "▼ down"], cant_tell: ["muted", "can’t tell if it moved"] };
const TARGETS = { met: ["up", "met"], missed: ["down", "missed"], cant_tell: ["muted", "can’t tell"] };

function verdicts(row) {
  const [kind, text] = VERDICTS[row.verdict] ?? ["muted", row.verdict];
  const by = row.verdict !== "cant_tell" && row.change != null ? ` ${figure(Math.abs(row.change))}` : "";
  const lines = [el("p", { class: "verdict" }, el("span", { class: kind }, text + by), el("span", { class: "muted" }, " since the 28 days before"))];
  if (row.target != null) {
    const [kind, text] = TARGETS[row.target_verdict] ?? ["muted", row.target_verdict];
    lines.push(el("p", { class: "target" }, `Target ${row.target}: `, el("span", { class: kind }, text)));
  }
  return lines;
}

// The score of too few answers, worked out here: for trying things out, never for a journey in use.
function tooFew(row) {
  const net = row.unit === "percent" ? row.favourable : row.favourable - row.unfavourable;
  return shown((net * 100) / row.answers, row.unit);
}

function card(row, change, several) {
  const metric = el("span", { class: "metric" }, ` ${row.metric.toUpperCase()}`);
  const item = el("li", { class: "card", "data-stage": row.stage_id }, el("h3", {}, el("bdi", {}, row.stage_name)));
  if (several) item.append(el("p", { class: "muted" }, row.journey_id));
  const n = el("span", { class: "n" }, String(row.answers));
  if (row.score == null) {
    const minimum = journeyOf(row.journey_id).minimum_answers;
    const words = minimum ? [n, ` of ${count(minimum, "answer")}`] : [n, row.answers === 1 ? " answer" : " answers"];
    item.append(el("p", { class: "score none" }, ...words, metric));
    if (row.answers) item.append(el("p", { class: "few" }, `${tooFew(row)} `, el("span", { class: "tag" }, "too few")));
    item.append(el("p", { class: "muted" }, "Below the minimum, a report shows no score."));
  } else {
    const value = el("p", { class: "score" }, el("span", { class: "value" }, shown(row.score, row.unit)), metric);
    if (row.quality === "few") value.append(" ", el("span", { class: "tag" }, "few"));
    const interval = `95% interval ${figure(row.ci_low)} to ${figure(row.ci_high)}`;
    item.append(value, bar(row, change?.before), el("p", { class: "interval muted" }, interval));
    item.append(el("p", {}, n, row.answers === 1 ? " answer" : " answers"), ...verdicts(row));
  }
  const apart = [[row.answers_provisional, "clicked, not sent"], [row.answers_suspect, "suspect, not counted"]];
  for (const [n, words] of apart) if (n) item.append(el("p", { class: "muted" }, `${n} ${words}`));
  if (change) {
    item.classList.add("changed");
    item.append(el("p", { class: "change" }, change.text));
  }
  return item;
}

function showScores() {
  const stages = headlines();
  if (!stages.length) return;
  const [{ period_start: from, period_end: until }] = stages;
  $("window").textContent = `The 28 days from ${from} to ${until}, per step of the journey.`;
  const several = new Set(stages.map((row) => row.journey_id)).size > 1;
  for (const row of stages) {
    const change = kept.changes.find((one) => one.key === keyOf(row));
    const drawn = JSON.stringify([row, change, several, journeys.length]);
    const old = cardOf(keyOf(row));
    if (old?.dataset.drawn === drawn) continue;
    const item = card(row, change, several);
    Object.assign(item.dataset, { key: keyOf(row), drawn });
    if (old) glide(old, item);
    else $("cards").append(item);
  }
}

// Puts the new card in the old one's place and lets the interval move there from where it was.
function glide(old, item) {
  const parts = ["band", "point"].map((name) => [old.querySelector(`.${name}`), item.querySelector(`.${name}`)]);
  const goals = parts.map(([, part]) => part?.style.cssText);
  for (const [from, part] of parts) if (from && part) part.style.cssText = from.style.cssText;
  old.replaceWith(item);
  void item.offsetWidth;
  parts.forEach(([, part], i) => part && (part.style.cssText = goals[i]));
}

// Compares with what this tab saw last. When the 28 days themselves have moved on, n moves without an answer.
function notice() {
  const changes = [];
  for (const row of headlines()) {
    const key = keyOf(row);
    const seen = kept.seen[key];
    const same = seen && seen.until === row.period_end && seen.version === row.survey_version;
    if (same && seen.n !== row.answers) {
      const score = row.score == null ? "" : ` The score is ${shown(row.score, row.unit)}, 95% interval ${figure(row.ci_low)} to ${figure(row.ci_high)}.`;
      const text = `n went from ${seen.n} to ${row.answers}`;
      changes.push({ key, text, told: `${row.stage_name}: ${text}.${score}`, before: seen });
    }
    kept.seen[key] = { n: row.answers, low: row.ci_low, high: row.ci_high, until: row.period_end, version: row.survey_version };
  }
  if (changes.length) kept.changes = changes;
  keep();
  return changes;
}

function cardOf(key) {
  return $("cards").querySelector(`[data-key="${CSS.escape(key)}"]`);
}

function showChanges() {
  const told = kept.changes.map((one) => one.told).join(" ");
  if ($("answered").textContent !== told) say("answered", told, "fine");
}
