// The map: discs over an outline of the world, on two canvases (the outline is drawn when the view
// moves, the discs when a day moves). Equirectangular, stretched for the latitude of its middle. The
// table in `lists.js` shows the same rows to those who cannot use a picture.

import { $, h, fill } from "./dom.js";
import { state, set } from "./state.js";
import { record, eachCode, number, kind, UNKNOWN } from "./record.js";
import { sprite, symbol } from "./symbols.js";
import { w, stateLine, side, placeName } from "./words.js";

const view = { lon: 20, lat: 25, scale: 4 }; // pixels a degree of latitude
let root, ground, discs, tip, legend, outline = null, drawn = [], mine = false;
const ratio = () => Math.min(3, window.devicePixelRatio || 1);
const stretch = () => Math.cos(view.lat * Math.PI / 180);

export async function make(where) {
  ground = h("canvas", { "aria-hidden": "true" });
  discs = h("canvas", { tabindex: "0", role: "application" });
  tip = h("div", { class: "tip", hidden: true });
  legend = h("div", { class: "legend" });
  root = h("div", { class: "map" }, ground, discs, tip,
    h("div", { class: "zoom" },
      h("button", { type: "button", id: "zoomin", onclick: () => zoom(1.6) }, "+"),
      h("button", { type: "button", id: "zoomout", onclick: () => zoom(1 / 1.6) }, "−"),
      h("button", { type: "button", id: "fit", onclick: () => { mine = false; fit(); } }, "◎")), legend);
  where.append(root);
  new ResizeObserver(() => { size(); paint(); }).observe(root);
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
  fetch("/outline.path").then(answer => answer.text()).then(path => { outline = new Path2D(path); paint(); });
}

function size() {
  const box = root.getBoundingClientRect();
  for (const canvas of [ground, discs]) {
    canvas.width = Math.round(box.width * ratio()); canvas.height = Math.round(box.height * ratio());
  }
  if (!mine) fit(false);
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
      const near = located.filter(place => Math.abs(place.lat - centre.lat) < (chosen ? 2 : 4) && Math.abs(place.lon - centre.lon) < (chosen ? 3 : 5));
      const lats = near.map(place => place.lat), lons = near.map(place => place.lon);
      const span = list => Math.max(...list) - Math.min(...list);
      view.lat = (Math.max(...lats) + Math.min(...lats)) / 2; view.lon = (Math.max(...lons) + Math.min(...lons)) / 2;
      const [width, height] = box();
      view.scale = Math.max(3, Math.min(220, height * .66 / Math.max(1.2, span(lats)), width * .66 / Math.max(1.2, span(lons) * stretch())));
    }
  }
  if (repaint) { if (!mine && state.box) set({ box: "" }, true); paint(); }
}

export function paint() {
  if (!ground?.width) return;
  paintGround(); paintDiscs();
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
const radius = place => wide(place) ? 5 : Math.round(Math.min(16, 6 + 1.7 * Math.sqrt(place.claims)) * Math.min(1, .55 + view.scale / 90));

/** Repaints the discs for the day and the knowledge of the moment. */
export function paintDiscs() {
  if (!discs?.width) return;
  const ctx = discs.getContext("2d"), [width, height] = box(), k = ratio();
  ctx.setTransform(k, 0, 0, k, 0, 0);
  ctx.clearRect(0, 0, width, height);
  const day = number(state.on), known = number(state.known), narrow = stretch() * view.scale;
  const [cx, cy] = [width / 2 - view.lon * narrow, height / 2 + view.lat * view.scale];
  drawn = [];
  const counts = new Map();
  eachCode(state.lens, day, known, (place, code) => {
    const word = kind(code);
    counts.set(word, (counts.get(word) ?? 0) + 1);
    if (place.lat === null || place.lon === null || !passes(code)) return;
    const px = cx + place.lon * narrow, py = cy - place.lat * view.scale;
    if (px < -30 || py < -30 || px > width + 30 || py > height + 30) return;
    drawn.push({ place, code, x: px, y: py, r: silent(code) ? Math.max(3, radius(place) * .6) | 0 : radius(place) });
  });
  const rank = one => one.place.key === state.place ? 2 : silent(one.code) ? 0 : 1;
  drawn.sort((a, b) => rank(a) - rank(b) || b.r - a.r);
  for (const one of drawn) {
    const image = sprite(one.code, one.r, k);
    ctx.drawImage(image, one.x - image.width / 2 / k, one.y - image.height / 2 / k, image.width / k, image.height / k);
  }
  names(ctx);
  const chosen = drawn.find(one => one.place.key === state.place);
  if (chosen) {
    ctx.lineWidth = 2.5; ctx.strokeStyle = "#0b62a8"; ctx.beginPath(); ctx.arc(chosen.x, chosen.y, chosen.r + 8, 0, 7); ctx.stroke();
  }
  if (counts.size) showLegend(counts);
}

/** Names, the most spoken-of first, each where it runs into no other. */
function names(ctx) {
  ctx.font = '600 12.5px "Noto Sans", system-ui, sans-serif'; ctx.textAlign = "left"; ctx.textBaseline = "middle";
  ctx.lineJoin = "round"; ctx.lineWidth = 3.5;
  const taken = [], order = drawn.slice().sort((a, b) => (b.place.key === state.place) - (a.place.key === state.place) || silent(a.code) - silent(b.code) || b.place.claims - a.place.claims).slice(0, 400);
  for (const one of drawn.slice(0, 600)) taken.push([one.x - one.r, one.y - one.r, one.x + one.r, one.y + one.r]);
  let written = 0;
  for (const one of order) {
    if (written > 60) break;
    const width = ctx.measureText(placeName(one.place)).width, out = one.r + 8;
    // To the right if there is room, else to the left, above, below.
    const spots = [[one.x + out, one.y], [one.x - out - width, one.y], [one.x - width / 2, one.y - out - 6], [one.x - width / 2, one.y + out + 6]];
    const clear = ([left, mid]) => !taken.some(other => left < other[2] && other[0] < left + width && mid - 8 < other[3] && other[1] < mid + 8);
    const spot = spots.find(clear) ?? (one.place.key === state.place ? spots[0] : null);
    if (!spot) continue;
    const [left, mid] = spot;
    taken.push([left, mid - 8, left + width, mid + 8]); written++;
    ctx.strokeStyle = "#f3f1eaee"; ctx.strokeText(placeName(one.place), left, mid);
    ctx.fillStyle = silent(one.code) || wide(one.place) ? "#565d61" : "#1d2327"; ctx.fillText(placeName(one.place), left, mid);
  }
}

/** Whether a state passes the legend's filter. */
export function passes(code) {
  return !state.state || kind(code) === state.state || (state.state === "disagreement" && (code.claimed_by.length > 0 || code.state === "disputed" || code.flags.includes("disputed")));
}

const SAMPLES = ["held", "claimed", "contested", "disputed", "lost", "stale", "unknown"];
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

let last = "";
function showLegend(counts) {
  const now = JSON.stringify([[...counts], state.state, document.documentElement.lang, record.overview.sides.filter(one => used(one.key)).map(one => one.key)]);
  if (now === last) return;
  last = now;
  const focused = legend.contains(document.activeElement) ? document.activeElement.dataset.kind : null;
  const chip = word => h("button", {
    type: "button", class: "chip", "aria-pressed": String(state.state === word), data: { kind: word },
    onclick: () => set({ state: state.state === word ? "" : word }),
  }, symbol(sample(word), 6, ""), h("span", {}, w(word)), h("b", {}, String(counts.get(word) ?? 0)));
  const sides = record.overview.sides.filter((one, ix, all) => used(one.key) && all.findIndex(other => other.fr === one.fr && other.colour === one.colour && used(other.key)) === ix).slice(0, 10);
  fill(legend, h("div", { class: "chips", role: "group", "aria-label": w("legend") }, SAMPLES.map(chip)),
    h("div", { class: "sides" }, sides.map(one => h("span", { class: "side" }, plate(one.key), side(one.key)))));
  if (focused) legend.querySelector(`[data-kind="${focused}"]`)?.focus();
}
const used = key => drawn.some(one => [one.code.sides, one.code.claimed_by, one.code.besieged_by, one.code.attacked_by].some(list => list.includes(key)));

/** A side's colour and letter. */
export function plate(key) {
  return symbol({ ...UNKNOWN, state: "held", sides: [key] }, 6.5, "");
}

function at(px, py) {
  let best = null, least = Infinity;
  for (const one of drawn) {
    const far = Math.hypot(one.x - px, one.y - py);
    if (far < Math.max(12, one.r + 5) && far < least) { best = one; least = far; }
  }
  return best;
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
  last = "";
  discs.setAttribute("aria-label", w("map"));
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
