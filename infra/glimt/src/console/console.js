// The path: a parcel, the clock, the mail, the answer; and the ways to break it.

// ---- 1: the parcel and what was decided

const stageOf = (one) => rows.find((row) => row.journey_id === one.journey && row.survey_id === one.survey)?.stage_name ?? one.survey;

function decision(one, event) {
  const order = event?.data?.order?.id;
  const about = el("bdi", {}, stageOf(one));
  if (one.decision !== "invite") {
    const reason = (one.detail ?? one.reason ?? "").replace(/^Not asked, because /, "").replace(/\.$/, "");
    return el("li", { "data-survey": one.survey }, el("strong", {}, "Not asked about ", about), `: ${reason}.`);
  }
  const due = el("time", { datetime: one.due, "data-journey": one.journey }, when(one.due, journeyOf(one.journey).time_zone));
  const because = `, because ${order ? `order ${order}` : "the order"} was delivered and nothing speaks against asking.`;
  return el("li", { class: "asked", "data-survey": one.survey }, el("strong", {}, "Asked about ", about), ": due ", due, because);
}

function showParcel() {
  const { parcel } = kept;
  if (!parcel) return;
  const contact = parcel.event?.data?.contact ?? {};
  const who = el("p", {}, "For ", el("bdi", {}, contact.name ?? contact.email ?? "a new customer"), contact.name ? ` <${contact.email}>` : "", ":");
  const list = el("ul", { class: "decisions" }, ...parcel.decisions.map((one) => decision(one, parcel.event)));
  if (!parcel.decisions.length) list.append(el("li", {}, "No survey of this journey listens to it."));
  const raw = el("details", {}, el("summary", {}, "The event, and the answer to it"));
  raw.append(el("pre", { tabindex: "0" }, JSON.stringify({ event: parcel.event, decisions: parcel.decisions }, null, 2)));
  $("decision").replaceChildren(who, list, raw);
  $("jump").disabled = !parcel.invitation;
  $("again").disabled = false;
  showPath();
}

// What is due tomorrow is due today, once the clock gets there.
function showDue() {
  for (const due of $("decision").querySelectorAll("time")) {
    const text = when(due.dateTime, journeyOf(due.dataset.journey).time_zone);
    if (due.textContent !== text) due.textContent = text;
  }
}

// Which step is done, and which button is the next to press.
function showPath() {
  const answered = Boolean(mail) && kept.changes.length > 0;
  const done = [Boolean(kept.parcel), Boolean(mail), Boolean(mail), answered, answered];
  const next = done.indexOf(false);
  ["parcel", "jump", "mail", "answer", "score"].forEach((step, i) => state(step, done[i] ? "done" : i === next ? "next" : "later"));
}

press("parcel", async () => {
  const { event, answer, status } = await call("/console/parcel", {});
  if (!answer?.decisions) throw new Error(answer?.detail ?? `The event was answered with ${status}.`);
  const invites = answer.decisions.filter((one) => one.decision === "invite").sort((a, b) => Date.parse(a.due) - Date.parse(b.due));
  kept.parcel = { event, decisions: answer.decisions, invitation: invites[0]?.invitation, due: invites[0]?.due };
  kept.changes = [];
  keep();
  showMail(null);
  say("jump-result", invites.length ? "" : "Nobody is asked, so no mail is due.");
  showChanges();
  say("again-result", "");
  showParcel();
  showScores();
});

// ---- 2 and 3: the mail

async function findMail() {
  const { invitation } = kept.parcel ?? {};
  if (!invitation) return null;
  const messages = await call(`/inbox.json?invitation=${encodeURIComponent(invitation)}`);
  return messages.find((one) => one.tags.some((tag) => tag.name === "invitation" && tag.value === invitation)) ?? null;
}

// Links open beside this page. The first base counts, so none of the mail's own can change it.
function framed(html) {
  const base = '<base target="_blank">';
  const head = /<head(\s[^>]*)?>/i;
  return head.test(html) ? html.replace(head, (tag) => tag + base) : base + html;
}

function showMail(message) {
  $("mail").querySelector("iframe")?.remove();
  mail = message;
  $("mail-waiting").hidden = Boolean(message);
  $("mail-head").hidden = !message;
  $("scanner").disabled = !message;
  say("scanner-result", "");
  showPath();
  if (!message) return;
  $("mail-from").textContent = message.from;
  $("mail-to").textContent = message.to;
  $("mail-subject").textContent = message.subject;
  const frame = el("iframe", {
    title: `The mail: ${message.subject}`,
    sandbox: "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation",
  });
  frame.srcdoc = framed(message.html ?? "");
  $("mail").append(frame);
}

press("jump", async () => {
  const due = Date.parse(kept.parcel.due);
  showClock((await call("/clock")).now);
  let message = mail ?? (await findMail());
  let jumps = 0;
  while (!message && jumps < TRIES && Date.parse(now) < due + DAY) {
    const seconds = Math.ceil((due - Date.parse(now)) / 1000);
    const advance = seconds > 0 ? `${Math.min(seconds, LONGEST_JUMP)}s` : "next";
    showClock((await call("/clock", { advance })).now);
    jumps += 1;
    if (Date.parse(now) >= due) message = await findMail();
  }
  await poll();
  if (!message) {
    say("jump-result", "That mail did not come. Let another parcel arrive.", "bad");
    return;
  }
  say("jump-result", jumps ? `It is ${clockFormat.format(new Date(now))}, and the mail is sent.` : "The mail is sent.");
  showMail(message);
  $("mail").scrollIntoView({ block: "nearest" });
});

press("advance", async () => {
  showClock((await call("/clock", { advance: "1d" })).now);
  if (!mail) await bringMail();
  await poll();
});

async function bringMail() {
  const message = await findMail();
  if (message) showMail(message);
}

// ---- what is polled

let asked = 0;
let told = 0;

async function poll() {
  const turn = ++asked;
  const [clock, scores] = await Promise.all([call("/clock"), call("/scores.json?period_type=last_28d")]);
  if (turn < told) return;
  told = turn;
  // This tab may outlive the server that it talked to, and a server without a file forgets its parcels.
  if (kept.now && Date.parse(clock.now) < Date.parse(kept.now)) forget();
  kept.now = clock.now;
  showClock(clock.now);
  const first = !rows.length;
  rows = scores;
  const [change] = notice();
  showScores();
  showChanges();
  showPath();
  showDue();
  if (change) cardOf(change.key)?.scrollIntoView({ block: "nearest" });
  if (first) showParcel();
}

function forget() {
  Object.assign(kept, { parcel: null, seen: {}, changes: [] });
  $("decision").replaceChildren();
  $("jump").disabled = $("again").disabled = true;
  for (const id of ["jump-result", "again-result"]) say(id, "");
  showMail(null);
}

// ---- breaking it

press("again", async () => {
  const { answer, status } = await call("/console/again", {});
  if (!answer?.decisions) throw new Error(answer?.detail ?? `The event was answered with ${status}.`);
  const same = `the same ${count(answer.decisions.length, "decision")} came back, with status ${status}`;
  if (answer.repeat) say("again-result", `Already decided: nothing written; ${same}.`, "fine");
  else say("again-result", `Not recognized as a repeat: ${same}.`, "bad");
});

function counted(column) {
  return rows.filter((row) => row.period_type === "last_28d" && row.segment === "").reduce((sum, row) => sum + row[column], 0);
}

press("scanner", async () => {
  await poll();
  const [answers, suspect] = [counted("answers"), counted("answers_suspect")];
  const { links, requests } = await call("/console/scanner", {});
  await poll();
  const [more, apart] = [counted("answers") - answers, counted("answers_suspect") - suspect];
  const rest = apart > 0 ? ` Kept apart as a scanner’s: ${count(apart, "click")}.` : "";
  const text = el("p", { class: more ? "bad" : "fine" }, `It opened ${count(links, "link")}; answers counted: ${more}.${rest}`);
  const list = el("ul", { class: "requests" }, ...requests.map((one) => el("li", {}, `${one.status} `, el("code", {}, one.url))));
  $("scanner-result").replaceChildren(text, el("details", {}, el("summary", {}, "Its requests"), list));
});

press("copy", async () => {
  await navigator.clipboard.writeText($("curl").textContent).catch(() => {
    getSelection().selectAllChildren($("curl"));
    throw new Error("The browser did not let the page copy. The command is selected: copy it by hand.");
  });
  say("copied", "Copied");
  setTimeout(() => say("copied", ""), 4000);
});

// ---- start, and every two seconds while somebody looks

let polling = false;
async function look() {
  if (polling || document.hidden) return;
  polling = true;
  try {
    await poll();
    if ($("problem").textContent === NO_ANSWER) problem(null);
  } catch (error) {
    problem(error);
  }
  polling = false;
}

async function start() {
  journeys = (await call("/dev.json").catch(() => ({}))).journeys ?? [];
  await look();
  await bringMail().catch(problem);
  setInterval(look, 2000);
  addEventListener("focus", look);
  document.addEventListener("visibilitychange", look);
}
start();
