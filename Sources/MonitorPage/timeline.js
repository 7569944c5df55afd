// The timeline: a lane for each emotion, and answers, alerts, the microphone's state and latency, over one time axis.
//
// Identity is told by place and name, never by colour alone: a lane is filled strongly while its emotion is the answer, palely while it
// is only likely, and in grey while the answer is unknown.

import { EMOTIONS, loss, reason } from "./words.js";

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800]; // s between marks of the axis

export class Timeline {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.pointer = null; // x, in CSS pixels
  }

  /// Draws `stream` from `end` − `span` to `end` (ms); what still holds is drawn up to `known`.
  draw(stream, end, span, known) {
    this.known = Math.min(end, known);
    this.measure();
    const { context, width, height } = this;
    context.clearRect(0, 0, width, height);
    this.from = end - span;
    this.to = end;
    this.layout();
    this.names();
    if (!stream) return;
    this.axis(stream);
    context.save();
    context.beginPath();
    context.rect(this.left, 0, this.right - this.left, height);
    context.clip();
    const estimates = this.visible(stream.estimates);
    this.lanes(estimates);
    this.latency(estimates);
    this.answers(estimates);
    this.spans(stream.spans.settled, this.track.settled, (span) => this.colour(span.text));
    for (const away of stream.spans.device) this.hatch(away.from, away.to ?? this.known, 9 * this.px, this.ink.line);
    const gaps = stream.gaps.filter((gap) => gap.to >= this.from && gap.from <= this.to);
    for (const gap of gaps) this.hatch(gap.from, gap.to, 5 * this.px, this.ink.muted);
    // Names that matter stand above the hatching, and may be wider than what they name.
    this.spans(stream.spans.alert, this.track.alert, () => this.ink.bad, true);
    this.spans(
      [...stream.spans.signal, ...stream.spans.device].sort((one, other) => one.from - other.from), this.track.input,
      (span) => (span.detail === undefined ? this.ink.bad : this.ink.warn), true);
    this.spans(gaps.map((gap) => ({ ...gap, text: `${loss(gap.milliseconds)}, ${gap.text}` })), this.track.gap, () => this.ink.muted, true);
    this.cursor();
    context.restore();
    // For those who test the page, and nobody else.
    Object.assign(this.canvas.dataset, { gaps: gaps.length, estimates: estimates.length });
  }

  measure() {
    const box = this.canvas.parentElement.getBoundingClientRect();
    const ratio = window.devicePixelRatio || 1;
    const style = getComputedStyle(this.canvas);
    this.rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    this.px = Math.max(1, this.rem / 16); // hairlines grow with the letters
    this.font = style.fontFamily;
    const read = (name) => style.getPropertyValue(name).trim();
    this.ink = {
      text: read("--text"), muted: read("--muted"), line: read("--line"), faint: read("--faint"), ground: read("--panel"),
      bad: read("--bad"), warn: read("--warn"), accent: read("--accent"),
    };
    this.colours = Object.fromEntries(EMOTIONS.map((name) => [name, read(`--${name}`)]));
    [this.width, this.height] = [box.width, box.height];
    const [wide, high] = [Math.round(box.width * ratio), Math.round(box.height * ratio)];
    if (this.canvas.width !== wide || this.canvas.height !== high) [this.canvas.width, this.canvas.height] = [wide, high];
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  layout() {
    const unit = this.rem;
    const [strip, space] = [1.45 * unit, 0.3 * unit];
    this.left = 5.1 * unit;
    this.right = this.width - 0.5 * unit;
    const fixed = 5 * (strip + space) + 2.6 * unit + 1.6 * unit + 2 * space;
    const lane = Math.max(1.4 * unit, (this.height - fixed) / EMOTIONS.length);
    let top = 0;
    const place = (high, gap = space) => {
      const box = { top, bottom: top + high };
      top += high + gap;
      return box;
    };
    this.track = { alert: place(strip), settled: place(strip), answer: place(strip, 2 * space) };
    this.lane = EMOTIONS.map(() => place(lane, 0));
    top += space;
    this.track.input = place(strip);
    this.track.gap = place(strip);
    this.track.latency = place(2.6 * unit, 0);
    this.bottom = top;
  }

  x(at) {
    return this.left + ((at - this.from) / (this.to - this.from)) * (this.right - this.left);
  }

  colour(emotion) {
    return this.colours[emotion] ?? this.ink.muted;
  }

  /// Those in view, and one on either side.
  visible(estimates) {
    let first = estimates.findIndex((estimate) => estimate.at >= this.from);
    if (first < 0) first = estimates.length;
    const behind = estimates.findIndex((estimate) => estimate.at > this.to);
    return estimates.slice(Math.max(0, first - 1), behind < 0 ? undefined : behind + 1);
  }

  write(text, x, y, { colour = this.ink.muted, size = 0.78, align = "left", weight = 400 } = {}) {
    const { context } = this;
    context.font = `${weight} ${size * this.rem}px ${this.font}`;
    context.fillStyle = colour;
    context.textAlign = align;
    context.textBaseline = "middle";
    context.fillText(text, x, y);
  }

  names() {
    const { context } = this;
    const middle = (box) => (box.top + box.bottom) / 2;
    const [name, end] = [this.left - 0.7 * this.rem, { align: "right" }];
    this.write("alerts", name, middle(this.track.alert), end);
    this.write("settled", name, middle(this.track.settled), end);
    this.write("answer", name, middle(this.track.answer), end);
    this.write("input", name, middle(this.track.input), end);
    this.write("gaps", name, middle(this.track.gap), end);
    this.write("latency", name, middle(this.track.latency), end);
    EMOTIONS.forEach((emotion, place) => {
      const box = this.lane[place];
      this.write(emotion, name, middle(box), { align: "right", colour: this.ink.text });
      context.fillStyle = this.colour(emotion);
      context.fillRect(this.left - 0.35 * this.rem, box.top + 3, 3 * this.px, box.bottom - box.top - 4);
      context.fillStyle = this.ink.faint;
      context.fillRect(this.left, box.bottom - 1, this.right - this.left, 1);
    });
  }

  axis(stream) {
    const { context } = this;
    const room = ((this.right - this.left) / (this.to - this.from)) * 1000; // px a second
    const step = STEPS.find((seconds) => seconds * room > 5.5 * this.rem) ?? 3600;
    const zero = stream.kind === "file" || stream.kind === "stdin" ? stream.base : 0;
    let mark = zero + Math.ceil((this.from - zero) / (step * 1000)) * step * 1000;
    for (; mark <= this.to; mark += step * 1000) {
      if (zero && mark < zero) continue;
      const x = Math.round(this.x(mark)) + 0.5;
      context.fillStyle = this.ink.faint;
      context.fillRect(x, 0, 1, this.bottom);
      const label = stream.time(mark);
      if (x > this.left + 1.5 * this.rem && x < this.right - 1.5 * this.rem) this.write(label, x, this.bottom + 0.9 * this.rem, { align: "center" });
    }
    context.fillStyle = this.ink.line;
    context.fillRect(this.left, this.bottom, this.right - this.left, 1);
  }

  /// Runs of estimates that follow one another closely enough for a line between them.
  runs(estimates) {
    const runs = [];
    for (const estimate of estimates) {
      const before = runs.at(-1)?.at(-1);
      const tolerance = before ? Math.max(1500, 2.5 * before.valid) : 0;
      if (before && estimate.at - before.at <= tolerance) runs.at(-1).push(estimate);
      else runs.push([estimate]);
    }
    return runs;
  }

  lanes(estimates) {
    const { context } = this;
    for (const run of this.runs(estimates)) {
      EMOTIONS.forEach((emotion, place) => {
        const box = this.lane[place];
        const [base, high] = [box.bottom - 1, box.bottom - box.top - 3];
        const y = (estimate) => base - estimate.probabilities[place] * high;
        for (let index = 1; index < run.length; index++) {
          const [one, two] = [run[index - 1], run[index]];
          // An estimate is about what came before it.
          const [isKnown, isAnswer] = [two.emotion !== null, two.emotion === emotion];
          const [x1, x2] = [this.x(one.at), this.x(two.at)];
          context.fillStyle = context.strokeStyle = isKnown ? this.colour(emotion) : this.ink.muted;
          context.globalAlpha = isAnswer ? 0.85 : isKnown ? 0.3 : 0.16;
          context.beginPath();
          context.moveTo(x1, base);
          context.lineTo(x1, y(one));
          context.lineTo(x2 + 0.3, y(two));
          context.lineTo(x2 + 0.3, base);
          context.fill();
          if (!isKnown) continue;
          context.globalAlpha = 1;
          context.lineWidth = (isAnswer ? 2 : 1.25) * this.px;
          context.beginPath();
          context.moveTo(x1, y(one));
          context.lineTo(x2, y(two));
          context.stroke();
        }
      });
    }
    context.globalAlpha = 1;
  }

  latency(estimates) {
    const { context } = this;
    const box = this.track.latency;
    const most = Math.max(10, ...estimates.filter(({ at }) => at >= this.from && at <= this.to).map(({ latency }) => latency));
    const top = [20, 50, 100, 200, 500, 1000, 2000, 5000].find((limit) => limit >= most) ?? most;
    const y = (value) => box.bottom - 2 - (value / top) * (box.bottom - box.top - 8);
    context.strokeStyle = this.ink.muted;
    context.lineWidth = 1.25 * this.px;
    for (const run of this.runs(estimates)) {
      context.beginPath();
      for (const estimate of run) context.lineTo(this.x(estimate.at), y(estimate.latency));
      context.stroke();
    }
    if (estimates.length) {
      context.fillStyle = this.ink.faint;
      context.fillRect(this.left, y(top), this.right - this.left, 1);
      this.write(`${top} ms`, this.left + 4, y(top) + 0.65 * this.rem, { size: 0.7 });
    }
  }

  /// The answers, those that are unknown as a dotted line with the reason.
  answers(estimates) {
    const stretches = [];
    for (const run of this.runs(estimates)) {
      let from = run[0].at;
      for (const estimate of run.slice(run.length > 1 ? 1 : 0)) {
        const text = estimate.emotion ?? `unknown: ${reason(estimate.reason)}`;
        const before = stretches.at(-1);
        if (before?.text === text && before.to === from) before.to = estimate.at;
        else stretches.push({ from, to: estimate.at, text, emotion: estimate.emotion });
        from = estimate.at;
      }
    }
    this.spans(stretches.filter((stretch) => stretch.emotion !== null), this.track.answer, (span) => this.colour(span.emotion));
    const { context } = this;
    const [box, middle] = [this.track.answer, (this.track.answer.top + this.track.answer.bottom) / 2];
    for (const stretch of stretches.filter((one) => one.emotion === null)) {
      const [x1, x2] = [Math.max(this.left, this.x(stretch.from)), Math.min(this.right, this.x(stretch.to))];
      context.fillStyle = this.ink.muted;
      const words = this.fitting(stretch.text.replace("unknown: ", ""), x2 - x1 - 0.4 * this.rem);
      if (words) this.write(words, (x1 + x2) / 2, (box.top + box.bottom) / 2, { align: "center" });
      else for (let x = x1 + 1; x < x2 - 1; x += 5) context.fillRect(x, middle - 1, 2, 2);
    }
  }

  /// Bars with their names in them, as far as there is room; or beside them, when `isLoose` and nothing else is there.
  spans(spans, box, colour, isLoose = false) {
    const { context } = this;
    const middle = (box.top + box.bottom) / 2 + 0.5;
    const inView = spans.filter((span) => (span.to ?? this.known) >= this.from && span.from <= this.to);
    let taken = this.left; // where the last name or bar ends
    inView.forEach((span, place) => {
      const x1 = this.x(span.from);
      // What comes after a paused view does not change it.
      const x2 = Math.min(this.right, Math.max(this.x(span.to ?? this.known), x1 + 3));
      context.fillStyle = this.ink.ground;
      if (isLoose) context.fillRect(x1 - 1, box.top, x2 - x1 + 2, box.bottom - box.top);
      context.fillStyle = colour(span);
      context.globalAlpha = 0.2;
      context.fillRect(x1, box.top + 1, x2 - x1 - 1, box.bottom - box.top - 2);
      context.globalAlpha = 1;
      context.fillRect(x1, box.top + 1, Math.min(3 * this.px, x2 - x1), box.bottom - box.top - 2);
      const start = Math.max(x1, this.left) + 0.5 * this.rem;
      const next = inView[place + 1] ? this.x(inView[place + 1].from) : this.right;
      const wide = this.widthOf(span.text) + 0.5 * this.rem;
      const ink = { colour: this.ink.text };
      const write = (x, align) => {
        // A ground of its own, should there be hatching behind it.
        context.fillStyle = this.ink.ground;
        if (isLoose) context.fillRect(align === "right" ? x - wide + 0.5 * this.rem : x, box.top + 1, wide - 0.5 * this.rem, box.bottom - box.top - 2);
        this.write(span.text, x, middle, { ...ink, align });
        taken = align === "right" ? x2 : x + wide;
      };
      if (start + wide <= x2 + 0.3 * this.rem) {
        this.write(span.text, start, middle, ink);
        taken = x2;
      } else if (isLoose && x2 + 0.35 * this.rem + wide <= next) write(x2 + 0.35 * this.rem, "left");
      else if (isLoose && x1 - wide - 0.35 * this.rem >= taken) write(x1 - 0.35 * this.rem, "right");
      else taken = x2;
    });
  }

  widthOf(text) {
    this.context.font = `400 ${0.78 * this.rem}px ${this.font}`;
    return this.context.measureText(text).width;
  }

  /// `text`, when there is room for it.
  fitting(text, room) {
    return this.widthOf(text) <= room ? text : "";
  }

  /// From top to bottom, however short it is.
  hatch(from, to, step, colour) {
    const { context } = this;
    const start = this.x(from);
    // What is in view: an outage may be a day.
    const x1 = Math.max(start, this.left - 2 * this.px);
    const x2 = Math.min(Math.max(this.x(to), start + 5 * this.px), this.right + 2 * this.px);
    if (x2 <= x1) return;
    context.save();
    context.beginPath();
    context.rect(x1, 0, x2 - x1, this.bottom);
    context.clip();
    context.fillStyle = this.ink.ground;
    context.globalAlpha = 0.75;
    context.fillRect(x1, 0, x2 - x1, this.bottom);
    context.globalAlpha = 1;
    context.strokeStyle = colour;
    context.lineWidth = 1.25 * this.px;
    context.beginPath();
    // The lines stay where they are when their beginning leaves the view.
    const first = start + Math.ceil((x1 - start) / step) * step - x2;
    for (let y = first; y < this.bottom; y += step) {
      context.moveTo(x1, y + (x2 - x1));
      context.lineTo(x2, y);
    }
    context.stroke();
    context.strokeRect(x1, -1, x2 - x1, this.bottom + 2);
    context.restore();
  }

  cursor() {
    if (this.pointer === null || this.pointer < this.left || this.pointer > this.right) return;
    this.context.fillStyle = this.ink.accent;
    this.context.fillRect(Math.round(this.pointer), 0, 1, this.bottom);
  }

  /// The position under the pointer.
  pointed() {
    if (this.pointer === null || this.pointer < this.left || this.pointer > this.right) return null;
    return this.from + ((this.pointer - this.left) / (this.right - this.left)) * (this.to - this.from);
  }
}
