"use strict";
// Asks for the status every two seconds and writes it into the page. All text goes through textContent.
const EVERY_MS = 2000;
const MINUTE = 60_000 / EVERY_MS;
const SPARK = 4 * MINUTE;
const history = []; // statuses of the last minute, oldest first
const rates = []; // images per second, oldest first
let answered = null; // when the last status came

const at = (id) => document.getElementById(id);
const whole = new Intl.NumberFormat("en");
const write = (id, text) => { at(id).textContent = text; };

function make(name, text, className) {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  if (className) element.className = className;
  return element;
}

function row(cells, className) {
  const tr = make("tr", undefined, className);
  tr.append(...cells);
  return tr;
}

function rate(value) {
  return value >= 100 ? whole.format(Math.round(value)) : value.toFixed(1);
}

function time(ms) {
  if (ms === null) return "–";
  if (ms === Infinity) return "> 30 s";
  if (ms >= 1000) return (ms / 1000).toFixed(ms >= 10_000 ? 0 : 1) + " s";
  return ms.toFixed(ms >= 10 ? 0 : 1) + " ms";
}

/** What happened between two statuses of a stage; all of it when nothing did. */
function between(earlier, now) {
  if (!earlier || earlier.count === now.count) return now;
  return {
    count: now.count - earlier.count,
    sumMs: now.sumMs - earlier.sumMs,
    buckets: now.buckets.map((b, i) => ({ upToMs: b.upToMs, count: b.count - earlier.buckets[i].count })),
  };
}

/** Linear within the bucket that holds the quantile. */
function quantile(histogram, q) {
  if (histogram.count === 0) return null;
  const rank = q * histogram.count;
  let low = 0, before = 0;
  for (const { upToMs, count } of histogram.buckets) {
    if (count >= rank && count > before) return low + (upToMs - low) * (rank - before) / (count - before);
    low = upToMs;
    before = count;
  }
  return Infinity;
}

function bar(p50, p99) {
  const place = (ms) => ms === null ? 0 : Math.min(100, 100 * Math.log10(Math.max(1, ms)) / Math.log10(30_000));
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("viewBox", "0 0 100 10");
  svg.setAttribute("preserveAspectRatio", "none");
  for (const [className, width] of [["track", 100], ["range", place(p99)], ["half", place(p50)]]) {
    const rect = document.createElementNS(ns, "rect");
    rect.setAttribute("class", className);
    rect.setAttribute("width", width);
    rect.setAttribute("height", 10);
    svg.append(rect);
  }
  const td = make("td", undefined, "bar");
  td.append(svg);
  return td;
}

function showStages(status) {
  const earlier = history.length > 0 ? history[0].metrics.stages : [];
  at("stages").replaceChildren(...status.metrics.stages.map((stage, i) => {
    const h = between(earlier[i], stage);
    const p50 = quantile(h, 0.5), p99 = quantile(h, 0.99);
    return row([
      make("th", stage.stage), bar(p50, p99), make("td", time(p50)), make("td", time(p99)),
      make("td", time(h.count === 0 ? null : h.sumMs / h.count)),
    ], stage.stage === "total" ? "total" : "");
  }));
}

function showEvents(status) {
  const events = status.metrics.events;
  const reasons = Object.entries(events.deadLettered).sort((a, b) => b[1] - a[1]);
  const dead = reasons.reduce((sum, reason) => sum + reason[1], 0);
  const answered = dead + events.labelled;
  write("inFlight", whole.format(status.inFlight));
  write("queue", whole.format(status.metrics.batches.queueDepth));
  write("labelled", whole.format(events.labelled));
  write("received", whole.format(events.received));
  write("dead", whole.format(dead));
  write("deadShare", answered === 0 ? "nothing answered yet" : (100 * dead / answered).toFixed(1) + " % of the answers");
  at("reasons").replaceChildren(...(reasons.length === 0
    ? [row([make("td", "None so far", "text")])]
    : reasons.map(([reason, count]) => row([make("th", reason), make("td", whole.format(count))]))));
}

function showBatches(status) {
  const now = status.metrics.batches;
  const then = history.length > 0 ? history[0].metrics.batches : { batches: 0, batchedImages: 0 };
  const recent = now.batches > then.batches ? then : { batches: 0, batchedImages: 0 };
  const mean = now.batches === 0 ? 0 : (now.batchedImages - recent.batchedImages) / (now.batches - recent.batches);
  const fill = now.batchLimit === 0 ? 0 : Math.min(1, mean / now.batchLimit);
  write("rate", rate(now.imagesPerSecond));
  write("fill", now.batches === 0 ? "–" : Math.round(100 * fill) + " %");
  at("fillMeter").value = fill;
  write("batchMean", now.batches === 0 ? "–" : mean.toFixed(1));
  write("batchLimit", now.batchLimit === 0 ? "–" : whole.format(now.batchLimit));
  write("batches", whole.format(now.batches));
  write("devices", now.devices.length === 0 ? "–" : now.devices.join(", "));
}

function showChecks(status) {
  const problems = status.checks.filter((check) => !check.ok);
  const pill = at("ready");
  const ok = status.readiness.ok && status.liveness.ok;
  pill.textContent = !status.liveness.ok ? "not live" : status.readiness.ok ? "ready" : "not ready";
  pill.className = "pill " + (ok ? "good" : "bad");
  at("problems").hidden = problems.length === 0;
  at("problems").replaceChildren(...problems.map((check) => {
    const li = make("li");
    li.append(make("b", check.name), check.problem);
    return li;
  }));
  at("checks").replaceChildren(...status.checks.map((check) =>
    row([make("th", check.name), make("td", check.ok ? "ok" : "problem", check.ok ? "ok" : "ko")])));
}

function showSpark(value) {
  rates.push(value);
  if (rates.length > SPARK) rates.shift();
  const top = Math.max(1, ...rates) * 1.1;
  const points = rates.map((r, i) => `${(300 * (i + SPARK - rates.length) / (SPARK - 1)).toFixed(1)},${(46 - 44 * r / top).toFixed(1)}`);
  const first = points[0].split(",")[0];
  at("spark").querySelector(".line").setAttribute("d", "M" + points.join("L"));
  at("spark").querySelector(".area").setAttribute("d", `M${first},48L${points.join("L")}L300,48Z`);
}

async function refresh() {
  try {
    const response = await fetch("/api/status", { cache: "no-store" });
    if (!response.ok) throw new Error("status " + response.status);
    const status = await response.json();
    showChecks(status);
    showEvents(status);
    showBatches(status);
    showStages(status);
    showSpark(status.metrics.batches.imagesPerSecond);
    answered = new Date();
    document.body.classList.remove("stale");
    history.push(status);
    if (history.length > MINUTE) history.shift();
  } catch (error) {
    // The figures stay, for someone who wants to know what happened, and look old.
    at("ready").textContent = "no answer" + (answered === null ? "" : " since " + answered.toLocaleTimeString("en-GB"));
    at("ready").className = "pill bad";
    document.body.classList.add("stale");
    console.warn(error);
  }
  setTimeout(refresh, EVERY_MS);
}

refresh();
