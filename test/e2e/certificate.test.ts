import { spawnSync } from "node:child_process";
import { copyFile, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Certificate } from "../../src/audit/certificate.js";
import type { IssuedView } from "../../src/contracts/certificates.js";
import { scrubjay } from "../support/cli.js";
import { readPdf } from "../support/pdf.js";
import { tempFolder } from "../support/temp.js";
import { testSigner } from "../verifier/certificate-maker.js";
import { PERSON, certifiedApp } from "./certified-app.js";

const ALONE = fileURLToPath(new URL("../../dist/verify.js", import.meta.url));
/** An auditor's folder: a certificate, a key, and the verifier that stands alone; no settings, no network. */
async function auditor(certificate: string | Buffer, vkey: string) {
  const cwd = await tempFolder();
  await copyFile(ALONE, join(cwd, "verify.js"));
  await writeFile(join(cwd, "certificate.json"), certificate);
  await writeFile(join(cwd, "key.txt"), `${vkey}\n`);
  const alone = (...args: string[]) => {
    const { status: code, stdout } = spawnSync(process.execPath, ["verify.js", ...args], {
      cwd,
      encoding: "utf8",
      env: {},
    });
    return { code, stdout };
  };
  return {
    cwd,
    /** What the two say; the same, or this fails. */
    verify: async (...options: string[]) => {
      const args = ["certificate.json", ...options];
      const product = await scrubjay(["certificate", "verify", ...args], { cwd });
      const other = alone(...args);
      expect([other.code, other.stdout.split(/[:\n]/)[0]]).toEqual([
        product.code,
        product.stdout.split(/[:\n]/)[0],
      ]);
      return { code: product.code, stdout: product.stdout, alone: other.stdout };
    },
  };
}

describe("a certificate of an erasure", () => {
  test("is issued for a request and verified by two programs in an empty folder", async () => {
    const { run, erase, vkey } = await certifiedApp("PostgreSQL");
    const issued = await run(["certificate", await erase(PERSON)]);
    expect(issued.code, issued.stderr).toBe(0);
    expect(issued.stdout.endsWith("}\n")).toBe(true);
    expect(issued.stdout).not.toContain(PERSON);
    const key = await vkey();
    const { verify } = await auditor(issued.stdout, key);
    const valid = await verify("--vkey", "key.txt", "--user-id", PERSON);
    expect([valid.code, valid.stdout.split("\n")[0]]).toEqual([
      0,
      expect.stringMatching(/^VALID\. Rehearsal: the calls went to http:.*, not to TalkJS$/),
    ]);
    expect(valid.stdout).toContain("locale: mails about the contract are written in it");
    expect((await verify("--vkey", key)).code).toBe(0);
    const another = await verify("--vkey", key, "--user-id", "customer-0002");
    expect([another.code, another.stdout.split("\n")[0]]).toEqual([
      1,
      "NOT VALID: it isn't about that user ID",
    ]);
    const { vkey: stranger } = testSigner(key.split("+")[0]);
    expect((await verify("--vkey", stranger)).code).toBe(1);
  });
});

describe("certificates on the command line", () => {
  test("go into a folder as files that only their owner reads, or are for one user; who has none is told", async () => {
    const { cwd, run, json, erase, vkey } = await certifiedApp("PostgreSQL");
    const id = await erase(PERSON, "customer-0002", "boss");
    const refused = await run(["certificate", id]);
    expect([refused.code, refused.stdout]).toEqual([2, ""]);
    expect(refused.stderr).toContain("--out <folder>");
    const written = await run(["certificate", id, "--out", "a/certificates", "--format", "json,html"]);
    expect(written.code).toBe(1);
    expect(written.stdout).toMatch(
      /1 person has NO certificate, by pseudonym:\n {2}[0-9a-f]{64} {2}left alone \(role\)\n/,
    );
    const folder = join(cwd, "a/certificates");
    const files = (await readdir(folder)).sort();
    expect(files).toHaveLength(4);
    for (const file of files) {
      expect(file).toMatch(/^certificate-[0-9a-f]{16}-run\d+\.(json|html)$/);
      expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
      expect(await readFile(join(folder, file), "utf8")).not.toMatch(/customer-000|boss/);
    }
    const both = await json<IssuedView>("certificate", id);
    expect(both.certificates).toHaveLength(2);
    const { verify } = await auditor(await readFile(join(folder, files[1]!)), await vkey());
    expect((await verify("--vkey", "key.txt")).code).toBe(0);
    await mkdir(join(cwd, "taken"));
    await writeFile(join(cwd, "taken/file"), "");
    expect((await run(["certificate", id, "--out", "taken/file"])).code).toBe(2);

    const issued = await run(["certificate", "user", "1", "-"], `${PERSON}\n`);
    expect(issued.code, issued.stderr).toBe(0);
    expect((JSON.parse(issued.stdout) as Certificate).request).toBeNull();
    const ofUser = await auditor(issued.stdout, await vkey());
    expect((await ofUser.verify("--vkey", "key.txt", "--user-id", PERSON)).code).toBe(0);
    const excluded = await run(["certificate", "user", "1", "-"], "boss\n");
    expect([excluded.code, excluded.stdout]).toEqual([2, ""]);
    expect(excluded.stderr).toContain("excluded (role)");
  });

  test("are issued through a service that has the ledger open", async () => {
    const { run, erase, serve, vkey } = await certifiedApp("embedded");
    const id = await erase(PERSON);
    await serve();
    const issued = await run(["certificate", id]);
    expect(issued.code, issued.stderr).toBe(0);
    const { verify } = await auditor(issued.stdout, await vkey());
    expect((await verify("--vkey", "key.txt", "--user-id", PERSON)).code).toBe(0);
  });

  test("are PDFs where no other program is to be found", async () => {
    const { cwd, run, erase } = await certifiedApp("PostgreSQL");
    const id = await erase(PERSON);
    const written = await run(["certificate", id, "--out", "out", "--format", "pdf"], "", { PATH: cwd });
    expect(written.code, written.stderr).toBe(0);
    const [file = "", ...others] = await readdir(join(cwd, "out"));
    expect([file, others]).toEqual([expect.stringMatching(/^certificate-[0-9a-f]{16}-run\d+\.pdf$/), []]);
    expect((await stat(join(cwd, "out", file))).mode & 0o777).toBe(0o600);
    const { text, pages } = await readPdf(await readFile(join(cwd, "out", file)));
    expect(pages.length).toBeLessThanOrEqual(2);
    expect(text).toContain("mails about the contract are written in it");
    expect(text).not.toContain(PERSON);
  });

  test.each([
    [["certificate", "no-uuid"], "scrubjay request list"],
    [["certificate", "00000000-0000-4000-8000-000000000000", "--format", "pdf"], "--out <folder>"],
    [["certificate", "00000000-0000-4000-8000-000000000000", "--format", "docx"], "json, html, pdf"],
    [["certificate", "user", "x", "y"], "run"],
    [["certificate", "verify", "missing.json"], "--vkey"],
    [["certificate", "verify", "missing.json", "--vkey", "missing.txt"], "scrubjay keys list"],
    [["certificate", "verify", "missing.json", "--vkey", testSigner().vkey], "can't be read"],
  ])("bad usage is told before anything is opened: %j", async (args, problem) => {
    const refused = await scrubjay(args, { cwd: await tempFolder() });
    expect([refused.code, refused.stdout]).toEqual([2, ""]);
    expect(refused.stderr).toContain(problem);
  });
});
