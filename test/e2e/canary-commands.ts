import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { scrubjay, startScrubjay, type Ended } from "../support/cli.js";
import type { TestSandbox } from "../support/sandbox.js";
import { sized } from "../support/size.js";
import { canaryUser } from "./canary-people.js";
import { CANARY } from "./traces.js";

const USERS = sized(120, 250);
const POISONED = `poisoned ${CANARY}@example.test/1`;

const POLICY = `
version: 1
select: { all: true }
exclude:
  ids: ["excluded-${CANARY}"]
  legalHold: { customKey: legalHold }
limits: { maxUsers: 1000, maxShare: 100% }
`;

/** Every way that this program can say something, gathered. */
class Recorder {
  readonly #recorded: string[] = [];

  record({ stdout, stderr }: Pick<Ended, "stdout" | "stderr">): void {
    this.#recorded.push(stdout, stderr);
  }

  get all(): string {
    return this.#recorded.join("\n");
  }
}

/** Gives a sandbox its people and faults. @returns the ID of one of the people. */
export async function populate(sandbox: TestSandbox): Promise<string> {
  const ids = Array.from({ length: USERS }, (_, i) => `${CANARY}-${i}%/: @example.test`);
  const users = [...ids, POISONED, `excluded-${CANARY}`].map((id, i) => canaryUser(id, i));
  await sandbox.addUsers(users);
  await sandbox.setFaults([
    { kind: "poison", userId: POISONED },
    { kind: "status", status: 500, rate: 0.05 },
    { kind: "malformed-json", rate: 0.05 },
    { kind: "reset-after", rate: 0.05 },
  ]);
  return ids[0] ?? "";
}

/** As fast as can be, and saying all that there is to say. */
const LOUD = { TALKJS_RATE: "100000", TALKJS_BURST: "100000", LOG_LEVEL: "trace" };

/** Commands that only tell. */
const TELLING = [
  ["status", "1"],
  ["runs", "--json"],
  ["audit", "export"],
  ["config", "check", "-p", "policy.yaml"],
  ["doctor"],
  ["keys", "list"],
  ["probe", "--show"],
];

/**
 * A run with failures, a retry, an erasure, a worker with metrics: everything that touches people; and what only tells.
 * @returns all that was said.
 */
export async function useEverything(
  cwd: string,
  settings: Record<string, string>,
  someId: string,
): Promise<string> {
  const env = { ...settings, ...LOUD };
  const recorder = new Recorder();
  const command = async (args: string[], stdin?: string) => {
    const ended = await scrubjay(args, { cwd, env, ...(stdin !== undefined && { stdin }) });
    recorder.record(ended);
    return ended;
  };
  await writeFile(join(cwd, "policy.yaml"), POLICY);
  expect((await command(["plan", "--policy", "policy.yaml"])).code).toBe(0);
  expect((await command(["apply", "1", "--yes"])).code).toBe(1);
  expect((await command(["retry", "1"])).code).toBe(1);
  expect(
    (
      await command(
        ["erase", "--ids", "-", "--yes", "--json"],
        `${someId}\nnobody-${CANARY}\n${POISONED}\n..\n`,
      )
    ).code,
  ).toBe(1);
  expect((await command(["audit", "lookup", "-"], `${someId}\n`)).code).toBe(0);
  for (const args of TELLING) await command(args);
  // Left half done, so that what is open is looked at too.
  const open = startScrubjay(["plan", "--policy", "policy.yaml"], {
    cwd,
    env: { ...env, TALKJS_RATE: "1", TALKJS_BURST: "1" },
  });
  await open.untilOutput(/page.scanned/);
  open.kill("SIGKILL");
  recorder.record(await open.exited);
  const worker = startScrubjay(["worker"], { cwd, env: { ...env, PORT: "0" } });
  const [, url] = await worker.untilOutput(/metrics at (\S+)/);
  // The killed process's job is taken up when its lock has run out.
  await worker.untilOutput(/run.planned/);
  recorder.record({ stdout: await (await fetch(`${url}/metrics`)).text(), stderr: "" });
  worker.kill("SIGTERM");
  recorder.record(await worker.exited);
  return recorder.all;
}
