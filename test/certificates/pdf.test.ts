import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { coded } from "../support/coded.js";
import { pdfOf } from "../../src/certificates/pdf.js";
import { tempFolder } from "../support/temp.js";
import { until } from "../support/until.js";

describe("a PDF", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await tempFolder();
    await mkdir(join(folder, "tmp"));
    vi.stubEnv("TMPDIR", join(folder, "tmp"));
    onTestFinished(() => void vi.unstubAllEnvs());
  });

  const leftBehind = () => readdir(join(folder, "tmp"));

  /** Where a program of that name is found first, and then what it needs itself. */
  async function pathWith(script: string): Promise<string> {
    const program = join(folder, "chromium");
    await writeFile(program, `#!/bin/sh\n${script}\n`);
    await chmod(program, 0o755);
    return `${folder}:${process.env["PATH"]}`;
  }

  test("can't be made where there is no Chromium, which the failure says", async () => {
    await expect(pdfOf("<p>", { path: join(folder, "nowhere") })).rejects.toThrow(coded("CHROMIUM_MISSING"));
    await expect(pdfOf("<p>", { path: "" })).rejects.toThrow(coded("CHROMIUM_MISSING"));
  });

  test.each([
    ["ends with a failure", "exit 3", "exit code 3"],
    ["prints nothing", "exit 0", "it printed nothing"],
  ])("fails with a reason when the program %s", async (_, script, reason) => {
    const failed = pdfOf("<p>", { path: await pathWith(script) });
    await expect(failed).rejects.toThrow(coded("PDF_FAILED"));
    await expect(failed).rejects.toMatchObject({ facts: { reason } });
    expect(await leftBehind()).toEqual([]);
  });

  test("fails when the program hangs, which is then ended with all that it has started", async () => {
    const path = await pathWith(`sleep 300 & echo $! > ${folder}/child; echo $$ > ${folder}/pid; wait`);
    await expect(pdfOf("<p>", { path, timeoutMs: 1_500 })).rejects.toMatchObject({
      facts: { reason: "it took too long" },
    });
    for (const name of ["pid", "child"]) {
      const pid = Number(await readFile(join(folder, name), "utf8"));
      await until(`${name} has ended`, async () => !(await isAlive(pid)));
    }
    expect(await leftBehind()).toEqual([]);
  });

  test("is printed from a file that only its owner can read, by a program that is given no settings", async () => {
    vi.stubEnv("SCRUBJAY_SIGNING_KEY", "secret");
    const path = await pathWith(
      [
        'for last; do :; done; page="${last#file://}"',
        `{ env; ls -l "$page"; ls -ld "$(dirname "$page")"; cat "$page"; } > ${folder}/seen`,
        'for each; do case "$each" in --print-to-pdf=*) echo pdf > "${each#*=}";; esac; done',
      ].join("\n"),
    );
    expect((await pdfOf("<p>whom it is about", { path })).toString()).toBe("pdf\n");
    const seen = await readFile(join(folder, "seen"), "utf8");
    expect(seen).toContain("<p>whom it is about");
    expect(seen).not.toContain("SCRUBJAY");
    expect(seen).toMatch(/^-rw------- /m);
    expect(seen).toMatch(/^drwx------ /m);
    expect(await leftBehind()).toEqual([]);
  });
});

/** One that was killed and that nobody has asked after yet is dead too. */
async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat !== "" && !/\) [ZX] /.test(stat);
}
