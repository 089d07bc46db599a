// A field to type a day into, as people write days: 2017-11-09, 9/11, 9/11/2017, jeudi 9 novembre, Nov 9,
// ٩ نوفمبر. A year left out is the one that brings the day nearest to the day that stood there.

import { h } from "./dom.js";
import { number, date } from "./record.js";
import { LANGS, w, day } from "./words.js";

const plain = text => text.toLowerCase().replace(/[\u0660-\u0669]/g, sign => String(sign.charCodeAt(0) - 0x660)).normalize("NFKD").replace(/\p{M}/gu, "");
const names = (options, count, at) => {
  const found = new Map();
  for (const [lang] of LANGS) for (const width of ["long", "short"]) {
    const format = new Intl.DateTimeFormat(lang === "ar" ? "ar-u-ca-gregory" : lang, { timeZone: "UTC", [options]: width });
    for (let ix = 0; ix < count; ix++) found.set(plain(format.format(at(ix))).replace(/\.$/, ""), ix);
  }
  return found;
};
let months = null, weekdays = null;

/** The day that a text names, as `YYYY-MM-DD`; `null` when it names none. */
export function parsed(text, near) {
  months ??= names("month", 12, ix => new Date(Date.UTC(2017, ix, 15)));
  weekdays ??= names("weekday", 7, ix => new Date(Date.UTC(2017, 0, 1 + ix)));
  const words = plain(text).match(/\p{L}+|\d+/gu) ?? [], figures = words.filter(one => /^\d/.test(one)).map(Number);
  const rest = words.filter(one => !/^\d/.test(one) && one !== "er");
  const month = rest.map(one => months.get(one)).find(one => one !== undefined), weekday = rest.map(one => weekdays.get(one)).find(one => one !== undefined);
  if (rest.length !== (month !== undefined) + (weekday !== undefined) || !figures.length) return null;
  let y, m, d;
  if (month !== undefined) {
    m = month + 1;
    [d, y] = figures.length < 3 ? figures[0] > 31 ? [figures[1], figures[0]] : figures : [];
  } else if (figures.length >= 2 && figures.length <= 3) [y, m, d] = figures[0] > 31 ? figures : [figures[2], figures[1], figures[0]];
  if (!d || !m) return null;
  if (y !== undefined && y < 100) y += 2000;
  const made = year => {
    const at = new Date(Date.UTC(year, m - 1, d));
    return at.getUTCMonth() === m - 1 && at.getUTCDate() === d && (weekday === undefined || at.getUTCDay() === weekday) ? at.toISOString().slice(0, 10) : null;
  };
  if (y !== undefined) return y > 1800 && y < 3000 ? made(y) : null;
  const here = Number(near.slice(0, 4)), far = one => Math.abs(number(one) - number(near));
  return [here - 1, here, here + 1].map(made).filter(Boolean).sort((a, b) => far(a) - far(b))[0] ?? null;
}

/** The field: Enter takes the day, the arrows go a day on or back, Escape leaves it. */
export function field(id, label, now, take) {
  const input = h("input", { id, class: "day", type: "text", autocomplete: "off", spellcheck: false, size: "17", dir: "auto", "aria-label": label, title: w("typeDay"), value: day(now()) });
  const done = () => { delete input.dataset.typed; input.removeAttribute("aria-invalid"); input.value = day(now()); };
  const accept = () => {
    const found = parsed(input.value, now());
    if (!found) { input.setAttribute("aria-invalid", "true"); return; }
    delete input.dataset.typed; take(found); done();
  };
  input.addEventListener("focus", () => input.select());
  input.addEventListener("input", () => { input.dataset.typed = "yes"; input.removeAttribute("aria-invalid"); });
  input.addEventListener("blur", () => { if (input.dataset.typed) accept(); if (input.hasAttribute("aria-invalid")) done(); });
  input.addEventListener("keydown", event => {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key === "Enter") accept();
    else if (event.key === "Escape") { done(); input.blur(); }
    else if (step) { take(date(number(now()) + step)); done(); }
    else return;
    event.preventDefault(); event.stopPropagation();
  });
  return input;
}
