/** Shows what is inside of a local TalkJS, and what changes. Everything comes from `/_sandbox/…` of the same address. */
import { readChanges, restart } from "./sandbox-changes.js";
import { $, ask, el, number } from "./sandbox-dom.js";
import { showRows } from "./sandbox-lists.js";
import { draw, expectPeople } from "./sandbox-mosaic.js";
import { showFaults, showRules } from "./sandbox-rules.js";

const POLL_MS = 1_000;

let before;

function showStats(stats) {
  $("n-requests").textContent = number(stats.requests);
  $("n-refused").textContent = number(stats.refused);
  const seconds = before === undefined ? 1 : (performance.now() - before.at) / 1_000;
  $("lanes").replaceChildren(
    ...Object.entries(stats.lanes).map(([name, lane]) => {
      const now = before === undefined ? 0 : (lane.requests - before.lanes[name].requests) / seconds;
      const cells = [
        lane.requests,
        Math.max(0, now).toFixed(1),
        lane.rate,
        `${Math.round(lane.burstUsed)} of ${lane.burst}`,
      ];
      return el(
        "tr",
        {},
        el("td", {}, name),
        ...cells.map((cell) => el("td", { class: "n" }, typeof cell === "number" ? number(cell) : cell)),
      );
    }),
  );
  const routes = Object.entries(stats.routes).sort(([, a], [, b]) => b.requests - a.requests);
  $("routes").replaceChildren(
    ...routes.map(([name, route]) =>
      el(
        "tr",
        {},
        el("td", {}, name),
        el("td", { class: "n" }, number(route.requests)),
        el("td", { class: "n" }, number(route.requests - (route.statuses[200] ?? 0))),
      ),
    ),
  );
  before = { lanes: stats.lanes, at: performance.now() };
}

async function round() {
  const [overview, stats] = await Promise.all([ask("overview"), ask("stats"), readChanges(), showFaults()]);
  $("about").textContent =
    `App ${overview.appId} at ${location.origin}, API version ${overview.apiVersion}, seed ${overview.seed}`;
  $("n-users").textContent = number(overview.users);
  $("n-conversations").textContent = number(overview.conversations);
  $("n-changes").textContent = number(overview.changes);
  await expectPeople(overview.users);
  showStats(stats);
  showRules(overview);
  // Shown at once as it is, so that nothing moves.
  document.querySelector("main").hidden = false;
  draw();
}

async function watch() {
  try {
    await round();
    $("state").textContent = "Live";
  } catch {
    $("state").textContent = "It doesn't answer. Is it still running?";
  }
  setTimeout(() => void watch(), POLL_MS);
}

await restart().catch(() => undefined);
await showRows().catch(() => undefined);
await watch();
