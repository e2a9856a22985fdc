import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test, type TestContext } from "vitest";
import { certify, USER_ID } from "../verifier/certificate-maker.js";
import { MAIN } from "../support/cli.js";
import { startChild, type ChildOptions } from "../support/child.js";
import { tempFolder } from "../support/temp.js";
import manifest from "../../package.json" with { type: "json" };

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PACKAGE = join(ROOT, `${manifest.name}-${manifest.version}.tgz`);

/** By npm's packages of Node.js's own builds: one for each system and processor. */
const NODE = `node-${process.platform}-${process.arch}`;
const OLDEST = /[\d.]+/.exec(manifest.engines.node)?.[0] ?? "";
const VERSIONS = [OLDEST, "22", "24"];

describe("the package, installed into an empty folder", () => {
  beforeAll(async () => {
    expect(MAIN).toContain(ROOT);
    for (const script of [
      ["run", "stage"],
      ["pack", "./build/package"],
    ])
      await run("npm", script, { cwd: ROOT });
  });

  test.for(VERSIONS)("works on Node.js %s", async (version, context) => {
    const folder = await tempFolder(context.onTestFinished);
    const env = { PATH: [await nodeFolder(folder, version, context), process.env["PATH"]].join(delimiter) };
    const cwd = join(folder, "app");
    await mkdir(cwd);
    await writeFile(join(cwd, "package.json"), "{}");
    await run("npm", ["install", "--ignore-scripts", PACKAGE], { cwd, env: REGISTRY });
    const bin = (name: string) => join(cwd, "node_modules/.bin", name);
    const scrubjay = bin("scrubjay");

    expect(await run("node", ["--version"], { cwd, env })).toContain(`v${version}`);
    expect(await run(scrubjay, ["--version"], { cwd, env })).toBe(`${manifest.version}\n`);

    const sandbox = startChild(scrubjay, ["sandbox", "--users", "20", "--port", "0"], { cwd, env });
    const [, TALKJS_API_URL = ""] = await sandbox.untilOutput(/TALKJS_API_URL=(\S+)/);
    const settings = { TALKJS_API_URL, TALKJS_APP_ID: "sandboxApp", TALKJS_SECRET_KEY: "sk_test_sandbox" };
    const plan = await run(scrubjay, ["plan", "--ids", "-", "--json"], {
      cwd,
      env: { ...env, ...settings },
      stdin: "nobody-of-this-name\n",
    });
    expect(JSON.parse(plan)).toMatchObject({ run: 1, state: "planned" });
    sandbox.kill();
    await sandbox.exited;

    const { file, vkey } = certify();
    await writeFile(join(cwd, "certificate.json"), file);
    const verdict = run(bin("scrubjay-verify"), ["certificate.json", "--vkey", vkey, "--user-id", USER_ID], {
      cwd,
      env,
    });
    expect(await verdict).toMatch(/^VALID\n/);
  });
});

/** How npm reaches its registry from this machine. */
const REGISTRY = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) =>
    /^(?:npm_config_|https?_proxy$|no_proxy$|node_extra_ca_certs$|ssl_cert_)/i.test(name) && value
      ? [[name, value]]
      : [],
  ),
);

/** Where `node` of this version is. Skips the test, and says why, where npm has none. */
async function nodeFolder(folder: string, version: string, context: TestContext): Promise<string> {
  const install = ["install", "--prefix", folder, "--no-save", "--ignore-scripts", "--fetch-retries=0"];
  const { code } = await startChild("npm", [...install, `${NODE}@${version}`], { stdin: "", env: REGISTRY })
    .exited;
  if (code !== 0) context.skip(`npm can't install ${NODE}@${version} here`);
  return join(folder, "node_modules", NODE, "bin");
}

/** What it wrote to standard output. Fails when it fails. */
async function run(program: string, args: string[], options: ChildOptions): Promise<string> {
  const { code, stdout, stderr } = await startChild(program, args, { stdin: "", ...options }).exited;
  expect(code, stderr).toBe(0);
  return stdout;
}
