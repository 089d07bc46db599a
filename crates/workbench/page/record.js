// The record as the server tells it, and what can be worked out of it here: the state of every place
// on any day as known on any day, without asking again.

import { token } from "./state.js";

const EPOCH = Date.UTC(1970, 0, 1), DAY = 86400000;
export const number = day => Math.round((Date.parse(day + "T00:00:00Z") - EPOCH) / DAY);
export const date = n => new Date(EPOCH + n * DAY).toISOString().slice(0, 10);

export async function api(path, query = {}) {
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
  const response = await fetch(`/api/v1/${path}${search.size ? "?" + search : ""}`);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.problem ?? response.statusText);
  return answer;
}

export async function send(path, body) {
  const response = await fetch(`/api/v1/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-selon-token": token() ?? "" },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.problem ?? response.statusText);
  return answer;
}

export const UNKNOWN = Object.freeze({ state: "unknown", sides: [], rule: "R0", flags: [], claimed_by: [], besieged_by: [], attacked_by: [] });

export const record = { overview: null, places: [], byKey: new Map(), sides: new Map(), activity: [] };
/** Histories by lens: of every known day, or of one until that has arrived. */
const histories = new Map();

export async function load() {
  const [overview, places] = await Promise.all([api("record"), api("places")]);
  record.overview = overview;
  record.places = places;
  record.byKey = new Map(places.map(place => [place.key, place]));
  record.sides = new Map(overview.sides.map(side => [side.key, side]));
  histories.clear();
}

function indexed(history) {
  const rows = new Map(history.places.map((key, ix) => [key, history.rows[ix]]));
  return { codes: history.codes, rows, known: history.known ? number(history.known) : null };
}

/** Makes a lens ready: first for the known day alone, which is quick, then for every day. */
export async function ready(lens, known, then) {
  const there = histories.get(lens);
  if (there && (there.known === null || there.known === known)) return;
  histories.set(lens, indexed(await api("history", { lens, known: date(known) })));
  if (then) api("history", { lens }).then(whole => { histories.set(lens, indexed(whole)); then(); });
}

/** Whether a lens can be asked about a known day. */
export function covers(lens, known) {
  const there = histories.get(lens);
  return !!there && (there.known === null || there.known === known);
}

/** The parts of a place's row: `[known, from, code, from, code, ...]`. */
export function parts(lens, key) {
  return histories.get(lens)?.rows.get(key) ?? [];
}

/** The state of a row on a day, as known on a day. */
export function codeIn(history, row, day, known) {
  if (!row) return UNKNOWN;
  let part = null;
  if (history.known !== null) part = row[0];
  else for (let i = row.length - 1; i >= 0; i--) if (row[i][0] <= known) { part = row[i]; break; }
  if (!part) return UNKNOWN;
  for (let i = part.length - 2; i >= 1; i -= 2) if (part[i] <= day) return history.codes[part[i + 1]];
  return UNKNOWN;
}

export function codeAt(lens, key, day, known) {
  const history = histories.get(lens);
  return history ? codeIn(history, history.rows.get(key), day, known) : UNKNOWN;
}

/** The state of every place of a lens on a day, for the map: one pass, no allocation per place. */
export function eachCode(lens, day, known, each) {
  const history = histories.get(lens);
  if (!history) return;
  for (const place of record.places) each(place, codeIn(history, history.rows.get(place.key), day, known));
}

/** The word that a legend and a filter use: what is most worth saying of a state. */
export function kind(code) {
  if (code.state === "unknown") return code.claimed_by.length ? "claimed" : "unknown";
  if (code.state === "disputed" || code.state === "contested" || code.state === "lost") return code.state;
  if (code.claimed_by.length) return "claimed";
  return code.flags.includes("stale") ? "stale" : "held";
}
