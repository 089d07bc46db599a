// The disc that stands for a state of a place. Nothing blinks; nothing is told by colour alone: each
// state has its own shape, and sides have a letter.

import { h } from "./dom.js";
import { record } from "./record.js";
import { stateLine } from "./words.js";

const RIM = "#222222", GREY = "#8b8f94", PAPER = "#fbfaf7";
const colour = key => record.sides.get(key)?.colour ?? GREY;
const letter = key => record.sides.get(key)?.letter ?? "";

/** Whether dark or light writing reads better on a fill. */
function ink(fill) {
  const [r, g, b] = [1, 3, 5].map(at => parseInt(fill.slice(at, at + 2), 16) / 255).map(c => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
  return .2126 * r + .7152 * g + .0722 * b > .3 ? "#1a1a1a" : "#ffffff";
}

function hatch(ctx, x, y, r, fill) {
  ctx.save();
  ctx.beginPath(); ctx.arc(x, y, r, 0, 7); ctx.clip();
  ctx.strokeStyle = fill; ctx.lineWidth = Math.max(1.4, r / 4.5);
  ctx.beginPath();
  for (let d = -2 * r; d <= 2 * r; d += Math.max(3.4, r / 1.9)) { ctx.moveTo(x + d - r, y + r); ctx.lineTo(x + d + r, y - r); }
  ctx.stroke(); ctx.restore();
}

function half(ctx, x, y, r, from, fill) {
  ctx.fillStyle = fill; ctx.beginPath(); ctx.arc(x, y, r, from, from + Math.PI); ctx.closePath(); ctx.fill();
}

function glyph(ctx, text, x, y, size, fill) {
  ctx.fillStyle = fill; ctx.font = `700 ${size}px "Noto Sans", system-ui, sans-serif`;
  ctx.textAlign = "center"; ctx.textBaseline = "middle"; ctx.fillText(text, x, y + size * .06);
}

/** Draws a state around a point; `r` is the radius of the disc in pixels. */
export function draw(ctx, code, x, y, r, letters = r >= 7) {
  const stale = code.flags.includes("stale") || code.rule === "R6";
  ctx.save();
  const rim = Math.max(1.2, Math.min(2, r / 4.5));
  const outline = dash => { ctx.globalAlpha = 1; ctx.setLineDash(dash); ctx.lineWidth = rim; ctx.strokeStyle = RIM; ctx.beginPath(); ctx.arc(x, y, r, 0, 7); ctx.stroke(); ctx.setLineDash([]); };
  const [first, second] = code.sides;
  const disc = fill => { ctx.fillStyle = fill; ctx.beginPath(); ctx.arc(x, y, r, 0, 7); ctx.fill(); };
  // Pale on paper rather than see-through: what lies under a disc must not seem to be part of it.
  if (stale) { disc(PAPER); ctx.globalAlpha = .4; }
  if (code.state === "held") {
    disc(colour(first));
    for (const side of code.claimed_by) if (side !== first) { hatch(ctx, x, y, r, colour(side)); break; }
    outline(stale ? [1.5, 2.5] : []);
    if (letters) {
      // A letter on a hatched disc stands on a small plate, or it could not be read.
      if (code.claimed_by.length) { ctx.fillStyle = colour(first); ctx.beginPath(); ctx.arc(x, y, r * .58, 0, 7); ctx.fill(); }
      glyph(ctx, letter(first), x, y, r * 1.05, ink(colour(first)));
    }
  } else if (code.state === "contested") {
    half(ctx, x, y, r, -Math.PI / 4, colour(first ?? "")); half(ctx, x, y, r, Math.PI * 3 / 4, colour(second ?? first ?? ""));
    outline(stale ? [1.5, 2.5] : []);
    if (letters) { glyph(ctx, letter(second ?? ""), x - r * .38, y - r * .36, r * .68, ink(colour(second ?? ""))); glyph(ctx, letter(first ?? ""), x + r * .38, y + r * .38, r * .68, ink(colour(first ?? ""))); }
  } else if (code.state === "disputed") {
    half(ctx, x, y, r, Math.PI / 2, colour(first ?? "")); half(ctx, x, y, r, -Math.PI / 2, colour(second ?? ""));
    outline(stale ? [1.5, 2.5] : []);
    ctx.fillStyle = PAPER; ctx.fillRect(x - Math.max(1, r / 6), y - r - 1, Math.max(2, r / 3), 2 * r + 2);
    if (letters) { glyph(ctx, letter(first ?? ""), x - r * .56, y, r * .68, ink(colour(first ?? ""))); glyph(ctx, letter(second ?? ""), x + r * .56, y, r * .68, ink(colour(second ?? ""))); }
  } else if (code.state === "lost") {
    disc(PAPER); outline([]);
    ctx.strokeStyle = colour(first ?? ""); ctx.lineWidth = Math.max(2, r / 2.6);
    ctx.beginPath(); ctx.moveTo(x - r * .78, y + r * .78); ctx.lineTo(x + r * .78, y - r * .78); ctx.stroke();
  } else if (code.claimed_by.length) {
    disc(PAPER); hatch(ctx, x, y, r, colour(code.claimed_by[0])); outline([]);
  } else {
    disc(PAPER);
    ctx.lineWidth = rim; ctx.strokeStyle = GREY; ctx.beginPath(); ctx.arc(x, y, r, 0, 7); ctx.stroke();
  }
  ctx.globalAlpha = 1;
  if (code.besieged_by.length) {
    for (const [width, style] of [[rim + 3.2, RIM], [rim + 1.4, colour(code.besieged_by[0])]]) {
      ctx.lineWidth = width; ctx.strokeStyle = style; ctx.beginPath(); ctx.arc(x, y, r + 4, 0, 7); ctx.stroke();
    }
  } else if (code.attacked_by.length) {
    for (const [width, style] of [[rim + 2, RIM], [rim + .7, colour(code.attacked_by[0])]]) {
      ctx.lineWidth = width; ctx.strokeStyle = style;
      for (let i = 0; i < 4; i++) { ctx.beginPath(); ctx.arc(x, y, r + 4, i * Math.PI / 2 + .35, i * Math.PI / 2 + 1.2); ctx.stroke(); }
    }
  }
  if (code.rule === "R8") { ctx.fillStyle = RIM; ctx.fillRect(x + r * .5, y - r * 1.05, r * .62, r * .62); ctx.fillStyle = PAPER; ctx.fillRect(x + r * .62, y - r * .93, r * .38, r * .38); }
  ctx.restore();
}

/** A state as a small picture with its words, for legends, lists and reports. */
export function symbol(code, r = 8, label = stateLine(code)) {
  const size = 2 * (r + 7), scale = 3;
  const canvas = h("canvas", { width: size * scale, height: size * scale, class: "symbol", ...(label ? { role: "img", "aria-label": label, title: label } : { "aria-hidden": "true" }) });
  canvas.style.width = canvas.style.height = size + "px";
  const ctx = canvas.getContext("2d");
  ctx.scale(scale, scale);
  draw(ctx, code, size / 2, size / 2, r, true);
  return canvas;
}

export { colour };
