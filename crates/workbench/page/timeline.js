// The timeline: valid time runs across, left to right in every language. One ribbon for what can be said
// on the whole and one for each camp, ticks for what was said, what outlets published, and two handles:
// the day on the map (white) and the day of knowledge (amber), which cannot be told apart by colour only.

import { $, h, fill, say } from "./dom.js";
import { state, set } from "./state.js";
import { record, number, date } from "./record.js";
import { colour } from "./symbols.js";
import { field } from "./days.js";
import { w, day, shortDay, month, side, stateLine } from "./words.js";

let root, dossier = null, span = [0, 1], width = 800;
const LABEL = 196, RIGHT = 18;
const X = n => LABEL + (n - span[0]) / (span[1] - span[0]) * (width - LABEL - RIGHT);
const N = px => Math.round(span[0] + (px - LABEL) / (width - LABEL - RIGHT) * (span[1] - span[0]));
const clamp = n => Math.max(span[0], Math.min(span[1], n));
const s = (tag, props, ...kids) => h("svg:" + tag, props, ...kids);

export function make(where) {
  root = where;
  new ResizeObserver(() => { width = root.clientWidth; if (record.overview) paint(); }).observe(root);
}

export function limits() {
  const [first, last] = record.overview.days ?? ["2000-01-01", "2000-01-02"];
  return [number(first), Math.max(number(last), number(record.overview.last ?? last))];
}

/** Frames the days of a dossier, or all of them. */
export function frame(page) {
  dossier = page;
  const [first, last] = limits();
  if (state.from && state.to) span = [number(state.from), number(state.to)];
  else if (page && page.claims.length && state.from !== "all") {
    const days = page.claims.flatMap(claim => [claim.tells?.from, claim.published]).filter(Boolean).map(number);
    const low = Math.min(...days), high = Math.max(...days), room = Math.max(3, Math.round((high - low) * .06));
    span = [low - room, high + room];
  } else span = [first - 2, last + 2];
  if (span[1] - span[0] < 6) span[1] = span[0] + 6;
  paint();
}

export function paint() {
  if (!record.overview) return;
  const rows = [], height = { head: 26, ribbon: 24, source: 15, histogram: 34 };
  let y = height.head;
  const svg = s("svg", { width, class: "ribbons" });
  const defs = s("defs", {}, s("clipPath", { id: "plot" }, s("rect", { x: LABEL, y: 0, width: Math.max(1, width - LABEL - RIGHT), height: 2000 })));
  for (const key of record.sides.keys()) {
    defs.append(s("pattern", { id: "hatch-" + id(key), width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      s("rect", { width: 2.6, height: 6, fill: colour(key) })));
  }
  svg.append(defs, axis());
  const ribbons = dossier ? dossier.ribbons.map(one => ({ lens: one.lens, runs: one.runs, codes: dossier.codes })) : [];
  const reconciled = ribbons.find(one => one.lens === "reconciled");
  if (reconciled) {
    rows.push(ribbon(svg, y, { ...reconciled, codes: dossier.codes }, w("reconciled"), true)); y += height.ribbon + 4;
    // Camps of the table come before speakers that belong to none.
    const camps = ribbons.filter(one => one.lens.startsWith("camp:")).sort((a, b) => b.lens.includes("/") - a.lens.includes("/"));
    for (const one of camps.slice(0, 5)) {
      rows.push(ribbon(svg, y, one, side(one.lens.slice(5)), false)); y += height.ribbon;
    }
    const others = dossier.claims.filter(claim => claim.tells && !claim.tells.camp);
    if (others.length) { svg.append(label(y + 12, w("third-party"))); ticks(svg, y, others); y += height.ribbon; }
  }
  y = activity(svg, y + 6);
  svg.setAttribute("height", y + 8);
  const grid = gridOf(rows);
  svg.addEventListener("click", event => {
    const x = event.clientX - svg.getBoundingClientRect().left;
    if (x > LABEL && !event.target.closest(".tick")) set({ on: date(clamp(N(x))) });
  });
  // The fields and the handles stay, whatever is drawn anew under them: a hand may be on one of them.
  const now = [document.documentElement.lang, !!dossier, state.from === "all"].join();
  if (now !== barFor) {
    barFor = now;
    const focused = bar?.contains(document.activeElement) ? document.activeElement.id : "";
    const made = h("div", { class: "bar" }, buttons(), h("span", { class: "soft", dir: "auto" }, w("timeNote")));
    if (bar) bar.replaceWith(made); else root.append(made);
    bar = made;
    if (focused) $(focused)?.focus();
  }
  if (!plot) root.append(plot = h("div", { class: "plot" }, svg, grid, ...handles()));
  else {
    const focused = document.activeElement?.id === "grid";
    plot.querySelector("svg.ribbons").replaceWith(svg); $("grid").replaceWith(grid);
    if (focused) grid.focus({ preventScroll: true });
  }
  stretch(y + 4); nudge();
}
let plot = null, bar = null, barFor = "";

const id = key => key.replace(/[^a-z0-9]/gi, "_");
const label = (y, text) => s("text", { x: LABEL - 12, y, class: "label", "text-anchor": "end" }, text.length > 27 ? text.slice(0, 26) + "…" : text, s("title", {}, text));

function axis() {
  const group = s("g", { class: "axis", "aria-hidden": "true" }), days = span[1] - span[0];
  const step = [1, 2, 7, 14, 30, 91, 182, 365, 730].find(one => days / one < Math.max(4, (width - LABEL) / 92)) ?? 1460;
  for (let n = Math.ceil(span[0] / step) * step; n <= span[1]; n += step) {
    group.append(s("line", { x1: X(n), x2: X(n), y1: 18, y2: 2000 }), s("text", { x: X(n), y: 13, "text-anchor": "middle" }, step > 28 ? month(date(n)) : shortDay(date(n))));
  }
  return group;
}

/** One ribbon: coloured runs, a hatch for what is only claimed, two colours for what is contested. */
function ribbon(svg, y, { lens, runs, codes }, name, main) {
  const group = s("g", { "clip-path": "url(#plot)", "aria-hidden": "true" }), cells = [], top = y + 3, tall = main ? 20 : 15;
  svg.append(label(y + 15, name));
  for (let i = 0; i < runs.length; i += 2) {
    const from = runs[i], to = i + 2 < runs.length ? runs[i + 2] : span[1] + 1, code = codes[runs[i + 1]];
    if (code.state === "unknown" && !code.claimed_by.length) continue;
    const [x0, x1] = [X(Math.max(from, span[0])), X(Math.min(to, span[1] + 1))];
    if (x1 <= x0) continue;
    const box = props => s("rect", { x: x0, y: top, width: x1 - x0, height: tall, ...props });
    const stale = code.flags.includes("stale");
    const bits = [];
    if (code.state === "contested" || code.state === "disputed") {
      bits.push(s("rect", { x: x0, y: top, width: x1 - x0, height: tall / 2, fill: colour(code.sides[0]) }), s("rect", { x: x0, y: top + tall / 2, width: x1 - x0, height: tall / 2, fill: colour(code.sides[1] ?? code.sides[0]) }));
      if (code.state === "disputed") bits.push(s("rect", { x: x0, y: top + tall / 2 - 1, width: x1 - x0, height: 2, fill: "#fff" }));
    } else if (code.state === "lost") bits.push(box({ fill: "#fbfaf7" }), box({ fill: `url(#hatch-${id(code.sides[0] ?? "")})`, opacity: .5 }));
    else if (code.state === "held") bits.push(box({ fill: colour(code.sides[0]), opacity: stale ? .4 : 1 }));
    if (code.claimed_by.length) bits.push(box({ fill: `url(#hatch-${id(code.claimed_by[0])})` }));
    if (code.besieged_by.length) bits.push(s("rect", { x: x0, y: top + tall - 3, width: x1 - x0, height: 3, fill: colour(code.besieged_by[0]), stroke: "#222", "stroke-width": .5 }));
    const implied = code.flags.includes("implied");
    bits.push(box({ fill: "none", stroke: implied ? "#0b62a8" : "#222", "stroke-width": implied ? 2 : .8, "stroke-dasharray": stale ? "2 3" : implied ? "5 3" : "none" }));
    const words = `${name}: ${stateLine(code)} — ${code.rule}, ${w("sinceDay", day(date(from)))}`;
    group.append(s("g", {}, bits, s("title", {}, words)));
    const cell = h("span", { role: "gridcell", id: `cell-${id(lens)}-${cells.length}`, data: { from }, "aria-label": words });
    Object.assign(cell.style, { left: x0 + "px", top: top + "px", width: Math.max(4, x1 - x0) + "px", height: tall + "px" });
    cells.push(cell);
  }
  // Beyond the day of knowledge a ribbon only says that nothing else was known.
  const known = X(Math.max(span[0], number(state.known) + 1)), end = X(span[1] + 1);
  if (known < end) group.append(s("rect", { x: known, y: top - 1, width: end - known, height: tall + 2, fill: "#ffffff", opacity: .68 }));
  svg.append(group);
  if (dossier && lens.startsWith("camp:")) ticks(svg, y, dossier.claims.filter(claim => claim.tells?.camp === lens.slice(5)));
  return h("div", { role: "row", "aria-label": name }, h("span", { role: "rowheader", class: "off" }, name), cells);
}

/** The ribbons as a grid: one stop of the Tab key, arrows among the runs, Enter takes a run's first day. */
let cellAt = "";
function gridOf(rows) {
  const grid = h("div", { class: "grid", id: "grid", role: "grid", tabindex: rows.length ? "0" : null, "aria-label": w("time"), "aria-readonly": "true" }, rows);
  const lines = rows.map(row => [...row.querySelectorAll('[role="gridcell"]')]).filter(line => line.length);
  const go = cell => {
    if (!cell) return;
    grid.querySelector(".now")?.classList.remove("now");
    cell.classList.add("now"); cellAt = cell.id; grid.setAttribute("aria-activedescendant", cell.id);
  };
  go(lines.flat().find(cell => cell.id === cellAt) ?? lines[0]?.[0]);
  grid.addEventListener("keydown", event => {
    const line = lines.findIndex(line => line.some(cell => cell.id === cellAt)), at = lines[line]?.findIndex(cell => cell.id === cellAt) ?? 0;
    const next = { ArrowRight: () => lines[line]?.[at + 1], ArrowLeft: () => lines[line]?.[at - 1], ArrowDown: () => lines[line + 1]?.[0], ArrowUp: () => lines[line - 1]?.[0] }[event.key];
    if (next) go(next());
    else if (event.key === "Enter") set({ on: date(Math.max(span[0], Number(lines[line]?.[at]?.dataset.from))) });
    else return;
    event.preventDefault(); event.stopPropagation();
  });
  return grid;
}

/** ▲ gain, ▼ loss, ◆ anything else; hollow when told in one's own favour; an outline when not yet known. */
function ticks(svg, y, claims) {
  const known = number(state.known), group = s("g", { "clip-path": "url(#plot)", "aria-hidden": "true" });
  for (const claim of claims) {
    const tells = claim.tells, x = X(number(tells.from)), mid = y + 11, later = number(claim.published) > known;
    const up = ["takes", "holds", "enters"].includes(tells.says), down = tells.says === "leaves";
    const shape = up ? `M${x - 5} ${mid + 5}h10l-5 -10z` : down ? `M${x - 5} ${mid - 5}h10l-5 10z` : `M${x} ${mid - 6}l5 6l-5 6l-5 -6z`;
    const key = (up || tells.says === "besieges" || tells.says === "presses" ? tells.actors[0] : tells.losers[0] ?? tells.actors[0]) ?? "";
    group.append(s("path", { d: shape, fill: later || tells.interest === "self-serving" ? "#fbfaf7" : colour(key), stroke: later ? "#8b8f94" : "#222", "stroke-width": later ? 1 : 1.6, "stroke-dasharray": later ? "2 2" : "none", class: "tick", onclick: () => set({ claim: claim.id }) },
      s("title", {}, `${claim.chain[0]}: ${tells.actors.map(side).join(", ")} ${w("says_" + tells.says)} — ${w("published", day(claim.published))}`)));
  }
  svg.append(group);
}

/** What outlets published, day by day, and how many claims that made: one shape a row, kept while the days shown stay. */
let kept = null, keptFor = "";
function activity(svg, y) {
  const rows = dossier ? 3 : 6, key = [span, width, y, rows, document.documentElement.lang, record.activity.length].join();
  if (keptFor !== key || keptOf !== record.activity) { kept = drawActivity(y, rows); keptFor = key; keptOf = record.activity; }
  svg.querySelector("defs").append(s("pattern", { id: "silent", width: 5, height: 4, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, s("rect", { width: 1.6, height: 8, fill: "#b9bfc0" })));
  svg.append(...kept.parts);
  return kept.end;
}

let keptOf = null;
function drawActivity(y, most) {
  const days = new Map(), outlets = new Map(), cell = Math.max(1.5, Math.min(14, X(span[0] + 1) - X(span[0]) - 1));
  for (const one of record.activity) {
    const n = number(one.day);
    if (n < span[0] || n > span[1]) continue;
    days.set(n, (days.get(n) ?? 0) + one.claims);
    const row = outlets.get(one.outlet) ?? outlets.set(one.outlet, new Map()).get(one.outlet);
    row.set(n, (row.get(n) ?? 0) + one.dispatches);
  }
  const group = s("g", { "aria-hidden": "true", "clip-path": "url(#plot)" }), parts = [group];
  /** One row as one shape, with the figure of the day under the pointer as its title. */
  const row = (counts, fill, base, tall, told) => {
    const title = s("title", {}), shape = s("path", { fill, d: [...counts].map(([n, count]) => { const high = tall(count); return `M${(X(n) - cell / 2).toFixed(1)} ${(base(high)).toFixed(1)}h${cell.toFixed(1)}v${high.toFixed(1)}h${(-cell).toFixed(1)}z`; }).join("") }, title);
    shape.addEventListener("pointermove", event => {
      const n = N(event.clientX - shape.ownerSVGElement.getBoundingClientRect().left), count = counts.get(n);
      title.textContent = count ? told(count, day(date(n))) : "";
    });
    group.append(shape);
  };
  const top = [...outlets].sort((a, b) => b[1].size - a[1].size || (a[0] < b[0] ? -1 : 1)).slice(0, most);
  for (const [outlet, counts] of top) {
    parts.push(label(y + 11, outlet || "?"));
    const [low, high] = [Math.min(...counts.keys()), Math.max(...counts.keys())], middle = y + 8;
    // Between its first and last word an outlet that says nothing is silent, not absent.
    group.append(s("rect", { x: X(low), y: y + 6, width: Math.max(0, X(high) - X(low)), height: 4, fill: "url(#silent)" }));
    row(counts, "#4b5a61", tall => middle - tall / 2, count => Math.min(12, 6 + 2 * count), (count, when) => `${outlet}: ${count} ${w("dispatches")}, ${when}`);
    y += 15;
  }
  const highest = Math.max(1, ...days.values()), foot = y + 32;
  parts.push(label(y + 20, w("histogram")));
  row(days, "#8fa3ad", tall => foot - tall, count => Math.max(2, 26 * count / highest), (count, when) => `${count} ${w("claims")}, ${when}`);
  return { parts, end: y + 34 };
}

/** The handles lie over the picture as layers of their own, so that moving one redraws nothing else. */
const HANDLES = [["known", "knownDay", "amber"], ["on", "validDay", "white"]];
function handles() {
  const make = (key, word, cls) => {
    const handle = s("svg", { class: "handle " + cls, width: 20, tabindex: "0", role: "slider", "aria-orientation": "horizontal", id: "handle-" + key },
      s("line", { y1: 16, class: "halo" }), s("line", { y1: 16 }),
      key === "on" ? s("circle", { cy: 22, r: 7.5 }) : s("path", { d: "M-8 15h16v9l-8 9l-8 -9z" }),
      s("rect", { x: -10, y: 0, width: 20, class: "grip" }));
    const move = next => {
      const top = key === "known" ? Math.min(next, limits()[1]) : next;
      set({ [key]: date(clamp(top)) }, true);
    };
    handle.addEventListener("pointerdown", event => {
      event.preventDefault(); handle.setPointerCapture(event.pointerId); handle.focus({ preventScroll: true });
      const left = plot.getBoundingClientRect().left;
      const drag = moved => move(N(moved.clientX - left));
      handle.addEventListener("pointermove", drag);
      handle.addEventListener("lostpointercapture", () => {
        handle.removeEventListener("pointermove", drag); say(`${w(word)}: ${day(state[key])}`);
      }, { once: true });
    });
    handle.addEventListener("keydown", event => {
      const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -7, PageUp: 7, Home: -1e6, End: 1e6 }[event.key];
      if (step) { event.preventDefault(); event.stopPropagation(); move(clamp(number(state[key]) + step)); }
    });
    return handle;
  };
  return HANDLES.map(one => make(...one));
}

/** The handles reach over the whole picture, and over its days. */
function stretch(height) {
  for (const [key, word] of HANDLES) {
    const handle = $("handle-" + key);
    for (const [name, value] of [["height", height], ["viewBox", `-10 0 20 ${height}`], ["aria-label", w(word)], ["aria-valuemin", span[0]], ["aria-valuemax", span[1]]]) handle.setAttribute(name, value);
    for (const line of handle.querySelectorAll("line")) line.setAttribute("y2", height);
    handle.querySelector(".grip").setAttribute("height", height);
  }
}

/** Where a handle stands, for a copy of the picture on paper. */
export const standing = key => X(clamp(number(state[key])));

/** Moves the handles without drawing the rest again. */
export function nudge() {
  for (const key of ["on", "known"]) {
    const handle = $("handle-" + key);
    if (!handle) continue;
    const n = clamp(number(state[key])), words = day(state[key]);
    handle.style.transform = `translateX(${X(n) - 10}px)`;
    handle.setAttribute("aria-valuenow", n); handle.setAttribute("aria-valuetext", words);
    const shown = $("day-" + key);
    if (!shown.dataset.typed && shown.value !== words) shown.value = words;
  }
}

function buttons() {
  const key = (which, name, cls) => h("span", { class: "key " + cls }, h("span", { "aria-hidden": "true" }, name), field("day-" + which, name, () => state[which], text => {
    set({ [which]: which === "known" ? date(Math.min(number(text), limits()[1])) : text }, true);
  }));
  const frames = (word, from) => h("button", { type: "button", class: "small", "aria-pressed": String((state.from === "all") === (from === "all")), onclick: () => { set({ from, to: "" }); frame(dossier); } }, w(word));
  return [
    key("on", w("validDay"), "white"), key("known", w("knownDay"), "amber"),
    dossier && frames("fitPlace", ""), frames("fitAll", "all"),
  ];
}
