// The whole state of the screen, kept in the address: a link shows another person the same screen.
// The session's token is not part of it: it is taken off the address and kept for this tab only.

const DEFAULTS = {
  place: "", on: "", known: "", lens: "reconciled", tab: "places", view: "map", claim: "", lang: "",
  from: "", to: "", state: "", actor: "", source: "", words: "", blind: "", panel: "", report: "", box: "",
  vs: "", cut: "50",
};

export const state = { ...DEFAULTS };
const listeners = [];

function read() {
  const query = new URLSearchParams(location.search);
  for (const key of Object.keys(DEFAULTS)) state[key] = query.get(key) ?? DEFAULTS[key];
}
read();

const hash = new URLSearchParams(location.hash.slice(1));
if (hash.get("token")) {
  sessionStorage.setItem("token", hash.get("token"));
  history.replaceState(null, "", location.pathname + location.search);
}
export const token = () => sessionStorage.getItem("token");

export function link(changes = {}) {
  const query = new URLSearchParams();
  const all = { ...state, ...changes };
  for (const [key, value] of Object.entries(all)) if (value !== DEFAULTS[key]) query.set(key, value);
  const text = query.toString().replaceAll("%3A", ":").replaceAll("%2F", "/");
  return location.pathname + (text ? "?" + text : "");
}

let written = 0;
/** Changes the state and tells everybody what changed. `quiet` replaces the address (a slider moves). */
export function set(changes, quiet = false) {
  const changed = new Set();
  for (const [key, value] of Object.entries(changes)) {
    if (state[key] !== value) { state[key] = value; changed.add(key); }
  }
  if (!changed.size) return;
  if (quiet) {
    // Browsers refuse more than some hundred changes of the address in half a minute.
    clearTimeout(written);
    written = setTimeout(() => history.replaceState(null, "", link()), 200);
  } else {
    clearTimeout(written);
    history.pushState(null, "", link());
  }
  for (const listener of listeners) listener(changed);
}

export function listen(listener) { listeners.push(listener); }

addEventListener("popstate", () => {
  const before = { ...state };
  read();
  const changed = new Set(Object.keys(state).filter(key => state[key] !== before[key]));
  if (changed.size) for (const listener of listeners) listener(changed);
});
