// The dossier of a place: what can be said of it and why, what each camp says, and who said what.

import { h, fill, name, copier } from "./dom.js";
import { state, set, link } from "./state.js";
import { record, UNKNOWN } from "./record.js";
import { symbol } from "./symbols.js";
import { triangle } from "./triangle.js";
import { w, day, side, rule, type, both, stateLine, language, placeName } from "./words.js";

export function empty(where) {
  fill(where, h("div", { class: "hollow" }, h("p", {}, w("pick"))));
}

export function show(where, page) {
  const card = page.state, place = page.place;
  const later = page.claims.filter(claim => claim.published && claim.published > state.known).length;
  const others = place.names.filter(one => one !== placeName(place)).slice(0, 5);
  const path = `/api/v1/place/${encodeURIComponent(place.key)}?on=${state.on}&known=${state.known}`;
  fill(where,
    h("header", { class: "place" },
      symbol(card, 15),
      h("div", {}, h("h2", { dir: "auto" }, placeName(place)),
        h("p", { class: "soft" }, [place.admin1, place.country].filter(Boolean).join(", "), others.length ? [" · ", others.map((one, ix) => [ix ? ", " : "", name(one)])] : ""))),
    h("section", { class: "state", "aria-label": w("stateCol") },
      h("p", { class: "line" }, h("b", {}, stateLine(card))),
      h("p", { class: "soft" }, w("onDay", day(state.on), day(state.known))),
      sentence(card),
      h("p", { class: "badges" },
        h("button", { type: "button", class: "badge", id: "why", "aria-expanded": String(state.panel === "explain"), onclick: () => set({ panel: state.panel === "explain" ? "" : "explain" }) }, card.rule, " · ", w("explain")),
        card.flags.map(flag => h("span", { class: "flag" }, w("flag_" + flag))),
        h("button", { type: "button", class: "badge", "aria-expanded": String(state.panel === "triangle"), onclick: () => set({ panel: state.panel === "triangle" ? "" : "triangle" }) }, "◤ ", w("triangle"))),
      state.panel === "explain" && explain(page),
      state.panel === "triangle" && triangle(place.key)),
    h("p", { class: "tools" },
      h("button", { type: "button", class: "small", onclick: () => set({ report: "place" }) }, w("report")),
      copier(w("copyLink"), () => location.origin + link(), w("copied")),
      copier(w("copyApi"), location.origin + path, w("copied")),
      h("a", { class: "small", href: `/api/v1/claims.csv?place=${encodeURIComponent(place.key)}&known=${state.known}`, download: `${place.key}.csv` }, "CSV")),
    h("section", {}, h("h3", {}, w("views")), views(page)),
    h("section", {}, h("h3", {}, w("claimsByDay")),
      later > 0 && h("p", { class: "hidden-later" }, w("hidden", later)),
      days(page)));
}

/** The state's reason. The ledger words it in French and English; in Arabic the English is given, marked. */
export function sentence(card) {
  const english = language() === "ar";
  return [english && h("p", { class: "soft" }, w("fullSentence")), h("p", { class: "because", lang: english ? "en" : language(), dir: english ? "ltr" : "auto" }, both(card, "why"))];
}

function explain(page) {
  const card = page.state, basis = new Set(card.basis);
  const weighed = page.claims.filter(claim => card.considered.includes(claim.id));
  return h("div", { class: "explain", id: "explain" },
    h("p", {}, h("b", {}, card.rule), " ", rule(card.rule), card.before && h("span", { class: "soft" }, ` (← ${card.before} ${rule(card.before)})`)),
    h("p", { class: "soft" }, w("weighed", card.considered.length, card.basis.length)),
    h("ul", {}, weighed.map(claim => h("li", { class: basis.has(claim.id) ? "carries" : "" },
      h("button", { type: "button", class: "link", onclick: () => set({ claim: claim.id }) }, name(claim.chain[0])), " ", tells(claim), " ",
      h("span", { class: "soft" }, day(claim.published), basis.has(claim.id) ? " · " + w("carriesState") : "")))),
    h("p", {}, h("b", {}, w("flips")), " ", card.changes_as_known
      ? h("button", { type: "button", class: "link", onclick: () => set({ known: card.changes_as_known }) }, w("flipNext", day(card.changes_as_known)))
      : w("flipNone")));
}

function views(page) {
  const rows = page.views.filter(view => view.lens === "camp");
  if (!rows.length) return h("p", { class: "soft" }, w("nothing"));
  return h("ul", { class: "views" }, rows.map(view => {
    const code = { ...UNKNOWN, state: view.state ?? "unknown", sides: view.sides };
    const silent = page.state.silent.find(one => one.side === view.of);
    return h("li", {}, symbol(code, 8),
      h("div", {}, h("b", {}, side(view.of)), h("span", {}, view.state ? stateLine(code) : w("nothingSaid")),
        h("span", { class: "soft" }, view.since && w("sinceDay", day(view.since)), silent && [" · ", h("em", { class: "silent" }, w("silentSince", day(silent.since)))])));
  }));
}

/** What a claim tells of the place, in few words. */
export function tells(claim) {
  if (claim.tells) {
    const who = claim.tells.actors.length ? claim.tells.actors : claim.tells.losers;
    return [h("span", {}, who.map(side).join(w("and"))), " ", h("b", { class: "verb" }, w("says_" + claim.tells.says))];
  }
  return [h("b", { class: "verb" }, type(claim.type)), claim.who.length ? [" · ", name(claim.who.join(", "))] : "", claim.whom.length ? [" → ", name(claim.whom.join(", "))] : ""];
}

/** Claims by day of publication, newest first, one line a voice with who carried it. */
function days(page) {
  const byId = new Map(page.claims.map(claim => [claim.id, claim])), byDay = new Map();
  for (const voice of page.voices) {
    const claims = voice.claims.map(id => byId.get(id)).filter(Boolean);
    if (!claims.length) continue;
    const when = claims[0].published ?? "";
    (byDay.get(when) ?? byDay.set(when, []).get(when)).push({ voice, claims });
  }
  const order = [...byDay.keys()].sort().reverse();
  return order.map(when => h("div", { class: "day" }, h("h4", {}, day(when)),
    byDay.get(when).sort((a, b) => (b.claims[0].tells ? 1 : 0) - (a.claims[0].tells ? 1 : 0)).map(({ voice, claims }) => h("article", { class: "voice" + (claims[0].tells ? "" : " aside") },
      h("p", { class: "head" }, h("b", { class: "speaker" }, name(voice.source)), " ", tells(claims[0]),
        claims[0].tells?.interest && claims[0].tells.interest !== "unknown" && h("span", { class: "interest " + claims[0].tells.interest }, w(claims[0].tells.interest))),
      h("button", { type: "button", class: "words", "aria-current": state.claim === claims[0].id ? "true" : null, data: { claim: claims[0].id }, onclick: () => set({ claim: claims[0].id }) },
        h("q", { dir: "auto" }, claims[0].words.join(" … "))),
      h("p", { class: "soft" }, w("voice1"), " · ", carried(voice, claims))))));
}

function carried(voice, claims) {
  const list = voice.carriers.length ? voice.carriers : ["?"];
  const label = list.length === 1 ? w("carrier1") : w("carriers", list.length);
  if (claims.length === 1) return [label, " : ", name(list[0])];
  return h("details", {}, h("summary", {}, label, " : ", list.map((one, ix) => [ix ? ", " : "", name(one)])),
    h("ul", {}, claims.map(claim => h("li", {}, h("button", { type: "button", class: "link", onclick: () => set({ claim: claim.id }) }, name(claim.outlet ?? "?"), ", ", day(claim.published)), " ", h("q", { dir: "auto" }, claim.words.join(" … "))))));
}
