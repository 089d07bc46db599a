// The review queue: one card at a time, one key a decision, undo without end. What is recorded is an
// operation of the ledger with its author, instant and reason; nothing is ever erased.

import { h, fill, name, say, copier } from "./dom.js";
import { state, set, token } from "./state.js";
import { api, send, record } from "./record.js";
import { parsed } from "./days.js";
import { tells } from "./dossier.js";
import { w, day, type } from "./words.js";

let page = null, at = 0, body = null, changed = async () => {}, busy = false, editing = "";
/** The claim that is held to be set beside another: are the two one utterance? */
let held = null;
/** The claim on the card and when it was shown: how long a decision took is kept with it. */
let shown = "", since = 0;

const may = () => record.overview.reviewer && token();

export async function queue(where, refresh) {
  body = where; changed = refresh;
  if (page && page.blind === state.blind) draw();
  else await again();
}

async function again() {
  page = await api("queue", { blind: state.blind ? "true" : "" });
  page.blind = state.blind;
  at = Math.min(at, Math.max(0, page.waiting.length - 1));
  draw();
}

function draw() {
  if (!body?.isConnected) return;
  const waiting = page.waiting[at];
  if (waiting?.claim.id !== shown) { shown = waiting?.claim.id ?? ""; since = performance.now(); }
  const deed = (key, value, word) => h("button", { type: "button", class: "small", disabled: !may(), "aria-keyshortcuts": key, onclick: () => decide(value) }, h("kbd", {}, key), w(word));
  fill(body, h("div", { class: "scroll" },
    h("p", { class: "filters" },
      h("span", { class: "soft" }, w("left", page.total)),
      h("button", { type: "button", class: "chip", "aria-pressed": String(!!state.blind), onclick: () => set({ blind: state.blind ? "" : "yes" }) }, w("blind")),
      h("button", { type: "button", class: "chip", onclick: () => set({ report: "agreement" }) }, w("agreement")),
      h("button", { type: "button", class: "chip", onclick: () => set({ report: "log" }) }, w("log"))),
    !may() && h("p", { class: "soft" }, w("readOnly")),
    !waiting ? h("p", { class: "hollow" }, w("done")) : h("article", { class: "card now", id: "card", "aria-label": w("queue") },
      h("p", {}, tells(waiting.claim)),
      h("q", { dir: "auto" }, waiting.claim.words.join(" … ")),
      h("p", { class: "soft" }, waiting.claim.chain.map((one, ix) => [ix ? " ‹ " : "", name(one)])),
      h("p", { class: "soft" }, type(waiting.claim.type), " · ", waiting.claim.time ?? "?", " · ", waiting.claim.places.map(one => one.name).join(", ") || "?", " · ", day(waiting.claim.published)),
      h("p", { class: "soft", title: "impact / doubt" }, "●".repeat(waiting.impact) + "○".repeat(3 - waiting.impact), " ", "?".repeat(waiting.uncertainty)),
      waiting.decided.length > 0 && h("ul", { class: "log" }, waiting.decided.map(one => h("li", {}, `${one.author}: ${one.value}`))),
      editing === "edit" ? correction(waiting.claim) : editing && h("label", {}, h("span", { class: "soft" }, w(editing === "split" ? "parts" : "why")),
        h("input", { id: "detail", type: "text", autocomplete: "off", onkeydown: event => {
          event.stopPropagation();
          if (event.key === "Enter") decide(editing, event.target.value);
          if (event.key === "Escape") { editing = ""; draw(); }
        } })),
      held && held.claim.id !== waiting.claim.id && h("div", { class: "pair" }, h("p", { class: "soft" }, w("besideThis")),
        h("p", {}, name(held.claim.chain[0]), ", ", day(held.claim.published), " — ", h("q", { dir: "auto" }, held.claim.words.join(" … "))),
        h("p", { class: "deeds" }, h("button", { type: "button", class: "small", disabled: !may(), onclick: () => judge("same") }, h("kbd", {}, "m"), w("same")),
          h("button", { type: "button", class: "small", disabled: !may(), onclick: () => judge("different") }, h("kbd", {}, "n"), w("different")))),
      h("div", { class: "deeds" }, deed("a", "accept", "accept"), deed("r", "reject", "reject"), deed("u", "unsure", "unsure"), deed("e", "edit", "edit"), deed("s", "split", "split"),
        h("button", { type: "button", class: "small", onclick: () => set({ claim: waiting.claim.id }) }, h("kbd", {}, "o"), w("open")),
        h("button", { type: "button", class: "small", "aria-pressed": String(held?.claim.id === waiting.claim.id), onclick: hold }, h("kbd", {}, "m"), w("sameAs")),
        waiting.claim.places.length > 0 && h("button", { type: "button", class: "small", onclick: goTo }, h("kbd", {}, "g"), w("place")))),
    h("p", { class: "deeds" }, h("button", { type: "button", class: "small", disabled: !may(), onclick: undo }, h("kbd", {}, "z"), w("undo")),
      copier(w("copyApi"), () => `${location.origin}/api/v1/queue${state.blind ? "?blind=true" : ""}`, w("copied"))),
    h("ol", { class: "log" }, page.waiting.slice(0, 12).map((one, ix) => h("li", {}, h("button", { type: "button", class: "link", "aria-current": ix === at ? "true" : null, onclick: () => { at = ix; editing = ""; draw(); } }, name(one.claim.chain[0]), ", ", day(one.claim.published)), " ", h("span", { class: "soft" }, type(one.claim.type)))))));
  if (editing) document.getElementById("detail")?.focus();
}

/** What an edit may correct: the day, who holds, who loses. Enter records it, Escape leaves it. */
function correction(claim) {
  const near = claim.published ?? state.known, fields = {};
  const field = (key, word, more = {}) => h("label", {}, h("span", { class: "soft" }, w(word)), fields[key] = h("input", { type: "text", autocomplete: "off", id: key === "date" ? "detail" : "edit-" + key, ...more }));
  const actors = h("datalist", { id: "edit-actors" });
  const suggest = event => {
    const q = event.target.value.trim();
    if (q.length > 1) api("search", { q }).then(found => fill(actors, found.actors.map(one => h("option", { value: one.key }, one.name))), error => say(error.message));
  };
  const form = h("div", { class: "edit" }, field("date", "validDay", { placeholder: day(near), title: w("typeDay") }), field("holder", "holder", { oninput: suggest }), field("loser", "loser", { oninput: suggest }), actors,
    h("button", { type: "button", class: "small", onclick: () => keep() }, w("edit")));
  for (const [key, list] of [["holder", "edit-actors"], ["loser", "edit-actors"]]) fields[key].setAttribute("list", list);
  const keep = () => {
    const date = fields.date.value.trim() && parsed(fields.date.value, near);
    if (fields.date.value.trim() && !date) { fields.date.setAttribute("aria-invalid", "true"); fields.date.focus(); return say(w("typeDay")); }
    const parts = [date && `date=${date}`, ...["holder", "loser"].map(key => fields[key].value.trim() && `${key}=${fields[key].value.trim()}`)].filter(Boolean);
    if (parts.length) decide("edit", parts.join(" "));
  };
  form.addEventListener("keydown", event => {
    event.stopPropagation();
    if (event.key === "Enter" && event.target.tagName === "INPUT") keep();
    if (event.key === "Escape") { editing = ""; draw(); }
  });
  return form;
}

function hold() {
  const waiting = page?.waiting[at];
  held = held?.claim.id === waiting?.claim.id ? null : waiting ?? null;
  draw();
}

/** One utterance, or two: the judgement joins voices or parts them. */
async function judge(value) {
  const waiting = page?.waiting[at];
  if (!waiting || !held || busy || !may()) return;
  busy = true;
  try {
    await send("judge", { claim: held.claim.id, other: waiting.claim.id, value, reason: "" });
    say(w("saved", w(value)));
    held = null;
    await changed();
    await again();
  } catch (error) { say(error.message); } finally { busy = false; }
}

const goTo = () => { const place = page?.waiting[at]?.claim.places[0]; if (place && record.byKey.has(place.key)) set({ place: place.key, claim: "" }); };

async function decide(value, detail) {
  const waiting = page?.waiting[at];
  if (!waiting || busy || !may()) return;
  if ((value === "edit" || value === "split" || value === "reject") && detail === undefined) { editing = value; return draw(); }
  busy = true;
  try {
    const reject = value === "reject";
    await send("review", { claim: waiting.claim.id, value, detail: reject ? null : detail ?? null, reason: reject ? detail : "", blind: !!state.blind, took: Math.round(performance.now() - since) });
    say(w("saved", w(value)));
    editing = "";
    await changed();
    await again();
  } catch (error) { say(error.message); } finally { busy = false; }
}

async function undo() {
  if (busy || !may()) return;
  busy = true;
  try {
    const { decision } = await send("undo", { reason: "" });
    say(decision ? `${w("undo")}: ${w(decision.value)}` : w("nothing"));
    await changed();
    await again();
  } catch (error) { say(error.message); } finally { busy = false; }
}

/** Keys of the queue; true when the key was one of them. */
export function key(event) {
  const waiting = page?.waiting[at];
  const act = {
    j: () => { at = Math.min(at + 1, page.waiting.length - 1); editing = ""; draw(); },
    k: () => { at = Math.max(at - 1, 0); editing = ""; draw(); },
    a: () => decide("accept"), r: () => decide("reject"), u: () => decide("unsure"), e: () => decide("edit"), s: () => decide("split"),
    m: () => held && waiting && held.claim.id !== waiting.claim.id ? judge("same") : hold(), g: goTo,
    ...held && { n: () => judge("different") },
    o: () => waiting && set({ claim: waiting.claim.id }), z: undo,
  }[event.key];
  if (!act || !page) return false;
  act();
  return true;
}
