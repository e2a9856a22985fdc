import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { HoldView } from "../../src/contracts/holds.js";
import type { RequestItem, RequestView } from "../../src/contracts/requests.js";
import { testUser } from "../erasure/erasure-harness.js";
import { scrubjay, startScrubjay } from "../support/cli.js";
import { startTestSandbox } from "../support/sandbox.js";
import { until } from "../support/until.js";
import { pseudonyms } from "./evidence.js";
import { commandEnvironment } from "./command-environment.js";

async function sandboxAndEnvironment(
  people: Record<string, unknown>[],
  settings: Record<string, string> = {},
) {
  const sandbox = await startTestSandbox({ users: 0 });
  await sandbox.addUsers(people);
  const { cwd, env } = await commandEnvironment(sandbox);
  const options = { cwd, env: { ...env, ...settings } };
  return {
    sandbox,
    cwd,
    run: (args: string[], stdin = "") => scrubjay(args, { ...options, stdin }),
    json: async <T>(...args: string[]) =>
      JSON.parse((await scrubjay([...args, "--json"], options)).stdout) as T,
    startWorker: () => {
      const worker = startScrubjay(["worker"], options);
      onTestFinished(async () => {
        worker.kill();
        await worker.exited;
      });
      return worker;
    },
  };
}

describe("erasure requests on the command line", () => {
  test("one is handed in, followed to completed, listed and shown, without a word of whom it is about", async () => {
    const { sandbox, run, json } = await sandboxAndEnvironment([testUser("canary"), testUser("bystander")]);
    const created = await run([
      "request",
      "create",
      "canary",
      "--follow",
      "--yes",
      "--reason",
      "Ticket 4711",
    ]);
    expect(created.code, created.stderr).toBe(0);
    expect(created.stdout).toMatch(/^Erasure request [\da-f-]{36}: completed$/m);
    expect(created.stdout).toMatch(/scrubbed +blanked: name, email/);
    expect((await sandbox.users()).get("canary")).toMatchObject({ name: "[DELETED]", email: null });
    expect((await sandbox.users()).get("bystander")?.email).not.toBeNull();
    const [item] = await json<RequestItem[]>("request", "list", "--state", "completed");
    expect(item).toMatchObject({
      reason: "Ticket 4711",
      createdBy: "cli",
      subjects: { total: 1, settled: 1 },
    });
    const shown = await run(["request", "show", item?.id ?? ""]);
    expect(shown.stdout).toBe(created.stdout);
    const listed = await run(["request", "list"]);
    expect(listed.stdout.split("\n")[0]).toMatch(/^id +state +regulation +received +deadline/);
    expect([created, shown, listed].map(({ stdout, stderr }) => stdout + stderr).join()).not.toContain(
      "canary",
    );
  });

  test("one can be cancelled in its waiting period", async () => {
    const settings = { SCRUBJAY_WAITING_PERIOD: "1 hour" };
    const { sandbox, run, json } = await sandboxAndEnvironment([testUser("a")], settings);
    const created = await run(["request", "create", "a", "--yes"]);
    expect(created.code, created.stderr).toBe(0);
    const id = /scrubjay request cancel (\S+)/.exec(created.stdout)?.[1] ?? "";
    // Followed, it is told and not waited for.
    const followed = await run(["request", "create", "a", "--yes", "--follow"]);
    expect(followed).toMatchObject({ code: 1, stdout: expect.stringContaining(": waiting") as string });
    const cancelled = await run(["request", "cancel", id]);
    expect(cancelled).toMatchObject({ code: 0, stdout: expect.stringContaining(": cancelled") as string });
    const again = await run(["request", "cancel", id]);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining("it is cancelled") as string });
    expect(await json<RequestView>("request", "show", id)).toMatchObject({ state: "cancelled" });
    expect(await sandbox.journal()).toEqual([]);
  });

  test("a legal hold keeps one until it is lifted; then it goes on", async () => {
    const { sandbox, run, json, startWorker } = await sandboxAndEnvironment([testUser("a")]);
    const added = await run(
      ["hold", "add", "-", "--ground", "e", "--owner", "Legal", "--until", "2099-12-31"],
      "a\n",
    );
    expect(added.code, added.stderr).toBe(0);
    expect(added.stdout).toContain(pseudonyms.subject("a"));
    const followed = await run(["request", "create", "a", "--yes", "--follow"]);
    expect(followed).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("NOT DONE: a legal hold") as string,
    });
    const [request] = await json<RequestItem[]>("request", "list", "--state", "held");
    const [hold] = await json<HoldView[]>("hold", "list");
    expect(hold).toMatchObject({ ground: "e", owner: "Legal", standing: true });
    startWorker();
    const lifted = await run(["hold", "lift", hold?.id ?? ""]);
    expect(lifted).toMatchObject({ code: 0, stdout: expect.stringContaining(": lifted") as string });
    await until("their data is gone", async () => (await sandbox.users()).get("a")?.email === null);
    const state = async () => (await json<RequestView>("request", "show", request?.id ?? "")).state;
    await until("the request is completed", async () => (await state()) === "completed");
    expect((await run(["hold", "list"])).stdout).toBe("No legal hold stands.\n");
    expect((await run(["hold", "list", "--all"])).stdout).toContain("lifted");
  });

  test("people are found by e-mail address, from a file or standard input", async () => {
    const shared = { email: ["shared@example.com"] };
    const people = [testUser("a", shared), testUser("b", shared), testUser("c")];
    const { sandbox, cwd, run } = await sandboxAndEnvironment(people);
    await writeFile(join(cwd, "ids"), "c\r\n");
    const ended = await run(
      ["request", "create", "--ids", "ids", "--email-file", "-", "--yes", "--follow"],
      "Shared@Example.com\n",
    );
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout).toContain("People, by pseudonym (3):");
    for (const { email } of (await sandbox.users()).values()) expect(email).toBeNull();
  });

  test("whoever isn't there is told as not found, and that nothing was erased", async () => {
    const { run } = await sandboxAndEnvironment([testUser("a")]);
    const nobody = await run(["request", "create", "nobody", "--yes", "--follow"]);
    expect(nobody).toMatchObject({ code: 1, stdout: expect.stringContaining(": not found") as string });
    const address = await run(["request", "create", "--email", "nobody@example.com", "--yes", "--follow"]);
    expect(address).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("TalkJS knows nobody") as string,
    });
  });

  test("a failed one can be tried again", async () => {
    const { sandbox, run } = await sandboxAndEnvironment([testUser("poisonous")]);
    await sandbox.setFaults([{ kind: "poison", userId: "poisonous" }]);
    const failed = await run(["request", "create", "poisonous", "--yes", "--follow"]);
    expect(failed).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("failed (API_REJECTED)") as string,
    });
    const id = /scrubjay request retry (\S+)/.exec(failed.stdout)?.[1] ?? "";
    await sandbox.setFaults([]);
    const retried = await run(["request", "retry", id, "--follow"]);
    expect(retried.code, retried.stderr).toBe(0);
    expect(retried.stdout).toContain(": completed");
    expect((await run(["request", "retry", id])).code).toBe(2);
  });

  test("a deadline can be extended once, and is found when it is near", async () => {
    const { run, json } = await sandboxAndEnvironment([testUser("a")]);
    const received = new Date(Date.now() - 20 * 24 * 3_600_000).toISOString();
    const created = await json<RequestView>("request", "create", "a", "--yes", "--received", received);
    const near = async () => (await json<RequestItem[]>("request", "list", "--due-within", "15")).length;
    expect(await near()).toBe(1);
    const extend = () => run(["request", "extend", created.id, "--reason", "Many accounts"]);
    const extended = await extend();
    expect(extended.code, extended.stderr).toBe(0);
    expect(extended.stdout).toMatch(/extended +.*: Many accounts/);
    expect(await near()).toBe(0);
    expect(await extend()).toMatchObject({ code: 2, stderr: expect.stringContaining("once") as string });
  });

  test("what can't be meant is bad usage, told without its value", async () => {
    const { cwd, run } = await sandboxAndEnvironment([]);
    await writeFile(join(cwd, "empty"), "\n");
    const id = "00000000-0000-4000-8000-000000000000";
    const bad = [
      ["request", "create", "--yes"],
      ["request", "create", "canary", "--ids", "empty", "--yes"],
      ["request", "create", "--ids", "-", "--email-file", "-", "--yes"],
      ["request", "create", "--email", "canary", "--yes"],
      ["request", "create", "canary", "--reason", "of canary@example.com", "--yes"],
      ["request", "create", "canary", "--policy", "canary", "--yes"],
      ["request", "show", "7"],
      ["request", "show", id],
      ["request", "extend", id],
      ["hold", "add", "canary", "--ground", "e", "--owner", "+49 30 901820"],
      ["hold", "add", "canary", "--ground", "e", "--owner", "Legal", "--until", "2020-01-01"],
      ["hold", "lift", id],
    ];
    for (const args of bad) {
      const { code, stdout, stderr } = await run(args);
      expect(code, `${args.join(" ")}: ${stderr}`).toBe(2);
      expect(stdout + stderr, args.join(" ")).not.toContain("canary");
    }
    expect((await run(["request", "list"])).stdout).toContain("There is no such request");
  });
});
