import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { KeysView } from "../../src/contracts/keys.js";
import type { RequestItem } from "../../src/contracts/requests.js";
import { findService } from "../../src/cli/api/find-service.js";
import { testUser } from "../erasure/erasure-harness.js";
import { scrubjay, startScrubjay } from "../support/cli.js";
import { folderWithLedger } from "../support/data-folder.js";
import { startTestSandbox } from "../support/sandbox.js";
import { until } from "../support/until.js";
import { FAST, commandEnvironment } from "./command-environment.js";

export const PERSON = "customer-0001";
const POLICY = `version: 1
select: { all: true }
exclude: { roles: [admin] }
scrub: { locale: keep }
grounds: { locale: mails about the contract are written in it }
`;

/** People of a local TalkJS, and a folder with settings for a ledger. */
export async function certifiedApp(ledger: "embedded" | "PostgreSQL") {
  const sandbox = await startTestSandbox({ users: 0 });
  await sandbox.addUsers([testUser(PERSON), testUser("customer-0002"), testUser("boss", { role: "admin" })]);
  const { cwd, env } =
    ledger === "PostgreSQL"
      ? await commandEnvironment(sandbox)
      : { cwd: await folderWithLedger(), env: { ...sandbox.env, ...FAST } };
  await writeFile(join(cwd, "policy.yaml"), POLICY);
  const options = { cwd, env: { ...env, SCRUBJAY_ERASURE_POLICY: "policy.yaml" } };
  const run = (args: string[], stdin = "", more: Record<string, string> = {}) =>
    scrubjay(args, { cwd, env: { ...options.env, ...more }, stdin });
  const json = async <T>(...args: string[]) => {
    const { stdout, stderr } = await run([...args, "--json"]);
    if (stdout === "") throw new Error(stderr);
    return JSON.parse(stdout) as T;
  };
  return {
    cwd,
    run,
    json,
    /** @returns the request's ID. */
    erase: async (...ids: string[]) => {
      const ended = await run(["request", "create", ...ids, "--yes", "--follow"]);
      const [request] = await json<RequestItem[]>("request", "list");
      if (!request) throw new Error(ended.stderr);
      return request.id;
    },
    vkey: async () => (await json<KeysView>("keys", "list")).signing[0]?.verifierKey ?? "",
    serve: async () => {
      const service = startScrubjay(["serve", "--port", "0"], options);
      onTestFinished(async () => {
        service.kill();
        await service.exited;
      });
      // A command that comes before it has the folder works by itself, and the service is told that the folder is taken.
      await until("the service answers", () => findService(join(cwd, ".scrubjay")));
    },
  };
}
