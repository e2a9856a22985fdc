import { randomBytes } from "node:crypto";
import { loadConfig } from "../src/config/config.js";
import { createDashboard } from "../src/dashboard/app.js";
import { OPENABLE } from "../src/dashboard/pages.js";
import { noPolicies } from "../src/policy/named-policies.js";
import { createApi } from "../src/server/create-api.js";
import { openApp } from "../src/wiring/open-app.js";
import type { OpenedApp } from "../src/service/opened-app.js";
import { fillLedger } from "../test/support/large-ledger.js";
import type { Benchmark, BenchmarkOptions, Findings } from "./benchmark.js";
import type { Figure } from "./figure.js";

const APP = "bench";
const ACTOR = { name: "cli", role: "owner" } as const;
/** Nobody notices a page that takes so long. */
const TARGET = { atMost: 50 };
const WARM_UP = 3;

/** Pages of the dashboard, beside the API's own answers. Queues are Redis's, which isn't here. */
const PAGES = [
  ...OPENABLE.filter((address) => !address.includes(":")),
  ...["/requests?state=failed", "/requests?due=overdue", "/runs/1"],
].filter((address) => address !== "/queues");

/**
 * How long the answers that people look at take, on a PostgreSQL of this machine with years of work in it: a hundred
 * thousand requests that are all open, which is the worst case, and a run over a million users that is half done. One
 * process asks one thing after the other, without HTTP between. The target is the median's.
 */
export const pages: Benchmark = {
  name: "pages",
  about: "how long what people look at takes, with a large ledger",
  minutes: 15,
  run: measure,
};

async function measure({ quick, environment, say }: BenchmarkOptions): Promise<Findings> {
  const sizes = quick
    ? { requests: 10_000, openShare: 1, users: 100_000, actions: 10_000 }
    : { requests: 100_000, openShare: 1, users: 1_000_000, actions: 200_000 };
  const config = loadConfig({
    DATABASE_URL: await environment.database(),
    SCRUBJAY_PSEUDONYM_KEY: randomBytes(32).toString("base64"),
    SCRUBJAY_KEY_DIR: await environment.folder(),
    SCRUBJAY_API_RATE: "1000000",
  });
  const app = await openApp({
    config,
    appId: APP,
    command: "bench",
    say: () => undefined,
  });
  try {
    say(`pages: ${sizes.requests} requests, ${sizes.users} users are written`);
    const large = await fillLedger(app.ledger, APP, sizes);
    const backend = { app, context: undefined, policies: noPolicies };
    const api = createApi(backend);
    const dashboard = createDashboard(backend, api, environment.signal);
    const headers = { Cookie: `scrubjay=${await signedIn(app)}` };
    const figures: Figure[] = [];
    for (const address of [...large.addresses, ...PAGES]) {
      environment.signal.throwIfAborted();
      const ask = async () => {
        const began = performance.now();
        const answer = PAGES.includes(address)
          ? await dashboard.request(address, { headers }, {})
          : await api.request(address, {}, { actor: ACTOR });
        await answer.text();
        if (!answer.ok) throw new Error(`${nameOf(address)} answered ${answer.status}`);
        return performance.now() - began;
      };
      figures.push(...(await timesOf(ask, quick ? 10 : 40, nameOf(address))));
    }
    return {
      figures,
      notes: [
        `${sizes.requests.toLocaleString("en")} requests, ${sizes.users.toLocaleString("en")} users, ${sizes.actions.toLocaleString("en")} actions.`,
      ],
    };
  } finally {
    await app.cleanup.run();
  }
}

/** @returns the cookie of somebody who looks at pages. */
async function signedIn({ accounts, sessions }: OpenedApp): Promise<string> {
  const { id } = await accounts.create({ name: "bench", role: "approver" }, ACTOR, new Date());
  return sessions.begin({ accountId: id }, new Date());
}

async function timesOf(ask: () => Promise<number>, times: number, name: string): Promise<Figure[]> {
  const took: number[] = [];
  for (let n = -WARM_UP; n < times; n++) {
    const ms = await ask();
    if (n >= 0) took.push(ms);
  }
  took.sort((one, other) => one - other);
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? NaN;
  return [
    { name: `${name}, p50`, value: at(0.5), unit: "ms", target: TARGET },
    { name: `${name}, p95`, value: at(0.95), unit: "ms" },
  ];
}

/** Without what is different each time. */
const nameOf = (address: string) =>
  address
    .replace(/[0-9a-f]{64}/, "…")
    .replace(/[0-9a-f-]{36}/, "{id}")
    .replace(/cursor=[\w-]+/, "cursor=…")
    .replace(/(\d{4}-\d\d-\d\d)T[\d:.]+Z/, "$1");
