// The evidence reader: a dispatch as it was received, with the words a claim rests on marked by the CSS
// Custom Highlight API. The text stays one node, so that Arabic letters go on joining and nothing of a
// text can become markup.

import { h, fill, name, copier } from "./dom.js";
import { state, set } from "./state.js";
import { w, day, type } from "./words.js";
import { tells } from "./dossier.js";

/** Positions of UTF-16 units for positions of Unicode scalar values, in the order asked. */
function units(text, wanted) {
  const sorted = [...new Set(wanted)].sort((a, b) => a - b), found = new Map();
  let scalar = 0, unit = 0, next = 0;
  for (const sign of text) {
    while (next < sorted.length && sorted[next] === scalar) found.set(sorted[next++], unit);
    scalar++; unit += sign.length;
  }
  while (next < sorted.length) found.set(sorted[next++], unit);
  return found;
}

export function show(where, page, back) {
  const { claim, dispatch } = page;
  const text = h("div", { class: "text", dir: "auto", lang: dispatch.language, tabindex: "0", role: "document" });
  const node = document.createTextNode(dispatch.text);
  text.append(node);
  const cues = page.links.flatMap(one => [one.span, one.cue]).filter(Boolean);
  const rest = dispatch.marks.filter(mark => mark.claim !== claim.id).flatMap(mark => mark.spans);
  const places = units(dispatch.text, [...page.evidence, ...cues, ...rest].flatMap(one => [one.start, one.end]));
  const range = one => { const made = new Range(); made.setStart(node, places.get(one.start)); made.setEnd(node, places.get(one.end)); return made; };
  const evidence = page.evidence.map(range);
  const cite = `${dispatch.outlet ?? "?"}, ${day(dispatch.published)}${dispatch.title ? `, « ${dispatch.title} »` : ""}${dispatch.url ? `, ${dispatch.url}` : ""} (${dispatch.id.slice(0, 23)})`;
  fill(where,
    h("header", { class: "reader" },
      h("button", { type: "button", class: "small", id: "back", onclick: back }, "← ", w("back")),
      h("h2", { dir: "auto" }, dispatch.title ?? w("evidence")),
      h("p", { class: "soft" }, name(dispatch.outlet ?? "?"), " · ", w("published", day(dispatch.published)), " · ", w("hash"), " ", h("code", {}, dispatch.id.replace("blake3:", "").slice(0, 12)))),
    h("section", { class: "said" },
      h("p", { class: "head" }, tells(claim), claim.time && h("span", { class: "soft" }, " · ", claim.time)),
      h("h3", {}, w("chain")),
      h("ol", { class: "chain" }, page.links.map(one => h("li", { class: one.kind }, name(one.name), one.anonymity && h("span", { class: "soft" }, " · ", one.anonymity), one.stance !== "asserts" && h("span", { class: "flag" }, one.stance)))),
      h("p", { class: "soft" }, type(claim.type), " · ", claim.modality, " · ", w("ruleRead"), " ", h("code", {}, claim.rule))),
    text,
    h("p", { class: "tools" }, copier(w("cite"), cite, w("copied")),
      copier(w("copyApi"), `${location.origin}/api/v1/claim/${claim.id}`, w("copied")),
      dispatch.url && h("a", { class: "small", href: safe(dispatch.url), rel: "noreferrer noopener", target: "_blank" }, "↗ ", host(dispatch.url))),
    dispatch.versions.length > 0 && h("p", { class: "soft" }, `${dispatch.versions.length} ${w("versions")}`),
    page.decisions.length > 0 && h("ul", { class: "decided" }, page.decisions.map(one => h("li", { class: one.undone ? "undone" : "" }, `${one.author}: ${one.value}`, one.reason && ` — ${one.reason}`, h("span", { class: "soft" }, " ", one.instant)))));
  mark("claims", rest.map(range)); mark("voice", cues.map(range)); mark("evidence", evidence);
  const first = evidence[0]?.getBoundingClientRect(), frame = where.getBoundingClientRect();
  if (first && (first.bottom > frame.bottom || first.top < frame.top)) where.scrollTop += first.top - frame.top - frame.height / 2;
  return evidence;
}

function mark(key, ranges) {
  if (!("highlights" in CSS)) return;
  if (ranges.length) { const made = new Highlight(...ranges); made.priority = key === "evidence" ? 2 : key === "voice" ? 1 : 0; CSS.highlights.set(key, made); }
  else CSS.highlights.delete(key);
}
export function unmark() {
  if ("highlights" in CSS) for (const key of ["claims", "voice", "evidence"]) CSS.highlights.delete(key);
}

/** Only addresses of the web are links: a metadata file could name anything. */
const safe = url => /^https?:\/\//i.test(url) ? url : null;
const host = url => { try { return new URL(url).host; } catch { return ""; } };
