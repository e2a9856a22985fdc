import * as Certificates from "../../contracts/certificates.js";
import * as Runs from "../../contracts/runs.js";
import type { Problem } from "../../contracts/problem.js";
import { isEnough } from "../../model/roles.js";
import { certificateAnswer, certificateFormat } from "../certificate-file.js";
import type { PageContext } from "../env.js";
import type { Router } from "../router.js";
import { formOf } from "../form.js";
import { registerLive, type Parts } from "../live.js";
import { Refusal } from "../page-api.js";
import { param } from "../params.js";
import { page } from "../render.js";
import { RunsPage, RunsPart } from "./list-page.js";
import { partsOf, wasBegun, type Shown } from "./parts.js";
import { RunPage } from "./run-page.js";
import { PARKED_STEPS, STEPS } from "./steps.js";

const PAGE = 30;
const RUN = "/runs/:run";

/** Runs: the list, each one through all its states, and what people do about it. */
export function registerRuns(app: Router): void {
  app.get("/runs", async (c) => {
    const { parts, isActive, isLater, next } = await listOf(c);
    const body = <RunsPage list={parts["runs"]} isActive={isActive} isLater={isLater} next={next} />;
    // A later page is history.
    const live = isLater ? undefined : isActive ? "/live/runs?active=true" : "/live/runs";
    return page(c, "/runs", body, { live });
  });
  registerLive(app, "/live/runs", async (c) => (await listOf(c)).parts);

  app.get(RUN, (c) => runPage(c));
  registerLive(app, `/live${RUN}`, async (c) => partsOf(await shown(c)));

  for (const { name, operation } of [...STEPS, ...PARKED_STEPS]) {
    app.post(`${RUN}/${name}`, async (c) => {
      const run = runOf(c);
      await c.get("api").call(operation, { params: { run } });
      return c.redirect(`/runs/${run}?done=${name}`, 303);
    });
  }

  app.post(`${RUN}/certificate`, async (c) => {
    const form = await formOf(c);
    const format = certificateFormat(form.text("format"));
    const api = c.get("api");
    const look = form.text("look") === "yes";
    const input = { params: { run: runOf(c) }, body: { userId: form.raw("userId"), look } };
    const issued = () => api.call(Certificates.ofUser, input);
    const answer = (accept: string) => api.answer(Certificates.ofUser, { ...input, accept });
    try {
      return await certificateAnswer({ issued, answer }, format);
    } catch (error) {
      // Whoever may not have any gets no page about it.
      if (!(error instanceof Refusal) || error.problem.status === 403) throw error;
      return runPage(c, error.problem);
    }
  });
}

const runOf = (c: PageContext): string => param(c, "run");

interface List {
  parts: Parts;
  next: string | null;
  isActive: boolean;
  isLater: boolean;
}

async function listOf(c: PageContext): Promise<List> {
  const isActive = c.req.query("active") === "true";
  const cursor = isActive ? undefined : c.req.query("cursor");
  const query = isActive ? ({ active: "true" } as const) : { limit: PAGE, cursor };
  const { items: runs, next } = await c.get("api").page(Runs.list, { query });
  const parts = { runs: <RunsPart runs={runs} isActive={isActive} zone={c.get("zone")} /> };
  return { parts, next, isActive, isLater: cursor !== undefined };
}

/** @param problem why a certificate couldn't be made. */
async function runPage(c: PageContext, problem?: Problem): Promise<Response> {
  const run = runOf(c);
  const [found, policy] = await Promise.all([shown(c), policyOf(c, run)]);
  const done = [...STEPS, ...PARKED_STEPS].find(({ name }) => name === c.req.query("done"))?.done;
  const body = (
    <RunPage parts={partsOf({ ...found, problem })} done={problem ? undefined : done} policy={policy} />
  );
  // What went wrong stays until it is read.
  if (problem) return page(c, RUN, body, { status: problem.status });
  return page(c, RUN, body, { live: `/live/runs/${run}` });
}

async function shown(c: PageContext): Promise<Shown> {
  const api = c.get("api");
  const of = { params: { run: runOf(c) } };
  const [run, pace] = await Promise.all([api.call(Runs.get, of), api.call(Runs.pace, of)]);
  const { context } = c.get("backend");
  const viewing = {
    visitor: c.get("visitor"),
    zone: c.get("zone"),
    now: c.get("clock")(),
    fourEyes: context?.settings.fourEyes ?? false,
  };
  return { run, pace: wasBegun(run) ? pace : undefined, viewing };
}

async function policyOf(c: PageContext, run: string): Promise<string[] | undefined> {
  if (!isEnough(c.get("actor").role, Runs.policy.role)) return undefined;
  return (await c.get("api").call(Runs.policy, { params: { run } })).policy;
}
