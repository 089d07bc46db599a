// How long the workbench takes on a large ledger: first paint, the map with its states, and each frame while
// a handle is dragged. It prints figures and asserts nothing: times are the machine's, not the program's.
//
// node frames.mjs SELON LEDGER [--page FOLDER] [--profile]
//
// A ledger of 100,000 claims on 10,000 places is made by
// `cargo bench -p selon-ledger --bench record -- 100000 10000 keep=large.selon`.
//
// A frame is counted from the event that moves the handle to the message that the browser delivers after
// it has laid out, painted and handed over the picture (a task posted in the frame's callback runs then);
// its work is the same without the wait for the frame to begin. On a machine that others use too, look at
// the processor time: what the page's main thread used for a move, with layout, painting and all, as a mean.

import { serve, browser as launch, window as open, ready, main } from "./harness.mjs";
import path from "node:path";

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
const told = list => { const sorted = [...list].sort((a, b) => a - b); return `median ${at(sorted, .5).toFixed(1)} ms, 95 % ${at(sorted, .95).toFixed(1)} ms, worst ${at(sorted, 1).toFixed(1)} ms`; };

function heaviest(profile, most = 16) {
  const own = new Map(), nodes = new Map(profile.nodes.map(one => [one.id, one.callFrame]));
  profile.samples.forEach((id, ix) => { const { functionName, url, lineNumber } = nodes.get(id), key = `${functionName || "-"} ${path.basename(url)}:${lineNumber + 1}`; own.set(key, (own.get(key) ?? 0) + profile.timeDeltas[ix] / 1000); });
  for (const [key, ms] of [...own].sort((a, b) => b[1] - a[1]).slice(0, most)) console.log(`    ${ms.toFixed(0).padStart(6)} ms  ${key}`);
}

main(async () => {
  const where = (await serve(process.argv[3])).split("#")[0], profiled = process.argv.includes("--profile");
  const browser = await launch(), context = await open(browser);
  const api = async name => (await context.request.get(`${where}api/v1/${name}`)).json();
  const counts = await api("record"), places = (await api("places")).length;
  console.log(`${counts.claims} claims, ${places} places, window 1440 x 900`);
  const firsts = [], maps = [], spentOn = [];
  let page;
  for (let i = 0; i < 5; i++) {
    await page?.close();
    page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
    await page.goto(where + "?lang=fr");
    await page.waitForFunction(() => performance.getEntriesByName("map").length > 0);
    spentOn.push((await cdp.send("Performance.getMetrics")).metrics.find(one => one.name === "TaskDuration").value * 1000);
    await ready(page);
    const times = await page.evaluate(() => ({ first: performance.getEntriesByName("first-contentful-paint")[0].startTime, map: performance.getEntriesByName("map")[0].startTime }));
    firsts.push(times.first); maps.push(times.map);
  }
  console.log(`first paint ${told(firsts)}; map with its states ${told(maps)} (5 openings); processor time of the page until then ${told(spentOn)}`);
  // Until the states of every known day are there, the page still has work of its own.
  await page.waitForLoadState("networkidle"); await page.waitForTimeout(1500);
  const cdp = await context.newCDPSession(page);
  await cdp.send("Profiler.enable");
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  const used = async () => (await cdp.send("Performance.getMetrics")).metrics.find(one => one.name === "TaskDuration").value * 1000;
  for (const [name, before] of [["the view as opened", []], ["all places in sight", ["#zoomout", "#zoomout"]]]) {
    for (const button of before) await page.locator(button).click();
    await page.waitForTimeout(800);
    for (const key of ["on", "known"]) {
      // The known handle begins at its end: it is dragged back from there, and the other forth and back.
      const handle = await page.locator(`#handle-${key} .grip`).boundingBox(), plot = await page.locator("#time .plot").boundingBox();
      const x = handle.x + 10, y = handle.y + 22, left = plot.x + 190, right = Math.max(x, plot.x + plot.width - 30);
      await page.evaluate(() => {
        window.moves = []; window.work = [];
        const channel = new MessageChannel(), open = [];
        let begun = 0;
        channel.port1.onmessage = () => { const now = performance.now(); window.work.push(now - begun); while (open.length) window.moves.push(now - open.shift()); };
        let asked = false;
        window.watch = () => {
          open.push(performance.now());
          if (!asked) { asked = true; requestAnimationFrame(() => { asked = false; begun = performance.now(); channel.port2.postMessage(0); }); }
        };
        addEventListener("pointermove", window.watch, true);
      });
      await page.mouse.move(x, y); await page.mouse.down();
      if (profiled) await cdp.send("Profiler.start");
      const before = await used();
      for (let i = 1; i <= 120; i++) {
        const share = i / 120, to = x + (left - x) * Math.sin(Math.PI * share);
        await page.mouse.move(Math.min(right, to), y);
        await page.waitForTimeout(8);
      }
      const spent = await used() - before;
      const profile = profiled ? (await cdp.send("Profiler.stop")).profile : null;
      await page.mouse.up();
      const [moves, work] = await page.evaluate(() => { removeEventListener("pointermove", window.watch, true); return [window.moves, window.work]; });
      console.log(`${name}, handle ${key}: ${moves.length} moves, processor time ${(spent / moves.length).toFixed(1)} ms a move; by the wall ${told(moves)}; work of a frame ${told(work)}`);
      if (profile) heaviest(profile);
      await page.waitForTimeout(600);
    }
  }
  await browser.close();
});
