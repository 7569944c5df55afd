// The parts beside the timeline: what is known now, figures, the log, and the timeline as a table.
// Words of events go in as text, never as HTML.

import { EMOTIONS, TYPES, describe, duration, percent, reason, size, whole } from "./words.js";

export const find = (id) => document.getElementById(id);

export function make(tag, text = "", attributes = {}) {
  const element = document.createElement(tag);
  element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/// Sets text only where it differs, so that a selection in it stays.
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// — What is known now

const bars = EMOTIONS.map((emotion) => {
  const row = make("li", "", { "data-emotion": emotion });
  const [name, bar, number] = [make("span", emotion), make("span", "", { class: "bar", "aria-hidden": "true" }), make("span", "–", { class: "number" })];
  bar.append(make("span"));
  row.append(name, bar, number);
  find("bars").append(row);
  return { row, fill: bar.firstChild, number };
});

export function showNow(stream, now, speed, hasEnded) {
  const answer = stream ? stream.answer(now, speed, hasEnded) : { emotion: null, reason: "no estimate yet" };
  const isKnown = answer.emotion !== null;
  find("answer").dataset.known = isKnown;
  find("answer").dataset.emotion = answer.emotion ?? "";
  say(find("word"), answer.emotion ?? "unknown");
  say(find("confidence"), isKnown ? percent(answer.confidence) : "");
  say(find("reason"), isKnown ? "" : explain(answer, speed));
  // What is stale is not shown as if it were so now.
  const fresh = answer.latest && ["no estimate yet", "stale", "microphone away"].every((word) => word !== answer.reason) && !hasEnded && !stream.stopped;
  say(find("speech"), fresh ? percent(answer.latest.speech) : "–");
  say(find("heard"), fresh ? duration(answer.latest.heard) : "–");
  const isHeard = stream?.isHeard(now, speed, hasEnded) ?? false;
  const settled = isHeard ? stream.open("settled").at(-1) : undefined;
  say(find("settled"), settled ? `${settled.text}, ${duration((stream.edge(now, speed, hasEnded) - settled.from) / 1000)}` : isHeard ? "nothing" : "–");
  bars.forEach(({ row, fill, number }, place) => {
    const share = fresh ? answer.latest.probabilities[place] : null;
    fill.style.width = `${100 * (share ?? 0)}%`;
    say(number, share === null ? "–" : percent(share));
    row.dataset.is = isKnown && EMOTIONS[place] === answer.emotion;
    row.dataset.known = isKnown;
  });
  const raised = (stream?.open("alert") ?? []).map((span) => `alert ${span.text}${isHeard ? "" : ", when last heard"}`);
  if (find("alerts").textContent !== raised.join("")) find("alerts").replaceChildren(...raised.map((words) => make("li", words)));
  find("alerts").dataset.heard = isHeard;
}

function explain(answer, speed) {
  if (answer.reason !== "stale") return reason(answer.reason);
  const last = answer.latest.emotion ?? "unknown";
  return `stale: the last estimate (${last}) is ${duration((answer.age * speed) / 1000)} old`;
}

// — Latency and health

const figures = new Map();

function figure(name, value, isBad = false) {
  if (!figures.has(name)) {
    const [box, term, text] = [make("div"), make("dt", name), make("dd")];
    box.append(term, text);
    find("figures").append(box);
    figures.set(name, { box, text });
  }
  const { box, text } = figures.get(name);
  say(text, value);
  box.dataset.bad = isBad;
}

export function showFigures(stream, lineAge) {
  const recent = stream ? stream.estimates.slice(-120).map((estimate) => estimate.latency).sort((a, b) => a - b) : [];
  const health = stream?.health;
  const counts = stream?.counts;
  const at = (share) => recent[Math.min(recent.length - 1, Math.floor(share * recent.length))];
  figure("Latency, median", recent.length ? `${at(0.5).toFixed(0)} ms` : "–");
  figure("Latency, worst", recent.length ? `${at(1).toFixed(0)} ms` : "–", at(1) > 250);
  figure("Step, p99", health ? `${health.step_us.p99.toFixed(0)} µs` : "–");
  figure("Load of a core", health ? `${(100 * health.load).toFixed(1)} %` : "–", health?.load > 0.8);
  figure("Memory", health ? size(health.resident_kb) : "–");
  figure("Uptime", health ? duration(health.uptime_s) : "–");
  figure("Lost samples", counts ? whole(Math.max(counts.lostSamples, health?.lost_samples ?? 0)) : "–", counts?.lostSamples > 0 || health?.lost_samples > 0);
  figure("Gaps", counts ? whole(counts.gaps) : "–", counts?.gaps > 0);
  figure("Dropped events", counts ? whole(Math.max(counts.dropped, health?.dropped_events ?? 0)) : "–", counts?.dropped > 0);
  figure("Last line", lineAge === null ? "–" : `${duration(lineAge)} ago`);
}

// — The log

const LOG_ROWS = 300;
const quiet = new Set(["estimate", "health"]);
const shown = new Set(TYPES.filter((type) => !quiet.has(type)));
let logged = { stream: null, count: -1, last: null };

for (const type of TYPES) {
  const [label, box] = [make("label"), make("input", "", { type: "checkbox", value: type })];
  box.checked = shown.has(type);
  box.addEventListener("change", () => {
    if (box.checked) shown.add(type); else shown.delete(type);
    logged = { stream: null, count: -1, last: null };
    document.dispatchEvent(new Event("filter"));
  });
  label.append(box, make("span", type));
  find("filter").append(label);
}

/// Newest first; `until` is the position behind which nothing is shown (when scrolled back).
export function showLog(stream, until) {
  if (!stream) return;
  const log = find("log");
  const entries = [];
  for (let index = stream.log.length - 1; index >= 0 && entries.length < LOG_ROWS; index--) {
    const entry = stream.log[index];
    if (shown.has(entry.event.type) && entry.at <= until) entries.push(entry);
  }
  if (logged.stream === stream && logged.count === entries.length && logged.last === entries[0]) return;
  // New lines are put in front, so that focus and scrolling stay where they are.
  const known = logged.stream === stream ? entries.indexOf(logged.last) : -1;
  if (known > 0) log.prepend(...entries.slice(0, known).map((entry) => row(stream, entry)));
  else log.replaceChildren(...entries.map((entry) => row(stream, entry)));
  while (log.children.length > LOG_ROWS) log.lastChild.remove();
  if (!entries.length) log.append(make("li", "Nothing of these types yet.", { class: "none" }));
  else log.querySelector(".none")?.remove();
  logged = { stream, count: entries.length, last: entries[0] };
}

function row(stream, { at, event }) {
  const item = make("li", "", { "data-type": event.type });
  if (event.emotion ?? event.to) item.dataset.emotion = event.emotion ?? event.to;
  item.append(make("time", stream.time(at, stream.kind !== "alsa")), make("b", event.type), make("span", describe(event)));
  return item;
}

// — The timeline as a table

export function showTable(stream, until) {
  const rows = (stream?.estimates ?? []).filter((estimate) => estimate.at <= until).slice(-120).reverse();
  find("rows").replaceChildren(...rows.map((estimate) => {
    const row = make("tr");
    row.append(
      make("th", stream.time(estimate.at, true), { scope: "row" }),
      make("td", estimate.emotion ?? `unknown: ${reason(estimate.reason)}`),
      make("td", estimate.emotion === null ? "–" : percent(estimate.confidence)),
      make("td", percent(estimate.speech)),
      make("td", `${estimate.latency.toFixed(0)} ms`));
    return row;
  }));
  say(find("table-time"), rows.length ? `the ${rows.length} estimates up to ${stream.time(rows[0].at)}` : "no estimates yet");
}

