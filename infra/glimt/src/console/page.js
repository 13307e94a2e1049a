"use strict";

// What every part of the page uses: the server, elements, times, and what this tab has seen.

const $ = (id) => document.getElementById(id);
const TRIES = 20;
const DAY = 86_400_000;
// Seconds that the clock moves at once: Glimt takes 60 days.
const LONGEST_JUMP = 59 * 86_400;
const NO_ANSWER = "Glimt does not answer. Does “glimt dev” still run?";

// What this tab has done and seen, so that a reload loses nothing.
const KEPT = "glimt";
const kept = { now: null, parcel: null, seen: {}, changes: [], ...JSON.parse(sessionStorage.getItem(KEPT) ?? "{}") };
const keep = () => sessionStorage.setItem(KEPT, JSON.stringify(kept));

let now = null;
let journeys = [];
let rows = [];
let mail = null;

const journeyOf = (id) => journeys.find((one) => one.id === id) ?? {};

async function call(path, body) {
  const post = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(path, body === undefined ? { cache: "no-store" } : post).catch(() => null);
  if (!response) throw new Error(NO_ANSWER);
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) return answer;
  throw new Error(answer?.detail ?? answer?.title ?? `${path} answered ${response.status}.`);
}

// An element with text and children; texts never become HTML.
function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function say(id, text, kind = "") {
  $(id).className = kind;
  $(id).textContent = text;
}

function state(step, value) {
  $(`step-${step}`).dataset.state = value;
}

function problem(error) {
  $("problem").textContent = error?.message ?? "";
  $("problem").hidden = !error;
}

// Runs a button's work, once at a time. The button keeps the focus.
function press(id, work) {
  $(id).addEventListener("click", async () => {
    if ($(id).getAttribute("aria-busy") === "true") return;
    $(id).setAttribute("aria-busy", "true");
    try {
      await work();
      problem(null);
    } catch (error) {
      problem(error);
    }
    $(id).removeAttribute("aria-busy");
  });
}

// ---- times

const clockFormat = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "numeric", minute: "2-digit" });
const hour = (zone) => new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit", timeZone: zone });
const date = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });

// "tomorrow 10:15", by Glimt's clock, on this browser's and, where it differs, in the journey's zone.
function when(due, zone) {
  const at = new Date(due);
  const midnight = (time) => new Date(time.getFullYear(), time.getMonth(), time.getDate());
  const days = Math.round((midnight(at) - midnight(new Date(now ?? Date.now()))) / DAY);
  const day = days === 0 ? "today" : days === 1 ? "tomorrow" : date.format(at);
  const here = hour().format(at);
  const there = zone ? hour(zone).format(at) : here;
  return `${day} ${here}${there === here ? "" : ` (${there} in ${zone})`}`;
}

function showClock(time) {
  now = time;
  const text = clockFormat.format(new Date(time));
  if ($("clock").textContent !== text) $("clock").textContent = text;
  $("clock").dateTime = time;
}
