// The layer of discs: pictures of states copied pixel by pixel into one image, which the canvas is then
// given whole. Copying 10,000 of them with the canvas's own `drawImage` took some 90 ms, this takes a few,
// on any machine and without a graphics processor.

import { h } from "./dom.js";
import { draw } from "./symbols.js";

let ctx, image, pixels, wide = 0, tall = 0;

export function layer(canvas) {
  ctx = canvas.getContext("2d", { willReadFrequently: true });
}

/** The layer has this many pixels of the screen. */
export function size(width, height) {
  if (width === wide && height === tall) return;
  wide = width; tall = height;
  image = ctx.createImageData(Math.max(1, width), Math.max(1, height));
  pixels = new Uint32Array(image.data.buffer);
}

export const clear = () => pixels.fill(0);
export const show = () => ctx.putImageData(image, 0, 0);

/** Each state once per radius; `scale` is that of the screen. */
let pictures = new Map(), pen = null, scaled = 0;
export const forget = () => { pictures = new Map(); };
export function picture(code, r, scale) {
  if (scale !== scaled) { scaled = scale; forget(); }
  let byRadius = pictures.get(code);
  if (!byRadius) pictures.set(code, byRadius = []);
  return byRadius[r] ??= drawn(code, r, scale);
}

function drawn(code, r, scale) {
  const ring = code.besieged_by.length || code.attacked_by.length ? 8 : code.rule === "R8" ? 2 : 1;
  const side = Math.ceil(2 * (r + ring) * scale);
  if (!pen || pen.canvas.width < side) pen = h("canvas", { width: side, height: side }).getContext("2d", { willReadFrequently: true });
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, side, side);
  draw(pen, code, side / 2 / scale, side / 2 / scale, r);
  return { side, pixels: new Uint32Array(pen.getImageData(0, 0, side, side).data.buffer) };
}

/** Lays a picture over the layer with its middle at a pixel, within the columns `from .. to`. */
export function put(one, x, y, from, to) {
  const { side, pixels: source } = one, left = Math.round(x - side / 2), top = Math.round(y - side / 2);
  const x0 = Math.max(left, from), x1 = Math.min(left + side, to), y0 = Math.max(top, 0), y1 = Math.min(top + side, tall);
  for (let row = y0; row < y1; row++) {
    let at = (row - top) * side + x0 - left, into = row * wide + x0;
    for (let column = x0; column < x1; column++, at++, into++) {
      const colour = source[at], alpha = colour >>> 24;
      if (alpha === 0) continue;
      pixels[into] = alpha === 255 || pixels[into] >>> 24 === 0 ? colour : over(colour, alpha, pixels[into]);
    }
  }
}

/** Two channels at a time; over what is itself transparent, which only edges are, the weights are worked out. */
function over(top, alpha, under) {
  const below = under >>> 24;
  let weight = alpha + (alpha >> 7), all = 255;
  if (below < 255) {
    all = alpha + below * (255 - alpha) / 255;
    weight = Math.round(256 * alpha / all);
  }
  const rest = 256 - weight;
  const odd = (top & 0xff00ff) * weight + (under & 0xff00ff) * rest >>> 8 & 0xff00ff;
  const even = (top >>> 8 & 0xff) * weight + (under >>> 8 & 0xff) * rest & 0xff00;
  return (all << 24 | odd | even) >>> 0;
}

export const columns = () => wide;
