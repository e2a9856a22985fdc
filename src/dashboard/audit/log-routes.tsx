import type { Consistency, Publications } from "../../contracts/log.js";
import * as Keys from "../../contracts/keys.js";
import * as Log from "../../contracts/log.js";
import type { Problem } from "../../contracts/problem.js";
import type { PageContext } from "../env.js";
import type { Router } from "../router.js";
import { formOf, refusalOf } from "../form.js";
import { registerLive } from "../live.js";
import { page } from "../render.js";
import { newestCheckpoint } from "./checkpoint.js";
import { LogPage } from "./log-page.js";
import { logParts } from "./log-parts.js";
import { verificationPage } from "./verification.js";

const LIVE = "/live/audit/log";

/** The sealed log itself: how it stands, and that it holds. */
export function registerAuditLog(app: Router): void {
  app.get("/audit/log", (c) => logPage(c));
  registerLive(app, LIVE, async (c) => logParts({ log: await logOf(c) }, viewing(c)));

  app.post("/audit/log/verification", verificationPage);

  app.post("/audit/log/publication", async (c) => {
    const answer = await c.get("api").call(Log.publish);
    return c.redirect(`/audit/log?done=${publicationWord(answer)}`, 303);
  });

  app.post("/audit/log/consistency", async (c) => {
    // Browsers send line ends as CR LF (HTML, constructing an entry list), and a signature is over bytes.
    const checkpoint = `${(await formOf(c)).raw("checkpoint").replace(/\r\n?/g, "\n").trim()}\n`;
    try {
      return await logPage(c, {
        consistency: await c.get("api").call(Log.extending, { body: { checkpoint } }),
      });
    } catch (error) {
      return logPage(c, { problem: refusalOf(error, c, "/audit/log/consistency") });
    }
  });
}

function publicationWord({ targets, published }: Publications): string {
  if (targets.length === 0) return "nowhere";
  if (published.length === 0) return "had-it";
  return published.some(({ code }) => code !== null) ? "failed" : "published";
}

const viewing = (c: PageContext) => ({
  visitor: c.get("visitor"),
  zone: c.get("zone"),
  now: c.get("clock")(),
});

const logOf = (c: PageContext) => c.get("api").call(Log.standing);

async function logPage(
  c: PageContext,
  after: { consistency?: Consistency; problem?: Problem } = {},
): Promise<Response> {
  const [log, note, { signing }] = await Promise.all([
    logOf(c),
    newestCheckpoint(c),
    c.get("api").call(Keys.signing),
  ]);
  const view = viewing(c);
  const body = (
    <LogPage c={c} {...view} {...after} note={note} signing={signing} parts={logParts({ log }, view)} />
  );
  const status = after.problem?.status ?? 200;
  return page(c, "/audit/log", body, { live: LIVE, status });
}
