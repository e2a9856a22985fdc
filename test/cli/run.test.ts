import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { expect, test } from "vitest";
import { Interruption } from "../../src/cli/io/interruption.js";
import { run } from "../../src/cli/run.js";
import { scrubjay } from "../support/cli.js";
import { KEYS } from "../e2e/evidence.js";
import { folderWithLedger } from "../support/data-folder.js";
import { ledgerDatabase } from "../support/postgres.js";
import { tempFolder } from "../support/temp.js";

const APP = { TALKJS_APP_ID: "app" };

/** Settings with a database of the test's own. */
async function settings() {
  const database = await ledgerDatabase();
  return { ...APP, DATABASE_URL: database.url, ...KEYS };
}

test("commands leave nothing in the process: no listener, no setting, no other folder", async () => {
  const cwd = await tempFolder();
  await writeFile(join(cwd, ".env"), "SCRUBJAY_WORKERS=2\n");
  const env = await settings();
  const io = { stdin: Readable.from([]), stdout: new PassThrough(), stderr: new PassThrough() };
  for (const stream of [io.stdout, io.stderr]) stream.resume();
  const call = (...argv: string[]) => run(argv, { env, io, signal: new AbortController().signal, cwd });
  const seen = () => ({
    process: process.eventNames().map((name) => [name, process.listenerCount(name)]),
    streams: Object.values(io).map((stream) => stream.eventNames().map((name) => stream.listenerCount(name))),
    env: { ...process.env },
    cwd: process.cwd(),
    exitCode: process.exitCode,
  });
  expect(await call("runs")).toBe(0);
  const before = seen();
  for (const argv of [
    ["runs"],
    ["status"],
    ["status", "7"],
    ["runs", "--fast"],
    ["--help"],
    ["keys", "list"],
  ])
    await call(...argv);
  expect(seen()).toEqual(before);
});

test("settings of the environment win over those of .env, which is the one of the folder", async () => {
  const cwd = await tempFolder();
  const check = async (env: Record<string, string>) =>
    (await scrubjay(["config", "check"], { cwd, env: { TALKJS_SECRET_KEY: "x", ...env } })).code;
  expect(await check({})).toBe(2);
  await writeFile(join(cwd, ".env"), "TALKJS_APP_ID=app\nTALKJS_RATE=-1\n");
  expect(await check({})).toBe(2);
  expect(await check({ TALKJS_RATE: "1" })).toBe(0);
});

test(".env is read as what it is, and a mistyped safety in it is refused", async () => {
  const cwd = await tempFolder();
  const check = async (content: string | Buffer, env: Record<string, string> = {}) => {
    await writeFile(join(cwd, ".env"), content);
    return scrubjay(["config", "check"], { cwd, env: { ...APP, TALKJS_SECRET_KEY: "x", ...env } });
  };
  const wrong = "\uFEFFTALKJS_RATE=-1\r\nTALKJS_BURST=-1\r\n";
  for (const content of [wrong, Buffer.from(wrong, "utf16le"), Buffer.from(wrong, "utf16le").swap16()]) {
    const { code, stderr } = await check(content);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/TALKJS_RATE[^]*TALKJS_BURST/)]);
  }
  const typo = await check("SCRUBJAY_FOUR_EYE=true\nSCRUBJAY_NOTHING=1\n");
  expect(typo.code).toBe(2);
  expect(typo.stderr).toContain("SCRUBJAY_FOUR_EYE is no setting. Did you mean SCRUBJAY_FOUR_EYES?");
  expect(typo.stderr).toContain("SCRUBJAY_NOTHING is no setting");
  const latin = await check(Buffer.from("# f\xfcr\n", "latin1"));
  expect([latin.code, latin.stderr]).toEqual([
    2,
    expect.stringContaining(".env isn't text in UTF-8 (line 1)"),
  ]);
  const other = await check("", { SCRUBJAY_NOTHING: "1" });
  expect(other.code).toBe(0);
  expect(other.stderr.match(/SCRUBJAY_NOTHING/g)).toHaveLength(1);
});

test("two commands at once on one data folder: the second is told who has it", async () => {
  const cwd = await folderWithLedger();
  const both = await Promise.all([1, 2].map(() => scrubjay(["runs"], { cwd, env: APP })));
  expect(both.map(({ code }) => code).sort()).toEqual([0, 2]);
  const refused = both.find(({ code }) => code === 2)?.stderr;
  expect(refused).toContain(`data folder is in use by "runs" (process ${process.pid}`);
});

test("a command that its signal ends has an exit code of the signal's own, and says one line", async () => {
  const cwd = await tempFolder();
  const env = await settings();
  for (const [name, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    const stderr = new PassThrough();
    const io = { stdin: Readable.from([]), stdout: new PassThrough(), stderr };
    const signal = AbortSignal.abort(new Interruption(name));
    expect(await run(["runs"], { env, io, signal, cwd })).toBe(code);
    expect(String(stderr.read())).toBe("Interrupted.\n");
  }
});

test.each([
  [[], "A command is needed."],
  [["nonsense"], "unknown command 'nonsense'"],
  [["audit"], "A command is needed."],
  [["audit", "nonsense"], "unknown command 'nonsense'"],
  [["runs", "--fast"], "unknown option '--fast'"],
  [["token", "create", "--name", "crm"], "required option '--role <role>' not specified"],
  [["apply"], "missing required argument 'run'"],
  [["apply", "1", "2"], expect.stringContaining("too many arguments") as string],
  [["apply", "canary"], expect.stringMatching(/'run'\. A run is named by its number/) as string],
  [["hold", "lift", "canary"], expect.stringContaining("scrubjay hold list") as string],
  [["token", "create", "--name", "crm", "--role", "canary"], expect.stringContaining("viewer") as string],
])("with --json, %j is refused with one document on standard output", async (args, message) => {
  const { code, stdout } = await scrubjay([...args, "--json"]);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toEqual({
    error: { code: "USAGE", message, remedy: expect.any(String) as string },
  });
  expect(stdout).not.toContain("canary");
});

test("what comes after -- is no option: a user may be called --json", async () => {
  const { code, stdout } = await scrubjay(["erase", "--fast", "--", "--json"]);
  expect([code, stdout]).toEqual([2, ""]);
});

test("a policy can be checked without settings of TalkJS, and no setting may be wrong", async () => {
  const cwd = await tempFolder();
  await writeFile(join(cwd, "policy.yaml"), "version: 1\nselect: { all: true }\n");
  const args = ["config", "check", "--policy", "policy.yaml"];
  expect((await scrubjay(args, { cwd })).code).toBe(0);
  expect((await scrubjay(args, { cwd, env: { TALKJS_RATE: "-1" } })).stderr).toContain("TALKJS_RATE");
  expect((await scrubjay(["config", "check"], { cwd })).stderr).toContain("TALKJS_APP_ID is not set");
});
