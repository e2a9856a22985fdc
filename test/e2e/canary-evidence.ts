import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { KeysView } from "../../src/contracts/keys.js";
import type { RecordedService } from "./recorded-service.js";
import { PEOPLE } from "./canary-people.js";
import type { ScenarioContext } from "./canary-scenarios.js";
import type { Traces } from "./traces.js";

const CERTIFICATES = "certificates";
const PUBLISHED = "published";
const HANDED_OVER = "handed-over.checkpoint";

/** Settings with which checkpoints leave the service, to where they are searched too. */
export const PUBLISHING = {
  SCRUBJAY_PUBLISH_FOLDER: PUBLISHED,
  SCRUBJAY_PUBLISH_COMMAND: `cat > ${HANDED_OVER}`,
};

/** Certificates of people, as files and as pages, and what else somebody outside is handed. */
export async function evidence({ service }: ScenarioContext): Promise<void> {
  const { cwd } = service;
  const command = async (args: string[], stdin?: string) => {
    const ended = await service.command(args, stdin);
    expect(ended.code, `${args.join(" ")}: ${ended.stderr}`).toBe(0);
    return ended.stdout;
  };
  for (const role of ["id", "many-a", "cli-email"] as const) {
    const request = await requestOf(service, PEOPLE[role].id);
    await command(["certificate", request, "--out", CERTIFICATES, "--format", "json,html"]);
  }
  const { subjects } = await service.ask(`GET /v1/requests/${await requestOf(service, PEOPLE.id.id)}`);
  const [{ run }] = subjects as [{ run: number }];
  const certificate = await command(["certificate", "user", String(run), "-"], `${PEOPLE.id.id}\n`);
  await writeFile(join(cwd, "certificate.json"), certificate);

  await command(["keys", "list"]);
  const { signing } = JSON.parse(await command(["keys", "list", "--json"])) as KeysView;
  const vkey = signing.at(-1)?.verifierKey ?? "";
  const verify = ["certificate", "verify", "certificate.json", "--vkey", vkey, "--user-id", "-"];
  expect(await command(verify, `${PEOPLE.id.id}\n`)).toContain("about that user ID");
  // What is published by itself is an early one, and the next an hour later.
  await command(["audit", "publish"]);
  const known = ["--vkey", vkey, "--checkpoint", HANDED_OVER];
  expect(await command(["audit", "verify", ...known])).toContain("The log holds");
  // Anybody may ask for these.
  for (const path of ["checkpoint", "vkey", "tile/0/000.p/1"])
    expect((await service.call(`GET /log/${path}`, { token: null })).status, path).toBe(200);
  const ofAnother = await service.command(verify, `${PEOPLE.held.id}\n`);
  expect(ofAnother.code, ofAnother.stderr).toBe(1);
}

const requestOf = async (service: RecordedService, userId: string) => {
  const { requests } = await service.ask("POST /v1/audit/lookup", { body: { userId } });
  return (requests as string[])[0] ?? "";
};

/** What was handed out: certificates, pages, published checkpoints. All of it must be there. */
export async function expectNothingHandedOut({ cwd }: RecordedService, traces: Traces): Promise<void> {
  const names = await readdir(join(cwd, CERTIFICATES));
  for (const format of ["json", "html"])
    expect(names.filter((name) => name.endsWith(`.${format}`)).length).toBeGreaterThanOrEqual(3);
  expect(await readdir(join(cwd, PUBLISHED))).toContain("checkpoint");
  expect(await readdir(cwd)).toEqual(expect.arrayContaining([HANDED_OVER, "certificate.json"]));
  for (const folder of [CERTIFICATES, PUBLISHED])
    expect.soft(await traces.files(join(cwd, folder))).toEqual([]);
  const apart = [HANDED_OVER, "certificate.json"].map((name) => join(cwd, name));
  expect.soft((await traces.files(cwd)).filter((path) => apart.includes(path))).toEqual([]);
}
