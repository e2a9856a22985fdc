import { readFileSync } from "node:fs";
import { Hono, type Context } from "hono";
import { isEnough } from "../../model/roles.js";
import { QUEUE_NAMES } from "../../queue/queue-name.js";
import type { Queues } from "../../queue/queues.js";
import { roleNeeded } from "../../server/http/assert-role.js";
import { errorCode } from "../../telemetry/error-code.js";
import { within } from "../../base/within.js";
import type { PageEnv } from "../env.js";
import { isSameOrigin } from "../same-origin.js";
import { ACTS, UNKNOWN_ACT, type Act } from "./acts.js";
import { BoardFiles, UI_FOLDER } from "./board-files.js";
import { boardPage } from "./board-page.js";
import { openBoard, type Asked, type BoardRoute } from "./board.js";
import { isJobId } from "./our-form.js";
import { ABSENT, READS, type Show } from "./reads.js";
import { shownDone, shownFailure } from "./shown.js";

/** Where the board is mounted. */
export const QUEUES_AT = "/queues";

/** Nothing but our own files (CSP Level 3), and one element of style by its hash: the colours of bull-board's Redis icon. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'sha256-r2N1TB/gHbBtBZFKg7ejmq1acVSREzucTAEw6ga4hoU='",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'self'",
  "form-action 'self'",
].join("; ");

const STYLE = readFileSync(new URL("./board.css", import.meta.url), "utf8");

/** bull-board waits for a Redis that is away; a page doesn't. */
const WITHIN_MS = 10_000;

/** The query of bull-board's page; of anything else nothing is passed on. */
const QUERY: Record<string, RegExp> = {
  activeQueue: new RegExp(`^(?:${QUEUE_NAMES.join("|")})$`),
  queueName: new RegExp(`^(?:${QUEUE_NAMES.join("|")})$`),
  status: /^[a-z-]{1,20}$/,
  page: /^\d{1,6}$/,
  jobsPerPage: /^\d{1,4}$/,
};

/**
 * The queues as bull-board shows them, for everybody who is signed in; approvers may also do what loses no work. It is
 * mounted behind the sign-in.
 */
export function queueBoard(queues: Queues): Hono<PageEnv> {
  const app = new Hono<PageEnv>();
  const board = openBoard(queues, UI_FOLDER);
  const files = new BoardFiles(UI_FOLDER);
  const page = boardPage(UI_FOLDER, `${QUEUES_AT}/`, board.uiConfig);

  app.use(async (c, next) => {
    await next();
    c.header("Content-Security-Policy", POLICY);
    if (!c.res.headers.has("Cache-Control")) c.header("Cache-Control", "no-store");
  });
  app.get("/static/*", async (c) => {
    const file = await files.read(c.req.path.slice(QUEUES_AT.length + 1));
    return file ? c.body(file.body, 200, file.headers) : c.notFound();
  });
  app.get("/board.css", (c) =>
    c.body(STYLE, 200, { "Content-Type": "text/css; charset=utf-8", "Cache-Control": "no-cache" }),
  );
  for (const at of board.pages) app.get(at, (c) => c.html(page));

  for (const route of board.routes.filter(({ method }) => method === "get")) {
    const show = READS[route.path];
    const absent = ABSENT[route.path];
    if (show) app.get(route.path, (c) => read(c, route, show, queues));
    else if (absent !== undefined) app.get(route.path, (c) => c.json(absent));
  }
  for (const route of board.routes.filter(({ method }) => method !== "get")) {
    const act = ACTS[`${route.method} ${route.path}`] ?? UNKNOWN_ACT;
    app.on(route.method.toUpperCase(), route.path, (c) => perform(c, act, route, queues));
  }
  // The address with a slash at its end, at which the page itself begins.
  app.get("/*", (c) => (c.req.path === `${QUEUES_AT}/` ? c.html(page) : c.notFound()));
  app.all("/*", (c) => perform(c, UNKNOWN_ACT, undefined, queues));
  return app;
}

async function read(c: Context<PageEnv>, route: BoardRoute, show: Show, queues: Queues): Promise<Response> {
  const params = c.req.param() as Record<string, string>;
  if (!areOurs(params)) return tell(c, 404, "Not found", "There is no such queue or job.");
  const answer = await ask(c, route, { params, query: knownQuery(c.req.query()) }, queues);
  if (answer === undefined) return redisAway(c);
  const { status, body } = answer;
  if (status >= 400) return c.json(shownFailure(body), status as 500);
  return c.json(show(body, isEnough(c.get("visitor").actor.role, "approver")));
}

/** Does what is offered. It is in the audit log before it is done; what is refused is there too. */
async function perform(
  c: Context<PageEnv>,
  { action, withheld, offeredFor }: Act,
  route: BoardRoute | undefined,
  queues: Queues,
): Promise<Response> {
  const visitor = c.get("visitor");
  const { actor } = visitor;
  const { actions } = c.get("desk").session;
  const params = c.req.param() as Record<string, string>;
  const target = areOurs(params) ? targetOf(params) : undefined;
  const note = (result: "allowed" | "denied" | "refused", code?: string) =>
    actions.add(actor, { action, target, result, code });

  if (!isSameOrigin(c)) {
    await note("denied", "FOREIGN_FORM");
    return tell(c, 403, "Not done", "This wasn't sent by a page of this dashboard.");
  }
  if (withheld !== undefined || !route) {
    await note("denied", "NOT_OFFERED");
    return tell(c, 403, "Not offered here", withheld ?? "");
  }
  if (!isEnough(actor.role, "approver")) {
    await note("denied", "ROLE");
    return tell(c, 403, "Not permitted", roleNeeded(actor, "approver").message);
  }
  if (!areOurs(params) || offeredFor?.(params) === false) {
    await note("refused", "NO_SUCH_JOB");
    return tell(c, 404, "Not found", "There is no such queue or job that this can be done with.");
  }
  await note("allowed");
  const answer = await ask(c, route, { params, query: {} }, queues);
  if (answer === undefined) {
    await note("refused", "REDIS_AWAY");
    return redisAway(c);
  }
  const { status, body } = answer;
  if (status < 400) return status === 204 ? c.body(null, 204) : c.json(shownDone(body));
  await note("refused", `HTTP_${status}`);
  return c.json(shownFailure(body), status as 500);
}

/** Undefined when Redis is away. */
async function ask(
  c: Context<PageEnv>,
  route: BoardRoute,
  asked: Asked,
  { redis }: Queues,
): Promise<{ status: number; body: unknown } | undefined> {
  // A command that is given now would be carried out whenever Redis is back.
  if (redis.status !== "ready") return undefined;
  const answer = route.call(asked).catch((error: unknown) => {
    const queue = asked.params["queueName"] ?? "all";
    c.get("desk").session.telemetry.emit("queue.error", { queue, code: errorCode(error) });
    return { status: 500, body: undefined };
  });
  return within(WITHIN_MS, answer, () => undefined);
}

/** Anything can stand in an address; nothing else of it is looked up, or gets into the audit log. */
function areOurs({ queueName, jobId }: Record<string, string>): boolean {
  const isQueue = queueName === undefined || (QUEUE_NAMES as readonly string[]).includes(queueName);
  return isQueue && (jobId === undefined || isJobId(jobId));
}

function targetOf({ queueName, jobId }: Record<string, string>): string | undefined {
  return jobId === undefined ? queueName : `${queueName}/${jobId}`;
}

function knownQuery(query: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).filter(([name, value]) => QUERY[name]?.test(value)));
}

const redisAway = (c: Context<PageEnv>): Response =>
  tell(c, 503, "Redis is away", "Nothing is lost: the ledger has what is to be done.");

/** A failure as bull-board's page shows it. */
function tell(c: Context<PageEnv>, status: 403 | 404 | 503, error: string, message: string): Response {
  return c.json({ error, message }, status);
}
