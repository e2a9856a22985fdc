import { Pseudonyms } from "../../src/audit/pseudonyms.js";
import { planUser } from "../../src/erasure/plan-user.js";
import { scrubBatch, type BatchEnd, type ScrubBatch } from "../../src/erasure/scrub-batch.js";
import { SubjectPolicy } from "../../src/erasure/subject-policy.js";
import type { RowResult } from "../../src/ledger/runs/batches.js";
import { Encryption } from "../../src/ledger/encryption.js";
import type { WidenedRow, WorklistRow } from "../../src/ledger/runs/worklist.js";
import { parsePolicy } from "../../src/policy/parse.js";
import type { TalkJSOptions } from "../../src/talkjs/client.js";
import { Epoch } from "../../src/keys/epoch.js";
import { EVIDENCE_KEY, MASTER_KEY } from "../support/test-keys.js";
import { proxy, type Passed } from "../support/proxy.js";
import { KnownFields } from "./known-trials.js";
import { startTestSandbox, type TestSandbox } from "../support/sandbox.js";
import { clientOf } from "../talkjs/api.js";

export const pseudonyms = new Pseudonyms(MASTER_KEY, "sandboxApp");
export const cipher = new Encryption(MASTER_KEY).ofRun(1);
const epoch = new Epoch(1, EVIDENCE_KEY, "sandboxApp");
const signal = new AbortController().signal;
const clock = () => new Date();

export const policyOf = (yaml = "", version = 2) =>
  parsePolicy(`version: ${version}\nselect: { all: true }\n${yaml}`, "test").policy;

/** Somebody with an e-mail address, and whatever else is said. */
export function testUser(id: string, fields: object = {}): Record<string, unknown> {
  return { id, name: `Name of ${id}`, email: [`${id}@example.com`], createdAt: 1_600_000_000_000, ...fields };
}

export interface ErasureHarness {
  sandbox: TestSandbox;
  talkjs: ReturnType<typeof clientOf>;
  policy: SubjectPolicy;
  /** The worklist of everybody, as a scan would write it. */
  plan: () => Promise<WorklistRow[]>;
  /** The same, had everybody been named. */
  planNamed: () => Promise<WorklistRow[]>;
  /** Scrubs a batch; results by user ID. `widened` collects what was made durable beyond the plan. */
  scrub: (rows: WorklistRow[], change?: Partial<ScrubBatch>) => Promise<Record<string, RowResult>>;
  widened: Parameters<ScrubBatch["widen"]>[0];
  /** What is known of fields that aren't. */
  fields: KnownFields;
  /** Requests since the harness was made, such as `PUT /users`, IDs left out. */
  requests: string[];
}

/** A sandbox with these users, seen through a proxy that can act between two requests. */
export async function erasureHarness(
  users: Record<string, unknown>[],
  options: {
    yaml?: string;
    version?: 1 | 2;
    after?: (passed: Passed, sandbox: TestSandbox) => Promise<void> | void;
  } = {},
): Promise<ErasureHarness> {
  const sandbox = await startTestSandbox({ users: 0 });
  await sandbox.addUsers(users);
  const requests: string[] = [];
  const url = await proxy(sandbox.url, {
    async after(passed) {
      const path = passed.path
        .replace("/v1/sandboxApp", "")
        .replace(/\?.*/, "")
        .replace(/^\/users\/[^/]+/, "/users/{id}");
      requests.push(`${passed.method} ${path}`);
      await options.after?.(passed, sandbox);
    },
  });
  const client: Partial<TalkJSOptions> = { appId: "sandboxApp", secretKey: "sk_test_sandbox" };
  const talkjs = clientOf(url, client);
  const policy = new SubjectPolicy(
    SubjectPolicy.disguise(policyOf(options.yaml, options.version), pseudonyms),
    pseudonyms,
  );
  const fields = new KnownFields();
  const ids = new Map(users.map(({ id }) => [pseudonyms.subject(String(id)), String(id)]));
  const widened: ErasureHarness["widened"] = [];
  const plan = async ({ keepsId, listPage }: { keepsId: boolean; listPage: number | null }) => {
    const nobody = { online: new Set<string>(), holds: new Map(), unclear: new Set<never>() };
    const context = { policy, trials: fields.open(), cipher, now: clock(), ...nobody, epoch, keepsId };
    return [...(await sandbox.users()).values()].map((user): WorklistRow => {
      const { contactLike, keyCount, clears, ...draft } = planUser(
        user,
        pseudonyms.subject(user.id),
        context,
      );
      return { ...draft, runId: 1, batch: 0, listPage, state: "pending", round: 1, mac: null };
    });
  };
  return {
    sandbox,
    talkjs,
    policy,
    fields,
    widened,
    requests,
    plan: () => plan({ keepsId: false, listPage: 0 }),
    planNamed: () => plan({ keepsId: true, listPage: null }),
    async scrub(rows, change = {}) {
      const results: RowResult[] = [];
      const claims = new Set<string>();
      let pending = rows;
      // Round by round, as its job does it, without the time between them.
      for (let waited = 0; ;) {
        const end = await round(pending, waited, claims, change);
        if (!end) throw new Error("the batch may not be edited");
        results.push(...end.results);
        if (!end.again) break;
        waited = end.again.waited;
        pending = pending
          .filter(({ subject }) => !end.results.some((result) => result.subject === subject))
          .map((row) =>
            widened.reduce((was, more) => (more.subject === row.subject ? widenedBy(was, more) : was), row),
          );
      }
      return Object.fromEntries(results.map((result) => [ids.get(result.subject) ?? "", result]));
    },
  };

  function round(
    rows: WorklistRow[],
    waited: number,
    claims: Set<string>,
    change: Partial<ScrubBatch>,
  ): Promise<BatchEnd | null> {
    return scrubBatch(
      talkjs,
      {
        rows,
        waited,
        claimed: async (subjects) =>
          new Set(change.startedBefore ? subjects : subjects.filter((subject) => claims.has(subject))),
        claim: async (subjects) => {
          for (const subject of subjects) claims.add(subject);
          return new Set(subjects);
        },
        policy,
        trials: fields.open(),
        cipher,
        subjectOf: (id) => pseudonyms.subject(id),
        personOf: (id) => ({ ...epoch.personOf(id), idLooksLike: "nothing" }),
        startedBefore: waited > 0,
        freshLook: false,
        cursorOf: () => undefined,
        begin: async () => 1,
        widen: async (more) => void widened.push(...more),
        online: async () => new Set(),
        holds: async () => new Map(),
        ...change,
        ...(waited > 0 && { startedBefore: true }),
      },
      { clock, signal },
    );
  }
}

const widenedBy = (row: WorklistRow, more: WidenedRow): WorklistRow => ({ ...row, ...more, intent: "scrub" });
