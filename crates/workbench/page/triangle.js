// The bitemporal triangle: across, the day spoken of; down, the day of knowledge. A column read downwards
// tells how one day's story changed; a row read across is the history as it was told on one day.

import { h } from "./dom.js";
import { state, set } from "./state.js";
import { number, date, turns, codeAt } from "./record.js";
import { draw, colour } from "./symbols.js";
import { w, day, shortDay, stateLine } from "./words.js";

export function triangle(key) {
  const { knowns, froms } = turns("reconciled", key);
  if (!froms.length) return null;
  const low = Math.min(...froms, ...knowns), newest = Math.max(...knowns), high = Math.max(newest, Math.min(Math.max(...froms), newest + 7)) + 2;
  // Long stories are shown by their last stretch: cells must stay large enough to be pointed at.
  const first = Math.max(low - 1, high - 70), days = high - first + 1;
  const cell = Math.max(4, Math.min(17, Math.floor(312 / days)));
  const left = 46, top = 18, size = cell * days, scale = 2;
  const canvas = h("canvas", { class: "triangle", width: (left + size + 4) * scale, height: (top + size + 4) * scale, role: "img", "aria-label": w("triangle") + ". " + w("triangleHint") });
  canvas.style.width = left + size + 4 + "px"; canvas.style.height = top + size + 4 + "px";
  const ctx = canvas.getContext("2d");
  ctx.scale(scale, scale);
  const paint = () => {
    ctx.clearRect(0, 0, canvas.width, canvas.height);
    ctx.font = '10.5px "Noto Sans", system-ui, sans-serif'; ctx.fillStyle = "#4d565b"; ctx.textBaseline = "middle";
    const step = Math.max(1, Math.ceil(46 / cell));
    for (let i = 0; i < days; i += step) {
      ctx.textAlign = "right"; ctx.fillText(shortDay(date(first + i)), left - 5, top + i * cell + cell / 2);
      if (i % (2 * step) === 0) { ctx.textAlign = "left"; ctx.fillText(shortDay(date(first + i)), left + i * cell, 8); }
    }
    for (let k = 0; k < days; k++) for (let t = 0; t < days; t++) square(first + t, first + k, left + t * cell, top + k * cell);
    ctx.strokeStyle = "#0b62a8"; ctx.lineWidth = 1.5; ctx.setLineDash([4, 3]);
    ctx.beginPath(); ctx.moveTo(left, top); ctx.lineTo(left + size, top + size); ctx.stroke(); ctx.setLineDash([]);
    const [t, k] = [number(state.on) - first, number(state.known) - first];
    ctx.lineWidth = 2;
    if (t >= 0 && t < days) { ctx.strokeStyle = "#ffffff"; ctx.strokeRect(left + t * cell - .5, top - .5, cell + 1, size + 1); ctx.strokeStyle = "#1d2327"; ctx.lineWidth = 1; ctx.strokeRect(left + t * cell - 1.5, top - 1.5, cell + 3, size + 3); }
    if (k >= 0 && k < days) { ctx.strokeStyle = "#c9761b"; ctx.lineWidth = 2; ctx.strokeRect(left - .5, top + k * cell - .5, size + 1, cell + 1); }
  };
  const square = (t, k, x, y) => {
    const code = codeAt("reconciled", key, t, k);
    if (code.state === "unknown" && !code.claimed_by.length) { ctx.fillStyle = t > k ? "#f3f1ea" : "#e4e2da"; ctx.fillRect(x, y, cell - .6, cell - .6); return; }
    ctx.globalAlpha = code.flags.includes("stale") || t > k ? .45 : 1;
    const [a, b] = code.sides, side = cell - .6;
    if (code.state === "held") { ctx.fillStyle = colour(a); ctx.fillRect(x, y, side, side); }
    else if (code.state === "lost") { ctx.fillStyle = "#fff"; ctx.fillRect(x, y, side, side); ctx.strokeStyle = colour(a); ctx.lineWidth = 2; ctx.beginPath(); ctx.moveTo(x + 1, y + side - 1); ctx.lineTo(x + side - 1, y + 1); ctx.stroke(); }
    else if (code.state !== "unknown") { ctx.fillStyle = colour(a ?? ""); ctx.fillRect(x, y, side, side); ctx.fillStyle = colour(b ?? a ?? ""); ctx.beginPath(); ctx.moveTo(x + side, y); ctx.lineTo(x + side, y + side); ctx.lineTo(x, y + side); ctx.fill(); }
    else { ctx.fillStyle = "#fff"; ctx.fillRect(x, y, side, side); }
    if (code.claimed_by.length) { ctx.strokeStyle = colour(code.claimed_by[0]); ctx.lineWidth = Math.max(1.6, cell / 5); ctx.beginPath(); ctx.moveTo(x + 1, y + side - 1); ctx.lineTo(x + side - 1, y + 1); ctx.stroke(); }
    ctx.globalAlpha = 1;
    if (code.flags.includes("implied")) { ctx.strokeStyle = "#0b62a8"; ctx.lineWidth = 1.6; ctx.strokeRect(x + .8, y + .8, side - 1.6, side - 1.6); }
  };
  const spot = event => [first + Math.floor((event.offsetX - left) / cell), first + Math.floor((event.offsetY - top) / cell)];
  const inside = ([t, k]) => t >= first && t < first + days && k >= first && k < first + days;
  canvas.addEventListener("click", event => { const [t, k] = spot(event); if (inside([t, k])) set({ on: date(t), known: date(k) }); });
  canvas.addEventListener("pointermove", event => {
    const [t, k] = spot(event);
    canvas.title = inside([t, k]) ? `${w("onDay", day(date(t)), day(date(k)))}: ${stateLine(codeAt("reconciled", key, t, k))}` : "";
  });
  paint();
  // The same in words: from each day of knowledge on, what was known of the day on the map.
  const on = number(state.on), told = [];
  for (const k of knowns) {
    const line = stateLine(codeAt("reconciled", key, on, k));
    if (told.at(-1)?.[1] !== line) told.push([k, line]);
  }
  return h("div", { class: "two-clocks" }, h("p", { class: "soft" }, w("triangleHint")), canvas,
    h("p", { class: "soft" }, day(state.on)),
    h("ul", { class: "told" }, told.map(([k, line]) => h("li", {}, h("button", { type: "button", class: "link", onclick: () => set({ known: date(k) }) }, w("fromKnown", day(date(k)))), " ", line))));
}
