import type { QueueName } from "../../queue/queue-name.js";
import type { PageContext } from "../env.js";
import { registerLive, type Parts } from "../live.js";
import { oneOf, param } from "../params.js";
import { addressOf } from "../parts/paging.js";
import { page } from "../render.js";
import type { Router } from "../router.js";
import { ACTS, perform } from "./acts.js";
import { asked } from "./asked.js";
import { QueuesPage, queuesParts } from "./list-page.js";
import { JobsPart, QueuePage } from "./queue-page.js";
import { allQueues, JOB_STATES, oneQueue } from "./reads.js";

const LIVE = "/live/queues";
const SHEET = /^[1-9]\d{0,4}$/;
const JOBS_SHOWN = 50;

/** What waits in Redis, and what can be done about it that loses nothing. */
export function registerQueues(app: Router): void {
  app.get("/queues", async (c) =>
    page(c, "/queues", <QueuesPage c={c} parts={await queuesOf(c)} />, { live: LIVE }),
  );
  registerLive(app, LIVE, queuesOf);

  app.get("/queues/:queue", async (c) => {
    const { name, state, sheet } = askedFor(c);
    // A later page is history.
    const live = sheet === 1 ? addressOf(`${LIVE}/${name}`, { state }) : undefined;
    const body = <QueuePage c={c} name={name} parts={await jobsOf(c)} />;
    return page(c, "/queues/:queue", body, { live });
  });
  registerLive(app, `${LIVE}/:queue`, jobsOf);

  for (const address of Object.keys(ACTS) as (keyof typeof ACTS)[])
    app.post(address, (c) => perform(c, address));
}

const queuesOf = async (c: PageContext): Promise<Parts> => queuesParts(await asked(c, allQueues), c);

function askedFor(c: PageContext) {
  const cursor = c.req.query("cursor") ?? "";
  return {
    name: param(c, "queue") as QueueName,
    state: oneOf(JOB_STATES, c.req.query("state")) ?? "waiting",
    sheet: SHEET.test(cursor) ? Number(cursor) : 1,
  };
}

async function jobsOf(c: PageContext): Promise<Parts> {
  const { name, state, sheet } = askedFor(c);
  const to = sheet * JOBS_SHOWN;
  const found = await asked(c, (queues) =>
    oneQueue(queues, name, { state, from: to - JOBS_SHOWN, to: to - 1 }),
  );
  const next = found.queue.counts[state] > to ? String(sheet + 1) : null;
  return { jobs: <JobsPart c={c} {...found} state={state} isLater={sheet > 1} next={next} /> };
}
