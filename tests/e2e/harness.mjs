// What the end-to-end tests and the measures share: the built program as a server on the loopback, and
// Debian's headless Chromium. Nothing is fetched from any network.

import { chromium } from "playwright-core";
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const here = path.dirname(fileURLToPath(import.meta.url)), root = path.join(here, "..", "..");
export const selon = path.resolve(process.argv[2] ?? "target/release/selon");
export const option = name => { const at = process.argv.indexOf(name); return at > 0 ? process.argv[at + 1] : null; };
export const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "selon-e2e-"));
const children = [];

export function run(...args) {
  return new Promise((done, fail) => {
    const child = spawn(selon, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    child.stdout.on("data", data => { out += data; }); child.stderr.on("data", data => { out += data; });
    child.on("exit", code => code === 0 ? done(out) : fail(new Error(`selon ${args.join(" ")}: ${out}`)));
  });
}

/** Serves a ledger and gives the address that the program prints. */
export function serve(ledger, ...more) {
  return new Promise((done, fail) => {
    const child = spawn(selon, ["serve", "--ledger", ledger, "--listen", "127.0.0.1:0", ...more], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    children.push(child);
    let out = "", err = "";
    child.stdout.on("data", data => { out += data; if (out.includes("\n")) done(out.trim()); });
    child.stderr.on("data", data => { err += data; });
    child.on("exit", code => fail(new Error(`selon serve ended with ${code}: ${err}`)));
  });
}

export const browser = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

const KINDS = { ".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".svg": "image/svg+xml" };

/** `--page FOLDER` takes the parts of the page from a folder instead of the program. */
export async function fromFolder(context) {
  const folder = option("--page");
  if (folder) await context.route("**/*", route => {
    const where = new URL(route.request().url()).pathname, file = path.join(folder, where === "/" ? "index.html" : where);
    return KINDS[path.extname(file)] && fs.existsSync(file) ? route.fulfill({ path: file, contentType: KINDS[path.extname(file)] }) : route.continue();
  });
}

/** A window of 1440 x 900 in French. */
export async function window(browser) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "fr-FR", acceptDownloads: true });
  await fromFolder(context);
  return context;
}

export const ready = page => page.waitForSelector("html[data-ready]", { timeout: 20000 });

/** Runs a body, and ends every server and leaves no file, whatever comes of it. */
export function main(body) {
  const end = code => {
    for (const child of children) child.removeAllListeners("exit").kill();
    fs.rmSync(scratch, { recursive: true, force: true });
    process.exit(code);
  };
  body().then(() => end(0), error => { console.error(error); end(1); });
}
