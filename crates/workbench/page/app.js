// The screen: puts the parts together and lets each repaint what a change concerns.

import { $, h, fill, name, say, copier } from "./dom.js";
import { state, set, link, listen, token } from "./state.js";
import { api, load, record, ready, whole, covers, number, date } from "./record.js";
import { LANGS, speak, language, dress, w, day, side } from "./words.js";
import { field } from "./days.js";
import * as map from "./map.js";
import * as timeline from "./timeline.js";
import * as dossier from "./dossier.js";
import * as evidence from "./evidence.js";
import * as lists from "./lists.js";
import * as review from "./review.js";
import * as report from "./report.js";

let page = null, claim = null, table = null, mapBox = null, tabBody = null;

/** The last of many answers wins; earlier ones that come late are dropped. */
const latest = () => { let turn = 0; return async (promise, then) => { const mine = ++turn; const value = await promise; if (mine === turn) then(value); }; };
const onDossier = latest(), onClaim = latest(), onFound = latest();
const fail = error => { say(w("failed", error.message)); fill($("dossier"), h("p", { class: "hollow" }, w("failed", error.message))); };

/** One repaint a frame, however often a slider moves. */
let waiting = false;
function moved() {
  timeline.nudge();
  if (!waiting) {
    waiting = true;
    requestAnimationFrame(() => { waiting = false; paintMoved(); });
  }
  soon();
}
function paintMoved() {
  const against = map.other();
  if (covers(state.lens, number(state.known)) && (!against || covers(against.lens, number(against.known)))) map.paintDiscs();
}

/** What asks the server or rewrites lists waits until the slider rests. */
let timer = 0;
function soon() {
  clearTimeout(timer);
  document.documentElement.dataset.moving = "yes";
  timer = setTimeout(() => rested().catch(fail).finally(() => { delete document.documentElement.dataset.moving; }), 140);
}
async function rested() {
  if (!$("known").dataset.typed) $("known").value = day(state.known);
  await prepare();
  map.paintDiscs(); map.paintNames(); drawCentreBar(); drawLeft(); drawTable(); timeline.paint();
  await openPlace();
}

/** Makes ready what the map shows now, and then, when nothing else is to do, what a slider may ask for. */
async function prepare() {
  const against = map.other();
  await Promise.all([ready(state.lens, number(state.known)), against && ready(against.lens, number(against.known))]);
  setTimeout(() => {
    for (const lens of new Set([state.lens, against?.lens])) if (lens) whole(lens)?.then(moved, fail);
  }, 300);
}

async function openPlace() {
  if (!state.place) { page = null; if (!state.claim) dossier.empty($("dossier")); timeline.frame(null); return; }
  await onDossier(api("place/" + encodeURIComponent(state.place), { on: state.on, known: state.known }), answer => {
    page = answer;
    drawDossier(); timeline.frame(page);
  }).catch(fail);
}

function drawDossier() {
  if (state.claim && claim && (claim.claim.id === state.claim || claim.claim.id.includes(state.claim))) return drawClaim();
  evidence.unmark();
  if (page && page.place.key === state.place) {
    const at = $("dossier").scrollTop, focused = document.activeElement?.id;
    dossier.show($("dossier"), page); $("dossier").scrollTop = at;
    if (focused) $(focused)?.focus();
  } else if (!state.place) dossier.empty($("dossier"));
}

function drawClaim() {
  $("dossier").scrollTop = 0;
  evidence.show($("dossier"), claim, () => { set({ claim: "" }); $("dossier").focus(); });
}

async function openClaim() {
  if (!state.claim) { claim = null; return drawDossier(); }
  await onClaim(api("claim/" + encodeURIComponent(state.claim)), answer => {
    claim = answer; drawClaim(); $("back")?.focus({ preventScroll: true });
  }).catch(fail);
}

function drawLeft() {
  const tabs = ["places", "queue", "sources"];
  const focused = document.activeElement?.id;
  fill($("left"),
    h("div", { class: "tabs", role: "tablist" }, tabs.map(tab => h("button", { type: "button", role: "tab", id: "tab-" + tab, "aria-selected": String(state.tab === tab), "aria-controls": "list", onclick: () => set({ tab }) }, w(tab)))),
    tabBody = h("div", { class: "body", id: "list", role: "tabpanel", "aria-labelledby": "tab-" + state.tab }));
  if (focused?.startsWith("tab-")) $(focused)?.focus();
  if (state.tab === "places") lists.places(tabBody);
  else if (state.tab === "sources") lists.sources(tabBody);
  else review.queue(tabBody, refresh);
}

function drawTable() {
  const shown = state.view === "table";
  table.hidden = !shown; mapBox.hidden = shown;
  if (shown) lists.table(table); else map.paint();
  for (const button of document.querySelectorAll("[data-view]")) button.setAttribute("aria-pressed", String(button.dataset.view === state.view));
}

/** What a lens may be: everything, one camp, one source. */
function lenses(chosen) {
  const { overview } = record, choice = (value, label) => h("option", { value, selected: chosen === value }, label);
  return [choice("reconciled", w("reconciled")), overview.camps.map(key => choice("camp:" + key, side(key))),
    h("optgroup", { label: w("sources") }, overview.sources.slice(0, 40).map(one => choice("source:" + one.key, one.name)))];
}

function drawTop() {
  const { overview } = record;
  fill($("ledger"), name(overview.ledger), h("span", { class: "soft" }, ` · ${overview.claims} ${w("claims")} · ${overview.dispatches} ${w("dispatches")}`));
  fill($("lens"), lenses(state.lens));
  $("lens").value = state.lens; $("lens").setAttribute("aria-label", w("lens"));
  fill($("known-box"), field("known", w("asKnown"), () => state.known, text => set({ known: date(Math.min(number(text), timeline.limits()[1])) })));
  $("search").placeholder = w("search"); $("search").setAttribute("aria-label", w("search"));
  fill($("langs"), LANGS.map(([code, full, short]) => h("button", { type: "button", lang: code, title: full, "aria-label": `${short} – ${full}`, "aria-pressed": String(language() === code), onclick: () => set({ lang: code }) }, short)));
}

/** Lays another lens or another day of knowledge beside this one, or nothing. */
const compare = against => set(against ? { vs: `${against.lens}@${against.known}`, view: "map" } : { vs: "", cut: "50" });

/** What a view is taken away as: what each is called and where it is, for the days of the moment. */
const takeaways = () => {
  const where = `on=${state.on}&known=${state.known}&lens=${encodeURIComponent(state.lens)}`;
  return [
    ["CSV", `/api/v1/states.csv?${where}`, `selon-${state.on}.csv`],
    ["GeoJSON", `/api/v1/states.geojson?${where}`, `selon-${state.on}.geojson`],
    ["JSON", `/api/v1/history?lens=${encodeURIComponent(state.lens)}&known=${state.known}`, `selon-${state.known}.json`],
    ["OpenAPI", "/api/v1/openapi.json", null],
  ];
};

let barFor = "";
function drawCentreBar() {
  const files = takeaways(), now = [language(), state.view, state.vs, state.lens].join("|");
  // A bar that has not changed stays: what is under a pointer must not be replaced.
  if (now === barFor) {
    $("bar").querySelectorAll(".menu a[download]").forEach((link, ix) => { link.href = files[ix][1]; link.download = files[ix][2]; });
    return;
  }
  barFor = now;
  const against = map.other(), focused = $("bar").contains(document.activeElement) ? document.activeElement.id : "";
  const choice = (view, word) => h("button", { type: "button", class: "small", data: { view }, "aria-pressed": String(state.view === view), onclick: () => set({ view }) }, w(word));
  fill($("bar"), h("div", { class: "switch", role: "group" }, choice("map", "map"), choice("table", "table")),
    h("button", { type: "button", class: "small", onclick: () => set({ report: "day" }) }, w("bulletin")),
    h("button", { type: "button", class: "small", id: "compare", "aria-pressed": String(!!against), onclick: () => compare(against ? null : { lens: state.lens, known: date(timeline.limits()[1]) }) }, w("compare")),
    against && h("span", { class: "against" }, w("compareWith"),
      h("select", { id: "other-lens", "aria-label": w("other"), onchange: event => compare({ ...against, lens: event.target.value }) }, lenses(against.lens)),
      field("day-other", w("otherDay"), () => map.other()?.known ?? state.known, text => compare({ ...against, known: date(Math.min(number(text), timeline.limits()[1])) }))),
    h("details", { class: "menu" }, h("summary", { class: "small" }, w("exports")), h("div", {},
      files.map(([name, href, download]) => h("a", { href, download }, name)),
      copier(w("copyApi"), () => location.origin + takeaways()[2][1], w("copied")))));
  if (focused) $(focused)?.focus();
}

/** Everything again in the language of the moment. */
function drawAll() {
  dress(); map.dress(); drawTop(); drawCentreBar(); drawLeft(); drawTable(); drawDossier(); timeline.paint(); report.draw();
}

/** After a decision the record has changed: ask again. */
export async function refresh() {
  await load();
  record.activity = await api("activity");
  await prepare();
  map.dress(); map.paint(); drawTop(); drawTable(); timeline.paint(); await openPlace();
}

listen(async changed => {
  if (changed.has("lang")) { speak(state.lang); drawAll(); }
  if (changed.has("lens") || changed.has("vs")) { await prepare().catch(fail); drawTop(); map.paint(); drawCentreBar(); }
  if (changed.has("cut")) { map.paintDiscs(true); soon(); }
  if (changed.has("on") || changed.has("known")) moved();
  if (changed.has("state") || changed.has("lens")) { map.paintDiscs(); drawLeft(); drawTable(); drawCentreBar(); }
  if (changed.has("view")) drawTable();
  if (changed.has("tab") || (changed.has("panel") && state.tab === "places") || changed.has("blind")) drawLeft();
  if (changed.has("place")) { drawLeft(); drawTable(); map.show(state.place); await openPlace(); }
  if (changed.has("claim")) await openClaim();
  else if (changed.has("panel")) drawDossier();
  if (changed.has("report") || changed.has("blind")) report.draw(page).catch(fail);
  document.title = page && state.place ? `${page.place.name} · selon` : "selon";
});

// Search: places, actors, sources and passages.
const search = $("search"), found = $("found");
function closeFound(chosen = false) { if (chosen === true) search.value = ""; found.hidden = true; search.setAttribute("aria-expanded", "false"); search.removeAttribute("aria-activedescendant"); }
search.addEventListener("input", () => {
  const q = search.value.trim();
  if (q.length < 2) return closeFound();
  setTimeout(() => q === search.value.trim() && onFound(api("search", { q }), answer => {
    const options = [];
    const group = (word, list, row, act) => list.length > 0 && [h("div", { class: "group", role: "presentation" }, w(word)), list.map(one => {
      const option = h("div", { role: "option", id: "option-" + options.length, "aria-selected": "false", onpointerdown: event => { event.preventDefault(); closeFound(true); act(one); search.blur(); } }, row(one));
      option.act = () => { closeFound(true); act(one); };
      options.push(option); return option;
    })];
    fill(found,
      group("places", answer.places, one => [name(one.name), h("span", { class: "soft" }, " ", [one.admin1, one.country].filter(Boolean).join(", "), ` · ${one.claims}`)], one => set({ place: one.key, claim: "" })),
      group("actors", answer.actors, one => [name(one.name), h("span", { class: "soft" }, ` · ${one.claims}`)], one => set({ report: "claims", actor: one.key, source: "", words: "" })),
      group("sources", answer.sources, one => [name(one.name), h("span", { class: "soft" }, ` · ${one.claims}`)], one => set({ report: "claims", source: one.key, actor: "", words: "" })),
      group("passages", answer.passages, one => [h("span", { dir: "auto" }, "… ", one.excerpt.trim(), " …"), h("span", { class: "soft" }, " ", name(one.outlet ?? ""), " ", day(one.published))], () => set({ report: "claims", words: q, actor: "", source: "" })),
      !options.length && h("p", { class: "soft" }, w("nothing")));
    found.hidden = false; search.setAttribute("aria-expanded", "true");
  }).catch(fail), 130);
});
search.addEventListener("keydown", event => {
  const options = [...found.querySelectorAll('[role="option"]')], at = options.findIndex(one => one.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = options[(at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length];
    options.forEach(one => one.setAttribute("aria-selected", String(one === next)));
    if (next) { search.setAttribute("aria-activedescendant", next.id); next.scrollIntoView({ block: "nearest" }); }
  } else if (event.key === "Enter") { (options[at] ?? options[0])?.act(); search.blur(); }
  else if (event.key === "Escape") { closeFound(); search.blur(); }
});
search.addEventListener("blur", () => setTimeout(() => closeFound(), 100));

$("lens").addEventListener("change", event => set({ lens: event.target.value }));
$("now").addEventListener("click", () => set({ known: date(timeline.limits()[1]) }));

const KEYS = [["/", "search"], ["← →", "validDay"], ["⇧ ← →", "knownDay"], ["d", "typeDay"], ["c", "compare"], ["x", "explain"], ["⇧ B", "triangle"], ["m", "map"], ["t", "table"], ["p", "report"], ["Esc", "close"], ["j k", "queue"], ["a r u e s", "accept"], ["m", "sameAs"], ["g", "place"], ["z", "undo"], ["?", "keys"]];
$("help").addEventListener("click", help);
function help() {
  const dialog = h("dialog", { "aria-label": w("keysTitle") }, h("h2", {}, w("keysTitle")),
    h("dl", {}, KEYS.map(([key, word]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, word === "accept" ? ["accept", "reject", "unsure", "edit", "split"].map(one => w(one)).join(" · ") : w(word))])),
    h("button", { type: "button", onclick: () => dialog.close() }, w("close")));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog); dialog.showModal();
}

addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(input|select|textarea)$/i.test(event.target.tagName) || document.querySelector("dialog[open]")) return;
  if (state.tab === "queue" && review.key(event)) { event.preventDefault(); return; }
  const step = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
  const free = event.target === document.body || event.target.id === "centre" || event.target.id === "dossier";
  if (step && free) {
    event.preventDefault();
    const key = event.shiftKey ? "known" : "on", last = timeline.limits()[1];
    const next = number(state[key]) + step;
    set({ [key]: date(key === "known" ? Math.min(next, last) : next) }, true);
    return;
  }
  const act = {
    "/": () => search.focus(), x: () => set({ panel: state.panel === "explain" ? "" : "explain" }), B: () => set({ panel: state.panel === "triangle" ? "" : "triangle" }),
    d: () => $("day-on").focus(), D: () => $("day-known").focus(), c: () => $("compare").click(),
    m: () => set({ view: "map" }), t: () => set({ view: "table" }), p: () => set({ report: state.place ? "place" : "day" }), "?": help,
    Escape: () => state.report ? set({ report: "" }) : state.claim ? set({ claim: "" }) : set({ place: "" }),
  }[event.key];
  if (act) { event.preventDefault(); act(); }
});

async function start() {
  speak(state.lang); dress();
  $("search").placeholder = w("search"); $("search").setAttribute("aria-label", w("search"));
  fill($("dossier"), h("p", { class: "hollow" }, w("loading")));
  fill($("centre"), h("div", { id: "bar" }), mapBox = h("div", { class: "mapbox" }), table = h("div", { class: "tablebox", hidden: true }));
  timeline.make($("time"));
  map.make(mapBox);
  await load();
  const [, last] = timeline.limits();
  if (!state.known) state.known = record.overview.last ?? date(last);
  if (!state.on) state.on = state.known;
  history.replaceState(null, "", link());
  drawTop(); drawCentreBar(); map.dress(); map.fit(); timeline.frame(null);
  await prepare();
  drawLeft(); drawTable(); map.paint();
  requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("map")));
  const activity = api("activity").then(days => { record.activity = days; timeline.paint(); if (state.tab === "sources") drawLeft(); });
  await openPlace();
  if (state.claim) await openClaim();
  report.draw(page);
  if (token() && record.overview.reviewer && state.tab === "queue") drawLeft();
  await activity;
  document.documentElement.dataset.ready = "yes";
}
start().catch(fail);
