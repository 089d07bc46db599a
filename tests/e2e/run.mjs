// End to end: a person opens the workbench on the samples and finds what they tell. Everything is checked
// in a headless Chromium against the built program; nothing is fetched from any network.
//
// node run.mjs SELON [--shots FOLDER] [--page FOLDER]
//
// --page takes the parts of the page from a folder instead of the program: to try an edit without a build.

import { run, serve, browser as launch, window as open, fromFolder, ready, main, here, scratch, option } from "./harness.mjs";
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";
import assert from "node:assert/strict";

const shots = option("--shots");

const steps = [];
async function step(name, body) {
  const begun = performance.now();
  try { await body(); } catch (error) { console.error(`FAILED  ${name}`); throw error; }
  steps.push(name);
  console.log(`ok  ${name}  (${Math.round(performance.now() - begun)} ms)`);
}

async function shot(page, name) {
  if (!shots) return;
  fs.mkdirSync(shots, { recursive: true });
  await page.waitForTimeout(250);
  await page.screenshot({ path: path.join(shots, name + ".png") });
}

const text = (page, selector) => page.locator(selector).first().innerText();

async function axe(page, where) {
  const source = fs.readFileSync(path.join(here, "node_modules", "axe-core", "axe.min.js"), "utf8");
  // The page's policy refuses foreign scripts; the checker comes in through the debugger instead.
  await page.evaluate(source);
  await page.waitForSelector("html:not([data-moving])");
  const found = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
  const serious = found.violations.filter(one => ["serious", "critical"].includes(one.impact));
  for (const one of found.violations) console.log(`  axe ${where}: ${one.impact} ${one.id}: ${one.nodes.map(node => node.target.join(" ")).slice(0, 4).join(" | ")}`);
  assert.equal(serious.length, 0, `axe finds ${serious.map(one => one.id).join(", ")} on ${where}`);
}

main(async () => {
  const ledger = path.join(scratch, "record.selon");
  await run("ingest", "samples", "--ledger", ledger);
  const address = await serve(ledger, "--review", "--as", "Lectrice");
  const base = address.split("#")[0], token = address.split("#")[1];
  const browser = await launch(), context = await open(browser);
  const page = await context.newPage();
  const faults = [], foreign = [], bytes = new Map();
  page.on("pageerror", error => faults.push(error.message));
  page.on("console", message => { if (message.type() === "error") faults.push(message.text()); });
  page.on("request", request => { if (!request.url().startsWith(base)) foreign.push(request.url()); });
  page.on("response", async response => {
    const where = new URL(response.url()).pathname;
    if (!where.startsWith("/api/")) bytes.set(where, await response.body().catch(() => Buffer.alloc(0)));
  });

  await step("opens in French, with the record's counts", async () => {
    await page.goto(address); await ready(page);
    assert.equal(await page.getAttribute("html", "lang"), "fr");
    assert.match(await text(page, "#ledger"), /84 affirmations · 13 dépêches|\d+ affirmations · 13 dépêches/);
    assert.ok(!page.url().includes("token"), "the token is taken off the address");
  });

  await step("weighs less than 1 MB, compressed", async () => {
    const sizes = [...bytes.values()].map(body => [body.length, zlib.gzipSync(body).length]);
    const sum = at => sizes.reduce((all, one) => all + one[at], 0);
    console.log(`  page weight: ${bytes.size} files, ${Math.round(sum(0) / 1024)} kB, ${Math.round(sum(1) / 1024)} kB compressed`);
    assert.ok(bytes.size > 10 && sum(1) < 1024 * 1024);
  });

  await step("finds a place by typing", async () => {
    await page.keyboard.press("/");
    await page.keyboard.type("abou kam", { delay: 15 });
    await page.waitForSelector('#found [role="option"]');
    assert.match(await text(page, '#found [role="option"]'), /al-Boukamal/);
    await shot(page, "search");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#dossier .place h2");
    assert.equal(await text(page, "#dossier h2"), "al-Boukamal");
  });

  const move = async (key, day) => {
    // The handle is a slider for keyboards too: one arrow is one day.
    await page.locator("#handle-" + key).focus();
    for (let i = 0; i < 400; i++) {
      const now = await page.evaluate(k => new URLSearchParams(location.search).get(k), key);
      const at = Number(await page.getAttribute("#handle-" + key, "aria-valuenow"));
      const want = Math.round(Date.parse(day + "T00:00:00Z") / 86400000);
      if (at === want) { await page.waitForSelector("html:not([data-moving])"); return now; }
      const far = Math.abs(want - at);
      await page.keyboard.press(want > at ? (far >= 7 ? "PageUp" : "ArrowRight") : far >= 7 ? "PageDown" : "ArrowLeft");
    }
    throw new Error(`the handle ${key} does not reach ${day}`);
  };
  const line = async (wanted, why) => {
    await page.waitForFunction(([w]) => document.querySelector("#dossier .state .line")?.innerText.includes(w), [wanted], { timeout: 5000 })
      .catch(async () => assert.fail(`${why}: expected « ${wanted} », the page says « ${await text(page, "#dossier .state .line")} »`));
  };

  await step("moves both handles and the state changes as the samples tell", async () => {
    await move("on", "2017-11-10"); await move("known", "2017-11-10");
    await line("tenu par gouvernement syrien", "on the 10th, as known on the 10th");
    await move("known", "2017-11-12"); await move("on", "2017-11-11");
    await line("tenu par État islamique", "on the 11th, as known on the 12th");
    await move("on", "2017-11-20"); await move("known", "2017-11-20");
    await line("tenu par gouvernement syrien", "on the 20th, as known on the 20th");
    await move("on", "2017-11-11"); await move("known", "2017-11-12");
    // The address follows a slider when it rests.
    await page.waitForURL(/on=2017-11-11.*known=2017-11-12/);
    assert.match(await text(page, "#dossier .because"), /Sans un mot depuis/);
    assert.match(await text(page, "#dossier .hidden-later"), /\d+ paroles publiées plus tard/);
    await shot(page, "workbench");
  });

  await step("drags the amber handle with the mouse", async () => {
    const handle = await page.locator("#handle-known .grip").boundingBox();
    await page.mouse.move(handle.x + 10, handle.y + 20); await page.mouse.down();
    await page.mouse.move(handle.x + 160, handle.y + 20, { steps: 6 }); await page.mouse.up();
    assert.ok(Number(await page.getAttribute("#handle-known", "aria-valuenow")) > Date.parse("2017-11-12") / 86400000);
    await move("known", "2017-11-12");
  });

  await step("takes days that are typed, as people write them", async () => {
    const typed = async (key, words, day) => {
      await page.locator("#day-" + key).fill(words); await page.keyboard.press("Enter");
      await page.waitForFunction(([k, d]) => Number(document.getElementById("handle-" + k).getAttribute("aria-valuenow")) === Date.parse(d) / 86400000, [key, day], { timeout: 4000 });
      await page.waitForTimeout(350);
    };
    await typed("known", "jeudi 9 novembre", "2017-11-09"); await typed("on", "8/11", "2017-11-08");
    await typed("known", "20.11.2017", "2017-11-20"); await typed("on", "2017-11-11", "2017-11-11");
    await page.locator("#day-on").fill("le 31 février"); await page.keyboard.press("Enter");
    assert.equal(await page.getAttribute("#day-on", "aria-invalid"), "true", "a day that is none is refused");
    await page.keyboard.press("Escape");
    await page.locator("#centre").focus(); await page.keyboard.press("Shift+D");
    assert.equal(await page.evaluate(() => document.activeElement.id), "day-known");
    await typed("known", "12 Nov", "2017-11-12"); await page.locator("#dossier").focus();
  });

  await step("lays two days of knowledge side by side on the map", async () => {
    await page.locator("#compare").click();
    await page.waitForSelector("#divider:not([hidden])");
    await page.locator("#day-other").fill("9/11/2017"); await page.keyboard.press("Enter");
    await page.waitForURL(/vs=reconciled(@|%40)2017-11-09/);
    await page.waitForFunction(() => document.getElementById("divider").dataset.right?.includes("9 nov"));
    // The chosen place stands in the middle: the divider on either side of it shows one day or the other.
    const middle = async cut => {
      await page.locator("#divider").focus(); await page.keyboard.press(cut);
      await page.waitForTimeout(300);
      return page.evaluate(() => { const canvas = document.querySelector(".map > canvas:nth-of-type(2)"), data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data; let sum = 0; for (let i = 0; i < data.length; i++) sum = (sum * 31 + data[i]) >>> 0; return sum; });
    };
    assert.notEqual(await middle("Home"), await middle("End"), "the sides differ");
    await page.evaluate(() => { const url = new URL(location); url.searchParams.set("cut", "50"); history.replaceState(null, "", url); dispatchEvent(new PopStateEvent("popstate")); });
    await axe(page, "comparison"); await shot(page, "compare");
    await page.locator("#compare").click();
    await page.waitForSelector("#divider", { state: "hidden" });
  });

  await step("opens the two clocks and the explanation", async () => {
    await page.locator("#dossier").focus();
    await page.keyboard.press("Shift+B");
    await page.waitForSelector(".triangle");
    const told = await page.locator(".told li").allInnerTexts();
    assert.ok(told.some(one => /9 novembre/.test(one)) && told.some(one => /11 novembre/.test(one)), told.join(" / "));
    await page.evaluate(() => document.querySelector("#dossier .two-clocks").scrollIntoView({ block: "start" }));
    await page.waitForFunction(() => !document.getElementById("say").textContent);
    await shot(page, "two-clocks");
    await page.locator("#dossier").focus();
    await page.keyboard.press("x");
    await page.waitForSelector("#explain");
    assert.match(await text(page, "#explain"), /paroles pesées/);
    await page.evaluate(() => document.querySelector("#explain").scrollIntoView({ block: "start" }));
    await shot(page, "explain");
    await page.locator("#dossier").focus(); await page.keyboard.press("x");
  });

  const opened = page.url();
  await step("opens evidence, and the right words are marked in the text", async () => {
    const words = page.locator(".voice .words", { hasText: /repris|reprend/ }).first(), said = await words.innerText();
    await words.click();
    await page.waitForSelector("#dossier .text");
    const marked = await page.evaluate(() => [...CSS.highlights.get("evidence")].map(range => range.toString()));
    assert.equal(marked.join(" … "), said, "the words clicked are the words marked");
    assert.match(said, /repris|reprend/);
    const nodes = await page.evaluate(() => document.querySelector("#dossier .text").childNodes.length);
    assert.equal(nodes, 1, "the text stays one node");
    await shot(page, "evidence");
    await page.keyboard.press("Escape");
    await page.waitForSelector("#dossier .place");
  });

  await step("the address shows another person the same screen", async () => {
    const other = await context.newPage();
    await other.goto(opened); await ready(other);
    assert.equal(await text(other, "#dossier h2"), "al-Boukamal");
    assert.match(await text(other, "#dossier .state .line"), /État islamique/);
    await other.close();
  });

  await step("the table equals the map", async () => {
    await page.locator('[data-view="table"]').click();
    const rows = await page.locator(".table .virtual [role=row]").count();
    assert.ok(rows > 8, `${rows} rows`);
    assert.match(await page.locator('.table [role=row][aria-current]').innerText(), /al-Boukamal[\s\S]*tenu par État islamique/);
    await axe(page, "table"); await shot(page, "table");
    await page.locator('[data-view="map"]').click();
  });

  await step("accepts a claim with one key, sees it recorded, and takes it back", async () => {
    await page.locator("#tab-queue").click();
    await page.waitForSelector("#card");
    const count = async () => Number((await text(page, "#list .soft")).match(/\d+/)[0]);
    const before = await count(), first = await text(page, "#card");
    await shot(page, "review");
    await page.locator("#tab-queue").focus();
    await page.keyboard.press("a");
    await page.waitForFunction(n => Number(document.querySelector("#list .soft")?.innerText.match(/\d+/)?.[0]) === n, before - 1);
    assert.notEqual(await text(page, "#card"), first, "the next card comes by itself");
    let decisions = await (await context.request.get(base + "api/v1/decisions")).json();
    assert.deepEqual([decisions.length, decisions[0].value, decisions[0].author, decisions[0].undone], [1, "accept", "Lectrice", false]);
    assert.ok(decisions[0].took > 0, "how long it took is kept");
    await page.keyboard.press("z");
    await page.waitForFunction(n => Number(document.querySelector("#list .soft")?.innerText.match(/\d+/)?.[0]) === n, before);
    decisions = await (await context.request.get(base + "api/v1/decisions")).json();
    assert.deepEqual(decisions.map(one => [one.kind, one.undone]), [["review", true], ["undo", false]], "both are kept");
    await page.keyboard.press("m"); await page.keyboard.press("j");
    await page.waitForSelector("#card .pair");
    await page.keyboard.press("n");
    await page.waitForFunction(async () => (await (await fetch("/api/v1/decisions")).json()).length === 3);
    decisions = await (await context.request.get(base + "api/v1/decisions")).json();
    assert.deepEqual([decisions[2].kind, decisions[2].value], ["judgement", "different"], "a pair is judged");
    await page.waitForSelector("#card .pair", { state: "detached" });
    await page.keyboard.press("z");
    await page.waitForFunction(async () => (await (await fetch("/api/v1/decisions")).json()).length === 4);
    await page.waitForFunction(n => Number(document.querySelector("#list .soft")?.innerText.match(/\d+/)?.[0]) === n, before);
    await page.waitForTimeout(600);
    await page.keyboard.press("e");
    await page.waitForSelector("#card .edit", { timeout: 5000 }); await page.keyboard.type("vendredi 10/11"); await page.keyboard.press("Enter");
    await page.waitForFunction(async () => (await (await fetch("/api/v1/decisions")).json()).at(-1).object === "date=2017-11-10");
    await page.waitForSelector("#card .edit", { state: "detached" });
    await page.keyboard.press("z");
    await page.waitForFunction(async () => (await (await fetch("/api/v1/decisions")).json()).length === 6);
    await page.locator("#tab-places").click();
  });

  await step("writes nothing without the session's token", async () => {
    const send = headers => context.request.post(base + "api/v1/undo", { data: {}, headers });
    assert.equal((await send({})).status(), 401);
    assert.equal((await send({ "x-selon-token": "0".repeat(32) })).status(), 401);
    assert.equal((await context.request.post(base + "api/v1/undo", { data: {}, headers: { origin: "http://elsewhere.example", "x-selon-token": token.split("=")[1] } })).status(), 403);
  });

  await step("speaks English and Arabic; Arabic mirrors the panels and not the time", async () => {
    await page.locator('#langs [lang="en"]').click();
    await line("held by Islamic State", "in English");
    await page.locator('#langs [lang="ar"]').click();
    await line("تحت سيطرة", "in Arabic");
    assert.equal(await page.getAttribute("html", "dir"), "rtl");
    await page.waitForTimeout(300);
    const [left, right] = [await page.locator("#left").boundingBox(), await page.locator("#dossier").boundingBox()];
    assert.ok(left.x > right.x, "the panels are mirrored");
    const [on, known] = [await page.locator("#handle-on").boundingBox(), await page.locator("#handle-known").boundingBox()];
    assert.ok(on.x < known.x, "time runs from left to right");
    assert.equal(await text(page, "#dossier h2"), "أبو كمال");
    await axe(page, "Arabic"); await shot(page, "arabic");
    await page.locator('#langs [lang="fr"]').click();
    await line("tenu par État islamique", "in French again");
  });

  await step("an accessibility checker finds nothing serious", async () => {
    await axe(page, "map");
    await page.locator("#tab-queue").click(); await page.waitForSelector("#card"); await axe(page, "queue");
    await page.locator("#tab-sources").click(); await axe(page, "sources"); await page.locator("#tab-places").click();
    await page.locator(".voice .words").first().click(); await page.waitForSelector("#dossier .text"); await axe(page, "evidence");
    await page.keyboard.press("Escape");
    for (const report of ["agreement", "log", "tracks", "claims&words=ville"]) {
      const other = await context.newPage();
      await other.goto(`${base}?lang=fr&report=${report}`); await ready(other);
      await other.waitForSelector("#report h1"); await axe(other, report); await shot(other, "page-" + report.split("&")[0]);
      await other.close();
    }
  });

  await step("fits smaller windows, and stands still where motion is unwanted", async () => {
    for (const [width, height] of [[1024, 768], [390, 844]]) {
      const small = await browser.newContext({ viewport: { width, height }, locale: "fr-FR", reducedMotion: "reduce" }), narrow = await small.newPage();
      await fromFolder(small);
      await narrow.goto(opened); await ready(narrow); await narrow.waitForTimeout(600);
      const over = await narrow.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(over <= 0, `${width}: ${over} pixels too wide`);
      assert.equal(await narrow.evaluate(() => document.getAnimations().length), 0, "nothing moves");
      await axe(narrow, `${width} x ${height}`); await shot(narrow, `window-${width}`);
      await small.close();
    }
  });

  await step("prints a dossier and the bulletin of a day to PDF", async () => {
    for (const [key, title, name] of [["place", "al-Boukamal : qui dit quoi", "dossier"], ["day", "Ce que l’on disait le 12 novembre 2017", "bulletin"]]) {
      await page.evaluate(k => { const url = new URL(location); url.searchParams.set("report", k); history.replaceState(null, "", url); dispatchEvent(new PopStateEvent("popstate")); }, key);
      await page.waitForFunction(t => document.querySelector("#report h1")?.innerText.includes(t), title);
      if (key === "place") {
        assert.ok(await page.locator("#report .notes li").count() > 3, "notes are numbered");
        assert.match(await page.locator("#report .notes code").first().innerText(), /^[0-9a-f]{32}$/);
        await axe(page, "report");
      }
      await shot(page, "report-" + name);
      const pdf = await page.pdf({ format: "A4", printBackground: true });
      assert.ok(pdf.subarray(0, 5).toString() === "%PDF-" && pdf.length > 20000, `${pdf.length} bytes`);
      if (shots) fs.writeFileSync(path.join(scratch, name + ".pdf"), pdf);
      await page.keyboard.press("Escape");
      await page.waitForSelector("#report", { state: "hidden" });
    }
  });

  await step("takes a view away as CSV, GeoJSON and JSON", async () => {
    const get = async where => (await context.request.get(base + where)).text();
    const csv = await get("api/v1/states.csv?on=2017-11-11&known=2017-11-12");
    assert.match(csv, /geonames:174448,al-Boukamal,SY.*held,syria\/isis,R[123]/);
    const points = JSON.parse(await get("api/v1/states.geojson?on=2017-11-11&known=2017-11-12"));
    assert.ok(points.features.some(one => one.properties.name === "al-Boukamal" && one.geometry.coordinates.length === 2));
    assert.match(await get("api/v1/claims.csv?place=geonames:174448"), /^claim,published,type/);
    const api = JSON.parse(await get("api/v1/openapi.json"));
    assert.equal(api.openapi, "3.1.0");
    for (const where of Object.keys(api.paths).filter(one => !one.includes("{") && api.paths[one].get && !(api.paths[one].get.parameters ?? []).some(p => p.required))) {
      assert.equal((await context.request.get(base + where.slice(1))).status(), 200, where);
    }
  });

  await step("works by keyboard alone", async () => {
    const keys = await context.newPage();
    await keys.goto(base + "?lang=fr"); await ready(keys);
    await keys.keyboard.press("/"); await keys.keyboard.type("goma", { delay: 10 });
    await keys.waitForSelector('#found [role="option"]'); await keys.keyboard.press("ArrowDown"); await keys.keyboard.press("Enter");
    await keys.waitForSelector("#dossier .place");
    for (let i = 0; i < 80 && !(await keys.evaluate(() => document.activeElement.classList.contains("words"))); i++) await keys.keyboard.press("Tab");
    await keys.keyboard.press("Enter"); await keys.waitForSelector("#dossier .text");
    assert.equal(await keys.evaluate(() => document.activeElement.id), "back");
    await keys.keyboard.press("Enter"); await keys.waitForSelector("#dossier .place");
    await keys.keyboard.press("t"); await keys.waitForSelector(".table");
    await keys.keyboard.press("?"); await keys.waitForSelector("dialog[open]"); await keys.keyboard.press("Escape");
    await keys.close();
  });

  await step("hostile texts, titles and names run nothing", async () => {
    const folder = path.join(scratch, "hostile"), file = path.join(scratch, "hostile.selon");
    fs.mkdirSync(folder);
    const attack = `<img src=x onerror="document.title='pris'"><script>document.title='pris'</script>`;
    fs.writeFileSync(path.join(folder, "a.txt"), `Mali ${attack}\n\nL’armée a repris la ville de Kidal mardi, a annoncé l’état-major ${attack} dans un communiqué.\n`);
    fs.writeFileSync(path.join(folder, "a.meta.json"), JSON.stringify({ published: "2023-11-14", outlet: `Le ${attack}`, url: "javascript:document.title='pris'", title: attack }));
    await run("ingest", folder, "--ledger", file);
    const where = (await serve(file)).split("#")[0];
    const victim = await context.newPage();
    victim.on("dialog", () => faults.push("a dialog"));
    const list = await (await context.request.get(where + "api/v1/claims")).json();
    assert.ok(list.total > 0, "the text is read");
    for (const query of ["", `?claim=${list.claims[0].id}`, `?place=${encodeURIComponent(list.claims[0].places[0]?.key ?? "")}`, "?report=day&known=2023-11-14&on=2023-11-14", "?report=claims&words=onerror", "?words=%3Cscript%3E&report=claims&actor=%3Cimg%20src=x%3E", "?tab=queue", "?lens=source:%3Cb%3E"]) {
      await victim.goto(where + query); await ready(victim).catch(() => {});
      await victim.waitForTimeout(150);
      assert.doesNotMatch(await victim.title(), /pris/, query);
      assert.equal(await victim.locator('img:not([src="/icon.svg"]), script:not([src="/app.js"]), a[href^="javascript"]').count(), 0, query);
    }
    await victim.goto(where + `?claim=${list.claims[0].id}`); await victim.waitForSelector("#dossier .text");
    assert.ok((await victim.locator("#dossier .text").textContent()).includes(attack), "the text is shown as it was");
    await victim.close();
  });

  await step("asked nothing of any network, and failed nowhere", async () => {
    assert.deepEqual(foreign, []);
    assert.deepEqual(faults, []);
  });

  await browser.close();
  console.log(`${steps.length} steps passed`);
});
