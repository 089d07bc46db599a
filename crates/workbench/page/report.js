// Pages to print: a place's dossier, the bulletin of a day, and the lists that do not fit beside a map.
// Every line has a numbered note with outlet, day, address and the hash of the dispatch, and the page says
// which state of the record and which rules it was made from.

import { $, h, fill, name, copier } from "./dom.js";
import { state, set, link } from "./state.js";
import { api, record, number, date } from "./record.js";
import { symbol } from "./symbols.js";
import { rows } from "./lists.js";
import { standing } from "./timeline.js";
import { tells, sentence } from "./dossier.js";
import { w, day, side, rule, type, stateLine, placeName } from "./words.js";

let opened = null;

/** Notes in order of first use, each dispatch once. */
function notes() {
  const list = [];
  return {
    list,
    /** The marks of several claims, each dispatch once. */
    marks(claims) { return claims.filter((one, ix) => claims.findIndex(other => other.dispatch === one.dispatch) === ix).map(one => this.mark(one)); },
    mark(claim) {
      let at = list.findIndex(one => one.dispatch === claim.dispatch);
      if (at < 0) at = list.push(claim) - 1;
      return h("sup", {}, h("a", { href: "#note-" + (at + 1) }, `[${at + 1}]`));
    },
    draw: () => list.length > 0 && [h("h2", {}, w("notes")), h("ol", { class: "notes" }, list.map((claim, ix) => h("li", { id: "note-" + (ix + 1) },
      name(claim.outlet ?? "?"), ", ", day(claim.published), ". ", claim.url && [claim.url, ". "], w("hash"), " ", h("code", {}, claim.dispatch.replace("blake3:", "").slice(0, 32)))))],
  };
}

const foot = () => h("p", { class: "soft" }, w("madeFrom", record.overview.ledger, (record.overview.head ?? "").replace("blake3:", "").slice(0, 16), record.overview.ladder), ` selon ${record.overview.selon}.`);

export async function draw(page) {
  const where = $("report");
  if (!state.report) {
    where.hidden = true;
    if (opened) { opened = null; $("centre").focus(); }
    for (const id of ["top", "desk"]) $(id).inert = false;
    return;
  }
  let body;
  if (state.report === "place" && state.place) body = dossier(page?.place?.key === state.place ? page : await api("place/" + encodeURIComponent(state.place), { on: state.on, known: state.known }));
  else if (state.report === "day") body = await bulletin();
  else if (state.report === "claims") body = await claims();
  else if (state.report === "agreement") body = await agreement();
  else if (state.report === "log") body = await log();
  else if (state.report === "tracks") body = await tracks();
  else return set({ report: "" });
  fill(where, h("div", { class: "report-bar" },
    h("button", { type: "button", class: "small", id: "report-close", onclick: () => set({ report: "" }) }, "← ", w("close")),
    h("button", { type: "button", class: "small", onclick: () => print() }, w("print")),
    copier(w("copyLink"), () => location.origin + link(), w("copied")), copier(w("copyApi"), () => location.origin + given(), w("copied"))), h("article", { class: "sheet" + (body.wide ? " wide" : "") }, body));
  where.hidden = false;
  for (const id of ["top", "desk"]) $(id).inert = true;
  if (opened !== state.report) { opened = state.report; where.scrollTop = 0; $("report-close").focus(); }
}

/** Where the interface gives what a page shows. */
const given = () => {
  const query = values => new URLSearchParams(Object.entries(values).filter(([, value]) => value)).toString();
  return "/api/v1/" + {
    place: `place/${encodeURIComponent(state.place)}?${query({ on: state.on, known: state.known })}`,
    day: `claims?${query({ since: date(number(state.known) - 6), known: state.known })}`,
    claims: `claims?${query({ actor: state.actor, source: state.source, words: state.words, known: state.known })}`,
    agreement: "agreement" + (state.blind ? "?blind=true" : ""), log: "decisions", tracks: `tracks?${query({ known: state.known })}`,
  }[state.report];
};

/** The ribbon of a dossier as a picture, for paper. */
function ribbon(page) {
  const svg = document.querySelector("#time svg.ribbons");
  if (!svg || page.place.key !== state.place) return null;
  const copy = svg.cloneNode(true);
  copy.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
  copy.setAttribute("width", "100%"); copy.removeAttribute("height");
  copy.setAttribute("role", "img"); copy.setAttribute("aria-label", w("time"));
  const high = svg.getAttribute("height");
  for (const [key, dash] of [["known", "6 3"], ["on", "none"]]) copy.append(h("svg:line", { x1: standing(key), x2: standing(key), y1: 16, y2: high, stroke: key === "on" ? "#1d2327" : "#b25e09", "stroke-width": 2, "stroke-dasharray": dash }));
  // Patterns are named once in a page: the copy has names of its own.
  for (const element of copy.querySelectorAll("[id]")) element.id = "paper-" + element.id;
  for (const element of copy.querySelectorAll("[fill^='url('],[clip-path]")) for (const attribute of ["fill", "clip-path"]) {
    const value = element.getAttribute(attribute);
    if (value?.startsWith("url(#")) element.setAttribute(attribute, value.replace("url(#", "url(#paper-"));
  }
  return copy;
}

/** The map as it stands, as a picture. */
function picture() {
  const layers = document.querySelectorAll(".map > canvas"), ground = layers[0];
  if (!ground?.width) return null;
  // The middle of it, twice as wide as high: what matters stands there.
  const width = Math.min(ground.width, ground.height * 2), height = width / 2;
  const copy = h("canvas", { width, height, class: "picture", role: "img", "aria-label": w("map") });
  const ctx = copy.getContext("2d"), at = [-(ground.width - width) / 2, -(ground.height - height) / 2];
  for (const one of layers) ctx.drawImage(one, ...at);
  return copy;
}

const silentOf = (page, view) => {
  const silent = page.state.silent.find(one => one.side === view.of);
  return silent ? w("silentSince", day(silent.since)) : view.since && w("sinceDay", day(view.since));
};

function dossier(page) {
  const card = page.state, note = notes(), byId = new Map(page.claims.map(claim => [claim.id, claim]));
  const known = page.claims.filter(claim => claim.published && claim.published <= state.known && claim.tells);
  return [
    h("h1", {}, w("reportTitle", placeName(page.place))),
    h("p", { class: "soft" }, [page.place.admin1, page.place.country].filter(Boolean).join(", "), " · ", w("onDay", day(state.on), day(state.known))),
    h("p", { class: "told-line" }, symbol(card, 10), " ", h("b", {}, stateLine(card)), " ", note.marks(card.basis.map(id => byId.get(id)).filter(Boolean))),
    sentence(card), h("p", { class: "soft" }, card.rule, " · ", rule(card.rule)),
    picture(), h("h2", {}, w("time")), ribbon(page),
    h("h2", {}, w("views")),
    h("table", {}, h("thead", {}, h("tr", {}, h("th", {}, w("name")), h("th", {}, w("stateCol")), h("th", {}, ""))),
      h("tbody", {}, page.views.filter(view => view.lens === "camp").map(view => h("tr", {}, h("td", {}, side(view.of)), h("td", {}, view.state ? stateLine({ state: view.state, sides: view.sides, claimed_by: [], besieged_by: [], attacked_by: [] }) : w("nothingSaid")), h("td", {}, silentOf(page, view)))))),
    h("h2", {}, w("claimsByDay")),
    known.map(claim => h("p", { class: "told-line" }, h("b", {}, day(claim.published)), ". ", name(claim.chain[0]), " : ", tells(claim), " — ", h("q", { dir: "auto" }, claim.words.join(" … ")), note.mark(claim))),
    note.draw(), foot(),
  ];
}

async function bulletin() {
  const note = notes(), list = rows().filter(row => row.code.state !== "unknown" || row.code.claimed_by.length);
  // A day and the six before it: what was still being said on that day.
  const said = await api("claims", { since: date(number(state.known) - 6), known: state.known, limit: "400" });
  const days = [...new Set(said.claims.map(claim => claim.published))];
  return [
    h("h1", {}, w("bulletinTitle", day(state.known))),
    h("p", { class: "soft" }, w("onDay", day(state.on), day(state.known))), picture(),
    h("h2", {}, w("claimsByDay")),
    days.length ? days.map(one => [h("h3", {}, day(one)), said.claims.filter(claim => claim.published === one).map(claim => h("p", { class: "told-line" }, h("b", {}, name(claim.chain[0])), claim.places.length > 0 && [" · ", name(claim.places[0].name)], " · ", type(claim.type), " — ", h("q", { dir: "auto" }, claim.words.join(" … ")), note.mark(claim)))]) : h("p", {}, w("nothing")),
    h("h2", {}, w("places")),
    h("table", {}, h("thead", {}, h("tr", {}, h("th", {}, w("place")), h("th", {}, w("region")), h("th", {}, w("stateCol")), h("th", {}, w("rule")))),
      h("tbody", {}, list.slice(0, 200).map(row => h("tr", {}, h("td", {}, name(placeName(row.place))), h("td", {}, [row.place.admin1, row.place.country].filter(Boolean).join(", ")), h("td", {}, symbol(row.code, 6, ""), stateLine(row.code)), h("td", {}, row.code.rule))))),
    note.draw(), foot(),
  ];
}

async function claims() {
  const filter = { actor: state.actor, source: state.source, words: state.words, known: state.known };
  const found = await api("claims", { ...filter, limit: "200" });
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value));
  const note = notes();
  const body = [
    h("h1", {}, [record.overview.sides.find(one => one.key === state.actor) ? side(state.actor) : state.actor, state.source, state.words && `« ${state.words} »`].filter(Boolean).join(" · ")),
    h("p", { class: "soft" }, `${found.total} ${w(found.total === 1 ? "claim1" : "claims")} · `, h("a", { href: `/api/v1/claims.csv?${query}`, download: "claims.csv" }, "CSV"), " · ", h("a", { href: `/api/v1/claims?${query}` }, "JSON")),
    found.claims.map(claim => h("p", { class: "told-line" }, h("b", {}, day(claim.published)), ". ", name(claim.chain[0]), claim.places.length > 0 && [" · ", h("button", { type: "button", class: "link", onclick: () => set({ report: "", place: claim.places[0].key, claim: claim.id }) }, name(claim.places[0].name))], " · ", type(claim.type), " — ", h("q", { dir: "auto" }, claim.words.join(" … ")), note.mark(claim))),
    note.draw(), foot(),
  ];
  return body;
}

async function agreement() {
  const page = await api("agreement", { blind: state.blind ? "true" : "" });
  const figure = value => value === null ? "—" : value.toFixed(2);
  return [
    h("h1", {}, w("agreement")),
    h("dl", { class: "figures" },
      [["Krippendorff α", figure(page.alpha)], ["Gwet AC1", figure(page.ac1)], [`Krippendorff α (${w("time")})`, figure(page.alpha_dates)], [w("reviewed"), page.twice]].map(([key, value]) => [h("dt", {}, key), h("dd", {}, String(value))]),
      page.reviewers.map(one => [h("dt", {}, name(one.name)), h("dd", {}, String(one.claims))])),
    page.confusion.length > 0 && h("table", {}, h("tbody", {}, page.confusion.map(([one, other, times]) => h("tr", {}, h("td", {}, w(one)), h("td", {}, w(other)), h("td", {}, String(times)))))),
    h("h2", {}, w("adjudicate")),
    page.apart.length ? h("ul", {}, page.apart.map(one => h("li", {}, h("button", { type: "button", class: "link", onclick: () => set({ report: "", claim: one.claim }) }, one.claim.replace("blake3:", "").slice(0, 12)), " ", one.decided.map(([who, what]) => `${who}: ${w(what)}`).join(" · ")))) : h("p", {}, w("nothing")),
    foot(),
  ];
}

async function log() {
  const list = await api("decisions");
  return [
    h("h1", {}, w("log")),
    h("table", {}, h("tbody", {}, list.slice().reverse().slice(0, 500).map(one => h("tr", { class: one.undone ? "undone" : "" },
      h("td", {}, one.instant.replace("T", " ").replace("Z", "")), h("td", {}, name(one.author)), h("td", {}, w(one.value), one.previous && h("span", { class: "soft" }, ` ← ${one.previous}`), one.blind && ` (${w("blind")})`, one.undone && ` — ${w("undone")}`),
      h("td", {}, h("code", {}, one.subject.replace("blake3:", "").slice(0, 12)), one.object && [" ", one.object]), h("td", {}, one.reason))))),
    foot(),
  ];
}

/** What became of each source's words. The key of a source gives its name in the reader's language where it is a side. */
async function tracks() {
  const table = await api("tracks", { known: state.known }), key = table.columns.indexOf("source"), title = table.columns.indexOf("name");
  const cells = table.columns.map((_, ix) => ix).filter(ix => ix !== key);
  const told = (row, ix) => {
    const value = row[ix];
    if (ix === title) return name(record.sides.has(row[key]) ? side(row[key]) : value);
    if (value === null) return "";
    return typeof value === "string" && ix < 3 ? w("track_" + value) : String(value);
  };
  const body = [
    h("h1", {}, w("track")), h("p", { class: "soft" }, w("asKnown"), " ", day(state.known), ". ", w("trackNote")),
    h("table", { class: "numbers" }, h("thead", {}, h("tr", {}, cells.map(ix => h("th", { scope: "col" }, w("col_" + table.columns[ix]))))),
      h("tbody", {}, table.rows.map(row => h("tr", {}, cells.map(ix => h("td", {}, told(row, ix))))))),
    foot(),
  ];
  body.wide = true;
  return body;
}
