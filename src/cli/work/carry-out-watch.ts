import { failure, isFailure } from "../../base/errors.js";
import type { OnComeback, WatchMode } from "../../model/kinds.js";
import { ACTIVE_RUN_STATES, ENDED_RUN_STATES } from "../../model/run-lifecycle.js";
import { plural } from "../../model/words.js";
import type { WatchView } from "../../contracts/watches.js";
import * as RunSteps from "../../contracts/run-steps.js";
import * as Runs from "../../contracts/runs.js";
import * as Watches from "../../contracts/watches.js";
import type { ApiClient } from "../api/client.js";
import { confirm } from "../io/confirm.js";
import { follow, followUntil } from "./follow.js";
import type { Output } from "../io/output.js";
import type { Step } from "../io/progress.js";

/** What a person asks for, as the API takes it. */
export interface WatchRequest {
  mode: WatchMode;
  fromApp?: string | undefined;
  onComeback?: OnComeback;
}

/**
 * Begins a watch or replay, shows how many would be scrubbed, asks, and follows it until there is nothing more to do
 * without a person. Without `yes` and without a terminal to ask at, the runs wait for approval.
 */
export async function carryOutWatch(
  api: ApiClient,
  request: WatchRequest,
  { yes, out, signal }: { yes: boolean; out: Output; signal: AbortSignal },
): Promise<WatchView> {
  const id = (await unfinished(api, request, out)) ?? (await begin(api, request));
  api.takePart();
  try {
    const planned = await followWatch(api, id, out, signal);
    const waiting = planned.runs.filter(({ state }) => state === "planned");
    if (waiting.length === 0 || !(yes || out.io.stdin.isTTY)) return planned;
    await ask(api, id, await usersIn(api, waiting), { yes, out });
    for (const { run } of waiting) {
      await api.call(RunSteps.approve, { params: { run } });
      await follow(api, run, out, signal);
    }
    return await followWatch(api, id, out, signal);
  } catch (error) {
    if (!signal.aborted && !isFailure(error, "INTERRUPTED")) throw error;
    throw failure("INTERRUPTED.watch", { watch: id });
  }
}

const begin = async (api: ApiClient, request: WatchRequest): Promise<number> =>
  (await api.call(Watches.create, { body: request })).id;

/** One like it that was interrupted while it looked at the users: it goes on where it was. */
async function unfinished(
  api: ApiClient,
  { mode, fromApp = api.app, onComeback = "scrub" }: WatchRequest,
  out: Output,
): Promise<number | undefined> {
  const { items: watches } = await api.page(Watches.list, { query: { limit: 1 } });
  const [last] = watches;
  if (last?.state !== "scanning" || last.apply || last.mode !== mode) return undefined;
  if (last.fromApp !== fromApp || last.onComeback !== onComeback) return undefined;
  out.say(`Going on with ${mode} ${last.id}, which isn't finished.`);
  return last.id;
}

/** @throws {DECLINED} on a no; then the runs are given up, so that nothing waits for a yes. */
async function ask(
  api: ApiClient,
  id: number,
  toScrub: number,
  { yes, out }: { yes: boolean; out: Output },
): Promise<void> {
  const whom = plural(toScrub, "person", "people");
  try {
    await confirm(out, `This blanks ${whom} of app ${api.app} again, for good.`, yes);
  } catch (error) {
    if (isFailure(error, "DECLINED")) await api.call(Watches.cancel, { params: { watch: id } });
    throw error;
  }
}

async function usersIn(api: ApiClient, runs: { run: number }[]): Promise<number> {
  const plans = await Promise.all(runs.map(({ run }) => api.call(Runs.progress, { params: { run } })));
  return plans.reduce((sum, { selected }) => sum + selected, 0);
}

function followWatch(api: ApiClient, id: number, out: Output, signal: AbortSignal): Promise<WatchView> {
  return followUntil(api, out, signal, {
    poll: () => api.call(Watches.get, { params: { watch: id } }),
    step: stepOf,
  });
}

function stepOf({ id, state, scanned, found, runs }: WatchView): Step | undefined {
  if (state === "scanning")
    return { label: `Checking all users for watch ${id}`, done: scanned, total: undefined };
  // Its end is noted a moment after that of its last run.
  const isMoving =
    runs.some((run) => ACTIVE_RUN_STATES.includes(run.state)) ||
    runs.every((run) => ENDED_RUN_STATES.includes(run.state));
  if (state !== "scrubbing" || !isMoving) return undefined;
  const { scrubbed, toScrub } = found;
  return { label: `Scrubbing again for watch ${id}`, done: scrubbed, total: scrubbed + toScrub };
}
