import { DAY_MS } from "../../model/time.js";
import type { HoldView } from "../../contracts/holds.js";
import * as Holds from "../../contracts/holds.js";
import * as Requests from "../../contracts/requests.js";
import * as Schedules from "../../contracts/schedules.js";
import * as Watches from "../../contracts/watches.js";
import type { Sandbox } from "../../sandbox/sandbox.js";
import type { RunView } from "../../contracts/runs.js";
import type { Runtime } from "../../wiring/runtime.js";
import type { ApiClient } from "../api/client.js";
import { carryOut } from "../work/carry-out.js";
import { followRequest } from "../work/follow-request.js";
import { followUntil } from "../work/follow.js";
import type { Output } from "../io/output.js";
import type { Policy } from "../../policy/policy.js";

const NEW_PEOPLE = 300;
const BACK = 24;
const PAGE = 100;

interface DemoContext {
  api: ApiClient;
  sandbox: Sandbox;
  runtime: Runtime;
  policy: Policy;
  out: Output;
  signal: AbortSignal;
}

/**
 * What a service has seen after some weeks, on the demo's data and through the same API as everything: new people sign up,
 * requests come in, holds are placed, a profile sync brings erased data back, and a plan waits for approval.
 */
export async function runDemoSteps(demo: DemoContext): Promise<void> {
  const { api, out, runtime, sandbox, signal } = demo;
  out.say("Some weeks later: new people, requests, holds, and a profile sync that brings erased data back …");
  const erased = await someUserIds(sandbox);
  await signUp(runtime);
  await schedules(api, demo.policy);
  await hold(api, idOf(1), "e", "Legal department", "Claim about an order");
  await hold(api, idOf(2), "b", "Tax office", "Books must be kept");
  await ask(demo, { userId: idOf(3), reason: "Letter of the person" }, 12);
  await ask(demo, { userId: idOf(4), reason: "Support ticket 20931" }, 6);
  await ask(demo, { userIds: [idOf(5), idOf(6)], regulation: "ccpa" }, 2);
  await ask(demo, { userId: "nobody-has-this-id", reason: "Support ticket 20957" }, 1);
  await ask(demo, { userId: idOf(1), reason: "Letter of the person" }, 28);
  await ask(demo, { userId: idOf(2) }, 9);
  await bringBack(runtime, erased.slice(0, BACK));
  const watch = await api.call(Watches.create, { body: { onComeback: "report" } });
  await followUntil(api, out, signal, {
    poll: () => api.call(Watches.get, { params: { watch: watch.id } }),
    step: ({ state, scanned }) =>
      state === "scanning" ? { label: "Watching for comebacks", done: scanned, total: undefined } : undefined,
  });
  const plan: RunView = await carryOut(
    api,
    { kind: "sweep", policy: demo.policy, apply: false, ids: undefined },
    out,
    signal,
  );
  out.say(`Run ${plan.run} waits for your approval.`);
}

/** Whoever was there when the demo began. */
async function someUserIds(sandbox: Sandbox): Promise<string[]> {
  const answer = await fetch(`${sandbox.url}/_sandbox/export`);
  const ids = (await answer.text()).split("\n").flatMap((line) => {
    if (line === "") return [];
    const { type, data } = JSON.parse(line) as { type: string; data: { id: string } };
    return type === "user" ? [data.id] : [];
  });
  return ids;
}

const idOf = (n: number): string => `demo-new-${n}`;

async function signUp({ context }: Runtime): Promise<void> {
  for (let from = 1; from <= NEW_PEOPLE; from += PAGE) {
    const page = Array.from({ length: Math.min(PAGE, NEW_PEOPLE - from + 1) }, (_, i) => from + i);
    await context.talkjs.users.edit(new Map(page.map((n) => [idOf(n), profile(n)])));
  }
}

const profile = (n: number) => ({
  name: `Sample Newcomer ${n}`,
  ...(n % 4 !== 0 && { email: [`newcomer.${n}@example.com`] }),
  ...(n % 3 === 0 && { phone: [`+1-555-01${String(n % 100).padStart(2, "0")}`] }),
  ...(n % 5 === 0 && { photoUrl: `https://img.example.com/newcomers/${n}.png` }),
  ...(n % 2 === 0 && { custom: { plan: n % 6 === 0 ? "pro" : "free" } }),
});

/** What a sync with the customer's own database does. */
async function bringBack({ context }: Runtime, ids: string[]): Promise<void> {
  await context.talkjs.users.edit(
    new Map(ids.map((id, n) => [id, { name: `Sample Returner ${n}`, email: [`returner.${n}@example.com`] }])),
  );
}

async function schedules(api: ApiClient, policy: Policy): Promise<void> {
  const timeZone = "Europe/Berlin";
  await api.call(Schedules.add, { body: { name: "nightly", cron: "30 2 * * *", timeZone, policy } });
  await api.call(Schedules.add, {
    body: { name: "comebacks", cron: "0 5 * * 1", timeZone, kind: "watch", policy },
  });
}

async function hold(
  api: ApiClient,
  userId: string,
  ground: HoldView["ground"],
  owner: string,
  reason: string,
): Promise<void> {
  await api.call(Holds.add, { body: { userId, ground, owner, reason } });
}

/** @param daysAgo when the person asked: it starts the legal clock. */
async function ask({ api, out, signal }: DemoContext, order: object, daysAgo: number): Promise<void> {
  const receivedAt = new Date(Date.now() - daysAgo * DAY_MS).toISOString();
  const { id } = await api.call(Requests.create, { body: { ...order, receivedAt } });
  await followRequest(api, id, out, signal);
}
