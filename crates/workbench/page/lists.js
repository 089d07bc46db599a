// The lists: places with their state (left, and as a table in the middle: the map in words), and sources.
// Only the rows in sight are in the page, so that 10,000 places scroll as well as ten.

import { h, fill, name, copier } from "./dom.js";
import { state, set } from "./state.js";
import { record, codesOf, numbersAt, number } from "./record.js";
import { symbol } from "./symbols.js";
import { passes } from "./map.js";
import { w, stateLine, day, placeName } from "./words.js";

/** Places that pass the filters, with their state, those most spoken of first and the unknown last. */
export function rows() {
  const on = number(state.on), known = number(state.known), codes = codesOf(state.lens);
  const numbers = day => numbersAt(state.lens, day, known, new Int32Array(record.places.length));
  const now = numbers(on), shown = codes.map(passes), told = [], untold = [];
  let moved = () => true;
  if (state.panel === "moved") {
    const lines = codes.map(stateLine), before = numbers(on - 7), after = numbers(on + 7);
    moved = ix => lines[before[ix]] !== lines[now[ix]] || lines[now[ix]] !== lines[after[ix]];
  }
  record.places.forEach((place, ix) => {
    const code = codes[now[ix]];
    if (shown[now[ix]] && moved(ix)) (code.state === "unknown" ? untold : told).push({ place, code });
  });
  return told.concat(untold);
}

/** A list of which only what is in sight is drawn. */
function virtual(list, height, draw, props) {
  const inner = h("div", { class: "inner", role: "presentation" }), box = h("div", { class: "virtual", ...props }, inner);
  inner.style.height = list.length * height + "px";
  let from = -1;
  const paint = () => {
    const first = Math.max(0, Math.floor(box.scrollTop / height) - 6);
    if (first === from) return;
    from = first;
    const focused = inner.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    fill(inner, list.slice(first, first + Math.ceil((box.clientHeight || 600) / height) + 14).map((row, ix) => {
      const element = draw(row, first + ix); element.style.top = (first + ix) * height + "px"; element.style.height = height + "px"; return element;
    }));
    if (focused) inner.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  };
  box.addEventListener("scroll", paint);
  box.addEventListener("keydown", event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], key = document.activeElement?.dataset?.key;
    if (!step || key === undefined) return;
    const next = list.findIndex(row => row.place.key === key) + step;
    if (next < 0 || next >= list.length) return;
    event.preventDefault();
    if (next * height < box.scrollTop) box.scrollTop = next * height;
    if ((next + 1) * height > box.scrollTop + box.clientHeight) box.scrollTop = (next + 1) * height - box.clientHeight;
    from = -1; paint();
    inner.querySelector(`[data-key="${CSS.escape(list[next].place.key)}"]`)?.focus();
  });
  requestAnimationFrame(() => { from = -1; paint(); });
  paint();
  return box;
}

export function places(where) {
  const list = rows();
  const filter = (word, changes, pressed) => h("button", { type: "button", class: "chip", "aria-pressed": String(pressed), onclick: () => set(changes) }, w(word));
  const silent = list.filter(row => row.code.state === "unknown" && !row.code.claimed_by.length).length;
  fill(where,
    h("div", { class: "filters", role: "group" },
      filter("filterAll", { state: "", panel: state.panel === "moved" ? "" : state.panel }, !state.state && state.panel !== "moved"),
      filter("filterDisputed", { state: state.state === "disagreement" ? "" : "disagreement" }, state.state === "disagreement"),
      filter("filterSingle", { panel: state.panel === "moved" ? "" : "moved" }, state.panel === "moved")),
    h("p", { class: "soft count" }, w("rows", list.length), silent > 0 && [" · ", w("withoutClaim", silent)]),
    list.length ? virtual(list, 52, row => h("button", { type: "button", class: "row", data: { key: row.place.key }, "aria-current": row.place.key === state.place ? "true" : null, onclick: () => set({ place: row.place.key, claim: "" }) },
      symbol(row.code, 8, ""), h("span", { class: "what" }, h("b", { dir: "auto" }, placeName(row.place)), h("span", { class: "soft" }, stateLine(row.code))), h("span", { class: "n", title: w("claims") }, String(row.place.claims))), { "aria-label": w("places"), role: "group" })
      : h("p", { class: "soft" }, w("nothing")));
}

/** The map as a table: the same places, the same filter, the same states. */
export function table(where) {
  const list = rows(), height = 37;
  const cell = (text, cls) => h("span", { role: "cell", class: cls }, text);
  const grid = virtual(list, height, (row, ix) => h("div", { role: "row", class: "tr", "aria-rowindex": ix + 2, "aria-current": row.place.key === state.place ? "true" : null },
    cell(h("button", { type: "button", class: "link", data: { key: row.place.key }, onclick: () => set({ place: row.place.key, claim: "" }) }, name(placeName(row.place))), "c1"),
    cell([row.place.admin1, row.place.country].filter(Boolean).join(", "), "c2 soft"),
    h("span", { role: "cell", class: "c3" }, symbol(row.code, 7, ""), stateLine(row.code)),
    cell(row.code.state === "unknown" ? "" : row.code.rule, "c4"), cell(String(row.place.claims), "c5")), { role: "rowgroup" });
  fill(where, h("div", { class: "table", role: "table", "aria-label": w("table"), "aria-rowcount": list.length + 1 },
    h("div", { role: "rowgroup" }, h("div", { role: "row", class: "tr th" }, ["place", "region", "stateCol", "rule", "claims"].map((word, ix) => h("span", { role: "columnheader", class: "c" + (ix + 1) }, w(word))))),
    grid));
}

export function sources(where) {
  const list = record.overview.sources, most = Math.max(1, ...list.map(one => one.claims));
  const outlets = new Map();
  for (const one of record.activity) {
    const row = outlets.get(one.outlet) ?? outlets.set(one.outlet, { dispatches: 0, last: "" }).get(one.outlet);
    row.dispatches += one.dispatches; row.last = one.day > row.last ? one.day : row.last;
  }
  fill(where, h("div", { class: "scroll" },
    h("p", {}, h("button", { type: "button", class: "small", onclick: () => set({ report: "tracks" }) }, w("track")), " ", copier(w("copyApi"), location.origin + "/api/v1/activity", w("copied"))),
    h("h3", {}, w("voices")),
    h("ul", { class: "bars" }, list.slice(0, 80).map(one => h("li", {},
      h("button", { type: "button", class: "link", onclick: () => set({ lens: "source:" + one.key }) }, name(one.name)), h("span", { class: "n" }, String(one.claims)),
      h("span", { class: "meter", style: { width: 100 * one.claims / most + "%" } })))),
    h("h3", {}, w("reports")),
    h("ul", { class: "bars" }, [...outlets].sort((a, b) => b[1].dispatches - a[1].dispatches).slice(0, 60).map(([outlet, one]) => h("li", {}, name(outlet || "?"), h("span", { class: "n" }, String(one.dispatches)), h("span", { class: "soft" }, day(one.last)))))));
}
