// Small helpers to build the page. Text is always set as text: nothing of a dispatch is ever markup.

export function h(tag, props = {}, ...kids) {
  const element = tag.startsWith("svg:")
    ? document.createElementNS("http://www.w3.org/2000/svg", tag.slice(4))
    : document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.setAttribute("class", value);
    else if (name === "style") Object.assign(element.style, value);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name in element && !tag.startsWith("svg:") && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  add(element, kids);
  return element;
}

function add(element, kids) {
  for (const kid of kids) {
    if (kid === null || kid === undefined || kid === false || kid === "") continue;
    if (Array.isArray(kid)) add(element, kid);
    else element.append(kid);
  }
}

export function fill(element, ...kids) {
  element.replaceChildren();
  add(element, kids);
  return element;
}

export const $ = id => document.getElementById(id);

/** A name that may be in another script: kept apart from the direction of what is around it. */
export const name = text => h("bdi", {}, text ?? "");

/** Says something to those who cannot see it happen. */
let quiet = 0;
export function say(text) {
  $("say").textContent = text;
  clearTimeout(quiet);
  quiet = setTimeout(() => { $("say").textContent = ""; }, 4000);
}

/** A button that copies a text. */
export function copier(label, text, said) {
  return h("button", { type: "button", class: "small", onclick: async () => {
    const value = typeof text === "function" ? text() : text;
    try { await navigator.clipboard.writeText(value); } catch {
      const area = h("textarea", { class: "off" }, value);
      document.body.append(area); area.select(); document.execCommand("copy"); area.remove();
    }
    say(said);
  } }, label);
}

/** Moves focus among siblings with the arrow keys. */
export function roving(container, selector, axis = "y") {
  container.addEventListener("keydown", event => {
    const [back, on] = axis === "y" ? ["ArrowUp", "ArrowDown"] : ["ArrowLeft", "ArrowRight"];
    if (event.key !== back && event.key !== on) return;
    const all = [...container.querySelectorAll(selector)];
    const at = all.indexOf(document.activeElement);
    if (at < 0) return;
    let step = event.key === on ? 1 : -1;
    if (axis === "x" && document.documentElement.dir === "rtl") step = -step;
    const next = all[at + step];
    if (next) { event.preventDefault(); next.focus(); }
  });
}
