import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import * as schema from "../../src/ledger/schema.js";
import { createApi } from "../../src/server/create-api.js";
import { noPolicies } from "../../src/policy/named-policies.js";
import { openedAppOf } from "../server/opened-app.js";
import { fillLedger, type LargeLedger } from "../support/large-ledger.js";
import { appOn, describePostgres } from "../support/ledger.js";
import { sized } from "../support/size.js";

const APP = "app-large";
/** Fewer users than in bench/pages.ts, where a million take a minute to write; the plans are the same. */
const REQUESTS = sized(20_000, 100_000);
const SIZES = { requests: REQUESTS, openShare: 0.3, users: 100_000, actions: 20_000 };
const LARGE = new Set(["requests", "worklist", "audit_entries", "audit_actions", "log_leaves"]);
/** More rows than this are never read for one answer; an index alone may be counted through. */
const MOST_ROWS = sized(2_500, 12_000);
const ACTOR = { name: "cli", role: "owner" } as const;

/** A node of a plan that was carried out. */
interface Node {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: Node[];
}

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

function rowsRead(node: Node): number {
  const removed = (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
  return (node["Actual Rows"] + removed) * node["Actual Loops"];
}

describePostgres(`a ledger with ${REQUESTS} requests`, (on) => {
  let large: LargeLedger;
  beforeAll(async () => {
    large = await fillLedger(on.ledger, APP, SIZES);
  });

  const setUp = () => {
    const pool = new pg.Pool({ connectionString: on.url, max: 4 });
    onTestFinished(() => pool.end());
    const queries = new Map<string, unknown[]>();
    const db = drizzle(pool, { schema, logger: { logQuery: (text, values) => queries.set(text, values) } });
    const app = openedAppOf(appOn({ ...on.ledger, db }, APP));
    const api = createApi({ app, context: undefined, policies: noPolicies });
    const problemsOf = async (text: string, values: unknown[]) => {
      const { rows } = await pool.query<{ "QUERY PLAN": [{ Plan: Node }] }>(
        `explain (analyze, format json) ${text}`,
        values,
      );
      const nodes = rows.flatMap((row) => row["QUERY PLAN"].flatMap(({ Plan }) => nodesOf(Plan)));
      return nodes
        .filter((node) => LARGE.has(node["Relation Name"] ?? ""))
        .filter(
          (node) =>
            node["Node Type"] === "Seq Scan" ||
            (node["Node Type"] !== "Index Only Scan" && rowsRead(node) > MOST_ROWS),
        )
        .map((node) => `${node["Node Type"]} of ${rowsRead(node)} ${node["Relation Name"]}: ${text}`);
    };
    /** Every query that an action makes and that reads more than it should. */
    const wasteOf = async (ask: () => Promise<unknown>) => {
      queries.clear();
      await ask();
      const asked = [...queries];
      expect(asked.length).toBeGreaterThan(0);
      return (await Promise.all(asked.map(([text, values]) => problemsOf(text, values)))).flat();
    };
    return { api, app, wasteOf };
  };

  test("answers each of these addresses from indexes", async () => {
    const { api, wasteOf } = setUp();
    const wasted: Record<string, string[]> = {};
    for (const address of large.addresses) {
      const waste = await wasteOf(async () => {
        const answer = await api.request(address, {}, { actor: ACTOR });
        expect([answer.status, address]).toEqual([200, address]);
      });
      if (waste.length > 0) wasted[address] = waste;
    }
    expect(wasted).toEqual({});
  });

  test("tells its backlog from indexes, and notices a query that would not", async () => {
    const { app, wasteOf } = setUp();
    expect(await wasteOf(() => app.requests.backlog())).toEqual([]);
    const { rows } = {
      rows: await wasteOf(() =>
        app.ledger.db
          .select()
          .from(schema.requests)
          .limit(REQUESTS / 2),
      ),
    };
    expect(rows.join()).toContain("Seq Scan");
  });
});
