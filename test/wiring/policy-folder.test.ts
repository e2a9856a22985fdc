import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { isFailure } from "../../src/base/errors.js";
import { openPolicyFolder, type PolicyFolder } from "../../src/wiring/policy-folder.js";
import { tempFolder } from "../support/temp.js";

// The folder looks when a test says so.
beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(() => void vi.useRealTimers());

const policy = (schedules: string[] = [], maxUsers = 10) =>
  `version: 1\nselect: { all: true }\nlimits: { maxUsers: ${maxUsers} }\nschedules: [${schedules
    .map((name) => `{ name: ${name}, cron: "0 2 * * *", timeZone: UTC }`)
    .join(", ")}]\n`;

async function open(files: Record<string, string>, erasurePolicy?: string) {
  const root = await tempFolder();
  const folder = join(root, "policies");
  await mkdir(folder);
  const write = async (changed: Record<string, string>) => {
    for (const [name, text] of Object.entries(changed)) await writeFile(join(folder, name), text);
  };
  await write(files);
  const invalid: string[] = [];
  const reported: string[][] = [];
  let failures = 0;
  const opened = await openPolicyFolder({
    folder,
    erasurePolicy: erasurePolicy === undefined ? undefined : join(folder, erasurePolicy),
    telemetry: { emit: (_, event) => void invalid.push(JSON.stringify(event)) },
    onChange: async (changed) => {
      if (failures-- > 0) throw new Error("the ledger is away");
      reported.push(names(changed));
    },
  });
  onTestFinished(() => opened.close());
  return {
    folder,
    write,
    opened,
    invalid,
    reported,
    fail: (times: number) => void (failures = times),
    /** Once to see a change, once more to see that it stays. */
    look: async () => {
      await opened.check();
      await opened.check();
    },
  };
}

const names = (folder: PolicyFolder) => folder.schedules().map((each) => `${each.policyName}/${each.name}`);

test("policies are known by the names of their files, and the folder tells once at the start", async () => {
  const { opened, reported } = await open(
    { "b.yml": policy(["x"]), "a.yaml": policy(["y", "z"], 7), ".hidden.yaml": "?", "notes.txt": "?" },
    "a.yaml",
  );
  expect(opened.names()).toEqual(["a", "b"]);
  expect(opened.get("b")?.limits.maxUsers).toBe(10);
  expect(opened.get("c")).toBeUndefined();
  expect(opened.erasure.limits.maxUsers).toBe(7);
  expect(reported).toEqual([["a/y", "a/z", "b/x"]]);
});

test("all problems of all files are told at once", async () => {
  const files = {
    "a.yaml": policy(["x"], 0),
    "b.yaml": "version: 3\n",
    "c.yaml": policy(["x", "y"]),
    "d.yml": policy(["y"]),
    "d.yaml": policy(),
  };
  const failure = await open(files, "gone.yaml").catch((error: unknown) => error);
  if (!isFailure(failure, "POLICIES_INVALID")) throw failure;
  expect(failure.exitCode).toBe(2);
  expect(failure.message.split("\n")).toEqual([
    "The policy files can't be used:",
    "  a.yaml",
    "    line 3, limits.maxUsers: is zero or negative. Write a whole number above zero.",
    "  b.yaml",
    "    line 1, version: is not a version this program reads. Write `version: 2`.",
    expect.stringContaining("    line 1, select: is missing."),
    "  d.yml",
    "    is the same policy name as d.yaml. Rename one of the two.",
    "  d.yml",
    "    schedules: `y` is also a schedule of c.yaml. Rename one of the two.",
    "  gone.yaml",
    "    can't be read. Check that it is there, and who may read it.",
  ]);
});

test("a change is taken over once it stays; added and removed files bring and take their schedules", async () => {
  const { opened, folder, write, reported, look } = await open({ "a.yaml": policy(["x"]) });
  await write({ "a.yaml": policy([], 5) });
  await opened.check();
  await write({ "a.yaml": policy(["x"], 5), "b.yaml": policy(["y"]) });
  await look();
  await look();
  expect(reported).toEqual([["a/x"], ["a/x", "b/y"]]);
  expect(opened.get("a")?.limits.maxUsers).toBe(5);
  await rm(join(folder, "a.yaml"));
  await look();
  expect(reported.at(-1)).toEqual(["b/y"]);
});

test("a file that can't be used keeps the version that could, beside changes of others, and says so once", async () => {
  const { opened, write, reported, invalid, look } = await open({
    "a.yaml": policy(["x"]),
    "b.yaml": policy(),
  });
  await write({ "a.yaml": policy(["Y"], 0), "b.yaml": policy(["z"]) });
  await look();
  await look();
  expect(reported.at(-1)).toEqual(["a/x", "b/z"]);
  expect(opened.get("a")?.limits.maxUsers).toBe(10);
  expect(invalid).toEqual(['{"file":"a.yaml","problems":2}']);
  await write({ "a.yaml": policy(["y"]) });
  await look();
  expect(reported.at(-1)).toEqual(["a/y", "b/z"]);
});

test("where two files would clash all stay as they were, until they don't", async () => {
  const { write, reported, invalid, look, folder } = await open({ "a.yaml": policy(["x"]) });
  await write({ "b.yaml": policy(["x"]) });
  await look();
  expect(reported.at(-1)).toEqual(["a/x"]);
  expect(invalid).toEqual(['{"file":"b.yaml","problems":1}']);
  await rm(join(folder, "a.yaml"));
  await look();
  expect(reported.at(-1)).toEqual(["b/x"]);
});

test("a folder that is gone changes nothing, and what could not be passed on is passed on later", async () => {
  const { opened, write, folder, reported, invalid, look, fail } = await open({ "a.yaml": policy(["x"]) });
  await rm(folder, { recursive: true });
  await look();
  expect(names(opened)).toEqual(["a/x"]);
  expect(invalid).toEqual(['{"file":"policies","problems":1}']);
  await mkdir(folder);
  await write({ "c.yaml": policy(["y"]) });
  fail(2);
  await look();
  await look();
  expect(reported.at(-1)).toEqual(["c/y"]);
});
