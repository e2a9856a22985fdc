import { expect, onTestFinished, test } from "vitest";
import { consoleBlocksOf } from "../docs/console.js";
import { read } from "../docs/pages.js";
import { Reader } from "./reader.js";

const HANGS_AFTER_MS = 1_800_000;

const pages = [
  "README.md",
  "docs/auditor.md",
  "docs/integrating.md",
  "docs/officer.md",
  "docs/on-call.md",
  "docs/deployment.md",
  "docs/rehearsal.md",
  "docs/service.md",
].map((page) => ({
  page,
  blocks: consoleBlocksOf(read(page)),
}));

test.for(pages)(
  "every console block of $page does what it shows",
  { timeout: HANGS_AFTER_MS },
  async ({ page, blocks }) => {
    const reader = await Reader.of(page);
    onTestFinished(() => reader.close());
    for (const { line, notRun } of blocks)
      if (notRun !== "") console.warn(`${page}:${line} isn't run: ${notRun}`);
    const run = blocks.filter(({ notRun }) => notRun === "");
    expect(run.length).toBeGreaterThan(0);
    for (const block of run) await reader.follow(block);
  },
);
