import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { describe, expect, test } from "vitest";
import { ASKED_NAMES } from "../../src/model/questions/index.js";
import { PREFIX } from "../../src/probe/people.js";
import { API_VERSION } from "../../src/talkjs/api-version.js";
import { VERSION } from "../../src/version.js";
import { scrubjay, startScrubjay } from "../support/cli.js";
import { probedSandbox } from "../probe/stage.js";
import { commandEnvironment } from "./command-environment.js";

async function setUp() {
  const sandbox = await probedSandbox();
  const { cwd, env, database } = await commandEnvironment(sandbox);
  const run = (args: string[], more: Record<string, string> = {}) =>
    scrubjay(["probe", ...args], { cwd, env: { ...env, ...more } });
  const query = async (sql: string): Promise<unknown[]> => {
    const client = new pg.Client(database.url);
    await client.connect();
    return (await client.query<Record<string, unknown>>(sql).finally(() => client.end())).rows;
  };
  return { sandbox, cwd, env, run, query };
}

interface Document {
  answers: { question: string; answer: string; status: number | null }[];
  unanswered: { question: string; why: string }[];
}

/** What may stand in a file that is passed on. */
const KEYS = ["answers", "apiOrigin", "apiVersion", "askedAt", "product", "unanswered"];

describe("asking a test app", () => {
  test("is told, kept, shown, and taken along to a live app, without an ID or a secret anywhere", async () => {
    const { sandbox, cwd, env, run, query } = await setUp();
    const asked = await run(["--yes", "--json", "--out", "answers.json"], { LOG_LEVEL: "trace" });
    expect(asked.code, asked.stderr).toBe(0);
    expect(asked.stderr).toMatch(/28 questions .* at most \d+ requests and 7 batches, in up to/);
    expect(asked.stderr).toMatch(/4 invented users/);
    const document = JSON.parse(asked.stdout) as Document;
    expect(Object.keys(document).sort()).toEqual(KEYS);
    expect(document).toMatchObject({
      ...{ apiOrigin: sandbox.url, apiVersion: API_VERSION, product: `scrubjay ${VERSION}` },
      askedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    });
    const told = [...document.answers, ...document.unanswered].map(({ question }) => question);
    expect(told.sort()).toEqual([...ASKED_NAMES].sort());
    expect(document.answers[0]).toEqual({ question: "emptyConversationBefore", answer: "no", status: null });
    expect(JSON.parse(await readFile(join(cwd, "answers.json"), "utf8"))).toEqual(document);
    expect(await sandbox.conversations()).toEqual([]);

    const shown = await run(["--show"]);
    expect(shown.stdout).toMatch(/^deletedCursor +refused +seen on your app on .*, API version 2024-01-01$/m);
    expect(shown.stdout).toMatch(/^editNotifies +– +assumed: yes, never asked; ask by hand$/m);

    const live = { TALKJS_APP_ID: "liveApp", TALKJS_SECRET_KEY: "sk_live_1" };
    const taken = await run(["--take", "answers.json"], live);
    expect(taken.stdout).toMatch(/^\d\d answers kept\./);
    expect((await run(["--show"], live)).stdout).toMatch(/^deletedCursor +refused +seen on a test app/m);
    const doctor = await scrubjay(["doctor"], { cwd, env });
    expect(doctor.stdout).toMatch(
      /ok +What no document says: \d\d answers of TalkJS, .*deletedCursor \(refused\)/,
    );

    await query(`update scrubjay.app_answers set answer = 'goes-on'
                 where question = 'deletedCursor' and app_id = 'liveApp'`);
    const changed = await run(["--show"], live);
    expect(changed.stdout).toMatch(
      /^deletedCursor +– +assumed: empty; .* changed by somebody else than Scrubjay$/m,
    );
    const warned = await scrubjay(["doctor"], { cwd, env: { ...env, TALKJS_APP_ID: "liveApp" } });
    expect(warned.stdout).toMatch(/FAIL {2}What no document says: 1 answer .* changed .*: deletedCursor/);
    expect(warned.code).toBe(2);

    const kept = JSON.stringify([
      await query("select * from scrubjay.app_answers"),
      await query("select * from scrubjay.audit_actions"),
    ]);
    const everything = [asked, shown, taken, doctor, changed, warned].map(
      ({ stdout, stderr }) => stdout + stderr,
    );
    for (const text of [...everything, kept, await readFile(join(cwd, "answers.json"), "utf8")])
      for (const trace of [PREFIX, encodeURIComponent("ü"), "sk_test", "sk_live", "reply+", "msg_"])
        expect(text, trace).not.toContain(trace);
    expect(asked.stdout).not.toContain(env["TALKJS_APP_ID"]);
  });

  test("is refused for whatever isn't known to be a test app, before anything is sent", async () => {
    const { sandbox, run } = await setUp();
    const refusals = [
      { TALKJS_SECRET_KEY: "sk_live_sandbox" },
      { TALKJS_SECRET_KEY: "an-old-key", TALKJS_AUTH: "secret" },
    ];
    for (const settings of refusals) {
      const { code, stdout } = await run(["--yes", "--json"], settings);
      expect([code, JSON.parse(stdout)]).toMatchObject([2, { error: { code: "APP_NOT_FOR_TESTS" } }]);
    }
    // Nobody said yes, and there is nobody to ask.
    expect(await run([])).toMatchObject({ code: 2, stderr: expect.stringMatching(/Add --yes/) as string });
    expect((await sandbox.stats()).requests).toBe(0);
  });

  test("refuses a file that is there, one that isn't of answers, and options that don't go together", async () => {
    const { sandbox, run, cwd } = await setUp();
    const refused = async (says: RegExp, ...args: string[]) => {
      const { code, stderr } = await run(args);
      expect(code).toBe(2);
      expect(stderr).toMatch(says);
    };
    const taken = join(cwd, "..", "nowhere", "answers.json");
    await refused(/can't be written \(ENOENT\)/, "--yes", "--out", taken);
    await refused(/can't be read/, "--take", "none.json");
    await refused(/cannot be used with/, "--show", "--take", "x");
    await refused(/cannot be used with/, "--yes", "--out", "x", "--take", "x");
    expect((await sandbox.stats()).requests).toBe(0);
  });

  test("killed leaves a conversation, which the next one deletes, and its own when it is interrupted", async () => {
    const { sandbox, cwd, env, query } = await setUp();
    const match = { method: "PATCH" as const, route: "/users/{id}/conversations/{cid}" };
    await sandbox.setFaults([{ kind: "latency", ms: 600_000, match }]);
    const ended = async (by: NodeJS.Signals) => {
      const args = ["probe", "--yes", "--out", `${by}.json`];
      const child = startScrubjay(args, { cwd, env: { ...env, LOG_LEVEL: "trace" } });
      await child.untilOutput(/POST \/conversations\/\{id\}\/messages/, { within: Infinity });
      child.kill(by);
      return child.exited;
    };
    await ended("SIGKILL");
    expect(await sandbox.conversations()).toHaveLength(1);
    const { code, stderr } = await ended("SIGINT");
    expect([code, stderr]).toEqual([130, expect.stringMatching(/No answer was kept/)]);
    expect(await sandbox.conversations()).toEqual([]);
    expect(await query("select * from scrubjay.app_answers")).toEqual([]);
    await expect(readFile(join(cwd, "SIGINT.json"))).rejects.toThrow(/ENOENT/);
  });
});
