// One source's events, put in order on one time axis.
//
//     position of an event [ms] = base + 1000 · stream_s,  base = the wall clock when the stream began
//
// Lost samples are in stream_s, so a gap has its true width. A new `start` begins a new stretch behind the old one.
// `received` is when the monitor got a line, in the page's own clock (performance.now).

import { EMOTIONS, clock, elapsed, isReadable } from "./words.js";

const LOG_LENGTH = 2000;

export class Stream {
  constructor(key, name) {
    Object.assign(this, { key, name, kind: "", origin: null });
    this.clear();
  }

  clear() {
    this.base = null;
    this.last = null; // position and arrival of the newest event
    this.lastReceived = -Infinity;
    this.estimates = [];
    this.gaps = [];
    this.spans = { settled: [], alert: [], device: [], signal: [] }; // {from, to (null: still), text}
    this.log = [];
    this.health = null;
    this.healthSeconds = 10;
    this.started = null;
    this.stopped = null;
    this.counts = { gaps: 0, lostSamples: 0, dropped: 0, faults: 0 };
  }

  add(event, received, keepMilliseconds) {
    const isKnown = isReadable(event);
    if (event.type === "start" && isKnown) this.begin(event);
    if (this.base === null) this.base = Date.parse(event.time) - 1000 * event.stream_s;
    const at = this.base + 1000 * event.stream_s;
    this.last = Math.max(this.last ?? at, at);
    this.lastReceived = Math.max(this.lastReceived, received);
    this.counts.dropped += event.dropped ?? 0;
    if (isKnown) this.take(event, at, received);
    // Ten a second would push everything else out.
    if (event.type !== "level") this.log.push({ at, event });
    if (this.log.length > LOG_LENGTH) this.log.splice(0, LOG_LENGTH / 10);
    this.trim(this.last - keepMilliseconds);
  }

  begin(event) {
    const origin = `${event.time} ${event.monotonic_ns}`;
    // The same beginning once more: somebody plays the events to us again.
    if (origin === this.origin) this.clear();
    this.origin = origin;
    const base = Date.parse(event.time) - 1000 * event.stream_s;
    for (const spans of Object.values(this.spans)) this.close(spans, this.last ?? base);
    // A file is heard faster than it sounds, so that the next one can begin before the last one's end.
    this.base = this.last === null ? base : Math.max(base, this.last + 1000);
    this.kind = event.input.kind;
    this.started = event;
    this.stopped = null;
    this.health = null;
  }

  take(event, at, received) {
    switch (event.type) {
      case "estimate":
        this.estimates.push({
          at, received, emotion: event.emotion, reason: event.reason, confidence: event.confidence, speech: event.speech,
          heard: event.heard_s, latency: event.latency_ms, valid: event.valid_ms, probabilities: EMOTIONS.map((name) => event.probabilities[name] ?? 0),
        });
        break;
      case "change":
        this.close(this.spans.settled, at);
        if (event.to !== null) this.spans.settled.push({ from: at, to: null, text: event.to, confidence: event.confidence });
        break;
      case "alert": {
        const open = this.spans.alert.find((span) => span.to === null && span.text === event.rule);
        if (open) {
          if (event.state === "cleared") open.to = at;
        } else if (event.state === "raised") {
          this.spans.alert.push({ from: this.base + 1000 * event.since_s, to: null, text: event.rule });
        }
        break;
      }
      case "gap":
        this.gaps.push({ from: at - event.lost_ms, to: at, milliseconds: event.lost_ms, text: event.cause });
        this.counts.gaps += event.merged;
        this.counts.lostSamples += event.lost_samples;
        break;
      case "device":
        this.close(this.spans.device, at);
        if (event.state === "lost") this.spans.device.push({ from: at, to: null, text: "microphone away" });
        break;
      case "signal":
        this.close(this.spans.signal, at);
        if (event.state !== "ok") this.spans.signal.push({ from: at, to: null, text: event.state, detail: event.detail });
        break;
      case "fault":
        this.counts.faults += event.times;
        break;
      case "health":
        if (this.health && event.uptime_s > this.health.uptime_s) this.healthSeconds = event.uptime_s - this.health.uptime_s;
        this.health = event;
        break;
      case "stop":
        for (const spans of Object.values(this.spans)) this.close(spans, at);
        this.stopped = event;
        break;
    }
  }

  close(spans, at) {
    for (const span of spans) span.to ??= at;
  }

  trim(oldest) {
    const old = this.estimates.findIndex((estimate) => estimate.at >= oldest);
    if (old > 100) this.estimates.splice(0, old);
    this.gaps = this.gaps.filter((gap) => gap.to >= oldest);
    for (const kind of Object.keys(this.spans)) {
      if (this.spans[kind].length > 50) this.spans[kind] = this.spans[kind].filter((span) => span.to === null || span.to >= oldest);
    }
  }

  open(kind) {
    return this.spans[kind].filter((span) => span.to === null);
  }

  /// Whether it still tells what holds: two heartbeats have not been missed.
  isHeard(now, speed, hasEnded) {
    return !hasEnded && !this.stopped && ((now - this.lastReceived) / 1000) * speed <= 2 * this.healthSeconds;
  }

  /// The right end of a live view: it goes on while nothing comes, so that silence shows.
  edge(now, speed, hasEnded) {
    if (this.last === null) return Date.now();
    return hasEnded || this.stopped ? this.last : this.last + Math.max(0, now - this.lastReceived) * speed;
  }

  /// What is known now. Never a value that is older than it says it may be.
  answer(now, speed, ended) {
    const latest = this.estimates.at(-1);
    const unknown = (reason) => ({ emotion: null, reason, latest });
    if (this.stopped) return unknown("the stream has ended");
    if (ended) return unknown("the events have ended");
    if (this.open("device").length) return unknown("microphone away");
    if (!latest) return unknown("no estimate yet");
    const age = now - latest.received;
    if (age > latest.valid / speed) return { ...unknown("stale"), age };
    return { emotion: latest.emotion, reason: latest.reason, confidence: latest.confidence, latest };
  }

  /// A position as people read it: the time of day of a microphone, or the time in a recording.
  time(at, tenths = false) {
    return this.kind === "file" || this.kind === "stdin" ? elapsed(at - this.base, tenths) : clock(at);
  }
}
