// The map: an outline of the world, discs over it, and names over those, on three canvases: the outline is
// drawn when the view moves, the discs when a day moves, the names when it rests. Equirectangular,
// stretched for the latitude of its middle. Two lenses or two days of knowledge can be laid side by side,
// with a divider. The table in `lists.js` shows the same rows to those who cannot use a picture.

import { $, h, fill } from "./dom.js";
import { state, set } from "./state.js";
import { record, numbersAt, codesOf, covers, number, kind, UNKNOWN } from "./record.js";
import * as layer from "./discs.js";
import { symbol } from "./symbols.js";
import { w, stateLine, shortDay, side, placeName } from "./words.js";

const view = { lon: 20, lat: 25, scale: 4 }; // pixels a degree of latitude
let root, ground, discs, labels, divider, tip, legend, outline = null, mine = false;
const ratio = () => Math.min(3, window.devicePixelRatio || 1);
const stretch = () => Math.cos(view.lat * Math.PI / 180);

export function make(where) {
  ground = h("canvas", { "aria-hidden": "true" });
  discs = h("canvas", { tabindex: "0", role: "application" });
  tip = h("div", { class: "tip", hidden: true });
  legend = h("div", { class: "legend" });
  labels = h("canvas", { class: "labels", "aria-hidden": "true" });
  divider = h("div", { class: "divider", id: "divider", role: "slider", tabindex: "0", "aria-valuemin": "0", "aria-valuemax": "100", hidden: true });
  layer.layer(discs);
  root = h("div", { class: "map" }, ground, discs, labels, divider, tip,
    h("div", { class: "zoom" },
      h("button", { type: "button", id: "zoomin", onclick: () => zoom(1.6) }, "+"),
      h("button", { type: "button", id: "zoomout", onclick: () => zoom(1 / 1.6) }, "−"),
      h("button", { type: "button", id: "fit", onclick: () => { mine = false; fit(); } }, "◎")), legend);
  where.append(root);
  // In the same frame: a canvas that gets another size is empty until it is painted.
  new ResizeObserver(() => { if (size()) repaint(); }).observe(root);
  discs.addEventListener("wheel", event => { event.preventDefault(); zoom(Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY); }, { passive: false });
  let from = null, moved = false;
  discs.addEventListener("pointerdown", event => { from = [event.offsetX, event.offsetY]; moved = false; discs.setPointerCapture(event.pointerId); });
  discs.addEventListener("pointermove", event => {
    if (!from) return hover(event.offsetX, event.offsetY);
    const dx = event.offsetX - from[0], dy = event.offsetY - from[1];
    if (!moved && Math.hypot(dx, dy) < 4) return;
    moved = true; from = [event.offsetX, event.offsetY]; pan(dx, dy);
  });
  discs.addEventListener("pointerup", event => {
    if (from && !moved) { const hit = at(event.offsetX, event.offsetY); if (hit) set({ place: hit.place.key, claim: "" }); }
    from = null;
  });
  discs.addEventListener("pointerleave", () => { tip.hidden = true; });
  discs.addEventListener("keydown", event => {
    const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (step) { event.preventDefault(); pan(...step); }
    else if (event.key === "+" || event.key === "=") zoom(1.6);
    else if (event.key === "-") zoom(1 / 1.6);
  });
  divide();
  fetch("/outline.path").then(answer => answer.text()).then(path => { outline = new Path2D(path); paint(); });
}

/** The divider between the two sides of a comparison: dragged, or moved with the arrows. */
function divide() {
  const to = share => { set({ cut: String(Math.round(Math.max(0, Math.min(100, share)))) }, true); };
  divider.addEventListener("pointerdown", event => {
    event.preventDefault(); divider.focus(); divider.setPointerCapture(event.pointerId);
    const drag = moved => to((moved.clientX - root.getBoundingClientRect().left) / box()[0] * 100);
    divider.addEventListener("pointermove", drag);
    divider.addEventListener("lostpointercapture", () => divider.removeEventListener("pointermove", drag), { once: true });
  });
  divider.addEventListener("keydown", event => {
    const step = { ArrowLeft: -2, ArrowRight: 2, Home: -100, End: 100 }[event.key];
    if (step) { event.preventDefault(); event.stopPropagation(); to(Number(state.cut) + step); }
  });
}

/** The other side of a comparison: `LENS@DAY` of the address. */
export function other() {
  const at = state.vs.lastIndexOf("@"), day = state.vs.slice(at + 1);
  return at > 0 && /^\d{4}-\d\d-\d\d$/.test(day) ? { lens: state.vs.slice(0, at), known: day } : null;
}

function size() {
  const box = root.getBoundingClientRect();
  const width = Math.round(box.width * ratio()), height = Math.round(box.height * ratio());
  if (!width || !height || (width === ground.width && height === ground.height)) return false;
  for (const canvas of [ground, discs, labels]) { canvas.width = width; canvas.height = height; }
  layer.size(discs.width, discs.height);
  if (!mine) fit(false);
  return true;
}

const box = () => [ground.width / ratio(), ground.height / ratio()];
const x = lon => box()[0] / 2 + (lon - view.lon) * view.scale * stretch();
const y = lat => box()[1] / 2 - (lat - view.lat) * view.scale;

function keep() {
  mine = true;
  set({ box: [view.lon.toFixed(3), view.lat.toFixed(3), view.scale.toFixed(1)].join(",") }, true);
}
function pan(dx, dy) {
  view.lon -= dx / view.scale / stretch(); view.lat = Math.max(-80, Math.min(80, view.lat + dy / view.scale));
  keep(); paint();
}
function zoom(by, atX = box()[0] / 2, atY = box()[1] / 2) {
  const lon = view.lon + (atX - box()[0] / 2) / view.scale / stretch(), lat = view.lat - (atY - box()[1] / 2) / view.scale;
  view.scale = Math.max(1.5, Math.min(900, view.scale * by));
  view.lon = lon - (atX - box()[0] / 2) / view.scale / stretch(); view.lat = lat + (atY - box()[1] / 2) / view.scale;
  keep(); paint();
}

/** Frames the chosen place and its neighbours, or those of the place most spoken of. */
export function fit(repaint = true) {
  const [lon, lat, scale] = state.box.split(",").map(Number);
  if (state.box && !mine && [lon, lat, scale].every(Number.isFinite)) {
    Object.assign(view, { lon, lat, scale: Math.max(1.5, Math.min(900, scale)) }); mine = true;
  } else {
    const located = record.places.filter(place => place.lat !== null && place.lon !== null);
    const chosen = record.byKey.get(state.place);
    const centre = chosen && chosen.lat !== null ? chosen : located.reduce((best, one) => !best || one.claims > best.claims ? one : best, null);
    if (centre) {
      const near = located.filter(place => (place === centre || !wide(place)) && Math.abs(place.lat - centre.lat) < (chosen ? 2 : 4) && Math.abs(place.lon - centre.lon) < (chosen ? 3 : 5));
      const lats = near.map(place => place.lat), lons = near.map(place => place.lon);
      const span = list => Math.max(...list) - Math.min(...list);
      view.lat = (Math.max(...lats) + Math.min(...lats)) / 2; view.lon = (Math.max(...lons) + Math.min(...lons)) / 2;
      const [width, height] = box();
      view.scale = Math.max(3, Math.min(220, height * .66 / Math.max(1.2, span(lats)), width * .66 / Math.max(1.2, span(lons) * stretch())));
    }
  }
  if (repaint) { if (!mine && state.box) set({ box: "" }, true); paint(); }
}

/** Everything again, in the next frame: the view has moved. */
let owed = false;
export function paint() {
  if (owed) return;
  owed = true;
  requestAnimationFrame(() => { owed = false; repaint(); });
}

function repaint() {
  if (!ground?.width) return;
  paintGround(); layOut(); paintDiscs(true); paintNames();
}

function paintGround() {
  const ctx = ground.getContext("2d"), [width, height] = box(), k = ratio();
  ctx.setTransform(k, 0, 0, k, 0, 0);
  ctx.fillStyle = "#f3f1ea"; ctx.fillRect(0, 0, width, height);
  const step = [30, 10, 5, 2, 1, .5, .25].find(one => one * view.scale < 170) ?? .25;
  ctx.strokeStyle = "#e6e3d9"; ctx.lineWidth = 1; ctx.beginPath();
  const west = view.lon - width / 2 / view.scale / stretch(), north = view.lat + height / 2 / view.scale;
  for (let lon = Math.ceil(west / step) * step; x(lon) < width; lon += step) { ctx.moveTo(x(lon), 0); ctx.lineTo(x(lon), height); }
  for (let lat = Math.floor(north / step) * step; y(lat) < height; lat -= step) { ctx.moveTo(0, y(lat)); ctx.lineTo(width, y(lat)); }
  ctx.stroke();
  if (!outline) return;
  const moved = new Path2D();
  moved.addPath(outline, new DOMMatrix([view.scale * stretch(), 0, 0, view.scale, x(0), y(0)]));
  ctx.lineJoin = "round";
  ctx.strokeStyle = "#ffffff"; ctx.lineWidth = 4; ctx.stroke(moved);
  ctx.strokeStyle = "#9aa5a6"; ctx.lineWidth = 1.1; ctx.stroke(moved);
}

/** Nothing in force says who holds the place. */
const silent = code => code.state === "unknown" && !code.claimed_by.length;

/** A country, a region or a river is a name for an area: its disc only says that it was spoken of. */
const WIDE = new Set(["country", "region", "province", "governorate", "admin1", "admin2", "river", "area", "border", "mountain", "desert", "sea", "lake"]);
const wide = place => WIDE.has(place.feature);
const radius = place => wide(place) ? 5 : Math.min(16, 6 + 1.7 * Math.sqrt(place.claims)) * Math.min(1, .55 + view.scale / 90);

/** Where the places in sight stand, those most spoken of first: worked out when the view moves. */
let spots = [];
function layOut() {
  const [width, height] = box(), narrow = stretch() * view.scale;
  const [cx, cy] = [width / 2 - view.lon * narrow, height / 2 + view.lat * view.scale];
  spots = [];
  let area = 0;
  for (const place of record.places) {
    if (place.lat === null || place.lon === null) continue;
    const px = cx + place.lon * narrow, py = cy - place.lat * view.scale;
    if (px < -30 || py < -30 || px > width + 30 || py > height + 30) continue;
    const r = radius(place);
    area += 3.2 * r * r;
    spots.push({ place, ix: place.ix, x: px, y: py, r });
  }
  // Discs that would cover each other are drawn smaller, by steps, so that a small move keeps sizes.
  const share = Math.sqrt(.4 * width * height / Math.max(1, area)), factor = [1, .8, .65, .5, .4, .3, .2].find(one => one <= share) ?? .15;
  for (const spot of spots) {
    spot.r = Math.max(3, Math.round(spot.r * factor));
    spot.small = Math.max(3, Math.trunc(spot.r * .6));
  }
}

const KINDS = ["held", "claimed", "contested", "disputed", "lost", "stale", "unknown"];

/** One side of the map: a lens on the day of the map, as known on a day. */
const half = () => ({ numbers: new Int32Array(0), before: new Int32Array(0), codes: [], about: [], filter: "" });
const sides = [half(), half()];

/** Works out the states of a side; whether any changed. */
function judge(side, lens, day, known) {
  const n = record.places.length, codes = codesOf(lens);
  if (side.numbers.length !== n) { side.numbers = new Int32Array(n); side.before = new Int32Array(n).fill(-1); }
  let moved = false;
  if (side.codes !== codes || side.filter !== state.state) {
    moved = true; side.codes = codes; side.filter = state.state;
    side.about = codes.map(code => ({ kind: KINDS.indexOf(kind(code)), shown: passes(code), silent: silent(code) }));
  }
  [side.numbers, side.before] = [side.before, side.numbers];
  numbersAt(lens, day, known, side.numbers);
  for (let ix = 0; !moved && ix < n; ix++) moved = side.numbers[ix] !== side.before[ix];
  return moved;
}

/** Repaints the discs for the day and the knowledge of the moment, if any state changed. */
export function paintDiscs(anyway = false) {
  if (!discs?.width || !record.overview) return;
  const day = number(state.on), against = other(), known = number(state.known);
  let moved = judge(sides[0], state.lens, day, known);
  if (against) moved = judge(sides[1], against.lens, day, number(against.known)) || moved;
  const k = ratio(), cut = against ? Math.round(layer.columns() * Number(state.cut) / 100) : layer.columns();
  if (!moved && !anyway) return;
  layer.clear();
  copy(sides[0], k, 0, cut);
  if (against) copy(sides[1], k, cut, layer.columns());
  layer.show();
  divider.hidden = !against;
  if (against) {
    divider.style.left = state.cut + "%"; divider.setAttribute("aria-valuenow", state.cut);
    divider.dataset.left = sideName(state.lens, state.known); divider.dataset.right = sideName(against.lens, against.known);
  }
  const counts = new Int32Array(KINDS.length);
  for (const one of sides[0].numbers) counts[sides[0].about[one].kind]++;
  count(counts);
}

/** What a side of a comparison shows, in words. */
const sideName = (lens, known) => `${lens === "reconciled" ? w("reconciled") : side(lens.slice(lens.indexOf(":") + 1))} · ${shortDay(known)}`;

/** Those of whom nothing is known lie under the others. */
function copy({ numbers, about, codes }, k, from, to) {
  for (const below of [true, false]) for (const spot of spots) {
    const ix = numbers[spot.ix], seen = about[ix];
    if (seen.silent === below && seen.shown) layer.put(layer.picture(codes[ix], below ? spot.small : spot.r, k), spot.x * k, spot.y * k, from, to);
  }
}

/** The state that is shown at a spot. */
function codeOf(spot) {
  const half = other() && spot.x > box()[0] * Number(state.cut) / 100 ? sides[1] : sides[0];
  const ix = half.numbers[spot.ix];
  return half.about[ix]?.shown ? half.codes[ix] : null;
}

/** Names, the most spoken-of first, each where it runs into no other; and the ring of the chosen place. */
const widths = new Map();
export function paintNames() {
  if (!labels?.width || !record.overview) return;
  const ctx = labels.getContext("2d"), [width, height] = box(), k = ratio();
  ctx.setTransform(k, 0, 0, k, 0, 0);
  ctx.clearRect(0, 0, width, height);
  ctx.font = '600 12.5px "Noto Sans", system-ui, sans-serif'; ctx.textAlign = "left"; ctx.textBaseline = "middle";
  ctx.lineJoin = "round"; ctx.lineWidth = 3.5;
  // Those of whom something is known come first, the chosen one before all; a few hundred are tried.
  const told = [], untold = [], size = one => silent(codeOf(one)) ? one.small : one.r;
  let chosen = null;
  for (const spot of spots) {
    const code = codeOf(spot);
    if (!code) continue;
    if (spot.place.key === state.place) chosen = spot;
    else if (told.length < 1500) (silent(code) ? untold : told).push(spot);
  }
  const shown = [...chosen ? [chosen] : [], ...told, ...untold].slice(0, 1500);
  // What is taken, in squares of eight pixels.
  const across = Math.ceil(width / 8) + 1, taken = new Uint8Array(across * (Math.ceil(height / 8) + 1));
  const squares = (left, top, right, bottom, each) => {
    for (let row = Math.max(0, top >> 3); row <= Math.min(height, bottom) >> 3; row++) for (let column = Math.max(0, left >> 3); column <= Math.min(width, right) >> 3; column++) if (each(row * across + column)) return true;
    return false;
  };
  const take = at => { taken[at] = 1; return false; };
  for (const one of shown) { const r = size(one) - 2; squares(one.x - r, one.y - r, one.x + r, one.y + r, take); }
  const legendTop = height - (legend.offsetHeight || 60) - 8;
  let written = 0;
  for (const one of shown.slice(0, 400)) {
    if (written > 60) break;
    const text = placeName(one.place), out = size(one) + 7;
    const long = widths.get(text) ?? widths.set(text, ctx.measureText(text).width).get(text);
    // To the right if there is room, else to the left, below, above.
    const tries = [[one.x + out, one.y], [one.x - out - long, one.y], [one.x - long / 2, one.y + out + 5], [one.x - long / 2, one.y - out - 5]];
    const clear = ([left, mid]) => left > 2 && left + long < width - 2 && mid < legendTop && !squares(left, mid - 7, left + long, mid + 7, at => taken[at]);
    const spot = tries.find(clear) ?? (one === chosen ? tries[0] : null);
    if (!spot) continue;
    const [left, mid] = spot;
    squares(left, mid - 7, left + long, mid + 7, take); written++;
    ctx.strokeStyle = "#f3f1eaee"; ctx.strokeText(text, left, mid);
    ctx.fillStyle = silent(codeOf(one)) || wide(one.place) ? "#565d61" : "#1d2327"; ctx.fillText(text, left, mid);
  }
  if (chosen) {
    ctx.lineWidth = 2.5; ctx.strokeStyle = "#0b62a8"; ctx.beginPath(); ctx.arc(chosen.x, chosen.y, size(chosen) + 8, 0, 7); ctx.stroke();
  }
  nameSides();
}

/** Whether a state passes the legend's filter. */
export function passes(code) {
  return !state.state || kind(code) === state.state || (state.state === "disagreement" && (code.claimed_by.length > 0 || code.state === "disputed" || code.flags.includes("disputed")));
}

function sample(word) {
  const keys = record.overview.sides.map(one => one.key);
  const a = keys.find(key => key === "syria/isis") ?? keys[0] ?? "", b = keys.find(key => key === "syria/government") ?? keys[1] ?? a;
  return {
    ...UNKNOWN,
    state: word === "claimed" || word === "stale" ? "held" : word,
    sides: word === "unknown" ? [] : word === "contested" || word === "disputed" ? [a, b] : [a],
    claimed_by: word === "claimed" ? [b] : [], flags: word === "stale" ? ["stale"] : [],
  };
}

/** The legend: what each shape means, how often it is on the map, and a click filters by it. */
let figures = [], sideBox = null, named = "", pressed = "";
function showLegend() {
  pressed = state.state;
  const focused = legend.contains(document.activeElement) ? document.activeElement.dataset.kind : null;
  figures = KINDS.map(() => h("b", {}));
  named = "";
  fill(legend, h("div", { class: "chips", role: "group", "aria-label": w("legend") }, KINDS.map((word, ix) => h("button", {
    type: "button", class: "chip", "aria-pressed": String(state.state === word), data: { kind: word },
    onclick: () => set({ state: state.state === word ? "" : word }),
  }, symbol(sample(word), 5.5, ""), h("span", {}, w(word)), figures[ix]))), sideBox = h("div", { class: "sides" }));
  if (focused) legend.querySelector(`[data-kind="${focused}"]`)?.focus();
}

function count(counts) {
  if (!figures.length || pressed !== state.state) showLegend();
  KINDS.forEach((_, ix) => { const text = String(counts[ix]); if (figures[ix].textContent !== text) { figures[ix].textContent = text; figures[ix].parentElement.dataset.n = text; } });
}

/** The sides that are on the map, with their colours and letters. */
function nameSides() {
  if (!sideBox) return;
  const used = new Set();
  for (const half of other() ? sides : sides.slice(0, 1)) {
    const numbers = new Set();
    for (const spot of spots) numbers.add(half.numbers[spot.ix]);
    for (const ix of numbers) if (half.about[ix]?.shown) for (const list of ["sides", "claimed_by", "besieged_by", "attacked_by"]) for (const key of half.codes[ix][list]) used.add(key);
  }
  const all = record.overview.sides.filter(one => used.has(one.key));
  const once = all.filter((one, ix) => all.findIndex(other => other.fr === one.fr && other.colour === one.colour) === ix).slice(0, 10);
  const now = once.map(one => one.key).join() + document.documentElement.lang;
  if (now === named) return;
  named = now;
  fill(sideBox, once.map(one => h("span", { class: "side" }, plate(one.key), side(one.key))));
}

/** A side's colour and letter. */
export function plate(key) {
  return symbol({ ...UNKNOWN, state: "held", sides: [key] }, 6.5, "");
}

function at(px, py) {
  let best = null, least = Infinity;
  for (const spot of spots) {
    const far = Math.hypot(spot.x - px, spot.y - py);
    if (far < Math.max(12, spot.r + 5) && far < least && codeOf(spot)) { best = spot; least = far; }
  }
  return best && { ...best, code: codeOf(best) };
}

function hover(px, py) {
  const hit = at(px, py);
  tip.hidden = !hit;
  discs.style.cursor = hit ? "pointer" : "grab";
  if (!hit) return;
  fill(tip, h("b", { dir: "auto" }, placeName(hit.place)), h("span", {}, stateLine(hit.code)));
  tip.style.left = Math.min(hit.x + hit.r + 12, box()[0] - 230) + "px"; tip.style.top = Math.max(6, hit.y - 26) + "px";
}

export function dress() {
  discs.setAttribute("aria-label", w("map")); divider.setAttribute("aria-label", w("compare"));
  layer.forget();
  if (record.overview) showLegend();
  for (const [id, word] of [["zoomin", "zoomIn"], ["zoomout", "zoomOut"], ["fit", "fit"]]) { $(id).setAttribute("aria-label", w(word)); $(id).title = w(word); }
}

/** Brings a place chosen elsewhere into sight. */
export function show(key) {
  const place = record.byKey.get(key);
  if (!place || place.lat === null || !ground?.width) return;
  const [width, height] = box(), px = x(place.lon), py = y(place.lat);
  if (px < 40 || py < 40 || px > width - 40 || py > height - 40) {
    view.lon = place.lon; view.lat = place.lat; view.scale = Math.max(view.scale, 28);
  }
  paint();
}
