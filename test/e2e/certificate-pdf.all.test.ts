import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { program } from "../support/programs.js";
import { PERSON, certifiedApp } from "./certified-app.js";

test("certificates are printed as PDF", async () => {
  await program(["chromium", "chromium-browser", "google-chrome"], "chromium");
  const { cwd, run, erase } = await certifiedApp("PostgreSQL");
  const printed = await run(["certificate", await erase(PERSON), "--out", "out", "--format", "pdf"]);
  expect(printed.code, printed.stderr).toBe(0);
  const [pdf = ""] = await readdir(join(cwd, "out"));
  expect(pdf).toMatch(/\.pdf$/);
  expect((await readFile(join(cwd, "out", pdf))).toString("latin1")).toMatch(/^%PDF-/);
});
