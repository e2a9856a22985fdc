import { createHash } from "node:crypto";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderWithLedger } from "../support/data-folder.js";
import { tempFolder } from "../support/temp.js";
import { startTestSandbox } from "../support/sandbox.js";
import { populate, useEverything } from "./canary-commands.js";
import { CANARY, Traces } from "./traces.js";

const traces = new Traces();
const holdsCanary = (text: string) => traces.isIn(text);

describe("no personal data stays anywhere but in TalkJS", () => {
  test("the search finds what it looks for", () => {
    for (const shift of ["", "a", "ab"])
      expect(holdsCanary(Buffer.from(`${shift}${CANARY} and more`).toString("base64"))).toBe(true);
    expect(holdsCanary("a harmless bird")).toBe(false);
    const hidden = new Traces({ identities: ["Ann@Example.test"], secrets: ["sj_4711_secret"] });
    const hash = (name: string, text: string) => createHash(name).update(text).digest();
    for (const digest of [hash("sha256", "Ann@Example.test"), hash("md5", "ann@example.test")])
      for (const form of ["hex", "base64", "base64url", "latin1"] as const)
        expect(hidden.excerpts(`first\n"a${digest.toString(form)}z"`)).toHaveLength(1);
    expect(hidden.isIn(Buffer.from("Bearer sj_4711_secret").toString("base64"))).toBe(true);
    expect(hidden.isIn("Ann and 4711")).toBe(false);
  });

  test("the search looks into files and at their names, at any depth", async () => {
    const folder = await tempFolder();
    const paths = [`in/side/${CANARY}.key`, "in/side/harmless", "in/side/harmful"].map((path) =>
      join(folder, path),
    );
    await mkdir(join(folder, "in", "side"), { recursive: true });
    for (const path of paths) await writeFile(path, path.endsWith("ful") ? `\0\xff${CANARY}` : "a bird");
    expect((await traces.files(folder)).sort()).toEqual([paths[2], paths[0]].sort());
  });

  test("commands on the embedded ledger and a private Redis: not in the data folder, logs or output", async () => {
    const cwd = await folderWithLedger();
    const sandbox = await startTestSandbox({ users: 0 });
    const someId = await populate(sandbox);
    const dataDir = join(cwd, ".scrubjay");
    const heard = await useEverything(cwd, sandbox.env, someId);
    expect(heard).toContain("talkjs.answered");
    expect(heard).toContain("scrubjay_users_total");
    expect(heard.split("\n").filter(holdsCanary)).toEqual([]);
    expect(await readdir(dataDir)).toEqual(
      expect.arrayContaining(["keys", "ledger", "log", "redis", "pseudonym.key"]),
    );
    expect(await traces.files(dataDir)).toEqual([]);
  });
});
