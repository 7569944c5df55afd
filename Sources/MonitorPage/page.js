// Takes the events from the monitor, and keeps the page.

import { find, make, say, showFigures, showLog, showNow, showTable } from "./panels.js";
import { Stream } from "./stream.js";
import { Timeline } from "./timeline.js";
import { clock, duration, percent } from "./words.js";

const SPANS = [15, 30, 60, 120, 180, 300, 600, 900, 1800, 3600]; // s
const isCalm = window.matchMedia("(prefers-reduced-motion: reduce)");

const streams = new Map();
const timeline = new Timeline(find("timeline"));
const view = { stream: null, span: window.innerWidth < 560 ? 60 : 180, end: null }; // end: a position, or null when live
let status = null;
let isConnected = false;
let lastLine = null; // performance.now of the newest line of any source
let isAsked = false;

// — Events

const source = new EventSource("events");
source.addEventListener("open", () => { isConnected = true; show(); });
source.addEventListener("error", () => { isConnected = false; show(); });
source.addEventListener("monitor", (message) => {
  status = JSON.parse(message.data);
  show();
});
source.addEventListener("message", (message) => {
  const { age_ms: age, event } = JSON.parse(message.data);
  const received = performance.now() - age;
  lastLine = Math.max(lastLine ?? -Infinity, received);
  const key = JSON.stringify([event.source ?? null, event.channel ?? null]);
  let stream = streams.get(key);
  if (!stream) {
    stream = new Stream(key, [event.source, event.channel && `channel ${event.channel}`].filter(Boolean).join(", ") || "the input");
    streams.set(key, stream);
    view.stream ??= stream;
    showChoice();
  }
  stream.add(event, received, 1000 * (status?.historySeconds ?? 900));
  if (age < 3000) tell(stream, event);
  show();
});

/// Says changes and alerts to those who do not see them; estimates would never end.
function tell(stream, event) {
  const where = streams.size > 1 ? `${stream.name}: ` : "";
  let words = "";
  if (event.type === "alert") words = `Alert ${event.rule} ${event.state}`;
  if (event.type === "device") words = event.state === "lost" ? "Microphone lost" : "Microphone back";
  if (event.type === "change" && stream === view.stream) {
    words = event.to === null ? "Nothing settled any more" : `Settled: ${event.to}, ${percent(event.confidence)}`;
  }
  if (words) say(find("said"), where + words);
  if (event.type === "alert") showChoice();
}

// — What is shown

const speed = () => status?.speed ?? 1;
const hasEnded = () => status?.ended != null;

function show() {
  if (isAsked) return;
  isAsked = true;
  requestAnimationFrame(() => { isAsked = false; draw(); });
}

function draw() {
  const now = performance.now();
  const { stream } = view;
  const live = stream ? stream.edge(now, speed(), hasEnded()) : Date.now();
  const end = view.end ?? live;
  showStatus(now);
  showNow(stream, now, speed(), hasEnded());
  showFigures(stream, lastLine === null ? null : (now - lastLine) / 1000);
  const isHeard = stream?.isHeard(now, speed(), hasEnded());
  timeline.draw(stream, end, 1000 * view.span, isHeard ? Infinity : (stream?.last ?? Infinity));
  showLog(stream, view.end ?? Infinity);
  showReadout(stream, end);
  const isLive = view.end === null;
  find("pause").setAttribute("aria-pressed", !isLive);
  say(find("pause"), isLive ? "Pause" : "Paused");
  find("live").disabled = isLive;
  find("forward").disabled = isLive;
  say(find("span"), view.span < 60 ? `${view.span} s` : `${view.span / 60} min`);
  find("history").dataset.live = isLive;
}

function showStatus(now) {
  const [state, words] = condition(now);
  find("status").dataset.state = state;
  say(find("status-text"), words);
  const started = view.stream?.started;
  say(find("input"), started ? `${started.input.name} · ${started.purpose}` : "");
  say(find("about"), status ? `undertone-monitor ${status.version}` + (started ? ` · undertone ${started.version}, model ${started.model.name}` : "") : "");
}

function condition(now) {
  if (!isConnected) return ["bad", status ? "The monitor is gone; trying again" : "Connecting"];
  if (hasEnded()) return ["ended", `The daemon’s events ended at ${clock(1000 * status.ended)}`];
  if (lastLine === null) return ["waiting", "Waiting for the first event"];
  const silence = ((now - lastLine) / 1000) * speed();
  const interval = Math.max(...[...streams.values()].map((stream) => stream.healthSeconds));
  if (silence > 2 * interval) return ["bad", `The daemon has been silent for ${duration(silence)}`];
  if (view.stream?.stopped) return ["ended", "This stream has ended"];
  if (view.stream?.open("device").length) return ["bad", "Microphone away"];
  const trouble = view.stream?.open("signal").at(-1);
  if (trouble) return ["warn", `Bad signal: ${trouble.text}`];
  if (status?.replay) return ["replay", `Replay of ${status.replay}, ${speed()} ×`];
  return ["live", "Live"];
}

function showReadout(stream, end) {
  const at = timeline.pointed();
  if (!stream || at === null) {
    say(find("readout"), view.end === null ? "" : `up to ${stream?.time(end) ?? ""}`);
    return;
  }
  const estimate = stream.estimates.find((one) => one.at >= at);
  const gap = stream.gaps.find((one) => one.from <= at && at <= one.to);
  const words = gap ? `gap, ${gap.text}` : estimate ? (estimate.emotion ?? "unknown") + (estimate.emotion ? ` ${percent(estimate.confidence)}` : "") : "nothing";
  say(find("readout"), `${stream.time(at, true)} · ${words}`);
}

function showChoice() {
  find("choice").hidden = streams.size < 2;
  const options = [...streams.values()].map((stream) => {
    const option = make("option", stream.name + (stream.open("alert").length ? " (alert)" : ""), { value: stream.key });
    option.selected = stream === view.stream;
    return option;
  });
  find("source").replaceChildren(...options);
}

/// The picture in words, for those who do not see it; not often enough to disturb.
function summarise() {
  const { stream } = view;
  if (!stream) return;
  const known = stream.estimates.filter((estimate) => estimate.at >= timeline.from && estimate.at <= timeline.to);
  const gaps = timeline.canvas.dataset.gaps;
  const settled = stream.spans.settled.filter((span) => (span.to ?? timeline.known) >= timeline.from && span.from <= timeline.to);
  find("timeline").setAttribute("aria-label",
    `Timeline from ${stream.time(Math.max(timeline.from, timeline.to - 1000 * view.span))} to ${stream.time(timeline.to)}: `
    + `${known.length} estimates, ${known.filter((one) => one.emotion === null).length} of them unknown; `
    + `settled: ${settled.map((span) => span.text).join(", ") || "nothing"}; ${gaps} gaps. A table follows below.`);
}

// — What the reader does

const liveEdge = () => view.stream?.edge(performance.now(), speed(), hasEnded()) ?? Date.now();

function scroll(share) {
  const edge = liveEdge();
  const end = (view.end ?? edge) + share * 1000 * view.span;
  const oldest = view.stream?.estimates[0]?.at ?? edge;
  // Back at the edge it is live again; before the beginning there is nothing to see.
  view.end = share > 0 && end >= edge ? null : Math.max(end, Math.min(edge, oldest + 0.25 * 1000 * view.span));
  show();
}

function pause() { view.end = view.end === null ? liveEdge() : null; show(); }
function goLive() { view.end = null; show(); }

function zoom(step) {
  view.span = SPANS[Math.min(SPANS.length - 1, Math.max(0, SPANS.indexOf(view.span) + step))];
  show();
}

const actions = {
  " ": pause, "ArrowLeft": () => scroll(-0.25), "ArrowRight": () => scroll(0.25), "PageUp": () => scroll(-1), "PageDown": () => scroll(1),
  "+": () => zoom(-1), "=": () => zoom(-1), "-": () => zoom(1), "−": () => zoom(1), "End": goLive,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target.closest("button, select, input, summary, #log");
  // A control keeps the keys that it needs itself.
  if (target && (event.key === " " || event.key.startsWith("Page") || event.key === "End" || target.matches("select"))) return;
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});

for (const [id, action] of Object.entries({
  back: () => scroll(-0.25), pause, forward: () => scroll(0.25), in: () => zoom(-1), out: () => zoom(1), live: goLive,
})) find(id).addEventListener("click", action);

find("source").addEventListener("change", (event) => {
  view.stream = streams.get(event.target.value) ?? view.stream;
  goLive();
});
document.addEventListener("filter", show);
for (const [element, type] of [[find("table"), "toggle"], [find("refresh"), "click"]]) {
  element.addEventListener(type, () => showTable(view.stream, view.end ?? Infinity));
}

const stage = find("stage");
let drag = null;
stage.addEventListener("pointermove", (event) => {
  const box = stage.getBoundingClientRect();
  timeline.pointer = event.clientX - box.left;
  if (drag) {
    const moved = ((drag.x - event.clientX) / (timeline.right - timeline.left)) * 1000 * view.span;
    const end = drag.end + moved;
    view.end = end >= liveEdge() ? null : end;
  }
  show();
});
stage.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  drag = { x: event.clientX, end: view.end ?? liveEdge() };
  stage.setPointerCapture(event.pointerId);
});
for (const type of ["pointerup", "pointercancel"]) stage.addEventListener(type, () => { drag = null; });
stage.addEventListener("pointerleave", () => { timeline.pointer = null; show(); });

new ResizeObserver(show).observe(stage);
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);

// Time goes on when no event comes: values grow stale, silence shows.
setInterval(show, isCalm.matches ? 1000 : 200);
setInterval(summarise, 5000);
