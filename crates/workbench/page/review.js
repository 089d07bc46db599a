// The review queue: one card at a time, one key a decision, undo without end. What is recorded is an
// operation of the ledger with its author, instant and reason; nothing is ever erased.

import { h, fill, name, say } from "./dom.js";
import { state, set, token } from "./state.js";
import { api, send, record } from "./record.js";
import { tells } from "./dossier.js";
import { w, day, type } from "./words.js";

let page = null, at = 0, body = null, changed = async () => {}, busy = false, editing = "";

const may = () => record.overview.reviewer && token();

export async function queue(where, refresh) {
  body = where; changed = refresh;
  if (page && page.blind === state.blind && (!large() || page.place === state.place)) draw();
  else await again();
}

/** Weighing every claim of a large record takes too long to wait for: then one place at a time. */
const large = () => record.overview.claims > 20000;

async function again() {
  page = large() && !state.place ? { total: 0, waiting: [] } : await api("queue", { blind: state.blind ? "true" : "", place: large() ? state.place : "" });
  page.blind = state.blind; page.place = state.place;
  at = Math.min(at, Math.max(0, page.waiting.length - 1));
  draw();
}

function draw() {
  if (!body?.isConnected) return;
  const waiting = page.waiting[at];
  const deed = (key, value, word) => h("button", { type: "button", class: "small", disabled: !may(), "aria-keyshortcuts": key, onclick: () => decide(value) }, h("kbd", {}, key), w(word));
  fill(body, h("div", { class: "scroll" },
    h("p", { class: "filters" },
      h("span", { class: "soft" }, w("left", page.total)),
      h("button", { type: "button", class: "chip", "aria-pressed": String(!!state.blind), onclick: () => set({ blind: state.blind ? "" : "yes" }) }, w("blind")),
      h("button", { type: "button", class: "chip", onclick: () => set({ report: "agreement" }) }, w("agreement")),
      h("button", { type: "button", class: "chip", onclick: () => set({ report: "log" }) }, w("log"))),
    !may() && h("p", { class: "soft" }, w("readOnly")),
    !waiting ? h("p", { class: "hollow" }, w(large() && !state.place ? "pick" : "done")) : h("article", { class: "card now", id: "card", "aria-label": w("queue") },
      h("p", {}, tells(waiting.claim)),
      h("q", { dir: "auto" }, waiting.claim.words.join(" … ")),
      h("p", { class: "soft" }, waiting.claim.chain.map((one, ix) => [ix ? " ‹ " : "", name(one)])),
      h("p", { class: "soft" }, type(waiting.claim.type), " · ", waiting.claim.time ?? "?", " · ", waiting.claim.places.map(one => one.name).join(", ") || "?", " · ", day(waiting.claim.published)),
      h("p", { class: "soft", title: "impact / doubt" }, "●".repeat(waiting.impact) + "○".repeat(3 - waiting.impact), " ", "?".repeat(waiting.uncertainty)),
      waiting.decided.length > 0 && h("ul", { class: "log" }, waiting.decided.map(one => h("li", {}, `${one.author}: ${one.value}`))),
      editing && h("label", {}, h("span", { class: "soft" }, editing === "edit" ? "date=2017-11-09 holder=isis loser=syrian-army" : w("why")),
        h("input", { id: "detail", type: "text", autocomplete: "off", onkeydown: event => {
          event.stopPropagation();
          if (event.key === "Enter") decide(editing, event.target.value);
          if (event.key === "Escape") { editing = ""; draw(); }
        } })),
      h("div", { class: "deeds" }, deed("a", "accept", "accept"), deed("r", "reject", "reject"), deed("u", "unsure", "unsure"), deed("e", "edit", "edit"), deed("s", "split", "split"),
        h("button", { type: "button", class: "small", onclick: () => set({ claim: waiting.claim.id }) }, h("kbd", {}, "o"), w("open")))),
    h("p", { class: "deeds" }, h("button", { type: "button", class: "small", disabled: !may(), onclick: undo }, h("kbd", {}, "z"), w("undo"))),
    h("ol", { class: "log" }, page.waiting.slice(0, 12).map((one, ix) => h("li", {}, h("button", { type: "button", class: "link", "aria-current": ix === at ? "true" : null, onclick: () => { at = ix; editing = ""; draw(); } }, name(one.claim.chain[0]), ", ", day(one.claim.published)), " ", h("span", { class: "soft" }, type(one.claim.type)))))));
  if (editing) document.getElementById("detail")?.focus();
}

async function decide(value, detail) {
  const waiting = page?.waiting[at];
  if (!waiting || busy || !may()) return;
  if ((value === "edit" || value === "split" || value === "reject") && detail === undefined) { editing = value; return draw(); }
  busy = true;
  try {
    const reject = value === "reject";
    await send("review", { claim: waiting.claim.id, value, detail: reject ? null : detail ?? null, reason: reject ? detail : "", blind: !!state.blind });
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
    o: () => waiting && set({ claim: waiting.claim.id }), z: undo,
  }[event.key];
  if (!act || !page) return false;
  act();
  return true;
}
