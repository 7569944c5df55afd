// What things are called, and how numbers and times are written.

export const EMOTIONS = ["neutral", "calm", "happy", "sad", "angry", "fear", "disgust", "surprise"];

export const TYPES = ["change", "alert", "gap", "signal", "device", "fault", "start", "stop", "estimate", "health"];

const REASONS = {
  "silence": "silence",
  "warming-up": "warming up",
  "uncertain": "uncertain",
  "gap": "after a gap",
  "bad-signal": "bad signal",
};

export const reason = (code) => REASONS[code] ?? code ?? "no reason given";

export const percent = (share) => `${Math.round(100 * share)} %`;

export const whole = (number) => number.toLocaleString("en", { maximumFractionDigits: 0 });

export function duration(seconds) {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/// Of a gap: the short ones are what one wants to tell apart.
export const loss = (milliseconds) => (milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : duration(milliseconds / 1000));

const two = (number) => String(Math.floor(number)).padStart(2, "0");

/// Time of day, local.
export function clock(milliseconds) {
  const time = new Date(milliseconds);
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

/// Time since a beginning: 0:07.5, 1:02:03.
export function elapsed(milliseconds, tenths = false) {
  const seconds = Math.max(0, milliseconds / 1000);
  const rest = tenths ? (seconds % 60).toFixed(1).padStart(4, "0") : two(seconds % 60);
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`;
}

export function size(kilobytes) {
  return kilobytes < 1024 ? `${whole(kilobytes)} kB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}

// What this page reads of each type. An event without that is of a daemon that we do not know.
const NEEDED = {
  start: ["version", "input", "model", "purpose"],
  estimate: ["probabilities", "confidence", "speech", "heard_s", "latency_ms", "valid_ms"],
  alert: ["rule", "state", "since_s"],
  gap: ["lost_ms", "lost_samples", "merged", "cause"],
  signal: ["state"],
  device: ["state"],
  health: ["uptime_s", "load", "resident_kb", "step_us", "lost_samples", "dropped_events"],
  stop: ["reason", "steps", "lost_samples"],
};

export const isReadable = (event) => (NEEDED[event.type] ?? []).every((name) => event[name] != null);

/// One event in words.
export function describe(event) {
  const text = isReadable(event) ? body(event) : JSON.stringify(event);
  return event.dropped ? `${text} · ${whole(event.dropped)} dropped before it` : text;
}

function body(event) {
  switch (event.type) {
    case "start":
      return `undertone ${event.version} listens to ${event.input.name}, ${whole(event.input.rate_hz)} Hz; `
        + `model ${event.model.name} ${event.model.sha256.slice(0, 12)}; ${event.purpose}`;
    case "estimate":
      return (event.emotion === null ? `unknown: ${reason(event.reason)}` : `${event.emotion}, ${percent(event.confidence)}`)
        + ` · ${event.latency_ms.toFixed(0)} ms`;
    case "change":
      return `${event.from ?? "nothing"} → ${event.to ?? "nothing settled"}` + (event.to === null ? "" : `, ${percent(event.confidence)}`);
    case "alert":
      return `${event.rule} ${event.state}`;
    case "gap":
      return `${loss(event.lost_ms)} lost, ${whole(event.lost_samples)} samples: ${event.cause}`
        + (event.merged > 1 ? `, ${event.merged} gaps in one` : "") + `; state ${event.lstm}`;
    case "signal":
      return event.state === "ok" ? "well again" : event.detail ? `${event.state}: ${event.detail}` : event.state;
    case "device":
      return event.error ? `${event.state}: ${event.error}` : event.state;
    case "fault":
      return `${event.part}: ${event.detail}`;
    case "health":
      return `load ${(100 * event.load).toFixed(1)} %, ${size(event.resident_kb)}, step p99 ${event.step_us.p99.toFixed(0)} µs`;
    case "stop":
      return `${event.reason} after ${whole(event.steps)} steps, ${whole(event.lost_samples)} samples lost`;
    default:
      return event.type;
  }
}
