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
const histories = new Map(), asked = new Map();

export async function load() {
  const [overview, places] = await Promise.all([api("record"), api("places")]);
  record.overview = overview;
  // The most spoken-of first, once: lists, names on the map and sizes of discs all go by it.
  record.places = places.sort((a, b) => b.claims - a.claims || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.key < b.key ? -1 : 1));
  record.byKey = new Map(places.map((place, ix) => [place.key, Object.assign(place, { ix })]));
  record.sides = new Map(overview.sides.map(side => [side.key, side]));
  histories.clear(); asked.clear();
}

/**
 * A history in flat columns, so that a slider asks for the states of 10,000 places without one
 * allocation. Place `ix` has the parts `rows[ix] .. rows[ix + 1]`, a part is in force from the known day
 * `knowns[part]` and has the runs `runs[part] .. runs[part + 1]`, a run begins on the day `froms[run]`
 * and has the state `codes[numbers[run]]`. Number 0 is that of nothing known.
 */
function indexed(history) {
  const own = new Array(record.places.length);
  let parts = 0, runs = 0;
  history.places.forEach((key, row) => {
    const place = record.byKey.get(key);
    if (!place) return;
    own[place.ix] = history.rows[row];
    for (const part of own[place.ix]) { parts++; runs += (part.length - 1) / 2; }
  });
  const made = {
    codes: [UNKNOWN, ...history.codes], known: history.known ? number(history.known) : null,
    rows: new Int32Array(own.length + 1), knowns: new Int32Array(parts), runs: new Int32Array(parts + 1),
    froms: new Int32Array(runs), numbers: new Int32Array(runs),
  };
  let part = 0, run = 0;
  for (let ix = 0; ix < own.length; ix++) {
    made.rows[ix] = part;
    for (const one of own[ix] ?? []) {
      made.knowns[part] = one[0]; made.runs[part++] = run;
      for (let i = 1; i < one.length; i += 2) { made.froms[run] = one[i]; made.numbers[run++] = one[i + 1] + 1; }
    }
  }
  made.rows[own.length] = part; made.runs[part] = run;
  return made;
}

/** Makes a lens ready for a known day, which is quick. Each question is asked once, however often. */
export function ready(lens, known) {
  if (covers(lens, known)) return Promise.resolve();
  const key = lens + "@" + known;
  if (!asked.has(key)) {
    asked.set(key, api("history", { lens, known: date(known) }).then(history => {
      asked.delete(key);
      if (!covers(lens, known)) histories.set(lens, indexed(history));
    }, error => { asked.delete(key); throw error; }));
  }
  return asked.get(key);
}

/** Makes a lens ready for every known day: from then on no slider has to ask. Nothing when it is already. */
export function whole(lens) {
  if (histories.get(lens)?.known === null) return null;
  if (!asked.has(lens)) {
    const asking = record.overview;
    asked.set(lens, api("history", { lens }).then(history => {
      asked.delete(lens);
      if (asking === record.overview) histories.set(lens, indexed(history));
    }, error => { asked.delete(lens); throw error; }));
  }
  return asked.get(lens);
}

/** Whether a lens can be asked about a known day. */
export function covers(lens, known) {
  const there = histories.get(lens);
  return !!there && (there.known === null || there.known === known);
}

/** The last of `list[from .. to]`, which rises, that is at most `value`; `from - 1` when none is. */
function lastUpTo(list, from, to, value) {
  let low = from, high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] <= value) low = middle + 1; else high = middle;
  }
  return low - 1;
}

function numberIn(history, ix, day, known) {
  const first = history.rows[ix], end = history.rows[ix + 1];
  if (first === end) return 0;
  const part = history.known !== null ? first : lastUpTo(history.knowns, first, end, known);
  if (part < first) return 0;
  const begin = history.runs[part], run = lastUpTo(history.froms, begin, history.runs[part + 1], day);
  return run < begin ? 0 : history.numbers[run];
}

export function codeAt(lens, key, day, known) {
  const history = histories.get(lens), place = record.byKey.get(key);
  return history && place ? history.codes[numberIn(history, place.ix, day, known)] : UNKNOWN;
}

/** The states that a lens tells of, by number. */
export const codesOf = lens => histories.get(lens)?.codes ?? [UNKNOWN];

/** The number of the state of every place on a day, as known on a day, into `out`. */
export function numbersAt(lens, day, known, out) {
  const history = histories.get(lens);
  if (!history) return out.fill(0);
  for (let ix = 0; ix < out.length; ix++) out[ix] = numberIn(history, ix, day, known);
  return out;
}

/** The days of knowledge on which what a lens tells of a place changes, and the days it tells of. */
export function turns(lens, key) {
  const history = histories.get(lens), place = record.byKey.get(key);
  if (!history || !place) return { knowns: [], froms: [] };
  const first = history.rows[place.ix], end = history.rows[place.ix + 1];
  return {
    knowns: [...history.knowns.subarray(first, end)],
    froms: [...history.froms.subarray(history.runs[first], history.runs[end])],
  };
}

/** The word that a legend and a filter use: what is most worth saying of a state. */
export function kind(code) {
  if (code.state === "unknown") return code.claimed_by.length ? "claimed" : "unknown";
  if (code.state === "disputed" || code.state === "contested" || code.state === "lost") return code.state;
  if (code.claimed_by.length) return "claimed";
  return code.flags.includes("stale") ? "stale" : "held";
}
